"""Printed articles become comparable ones: clean wording, dates in time, agency, language, completeness. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from tasks.normalize.agency import find_agency
from tasks.normalize.dates import UNRESOLVED, ResolvedDate, is_no_date, resolve_date
from tasks.normalize.language import find_language
from tasks.normalize.orders import proven_order
from tasks.normalize.zones import zone_of
from tasks.profile import Profile
from tasks.records import (
    Access,
    Article,
    Completeness,
    DateSource,
    LinkKind,
    PublisherSource,
    SplitArticle,
    SplitPage,
    TextState,
)
from tasks.text import count_words, squeeze, storable, visible

_TEASER_END = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|\b(?:read|continue reading|learn) more)[\s.>»→]*$", re.IGNORECASE
)
_CAPTION_END = re.compile(r"(?:©|\bphoto(?:graph)?(?: by|:)|\bfile (?:image|photo)|/(?:afp|ap|reuters|getty)\b)", re.I)
_LONGEST_CAPTION_WORDS = 40
_TELLING_LETTERS = 200
_PAID_WHOLE = 300
"""Words of a paid text from which it is no beginning."""
_NO_PROFILE = Profile("none")
_TEXT_STATES = {
    Completeness.FULL: TextState.FULL,
    Completeness.TEASER: TextState.PARTIAL,
    Completeness.CAPTION: TextState.PARTIAL,
    Completeness.NONE: TextState.NONE,
}
_ACCESS = {True: Access.FREE, False: Access.PAID, None: Access.UNKNOWN}


@dataclass(frozen=True, slots=True)
class NormalPage:
    """The articles of one page, normalized, top of the page first."""

    primary: Article | None
    related: tuple[Article, ...]


def normalize_page(page: SplitPage, profile: Profile | None, captured_at: datetime | None) -> NormalPage:
    """Normalize every article of a page.

    ``captured_at`` is aware UTC or None; with None relative dates stay raw. Wording is never changed but for what
    Postgres refuses (controls) and, in one-line labels, invisible marks.
    """
    address = page.url or (page.primary.url if page.primary else None)
    facts = profile or _NO_PROFILE
    order = facts.date_order if profile else proven_order(page, address)
    dates = _Dates(captured_at, order, facts.ago_rounding or None, facts.time_zone if profile else None, address)
    primary = _article(page.primary, dates) if page.primary else None
    # A page's cards are in the page's language; a headline alone is too little to tell another from.
    known = (primary.language if primary else None) or (page.related[0].language if page.related else None)
    return NormalPage(primary, tuple(_article(one, dates, known, LinkKind.UNKNOWN) for one in page.related))


@dataclass(frozen=True, slots=True)
class _Dates:
    """What the dates of one page are read with."""

    captured_at: datetime | None
    order: str | None
    rounding: str | None
    zone: str | None
    """The profile's. None: no profile declares it, the address and the language tell."""
    address: str | None

    def resolve(self, raw: str | None, language: str | None) -> ResolvedDate:
        if raw is None:
            return UNRESOLVED
        zone = self.zone or zone_of(self.address, language)
        return resolve_date(
            raw, self.captured_at, zone=zone, date_order=self.order, language=language, rounding=self.rounding
        )


def _article(
    article: SplitArticle, dates: _Dates, page_language: str | None = None, link_kind: LinkKind | None = None
) -> Article:
    """One article. ``link_kind`` is what its link leads to where the page does not tell."""
    paragraphs = tuple(filter(None, (storable(text).strip() for text in article.paragraphs)))
    body = "\n".join(paragraphs)
    title = visible(article.title)
    wire = find_agency(paragraphs, article.credit_raw)
    is_headline = page_language is not None and len(body) < _TELLING_LETTERS
    language = page_language if is_headline else find_language(title, body, article.language)
    raw, source = _label(article.published_raw), article.published_source
    if raw is None and wire.day_raw is not None:
        raw, source = wire.day_raw, DateSource.BODY
    if raw is not None and is_no_date(raw):
        raw = None
    when, modified = dates.resolve(raw, language), dates.resolve(article.modified_raw, language)
    publisher, completeness = _label(article.publisher_raw), _completeness(article, body)
    return Article(
        title=title,
        url=article.url,
        publisher=publisher,
        agency=wire.agency,
        authors=tuple(dict.fromkeys(filter(None, map(visible, article.authors)))),
        language=language,
        published_raw=raw,
        published_at=when.at,
        published_min_at=when.min_at,
        published_max_at=when.max_at,
        published_precision=when.precision,
        published_source=source if raw else DateSource.ABSENT,
        completeness=completeness,
        body=body,
        modified_at=modified.at,
        category=_label(article.category),
        tags=tuple(dict.fromkeys(filter(None, map(visible, article.tags)))),
        image_url=article.image_url,
        is_free=article.is_free,
        text_state=_text_state(article, body, completeness),
        access=_ACCESS[article.is_free],
        publisher_source=(article.publisher_source or PublisherSource.PRINTED) if publisher else None,
        link_kind=article.link_kind or link_kind,
    )


def _label(text: str | None) -> str | None:
    return (visible(text) or None) if text else None


def _text_state(article: SplitArticle, body: str, completeness: Completeness) -> TextState:
    """How much of the text is here, whoever may read it: a paid text of some length that does not break off is full."""
    is_paid_only = completeness is Completeness.TEASER and article.is_free is False and not article.is_cut
    if is_paid_only and count_words(body) >= _PAID_WHOLE and not _TEASER_END.search(body[-40:]):
        return TextState.FULL
    return _TEXT_STATES[completeness]


def _completeness(article: SplitArticle, body: str) -> Completeness:
    """How much of the text there is: by what the page says of it, then by how the text ends."""
    if not body:
        return Completeness.NONE
    if article.is_teaser or article.is_cut or _TEASER_END.search(body[-40:]):
        return Completeness.TEASER
    if "\n" not in body and len(body.split()) <= _LONGEST_CAPTION_WORDS and _CAPTION_END.search(squeeze(body)):
        return Completeness.CAPTION
    return Completeness.FULL
