"""What is kept of a text to find and test its copies: its runs of words and a sample of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_128

from tasks.stories.letters import CASELESS, DENSE, DIGIT, HAN, NAME, Hashes, Tokens, mix, tokenize

RUN = 4
"""Words of a run. Measured: 3, 4 and 5 are within half a point of each other, 4 is best."""
_HAN_RUN, _DENSE_RUN = (7, 0x10000 // 28), (14, 0x10000 // 64)
"""Where words are not spaced: characters of a run, about as much text as four words; and the limit of the sample,
which makes it as many runs as of the same text in words."""
_WORD_LIMIT = np.array([0x10000 // 16], np.uint16)
_LEAD = 40
"""Runs at the start of a text that are sampled like those of a short one: a teaser is nearly always the lead."""
SHORT_RUNS, _MIDDLE = 64, 200
_LEAST_SAMPLE, _MOST_SAMPLE = 6, 640
_MOST_FACTS = 10
LEAST_WORDS = 8
"""A text of fewer words is in no story: a caption or a "Watch the video" says too little."""
_LEAST_RUNS = 5
SHORT_WORDS = 40
"""Below this a text is a teaser or a notice; its title has to speak for it too."""

_CASELESS_KINDS = (CASELESS, HAN, DENSE)
NOTE_WORDS = 200
"""Texts of one form are shorter, most of them."""
NAMELESS_WORDS, LEAST_NAMES = 100, 3
"""A text of fewer words with fewer different names may stand under many titles, each about somebody else."""

_PRIME = np.uint64(0xFF51AFD7ED558CCD)
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

    @cached_property
    def is_short(self) -> bool:
        """Whether it is below SHORT_WORDS."""
        return self.word_count < SHORT_WORDS

    def token_part(self, start: int, end: int) -> list[tuple[int, int]]:
        """Hash and kind of each token of a part, where they are looked at one by one."""
        hashes, kinds = self.tokens.hashes[start:end].tolist(), self.tokens.kinds[start:end].tolist()
        return [*zip(hashes, kinds, strict=True)]

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The different numbers."""
        return frozenset(self.tokens.hashes[self.tokens.kinds == DIGIT].tolist())

    @cached_property
    def names(self) -> frozenset[int]:
        """The different names."""
        return frozenset(self.tokens.hashes[self.tokens.kinds == NAME].tolist())

    @cached_property
    def is_caseless(self) -> bool:
        """Whether most of it is written in a script without capitals."""
        found = sum(int(np.count_nonzero(self.tokens.kinds == kind)) for kind in _CASELESS_KINDS)
        return 2 * found > len(self.tokens.kinds)

    @cached_property
    def is_nameless(self) -> bool:
        """Whether it is a note that names hardly anybody, so that its title may say whom it is about."""
        return self.word_count < NAMELESS_WORDS and not self.is_caseless and len(self.names) < LEAST_NAMES

    @property
    def is_told(self) -> bool:
        """Whether it says enough to be in a story at all: words, and not the same ones again and again."""
        return self.word_count >= LEAST_WORDS and len(self.runs) >= _LEAST_RUNS

    @cached_property
    def key(self) -> UUID:
        """Identity of the wording; of a text that is short or names nobody its title is a part."""
        digest = xxh3_128(self.tokens.hashes.data)
        if self.is_short or self.is_nameless:
            digest.update(np.sort(tokenize(self.title).hashes).data)
        return UUID(bytes=digest.digest())

    @cached_property
    def _ordered_runs(self) -> tuple[Hashes, NDArray[np.uint16]]:
        return _runs(self.tokens)

    @property
    def runs_in_order(self) -> Hashes:
        """The run that begins at each token."""
        return self._ordered_runs[0]

    @cached_property
    def run_places(self) -> tuple[Hashes, NDArray[np.intp]]:
        """The runs, sorted, and where each begins."""
        runs = self._ordered_runs[0]
        order = runs.argsort(kind="stable")
        return runs.take(order), order

    @cached_property
    def run_ends(self) -> NDArray[np.intp]:
        """For each run, the place after its last token."""
        sizes = np.full(len(self._ordered_runs[0]), RUN, np.intp)
        for kind, size in ((HAN, _HAN_RUN[0]), (DENSE, _DENSE_RUN[0])):
            long = max(0, len(self.tokens.hashes) - size + 1)
            sizes[:long][self.tokens.kinds[: min(long, len(sizes))] == kind] = size
        return np.arange(len(sizes)) + sizes

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
        tier = 4 if count <= SHORT_RUNS else 2 if count <= _MIDDLE else 1
        chosen = low < limits * np.uint16(tier)
        chosen[:_LEAD] |= low[:_LEAD] < limits[:_LEAD] * np.uint16(4)
        found = hashes[chosen]
        if len(found) < _LEAST_SAMPLE or len(found) > _MOST_SAMPLE:
            every = self.runs
            keep = min(max(len(found), _LEAST_SAMPLE), _MOST_SAMPLE, len(every))
            found = every[np.argsort(every.astype(np.uint16), kind="stable")[:keep]]
        return unique((found >> np.uint64(32)).astype(np.uint32).view(np.int32))

    @cached_property
    def facts(self) -> list[int]:
        """Some names and numbers of a note, chosen by themselves, as keys beside its sample.

        They find its copies among the many texts of its form, which share their runs with all of these.
        """
        if self.word_count >= NOTE_WORDS:
            return []
        kinds = self.tokens.kinds
        found = np.sort(mix(self.tokens.hashes[(kinds == DIGIT) | (kinds == NAME)]))
        return [*dict.fromkeys((found >> np.uint64(32)).astype(np.uint32).view(np.int32).tolist())][:_MOST_FACTS]

    @property
    def filed(self) -> list[int]:
        """Everything that it is filed under, each once."""
        return sorted({*self.sample, *self.facts})


def sketch(title: str, body: str) -> Sketch:
    """Sketch a text. Any two texts are accepted; see ``is_told`` for whether a body says enough."""
    return Sketch(tokenize(body), title)


def title_words(title: str) -> list[int]:
    """The words of a title, in order."""
    words: list[int] = tokenize(title).hashes.tolist()
    return words


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


def unique(hashes: NDArray[H]) -> NDArray[H]:
    """The different hashes, sorted. By sorting: numpy's own hashes first, which is slower for a text's worth."""
    hashes = np.sort(hashes)
    is_new = np.ones(len(hashes), np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=is_new[1:])
    return hashes[is_new]


def is_in(hashes: Hashes, found: Hashes) -> NDArray[np.bool_]:
    """Which hashes are among those found, which rise."""
    if not len(found):
        return np.zeros(len(hashes), np.bool_)
    at = found.searchsorted(hashes)
    at[at == len(found)] = 0
    is_there: NDArray[np.bool_] = found.take(at) == hashes
    return is_there
