"""Rows of the stories' tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from db.write.row import Row


@dataclass(slots=True)
class StoryTextRow(Row):
    TABLE: ClassVar = "story_text"
    KEY: ClassVar = ("text_id",)
    text_id: int
    text_hash: UUID
    run_count: int
    word_count: int
    sample_count: int


@dataclass(slots=True)
class StoryPairRow(Row):
    TABLE: ClassVar = "story_pair"
    KEY: ClassVar = ("text_a", "text_b")
    text_a: int
    text_b: int
    containment: float
    jaccard: float
    size_ratio: float
    agreement: float


@dataclass(slots=True)
class StoryRow(Row):
    TABLE: ClassVar = "story"
    KEY: ClassVar = ("story_id",)
    STAMPS: ClassVar = ("updated_at",)
    story_id: int
    first_article_id: int
    article_count: int
    publisher_count: int
    algorithm_version: str
    first_certainty: str
    is_manual: bool


@dataclass(slots=True)
class StoryMemberRow(Row):
    TABLE: ClassVar = "story_member"
    KEY: ClassVar = ("article_id",)
    QUIET: ClassVar = ("text_id",)
    STAMPS: ClassVar = ("updated_at",)
    article_id: int
    story_id: int
    kind: str | None
    containment: float | None
    jaccard: float | None
    size_ratio: float | None
    method: str
    algorithm_version: str
    is_manual: bool
    text_id: int
    compared_article_id: int | None


STORY_ROWS: tuple[type[Row], ...] = (StoryTextRow, StoryPairRow, StoryRow, StoryMemberRow)
