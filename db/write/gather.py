"""What the database knows of a batch's pages, captures, names and texts, read under the lock in a few queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from psycopg import Cursor, sql

from db.schema.base import SCHEMA
from db.write.keys import batch_keys
from db.write.row import Row
from db.write.rows import (
    ArticleIdentityRow,
    ArticleRow,
    BodyRow,
    CaptureRow,
    PageRow,
    PublisherAliasRow,
    PublisherRow,
    QuarantineRow,
    SightingRow,
    SiteRow,
    TagRow,
)
from tasks.records import PageRecord

R = TypeVar("R", bound=Row)


@dataclass(slots=True)
class Known:
    """The rows that bear on a batch, by their natural keys; the decision adds to them what it makes."""

    sites: dict[str, SiteRow] = field(default_factory=dict)
    pages: dict[str, PageRow] = field(default_factory=dict)
    bodies: dict[str, list[BodyRow]] = field(default_factory=dict)
    """The records of the archive that keep the batch's bytes, by the digest of these."""
    captures: dict[str, CaptureRow] = field(default_factory=dict)
    newest: dict[int, CaptureRow] = field(default_factory=dict)
    """The newest loaded capture of a page, by page_id."""
    refused: dict[str, list[CaptureRow]] = field(default_factory=dict)
    """Quarantined captures of the batch's bytes, by their digest."""
    quarantined: dict[int, QuarantineRow] = field(default_factory=dict)
    """By capture_id."""
    publishers: dict[str, int] = field(default_factory=dict)
    """publisher_id by the folded spelling of a name."""
    publisher_keys: dict[int, str] = field(default_factory=dict)
    """Identity of a publisher by publisher_id."""
    tags: dict[str, int] = field(default_factory=dict)
    page_tags: set[tuple[int, int]] = field(default_factory=set)
    identities: dict[str, int] = field(default_factory=dict)
    """article_id by identity key."""
    articles: dict[int, ArticleRow] = field(default_factory=dict)
    revised: set[int] = field(default_factory=set)
    """Articles that had another text before their present one."""
    emptied: set[int] = field(default_factory=set)
    """Articles of which no sighting is left while captures are read again: their ids are free."""
    former: dict[str, int] = field(default_factory=dict)
    """Of captures that are read again: article_id by the keys that their last reading gave."""
    places: dict[int, list[SightingRow]] = field(default_factory=dict)
    """What the last reading of captures that are read again showed, by capture_id."""


def gather(cursor: Cursor[Any], records: Iterable[PageRecord]) -> Known:
    """Read what is known of the records."""
    keys = batch_keys(records)
    known = Known()
    known.sites = {row.site_key: row for row in read_rows(cursor, SiteRow, "site_key", keys.sites)}
    known.pages = {row.page_key: row for row in read_rows(cursor, PageRow, "page_key", keys.pages)}
    page_ids = [row.page_id for row in known.pages.values()]
    known.captures = {row.capture_key: row for row in read_rows(cursor, CaptureRow, "capture_key", keys.captures)}
    known.newest = {
        row.page_id: row for row in read_rows(cursor, CaptureRow, "page_id", page_ids, also=" and is_newest")
    }
    for row in known.newest.values():
        # One object per row, so that a change to it is seen under both names.
        known.captures[row.capture_key] = row
    hashes = {}
    for body in read_rows(cursor, BodyRow, "body_hash", keys.body_hashes):
        known.bodies.setdefault(body.body_hash, []).append(body)
        hashes[body.body_id] = body.body_hash
    refused = read_rows(cursor, CaptureRow, "body_id", hashes, also=" and outcome = 'quarantined'")
    for row in refused:
        known.refused.setdefault(hashes[row.body_id], []).append(row)
    capture_ids = [*{row.capture_id for row in (*known.captures.values(), *refused)}]
    known.quarantined = {row.capture_id: row for row in read_rows(cursor, QuarantineRow, "capture_id", capture_ids)}
    aliases = read_rows(cursor, PublisherAliasRow, "alias_key", keys.publishers)
    known.publishers = {row.alias_key: row.publisher_id for row in aliases}
    known.tags = {row.tag_key: row.tag_id for row in read_rows(cursor, TagRow, "tag_key", keys.tags)}
    if keys.tags:
        cursor.execute("select page_id, tag_id from news.page_tag where page_id = any(%s)", [page_ids])
        known.page_tags = set(cursor.fetchall())
    identities = read_rows(cursor, ArticleIdentityRow, "identity_key", keys.identities)
    known.identities = {row.identity_key: row.article_id for row in identities}
    know_articles(cursor, known, set(known.identities.values()))
    return known


def know_articles(cursor: Cursor[Any], known: Known, article_ids: Collection[int]) -> None:
    """Read these articles, and what their publishers are known by."""
    articles = read_rows(cursor, ArticleRow, "article_id", article_ids)
    known.articles |= {row.article_id: row for row in articles}
    cursor.execute(
        "select distinct article_id from news.article_revision where article_id = any(%s)", [[*known.articles]]
    )
    known.revised |= {row[0] for row in cursor.fetchall()}
    publisher_ids = {row.publisher_id for row in articles if row.publisher_id} | {*known.publishers.values()}
    publishers = read_rows(cursor, PublisherRow, "publisher_id", publisher_ids - known.publisher_keys.keys())
    known.publisher_keys |= {row.publisher_id: row.publisher_key for row in publishers}


def read_rows(cursor: Cursor[Any], kind: type[R], column: str, keys: Collection[Any], also: str = "") -> list[R]:
    """The rows of a table whose column has one of the keys."""
    if not keys:
        return []
    cursor.execute(
        sql.SQL("select {columns} from {table} where {column} = any(%s)" + also).format(
            columns=sql.SQL(", ").join(map(sql.Identifier, kind.columns())),
            table=sql.Identifier(SCHEMA, kind.TABLE),
            column=sql.Identifier(column),
        ),
        [sorted(keys)],
    )
    return [kind.read(values) for values in cursor.fetchall()]


def take_ids(cursor: Cursor[Any], table: str, column: str, count: int, schema: str = SCHEMA) -> list[int]:
    """That many fresh ids of a table's identity column, rising."""
    if count == 0:
        return []
    cursor.execute(
        "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
        [f"{schema}.{table}", column, count],
    )
    return sorted(row[0] for row in cursor.fetchall())
