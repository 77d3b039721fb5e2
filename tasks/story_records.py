"""Records of the stories stage, shared by its rules and its stores. Standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

ALGORITHM_VERSION = "6"
"""Rises with every change that may decide an article otherwise; ``newsweir stories rebuild`` then re-decides all."""

MOST_HOLDERS = 200
"""What more texts hold is a run of a form, or a stock phrase: it says little of which texts are one."""


class TextSketch(Protocol):
    """What a store keeps of a text."""

    @property
    def key(self) -> UUID:
        """Identity of the wording."""

    @property
    def run_count(self) -> int:
        """Different runs of words."""

    @property
    def word_count(self) -> int:
        """Words."""

    @property
    def sample(self) -> list[int]:
        """32-bit signed hashes of the runs under which it is filed, rising."""

    @property
    def filed(self) -> list[int]:
        """The sample, and the names and numbers under which a note is filed."""


@dataclass(frozen=True, slots=True)
class Body:
    """An article as it is to be decided."""

    article_id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are, 0 to 1 each; symmetric."""

    containment: float
    """Share of the shorter text's word runs that the longer one holds."""
    jaccard: float
    """Shared word runs over all of both texts."""
    size_ratio: float
    """Word runs of the shorter text over the longer one's."""
    agreement: float
    """Share of the facts that agree: 1 where none contradicts and none is missing."""


@dataclass(frozen=True, slots=True)
class Text:
    """One wording."""

    text_id: int
    key: UUID
    run_count: int
    word_count: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are alike; ``a`` < ``b``."""

    a: int
    b: int
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Print:
    """An article as a print of its text."""

    article_id: int
    text_id: int
    title: str = ""
    publisher_id: int | None = None
    published_at: datetime | None = None
    published_min_at: datetime | None = None
    published_max_at: datetime | None = None
    first_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """What a person decided of two articles: that they are one story, or that ``article_id`` is not in the other's."""

    is_merge: bool
    article_id: int
    other_article_id: int


@dataclass(slots=True)
class Neighbourhood:
    """Everything that bears on some texts: what is connected with them, and nothing else."""

    texts: dict[int, Text] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    prints: list[Print] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a story."""

    article_id: int
    text_id: int
    kind: str | None
    """exact, syndicated, excerpt or revision. None: it came first and is no excerpt, so it is a copy of none."""
    compared_article_id: int | None
    """The article of the story that the figures compare it with. None: it is alone, or joined by hand."""
    containment: float | None
    jaccard: float | None
    size_ratio: float | None
    method: str
    """alone, text (same wording), runs (shared word runs), part (a small part of a much longer text) or manual."""
    is_manual: bool


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that are one text."""

    first_article_id: int
    first_certainty: str
    """only, certain (before every other, whatever the exact instants), likely, or unknown (nothing is dated)."""
    publisher_count: int
    is_manual: bool
    members: Sequence[Member]


@dataclass(frozen=True, slots=True)
class SentencePair:
    """One row of two texts side by side."""

    mark: str
    """= in both (typography aside), ~ reworded, + on the right only, - on the left only."""
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class PairReason:
    """Why two articles are one text, or are not."""

    is_alike: bool
    """Whether the texts are alike and do not contradict; dates decide too, and titles where the reason says so."""
    reason: str
    titles_contradict: bool
    """Whether the titles are one frame with other words in its places."""
    share_of_first: float
    """Share of the first text's word runs that the second one holds."""
    share_of_second: float
    agreed: tuple[str, ...]
    """Names and numbers that stand between the same words in both."""
    contradicted: tuple[tuple[str, str], ...]
    """What the first says and the second says in its place."""
