"""What another reading changes, in words a person can judge: kinds, counts, examples. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from db.write.rows import ArticleRow

KINDS = (
    "split", "page_kind", "title", "body", "publisher", "authors", "date", "other", "new_article", "gone_article",
    "understood", "refused",
)  # fmt: skip
"""split: a page shows other articles than before; understood: a page that waited in quarantine is loaded; refused: the
rules no longer understand a page, whose rows stay as they are."""
_DATES = (
    "published_raw", "published_at", "published_min_at", "published_max_at", "published_precision", "published_source",
    "modified_at", "has_date_conflict",
)  # fmt: skip
_OTHERS = (
    "agency", "language", "url", "category", "tags", "image_url", "is_free", "completeness", "text_state", "access",
    "publisher_source",
)  # fmt: skip
_SHOWN = 300
_MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changes: of an article, or of a page."""

    kind: str
    id: int
    """Article, or for split, page_kind, understood and refused the page."""
    page: str
    """Address or path of a page that shows it."""
    before: str | None
    after: str | None


@dataclass(slots=True)
class Differences:
    """All that a re-parse changes. Each article and page counts once a kind; examples are kept for each kind."""

    ids: dict[str, set[int]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    examples: list[Difference] = field(default_factory=list)
    read_count: int = 0
    unreadable_count: int = 0
    """Captures that could not be read again: their bytes are gone, missing or damaged."""

    def add(self, found: Iterable[Difference]) -> None:
        """Count and keep differences; the same one again is not counted again."""
        for one in found:
            if one.id not in self.ids[one.kind]:
                self.ids[one.kind].add(one.id)
                if len(self.examples) < _MOST_KEPT:
                    self.examples.append(one)

    def counts(self) -> dict[str, int]:
        """How many articles or pages change, by kind; kinds without any are left out."""
        return {kind: len(ids) for kind, ids in self.ids.items() if ids}

    def chosen(self, most: int) -> list[Difference]:
        """So many examples, kind after kind in turn, so that none hides the others."""
        by_kind = {kind: [one for one in self.examples if one.kind == kind] for kind in KINDS}
        turns = [[rest[at] for rest in by_kind.values() if at < len(rest)] for at in range(most)]
        return [one for turn in turns for one in turn][:most]


def article_differences(before: ArticleRow, after: ArticleRow, page: str, names: dict[int, str]) -> list[Difference]:
    """What changes of one article. ``names`` are publishers' names by id."""
    found = []
    if before.title != after.title:
        found.append(_one("title", after, page, before.title, after.title))
    if before.body != after.body:
        found.append(_one("body", after, page, *_around(before.body, after.body)))
    if before.publisher_id != after.publisher_id:
        was, is_ = (names.get(row.publisher_id or 0) for row in (before, after))
        found.append(_one("publisher", after, page, was, is_))
    if before.authors != after.authors:
        found.append(_one("authors", after, page, ", ".join(before.authors), ", ".join(after.authors)))
    for kind, columns in (("date", _DATES), ("other", _OTHERS)):
        moved = [name for name in columns if getattr(before, name) != getattr(after, name)]
        if moved:
            found.append(_one(kind, after, page, _told(before, moved), _told(after, moved)))
    return found


def _one(kind: str, row: ArticleRow, page: str, before: str | None, after: str | None) -> Difference:
    return Difference(kind, row.article_id, page, before, after)


def _told(row: ArticleRow, names: list[str]) -> str:
    return "; ".join(f"{name}: {_plain(getattr(row, name))}" for name in names)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _around(before: str, after: str) -> tuple[str, str]:
    """Two texts from shortly before where they part."""
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    start = max(0, at - 40)
    return tuple(("…" if start else "") + text[start : start + _SHOWN] for text in (before, after))  # type: ignore[return-value] # two
