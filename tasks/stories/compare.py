"""Whether two texts are one: how much of the shorter the longer one holds, and whether their facts contradict.

Containment rather than Jaccard, so that an excerpt counts as much as a full print. Containment alone would join
template notes (weather, auctions, results) that share all but their facts; so facts are looked at in their context:
the same words around another number or name is a contradiction, a sentence that is not there at all is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.stories.letters import Hashes
from tasks.stories.sketch import (
    NAME_PAIRS,
    NAME_PLACES,
    NUMBER_PAIRS,
    NUMBER_PLACES,
    NUMBERS,
    SHORT_WORDS,
    Sketch,
)
from tasks.story_records import Likeness

LEAST_CONTAINMENT = 0.5
LEAST_SHORT_CONTAINMENT = 0.8
_NOTE_WORDS = 200
"""Template notes are shorter; above it numbers that are only missing speak against nothing."""
_LEAST_NUMBERS = 3
_LEAST_AGREEMENT = 0.75
_LEAST_BACKED_AGREEMENT = 0.5
"""Enough where numbers agree in their contexts and none contradicts."""
_MOST_CONTRADICTED = 0.3
_WORDS_PER_CONTRADICTION = 60
"""Fewer contradictions than one in so many words are an update, whatever their share."""
_MANY, _WORDS_PER_DENSE_CONTRADICTION = 4, 25
"""So many so close together are another report, however much agrees. Typing errors make one in 55 words at most."""
_LEAST_NAMES, _MOST_NAMES_CONTRADICTED = 3, 0.35
"""Measured on true copies: above a third only under typing errors, and then far apart."""


def compare(one: Sketch, others: Sequence[Sketch]) -> list[Likeness | None]:
    """Compare a text with others; None where the two are not one text."""
    shared = _shared([other.runs for other in others], one.runs)
    alike = [at for at, count in enumerate(shared) if _is_alike(one, others[at], count)]
    found: list[Likeness | None] = [None] * len(others)
    for at, facts in zip(alike, _compare_facts(one, [others[at] for at in alike]), strict=True):
        agreement = _agreement(facts, min(one.word_count, others[at].word_count))
        if agreement is not None:
            small, large = sorted((len(one.runs), len(others[at].runs)))
            union = small + large - shared[at]
            found[at] = Likeness(shared[at] / small, shared[at] / union, small / large, agreement)
    return found


def _shared(many: Sequence[Hashes], one: Hashes) -> list[int]:
    """How many hashes each of many sorted sets shares with one, in a single search."""
    if len(many) == 1:
        return [int(np.count_nonzero(_is_in(many[0], one)))]
    owner = np.repeat(np.arange(len(many)), [len(hashes) for hashes in many])
    is_shared = _is_in(np.concatenate([one[:0], *many]), one)
    counts: list[int] = np.bincount(owner[is_shared], minlength=len(many)).tolist()
    return counts


def _is_in(hashes: Hashes, one: Hashes) -> NDArray[np.bool_]:
    if not len(one):
        return np.zeros(len(hashes), np.bool_)
    at = one.searchsorted(hashes)
    at[at == len(one)] = 0
    is_in: NDArray[np.bool_] = one.take(at) == hashes
    return is_in


def _is_alike(a: Sketch, b: Sketch, shared: int) -> bool:
    """Whether enough of the shorter text stands in the longer one."""
    containment = shared / max(1, min(len(a.runs), len(b.runs)))
    if a.is_short or b.is_short:
        return containment >= LEAST_SHORT_CONTAINMENT
    return containment >= LEAST_CONTAINMENT


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the numbers and names of two texts say of each other."""

    numbers_asked: int
    """Numbers of the text with fewer of them, repeats counted."""
    numbers_held: int
    """Those that the other text holds, too."""
    numbers_agreeing: int
    """Numbers that stand between the same words in both."""
    numbers_contradicting: int
    """Places between the same words where the numbers differ."""
    names_agreeing: int
    names_contradicting: int


def _compare_facts(one: Sketch, others: Sequence[Sketch]) -> list[_Facts]:
    if not others:
        return []
    facts = np.concatenate([other.facts for other in others])
    owner = np.repeat(np.arange(len(others)), [len(other.facts) for other in others])
    is_shared = _is_in(facts, one.facts)
    kind = (facts[is_shared] >> np.uint64(61)).astype(np.intp)
    counts = np.bincount(owner[is_shared] * 8 + kind, minlength=8 * len(others)).reshape(-1, 8).tolist()
    found = []
    for other, count in zip(others, counts, strict=True):
        agreeing = min(count[NUMBER_PAIRS], count[NUMBER_PLACES])
        named = min(count[NAME_PAIRS], count[NAME_PLACES])
        asked = min(one.number_count, other.number_count)
        contradicting, misnamed = count[NUMBER_PLACES] - agreeing, count[NAME_PLACES] - named
        found.append(_Facts(asked, count[NUMBERS], agreeing, contradicting, named, misnamed))
    return found


def _agreement(facts: _Facts, words: int) -> float | None:
    """Share of the facts that agree, or None when they contradict each other. ``words``: of the shorter text."""
    asked, held = facts.numbers_asked, facts.numbers_held
    agree, contradict = facts.numbers_agreeing, facts.numbers_contradicting
    placed = agree + contradict
    if words < SHORT_WORDS and (contradict or held < asked):
        return None
    # One number beside others that agree is a correction.
    is_correction = contradict == 1 and agree > 0
    if not is_correction and _is_dense(contradict, agree, words, _MOST_CONTRADICTED):
        return None
    if asked >= _LEAST_NUMBERS and words < _NOTE_WORDS:
        is_backed = agree >= _LEAST_NUMBERS and not contradict
        if held < asked * (_LEAST_BACKED_AGREEMENT if is_backed else _LEAST_AGREEMENT):
            return None
    misnamed, named = facts.names_contradicting, facts.names_agreeing
    if misnamed + contradict >= _MANY and (misnamed + contradict) * _WORDS_PER_DENSE_CONTRADICTION >= words:
        return None
    if misnamed >= _LEAST_NAMES and _is_dense(misnamed, named, words, _MOST_NAMES_CONTRADICTED):
        return None
    return min(held / asked if asked else 1.0, agree / placed if placed else 1.0)


def _is_dense(contradicting: int, agreeing: int, words: int, most: float) -> bool:
    share = contradicting / max(1, contradicting + agreeing)
    return share > most and contradicting * _WORDS_PER_CONTRADICTION >= words
