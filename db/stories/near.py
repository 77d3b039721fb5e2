"""What is connected with some texts: through pairs of texts, and through what people decided of articles."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from psycopg import Cursor, sql

from tasks.story_records import Likeness, Neighbourhood, Override, Pair, Print, Text

_PAIRS = """
select text_a, text_b, containment, jaccard, size_ratio, agreement from {pair} where text_a = any(%(texts)s)
union
select text_a, text_b, containment, jaccard, size_ratio, agreement from {pair} where text_b = any(%(texts)s)
"""
_MEMBERS = "select article_id, text_id from {member} where text_id = any(%s)"
_TEXTS_OF = "select article_id, text_id from {member} where article_id = any(%s)"
_OVERRIDES = """
select kind = 'merge', article_id, other_article_id from news.story_override
where article_id = any(%(articles)s) or other_article_id = any(%(articles)s)
order by 1, 2, 3
"""
_PRINTS = """
select article_id, title, publisher_id, published_at, published_min_at, published_max_at, first_seen_at
from news.article where article_id = any(%s) order by article_id
"""
_TEXTS = "select text_id, text_hash, run_count, word_count from {text} where text_id = any(%s)"


def read_neighbourhood(
    cursor: Cursor[Any], schema: str, text_ids: Collection[int], article_ids: Collection[int], placed: dict[int, int]
) -> Neighbourhood:
    """Everything connected with texts and articles. ``placed``: texts of articles that are in no story yet."""
    return _Reading(cursor, schema, placed).read({*text_ids}, article_ids)


class _Reading:
    """One neighbourhood as it grows, a round of queries for each step away from where it began."""

    def __init__(self, cursor: Cursor[Any], schema: str, placed: dict[int, int]) -> None:
        self._cursor, self._placed = cursor, placed
        self._tables = {name: sql.Identifier(schema, f"story_{name}") for name in ("text", "pair", "member")}
        self._text_of: dict[int, int] = {}
        """Of the articles of the texts that were reached."""
        self._pairs: dict[tuple[int, int], Pair] = {}
        self._overrides: dict[tuple[int, int], Override] = {}

    def read(self, text_ids: set[int], article_ids: Collection[int]) -> Neighbourhood:
        """Go on until nothing new is reached."""
        waiting = text_ids | self._texts_of(article_ids)
        reached: set[int] = set()
        has_overrides = bool(self._rows("select exists (select from news.story_override)")[0][0])
        while waiting:
            reached |= waiting
            articles = self._articles(waiting)
            waiting = self._beside(waiting)
            if has_overrides:
                waiting |= self._texts_of(self._decided_with(articles))
            waiting -= reached
        return self._collected(reached)

    def _articles(self, text_ids: set[int]) -> list[int]:
        found = dict(self._rows(_MEMBERS, [list(text_ids)]))
        found |= {article_id: text_id for article_id, text_id in self._placed.items() if text_id in text_ids}
        self._text_of |= found
        return [*found]

    def _beside(self, text_ids: set[int]) -> set[int]:
        found = set()
        for a, b, *likeness in self._rows(_PAIRS, {"texts": list(text_ids)}):
            self._pairs[a, b] = Pair(a, b, Likeness(*likeness))
            found |= {a, b}
        return found

    def _decided_with(self, article_ids: list[int]) -> set[int]:
        partners = set()
        for is_merge, one, other in self._rows(_OVERRIDES, {"articles": article_ids}):
            self._overrides[one, other] = Override(is_merge, one, other)
            partners |= {one, other}
        return partners

    def _texts_of(self, article_ids: Collection[int]) -> set[int]:
        if not article_ids:
            return set()
        found = {text_id for _, text_id in self._rows(_TEXTS_OF, [list(article_ids)])}
        return found | {self._placed[i] for i in article_ids if i in self._placed}

    def _collected(self, reached: set[int]) -> Neighbourhood:
        prints = [
            Print(article_id, self._text_of[article_id], *rest)
            for article_id, *rest in self._rows(_PRINTS, [list(self._text_of)])
        ]
        texts = {row[0]: Text(*row) for row in self._rows(_TEXTS, [list(reached)])}
        return Neighbourhood(texts, [*self._pairs.values()], prints, [*self._overrides.values()])

    def _rows(self, query: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql.SQL(query).format(**self._tables), parameters)
        return self._cursor.fetchall()
