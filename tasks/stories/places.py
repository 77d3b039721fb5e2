"""The places where two texts differ: between the same words, other words. Many pairs of texts are read in one array.

Runs of words that both texts hold are laid side by side; between two neighbouring stretches of them stands what the one
text says and what the other says in its place. What stands in one text only is no place: it says nothing of the other.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tasks.stories.runs import run_ends
from tasks.stories.shared import Couple
from tasks.stories.sketch import Sketch
from tasks.stories.symbols import DIGIT, LETTER, NAME
from tasks.stories.words import may_be_number_words

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
_MAY_BE_NUMBER, _MAY_BE_NAME = 1, 2

Numbers = NDArray[np.int64]
Spot = tuple[int, int, int, int, bool, bool]
T = TypeVar("T")


class Place(NamedTuple):
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

    one: Sketch
    other: Sketch
    stretches: list[tuple[int, ...]]
    """Runs in a row that both texts hold: where the first and the last begin in the one and in the other, and the
    place after the last in the one."""
    spots: list[Spot]
    """The fields of each place, and whether there may be a number in both texts, or a name."""
    inserted_count: int
    """Short stretches that only one of the texts has, between the same words."""
    shared_names: list[int]
    """Names of the one text that stand in the same words of both, as often as they do."""
    shared_numbers: list[int]

    @cached_property
    def places(self) -> list[Place]:
        """Where the texts differ."""
        return [Place(*spot[:-1]) for spot in self.spots]

    @property
    def telling(self) -> list[Place]:
        """The places where there may be a number in both texts, or a name. Most hold neither."""
        return [Place(*spot[:-1]) for spot in self.spots if spot[-1]]

    @cached_property
    def names(self) -> frozenset[int]:
        """Names that stand in the same words of both."""
        return frozenset(self.shared_names)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """Numbers that do."""
        return frozenset(self.shared_numbers)

    @cached_property
    def own_lead(self) -> float:
        """The share of either text, the smaller of the two, that stands before the first sentence or so of both."""
        sizes = [last - start + 1 for start, last, *_ in self.stretches]
        least = _LONG_RUNS if any(size >= _LONG_RUNS for size in sizes) else _SENTENCE_RUNS
        long = [stretch for stretch, size in zip(self.stretches, sizes, strict=True) if size >= least]
        if not long:
            return 1.0
        ours, theirs = min(start for start, *_ in long), min(start for _, _, start, *_ in long)
        told = self._told_alike(ours, theirs) if ours and theirs else 0
        if told < _MOST_OF_LEAD * min(ours, theirs):
            told = 0  # A stock phrase in two leads.
        return min((ours - told) / len(self.one.tokens.hashes), (theirs - told) / len(self.other.tokens.hashes))

    def _told_alike(self, ours: int, theirs: int) -> int:
        """Words before the given places that stand in both texts or between such with few others in their place.

        A lead in which a toll moved on is shared, however few words of it stand in a row.
        """
        told = end = other_end = 0
        before = [one for one in self.stretches if one[1] < ours and one[3] < theirs]
        for start, last, other_start, other_last, last_end in [*before, (ours, ours, theirs, theirs, ours)]:
            gap, other_gap = start - end, other_start - other_end
            if min(gap, other_gap) >= 0 and max(gap, other_gap) <= _SMALL_GAP:
                told += min(gap, other_gap)
            told += max(0, min(last_end, ours) - max(start, end))
            end, other_end = last_end, other_last + last_end - last
        return told


class _Texts:
    """The texts of one side of some couples, one after another."""

    def __init__(self, texts: Sequence[Sketch]) -> None:
        sizes = np.array([len(text.tokens.hashes) for text in texts])
        self.hashes = np.concatenate([text.tokens.hashes for text in texts])
        self.kinds = np.concatenate([text.tokens.kinds for text in texts])
        self.ends = np.cumsum(sizes)
        self.starts = self.ends - sizes

    def run_ends(self, starts: Numbers, couple: Numbers) -> Numbers:
        """The places after the last tokens of the runs that begin at some places."""
        return run_ends(starts, self.kinds, self.ends.take(couple))

    def may_be_facts(self, starts: Numbers, ends: Numbers) -> NDArray[np.uint8]:
        """For each of some parts which kinds of facts may be in it."""
        sizes = ends - starts
        cuts = np.cumsum(sizes) - sizes
        inside = np.arange(sizes.sum()) + (starts - cuts).repeat(sizes)
        kinds = self.kinds.take(inside)
        marks = np.where(kinds == LETTER, np.uint8(0), np.uint8(_MAY_BE_NAME))
        marks[(kinds == DIGIT) | may_be_number_words().take(self.hashes.take(inside).astype(np.uint16))] = (
            _MAY_BE_NUMBER
        )
        return np.bitwise_or.reduceat(marks, cuts)


def compare_places(couples: Sequence[Couple], shared: Sequence[NDArray[np.int64]]) -> list[Comparison]:
    """Lay the texts of each couple side by side.

    ``shared``: for each couple where each run of its second text begins in the first one, -1 where it does not.
    """
    ones, others = _Texts([one for one, _ in couples]), _Texts([other for _, other in couples])
    stretches = _in_order(_stretches(ones, others, shared))
    *bounds, couple = stretches
    ends = ones.run_ends(bounds[1], couple)
    spots, of_spot, inserted = _spots(ones, others, stretches, ends)
    base, other_base = ones.starts.take(couple), others.starts.take(couple)
    columns = zip((*bounds, ends), (base, base, other_base, other_base, base), strict=True)
    rows = [*zip(*((column - start).tolist() for column, start in columns), strict=True)]
    numbers = np.arange(1, len(couples) + 1)
    parts = zip(
        couples,
        _cut(rows, couple, numbers),
        _cut(spots, of_spot, numbers),
        np.bincount(inserted, minlength=len(couples)).tolist(),
        *(_shared_facts(ones, bounds[0], ends, kind) for kind in (NAME, DIGIT)),
        strict=True,
    )
    return [
        Comparison(one, other, own, differing[:_MOST_PLACES], count, names, figures)
        for (one, other), own, differing, count, names, figures in parts
    ]


def _stretches(ones: _Texts, others: _Texts, shared: Sequence[NDArray[np.int64]]) -> Numbers:
    """The stretches, one a column: where the first and the last run begin in the one and in the other; the couple."""
    counts = np.array([len(places) for places in shared])
    found = np.concatenate(shared)
    at = (found >= 0).nonzero()[0]
    couple = np.arange(len(counts)).repeat(counts).take(at)
    ours = found.take(at) + ones.starts.take(couple)
    theirs = at + (others.starts - np.cumsum(counts) + counts).take(couple)
    is_first = np.ones(len(at) + 1, np.bool_)
    is_first[1:-1] = (np.diff(ours) != 1) | (np.diff(theirs) != 1) | (np.diff(couple) != 0)
    first, last = is_first[:-1].nonzero()[0], is_first[1:].nonzero()[0]
    return np.stack([ours.take(first), ours.take(last), theirs.take(first), theirs.take(last), couple.take(first)])


def _in_order(stretches: Numbers) -> Numbers:
    """The stretches without the short ones that lie elsewhere than the long ones around them: a phrase used twice."""
    start, last = stretches[:2]
    is_long = last - start >= _SENTENCE_RUNS - 1
    at, count = np.arange(len(start)), len(start)
    before = np.maximum.accumulate(np.where(is_long, at, -1))
    after = np.minimum.accumulate(np.where(is_long, at, count)[::-1])[::-1]
    # Those of other couples lie before or behind all of this one.
    is_behind = start > np.append(last, -1).take(before)
    is_before = last < np.append(start, sys.maxsize).take(after)
    return stretches[:, is_long | (is_behind & is_before)]


def _spots(ones: _Texts, others: _Texts, stretches: Numbers, ends: Numbers) -> tuple[list[Spot], Numbers, Numbers]:
    """What stands between neighbouring stretches and at the ends of the texts.

    The places, the couple of each, and the couples of the short stretches that only one text has.
    """
    start, _, other_start, other_last, couple = stretches
    # Before each stretch there is a gap, and one behind the last of each couple.
    at = np.arange(len(couple)).repeat(1 + _ends_here(couple))
    of_gap = couple.take(at)
    is_tail = _ends_here(of_gap)
    is_lead = _ends_here(of_gap[::-1])[::-1]
    bounds = []
    for texts, starts, behind in ((ones, start, ends), (others, other_start, others.run_ends(other_last, couple))):
        begin = np.where(is_lead, texts.starts.take(of_gap), behind.take(at - ~is_tail))
        bounds += [begin, np.where(is_tail, texts.ends.take(of_gap), starts.take(at))]
    begin, end, other_begin, other_end = bounds
    # Where both stretches hold the same word at their seam, the seam moves back until none overlaps.
    overlap = np.minimum(end - begin, other_end - other_begin)
    back = np.where((overlap < 0) & (overlap >= -_WIDEST_OVERLAP), overlap, 0)
    begin, other_begin = begin + back, other_begin + back
    size, other_size = end - begin, other_end - other_begin
    is_near = (np.minimum(size, other_size) >= 0) & (np.maximum(size, other_size) <= MOST_TOKENS)
    is_edge = is_lead | is_tail
    inserted = of_gap[is_near & ~is_edge & ((size > 0) != (other_size > 0))]
    here = (is_near & (size > 0) & (other_size > 0)).nonzero()[0]
    begin, end, other_begin, other_end, of_spot, is_edge = (
        column.take(here) for column in (begin, end, other_begin, other_end, of_gap, is_edge)
    )
    is_telling = (ones.may_be_facts(begin, end) & others.may_be_facts(other_begin, other_end)) > 0
    base, other_base = ones.starts.take(of_spot), others.starts.take(of_spot)
    columns = begin - base, end - base, other_begin - other_base, other_end - other_base, is_edge, is_telling
    return [*zip(*(column.tolist() for column in columns), strict=True)], of_spot, inserted


def _ends_here(couple: Numbers) -> NDArray[np.bool_]:
    """Whether each is the last of its couple."""
    is_last = np.ones(len(couple), np.bool_)
    np.not_equal(couple[1:], couple[:-1], out=is_last[:-1])
    return is_last


def _shared_facts(texts: _Texts, starts: Numbers, ends: Numbers, kind: int) -> list[list[int]]:
    """The names, or the numbers, of each text that stand in some parts of it, which may overlap."""
    size = len(texts.kinds) + 1
    depth = np.bincount(starts, minlength=size) - np.bincount(ends, minlength=size)
    at = ((depth.cumsum()[:-1] > 0) & (texts.kinds == kind)).nonzero()[0]
    return _cut(texts.hashes.take(at).tolist(), at, texts.ends)


def _cut(values: list[T], at: Numbers, ends: Numbers) -> list[list[T]]:
    """The values, each of which stands at a place, by the parts which have these ends."""
    return [values[start:end] for start, end in pairwise([0, *at.searchsorted(ends).tolist()])]
