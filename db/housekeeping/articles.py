"""Articles and pages out of the tables, with everything that hangs on them. Used under the loader's lock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor

from db.query import first_column, first_value
from db.stories.store import remove_members
from db.write.gather import read_rows
from db.write.rows import PrintRow
from db.write.settle import settle_without

Settle = Callable[[Cursor[Any], set[int]], None]
"""Settles the stories around wordings, in the transaction of the cursor."""
SketchText = Callable[[str, str], tuple[UUID, Sequence[int]]]
"""Key and filed sample of a text, by title and body, as the stories' index has them."""

# The counts of a capture follow its appearances, as the account of its run expects; a capture that is left without any
# says why.
_LEAVE = """
with gone as (
    delete from news.appearance where {where} returning article_id, last_capture_id, role
),
counted as (
    select last_capture_id, count(*) filter (where role = 'primary') as primary_count,
           count(*) filter (where role = 'related') as related_count
    from gone group by last_capture_id
),
told as (
    update news.capture set
        primary_count = greatest(0, capture.primary_count - counted.primary_count),
        related_count = greatest(0, capture.related_count - counted.related_count),
        warnings = array_append(capture.warnings, %(warning)s)
    from counted where capture.capture_id = counted.last_capture_id
)
select count(*) from gone
"""


@dataclass(frozen=True, slots=True)
class Stories:
    """What the stories stage does when texts go."""

    settle: Settle
    sketch: SketchText
    decide: Settle
    """Decides articles whose text moved."""


def set_cause(cursor: Cursor[Any], cause: str) -> None:
    """Say in bi.deleted why the rows of this transaction leave."""
    cursor.execute("select set_config('newsweir.cause', %s, true)", [cause])


def remove_articles(cursor: Cursor[Any], article_ids: Collection[int], stories: Stories, warning: str) -> int:
    """Remove articles with their appearances, revisions, keys and story; how many appearances went.

    Stories that they were in are settled again; wordings that nobody prints any longer leave the index. What the other
    prints around theirs are is decided anew.
    """
    appearances, lost = _remove(cursor, article_ids, stories, warning)
    _decide_anew(cursor, (), lost, stories)
    return appearances


def _decide_anew(cursor: Cursor[Any], stale: Collection[int], lost: Collection[PrintRow], stories: Stories) -> None:
    settled = settle_without(cursor, stale, lost)
    if settled.text_ids:
        stories.settle(cursor, settled.text_ids)
    if settled.inserted | settled.changed:
        stories.decide(cursor, settled.inserted | settled.changed)


def _remove(
    cursor: Cursor[Any], article_ids: Collection[int], stories: Stories, warning: str
) -> tuple[int, list[PrintRow]]:
    """Remove articles; how many appearances went, and what their prints were."""
    ids = {"ids": sorted(article_ids), "warning": warning}
    cursor.execute(
        "select title, body from news.article where article_id = any(%(ids)s) union all"
        " select title, body from news.article_revision where article_id = any(%(ids)s)",
        ids,
    )
    texts = cursor.fetchall()
    lost = read_rows(cursor, PrintRow, "article_id", article_ids)
    # A story whose first article goes takes another one until it is settled: the foreign key knows no pause.
    cursor.execute(
        "update news.story set first_article_id = other.article_id from ("
        " select story_id, min(article_id) as article_id from news.story_member"
        " where article_id <> all(%(ids)s) and story_id in"
        " (select story_id from news.story where first_article_id = any(%(ids)s)) group by story_id) as other"
        " where story.story_id = other.story_id and story.first_article_id = any(%(ids)s)",
        ids,
    )
    left = remove_members(cursor, article_ids)
    appearances = first_value(cursor, _LEAVE.format(where="article_id = any(%(ids)s)"), ids)
    for statement in (
        "delete from news.story_override where article_id = any(%(ids)s) or other_article_id = any(%(ids)s)",
        "delete from news.sighting where article_id = any(%(ids)s)",
        "delete from news.article_revision where article_id = any(%(ids)s)",
        "delete from news.print where article_id = any(%(ids)s)",
        "delete from news.article_identity where article_id = any(%(ids)s)",
        "delete from news.article_merge where article_id = any(%(ids)s)",
        "delete from news.article where article_id = any(%(ids)s)",
    ):
        cursor.execute(statement, ids)
    if left:
        stories.settle(cursor, left)
    _forget_wordings(cursor, (stories.sketch(title, body) for title, body in texts))
    return appearances, lost


def _forget_wordings(cursor: Cursor[Any], sketches: Iterable[tuple[UUID, Sequence[int]]]) -> None:
    """Take wordings that no article has out of the index that finds copies."""
    samples = dict(sketches)
    cursor.execute(
        "select text_id, text_hash from news.story_text where text_hash = any(%s) and not exists"
        " (select from news.story_member where story_member.text_id = story_text.text_id)",
        [list(samples)],
    )
    gone = {int(text_id): samples[key] for text_id, key in cursor.fetchall()}
    if not gone:
        return
    pairs = [(run, text_id) for text_id, runs in gone.items() for run in runs]
    cursor.execute(
        "delete from news.story_sample using unnest(%s::int[], %s::int[]) as gone (run_hash, text_id)"
        " where (story_sample.run_hash, story_sample.text_id) = (gone.run_hash, gone.text_id)",
        [[run for run, _ in pairs], [text_id for _, text_id in pairs]],
    )
    for statement in (
        "delete from news.story_pair where text_a = any(%(ids)s)",
        "delete from news.story_pair where text_b = any(%(ids)s)",
        "delete from news.story_text where text_id = any(%(ids)s)",
    ):
        cursor.execute(statement, {"ids": list(gone)})


def orphaned_articles(cursor: Cursor[Any], article_ids: Collection[int]) -> list[int]:
    """Those of the articles that no page shows any longer."""
    query = (
        "select article_id from unnest(%s::bigint[]) as t (article_id) where not exists"
        " (select from news.appearance where appearance.article_id = t.article_id)"
    )
    return first_column(cursor, query, [sorted(article_ids)])


def remove_pages(cursor: Cursor[Any], page_ids: Collection[int], stories: Stories, warning: str) -> tuple[int, int]:
    """Remove pages with their captures and appearances; how many appearances went, and articles that nobody else shows.

    What runs counted stays counted, without saying which page it was.
    """
    ids = {"ids": sorted(page_ids), "warning": warning, "path": "(purged)"}
    shown = first_column(cursor, "select distinct article_id from news.appearance where page_id = any(%(ids)s)", ids)
    appearances = first_value(cursor, _LEAVE.format(where="page_id = any(%(ids)s)"), ids)
    alone = orphaned_articles(cursor, shown)
    lost = _remove(cursor, alone, stories, warning)[1] if alone else []
    mine = "(select capture_id from news.capture where page_id = any(%(ids)s))"
    cursor.execute(f"delete from news.sighting where capture_id in {mine}", ids)
    cursor.execute(f"delete from news.article_revision where replaced_capture_id in {mine}", ids)
    # What only these pages said of articles that others show goes with them.
    _decide_anew(cursor, {*shown} - {*alone}, lost, stories)
    tried = f"(page_id = any(%(ids)s) or capture_id in {mine})"
    bodies = "select distinct body_id from news.capture where page_id = any(%(ids)s)"
    ids["bodies"] = first_column(cursor, bodies, ids)
    for statement in (
        f"delete from news.quarantine where capture_id in {mine} or fetch_attempt_id in"
        f" (select fetch_attempt_id from news.fetch_attempt where {tried})",
        f"delete from news.fetch_attempt where {tried}",
        "update news.run_page set page_id = null, capture_id = null, path = %(path)s"
        f" where page_id = any(%(ids)s) or capture_id in {mine}",
        "delete from news.page_tag where page_id = any(%(ids)s)",
        "delete from news.capture where page_id = any(%(ids)s)",
        # Those whose bytes wait to be removed go with them.
        "delete from news.body where body_id = any(%(bodies)s) and archive_ref is null"
        " and not exists (select from news.capture where capture.body_id = body.body_id)",
        "delete from news.page where page_id = any(%(ids)s)",
    ):
        cursor.execute(statement, ids)
    return appearances, len(alone)
