"""Articles derived from all their sightings, in the order in which the captures came; pure, and as loading does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from db.write.keys import identity_keys, page_identity
from db.write.merge import merge_article
from db.write.revision import is_rewritten, replaced_text
from db.write.rows import ArticleRevisionRow, ArticleRow
from db.write.sightings import seen_row
from tasks.records import Article, PageRecord


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article as one capture shows it."""

    capture_id: int
    page_id: int
    is_newest: bool
    record: PageRecord
    role: str
    article: Article
    position: int


@dataclass(slots=True)
class Derived:
    """What all sightings of one article make of it."""

    row: ArticleRow
    revisions: list[ArticleRevisionRow] = field(default_factory=list)
    keys: dict[str, None] = field(default_factory=dict)
    """What identifies it, in the order of the sightings."""


def derive(article_id: int, seen: Sequence[Sighting], publisher_id: Callable[[Article], int | None]) -> Derived | None:
    """Fold the sightings of one article, oldest capture first; None when there are none."""
    found: Derived | None = None
    for sighting in sorted(seen, key=lambda one: (one.capture_id, one.position)):
        row = seen_row(sighting.article, sighting.record, publisher_id(sighting.article))
        row.article_id = article_id
        if found is None:
            found = Derived(row)
        else:
            merged = merge_article(found.row, row, is_primary=sighting.role == "primary")
            if is_rewritten(found.row, merged):
                number = len(found.revisions) + 1
                found.revisions.append(replaced_text(found.row, merged, number, sighting.capture_id))
            found.row = merged
        own = page_identity(sighting.record) if sighting.role == "primary" else None
        found.keys |= dict.fromkeys(key for key in (own, *identity_keys(sighting.article)) if key)
    return found
