"""What the database knows of a batch's pages, captures, names and texts, read under the lock in a few queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from psycopg import Cursor, sql

from db.schema.base import SCHEMA
from db.write.former import Former
from db.write.keys import batch_keys
from db.write.row import Row
from db.write.rows import BodyRow, CaptureRow, PageRow, PublisherAliasRow, QuarantineRow, SiteRow, TagRow
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
    tags: dict[str, int] = field(default_factory=dict)
    page_tags: set[tuple[int, int]] = field(default_factory=set)
    former: Former = field(default_factory=Former)
    """What captures that are read again showed."""


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
    return known


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
    # offset: the name is looked up once, not for each id.
    cursor.execute(
        "select nextval(name) from (select pg_get_serial_sequence(%s, %s)::regclass as name offset 0) as sequence,"
        " generate_series(1, %s)",
        [f"{schema}.{table}", column, count],
    )
    return sorted(row[0] for row in cursor.fetchall())


class FreshIds:
    """Fresh ids per table, taken from the sequences a handful at a time."""

    _COLUMNS: ClassVar[Mapping[str, str]] = {
        "site": "site_id", "page": "page_id", "body": "body_id", "capture": "capture_id",
        "publisher": "publisher_id", "article": "article_id", "tag": "tag_id",
    }  # fmt: skip

    def __init__(self, cursor: Cursor[Any], step: int = 1) -> None:
        self._cursor = cursor
        self._free: dict[str, list[int]] = {}
        self._step = max(1, min(1000, step))

    def __call__(self, table: str) -> int:
        free = self._free.get(table)
        if not free:
            free = self._free[table] = take_ids(self._cursor, table, self._COLUMNS[table], self._step)[::-1]
        return free.pop()
