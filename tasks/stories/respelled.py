"""A text with the names of another one in that one's spelling, so that both can be judged again.

A name that stands in a text seven times breaks more runs of words than an editor does. So where two texts differ, it is
asked whether what stands there is one name in two transcriptions, or the same letters joined and parted.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from tasks.stories.letters import Tokens
from tasks.stories.places import Comparison, Place, compare_places
from tasks.stories.shared import Couple, shared_runs
from tasks.stories.sketch import Sketch, spell_all
from tasks.stories.symbols import LETTER
from tasks.stories.transcriptions import is_one_name, is_one_word, is_shortened

_MOST_WORDS, _MOST_NAMES = 12, 12
"""Tokens of a place that is one name; names in two spellings."""
_LEAST_WORDS, _LEAST_NUMBERS, _MOST_OTHER_NUMBERS = 0.7, 0.75, 0.4
"""Of one text in two styles: the different words that are the same; the numbers that are, in one style; the numbers
whose digits, zeros aside, differ."""
_JOINER = "\u200c"
Words = tuple[int, ...]


def may_be_one_wording(one: Sketch, other: Sketch) -> bool:
    """Whether two texts share so many words and so many of the digits of their numbers that only styles may differ."""
    least = min(len(one.vocabulary), len(other.vocabulary))
    if len(one.vocabulary & other.vocabulary) < _LEAST_WORDS * least:
        return False
    mine, yours = one.digits - other.digits, other.digits - one.digits
    return min(len(mine), len(yours)) <= _MOST_OTHER_NUMBERS * min(len(one.digits), len(other.digits))


def has_other_style(one: Sketch, other: Sketch) -> bool:
    """Whether anything differs that ``in_one_style`` might bring together."""
    return one.numbers != other.numbers or (_JOINER in one.body) != (_JOINER in other.body)


def share_numbers(one: Sketch, other: Sketch) -> bool:
    """Whether nearly all numbers of the text that has fewer are in the other one."""
    least = min(len(one.numbers), len(other.numbers))
    return len(one.numbers & other.numbers) >= _LEAST_NUMBERS * least


def respell_all(couples: Sequence[Couple], known: Sequence[Comparison | None]) -> list[Sketch | None]:
    """The one text of each couple in the spelling of the other.

    None where any place of names is no matter of spelling, or none is. ``known``: how they compare, as far as that is.
    """
    new = [couple for couple, comparison in zip(couples, known, strict=True) if comparison is None]
    made = iter(compare_places(new, [both.places for both in shared_runs(new)]) if new else ())
    comparisons = [comparison or next(made) for comparison in known]
    spell_all(text for comparison in comparisons if comparison.spots for text in (comparison.one, comparison.other))
    return [_respelled(comparison) for comparison in comparisons]


def _respelled(comparison: Comparison) -> Sketch | None:
    one, other = comparison.one, comparison.other
    found: dict[Words, Words] = {}
    for place in comparison.places:
        ours, theirs = _trimmed(one, other, place)
        if not ours or not theirs or ours in found:
            continue
        is_short = max(len(ours), len(theirs)) <= _MOST_WORDS
        mine, yours = (_spelled(one, ours), _spelled(other, theirs)) if is_short else ("", "")
        one_by_one = _spelled_one_by_one(one, other, place)
        if one_by_one:
            found |= one_by_one
        elif is_short and (is_one_name(mine, yours) or is_shortened(mine, yours)):
            found[ours] = theirs
        elif _is_name(one, place.start, place.end) and _is_name(other, place.other_start, place.other_end):
            return None
    return _rewritten(one, found) if 0 < len(found) <= _MOST_NAMES else None


def _spelled_one_by_one(one: Sketch, other: Sketch, place: Place) -> dict[Words, Words]:
    """Where each word of a place stands for one word of the other: those that are spelled otherwise; else none."""
    ours, theirs = one.token_part(place.start, place.end), other.token_part(place.other_start, place.other_end)
    words, other_words = [word for word, _ in ours], [word for word, _ in theirs]
    found: dict[Words, Words] = {}
    for same, start, end, other_start, other_end in SequenceMatcher(None, words, other_words, False).get_opcodes():
        here, there = ours[start:end], theirs[other_start:other_end]
        is_plain = all(kind == LETTER for _, kind in here + there)
        if same != "equal" and len(here) == len(there):
            for (word, _), (other_word, _) in zip(here, there, strict=True):
                mine, yours = one.words.get(word, ""), other.words.get(other_word, "")
                if not is_one_name(mine, yours) and not (is_plain and is_one_word(mine, yours)):
                    return {}
                found[word,] = (other_word,)
        elif same != "equal" and not is_plain:
            return {}
    return found


def _trimmed(one: Sketch, other: Sketch, place: Place) -> tuple[Words, Words]:
    """What stands in a place, without what begins and ends both alike."""
    ours = one.tokens.hashes[place.start : place.end].tolist()
    theirs = other.tokens.hashes[place.other_start : place.other_end].tolist()
    while ours and theirs and ours[0] == theirs[0]:
        del ours[0], theirs[0]
    while ours and theirs and ours[-1] == theirs[-1]:
        del ours[-1], theirs[-1]
    return tuple(ours), tuple(theirs)


def _spelled(text: Sketch, words: Words) -> str:
    return " ".join(text.words.get(word, "") for word in words)


def _is_name(text: Sketch, start: int, end: int) -> bool:
    return bool((text.tokens.kinds[start:end] != LETTER).any())


def _rewritten(text: Sketch, spellings: dict[Words, Words]) -> Sketch:
    by_first: dict[int, list[Words]] = {}
    for words in sorted(spellings, key=len, reverse=True):
        by_first.setdefault(words[0], []).append(words)
    hashes: list[int] = []
    kinds: list[int] = []
    old, old_kinds = text.tokens.hashes.tolist(), text.tokens.kinds.tolist()
    at = 0
    while at < len(old):
        here = next((w for w in by_first.get(old[at], ()) if tuple(old[at : at + len(w)]) == w), None)
        new: Sequence[int] = spellings[here] if here else (old[at],)
        hashes += new
        kinds += [old_kinds[at]] * len(new)
        at += len(here) if here else 1
    return Sketch(Tokens(np.array(hashes, np.uint64), np.array(kinds, np.uint8)), text.title, None, text.body)
