"""What an article becomes when another page shows it again: a pure function of two rows.

Dates, spans and the choice of the text do not depend on the order; what only fills a gap is the first print's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from db.write.rows import ArticleRow
from tasks.text import containment, fold

_FULLNESS = {"none": 0, "caption": 1, "teaser": 2, "full": 3}
_EXACTNESS = {"second": 4, "minute": 3, "hour": 2, "day": 1, "unknown": 0}
_CERTAINTY = {"metadata": 3, "byline": 2, "card": 1, "body": 0, "absent": -1}
# What a copy fills in where the article has nothing yet.
_FILLED = ("publisher_id", "agency", "language", "url", "category", "image_url", "is_free", "modified_at")


_REVISION_CONTAINMENT = 0.3
_TELLING_WORDS = 150


def is_revision(known: ArticleRow, seen: ArticleRow) -> bool:
    """Whether what stands at an address now is what stood there before, rewritten: a front page changes its story."""
    if not known.body or not seen.body or fold(known.title) == fold(seen.title):
        return True
    return containment(known.body, seen.body) >= _REVISION_CONTAINMENT


def is_same_print(known: ArticleRow, seen: ArticleRow) -> bool:
    """Whether two prints of one wording are one article.

    They are, unless both name a publisher and not the same, or they stand at two addresses under two titles and the
    wording is short: a notice that a site prints in place of its texts.
    """
    publishers = {known.publisher_id, seen.publisher_id} - {None}
    if len(publishers) > 1:
        return False
    is_elsewhere = known.url is not None and seen.url is not None and known.url != seen.url
    return not is_elsewhere or seen.word_count >= _TELLING_WORDS or fold(known.title) == fold(seen.title)


class PrintedDateRow(Protocol):
    """A row with the columns of a printed date."""

    published_raw: str | None
    published_at: datetime | None
    published_min_at: datetime | None
    published_max_at: datetime | None
    published_precision: str
    published_source: str


def merge_article(known: ArticleRow, seen: ArticleRow, *, is_primary: bool) -> ArticleRow:
    """The known article with what a new sighting of it adds.

    The text is replaced only by a fuller one, by a later one of the same page's address, or by the paragraphed form of
    the same text; nothing known is lost to a teaser. Dates intersect.
    """
    merged = merge_date(known, seen)
    for name in _FILLED:
        if getattr(merged, name) is None:
            setattr(merged, name, getattr(seen, name))
    for name in ("authors", "tags"):
        if not getattr(merged, name):
            setattr(merged, name, getattr(seen, name))
    if _takes_text_of(known, seen):
        merged.body, merged.completeness, merged.word_count = seen.body, seen.completeness, seen.word_count
        merged.text_key = seen.text_key
        merged.parser_version = seen.parser_version
        merged.title = seen.title if is_primary or seen.text_key != known.text_key else merged.title
        merged.modified_at = seen.modified_at or merged.modified_at
    merged.first_seen_at = _least(known.first_seen_at, seen.first_seen_at)
    merged.last_seen_at = _most(known.last_seen_at, seen.last_seen_at)
    return merged


def _takes_text_of(known: ArticleRow, seen: ArticleRow) -> bool:
    if seen.text_key == known.text_key:
        # One wording in two forms: the one with paragraphs reads better; of equals the smaller one, in any order.
        return (-seen.body.count("\n"), seen.body) < (-known.body.count("\n"), known.body)
    fullness = _FULLNESS[seen.completeness] - _FULLNESS[known.completeness]
    if fullness:
        return fullness > 0
    is_later = not known.last_seen_at or (seen.last_seen_at is not None and seen.last_seen_at >= known.last_seen_at)
    return seen.completeness == "full" and is_later


def merge_date(known: ArticleRow, seen: PrintedDateRow) -> ArticleRow:
    """The known article with its date interval cut to what both allow; a contradiction is recorded, not hidden."""
    merged = replace(known)
    if seen.published_min_at is None or seen.published_max_at is None:
        if known.published_raw is None and seen.published_raw is not None:
            _take_date(merged, seen)
        return merged
    if known.published_min_at is None or known.published_max_at is None:
        _take_date(merged, seen)
        return merged
    best = seen if _rank(seen) > _rank(known) else known
    _take_date(merged, best)
    earliest = max(known.published_min_at, seen.published_min_at)
    latest = min(known.published_max_at, seen.published_max_at)
    if earliest > latest:
        merged.has_date_conflict = True
        return merged
    merged.published_min_at, merged.published_max_at = earliest, latest
    if merged.published_at is not None:
        merged.published_at = min(max(merged.published_at, earliest), latest)
    return merged


def _take_date(row: PrintedDateRow, source: PrintedDateRow) -> None:
    for name in PrintedDateRow.__annotations__:
        setattr(row, name, getattr(source, name))


def _rank(row: PrintedDateRow) -> tuple[int, int, str]:
    """The better of two dates is the more exact one, then the one from the surer place; the text breaks ties."""
    return _EXACTNESS[row.published_precision], _CERTAINTY[row.published_source], row.published_raw or ""


def _least(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


def _most(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else one or other
