"""The runs of words of a text, of which some are its sample: worked out for many texts in one array.

A call to numpy costs as much for a teaser as for a page, so only what depends on one text alone is done text by text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tasks.stories.letters import Hashes, Tokens, mix
from tasks.stories.symbols import DENSE, DIGIT, HAN, KINDS, NAME

RUN = 4
"""Words of a run. Measured: 3, 4 and 5 are within half a point of each other, 4 is best."""
DENSE_RUNS = {HAN: 7, DENSE: 14}
_RUN_OF = np.array([DENSE_RUNS.get(kind, RUN) for kind in range(KINDS)])
_DENSE_LIMITS = {HAN: 0x10000 // 28, DENSE: 0x10000 // 64}
"""Where words are not spaced: characters of a run, about as much text as four words; and the limit of the sample,
which makes it as many runs as of the same text in words."""
_WORD_LIMIT = np.uint16(0x10000 // 16)
_LEAD = 40
"""Runs at the start of a text that are sampled like those of a short one: a teaser is nearly always the lead."""
SHORT_RUNS, MIDDLE_RUNS = 64, 200
_LEAST_SAMPLE, _MOST_SAMPLE = 6, 640
_MOST_FACTS = 10
NOTE_WORDS = 200
"""Texts of one form are shorter, most of them."""

_PRIME = np.uint64(0xFF51AFD7ED558CCD)
H = TypeVar("H", np.uint64, np.int32)


@dataclass(frozen=True, slots=True)
class Runs:
    """What is worked out of the tokens of a text; of many texts at once."""

    counts: list[int]
    """Tokens of each kind."""
    in_order: Hashes
    different: Hashes
    sampled: NDArray[np.int32]
    facts: list[int]


def work_out(texts: Sequence[Tokens]) -> list[Runs]:
    """The runs of some texts, their samples and their facts, in one array."""
    sizes = np.array([len(one.hashes) for one in texts])
    hashes, kinds = (np.concatenate([getattr(one, name) for one in texts]) for name in ("hashes", "kinds"))
    owner = np.arange(len(texts)).repeat(sizes)
    counts = np.bincount(owner * KINDS + kinds, minlength=KINDS * len(texts)).reshape(-1, KINDS).tolist()
    runs, limits, run_counts = _runs_of(hashes, kinds, sizes)
    cuts = [0, *np.cumsum(run_counts).tolist()]
    in_order = [runs[start:end] for start, end in pairwise(cuts)]
    different = [unique(one) for one in in_order]
    samples = _samples(runs, limits, run_counts, different)
    is_note = np.array([word_count(one) < NOTE_WORDS for one in counts])
    is_fact = ((kinds == DIGIT) | (kinds == NAME)) & is_note.repeat(sizes)
    facts = _chosen(mix(hashes[is_fact]), owner[is_fact], len(texts))
    return [
        Runs(count, ordered, every, sample.view(np.int32), fact[:_MOST_FACTS].view(np.int32).tolist())
        for count, ordered, every, sample, fact in zip(counts, in_order, different, samples, facts, strict=True)
    ]


def word_count(counts: Sequence[int]) -> int:
    """Words, from the tokens of each kind; the characters of scripts without spaces are shares of a word."""
    han, dense = counts[HAN], counts[DENSE]
    return sum(counts) - han - dense + (han * 6) // 10 + dense // 4


def run_ends(starts: NDArray[np.int64], kinds: NDArray[np.uint8], ends: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """The places after the last tokens of the runs that begin at some tokens. ``ends``: of their texts."""
    found = starts + _RUN_OF.take(kinds.take(starts))
    return np.where(found <= ends, found, np.minimum(starts + RUN, ends))


def _runs_of(
    hashes: Hashes, kinds: NDArray[np.uint8], sizes: NDArray[np.intp]
) -> tuple[Hashes, NDArray[np.uint16], NDArray[np.intp]]:
    """Hashes of the runs of each text in order; below which value of its low 16 bits each is sampled; how many each."""
    counts = np.where(sizes < RUN, np.minimum(sizes, 1), sizes - RUN + 1)
    ends = np.cumsum(sizes)
    first = np.arange(counts.sum()) + (ends - sizes - np.cumsum(counts) + counts).repeat(counts)
    runs = np.zeros(len(first), np.uint64)
    is_whole = (sizes >= RUN).repeat(counts)
    if is_whole.any():
        runs[is_whole] = chain(hashes, RUN).take(first[is_whole])
    limits = np.full(len(runs), _WORD_LIMIT)
    left = ends.repeat(counts) - first
    for kind, size in DENSE_RUNS.items():
        here = (kinds.take(first) == kind) & (left >= size)
        if here.any():
            runs[here], limits[here] = chain(hashes, size).take(first[here]), _DENSE_LIMITS[kind]
    starts = np.cumsum(counts) - counts
    for at in ((sizes > 0) & (sizes < RUN)).nonzero()[0].tolist():
        runs[starts[at]] = chain(hashes[ends[at] - sizes[at] : ends[at]], RUN)[0]
    return runs, limits, counts


def _samples(
    runs: Hashes, limits: NDArray[np.uint16], counts: NDArray[np.intp], different: Sequence[Hashes]
) -> list[NDArray[np.uint32]]:
    """The sample of each text; see ``Sketch.sampled``."""
    low = runs.astype(np.uint16)
    tier = np.where(counts <= SHORT_RUNS, 4, np.where(counts <= MIDDLE_RUNS, 2, 1)).astype(np.uint16)
    factor = tier.repeat(counts)
    starts = np.cumsum(counts) - counts
    for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
        factor[start : start + min(_LEAD, count)] = 4
    chosen = (low < limits * factor).nonzero()[0]
    owner = np.arange(len(counts)).repeat(counts).take(chosen)
    found = np.bincount(owner, minlength=len(counts))
    is_odd = (found < _LEAST_SAMPLE) | (found > _MOST_SAMPLE)
    kept, owners = [runs.take(chosen[~is_odd.take(owner)])], [owner[~is_odd.take(owner)]]
    for at in is_odd.nonzero()[0].tolist():
        every = different[at]
        keep = min(max(int(found[at]), _LEAST_SAMPLE), _MOST_SAMPLE, len(every))
        kept.append(every[np.argsort(every.astype(np.uint16), kind="stable")[:keep]])
        owners.append(np.full(keep, at))
    return _chosen(np.concatenate(kept), np.concatenate(owners), len(counts), signed=True)


def _chosen(hashes: Hashes, owner: NDArray[np.intp], count: int, *, signed: bool = False) -> list[NDArray[np.uint32]]:
    """For each of so many texts the different upper halves of its hashes, rising as numbers with or without a sign."""
    flip = np.uint64(0x80000000 if signed else 0)
    found = unique((owner.astype(np.uint64) << np.uint64(32)) | ((hashes >> np.uint64(32)) ^ flip))
    cuts = found.searchsorted(np.arange(count + 1, dtype=np.uint64) << np.uint64(32)).tolist()
    halves = (found ^ flip).astype(np.uint32)
    return [halves[start:end] for start, end in pairwise(cuts)]


def chain(hashes: Hashes, size: int) -> Hashes:
    """The hash of as many tokens from each on; fewer are one run."""
    size = max(1, min(size, len(hashes)))
    count = max(0, len(hashes) - size + 1)
    runs = hashes[:count].copy()
    for offset in range(1, size):
        runs *= _PRIME
        runs += hashes[offset : offset + count]
    return mix(runs)


def unique(hashes: NDArray[H]) -> NDArray[H]:
    """The different hashes, sorted. By sorting: numpy's own hashes first, which is slower for a text's worth."""
    hashes = np.sort(hashes)
    is_new = np.ones(len(hashes), np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=is_new[1:])
    return hashes[is_new]
