"""The store of the stories stage in Postgres. It must be used under the lock of ``db.lock``.

``sketch_all`` is the stage's own function: stored texts are sketched again from their articles when they are
candidates, which costs less than keeping all their runs (about two kilobytes a text).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from struct import Struct
from typing import Any, Generic, TypeVar
from uuid import UUID

from psycopg import Cursor, sql

from db.schema.base import SCHEMA
from db.stories.near import read_neighbourhood
from db.stories.rows import STORY_ROWS, StoryPairRow, StoryTextRow
from db.stories.settling import settle_stories
from db.write.apply import apply
from db.write.gather import take_ids
from tasks.story_records import MOST_HOLDERS, Body, Neighbourhood, Pair, Story, TextSketch

S = TypeVar("S", bound=TextSketch)
SketchAll = Callable[[Sequence[tuple[str, str]]], Sequence[S]]

_HOLDERS = """
select probe.run_hash, holder.text_ids
from unnest(%s::int[]) as probe (run_hash)
cross join lateral (
    -- The newest only: stock phrases are held by thousands of texts.
    select array_agg(text_id) as text_ids
    from (select text_id from {sample} where run_hash = probe.run_hash order by text_id desc limit %s) as newest
) as holder
where cardinality(holder.text_ids) > 1
"""
_PAIR_OF_INTEGERS = Struct(">hiiii")
_HEAD, _TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
"""A binary COPY: a row of two columns of four bytes each, its beginning and its end."""
_PRINTED = """
select distinct on (member.text_id) member.text_id, article.title, article.body
from {member} as member
join news.article using (article_id)
where member.text_id = any(%s)
order by member.text_id, member.article_id
"""


class PostgresStore(Generic[S]):
    """See ``Store`` in ``tasks.stories.decide``. ``schema`` is another one while all stories are rebuilt."""

    def __init__(self, cursor: Cursor[Any], sketch_all: SketchAll[S], schema: str = SCHEMA) -> None:
        self._cursor, self._sketch_all, self._schema = cursor, sketch_all, schema
        self._tables = {name: sql.Identifier(schema, f"story_{name}") for name in ("text", "sample", "pair", "member")}
        self._placed: dict[int, int] = {}
        """Texts of articles that have no row in story_member yet."""

    def bodies(self, article_ids: Sequence[int]) -> list[Body]:
        """See Store."""
        self._cursor.execute(
            "select article_id, title, body from news.article where article_id = any(%s) order by article_id",
            [list(article_ids)],
        )
        return [Body(*row) for row in self._cursor.fetchall()]

    def text_ids(self, keys: Collection[UUID]) -> dict[UUID, int]:
        """See Store."""
        self._run("select text_hash, text_id from {text} where text_hash = any(%s)", [list(keys)])
        return dict(self._cursor.fetchall())

    def abandoned(self, text_ids: Collection[int]) -> set[int]:
        """See Store."""
        self._run(
            "select text_id from unnest(%s::int[]) as asked (text_id)"
            " where not exists (select from {member} as member where member.text_id = asked.text_id)",
            [list(text_ids)],
        )
        return {text_id for (text_id,) in self._cursor.fetchall()}

    def add_texts(self, sketches: Sequence[S]) -> dict[UUID, int]:
        """See Store."""
        ids = take_ids(self._cursor, "story_text", "text_id", len(sketches), self._schema)
        filed = [*zip(ids, sketches, strict=True)]
        self._apply(
            StoryTextRow(text_id, found.key, found.run_count, found.word_count, len(found.sample))
            for text_id, found in filed
        )
        # In the order of the index, which saves half of the time.
        rows = sorted((run, text_id) for text_id, found in filed for run in found.filed)
        with self._cursor.copy(
            sql.SQL("copy {sample} (run_hash, text_id) from stdin (format binary)").format(**self._tables)
        ) as copy:
            # As one message: what psycopg does for a row and a number of its own costs several times as much.
            copy.write(_HEAD + b"".join(_PAIR_OF_INTEGERS.pack(2, 4, run, 4, text_id) for run, text_id in rows) + _TAIL)
        return {found.key: text_id for text_id, found in filed}

    def holders(self, runs: Collection[int]) -> dict[int, list[int]]:
        """See Store."""
        self._run(_HOLDERS, [sorted(runs), MOST_HOLDERS + 1])
        return dict(self._cursor.fetchall())

    def sizes(self, text_ids: Collection[int]) -> dict[int, tuple[int, int]]:
        """See Store."""
        self._run("select text_id, sample_count, run_count from {text} where text_id = any(%s)", [list(text_ids)])
        return {text_id: (sample_count, run_count) for text_id, sample_count, run_count in self._cursor.fetchall()}

    def sketches(self, text_ids: Collection[int]) -> dict[int, S]:
        """See Store."""
        self._run(_PRINTED, [list(text_ids)])
        rows = self._cursor.fetchall()
        found = self._sketch_all([(title, body) for _, title, body in rows])
        return {text_id: text for (text_id, *_), text in zip(rows, found, strict=True)}

    def add_pairs(self, pairs: Sequence[Pair]) -> None:
        """See Store."""
        self._apply(
            StoryPairRow(
                pair.a, pair.b, pair.likeness.containment, pair.likeness.jaccard, pair.likeness.size_ratio,
                pair.likeness.agreement,
            )
            for pair in pairs
        )  # fmt: skip

    def place(self, text_of: dict[int, int | None]) -> set[int]:
        """See Store."""
        self._run("select article_id, text_id from {member} where article_id = any(%s)", [list(text_of)])
        before = dict(self._cursor.fetchall())
        self._placed = {i: text_id for i, text_id in text_of.items() if text_id is not None and i not in before}
        moved = {i: text_of[i] for i, text_id in before.items() if text_id != text_of[i]}
        gone = [i for i, text_id in moved.items() if text_id is None]
        if moved:
            self._run(
                "update {member} as member set text_id = moved.text_id from unnest(%s::bigint[], %s::int[])"
                " as moved (article_id, text_id) where member.article_id = moved.article_id",
                [[i for i, t in moved.items() if t is not None], [t for t in moved.values() if t is not None]],
            )
        if gone:
            remove_members(self._cursor, gone, self._schema)
        return {before[i] for i in moved}

    def neighbourhood(self, text_ids: Collection[int], article_ids: Collection[int]) -> Neighbourhood:
        """See Store."""
        return read_neighbourhood(self._cursor, self._schema, text_ids, article_ids, self._placed)

    def settle(self, stories: Iterable[Story]) -> None:
        """See Store."""
        settle_stories(self._cursor, self._schema, list(stories))
        self._placed = {}

    def _run(self, query: str, parameters: Any) -> None:
        self._cursor.execute(sql.SQL(query).format(**self._tables), parameters)

    def _apply(self, rows: Iterable[StoryTextRow | StoryPairRow]) -> None:
        apply(self._cursor, rows, STORY_ROWS, self._schema)


def remove_members(cursor: Cursor[Any], article_ids: Collection[int], schema: str = SCHEMA) -> set[int]:
    """Take articles out of their stories, and stories away that are empty then; the texts they had.

    What is left of the stories has to be settled again by these texts.
    """
    tables = {name: sql.Identifier(schema, name) for name in ("story", "story_member")}
    cursor.execute(
        sql.SQL("delete from {story_member} where article_id = any(%s) returning story_id, text_id").format(**tables),
        [list(article_ids)],
    )
    removed = cursor.fetchall()
    cursor.execute(
        sql.SQL(
            "delete from {story} where story_id = any(%s)"
            " and not exists (select from {story_member} where story_member.story_id = story.story_id)"
        ).format(**tables),
        [[story_id for story_id, _ in removed]],
    )
    return {text_id for _, text_id in removed}
