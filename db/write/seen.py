"""What captures show of articles, as sightings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from db.write.derive import Seen
from db.write.rows import SightingRow
from tasks.records import Article


def sighting_row(article: Article, place: int, capture_id: int) -> SightingRow:
    """What a capture says of an article, without the article's id."""
    return SightingRow(
        capture_id, place, 0,
        title_raw=article.title, body=article.body, publisher_raw=article.publisher,
        publisher_source=article.publisher_source.value if article.publisher_source else None, url=article.url,
        category=article.category, published_raw=article.published_raw, published_at=article.published_at,
        published_min_at=article.published_min_at, published_max_at=article.published_max_at,
        published_precision=article.published_precision.value, published_source=article.published_source.value,
        completeness=article.completeness.value, text_state=article.text_state.value, access=article.access.value,
        is_free=article.is_free, agency=article.agency, authors=list(article.authors) or None,
        language=article.language, tags=list(article.tags) or None, image_url=article.image_url,
        modified_at=article.modified_at, link_kind=article.link_kind.value if article.link_kind else None,
        text_key=article.text_key,
    )  # fmt: skip


def shown_once(seen: Sequence[Seen]) -> dict[int, Seen]:
    """A capture's sightings by article: what is printed twice counts at its first place, a primary as the primary."""
    found: dict[int, Seen] = {}
    for one in sorted(seen, key=lambda one: one.row.place):
        found.setdefault(one.row.article_id, one)
    return found
