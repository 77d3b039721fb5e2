"""The frozen records that travel between stages, in the order in which a page meets them.

Standard library only: everybody may import this module.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tasks.vocabulary import (
    Access,
    Completeness,
    DateSource,
    Label,
    LinkKind,
    Outcome,
    PageKind,
    Precision,
    PublisherSource,
    TextState,
)

__all__ = [
    "Access",
    "Article",
    "Block",
    "Capture",
    "Completeness",
    "DateSource",
    "Label",
    "LabelledBlock",
    "LinkKind",
    "Outcome",
    "PageKind",
    "PageRecord",
    "PageResult",
    "Precision",
    "PublisherSource",
    "Selection",
    "SplitArticle",
    "SplitPage",
    "TextState",
]


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes of one page at one moment, with what is known of them before they are read."""

    path: str
    """Where the capture was found, as the user named it."""
    content: bytes
    captured_at: datetime | None = None
    """Aware UTC. None: unknown; relative dates of the page then stay raw."""
    captured_at_source: str | None = None
    """``argument``, ``sidecar`` or ``file_time``; None with captured_at."""
    url: str | None = None
    """Absolute address of the page. None: neither the file nor the user told it."""
    site: str | None = None
    """Name of the profile to read the page with. None: recognised by the page itself."""
    charset: str | None = None
    """Charset that the transport declared. None: it did not."""
    headers: str = ""
    """Headers of the answer that tell whether it is a page, a line each (``tasks.split.walls``)."""


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text of a page, in page order; never blank."""

    text: str
    """Wording of the page, outer white space removed."""
    line: int
    """1-based: the line of a text capture, or the running number of an HTML block."""
    gap: int = 0
    """Blank lines before it (text captures)."""
    indent: int = 0
    """Leading white-space characters (text captures)."""
    tag: str | None = None
    """HTML tag the text stands in. None: a text capture."""
    url: str | None = None
    """Absolute link of the block. None: it is not a link."""
    depth: int = 0
    """Depth in the HTML tree."""


@dataclass(frozen=True, slots=True)
class LabelledBlock:
    """A block, what it is, and the rule that said so."""

    block: Block
    label: Label
    rule: str
    item: int | None = None
    """0: belongs to the primary; 1…: to the related article at that position; None: to neither."""
    score: float | None = None
    """What the rule measured. None: the rule does not measure."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What one selector of a profile finds on a page: texts, in page order."""

    selector: str
    texts: list[str]


@dataclass(frozen=True, slots=True)
class SplitArticle:
    """One article as a page prints it; nothing is resolved yet."""

    title: str
    paragraphs: tuple[str, ...] = ()
    """Body paragraphs in page order, wording untouched. Empty: the page carries no text of it."""
    url: str | None = None
    publisher_raw: str | None = None
    """Publisher label as printed. None: the page shows none."""
    published_raw: str | None = None
    """Date as printed, e.g. "42 minutes ago" or "12-07-2025". None: the page shows none."""
    published_source: DateSource = DateSource.ABSENT
    modified_raw: str | None = None
    authors: tuple[str, ...] = ()
    credit_raw: str | None = None
    """Agency credit or desk sign-off that is not part of the body. None: none was set apart."""
    language: str | None = None
    """Language the page declares (BCP 47, as printed). None: it declares none."""
    category: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    is_free: bool | None = None
    """Whether the page says the text is free to read. None: it does not say."""
    is_teaser: bool = False
    """The text is known to be an excerpt (a card's teaser, a page behind a paywall)."""
    is_cut: bool = False
    """The capture ends inside this article."""
    publisher_source: PublisherSource | None = None
    """Where ``publisher_raw`` was read from. None: there is none, or it was printed beside the article."""
    link_kind: LinkKind | None = None
    """What a related item leads to. None: the primary of a page, or nobody looked."""


@dataclass(frozen=True, slots=True)
class SplitPage:
    """One page cut into its articles, every block labelled."""

    page_kind: PageKind
    layout: str
    """Name of the layout that explained the page, e.g. ``bulleted`` or ``generic-html``."""
    primary: SplitArticle | None
    related: tuple[SplitArticle, ...]
    blocks: tuple[LabelledBlock, ...] = ()
    profile: str | None = None
    """Name of the profile it was read with. None: no profile knows this page."""
    url: str | None = None
    """Canonical address the page states of itself. None: it states none."""
    tags: tuple[str, ...] = ()
    """Hashtags the page is about, without the ``#``."""
    warnings: tuple[str, ...] = ()
    """What was understood but is out of the ordinary, one sentence each."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, normalized: the record that the contract of ``newsweir split --json`` prints."""

    title: str
    url: str | None
    publisher: str | None
    """Publisher's name. None: the page shows none."""
    agency: str | None
    """Wire service behind the text (Reuters, AFP). None: no credit names one."""
    authors: tuple[str, ...]
    language: str | None
    """ISO 639-1 code. None: too little text to tell."""
    published_raw: str | None
    published_at: datetime | None
    published_min_at: datetime | None
    published_max_at: datetime | None
    published_precision: Precision
    published_source: DateSource
    completeness: Completeness
    body: str
    """Paragraphs joined by one newline; empty when the page carries no text."""
    modified_at: datetime | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    is_free: bool | None = None
    text_state: TextState = TextState.NONE
    access: Access = Access.UNKNOWN
    publisher_source: PublisherSource | None = None
    """Where the publisher was read from. None: the page shows no publisher."""
    link_kind: LinkKind | None = None
    """What a related item leads to. None: the primary of a page."""
    text_key: str = ""
    """Identity of the text (see tasks/fingerprint.py); empty before that stage."""
    url_key: str | None = None
    """Identity of the address. None: the article's own address is not known."""
    sighting_hash: str = ""
    """Digest of all of the above, to see whether another reading says the same; empty before that stage."""


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One page on its way to the database: accepted with its articles, or quarantined with a reason."""

    path: str
    outcome: Outcome
    """LOADED (to be settled by the loader) or QUARANTINED; GONE once the loader found that it was purged."""
    page_key: str
    capture_key: str
    body_hash: str
    byte_count: int
    archive_ref: str
    """Where the captured bytes are kept (see tasks/archive.py)."""
    captured_at: datetime | None
    captured_at_source: str | None
    site: str | None
    url: str | None
    page_kind: PageKind | None = None
    layout: str | None = None
    stage: str | None = None
    """Stage that refused the page. None: accepted."""
    reason: str | None = None
    """Typed reason of a quarantine, e.g. ``unknown_layout``. None: accepted."""
    detail: str | None = None
    """The reason in a sentence, with the next move."""
    sqlstate: str | None = None
    """What Postgres answered when it refused a value. None: another stage refused the page."""
    primary: Article | None = None
    related: tuple[Article, ...] = ()
    tags: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    parser_version: str = ""
    record_hash: str | None = None
    """Digest of what was read, to see whether another reading says the same. None: nothing was."""
    source_url: str | None = None
    """Address, profile and charset that came with the capture, as the splitter was told them. None: not told."""
    source_site: str | None = None
    charset: str | None = None
    profile: str | None = None
    """Name of the profile that the page was read with. None: general rules read it."""


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of one page of a run, once it is settled."""

    path: str
    outcome: Outcome
    reason: str | None
    detail: str | None
    page_kind: str | None
    layout: str | None
    page_id: int | None = None
    primary_article_id: int | None = None
    related_article_ids: tuple[int, ...] = ()
    inserted_count: int = 0
    changed_count: int = 0
    unchanged_count: int = 0
    duplicate_count: int = 0
    """Appearances of the page whose article was already known before it."""
    warnings: tuple[str, ...] = field(default=())
