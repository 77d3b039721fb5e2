"""What people decide of stories: kept for good, obeyed by every later clustering, shown in the views as manual."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor

from db.lock import lock_loading
from db.outage import outlasts_outage
from db.session import driver_cursor
from db.stories.named import find_article, find_story
from tasks.errors import BadParameter

Settle = Callable[[Cursor[Any], Sequence[int]], None]
"""Settles the stories around articles, in the transaction of the cursor."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision."""

    story_id: int
    """The joined story, or the story of what was taken out."""
    other_story_id: int | None
    """The story that was left. None: stories were joined."""
    article_ids: tuple[int, ...]
    """The articles of the joined story, or those that were taken out."""


@outlasts_outage
def merge_stories(url: str, names: Sequence[str], note: str | None, settle: Settle) -> Decided:
    """Make one story of several, for good; earlier splits between their articles are forgotten.

    Raises BadParameter when a name is unknown or all name one story.
    """
    with driver_cursor(url) as cursor:
        lock_loading(cursor)
        story_ids = [*dict.fromkeys(find_story(cursor, name) for name in names)]
        if len(story_ids) < 2:
            raise BadParameter(f"{', '.join(names)}: all are story {story_ids[0]} already; name two stories or more")
        members = [_members(cursor, story_id) for story_id in story_ids]
        everyone = [article_id for some in members for article_id in some]
        _forget(cursor, "split", everyone, everyone)
        first = members[0][0]
        for some in members[1:]:
            _record(cursor, "merge", [(some[0], first)], note)
        settle(cursor, everyone)
        story_id = _story_of(cursor, first)
        return Decided(story_id, None, tuple(_members(cursor, story_id)))


@outlasts_outage
def split_story(url: str, names: Sequence[str], note: str | None, settle: Settle) -> Decided:
    """Take articles out of their story, for good; they stay with each other as far as they are alike.

    Raises BadParameter when a name is unknown, when they are of several stories, or when they are all of one.
    """
    with driver_cursor(url) as cursor:
        lock_loading(cursor)
        out = [*dict.fromkeys(find_article(cursor, name) for name in names)]
        story_ids = {find_story(cursor, f"a{article_id}") for article_id in out}
        if len(story_ids) > 1:
            raise BadParameter(f"{', '.join(names)} are of the stories {sorted(story_ids)}; split one story at a time")
        everyone = _members(cursor, story_ids.pop())
        stay = [article_id for article_id in everyone if article_id not in out]
        if not stay:
            raise BadParameter(f"{', '.join(names)}: nothing would be left of the story; leave one article in it")
        _forget(cursor, "merge", out, stay)
        _record(cursor, "split", [(one, other) for one in out for other in stay], note)
        settle(cursor, everyone)
        return Decided(_story_of(cursor, out[0]), _story_of(cursor, stay[0]), tuple(out))


def _members(cursor: Cursor[Any], story_id: int) -> list[int]:
    cursor.execute(
        "select article_id from news.story_member join news.story using (story_id) where story_id = %s"
        " order by article_id <> first_article_id, article_id",
        [story_id],
    )
    return [article_id for (article_id,) in cursor.fetchall()]


def _story_of(cursor: Cursor[Any], article_id: int) -> int:
    return find_story(cursor, f"a{article_id}")


def _forget(cursor: Cursor[Any], kind: str, some: Sequence[int], others: Sequence[int]) -> None:
    cursor.execute(
        "delete from news.story_override where kind = %(kind)s and ("
        "(article_id = any(%(some)s) and other_article_id = any(%(others)s))"
        " or (article_id = any(%(others)s) and other_article_id = any(%(some)s)))",
        {"kind": kind, "some": list(some), "others": list(others)},
    )


def _record(cursor: Cursor[Any], kind: str, pairs: Sequence[tuple[int, int]], note: str | None) -> None:
    cursor.executemany(
        "insert into news.story_override (kind, article_id, other_article_id, note) values (%s, %s, %s, %s)"
        " on conflict (article_id, other_article_id) do update set kind = excluded.kind, note = excluded.note,"
        " created_at = now()",
        [(kind, one, other, note) for one, other in pairs],
    )
