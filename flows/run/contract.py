"""The JSON that commands print: one object per page and line, the contract that outside tools use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from tasks.records import Article, LabelledBlock, LinkKind, Outcome, PageRecord, PageResult, Precision

ARTICLE_FIELDS = (
    "title", "url", "publisher", "agency", "authors", "language", "published_raw", "published_at", "published_min_at",
    "published_max_at", "published_precision", "published_source", "modified_at", "completeness", "category", "tags",
    "image_url", "is_free", "text_state", "access", "publisher_source", "link_kind", "body",
)  # fmt: skip

_NOON = 12


def split_json(record: PageRecord) -> str:
    """The line of one page for ``newsweir split --json``."""
    is_read = record.outcome is Outcome.LOADED
    page = {
        "path": record.path,
        "page_kind": record.page_kind,
        "layout": record.layout,
        "outcome": record.outcome,
        "reason": record.reason,
        "detail": record.detail,
        "warnings": list(record.warnings),
        "primary": _article(record.primary) if is_read and record.primary else None,
        "related": [
            {"position": position, **_article(article)} for position, article in enumerate(record.related, start=1)
        ],
    }
    return dumps(page)


def _article(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in ARTICLE_FIELDS}


def scored(primary: Article | None, related: Sequence[Article]) -> dict[str, Any]:
    """A page in the words of extraction scorers: title, authors, published, publisher, body, related title and href.

    What leads to no article (sections, products, advertisements) is left out.
    """
    return {
        "title": primary.title if primary else None,
        "authors": list(primary.authors) if primary else None,
        "published": _as_stated(primary) if primary else None,
        "publisher": primary.publisher if primary else None,
        "body": primary.body if primary else None,
        "related": [
            {"title": card.title, "href": card.url, "source": card.publisher, "teaser": card.body}
            for card in related
            if card.link_kind in (LinkKind.ARTICLE, LinkKind.UNKNOWN)
        ],
    }


def _as_stated(article: Article) -> str | None:
    """The date in the page's own zone where it states one: its day is the one a reader saw."""
    try:
        return datetime.fromisoformat(article.published_raw or "").isoformat()
    except ValueError:
        return _in_its_zone(article) if article.published_at else None


def _in_its_zone(article: Article) -> str | None:
    """A date in ISO 8601; a day as its midnight in the zone that it was read in, from which its bounds begin."""
    at, starts, ends = article.published_at, article.published_min_at, article.published_max_at
    is_day = article.published_precision is Precision.DAY and starts and ends and ends - starts < timedelta(days=1)
    if at is None or starts is None or not is_day:
        return at.isoformat() if at else None
    ahead = -timedelta(hours=starts.hour, minutes=starts.minute)
    return starts.astimezone(timezone(ahead if starts.hour < _NOON else ahead + timedelta(days=1))).isoformat()


def block_json(labelled: LabelledBlock) -> str:
    """The line of one block for ``newsweir explain --json``."""
    block = labelled.block
    return dumps(
        {
            "line": block.line, "label": labelled.label, "rule": labelled.rule, "item": labelled.item,
            "score": labelled.score, "text": block.text, "url": block.url,
        }
    )  # fmt: skip


def result_json(result: PageResult) -> str:
    """The line of one page for ``newsweir ingest --json``."""
    return dumps({name: getattr(result, name) for name in PageResult.__dataclass_fields__})


def dumps(value: Any, *, is_dense: bool = False) -> str:
    """JSON on one line; instants as ISO 8601 with ``Z``, days and decimals of the database as such."""
    return json.dumps(value, ensure_ascii=False, default=_default, separators=(",", ":") if is_dense else None)


def _default(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
