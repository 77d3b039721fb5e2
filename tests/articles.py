"""Articles put straight into the database, and their stories decided, for tests and benchmarks of the stories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import psycopg

from db.lock import lock_loading
from db.write.load import Moved
from flows.pipeline.stories import decide_moved


def put(
    database: str,
    bodies: Iterable[str],
    *,
    titles: Sequence[str] | None = None,
    publishers: Sequence[str] | None = None,
    dates: Sequence[datetime | None] | None = None,
    first_id: int = 1,
) -> list[int]:
    """Insert articles as the loader would, without pages; their ids."""
    bodies = list(bodies)
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        for name in sorted(set(publishers or ())):
            cursor.execute(
                "insert into news.publisher (publisher_key, name) values (%s, %s) on conflict do nothing", [name, name]
            )
        with cursor.copy(
            "copy news.article (article_id, title, body, publisher_id, authors, tags, word_count, completeness,"
            " published_at, published_min_at, published_max_at, text_key, parser_version) from stdin"
        ) as copy:
            for at, body in enumerate(bodies):
                when = dates[at] if dates else None
                title = titles[at] if titles else " ".join(body.split()[:6])
                copy.write_row([
                    first_id + at, title, body, None, [], [], len(body.split()), "full", when, when, when,
                    str(hash(body)), "test",
                ])  # fmt: skip
        if publishers:
            cursor.executemany(
                "update news.article set publisher_id = (select publisher_id from news.publisher where name = %s)"
                " where article_id = %s",
                [(name, first_id + at) for at, name in enumerate(publishers)],
            )
        cursor.execute(
            "select setval(pg_get_serial_sequence('news.article', 'article_id'), max(article_id)) from news.article"
        )
    return [first_id + at for at in range(len(bodies))]


def decide(database: str, article_ids: Iterable[int]) -> None:
    """Decide articles in one transaction behind the lock, as the loader does."""
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        lock_loading(cursor)
        decide_moved(cursor, Moved({*article_ids}))


def stories(database: str) -> set[frozenset[int]]:
    """The stories as sets of articles."""
    with psycopg.connect(database) as connection:
        found = connection.execute("select array_agg(article_id) from news.story_member group by story_id").fetchall()
    return {frozenset(ids) for (ids,) in found}


def story_rows(database: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that the step writes, stamps included."""
    tables = ("story", "story_member", "story_text", "story_sample", "story_pair")
    with psycopg.connect(database) as connection:
        return {table: connection.execute(f"select * from news.{table} order by 1, 2").fetchall() for table in tables}
