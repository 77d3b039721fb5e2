"""The places where two texts differ: between the same words, other words. In array operations as far as they carry.

Runs of words that both texts hold are laid side by side; between two neighbouring stretches of them stands what the one
text says and what the other says in its place. What stands in one text only is no place: it says nothing of the other.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tasks.stories.sketch import Sketch
from tasks.stories.symbols import DIGIT, NAME

MOST_TOKENS = 48
"""A longer stretch that differs on both sides is other text, no place in the same one."""
_MOST_PLACES = 60
_SENTENCE_RUNS = 5
"""Fewer runs in a row are a stock phrase."""
_LONG_RUNS = 10
"""Fewer may be one at the head of a report."""
_SMALL_GAP, _MOST_OF_LEAD = 10, 0.75
_WIDEST_OVERLAP = 14
"""Stretches overlap where a word is said twice; more than a run they cannot."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where tokens stand in both texts between the same words: ``[start, end)`` of either."""

    start: int
    end: int
    other_start: int
    other_end: int
    is_edge: bool
    """Whether it begins or ends both texts: the same words stand on one side of it only."""

    @property
    def size(self) -> int:
        """Tokens of the text that has more of them here."""
        return max(self.end - self.start, self.other_end - self.other_start)


@dataclass(frozen=True)
class Comparison:
    """What is the same in two texts, and where they differ."""

    places: list[Place]
    inserted_count: int
    """Short stretches that only one of the texts has, between the same words."""
    own_lead: float
    """The share of either text, the smaller of the two, that stands before the first sentence or so that both hold."""
    one: Sketch
    shared: Sequence[tuple[int, int]]
    """What of the one text stands in the other: ``[start, end)`` of its tokens, some of which may overlap."""

    @cached_property
    def names(self) -> frozenset[int]:
        """Names that stand in the same words of both."""
        return self._shared(NAME)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """Numbers that do."""
        return self._shared(DIGIT)

    def _shared(self, kind: int) -> frozenset[int]:
        tokens = self.one.tokens
        is_shared = np.zeros(len(tokens.hashes), np.bool_)
        for start, end in self.shared:
            is_shared[start:end] = True
        return frozenset(tokens.hashes[is_shared & (tokens.kinds == kind)].tolist())


_Stretch = tuple[int, int, int, int]
"""Runs in a row that both texts hold: where the first and the last of them begin, in the one and in the other."""


def compare_places(one: Sketch, other: Sketch, shared: NDArray[np.int32]) -> Comparison:
    """Lay two texts side by side. ``shared``: where each run of the other begins in the one, -1 where it does not."""
    theirs = (shared >= 0).nonzero()[0]
    if not len(theirs):
        return Comparison([], 0, 1.0, one, ())
    stretches = _in_order(_stretches(shared.take(theirs), theirs))
    ends = one.run_ends([last for _, last, _, _ in stretches])
    places, inserted = _places(one, other, stretches, ends)
    spans = [(start, end) for (start, *_), end in zip(stretches, ends, strict=True)]
    return Comparison(places, inserted, _own_lead(one, other, stretches), one, spans)


def _stretches(ours: NDArray[np.int32], theirs: NDArray[np.intp]) -> list[_Stretch]:
    """The stretches, from where each run that both texts hold begins in both."""
    is_first = np.ones(len(ours) + 1, np.bool_)
    is_first[1:-1] = (ours[1:] - ours[:-1] != 1) | (theirs[1:] - theirs[:-1] != 1)
    first, last = is_first[:-1].nonzero()[0], is_first[1:].nonzero()[0]
    bounds = ours.take(first), ours.take(last), theirs.take(first), theirs.take(last)
    return [*zip(*(bound.tolist() for bound in bounds), strict=True)]


def _in_order(stretches: list[_Stretch]) -> list[_Stretch]:
    """The stretches without the short ones that lie elsewhere than the long ones around them: a phrase used twice."""
    is_long = [last - start >= _SENTENCE_RUNS - 1 for start, last, _, _ in stretches]
    if all(is_long):
        return stretches
    before: list[int] = []
    after: list[int] = []
    least, most = -1, sys.maxsize
    for (_, last, _, _), long in zip(stretches, is_long, strict=True):
        before.append(least)
        least = last if long else least
    for (start, *_), long in zip(reversed(stretches), reversed(is_long), strict=True):
        after.append(most)
        most = start if long else most
    bounds = zip(stretches, is_long, before, reversed(after), strict=True)
    return [one for one, long, least, most in bounds if long or (one[0] > least and one[1] < most)]


def _own_lead(one: Sketch, other: Sketch, stretches: Sequence[_Stretch]) -> float:
    sizes = [last - start + 1 for start, last, _, _ in stretches]
    least = _LONG_RUNS if any(size >= _LONG_RUNS for size in sizes) else _SENTENCE_RUNS
    starts = [(start, theirs) for (start, _, theirs, _), size in zip(stretches, sizes, strict=True) if size >= least]
    if not starts:
        return 1.0
    ours, theirs = min(start for start, _ in starts), min(theirs for _, theirs in starts)
    told = _told_alike(one, stretches, ours, theirs) if ours and theirs else 0
    if told < _MOST_OF_LEAD * min(ours, theirs):
        told = 0  # A stock phrase in two leads.
    return min((ours - told) / len(one.tokens.hashes), (theirs - told) / len(other.tokens.hashes))


def _told_alike(one: Sketch, stretches: Sequence[_Stretch], ours: int, theirs: int) -> int:
    """Words before the given places that stand in both texts or between such with few others in their place.

    A lead in which a toll moved on is shared, however few words of it stand in a row.
    """
    told = end = other_end = 0
    before = [one for one in stretches if one[1] < ours and one[3] < theirs]
    for start, last, other_start, other_last in [*before, (ours, ours, theirs, theirs)]:
        gap, other_gap = start - end, other_start - other_end
        if min(gap, other_gap) >= 0 and max(gap, other_gap) <= _SMALL_GAP:
            told += min(gap, other_gap)
        if start < ours:
            (last_end,) = one.run_ends([last])
            told += max(0, min(last_end, ours) - max(start, end))
            end, other_end = last_end, other_last + last_end - last
    return told


def _places(one: Sketch, other: Sketch, stretches: Sequence[_Stretch], ends: Sequence[int]) -> tuple[list[Place], int]:
    """What stands between neighbouring stretches and at the ends; how often only one text has something there."""
    places: list[Place] = []
    inserted = begin = other_begin = 0
    starts = [(start, other_start) for start, _, other_start, _ in stretches]
    starts.append((len(one.tokens.hashes), len(other.tokens.hashes)))
    other_ends = other.run_ends([last for *_, last in stretches])
    for number, (end, other_end) in enumerate(starts):
        if number:
            begin, other_begin = ends[number - 1], other_ends[number - 1]
        size, other_size = end - begin, other_end - other_begin
        # Where both stretches hold the same word at their seam, the seam moves back until none overlaps.
        overlap = min(size, other_size)
        if -_WIDEST_OVERLAP <= overlap < 0:
            begin, other_begin, size, other_size = (
                begin + overlap,
                other_begin + overlap,
                size - overlap,
                other_size - overlap,
            )
        if not (0 <= size <= MOST_TOKENS and 0 <= other_size <= MOST_TOKENS):
            continue
        is_edge = number in (0, len(stretches))
        if size and other_size:
            places.append(Place(begin, end, other_begin, other_end, is_edge))
        elif (size or other_size) and not is_edge:
            inserted += 1
    return places[:_MOST_PLACES], inserted
