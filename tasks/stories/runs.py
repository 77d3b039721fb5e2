"""The runs of words of a text, of which some are its sample: worked out for many texts in one array.

A call to numpy costs as much for a teaser as for a page, so only what depends on one text alone is done text by text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

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
_LOW, _HIGH = np.uint64(16), np.uint64(48)
"""Bits of a run by which it is chosen for the sample, and the others."""
Numbers = NDArray[np.intp]
V = TypeVar("V", bound=np.generic)


class Runs(NamedTuple):
    """What is worked out of the tokens of a text; of many texts at once."""

    counts: list[int]
    """Tokens of each kind."""
    word_count: int
    in_order: Hashes
    different: Hashes
    """By their low bits."""
    sampled: NDArray[np.int32]
    facts: list[int]


def work_out(texts: Sequence[Tokens]) -> list[Runs]:
    """The runs of some texts, their samples and their facts, in one array."""
    sizes = np.array([len(one.hashes) for one in texts])
    hashes, kinds = (np.concatenate([getattr(one, name) for one in texts]) for name in ("hashes", "kinds"))
    owner = np.arange(len(texts)).repeat(sizes)
    counts = np.bincount(owner * KINDS + kinds, minlength=KINDS * len(texts)).reshape(-1, KINDS)
    words = np.array([*map(word_count, counts.tolist())])
    runs, limits, run_counts = _runs_of(hashes, kinds, sizes)
    ends = np.cumsum(run_counts)
    different, different_ends = _different(runs, ends)
    samples = _samples(runs, limits, run_counts, different, different_ends)
    is_fact = ((kinds == DIGIT) | (kinds == NAME)) & (words < NOTE_WORDS).repeat(sizes)
    facts = _chosen(mix(hashes[is_fact]), owner[is_fact], len(texts))
    return [
        Runs(count, size, ordered, every, sample, fact[:_MOST_FACTS].tolist())
        for count, size, ordered, every, sample, fact in zip(
            counts.tolist(), words.tolist(), _cut(runs, ends), _cut(different, different_ends), samples, facts,
            strict=True,
        )
    ]  # fmt: skip


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
    first = spans(ends - sizes, counts)
    runs = np.zeros(len(first), np.uint64)
    is_whole = (sizes >= RUN).repeat(counts)
    chains = _chains(hashes)
    if is_whole.any():
        runs[is_whole] = mix(chains[RUN].take(first[is_whole]))
    limits = np.full(len(runs), _WORD_LIMIT)
    left = ends.repeat(counts) - first
    for kind, size in DENSE_RUNS.items():
        here = (kinds.take(first) == kind) & (left >= size)
        if here.any():
            runs[here], limits[here] = mix(chains[size].take(first[here])), _DENSE_LIMITS[kind]
    starts = np.cumsum(counts) - counts
    for at in ((sizes > 0) & (sizes < RUN)).nonzero()[0].tolist():
        runs[starts[at]] = chain(hashes[ends[at] - sizes[at] : ends[at]], RUN)[0]
    return runs, limits, counts


def _different(runs: Hashes, ends: Numbers) -> tuple[Hashes, Numbers]:
    """The different runs of each text, by their low bits, and where those of each end."""
    turned = (runs >> _LOW) | (runs << _HIGH)
    cuts = [0, *ends.tolist()]
    for start, end in pairwise(cuts):
        turned[start:end].sort()
    is_new = np.ones(len(turned) + 1, np.bool_)
    np.not_equal(turned[1:], turned[:-1], out=is_new[1:-1])
    is_new[cuts] = True  # Of the end of all, too, behind the last.
    turned = turned[is_new[:-1]]
    return (turned << _LOW) | (turned >> _HIGH), np.append(0, np.cumsum(is_new)).take(ends)


def _samples(
    runs: Hashes, limits: NDArray[np.uint16], counts: Numbers, different: Hashes, different_ends: Numbers
) -> list[NDArray[np.int32]]:
    """The sample of each text; see ``Sketch.sampled``."""
    tier = np.where(counts <= SHORT_RUNS, 4, np.where(counts <= MIDDLE_RUNS, 2, 1)).astype(np.uint16)
    factor = tier.repeat(counts)
    factor[spans(np.cumsum(counts) - counts, np.minimum(counts, _LEAD))] = 4
    chosen = (runs.astype(np.uint16) < limits * factor).nonzero()[0]
    owner = np.arange(len(counts)).repeat(counts).take(chosen)
    found = np.bincount(owner, minlength=len(counts))
    is_odd = (found < _LEAST_SAMPLE) | (found > _MOST_SAMPLE)
    is_usual = ~is_odd.take(owner)
    # Of the others those with the smallest low bits.
    odd, different_counts = is_odd.nonzero()[0], np.diff(different_ends, prepend=0)
    keep = np.minimum(found.clip(_LEAST_SAMPLE, _MOST_SAMPLE), different_counts).take(odd)
    kept = different.take(spans((different_ends - different_counts).take(odd), keep))
    return _chosen(
        np.concatenate([runs.take(chosen[is_usual]), kept]),
        np.concatenate([owner[is_usual], odd.repeat(keep)]),
        len(counts),
        signed=True,
    )


def spans(starts: Numbers, sizes: Numbers) -> Numbers:
    """The places of some stretches, one stretch after the other."""
    found: Numbers = np.arange(sizes.sum()) + (starts - np.cumsum(sizes) + sizes).repeat(sizes)
    return found


def _chosen(hashes: Hashes, owner: Numbers, count: int, *, signed: bool = False) -> list[NDArray[np.int32]]:
    """For each of so many texts the different upper halves of its hashes, rising as numbers with or without a sign."""
    flip = np.uint64(0x80000000 if signed else 0)
    found = unique((owner.astype(np.uint64) << np.uint64(32)) | ((hashes >> np.uint64(32)) ^ flip))
    ends = found.searchsorted(np.arange(1, count + 1, dtype=np.uint64) << np.uint64(32))
    return _cut((found ^ flip).astype(np.uint32).view(np.int32), ends)


def _cut(values: NDArray[V], ends: Numbers) -> list[NDArray[V]]:
    return [values[start:end] for start, end in pairwise([0, *ends.tolist()])]


def _chains(hashes: Hashes) -> dict[int, Hashes]:
    """By the sizes of runs, the polynomials of as many tokens from each on, without those that are too near the end."""
    two = _then(hashes, 1, hashes, 1)
    three = _then(two, 2, hashes, 1)
    four = _then(two, 2, two, 2)
    seven = _then(four, 4, three, 3)
    return {4: four, 7: seven, 14: _then(seven, 7, seven, 7)}


def _then(runs: Hashes, size: int, more: Hashes, more_size: int) -> Hashes:
    """The polynomials of runs of some tokens and of those of more tokens that begin behind them."""
    found = runs[: max(0, len(more) - size)] * np.uint64(pow(int(_PRIME), more_size, 1 << 64))
    found += more[size:]
    return found


def chain(hashes: Hashes, size: int) -> Hashes:
    """The hash of as many tokens from each on; fewer are one run."""
    size = max(1, min(size, len(hashes)))
    count = max(0, len(hashes) - size + 1)
    runs = hashes[:count].copy()
    for offset in range(1, size):
        runs *= _PRIME
        runs += hashes[offset : offset + count]
    return mix(runs)


def unique(hashes: NDArray[V]) -> NDArray[V]:
    """The different hashes, sorted. By sorting: numpy's own hashes first, which is slower for a text's worth."""
    hashes = np.sort(hashes)
    is_new = np.ones(len(hashes), np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=is_new[1:])
    return hashes[is_new]
