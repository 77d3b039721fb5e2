"""What is kept of a text to find and test its copies: its runs of words and a sample of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_128

from tasks.stories.figures import in_one_style
from tasks.stories.letters import MOST_CHARACTERS, Hashes, Tokens, tokenize, tokenize_all
from tasks.stories.runs import Runs, work_out
from tasks.stories.symbols import CASELESS, DENSE, DIGIT, HAN, LETTER, NAME
from tasks.stories.words import words_by_hash

LEAST_WORDS = 8
"""A text of fewer words is in no story: a caption or a "Watch the video" says too little."""
_LEAST_RUNS = 5
SHORT_WORDS = 40
"""Below this a text is a teaser or a notice; its title has to speak for it too."""

_CASELESS_KINDS = (CASELESS, HAN, DENSE)
NAMELESS_WORDS, LEAST_NAMES = 100, 3
"""A text of fewer words with fewer different names may stand under many titles, each about somebody else."""
_NOUN_SHARE = 0.2
_NUMBER = re.compile(r"\d+(?:[.,:' \u00a0\u202f٫٬]\d+)*")
_MOST_TOGETHER = 1 << 14
"""Tokens of the texts in one array."""


@dataclass(eq=False)
class Sketch:
    """A text as its tokens, with everything that is compared worked out when it is first asked for."""

    tokens: Tokens
    title: str
    worked_out: Runs | None = field(default=None, repr=False)
    """None: it is when it is asked for."""
    body: str = field(default="", repr=False)
    """The text itself, for what tokens do not tell."""

    @cached_property
    def in_one_style(self) -> Sketch:
        """This text with its figures in the one style; itself where that changes no token."""
        return _styled([self])[0]

    @cached_property
    def vocabulary(self) -> frozenset[int]:
        """The different tokens."""
        return frozenset(self.tokens.hashes.tolist())

    @cached_property
    def digits(self) -> frozenset[str]:
        """The digits of each different number without zeros at either end, which no house style changes."""
        numbers = _NUMBER.findall(self.body)
        return frozenset("".join(str(int(c)) for c in one if c.isdecimal()).strip("0") for one in numbers)

    @cached_property
    def words(self) -> dict[int, str]:
        """By the hash of a token, its word as it is printed first."""
        return words_by_hash([self.body])[0]

    @property
    def _runs(self) -> Runs:
        if self.worked_out is None:
            self.worked_out = work_out([self.tokens])[0]
        return self.worked_out

    @property
    def word_count(self) -> int:
        """Words, with the characters of scripts without spaces as shares of a word."""
        return self._runs.word_count

    @property
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
    def told_facts(self) -> frozenset[int]:
        """All that may be a fact, wherever it stands: names, words at the start of sentences, numbers."""
        kinds = self.tokens.kinds
        return frozenset(self.tokens.hashes[(kinds != LETTER) & (kinds != HAN) & (kinds != DENSE)].tolist())

    @property
    def name_count(self) -> int:
        """Words that may be names."""
        return self._runs.counts[NAME]

    @property
    def has_noun_capitals(self) -> bool:
        """Whether so many words have capitals that they are nouns, as in German, and not names."""
        return self.name_count > _NOUN_SHARE * len(self.tokens.kinds)

    @cached_property
    def is_caseless(self) -> bool:
        """Whether most of it is written in a script without capitals."""
        return 2 * sum(self._runs.counts[kind] for kind in _CASELESS_KINDS) > len(self.tokens.kinds)

    @cached_property
    def is_nameless(self) -> bool:
        """Whether it is a note that names hardly anybody, so that its title may say whom it is about."""
        return self.word_count < NAMELESS_WORDS and not self.is_caseless and len(self.names) < LEAST_NAMES

    @property
    def is_told(self) -> bool:
        """Whether it says enough to be in a story at all: words, and not the same ones again and again."""
        if len(self.tokens.kinds) < LEAST_WORDS:
            return False
        return self.word_count >= LEAST_WORDS and len(self.runs) >= _LEAST_RUNS

    @cached_property
    def key(self) -> UUID:
        """Identity of the wording; of a text that is short or names nobody its title is a part."""
        return _key(self, tokenize(self.title) if self.needs_title else None)

    @property
    def needs_title(self) -> bool:
        """Whether its title is a part of its identity."""
        return self.is_short or self.is_nameless

    @property
    def runs_in_order(self) -> Hashes:
        """The run that begins at each token."""
        return self._runs.in_order

    @property
    def runs(self) -> Hashes:
        """The different runs of words."""
        return self._runs.different

    @cached_property
    def run_count(self) -> int:
        """Different runs of words."""
        return len(self._runs.different)

    @cached_property
    def sample(self) -> list[int]:
        """``sampled`` as numbers."""
        sample: list[int] = self.sampled.tolist()
        return sample

    @property
    def sampled(self) -> NDArray[np.int32]:
        """The runs under which the text is filed, as 32-bit signed hashes: a share that depends on the run itself.

        One in 16 of a long text, one in 8 of a middling one, one in 4 of a short one and of the lead. A run that is in
        the sample of a long text is in that of every shorter one that holds it.
        """
        return self._runs.sampled

    @property
    def facts(self) -> list[int]:
        """Some names and numbers of a note, chosen by themselves, as keys beside its sample.

        They find its copies among the many texts of its form, which share their runs with all of these.
        """
        return self._runs.facts

    @property
    def filed(self) -> list[int]:
        """Everything that it is filed under, each once."""
        return sorted({*self.sample, *self.facts})


def sketch(title: str, body: str) -> Sketch:
    """Sketch a text. Any two texts are accepted; see ``is_told`` for whether a body says enough."""
    return sketch_all([(title, body)])[0]


def sketch_all(texts: Sequence[tuple[str, str]]) -> list[Sketch]:
    """Sketch many texts (title and body) at once, which for short ones takes a fraction of the time."""
    tokens = tokenize_all([body for _, body in texts])
    made = [Sketch(cut, title, None, body) for cut, (title, body) in zip(tokens, texts, strict=True)]
    # Nothing is asked of a text that says too little.
    for part in _parts([one for one in made if len(one.tokens.kinds) >= LEAST_WORDS]):
        for one, runs in zip(part, work_out([one.tokens for one in part]), strict=True):
            one.worked_out = runs
    titled = [one for one in made if one.is_told and one.needs_title]
    for one, title in zip(titled, tokenize_all([one.title for one in titled]), strict=True):
        one.__dict__["key"] = _key(one, title)  # As the property would, which has a title cut alone.
    return made


def _parts(texts: Sequence[Sketch]) -> Iterator[list[Sketch]]:
    part: list[Sketch] = []
    size = 0
    for one in texts:
        part.append(one)
        size += len(one.tokens.hashes)
        if size >= _MOST_TOGETHER:
            yield part
            part, size = [], 0
    if part:
        yield part


def _key(one: Sketch, title: Tokens | None) -> UUID:
    digest = xxh3_128(one.tokens.hashes.data)
    if title is not None:
        digest.update(np.sort(title.hashes).data)
    return UUID(bytes=digest.digest())


def style_all(texts: Iterable[Sketch]) -> None:
    """Work out at once what ``in_one_style`` of the texts is."""
    some = [*{id(one): one for one in texts if "in_one_style" not in one.__dict__}.values()]
    for one, styled in zip(some, _styled(some), strict=True):
        one.__dict__["in_one_style"] = styled


def _styled(texts: Sequence[Sketch]) -> list[Sketch]:
    bodies = [in_one_style(one.body[:MOST_CHARACTERS]) for one in texts]
    return [
        one if np.array_equal(tokens.hashes, one.tokens.hashes) else Sketch(tokens, one.title, None, body)
        for one, tokens, body in zip(texts, tokenize_all(bodies), bodies, strict=True)
    ]


def spell_all(texts: Iterable[Sketch]) -> None:
    """Work out at once what ``words`` of the texts are."""
    some = [*{id(one): one for one in texts if "words" not in one.__dict__}.values()]
    for one, words in zip(some, words_by_hash([one.body for one in some]), strict=True):
        one.__dict__["words"] = words


def title_words(title: str) -> list[int]:
    """The words of a title, in order."""
    words: list[int] = tokenize(title).hashes.tolist()
    return words
