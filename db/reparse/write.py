"""The changes of a batch of readings into the tables, in one transaction behind the loader's lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from psycopg import Cursor

from db.reparse.derive import Derived
from db.reparse.plan import Changes
from db.stories.store import remove_members
from db.write.apply import apply
from db.write.gather import read_rows, take_ids
from db.write.load import Moved, Then
from db.write.rows import (
    AppearanceRow,
    ArticleIdentityRow,
    ArticleRevisionRow,
    ArticleRow,
    PublisherAliasRow,
    PublisherRow,
    Row,
)
from tasks.fingerprint import name_key
from tasks.records import Article


class Publishers:
    """Publishers by name: those that are known, and those that a reading brings, who get ids when they are written."""

    def __init__(self, cursor: Cursor[Any], names: Sequence[str], *, is_written: bool) -> None:
        self._cursor, self._is_written = cursor, is_written
        keys = sorted({name_key(name) for name in names})
        self._ids = {r.alias_key: r.publisher_id for r in read_rows(cursor, PublisherAliasRow, "alias_key", keys)}
        self._new = 0
        self.names: dict[int, str] = {}
        """By id, for people."""
        self.rows: list[Row] = []

    def know(self, publisher_ids: Sequence[int]) -> None:
        """Read the names of these."""
        for row in read_rows(self._cursor, PublisherRow, "publisher_id", sorted({*publisher_ids, *self._ids.values()})):
            self.names[row.publisher_id] = row.name

    def id_of(self, article: Article) -> int | None:
        """The id of an article's publisher; None when it names none. A new one gets an id."""
        if article.publisher is None:
            return None
        key = name_key(article.publisher)
        if key not in self._ids:
            self._new -= 1
            found = take_ids(self._cursor, "publisher", "publisher_id", 1)[0] if self._is_written else self._new
            self._ids[key] = found
            self.names[found] = article.publisher
            self.rows += [PublisherRow(found, key, article.publisher), PublisherAliasRow(key, found, article.publisher)]
        return self._ids[key]


def write_changes(
    cursor: Cursor[Any], changes: Changes, known: dict[int, ArticleRow], publishers: Publishers, then: Then
) -> Callable[[int], int]:
    """Write what changes; the ids of articles that were new, by their negative ones.

    Rows that say what they said are not written, so their stamps stay. ``then`` settles the stories of what moved.
    """
    new = sorted(i for i in changes.articles if i < 0)
    ids = dict(zip(new, take_ids(cursor, "article", "article_id", len(new)), strict=True))

    def real(article_id: int) -> int:
        return ids.get(article_id, article_id)

    derived = {real(i): found for i, found in changes.articles.items()}
    rows: list[Row] = list(publishers.rows)
    moved = Moved()
    for article_id, found in derived.items():
        row = replace(found.row, article_id=article_id)
        before = known.get(article_id)
        if before is None or before.content() != row.content():
            moved.article_ids.add(article_id)
            rows.append(row)
        elif before != row:
            rows.append(replace(row, parser_version=before.parser_version))
    _unshow(cursor, changes)
    moved.text_ids |= remove_members(cursor, sorted(changes.gone)) if changes.gone else set()
    apply(cursor, rows)
    _identify(cursor, derived, changes.gone)
    _revise(cursor, derived)
    shown = [replace(row, article_id=real(row.article_id)) for row in changes.appearances]
    apply(cursor, [*changes.pages, *changes.captures, *{_place(row): row for row in shown}.values()])
    then(cursor, moved)
    _forget(cursor, sorted(changes.gone))
    return real


def _place(row: AppearanceRow) -> tuple[int, int, str]:
    return row.page_id, row.article_id, row.role


def _unshow(cursor: Cursor[Any], changes: Changes) -> None:
    if changes.unshown:
        pages, articles, roles = zip(*sorted(changes.unshown), strict=True)
        cursor.execute(
            "delete from news.appearance as seen using unnest(%s::bigint[], %s::bigint[], %s::text[])"
            " as gone (page_id, article_id, role) where seen.page_id = gone.page_id"
            " and seen.article_id = gone.article_id and seen.role = gone.role",
            [list(pages), list(articles), list(roles)],
        )


def _identify(cursor: Cursor[Any], derived: dict[int, Derived], gone: set[int]) -> None:
    """Articles are known by what their sightings say now; a key that is another article's stays that one's."""
    wanted = {key: article_id for article_id, found in reversed(derived.items()) for key in found.keys}
    known = read_rows(cursor, ArticleIdentityRow, "article_id", sorted({*derived, *gone}))
    stale = [row.identity_key for row in known if wanted.get(row.identity_key) != row.article_id]
    cursor.execute("delete from news.article_identity where identity_key = any(%s)", [stale])
    rows = [ArticleIdentityRow(key, article_id) for key, article_id in wanted.items()]
    taken = {row.identity_key for row in read_rows(cursor, ArticleIdentityRow, "identity_key", sorted(wanted))}
    apply(cursor, [row for row in rows if row.identity_key not in taken])


def _revise(cursor: Cursor[Any], derived: dict[int, Derived]) -> None:
    """The texts that publishers replaced, as the readings tell them."""
    known: dict[int, list[ArticleRevisionRow]] = {}
    for row in read_rows(cursor, ArticleRevisionRow, "article_id", sorted(derived)):
        known.setdefault(row.article_id, []).append(row)
    changed = []
    for article_id, found in derived.items():
        wanted = [replace(row, article_id=article_id) for row in found.revisions]
        if sorted(known.get(article_id, []), key=lambda row: row.revision_number) != wanted:
            changed.append((article_id, wanted))
    cursor.execute("delete from news.article_revision where article_id = any(%s)", [[i for i, _ in changed]])
    apply(cursor, [row for _, wanted in changed for row in wanted])


def _forget(cursor: Cursor[Any], gone: list[int]) -> None:
    """Delete articles that nothing shows, when their stories are settled without them."""
    for table, where in (
        ("story_override", "article_id = any(%(ids)s) or other_article_id = any(%(ids)s)"),
        ("article_identity", "article_id = any(%(ids)s)"),
        ("article_merge", "article_id = any(%(ids)s)"),
        ("article_revision", "article_id = any(%(ids)s)"),
        ("article", "article_id = any(%(ids)s)"),
    ):
        if gone:
            cursor.execute(f"delete from news.{table} where {where}", {"ids": gone})
