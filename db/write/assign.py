"""Which article each sighting of a batch is: by its address, its page, its text. Pure.

- An article is known by its address, or as what its page is about; else by its text under its publisher; else, where
  one of the two prints names no publisher, by its text alone. So the same text under two publishers is two articles
  (and one story), and a print that names nobody goes to the one of them whose publisher's key is the smallest.
- Where a sighting is known by two of these, and they are two articles, they are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from db.write.derive import Seen, derive
from db.write.gather import Known
from db.write.plan import Plan, TakeId
from db.write.rows import ArticleRow, CaptureRow, PageRow, PublisherAliasRow, PublisherRow, SightingRow
from tasks.fingerprint import name_key
from tasks.records import Article, PageRecord
from tasks.text import containment, fold, folded_words, word_count

_REVISION_CONTAINMENT = 0.3
_TELLING_WORDS = 150
_ALIKE = 0.5
"""Share of a title's words that two readings of one card have in common."""


def is_revision(known: ArticleRow, seen: Seen) -> bool:
    """Whether what stands at an address now is what stood there before, rewritten: a front page changes its story."""
    if not known.body or not seen.body or fold(known.title) == fold(seen.row.title_raw):
        return True
    return containment(known.body, seen.body) >= _REVISION_CONTAINMENT


def is_same_print(known: ArticleRow, publisher_id: int | None, url: str | None, title: str, words: int) -> bool:
    """Whether two prints of one wording are one article.

    They are, unless both name a publisher and not the same, or they stand at two addresses under two titles and the
    wording is short: a notice that a site prints in place of its texts.
    """
    if len({known.publisher_id, publisher_id} - {None}) > 1:
        return False
    is_elsewhere = known.url is not None and url is not None and known.url != url
    return not is_elsewhere or words >= _TELLING_WORDS or fold(known.title) == fold(title)


def _is_one_card(row: SightingRow, other: SightingRow) -> bool:
    """Whether two readings of a capture say the same of an article in the same place."""
    return (row.place == 0) == (other.place == 0) and row.title_raw == other.title_raw and row.url == other.url


@dataclass(slots=True)
class Assigned:
    """The sightings of a batch by article, as far as they are settled."""

    known: Known
    plan: Plan
    take_id: TakeId
    seen: dict[int, list[Seen]] = field(default_factory=dict)
    """New sightings by article_id."""
    became: dict[int, int] = field(default_factory=dict)
    """Articles that turned out to be another one."""
    inserted: set[int] = field(default_factory=set)
    nobodys: set[tuple[str, int, int]] = field(default_factory=set)
    """Texts whose prints without a publisher move from one article to another, with the two."""

    def is_now(self, article_id: int) -> int:
        """The article that an article turned out to be."""
        while article_id in self.became:
            article_id = self.became[article_id]
        return article_id

    def see(self, record: PageRecord, page: PageRow, capture: CaptureRow) -> list[Seen]:
        """Find the article of everything that a page shows."""
        found = []
        for place, article in enumerate((record.primary, *record.related)):
            if article is not None:
                one = self._seen(article, place, record, page, capture)
                one.row.article_id = self._article_of(one)
                self.seen.setdefault(one.row.article_id, []).append(one)
                found.append(one)
        return found

    def _seen(self, article: Article, place: int, record: PageRecord, page: PageRow, capture: CaptureRow) -> Seen:
        return Seen(
            sighting_row(article, place, capture.capture_id), article.body, record.captured_at,
            max((at for at in (record.captured_at, capture.confirmed_at) if at), default=None), record.capture_key,
            page.page_id, record.page_key, bool(record.url), record.parser_version, self._publisher_id(article),
        )  # fmt: skip

    def _article_of(self, one: Seen) -> int:
        ids = [*dict.fromkeys(self._candidates(one, self.known.identities))]
        before = self._was_before(one)
        if not ids and before is None:
            return self._insert(one)
        if before is not None and (not ids or before < ids[0]):
            # An article keeps its id, though an earlier batch of the new readings made another of what it is now.
            ids[:1] = [self._join(ids[0], before) if ids else before]
        article_id = ids[0]
        for other in ids[1:]:
            row = self.known.articles[other]
            if is_same_print(
                self.known.articles[article_id], row.publisher_id, row.url, row.title, word_count(one.body)
            ):
                article_id = self._join(article_id, other)
        self._know(article_id, one)
        return article_id

    def _candidates(self, one: Seen, identities: dict[str, int]) -> Iterable[int]:
        """The articles that a sighting may be, the surest first."""
        for key in one.identities():
            if key not in identities:
                continue
            article_id = self.is_now(identities[key])
            row = self.known.articles.get(article_id)
            if row is None:
                continue
            is_text = key.startswith("text:")
            if (
                is_text and is_same_print(row, one.publisher_id, one.row.url, one.row.title_raw, word_count(one.body))
            ) or (not is_text and is_revision(row, one)):
                yield article_id

    def _was_before(self, one: Seen) -> int | None:
        """The emptied article that this capture's last reading showed in the place of a sighting."""
        free = {i for i in self.known.emptied if not self.seen.get(i) and i not in self.became}
        if not free:
            return None
        for key in one.identities():
            if self.known.former.get(key) in free:
                return self.known.former[key]
        places = self.known.places.get(one.row.capture_id, ())
        if any(self.is_now(row.article_id) not in free for row in places if _is_one_card(row, one.row)):
            return None
        words = set(folded_words(one.row.title_raw))
        for row in places:
            if row.article_id not in free or (row.place == 0) != one.is_primary:
                continue
            other = set(folded_words(row.title_raw))
            is_alike = len(words & other) >= _ALIKE * max(1, min(len(words), len(other)))
            if one.is_primary or (is_alike and (row.url is None or one.row.url is None or row.url == one.row.url)):
                return row.article_id
        return None

    def _insert(self, one: Seen) -> int:
        article_id = self.take_id("article")
        self.inserted.add(article_id)
        self.known.articles[article_id] = derive(article_id, [one]).row
        self._know(article_id, one)
        return article_id

    def _know(self, article_id: int, one: Seen) -> None:
        """Let later sightings find the article by what this one says."""
        row, identities = self.known.articles[article_id], self.known.identities
        for key in one.identities():
            owner = self.is_now(identities[key]) if key in identities else None
            if owner is None or owner not in self.known.articles:
                identities[key] = article_id
            elif owner != article_id and key.startswith("text::") and self._comes_before(row, owner):
                self.nobodys.add((one.row.text_key, owner, article_id))
                identities[key] = article_id
        if row.publisher_id is None and one.publisher_id is not None:
            row.publisher_id = one.publisher_id

    def _comes_before(self, row: ArticleRow, owner: int) -> bool:
        keys = self.known.publisher_keys
        one, other = keys.get(row.publisher_id or 0), keys.get(self.known.articles[owner].publisher_id or 0)
        return one is not None and other is not None and one < other

    def _join(self, one: int, other: int) -> int:
        winner, loser = sorted((one, other), key=lambda i: (i in self.inserted, i))
        self.became[loser] = winner
        self.seen.setdefault(winner, []).extend(self.seen.pop(loser, []))
        row, gone = self.known.articles[winner], self.known.articles.pop(loser)
        row.publisher_id = row.publisher_id or gone.publisher_id
        return winner

    def _publisher_id(self, article: Article) -> int | None:
        if article.publisher is None:
            return None
        key = name_key(article.publisher)
        if key not in self.known.publishers:
            publisher_id = self.take_id("publisher")
            self.known.publishers[key] = publisher_id
            self.known.publisher_keys[publisher_id] = key
            self.plan.write(PublisherRow(publisher_id, key, article.publisher))
            self.plan.write(PublisherAliasRow(key, publisher_id, article.publisher))
        return self.known.publishers[key]


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
