"""Rows of articles that turned out to be another one, and of articles that nothing shows any longer.

``news.article_merge`` says where an article went. Done under the loader's lock, in the transaction of the batch that
brought the proof.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from psycopg import Cursor

from db.stories.store import remove_members

_STATEMENTS = (
    # What stood for the loser's own text says it itself from now on.
    "update news.sighting set is_flat = false, body = case when sighting.is_flat"
    " then replace(article.body, chr(10), ' ') else article.body end from news.article"
    " where sighting.article_id = %(loser)s and article.article_id = %(loser)s and sighting.body is null",
    "update news.sighting set article_id = %(winner)s where article_id = %(loser)s",
    "delete from news.appearance as gone where article_id = %(loser)s and exists"
    " (select from news.appearance as kept where kept.page_id = gone.page_id and kept.article_id = %(winner)s)",
    "update news.appearance set article_id = %(winner)s, updated_at = now() where article_id = %(loser)s",
    "update news.print set article_id = %(winner)s where article_id = %(loser)s",
    "update news.article_identity set article_id = %(winner)s where article_id = %(loser)s",
    "update news.article_merge set article_id = %(winner)s where article_id = %(loser)s",
    "update news.story set first_article_id = %(winner)s where first_article_id = %(loser)s",
    # A decision of the two themselves, or one that the winner has too, goes; the others become the winner's.
    "delete from news.story_override as gone where %(loser)s in (article_id, other_article_id)"
    " and (%(winner)s in (article_id, other_article_id) or exists (select from news.story_override as kept"
    " where kept.article_id = case when gone.article_id = %(loser)s then %(winner)s else gone.article_id end"
    " and kept.other_article_id"
    " = case when gone.other_article_id = %(loser)s then %(winner)s else gone.other_article_id end))",
    "update news.story_override set article_id = %(winner)s where article_id = %(loser)s",
    "update news.story_override set other_article_id = %(winner)s where other_article_id = %(loser)s",
    "delete from news.article_revision where article_id = %(loser)s",
    "delete from news.article where article_id = %(loser)s",
    "insert into news.article_merge (merged_article_id, article_id) values (%(loser)s, %(winner)s)",
)


def join_rows(cursor: Cursor[Any], loser: int, winner: int) -> tuple[set[int], set[int]]:
    """Let the winner have all that the loser has; the pages that showed it, and the wordings that it had in stories."""
    pair = {"loser": loser, "winner": winner}
    cursor.execute("select distinct page_id from news.appearance where article_id = %(loser)s", pair)
    page_ids = {row[0] for row in cursor.fetchall()}
    text_ids = remove_members(cursor, [loser])
    for statement in _STATEMENTS:
        cursor.execute(statement, pair)
    return page_ids, text_ids


def remove_unseen(cursor: Cursor[Any], article_ids: Collection[int]) -> set[int]:
    """Delete articles that no capture shows any longer; the wordings that they had in stories."""
    ids = {"ids": sorted(article_ids)}
    text_ids = remove_members(cursor, article_ids)
    cursor.execute(
        "update news.story set first_article_id = other.article_id from (select story_id, min(article_id) as article_id"
        " from news.story_member group by story_id) as other where story.story_id = other.story_id"
        " and story.first_article_id = any(%(ids)s)",
        ids,
    )
    for table, where in (
        ("story_override", "article_id = any(%(ids)s) or other_article_id = any(%(ids)s)"),
        ("appearance", "article_id = any(%(ids)s)"),
        ("print", "article_id = any(%(ids)s)"),
        ("article_identity", "article_id = any(%(ids)s)"),
        ("article_merge", "article_id = any(%(ids)s)"),
        ("article_revision", "article_id = any(%(ids)s)"),
        ("article", "article_id = any(%(ids)s)"),
    ):
        cursor.execute(f"delete from news.{table} where {where}", ids)
    return text_ids
