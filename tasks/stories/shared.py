"""The runs of words that two texts share, looked up for many pairs of texts in one array.

A call to numpy costs as much for a note as for a page: where pairs were taken one by one, calls took most of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.stories.letters import Hashes, mix
from tasks.stories.sketch import Sketch

Couple = tuple[Sketch, Sketch]
_SLOTS = 4
"""Of a table for each run: one in eight finds its place taken."""
_EMPTY = np.uint64((1 << 64) - 1)
_TURN, _TURN_BACK = np.uint64(17), np.uint64(47)


class SharedRuns(NamedTuple):
    """The runs that two texts share."""

    places: NDArray[np.int64]
    """Where each run of the second text begins first in the first one, -1: nowhere."""
    different: int
    """Different runs that both hold."""


class RunTable:
    """Where runs begin, by their low bits: several times quicker than looking for each by halves.

    In place of these bits, which its slot tells, each run holds where it begins, so one look tells both.
    """

    def __init__(self, runs: Hashes) -> None:
        self._mask = np.uint64((_SLOTS << len(runs).bit_length()) - 1)
        slots = (runs & self._mask).view(np.int64)
        held = runs & ~self._mask
        held |= np.arange(len(runs), dtype=np.uint64)
        self._table = np.full(int(self._mask) + 1, _EMPTY)
        self._table[slots[::-1]] = held[::-1]  # The first of equal runs is what stands there in the end.
        self._beside = ((self._table.take(slots) ^ held) > self._mask).nonzero()[0]
        """Those whose place another run took, which are found by other bits."""
        self._rest = RunTable(_turned(runs.take(self._beside))) if len(self._beside) else None

    def find(self, wanted: Hashes) -> NDArray[np.int64]:
        """For each of the wanted runs where it begins first; -1: nowhere."""
        held = self._table.take((wanted & self._mask).view(np.int64))
        found = (held & self._mask).view(np.int64)
        is_other = (held ^ wanted) > self._mask
        found |= np.negative(is_other.view(np.int8), dtype=np.int64)  # -1 where another run stands, or none.
        if self._rest:
            unsure = (is_other & (held != _EMPTY)).nonzero()[0]
            if len(unsure):
                beside = self._rest.find(_turned(wanted.take(unsure)))
                found[unsure] = np.where(beside >= 0, self._beside.take(beside), -1)
        return found


def _turned(runs: Hashes) -> Hashes:
    return (runs >> _TURN) | (runs << _TURN_BACK)


def shared_runs(couples: Sequence[Couple]) -> list[SharedRuns]:
    """What the texts of each couple share."""
    ones = {id(one): one.runs_in_order for one, _ in couples}
    number = {key: at for at, key in enumerate(ones)}
    owner = np.array([number[id(one)] for one, _ in couples])
    sizes = np.array([len(runs) for runs in ones.values()])
    wanted = [other.runs_in_order for _, other in couples]
    counts = np.array([len(runs) for runs in wanted])
    # In one table for all texts a run is another one in each of them.
    salts = mix(np.arange(1, len(ones) + 1, dtype=np.uint64))
    table = RunTable(np.concatenate([*ones.values()]) ^ salts.repeat(sizes))
    found = table.find(np.concatenate(wanted) ^ salts.take(owner).repeat(counts))
    # A run that stands there twice is found where it begins first.
    starts = (np.cumsum(sizes) - sizes).take(owner)
    ends = np.cumsum(sizes.take(owner))
    shift = (ends - sizes.take(owner) - starts).repeat(counts)
    at = (found >= 0).nonzero()[0]
    is_found = np.zeros(ends[-1], np.bool_)
    is_found[found.take(at) + shift.take(at)] = True
    different = np.diff(is_found.nonzero()[0].searchsorted(ends), prepend=0).tolist()
    found -= starts.repeat(counts)
    np.maximum(found, -1, out=found)
    cuts = pairwise(np.cumsum([0, *counts]).tolist())
    return [SharedRuns(found[start:end], count) for (start, end), count in zip(cuts, different, strict=True)]


def most_shared(couples: Sequence[Couple]) -> list[int]:
    """Of the texts of each couple the different runs that they can share at most, by 16 bits of each run.

    This takes a fraction of what it takes to know, and most couples share too little anyway.
    """
    is_held = np.zeros(1 << 16, np.bool_)
    held: Sketch | None = None
    found = []
    for one, other in couples:
        if one is not held:
            is_held.fill(False)
            is_held[one.runs.astype(np.uint16)] = True
            held = one
        found.append(int(np.count_nonzero(is_held.take(other.runs.astype(np.uint16)))))
    return found
