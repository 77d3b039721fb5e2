"""What is kept of a text to find and test its copies: its runs of words, a sample of them, its facts in context."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_128

from tasks.stories.letters import DENSE, DIGIT, HAN, NAME, Hashes, Tokens, mix, tokenize

RUN = 4
"""Words of a run. Measured: 3, 4 and 5 are within half a point of each other, 4 is best."""
_HAN_RUN, _DENSE_RUN = (7, 0x10000 // 28), (14, 0x10000 // 64)
"""Where words are not spaced: characters of a run, about as much text as four words; and the limit of the sample,
which makes it as many runs as of the same text in words."""
_WORD_LIMIT = np.array([0x10000 // 16], np.uint16)
_LEAD = 40
"""Runs at the start of a text that are sampled like those of a short one: a teaser is nearly always the lead."""
_SHORT, _MIDDLE = 64, 200
_LEAST_SAMPLE, _MOST_SAMPLE = 6, 640
LEAST_WORDS = 8
"""A text of fewer words is in no story: a caption or a "Watch the video" says too little."""
_LEAST_RUNS = 5
SHORT_WORDS = 40
"""Below this a text is a teaser or a notice; its title has to speak for it too."""

_PRIME = np.uint64(0xFF51AFD7ED558CCD)
_NUMBER_MARK, _NAME_MARK = np.uint64(0x6E756D6265720000), np.uint64(0x6E616D6500000000)
_PADDING = np.zeros(2, np.uint64)
NUMBERS, NUMBER_PLACES, NUMBER_PAIRS, NAME_PLACES, NAME_PAIRS = range(5)
"""What the facts of a text are: its numbers (the n-th repeat of one told from the first); what stands around a number;
a number with what stands around it; the same of names. A fact's hash has it in its three top bits."""
_KIND_SHIFT = np.uint64(61)
H = TypeVar("H", np.uint64, np.int32)


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
        digest = xxh3_128(self.tokens.hashes.data)
        if self.is_short:
            digest.update(np.sort(tokenize(self.title).hashes).data)
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

    @property
    def sample(self) -> list[int]:
        """``sampled`` as numbers."""
        sample: list[int] = self.sampled.tolist()
        return sample

    @cached_property
    def sampled(self) -> NDArray[np.int32]:
        """The runs under which the text is filed, as 32-bit signed hashes: a share that depends on the run itself.

        One in 16 of a long text, one in 8 of a middling one, one in 4 of a short one and of the lead. A run that is in
        the sample of a long text is in that of every shorter one that holds it.
        """
        hashes, limits = self._ordered_runs
        low = hashes.astype(np.uint16)
        count = len(hashes)
        tier = 4 if count <= _SHORT else 2 if count <= _MIDDLE else 1
        chosen = low < limits * np.uint16(tier)
        chosen[:_LEAD] |= low[:_LEAD] < limits[:_LEAD] * np.uint16(4)
        found = hashes[chosen]
        if len(found) < _LEAST_SAMPLE or len(found) > _MOST_SAMPLE:
            every = self.runs
            keep = min(max(len(found), _LEAST_SAMPLE), _MOST_SAMPLE, len(every))
            found = every[np.argsort(every.astype(np.uint16), kind="stable")[:keep]]
        return unique((found >> np.uint64(32)).astype(np.uint32).view(np.int32))

    @cached_property
    def facts(self) -> Hashes:
        """Numbers, and names (capitalised words inside sentences), with what stands around them; sorted, unique."""
        return _facts(self.tokens)

    @cached_property
    def number_count(self) -> int:
        """Numbers, repeats counted."""
        return int(self.facts.searchsorted(np.uint64(1) << _KIND_SHIFT))


def sketch(title: str, body: str) -> Sketch:
    """Sketch a text. Any two texts are accepted; see ``is_told`` for whether a body says enough."""
    return Sketch(tokenize(body), title)


def title_words(title: str) -> set[int]:
    """The different words of a title."""
    return set(tokenize(title).hashes.tolist())


def _runs(tokens: Tokens) -> tuple[Hashes, NDArray[np.uint16]]:
    """Hashes of the runs in order, and below which value of its low 16 bits each is sampled (one for all, or each)."""
    hashes = tokens.hashes
    runs = _chain(hashes, RUN)
    limits = _WORD_LIMIT
    for kind, size, limit in ((HAN, *_HAN_RUN), (DENSE, *_DENSE_RUN)):
        if len(hashes) >= size and (tokens.kinds == kind).any():
            long = _chain(hashes, size)
            here = tokens.kinds[: len(long)] == kind
            runs[: len(long)][here] = long[here]
            if limits is _WORD_LIMIT:
                limits = np.full(len(runs), _WORD_LIMIT[0])
            limits[: len(long)][here] = limit
    return runs, limits


def _chain(hashes: Hashes, size: int) -> Hashes:
    size = max(1, min(size, len(hashes)))
    count = max(0, len(hashes) - size + 1)
    runs = hashes[:count].copy()
    for offset in range(1, size):
        runs *= _PRIME
        runs += hashes[offset : offset + count]
    return mix(runs)


def _facts(tokens: Tokens) -> Hashes:
    """Numbers and names with two words on either side, in which numbers and names count as blanks."""
    is_number, is_name = tokens.kinds == DIGIT, tokens.kinds == NAME
    blank = tokens.hashes.copy()
    blank[is_name] = _NAME_MARK
    blank[is_number] = _NUMBER_MARK
    padded = np.concatenate([_PADDING, blank, _PADDING])
    numbers, names = is_number.nonzero()[0], is_name.nonzero()[0]
    at = np.concatenate([numbers, names])
    places = padded.take(at)
    for offset in (1, 3, 4):
        places *= _PRIME
        places += padded.take(at + offset)
    values = tokens.hashes.take(at)
    count = len(numbers)
    facts = np.concatenate([_told_apart(values[:count]), places, places * _PRIME + values])
    kinds = np.repeat(
        np.array([NUMBERS, NUMBER_PLACES, NAME_PLACES, NUMBER_PAIRS, NAME_PAIRS], np.uint64),
        [count, count, len(names), count, len(names)],
    )
    return unique((mix(facts) >> np.uint64(3)) | (kinds << _KIND_SHIFT))


def _told_apart(values: Hashes) -> Hashes:
    """The values as a set in which the n-th repeat of a value is an element of its own."""
    values = np.sort(values)
    at = np.arange(len(values), dtype=np.uint64)
    begin = at.copy()
    begin[1:][values[1:] == values[:-1]] = 0
    repeats = at - np.maximum.accumulate(begin)
    return values + repeats * _PRIME


def unique(hashes: NDArray[H]) -> NDArray[H]:
    """The different hashes, sorted. By sorting: numpy's own hashes first, which is slower for a text's worth."""
    hashes = np.sort(hashes)
    is_new = np.ones(len(hashes), np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=is_new[1:])
    return hashes[is_new]
