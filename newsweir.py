"""Newsweir as a library: pages split into their primary and related articles, and loaded into Postgres.

    import newsweir
    page = newsweir.split(html, url="https://news.example.org/a/1")
    print(page.primary.title, [card.title for card in page.related])

Importing this module loads nothing heavy; each function loads what it needs when it is called.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.errors import NewsweirError
from tasks.records import Article, Block, Capture, Label, LabelledBlock, Outcome, PageKind, PageRecord

if TYPE_CHECKING:
    from flows.run.report import RunReport

__all__ = [
    "Article", "Block", "Label", "LabelledBlock", "NewsweirError", "Outcome", "Page", "PageKind", "explain", "ingest",
    "split",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the JSON contract of ``newsweir split --json`` has it."""

    page_kind: PageKind | None
    """None: the page was refused."""
    layout: str | None
    """Name of the layout that explained the page, e.g. ``generic-html``. None: no layout did."""
    outcome: Outcome
    """``loaded``: an ingest would load it; ``quarantined``: it would be set aside."""
    reason: str | None
    """Typed reason of a refusal, e.g. ``unknown_layout``. None: accepted."""
    detail: str | None
    """The reason in a sentence."""
    warnings: tuple[str, ...]
    primary: Article | None
    """None: a listing, or a refused page."""
    related: tuple[Article, ...]
    """In the order of the page; the first one has position 1 in the JSON."""


def split(
    page: str | bytes, *, url: str | None = None, captured_at: datetime | None = None, site: str | None = None,
    charset: str | None = None,
) -> Page:  # fmt: skip
    """Split one page: HTML or a plain-text rendering, as text or as bytes in the charset that the server declared.

    ``captured_at`` (aware) is what "2 hours ago" is read against; without it relative dates stay as printed. ``site``
    names a profile; by default it is recognised. A page that is not understood comes back quarantined with a reason;
    nothing is stored. The page is split in this process: for pages of strangers in bulk use ``ingest``, which splits in
    processes that may be killed.
    Raises NewsweirError when ``site`` names no profile, ValueError for a naive ``captured_at``.
    """
    from flows.pipeline.records import finish_page, new_record
    from tasks.profile import profile_named

    capture = _capture(page, url, captured_at, site, charset)
    if site is not None:
        profile_named(site)
    return _public(finish_page(new_record(capture, None), capture))


def explain(
    page: str | bytes, *, url: str | None = None, captured_at: datetime | None = None, site: str | None = None,
    charset: str | None = None,
) -> tuple[LabelledBlock, ...]:  # fmt: skip
    """Every block of a page in page order, each with its label and the rule that set it; arguments as for ``split``.

    Raises NewsweirError with the reason when the page is refused.
    """
    from flows.pipeline.records import split_capture

    return split_capture(_capture(page, url, captured_at, site, charset)).split.blocks


def ingest(
    paths: Iterable[str | Path] | str | Path, *, database_url: str, archive: str | Path | None = None,
    captured_at: datetime | None = None,
) -> RunReport:  # fmt: skip
    """Ingest captures, folders, WARC files or addresses into a database, as ``newsweir ingest --direct`` does.

    The database is brought to this version's schema first. ``archive`` is the folder of the captured bytes, by default
    the one of the settings. Ingesting the same captures again changes no row. Returns the run's report: ``counts`` by
    outcome, ``results`` page by page.
    Raises NewsweirError with the next move when nothing can be read, the database is not there or the run fails.
    """
    from flows.run.library import ingest_paths

    named = [paths] if isinstance(paths, str | Path) else paths
    return ingest_paths([str(path) for path in named], database_url, archive, captured_at)


def _capture(
    page: str | bytes, url: str | None, captured_at: datetime | None, site: str | None, charset: str | None
) -> Capture:
    if captured_at is not None and captured_at.tzinfo is None:
        raise ValueError("captured_at: expected an aware datetime, e.g. datetime(2026, 6, 18, 16, 30, tzinfo=UTC)")
    content = page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page
    moment = captured_at.astimezone(UTC) if captured_at else None
    return Capture(
        path=url or "page", content=content, captured_at=moment, captured_at_source="argument" if moment else None,
        url=url, site=site, charset="utf-8" if isinstance(page, str) else charset,
    )  # fmt: skip


def _public(record: PageRecord) -> Page:
    is_read = record.outcome is Outcome.LOADED
    return Page(
        record.page_kind, record.layout, record.outcome, record.reason, record.detail, record.warnings,
        record.primary if is_read else None, record.related if is_read else (),
    )  # fmt: skip
