"""Stories into their tables, in place of those that their articles were in; what is as it was is not written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from psycopg import Cursor, sql

from db.stories.rows import STORY_ROWS, StoryMemberRow, StoryRow
from db.write.apply import apply
from db.write.gather import take_ids
from tasks.story_records import ALGORITHM_VERSION, Story


def settle_stories(cursor: Cursor[Any], schema: str, stories: Sequence[Story]) -> None:
    """Store the stories.

    A story keeps the id that most of its articles had; where several stories became one, the smallest id stays.
    """
    tables = {name: sql.Identifier(schema, name) for name in ("story", "story_member")}
    article_ids = [member.article_id for story in stories for member in story.members]
    before = {row.article_id: row for row in _read(cursor, tables, StoryMemberRow, "article_id", article_ids)}
    known_ids = {row.story_id for row in before.values()}
    known = {row.story_id: row for row in _read(cursor, tables, StoryRow, "story_id", [*known_ids])}
    ids = _ids(cursor, schema, stories, {i: row.story_id for i, row in before.items()}, known)
    rows: list[StoryRow | StoryMemberRow] = []
    for story_id, story in zip(ids, stories, strict=True):
        row = _story_row(story_id, story)
        members = [_member_row(story_id, story, at) for at in range(len(story.members))]
        rows += [row] if known.get(story_id) != row else []
        rows += [member for member in members if before.get(member.article_id) != member]
    apply(cursor, rows, STORY_ROWS, schema)
    empty = sorted(known_ids - {*ids})
    if empty:
        cursor.execute(
            sql.SQL(
                "delete from {story} where story_id = any(%s)"
                " and not exists (select from {story_member} where story_member.story_id = story.story_id)"
            ).format(**tables),
            [empty],
        )


def _read(cursor: Cursor[Any], tables: dict[str, sql.Identifier], kind: Any, column: str, keys: list[int]) -> list[Any]:
    if not keys:
        return []
    cursor.execute(
        sql.SQL("select {} from {} where {} = any(%s)").format(
            sql.SQL(", ").join(map(sql.Identifier, kind.columns())), tables[kind.TABLE], sql.Identifier(column)
        ),
        [keys],
    )
    return [kind.read(row) for row in cursor.fetchall()]


def _ids(
    cursor: Cursor[Any], schema: str, stories: Sequence[Story], story_of: dict[int, int], known: dict[int, StoryRow]
) -> list[int]:
    """An id for each story: each id that is there goes to the story with most of its articles.

    Of equals it goes to the one that has its first article.
    """
    claims: dict[int, tuple[int, bool, int]] = {}
    for at, story in enumerate(stories):
        held = Counter(story_of[m.article_id] for m in story.members if m.article_id in story_of)
        for story_id, count in held.items():
            has_first = any(m.article_id == known[story_id].first_article_id for m in story.members)
            claims[story_id] = max(claims.get(story_id, (0, False, 0)), (count, has_first, at))
    mine: dict[int, int] = {}
    for story_id, (_, _, at) in claims.items():
        mine[at] = min(mine.get(at, story_id), story_id)
    fresh = iter(take_ids(cursor, "story", "story_id", len(stories) - len(mine), schema))
    return [mine[at] if at in mine else next(fresh) for at in range(len(stories))]


def _story_row(story_id: int, story: Story) -> StoryRow:
    return StoryRow(
        story_id, story.first_article_id, len(story.members), story.publisher_count, ALGORITHM_VERSION,
        story.first_certainty, story.is_manual,
    )  # fmt: skip


def _member_row(story_id: int, story: Story, at: int) -> StoryMemberRow:
    member = story.members[at]
    return StoryMemberRow(
        member.article_id, story_id, member.kind, member.containment, member.jaccard, member.size_ratio, member.method,
        ALGORITHM_VERSION, member.is_manual, member.text_id, member.compared_article_id,
    )  # fmt: skip
