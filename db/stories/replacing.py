"""The stories of another schema in the place of the present ones, written only where they differ, and counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg import Cursor

from db.schema.base import SCHEMA
from db.stories.rows import StoryMemberRow, StoryRow

_MOST_EXAMPLES = 10

# An id that is there goes to the new story with most of its articles, of equals to the one with its first article; a
# new story with several takes the smallest.
_MATCH = """
create temporary table story_match on commit drop as
with shared as (
    select
        old.story_id as old_id, new.story_id as new_id, count(*) as article_count,
        bool_or(old.article_id = story.first_article_id) as has_first, min(old.article_id) as least_id
    from news.story_member as old
    join news.story using (story_id)
    join {next}.story_member as new on new.article_id = old.article_id
    group by old.story_id, new.story_id
),
claimed as (
    select distinct on (old_id) old_id, new_id
    from shared order by old_id, article_count desc, has_first desc, least_id
)
select new.story_id as new_id, min(claimed.old_id) as story_id
from {next}.story as new left join claimed on claimed.new_id = new.story_id
group by new.story_id
"""
_FRESH = """
update story_match set story_id = nextval(pg_get_serial_sequence('news.story', 'story_id')) where story_id is null
"""
# Who is together with whom, as a digest per article, before and after.
_SETS = """
create temporary table {name} on commit drop as
select member.article_id, member.story_id, member.kind, mates.digest
from {schema}.story_member as member
join (
    select story_id, md5(string_agg(article_id::text, ',' order by article_id)) as digest
    from {schema}.story_member group by story_id
) as mates using (story_id)
"""
_COUNTS = """
select
    (select count(*) from sets_after),
    (select count(*) from news.story),
    (select count(*) from {next}.story),
    count(*) filter (where before.digest is distinct from after.digest),
    count(*) filter (where before.digest = after.digest and before.kind is distinct from after.kind)
from sets_before as before full join sets_after as after using (article_id)
"""
_EXAMPLES = """
select after.article_id, before.story_id, story_match.story_id
from sets_after as after
join story_match on story_match.new_id = after.story_id
left join sets_before as before using (article_id)
where before.digest is distinct from after.digest
order by after.article_id limit %s
"""


@dataclass(frozen=True, slots=True)
class Moves:
    """What differs between the stories before and after."""

    article_count: int
    """Articles that are in a story."""
    story_count_before: int
    story_count: int
    moved_count: int
    """Articles whose story has other members than before."""
    relabelled_count: int
    """Other articles whose kind of copy changed."""
    examples: tuple[tuple[int, int | None, int], ...]
    """Some of the articles that moved: article, story before (None: it was in none), story after."""


def replace_stories(cursor: Cursor[Any], next_schema: str) -> Moves:
    """Write the stories of ``next_schema`` over those of ``news``; the caller holds the loader's lock."""

    def run(statement: str, **names: str) -> None:
        cursor.execute(statement.format(next=next_schema, **names))

    run(_MATCH)
    run(_FRESH)
    run(_SETS, name="sets_before", schema=SCHEMA)
    run(_SETS, name="sets_after", schema=next_schema)
    run(_COUNTS)
    counts = cursor.fetchone()
    assert counts is not None
    cursor.execute(_EXAMPLES, [_MOST_EXAMPLES])
    examples = tuple(cursor.fetchall())
    _write(cursor, next_schema)
    articles, before, after, moved, relabelled = counts
    return Moves(articles, before, after, moved, relabelled, examples)


def _write(cursor: Cursor[Any], next_schema: str) -> None:
    """Upserts that leave equal rows alone, parents first; then what is no longer there goes, children first."""
    for kind, key in ((StoryRow, "story_id"), (StoryMemberRow, "article_id")):
        columns = kind.columns()
        given = ", ".join("story_match.story_id" if name == "story_id" else f"new.{name}" for name in columns)
        others = [name for name in columns if name != key]
        content = [name for name in others if name not in kind.QUIET]
        differs = "({}) is distinct from ({})".format(
            ", ".join(f"t.{name}" for name in content), ", ".join(f"excluded.{name}" for name in content)
        )
        sets = ", ".join(f"{name} = excluded.{name}" for name in others)
        cursor.execute(
            f"insert into news.{kind.TABLE} as t ({', '.join(columns)})"
            f" select {given} from {next_schema}.{kind.TABLE} as new"
            " join story_match on story_match.new_id = new.story_id"
            f" on conflict ({key}) do update set {sets},"
            f" updated_at = case when {differs} then now() else t.updated_at end"
        )
    cursor.execute(
        f"delete from news.story_member as old where not exists"
        f" (select from {next_schema}.story_member as new where new.article_id = old.article_id)"
    )
    cursor.execute(
        "delete from news.story where not exists (select from story_match where story_match.story_id = story.story_id)"
    )
