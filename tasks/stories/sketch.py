"""What is kept of a text to find and test its copies: its runs of words, a sample of them, its facts in context."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from tasks.stories.letters import Hashes, Tokens, mix, tokenize

RUN = 4
"""Words of a run. Measured: 3, 4 and 5 are within half a point of each other, 4 is best."""
_HAN_RUN, _DENSE_RUN = 7, 14
"""Characters of a run where words are not spaced: about as much text as four words."""
_LEAD = 40
"""Runs at the start of a text that are sampled like those of a short one: a teaser is nearly always the lead."""
_SHORT, _MIDDLE = 64, 200
_LEAST_SAMPLE, _MOST_SAMPLE = 6, 640
_LOW = np.uint64(0xFFFF)
LEAST_WORDS = 8
"""A text of fewer words is in no story: a caption or a "Watch the video" says too little."""
_LEAST_RUNS = 5
SHORT_WORDS = 40
"""Below this a text is a teaser or a notice; its title has to speak for it too."""

_PRIME = np.uint64(0xFF51AFD7ED558CCD)
_NUMBER_MARK, _NAME_MARK = np.uint64(0x6E756D6265720000), np.uint64(0x6E616D6500000000)
_PADDING = np.zeros(2, np.uint64)


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers or names of a text, with the words around them; each array is sorted and holds nothing twice."""

    values: Hashes
    """The facts by themselves, the n-th repeat of one told from the first."""
    places: Hashes
    """What stands around them."""
    pairs: Hashes
    """The facts together with what stands around them."""


_NO_FACTS = Facts(*[np.zeros(0, np.uint64)] * 3)


@dataclass(frozen=True)
class Sketch:
    """A text as its tokens, with everything that is compared worked out when it is first asked for."""

    tokens: Tokens
    title: str

    @cached_property
    def word_count(self) -> int:
        """Words; see ``Tokens.word_count``."""
        return self.tokens.word_count

    @property
    def is_short(self) -> bool:
        """Whether it is below SHORT_WORDS."""
        return self.word_count < SHORT_WORDS

    @property
    def is_told(self) -> bool:
        """Whether it says enough to be in a story at all: words, and not the same ones again and again."""
        return self.word_count >= LEAST_WORDS and len(self.runs) >= _LEAST_RUNS

    @cached_property
    def key(self) -> UUID:
        """Identity of the wording; of a short text its title is a part."""
        digest = hashlib.blake2b(self.tokens.hashes.tobytes(), digest_size=16)
        if self.is_short:
            digest.update(np.sort(tokenize(self.title).hashes).tobytes())
        return UUID(bytes=digest.digest())

    @cached_property
    def _ordered_runs(self) -> tuple[Hashes, NDArray[np.uint16]]:
        return _runs(self.tokens)

    @cached_property
    def runs(self) -> Hashes:
        """The different runs of words, sorted."""
        return unique(self._ordered_runs[0])

    @property
    def run_count(self) -> int:
        """Different runs of words."""
        return len(self.runs)

    @cached_property
    def sample(self) -> list[int]:
        """The runs under which the text is filed, as 32-bit signed hashes: a share that depends on the run itself.

        One in 16 of a long text, one in 8 of a middling one, one in 4 of a short one and of the lead. A run that is in
        the sample of a long text is in that of every shorter one that holds it.
        """
        hashes, rates = self._ordered_runs
        low = hashes & _LOW
        count = len(hashes)
        limits = np.uint64(0x10000) // rates.astype(np.uint64)
        tier = 4 if count <= _SHORT else 2 if count <= _MIDDLE else 1
        chosen = low < limits * np.uint64(tier)
        chosen[:_LEAD] |= low[:_LEAD] < limits[:_LEAD] * np.uint64(4)
        found = unique(hashes[chosen])
        if len(found) < _LEAST_SAMPLE or len(found) > _MOST_SAMPLE:
            every = self.runs
            keep = min(max(len(found), _LEAST_SAMPLE), _MOST_SAMPLE, len(every))
            found = every[np.argsort(every & _LOW, kind="stable")[:keep]]
        sample: list[int] = np.unique((found >> np.uint64(32)).astype(np.uint32).view(np.int32)).tolist()
        return sample

    @cached_property
    def facts(self) -> tuple[Facts, Facts]:
        """Numbers, and names (capitalised words inside sentences)."""
        return _facts(self.tokens)


def sketch(title: str, body: str) -> Sketch:
    """Sketch a text. Any two texts are accepted; see ``is_told`` for whether a body says enough."""
    return Sketch(tokenize(body), title)


def title_words(title: str) -> set[int]:
    """The different words of a title."""
    return set(tokenize(title).hashes.tolist())


def _runs(tokens: Tokens) -> tuple[Hashes, NDArray[np.uint16]]:
    """Hashes of the runs in order, each with the share (one in …) at which its kind is sampled."""
    hashes = tokens.hashes
    runs = _chain(hashes, RUN)
    rates = np.full(len(runs), 16, np.uint16)
    for is_kind, size, rate in ((tokens.is_han, _HAN_RUN, 28), (tokens.is_dense, _DENSE_RUN, 64)):
        if is_kind.any() and len(hashes) >= size:
            long = _chain(hashes, size)
            here = is_kind[: len(long)]
            runs[: len(long)][here] = long[here]
            rates[: len(long)][here] = rate
    return runs, rates


def _chain(hashes: Hashes, size: int) -> Hashes:
    size = max(1, min(size, len(hashes)))
    count = max(0, len(hashes) - size + 1)
    runs = hashes[:count].copy()
    for offset in range(1, size):
        runs *= _PRIME
        runs += hashes[offset : offset + count]
    return mix(runs)


def _facts(tokens: Tokens) -> tuple[Facts, Facts]:
    """Numbers and names with two words on either side, in which numbers and names count as blanks."""
    blank = tokens.hashes.copy()
    blank[tokens.is_name] = _NAME_MARK
    blank[tokens.is_number] = _NUMBER_MARK
    padded = np.concatenate([_PADDING, blank, _PADDING])
    numbers, names = (_in_context(tokens.hashes, padded, at.nonzero()[0]) for at in (tokens.is_number, tokens.is_name))
    return numbers, names


def _in_context(hashes: Hashes, padded: Hashes, at: NDArray[np.intp]) -> Facts:
    if not len(at):
        return _NO_FACTS
    context = padded.take(at)
    for offset in (1, 3, 4):
        context *= _PRIME
        context += padded.take(at + offset)
    values, places = hashes.take(at), mix(context)
    return Facts(_told_apart(values), unique(places), unique(mix(places * _PRIME + values)))


def _told_apart(values: Hashes) -> Hashes:
    """The values as a set in which the n-th repeat of a value is an element of its own."""
    values = np.sort(values)
    is_new = np.ones(len(values), np.bool_)
    is_new[1:] = values[1:] != values[:-1]
    begin = np.maximum.accumulate(np.where(is_new, np.arange(len(values)), 0))
    return np.sort(mix(values + (np.arange(len(values)) - begin).astype(np.uint64) * _PRIME))


def unique(hashes: Hashes) -> Hashes:
    """The different hashes, sorted. By sorting: numpy's own hashes first, which is slower for a text's worth."""
    hashes = np.sort(hashes)
    is_new = np.ones(len(hashes), np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=is_new[1:])
    return hashes[is_new]
