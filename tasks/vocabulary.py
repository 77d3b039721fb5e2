"""The words that records and rows are told apart by: kinds, outcomes, labels, sources. Standard library only."""

from __future__ import annotations

from enum import StrEnum


class PageKind(StrEnum):
    """What a page is: one article with its related ones, cards without a primary, or one publisher's article."""

    ARTICLE = "article"
    LISTING = "listing"
    PUBLISHER = "publisher"


class Outcome(StrEnum):
    """The one name under which a page of a run is counted."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    DISALLOWED = "disallowed"
    GONE = "gone"
    FAILED = "failed_try_again"
    QUARANTINED = "quarantined"
    DEFERRED = "deferred"


class WallReason(StrEnum):
    """What stands in the place of an article at status 200."""

    BOT_CHECK = "wall_bot_check"
    CONSENT = "wall_consent"
    LOGIN = "wall_login"
    GEO = "wall_geo"
    NOT_FOUND = "not_found_page"
    MAINTENANCE = "maintenance_page"
    REPEATED = "repeated_page"
    """The page says what many addresses of its host say (``db.write.repeated``)."""


class Label(StrEnum):
    """What a block is. Every block of a page carries exactly one."""

    CHROME = "chrome"
    TITLE = "title"
    BYLINE = "byline"
    DATE = "date"
    PUBLISHER = "publisher"
    CATEGORY = "category"
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    RELATED_HEADING = "related_heading"
    CARD_TITLE = "card_title"
    CARD_PUBLISHER = "card_publisher"
    CARD_DATE = "card_date"
    CARD_CATEGORY = "card_category"
    CARD_BODY = "card_body"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How exactly a printed date names its instant."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    UNKNOWN = "unknown"


class DateSource(StrEnum):
    """Which part of a page a date was read from."""

    CARD = "card"
    BYLINE = "byline"
    BODY = "body"
    METADATA = "metadata"
    ABSENT = "absent"


class Completeness(StrEnum):
    """How much of an article's text a page carries."""

    FULL = "full"
    TEASER = "teaser"
    CAPTION = "caption"
    NONE = "none"


class TextState(StrEnum):
    """How much of an article's text is here, whoever may read it."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Access(StrEnum):
    """What the page says of who may read the text."""

    FREE = "free"
    PAID = "paid"
    UNKNOWN = "unknown"


class PublisherSource(StrEnum):
    """Where an article's publisher was read from: its label, what the page states of itself, or its domain."""

    PRINTED = "printed"
    STATED = "stated"
    DOMAIN = "domain"


class LinkKind(StrEnum):
    """What a related item leads to; only articles count as articles."""

    ARTICLE = "article"
    SECTION = "section"
    PRODUCT = "product"
    AD = "ad"
    LEGAL = "legal"
    PERSON = "person"
    UNKNOWN = "unknown"
