"""Texts that meet through a third one: the items of a digest, and texts that contradict each other.

Pairs alone cannot tell: a round-up holds two briefs in full, and a print without its lead is like two reports that name
two places. So whether two texts that met may be in one story is asked again, of the texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2

import numpy as np
from numpy.typing import NDArray

from tasks.stories.cluster import Group
from tasks.stories.compare import judge
from tasks.stories.letters import Hashes
from tasks.stories.runs import NOTE_WORDS, chain, word_count
from tasks.stories.sketch import LEAST_NAMES, Sketch
from tasks.stories.symbols import DENSE, HAN, KINDS, NAME
from tasks.stories.titles import Titles
from tasks.story_records import Neighbourhood, Pair

_LEAST_PART = 0.8
"""A part stands in the other text whole, edits aside."""
_MOST_TOGETHER = 1.15
"""Two parts side by side are not longer than the text that holds both."""
_LEAST_SHARED_NAMES = 0.25
_LEAST_NAMES_AGAIN = 0.35
"""The rest of a report names again so many of those whom two parts of it name."""
_LEAST_WORDS_AGAIN, _WORDS_AGAIN_PER_DOUBLE, _REST = 0.36, 0.07, 160
"""Where a part names few, this share of its words is said again by a rest of so many words; more with each doubling."""
_LEAST_CHARACTERS_AGAIN = 0.4
"""Of that, where words are told from two or four characters in a row, most of which are no word."""
_WORD_OF = {HAN: 2, DENSE: 4}
"""Characters that are about a word."""
_MOST_TEXTS = 64
"""In a story of more texts nothing is asked again: the cost grows with their square, and not all were compared."""

Read = Callable[[Collection[int]], dict[int, Sketch]]
"""Sketches of stored texts."""


def without_digests(near: Neighbourhood, pairs: Sequence[Pair], read: Read) -> list[Pair]:
    """The pairs without those of a text that holds several texts which have nothing to do with each other."""
    parts = _parts(near, pairs)
    if not parts:
        return list(pairs)
    paired = {(pair.a, pair.b) for pair in pairs}
    titles = Titles(near.prints)
    asked = {
        (whole, one, other)
        for whole, found in parts.items()
        for one, other in combinations(sorted(found), 2)
        if (one, other) not in paired
        and near.texts[one].run_count + near.texts[other].run_count <= _MOST_TOGETHER * near.texts[whole].run_count
        and not (titles.are_alike(whole, one) and titles.are_alike(whole, other))
    }
    if not asked:
        return list(pairs)
    sketches = read({text_id for texts in asked for text_id in texts})
    told = _Parts(sketches)
    digests = {
        whole
        for whole, one, other in asked
        if _are_strangers(sketches.get(one), sketches.get(other)) and told.are_apart(whole, one, other)
    }
    return [pair for pair in pairs if not any(_is_part_of(near, pair, whole) for whole in digests & {pair.a, pair.b})]


def _parts(near: Neighbourhood, pairs: Sequence[Pair]) -> dict[int, set[int]]:
    """For each text that holds several shorter ones, which."""
    found: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        if pair.likeness.containment >= _LEAST_PART:
            short, long = sorted((pair.a, pair.b), key=lambda text_id: near.texts[text_id].run_count)
            if near.texts[short].run_count < near.texts[long].run_count:
                found[long].add(short)
    return {whole: parts for whole, parts in found.items() if len(parts) > 1}


def _is_part_of(near: Neighbourhood, pair: Pair, whole: int) -> bool:
    other = pair.b if pair.a == whole else pair.a
    is_shorter = near.texts[other].run_count < near.texts[whole].run_count
    return is_shorter and pair.likeness.containment >= _LEAST_PART


def _are_strangers(one: Sketch | None, other: Sketch | None) -> bool:
    """Whether two texts share no words to speak of and few names: parts of one report share the names in it."""
    if one is None or other is None:
        return False
    least = min(len(one.names), len(other.names))
    return len(one.names & other.names) <= max(1.0, _LEAST_SHARED_NAMES * least)


class _Parts:
    """How much of what parts of texts say is said again by the rest of these; each part is asked once."""

    def __init__(self, sketches: Mapping[int, Sketch]) -> None:
        self._sketches = sketches
        self._found: dict[tuple[int, int], _SaidAgain] = {}

    def are_apart(self, whole: int, *parts: int) -> bool:
        """Whether parts name others than the rest of the whole or, where they name few, are in other words."""
        found = [self._of(part, whole) for part in parts]
        names = [one.names for one in found if one.names]
        if len(names) == len(found):
            return sum(again for again, _ in names) < _LEAST_NAMES_AGAIN * sum(every for _, every in names)
        return all(one.words < one.least_words for one in found)

    def _of(self, part: int, whole: int) -> _SaidAgain:
        if (part, whole) not in self._found:
            self._found[part, whole] = _said_again(self._sketches[part], self._sketches[whole])
        return self._found[part, whole]


@dataclass(frozen=True, slots=True)
class _SaidAgain:
    """What the rest of a text says again of a part."""

    names: tuple[int, int] | None
    """Names of the part that the rest has, and all of them; None: too few to tell."""
    words: float
    """Share of the words of the part that the rest has."""
    least_words: float
    """What it would have at least, if the two were of one report."""


def _said_again(part: Sketch, whole: Sketch) -> _SaidAgain:
    is_rest = np.ones(len(whole.tokens.hashes), np.bool_)
    starts = (part.run_table.find(whole.runs_in_order) >= 0).nonzero()[0].tolist()
    for start, end in zip(starts, whole.run_ends(starts), strict=True):
        is_rest[start:end] = False
    hashes, kinds = whole.tokens.hashes[is_rest], whole.tokens.kinds[is_rest]
    names = None
    if len(part.names) >= LEAST_NAMES and not part.has_noun_capitals:
        names = len(part.names & {*hashes[kinds == NAME].tolist()}), len(part.names)
    words, rest = _words(part.tokens.hashes, part.tokens.kinds), _words(hashes, kinds)
    size = word_count(np.bincount(kinds, minlength=KINDS).tolist())
    least = _LEAST_WORDS_AGAIN + _WORDS_AGAIN_PER_DOUBLE * log2(max(size, 1) / _REST)
    if 2 * sum(np.count_nonzero(part.tokens.kinds == kind) for kind in _WORD_OF) > len(part.tokens.kinds):
        least *= _LEAST_CHARACTERS_AGAIN
    return _SaidAgain(names, len(words & rest) / max(1, len(words)), least)


def _words(hashes: Hashes, kinds: NDArray[np.uint8]) -> set[int]:
    """The different words, and as many characters in a row as make one."""
    found = {*hashes[(kinds != HAN) & (kinds != DENSE)].tolist()}
    for kind, size in _WORD_OF.items():
        characters = hashes[kinds == kind]
        if len(characters):
            found |= {*chain(characters, size).tolist()}
    return found


def _are_notes(near: Neighbourhood, pair: tuple[int, int]) -> bool:
    return min(near.texts[text_id].word_count for text_id in pair) < NOTE_WORDS


def contradictions(
    groups: Sequence[Group], near: Neighbourhood, close: Sequence[Pair], read: Read
) -> list[tuple[int, int]]:
    """Two texts each of one group that contradict each other, by their titles or by their facts."""
    is_close = {(pair.a, pair.b) for pair in close}
    known = {(pair.a, pair.b) for pair in near.pairs}
    titles = Titles(near.prints)
    found: list[tuple[int, int]] = []
    for group in groups:
        texts = sorted({one.text_id for one in group.prints})
        if not 2 < len(texts) <= _MOST_TEXTS:
            continue
        apart = [pair for pair in combinations(texts, 2) if pair not in is_close]
        # Of longer texts titles decide about a pair, and no more: editors write others.
        found += [pair for pair in apart if pair in known and _are_notes(near, pair) and titles.contradict(*pair)]
        untold = [pair for pair in apart if pair not in known]
        sketches = read({text_id for pair in untold for text_id in pair}) if untold else {}
        for pair in untold:
            one, other = (sketches.get(text_id) for text_id in pair)
            if one and other and judge(one, other).is_contradiction:
                found.append(pair)
    return found
