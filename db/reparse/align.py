"""Which article of the database each sighting of another reading is, so that articles keep their ids. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from db.write.keys import identity_keys
from db.write.rows import AppearanceRow
from tasks.records import Article, PageRecord
from tasks.text import folded_words

_ALIKE = 0.5
"""Share of a title's words that two readings of one card have in common."""

Match = Callable[[Article, AppearanceRow], bool]


def sightings(record: PageRecord) -> list[tuple[str, Article]]:
    """The articles of a reading with their roles, top of the page first."""
    found = [("primary", record.primary)] if record.primary else []
    return found + [("related", article) for article in record.related]


def align(record: PageRecord, rows: Sequence[AppearanceRow], identities: Mapping[str, int]) -> list[int | None]:
    """For each sighting of a reading the article that it is; None: a new one.

    ``rows`` are what the database shows on the page, those of this capture first; ``identities`` the articles that its
    addresses and wordings name. What the page shows is looked at before what other pages show; what two readings of one
    place have in common comes last.
    """
    seen = sightings(record)
    found: list[int | None] = [None] * len(seen)
    free = list(rows)
    for rule in (_says_the_same, _is_the_primary, _has_the_address, _has_the_title):
        _assign(seen, found, free, rule)
    for at, (_, article) in enumerate(seen):
        if found[at] is None:
            found[at] = next((identities[key] for key in identity_keys(article) if key and key in identities), None)
    taken = {article_id for article_id in found if article_id is not None}
    free = [row for row in free if row.article_id not in taken]
    _assign(seen, found, free, _is_alike)
    return found


def _assign(
    seen: Sequence[tuple[str, Article]], found: list[int | None], free: list[AppearanceRow], rule: Callable[..., bool]
) -> None:
    for at, (role, article) in enumerate(seen):
        if found[at] is not None:
            continue
        row = next((row for row in free if rule(role, article, row)), None)
        if row is not None:
            found[at] = row.article_id
            # The same article may be printed twice; its other row is no other article's.
            free[:] = [other for other in free if other.article_id != row.article_id]


def _says_the_same(role: str, article: Article, row: AppearanceRow) -> bool:
    return row.role == role and row.sighting_hash is not None and row.sighting_hash == article.sighting_hash


def _is_the_primary(role: str, _: Article, row: AppearanceRow) -> bool:
    return role == row.role == "primary"


def _has_the_address(_: str, article: Article, row: AppearanceRow) -> bool:
    return article.url is not None and article.url == row.url


def _has_the_title(_: str, article: Article, row: AppearanceRow) -> bool:
    return article.title == row.title_raw and (article.url is None or row.url is None)


def _is_alike(role: str, article: Article, row: AppearanceRow) -> bool:
    if role != row.role or (article.url is not None and row.url is not None):
        return False
    one, other = set(folded_words(article.title)), set(folded_words(row.title_raw))
    return len(one & other) >= _ALIKE * max(1, min(len(one), len(other)))


def identity_names(records: Iterable[PageRecord]) -> set[str]:
    """Every key that may name an article of these readings."""
    return {key for record in records for _, article in sightings(record) for key in identity_keys(article) if key}
