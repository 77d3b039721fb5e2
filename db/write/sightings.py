"""The articles of one page among those that are known: which are new, which move, where they appear. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from db.write.gather import Known
from db.write.keys import identity_keys, page_identity
from db.write.merge import is_revision, is_same_print, merge_article
from db.write.plan import Plan, TakeId
from db.write.revision import is_rewritten, replaced_text
from db.write.rows import (
    AppearanceRow,
    ArticleIdentityRow,
    ArticleRow,
    CaptureRow,
    PublisherAliasRow,
    PublisherRow,
)
from tasks.fingerprint import name_key
from tasks.records import Article, PageRecord
from tasks.text import count_words


@dataclass(slots=True)
class Sightings:
    """One capture's articles as they are settled, top of the page first."""

    known: Known
    plan: Plan
    take_id: TakeId
    capture: CaptureRow
    shown: dict[tuple[int, str], AppearanceRow] = field(default_factory=dict)
    """By article_id and role."""
    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicate: int = 0

    def see(self, record: PageRecord) -> None:
        """Settle every article of the page; appearances that its newest capture no longer shows are retired."""
        for position, article in enumerate((record.primary, *record.related)):
            if article is not None:
                self._article(record, article, "primary" if position == 0 else "related")
        if self.capture.is_newest:
            self._retire()

    def _article(self, record: PageRecord, article: Article, role: str) -> None:
        seen = seen_row(article, record, self._publisher_id(article))
        own_page = page_identity(record) if role == "primary" else None
        article_id = self._resolve(article, seen, own_page)
        is_known = article_id is not None
        if article_id is None:
            seen.article_id = article_id = self.take_id("article")
            self.known.articles[article_id] = seen
            self.plan.write(seen)
            self.inserted += 1
        else:
            self._merge(article_id, seen, is_primary=role == "primary")
        self._identify([own_page, *identity_keys(article)], article_id)
        if (article_id, "primary") in self.shown or (article_id, role) in self.shown:
            return  # Printed twice on one page: its first place counts.
        before = self.known.appearances.get(self.capture.page_id, {})
        if is_known and (article_id, "primary") not in before and (article_id, "related") not in before:
            self.duplicate += 1
        self._appearance(article, article_id, role)

    def _resolve(self, article: Article, seen: ArticleRow, own_page: str | None) -> int | None:
        """The article that a sighting is of, or None when it is a new one.

        Its address names it, and so does its own page, unless what stands there now is another text; then its wording.
        """
        url, own, nobodys = identity_keys(article)
        ids, articles = self.known.identities, self.known.articles
        for key in (url, own_page):
            if key is not None and key in ids and is_revision(articles[ids[key]], seen):
                return ids[key]
        for key in (own, nobodys):
            if key is not None and key in ids and is_same_print(articles[ids[key]], seen):
                return ids[key]
        return None

    def _merge(self, article_id: int, seen: ArticleRow, *, is_primary: bool) -> None:
        known = self.known.articles[article_id]
        seen.article_id = article_id
        merged = merge_article(known, seen, is_primary=is_primary)
        self.known.articles[article_id] = merged
        if merged != known:
            self.plan.write(merged)
        if is_rewritten(known, merged):
            number = self.known.revisions[article_id] = self.known.revisions.get(article_id, 0) + 1
            self.plan.write(replaced_text(known, merged, number, self.capture.capture_id))
        if merged.content() != known.content():
            self.changed += 1
        else:
            self.unchanged += 1

    def _identify(self, keys: list[str | None], article_id: int) -> None:
        for key in keys:
            if key is not None and key not in self.known.identities:
                self.known.identities[key] = article_id
                self.plan.write(ArticleIdentityRow(key, article_id))

    def _publisher_id(self, article: Article) -> int | None:
        if article.publisher is None:
            return None
        key = name_key(article.publisher)
        if key not in self.known.publishers:
            publisher_id = self.take_id("publisher")
            self.known.publishers[key] = publisher_id
            self.plan.write(PublisherRow(publisher_id, key, article.publisher))
            self.plan.write(PublisherAliasRow(key, publisher_id, article.publisher))
        return self.known.publishers[key]

    def _appearance(self, article: Article, article_id: int, role: str) -> None:
        before = self.known.appearances.setdefault(self.capture.page_id, {})
        known = before.get((article_id, role))
        position = 0 if role == "primary" else 1 + sum(row.role == "related" for row in self.shown.values())
        first = known.first_capture_id if known else self.capture.capture_id
        row = appearance_row(
            self.capture.page_id, article_id, role, position, article, (first, self.capture.capture_id),
            is_current=self.capture.is_newest,
        )  # fmt: skip
        self.shown[article_id, role] = row
        if known is not None and not self.capture.is_newest:
            return  # An older capture brought in late does not overwrite what a newer one shows.
        before[article_id, role] = row
        if row != known:
            self.plan.write(row)

    def _retire(self) -> None:
        rows = self.known.appearances.get(self.capture.page_id, {})
        for key, row in list(rows.items()):
            if key not in self.shown and row.is_current:
                rows[key] = replace(row, is_current=False)
                self.plan.write(rows[key])


def appearance_row(
    page_id: int, article_id: int, role: str, position: int, article: Article, captures: tuple[int, int], *,
    is_current: bool,
) -> AppearanceRow:  # fmt: skip
    """The row of an article as a page shows it. ``captures`` are the first and the newest that do."""
    return AppearanceRow(
        page_id, article_id, role, position,
        title_raw=article.title, publisher_raw=article.publisher, url=article.url, category=article.category,
        published_raw=article.published_raw, published_at=article.published_at,
        published_min_at=article.published_min_at, published_max_at=article.published_max_at,
        published_precision=article.published_precision.value, published_source=article.published_source.value,
        completeness=article.completeness.value, is_current=is_current, first_capture_id=captures[0],
        last_capture_id=captures[1], sighting_hash=article.sighting_hash or None,
    )  # fmt: skip


def seen_row(article: Article, record: PageRecord, publisher_id: int | None) -> ArticleRow:
    """The row of an article as one page shows it, without an id."""
    return ArticleRow(
        article_id=0,
        title=article.title,
        body=article.body,
        publisher_id=publisher_id,
        agency=article.agency,
        authors=list(article.authors),
        language=article.language,
        url=article.url,
        category=article.category,
        tags=list(article.tags),
        image_url=article.image_url,
        is_free=article.is_free,
        word_count=count_words(article.body),
        completeness=article.completeness.value,
        published_raw=article.published_raw,
        published_at=article.published_at,
        published_min_at=article.published_min_at,
        published_max_at=article.published_max_at,
        published_precision=article.published_precision.value,
        published_source=article.published_source.value,
        modified_at=article.modified_at,
        has_date_conflict=False,
        text_key=article.text_key,
        parser_version=record.parser_version,
        first_seen_at=record.captured_at,
        last_seen_at=record.captured_at,
    )
