"""All stories made anew, with the present algorithm, beside those that readers see until the new ones are complete.

The new ones grow in schema ``news_next``, a batch of articles a transaction, so that a killed rebuild goes on where it
was. Loading goes on meanwhile: each batch takes the loader's lock only while it works, and what was loaded or changed
since is decided at the end. Then, in one transaction behind the lock, the new stories take the place of the old ones.
A story keeps its id where most of its articles stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from psycopg import Cursor, sql
from sqlalchemy import MetaData
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from db.lock import lock_loading
from db.outage import outlasts_outage
from db.schema import stories as tables
from db.schema.base import SCHEMA
from db.schema.base import metadata as declared
from db.session import driver_cursor, exclusively
from db.stories.replacing import Moves, replace_stories
from db.stories.store import remove_members
from tasks.story_records import ALGORITHM_VERSION

NEXT_SCHEMA = "news_next"
_LOCK = 0x6E6577737374  # "newsst": one rebuild at a time
_BUSY = "another rebuild of the stories is under way on this database; wait for it to end"
_TABLES = (tables.story, tables.story_member, tables.story_text, tables.story_sample, tables.story_pair)

Decide = Callable[[Cursor[Any], str, Sequence[int], Sequence[int]], None]
"""Decides articles, and settles the stories around others, in a schema, in the transaction of the cursor."""
Progress = Callable[[int, int], None]
"""Told how many articles of how many are decided."""


@outlasts_outage
def rebuild_stories(
    url: str, decide: Decide, progress: Progress, *, batch_size: int = 1000, is_restarted: bool = False
) -> Moves:
    """Decide every article anew and put the result in the place of the present stories.

    A rebuild that was killed goes on, unless ``is_restarted`` or the algorithm is another one now.
    Raises StopRun when another rebuild is under way.
    """
    with exclusively(url, _LOCK, _BUSY):
        rebuild_id, last_id = _begin(url, is_restarted)
        with driver_cursor(url) as cursor:
            cursor.execute("select count(*), count(*) filter (where article_id <= %s) from news.article", [last_id])
            total, done = cursor.fetchone() or (0, 0)
        progress(done, total)
        while True:
            last_id, count = _batch(url, rebuild_id, last_id, batch_size, decide)
            if not count:
                break
            done += count
            progress(done, max(total, done))
        return _finish(url, rebuild_id, decide)


@outlasts_outage
def _begin(url: str, is_restarted: bool) -> tuple[int, int]:
    """The rebuild to go on with, a new one if there is none: its id, and the last article that it decided."""
    with driver_cursor(url) as cursor:
        cursor.execute(
            "select story_rebuild_id, last_article_id, algorithm_version from news.story_rebuild"
            " where state = 'running'"
        )
        found = cursor.fetchone()
        cursor.execute("select to_regclass(%s) is not null", [f"{NEXT_SCHEMA}.story_text"])
        (is_there,) = cursor.fetchone() or (False,)
        if found and is_there and found[2] == ALGORITHM_VERSION and not is_restarted:
            return int(found[0]), int(found[1])
        cursor.execute("update news.story_rebuild set state = 'abandoned' where state = 'running'")
        _make_tables(cursor)
        cursor.execute(
            "insert into news.story_rebuild (state, algorithm_version, last_article_id, begun_change_seq)"
            " values ('running', %s, 0, (select coalesce(max(change_seq), 0) from news.article))"
            " returning story_rebuild_id",
            [ALGORITHM_VERSION],
        )
        row = cursor.fetchone()
        assert row is not None
        return int(row[0]), 0


def _make_tables(cursor: Cursor[Any]) -> None:
    """The stories' tables once more, empty, in the other schema; without foreign keys, which only loading needs."""
    cursor.execute(f"drop schema if exists {NEXT_SCHEMA} cascade")
    cursor.execute(f"create schema {NEXT_SCHEMA}")
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    metadata = MetaData(naming_convention=declared.naming_convention)
    for table in _TABLES:
        copy = table.to_metadata(metadata, schema=NEXT_SCHEMA)
        create = CreateTable(copy, include_foreign_key_constraints=[])
        cursor.execute(str(create.compile(dialect=dialect)))
        for index in copy.indexes:
            cursor.execute(str(CreateIndex(index).compile(dialect=dialect)))
        for name, comment in [(None, table.comment), *((c.name, c.comment) for c in table.columns)]:
            target = sql.Identifier(NEXT_SCHEMA, table.name, *([name] if name else []))
            cursor.execute(
                sql.SQL("comment on {} {} is {}").format(
                    sql.SQL("column" if name else "table"), target, sql.Literal(comment)
                )
            )


@outlasts_outage
def _batch(url: str, rebuild_id: int, last_id: int, batch_size: int, decide: Decide) -> tuple[int, int]:
    """Decide the next articles; the last of them and how many they were."""
    with driver_cursor(url) as cursor:
        lock_loading(cursor)
        cursor.execute(
            "select article_id from news.article where article_id > %s order by article_id limit %s",
            [last_id, batch_size],
        )
        article_ids = [article_id for (article_id,) in cursor.fetchall()]
        if not article_ids:
            return last_id, 0
        decide(cursor, NEXT_SCHEMA, article_ids, ())
        cursor.execute(
            "update news.story_rebuild set last_article_id = %s where story_rebuild_id = %s",
            [article_ids[-1], rebuild_id],
        )
        return article_ids[-1], len(article_ids)


@outlasts_outage
def _finish(url: str, rebuild_id: int, decide: Decide) -> Moves:
    """Decide what came or changed since, and put the new stories in the place of the old, in one transaction."""
    with driver_cursor(url) as cursor:
        lock_loading(cursor)
        _catch_up(cursor, rebuild_id, decide)
        moves = replace_stories(cursor, NEXT_SCHEMA)
        for table in ("story_text", "story_sample", "story_pair"):
            cursor.execute(f"drop table {SCHEMA}.{table}")
            cursor.execute(f"alter table {NEXT_SCHEMA}.{table} set schema {SCHEMA}")
        cursor.execute(f"drop schema {NEXT_SCHEMA} cascade")
        cursor.execute(
            "update news.story_rebuild set state = 'completed', article_count = %s, moved_count = %s,"
            " relabelled_count = %s, story_count_before = %s, story_count = %s, finished_at = clock_timestamp()"
            " where story_rebuild_id = %s",
            [
                moves.article_count, moves.moved_count, moves.relabelled_count, moves.story_count_before,
                moves.story_count, rebuild_id,
            ],
        )  # fmt: skip
    return moves


def _catch_up(cursor: Cursor[Any], rebuild_id: int, decide: Decide) -> None:
    cursor.execute(
        "select last_article_id, begun_change_seq from news.story_rebuild where story_rebuild_id = %s", [rebuild_id]
    )
    last_id, change_seq = cursor.fetchone() or (0, 0)
    cursor.execute(
        "select article_id from news.article where article_id > %s or change_seq > %s", [last_id, change_seq]
    )
    changed = [article_id for (article_id,) in cursor.fetchall()]
    cursor.execute(
        f"select article_id from {NEXT_SCHEMA}.story_member as member"
        " where not exists (select from news.article where article.article_id = member.article_id)"
    )
    left = remove_members(cursor, [article_id for (article_id,) in cursor.fetchall()], NEXT_SCHEMA)
    cursor.execute(
        f"select text_id from {NEXT_SCHEMA}.story_member as member where is_manual or exists (select from"
        " news.story_override where member.article_id in (story_override.article_id, other_article_id))"
    )
    left |= {text_id for (text_id,) in cursor.fetchall()}
    decide(cursor, NEXT_SCHEMA, changed, [*left])
