"""A story for people: its articles, what they are of each other, and their texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor

from db.outage import outlasts_outage
from db.session import driver_cursor
from db.stories.named import find_article, find_story

_STORY = "select * from bi.story where story_id = %s"
_MEMBERS = """
select member.*, article_text.body, article.url
from bi.story_member as member
join bi.article using (article_id)
join bi.article_text using (article_id)
where member.story_id = %s
order by not member.is_first, member.published_at nulls last, member.article_id
"""
_OVERRIDES = """
select kind, article_id, other_article_id, note, created_at
from news.story_override
where article_id = any(%(ids)s) or other_article_id = any(%(ids)s)
order by created_at, story_override_id
"""
_REVISIONS = """
select article_id, revision_number, is_current, title, word_count, words_added_count, words_removed_count, first_seen_at
from bi.article_revision where article_id = any(%s) order by article_id, revision_number
"""

_ARTICLES = """
select article.article_id, article.title, article.body, member.story_id
from news.article left join news.story_member as member using (article_id)
where article.article_id = any(%s)
"""


@dataclass(frozen=True, slots=True)
class StoryShown:
    """Rows as the views give them, by column."""

    story: dict[str, Any]
    members: list[dict[str, Any]]
    """The first article first."""
    overrides: list[dict[str, Any]]
    revisions: list[dict[str, Any]]


@outlasts_outage
def read_story(url: str, name: str) -> StoryShown:
    """The story that a number, an article's number or an address names. Raises BadParameter when there is none."""
    with driver_cursor(url) as cursor:
        story_id = find_story(cursor, name)
        members = _rows(cursor, _MEMBERS, [story_id])
        ids = [member["article_id"] for member in members]
        (story,) = _rows(cursor, _STORY, [story_id])
        overrides = _rows(cursor, _OVERRIDES, {"ids": ids})
        return StoryShown(story, members, overrides, _rows(cursor, _REVISIONS, [ids]))


@outlasts_outage
def read_articles(url: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """Articles by ``a`` and number or by address, in the order given. Raises BadParameter when there is none."""
    with driver_cursor(url) as cursor:
        ids = [find_article(cursor, name) for name in names]
        found = {row["article_id"]: row for row in _rows(cursor, _ARTICLES, [ids])}
        return [found[article_id] for article_id in ids]


def _rows(cursor: Cursor[Any], query: str, parameters: Any) -> list[dict[str, Any]]:
    cursor.execute(query, parameters)
    names = [column.name for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
