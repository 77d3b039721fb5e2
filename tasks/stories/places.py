"""The places where two texts differ: between the same words, other words. In array operations as far as they carry.

Runs of words that both texts hold are laid side by side; between two neighbouring stretches of them stands what the one
text says and what the other says in its place. What stands in one text only is no place: it says nothing of the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.stories.letters import DIGIT, NAME
from tasks.stories.sketch import Sketch

MOST_TOKENS = 48
"""A longer stretch that differs on both sides is other text, no place in the same one."""
_MOST_PLACES = 60
_NOUN_SHARE = 0.2
_SENTENCE_RUNS = 5
"""Fewer runs in a row are a stock phrase."""
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is the same in two texts, and where they differ."""

    places: list[Place]
    inserted_count: int
    """Short stretches that only one of the texts has, between the same words."""
    names: frozenset[int]
    """Names that stand in the same words of both."""
    numbers: frozenset[int]
    own_lead: float
    """The share of either text, the smaller of the two, that stands before the first sentence or so that both hold."""
    has_noun_capitals: bool
    """Whether so many words have capitals that they are nouns, as in German, and not names."""


_NOTHING = Comparison([], 0, frozenset(), frozenset(), 1.0, False)


def compare_places(one: Sketch, other: Sketch) -> Comparison:
    """Lay two texts side by side."""
    sorted_runs, order = one.run_places
    runs = other.runs_in_order
    if not len(sorted_runs) or not len(runs):
        return _NOTHING
    at = sorted_runs.searchsorted(runs)
    at[at == len(sorted_runs)] = 0
    theirs = (sorted_runs.take(at) == runs).nonzero()[0]
    if not len(theirs):
        return _NOTHING
    ours = order.take(at.take(theirs))
    is_break = (np.diff(ours) != 1) | (np.diff(theirs) != 1)
    cuts = is_break.nonzero()[0]
    first, last = np.concatenate([[0], cuts + 1]), np.concatenate([cuts, [len(ours) - 1]])
    kept = _in_order(ours.take(first), ours.take(last), last - first + 1)
    first, last = first.take(kept), last.take(kept)
    starts, ends = ours.take(first), one.run_ends.take(ours.take(last))
    other_starts, other_ends = theirs.take(first), other.run_ends.take(theirs.take(last))
    places, inserted = _places(one, other, (starts, ends), (other_starts, other_ends))
    kinds, hashes = one.tokens.kinds, one.tokens.hashes
    size = len(hashes) + 1
    depth = np.bincount(starts, minlength=size) - np.bincount(np.minimum(ends, size - 1), minlength=size)
    is_shared = depth.cumsum()[:-1] > 0
    return Comparison(
        places,
        inserted,
        frozenset(hashes[is_shared & (kinds == NAME)].tolist()),
        frozenset(hashes[is_shared & (kinds == DIGIT)].tolist()),
        _own_lead(one, other, starts, other_starts, last - first + 1),
        bool(np.count_nonzero(kinds == NAME) > _NOUN_SHARE * len(kinds)),
    )


def _in_order(starts: NDArray[np.intp], lasts: NDArray[np.intp], sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """The stretches without the short ones that lie elsewhere than the long ones around them: a phrase used twice."""
    is_long = sizes >= _SENTENCE_RUNS
    count = len(starts)
    if is_long.all():
        return np.arange(count)
    at = np.arange(count)
    before = np.maximum.accumulate(np.where(is_long, at, -1))
    after = np.minimum.accumulate(np.where(is_long, at, count)[::-1])[::-1]
    least = np.where(before >= 0, lasts.take(before, mode="clip"), -1)
    most = np.where(after < count, starts.take(after, mode="clip"), np.iinfo(np.intp).max)
    return (is_long | ((starts > least) & (lasts < most))).nonzero()[0]


def _own_lead(
    one: Sketch, other: Sketch, starts: NDArray[np.intp], other_starts: NDArray[np.intp], sizes: NDArray[np.intp]
) -> float:
    is_sentence = sizes >= _SENTENCE_RUNS
    if not is_sentence.any():
        return 1.0
    ours, theirs = starts[is_sentence].min(), other_starts[is_sentence].min()
    return min(float(ours) / len(one.tokens.hashes), float(theirs) / len(other.tokens.hashes))


Stretch = tuple[NDArray[np.intp], NDArray[np.intp]]


def _places(one: Sketch, other: Sketch, ours: Stretch, theirs: Stretch) -> tuple[list[Place], int]:
    """What stands between neighbouring stretches, before the first and after the last."""
    begin = np.concatenate([[0], ours[1]])
    end = np.concatenate([ours[0], [len(one.tokens.hashes)]])
    other_begin = np.concatenate([[0], theirs[1]])
    other_end = np.concatenate([theirs[0], [len(other.tokens.hashes)]])
    # Where both stretches hold the same word at their seam, the seam moves back until none overlaps.
    overlap = np.minimum(np.minimum(end - begin, other_end - other_begin), 0)
    overlap[overlap < -_WIDEST_OVERLAP] = 0
    begin, other_begin = begin + overlap, other_begin + overlap
    size, other_size = end - begin, other_end - other_begin
    is_near = (size >= 0) & (other_size >= 0) & (size <= MOST_TOKENS) & (other_size <= MOST_TOKENS)
    is_place = is_near & (size > 0) & (other_size > 0)
    found = is_place.nonzero()[0][:_MOST_PLACES]
    bounds = zip(*(side.take(found).tolist() for side in (begin, end, other_begin, other_end)), strict=True)
    is_inside = is_near[1:-1] & ~is_place[1:-1] & (size[1:-1] + other_size[1:-1] > 0)
    edges = {0, len(size) - 1}
    places = [
        Place(start, stop, other_start, other_stop, at in edges)
        for at, (start, stop, other_start, other_stop) in zip(found.tolist(), bounds, strict=True)
    ]
    return places, int(np.count_nonzero(is_inside))
