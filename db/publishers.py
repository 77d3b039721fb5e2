"""Decisions about publishers' names: which spellings are one publisher, what it is called, who owns it.

A decision names publishers by their keys, not their ids: it holds whatever is loaded, re-parsed, or purged and met
again.
Schema news is left as printed; the stored rows of schema bi follow in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Cursor

from db.query import first_value
from db.session import driver_cursor
from tasks.errors import BadParameter
from tasks.fingerprint import name_key


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher as readers see it."""

    publisher_id: int
    publisher_key: str
    publisher: str
    aliases: str | None
    parent: str | None
    article_count: int


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, in words."""

    publisher_decision_id: int
    kind: str
    publisher: str
    into: str | None
    name: str | None
    note: str | None
    is_undone: bool
    created_at: datetime
    """When it was decided (UTC)."""


_LIST = """
select publisher.publisher_id, publisher.publisher_key, publisher.publisher, publisher.aliases_text, parent.publisher,
       (select count(*) from star.article where article.publisher_id = publisher.publisher_id)
from star.publisher left join star.publisher as parent on parent.publisher_id = publisher.parent_publisher_id
where publisher.publisher_id <> 0
  and (%(like)s::text is null
       or concat_ws(' ', publisher.publisher, publisher.aliases_text) ilike '%%' || %(like)s || '%%')
order by 6 desc, publisher.publisher limit %(most)s
"""


def list_publishers(url: str, like: str | None, most: int) -> list[Publisher]:
    """Publishers whose name or another spelling holds the text, those with most articles first."""
    with driver_cursor(url) as cursor:
        cursor.execute(_LIST, {"like": like, "most": most})
        return [Publisher(*row) for row in cursor.fetchall()]


def merge(url: str, names: Sequence[str], into: str, note: str | None) -> list[int]:
    """Have the publishers of these names be ``into``'s; the decisions. Raises BadParameter when a name is unknown."""
    with driver_cursor(url) as cursor:
        target = _shown_key(cursor, _key(cursor, into))
        keys = [_key(cursor, name) for name in names]
        if target in keys:
            raise BadParameter(f"{into!r} cannot be merged into itself; name the other spelling first")
        # Whoever was merged into one of these follows it; the target stands for itself.
        return [_decide(cursor, "merge", key, target, None, note) for key in keys]


def split(url: str, name: str, note: str | None) -> int:
    """Have the publisher of this spelling stand for itself, whatever rule or decision joined it."""
    with driver_cursor(url) as cursor:
        return _decide(cursor, "split", _key(cursor, name), None, None, note)


def rename(url: str, name: str, new: str, note: str | None) -> int:
    """Have readers see a publisher under another name."""
    if not new.strip():
        raise BadParameter("the new name is empty")
    with driver_cursor(url) as cursor:
        return _decide(cursor, "rename", _shown_key(cursor, _key(cursor, name)), None, new.strip(), note)


def set_parent(url: str, name: str, owner: str, note: str | None) -> int:
    """Note who owns a publisher; the two stay two."""
    with driver_cursor(url) as cursor:
        key, into = _shown_key(cursor, _key(cursor, name)), _shown_key(cursor, _key(cursor, owner))
        if key == into:
            raise BadParameter(f"{name!r} and {owner!r} are one publisher; nobody owns itself")
        return _decide(cursor, "parent", key, into, None, note)


def undo(url: str, decision_id: int | None) -> Decided:
    """Undo a decision, by default the newest that stands. Raises BadParameter when there is none."""
    with driver_cursor(url) as cursor:
        undo_it = (
            "update news.publisher_decision set undone_at = now() where publisher_decision_id = coalesce(%s, (select"
            " max(publisher_decision_id) from news.publisher_decision where undone_at is null)) and undone_at is null"
            " returning publisher_decision_id"
        )
        undone = first_value(cursor, undo_it, [decision_id])
        if undone is None:
            raise BadParameter("no such decision stands; newsweir publisher decisions lists them")
        return _decisions(cursor, undone)[0]


def list_decisions(url: str) -> list[Decided]:
    """All decisions, the newest first."""
    with driver_cursor(url) as cursor:
        return _decisions(cursor, None)


def _decisions(cursor: Cursor[Any], decision_id: int | None) -> list[Decided]:
    cursor.execute(
        "select publisher_decision_id, kind, coalesce(own.name, d.publisher_key), coalesce(target.name, d.into_key),"
        " d.name, note, undone_at is not null, d.created_at from news.publisher_decision as d"
        " left join news.publisher as own on own.publisher_key = d.publisher_key"
        " left join news.publisher as target on target.publisher_key = d.into_key"
        " where %(id)s::bigint is null or publisher_decision_id = %(id)s order by 1 desc",
        {"id": decision_id},
    )
    return [Decided(*row) for row in cursor.fetchall()]


def _decide(cursor: Cursor[Any], kind: str, key: str, into: str | None, name: str | None, note: str | None) -> int:
    decide = (
        "insert into news.publisher_decision (kind, publisher_key, into_key, name, note) values (%s, %s, %s, %s, %s)"
        " returning publisher_decision_id"
    )
    return int(first_value(cursor, decide, [kind, key, into, name, note]))


def _key(cursor: Cursor[Any], name: str) -> str:
    """The key of a spelling that was met."""
    query = (
        "select publisher_key from news.publisher where publisher_key = %(key)s union all"
        " select publisher_key from star.publisher where publisher = %(name)s and publisher_id <> 0 limit 1"
    )
    found = first_value(cursor, query, {"key": name_key(name), "name": name})
    if found is None:
        raise BadParameter(f"no publisher is called {name!r}; newsweir publisher list {name.split()[0]!r} shows names")
    return str(found)


def _shown_key(cursor: Cursor[Any], key: str) -> str:
    """The key of the publisher that readers see in the place of this one."""
    query = (
        "select shown.publisher_key from news.publisher as own join star.publisher_join using (publisher_id)"
        " join news.publisher as shown on shown.publisher_id = into_id where own.publisher_key = %s"
    )
    return str(first_value(cursor, query, [key]))
