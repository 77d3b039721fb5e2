"""Rows on their way into a table: the fields of each are columns of the table it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from db.write.row import Row


@dataclass(slots=True)
class SiteRow(Row):
    TABLE: ClassVar = "site"
    KEY: ClassVar = ("site_id",)
    site_id: int
    site_key: str
    title: str


@dataclass(slots=True)
class PageRow(Row):
    TABLE: ClassVar = "page"
    KEY: ClassVar = ("page_id",)
    QUIET: ClassVar = ("first_seen_at", "last_seen_at")
    STAMPS: ClassVar = ("updated_at",)
    page_id: int
    page_key: str
    site_id: int | None = None
    url: str | None = None
    page_kind: str | None = None
    layout: str | None = None
    profile: str | None = None
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None


@dataclass(slots=True)
class BodyRow(Row):
    TABLE: ClassVar = "body"
    KEY: ClassVar = ("body_id",)
    body_id: int
    body_hash: str
    byte_count: int | None
    archive_ref: str | None
    erased_at: datetime | None = None


@dataclass(slots=True)
class CaptureRow(Row):
    TABLE: ClassVar = "capture"
    KEY: ClassVar = ("capture_id",)
    OWN: ClassVar = ("run_id", "source_path")
    capture_id: int
    capture_key: str
    page_id: int
    run_id: int
    captured_at: datetime | None
    captured_at_source: str | None
    source_path: str
    body_id: int
    outcome: str
    layout: str | None
    parser_version: str | None
    is_newest: bool
    primary_count: int = 0
    related_count: int = 0
    warnings: list[str] = field(default_factory=list)
    record_hash: str | None = None
    source_url: str | None = None
    source_site: str | None = None
    charset: str | None = None
    confirmed_at: datetime | None = None


@dataclass(slots=True)
class PublisherRow(Row):
    TABLE: ClassVar = "publisher"
    KEY: ClassVar = ("publisher_id",)
    publisher_id: int
    publisher_key: str
    name: str


@dataclass(slots=True)
class PublisherAliasRow(Row):
    TABLE: ClassVar = "publisher_alias"
    KEY: ClassVar = ("alias_key",)
    alias_key: str
    publisher_id: int
    alias: str


@dataclass(slots=True)
class TagRow(Row):
    TABLE: ClassVar = "tag"
    KEY: ClassVar = ("tag_id",)
    tag_id: int
    tag_key: str
    name: str


@dataclass(slots=True)
class PageTagRow(Row):
    TABLE: ClassVar = "page_tag"
    KEY: ClassVar = ("page_id", "tag_id")
    page_id: int
    tag_id: int


@dataclass(slots=True)
class ArticleRow(Row):
    TABLE: ClassVar = "article"
    KEY: ClassVar = ("article_id",)
    QUIET: ClassVar = ("first_seen_at", "last_seen_at", "parser_version")
    STAMPS: ClassVar = ("updated_at", "change_seq")
    article_id: int
    title: str
    body: str
    publisher_id: int | None
    agency: str | None
    authors: list[str]
    language: str | None
    url: str | None
    category: str | None
    tags: list[str]
    image_url: str | None
    is_free: bool | None
    word_count: int
    completeness: str
    published_raw: str | None
    published_at: datetime | None
    published_min_at: datetime | None
    published_max_at: datetime | None
    published_precision: str
    published_source: str
    modified_at: datetime | None
    has_date_conflict: bool
    text_key: str
    text_state: str
    access: str
    publisher_source: str | None
    parser_version: str
    first_seen_at: datetime | None
    last_seen_at: datetime | None


@dataclass(slots=True)
class SightingRow(Row):
    TABLE: ClassVar = "sighting"
    KEY: ClassVar = ("capture_id", "place")
    capture_id: int
    place: int
    article_id: int
    title_raw: str
    body: str | None
    publisher_raw: str | None
    publisher_source: str | None
    url: str | None
    category: str | None
    published_raw: str | None
    published_at: datetime | None
    published_min_at: datetime | None
    published_max_at: datetime | None
    published_precision: str
    published_source: str
    completeness: str
    text_state: str
    access: str
    is_free: bool | None
    agency: str | None
    authors: list[str] | None
    language: str | None
    tags: list[str] | None
    image_url: str | None
    modified_at: datetime | None
    link_kind: str | None
    text_key: str
    is_flat: bool = False


@dataclass(slots=True)
class ArticleRevisionRow(Row):
    TABLE: ClassVar = "article_revision"
    KEY: ClassVar = ("article_id", "revision_number")
    article_id: int
    revision_number: int
    title: str
    body: str
    word_count: int
    words_added_count: int
    words_removed_count: int
    last_seen_at: datetime | None
    replaced_capture_id: int


@dataclass(slots=True)
class ArticleIdentityRow(Row):
    TABLE: ClassVar = "article_identity"
    KEY: ClassVar = ("identity_key",)
    identity_key: str
    article_id: int


@dataclass(slots=True)
class PrintRow(Row):
    TABLE: ClassVar = "print"
    KEY: ClassVar = ("print_key",)
    print_key: bytes
    article_id: int
    url_key: bytes | None
    page_key: bytes | None
    publisher_key: str | None
    wording_key: bytes
    title_key: bytes
    has_text: bool


@dataclass(slots=True)
class AppearanceRow(Row):
    TABLE: ClassVar = "appearance"
    KEY: ClassVar = ("page_id", "article_id")
    QUIET: ClassVar = ("first_capture_id", "last_capture_id")
    STAMPS: ClassVar = ("updated_at",)
    page_id: int
    article_id: int
    role: str
    position: int
    title_raw: str
    publisher_raw: str | None
    url: str | None
    category: str | None
    published_raw: str | None
    published_at: datetime | None
    published_min_at: datetime | None
    published_max_at: datetime | None
    published_precision: str
    published_source: str
    completeness: str
    link_kind: str | None
    is_current: bool
    first_capture_id: int
    last_capture_id: int


@dataclass(slots=True)
class QuarantineRow(Row):
    TABLE: ClassVar = "quarantine"
    KEY: ClassVar = ("capture_id",)
    OWN: ClassVar = ("run_id",)
    capture_id: int
    run_id: int
    stage: str
    reason: str
    detail: str
    sqlstate: str | None
    parser_version: str
    resolved_at: datetime | None = None


@dataclass(slots=True)
class RunPageRow(Row):
    TABLE: ClassVar = "run_page"
    KEY: ClassVar = ("run_id", "item_number")
    run_id: int
    item_number: int
    path: str
    page_id: int | None
    capture_id: int | None
    outcome: str
    reason: str | None
    inserted_count: int = 0
    changed_count: int = 0
    unchanged_count: int = 0
    duplicate_count: int = 0
