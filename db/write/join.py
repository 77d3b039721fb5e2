"""Two articles that turn out to be one are joined, so that the order in which pages come does not matter.

A teaser under an address and a text under another address are two articles until a page shows that text at the first
address. The older row stays, takes what the other knows, its keys and its appearances; ``news.article_merge`` says
where the other went. Done under the loader's lock, in the transaction of the batch that brought the proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from psycopg import Cursor

from db.stories.store import remove_members
from db.write.apply import apply
from db.write.gather import Known
from db.write.keys import identity_keys
from db.write.merge import is_revision, is_same_print, merge_article
from tasks.records import PageRecord, PageResult

_REPOINT = """
with moved as (
    delete from news.appearance as loser
    where loser.article_id = %(loser)s and exists (
        select from news.appearance as winner
        where winner.article_id = %(winner)s and winner.page_id = loser.page_id
          and (winner.role = loser.role or winner.role = 'primary')
    )
    returning last_capture_id, role
)
update news.capture set
    primary_count = capture.primary_count - gone.primary_count,
    related_count = capture.related_count - gone.related_count
from (
    select last_capture_id, count(*) filter (where role = 'primary') as primary_count,
           count(*) filter (where role = 'related') as related_count
    from moved group by last_capture_id
) as gone
where capture.capture_id = gone.last_capture_id
"""


def join_articles(
    cursor: Cursor[Any], records: Iterable[PageRecord], known: Known, left_text_ids: set[int]
) -> dict[int, int]:
    """Join the articles that these records show to be one; the ids that are gone, with what they became.

    Adds the wordings of those that are gone to ``left_text_ids``: the stories around them are to be settled again.
    """
    became: dict[int, int] = {}
    for record in records:
        for article in (record.primary, *record.related):
            if article is None:
                continue
            ids = {known.identities[key] for key in identity_keys(article) if key in known.identities}
            ids = {_follow(became, article_id) for article_id in ids}
            winner = min(ids, default=0)
            for loser in sorted(ids - {winner}):
                one, other = known.articles[winner], known.articles[loser]
                is_text = one.text_key == other.text_key and is_same_print(one, other)
                if is_text and (one.url is None or other.url is None or is_revision(one, other)):
                    known.articles[winner] = replace(merge_article(one, other, is_primary=True), article_id=winner)
                    left_text_ids |= remove_members(cursor, [loser])
                    _repoint(cursor, loser, winner)
                    became[loser] = winner
    apply(cursor, [known.articles[winner] for winner in {*became.values()}])
    return became


def _follow(became: dict[int, int], article_id: int) -> int:
    while article_id in became:
        article_id = became[article_id]
    return article_id


def _repoint(cursor: Cursor[Any], loser: int, winner: int) -> None:
    pair = {"loser": loser, "winner": winner}
    cursor.execute(_REPOINT, pair)
    for statement in (
        "update news.appearance set article_id = %(winner)s, updated_at = now() where article_id = %(loser)s",
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
        "update news.article_revision set article_id = %(winner)s, revision_number = revision_number + coalesce("
        "(select max(revision_number) from news.article_revision where article_id = %(winner)s), 0)"
        " where article_id = %(loser)s",
        "delete from news.article where article_id = %(loser)s",
        "insert into news.article_merge (merged_article_id, article_id) values (%(loser)s, %(winner)s)",
    ):
        cursor.execute(statement, pair)


def renamed(results: list[PageResult], became: dict[int, int]) -> list[PageResult]:
    """The results with the ids that are gone replaced by what they became."""
    return [
        replace(
            result,
            primary_article_id=_follow(became, result.primary_article_id) if result.primary_article_id else None,
            related_article_ids=tuple(dict.fromkeys(_follow(became, i) for i in result.related_article_ids)),
        )
        for result in results
    ]
