"""One capture becomes one record: decoded, split, normalized, fingerprinted. Knows neither the database nor Prefect.

The processes that parse pages and ``newsweir.split`` need this module alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread

from tasks.archive import Archive, FoundBody, file_uri
from tasks.decode import DecodedPage, decode_page
from tasks.errors import ParserFailed, SkipPage, UnknownLayout
from tasks.fetch.urls import safe_url
from tasks.fingerprint import canonical_url, capture_key, fingerprint, page_key, record_hash
from tasks.normalize import normalize_page
from tasks.normalize.bounds import LONGEST_URL, bounded, bounded_items
from tasks.normalize.language import warm_up as load_language_model
from tasks.normalize.worded import warm_up as load_date_tables
from tasks.profile import Profile, profile_for_url, profile_named
from tasks.records import Capture, Outcome, PageRecord, SplitPage
from tasks.split import split_page
from tasks.split.walls import check_wall
from tasks.text import storable
from tasks.version import PARSER_VERSION

_SAMPLE = Path(__file__).parents[1] / "run" / "sample"
_FOREIGN = """<html lang=fr><meta charset=utf-8><title>La criée rouvre à l’été</title><article>
<h1>La criée rouvre à l’été</h1><p>Publié le 3 août 2026 à 10 h 30, il y a deux heures</p>
<p>La criée du port rouvre après onze années, et quarante bateaux y vendront dès l’aube, comme avant la tempête qui
avait emporté son toit et noyé la cale à glace.</p></article><aside><h2>À lire aussi</h2>
<h3><a href="https://port.example.org/cr%C3%A9e?b=2&a=1">Le phare cherche un gardien</a></h3><span>Hier</span>
<h3><a href="https://quai.example.org/b?c">Une bouée revient par la poste</a></h3><span>16 juin 2026</span>
<h3><a href="https://quai.example.org/d">Trois filets sèchent au soleil</a></h3><span>Aujourd’hui</span></aside>"""
"""A page for warming up, with letters above ASCII and addresses that need a look."""
Opened = tuple[PageRecord, Capture | None]
"""A record that was begun and the capture to split; None where the page is settled already."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A capture that was split, with the profile it was read with."""

    split: SplitPage
    profile: Profile | None
    warnings: tuple[str, ...]


def split_capture(capture: Capture, *, blocks: bool = True) -> ReadPage:
    """Decode one capture and cut it into its articles. Raises SkipPage with its typed reason.

    ``blocks``: False leaves an HTML page's labelled blocks out, for who stores its articles alone.
    """
    profile = profile_named(capture.site) if capture.site else profile_for_url(capture.url)
    decoded = decoded_of(capture)
    page = _split_or_wall(capture, decoded, profile, blocks)
    warnings = page.warnings
    if decoded.replaced_count:
        warnings += (f"{decoded.replaced_count} characters are no {decoded.charset} and stand as U+FFFD",)
    if profile is None and page.profile is not None:
        profile = profile_named(page.profile)
    return ReadPage(page, profile, warnings)


def _split_or_wall(capture: Capture, decoded: DecodedPage, profile: Profile | None, blocks: bool) -> SplitPage:
    """The page split. Raises Wall in place of what a page that stands before an article would be split into."""
    asked = capture.path if "://" in capture.path else None
    refuse_wall = partial(
        check_wall, decoded.text, is_html=decoded.is_html, url=capture.url, asked_url=asked, headers=capture.headers
    )
    try:
        page = split_decoded(capture, decoded, profile, blocks=blocks)
    except UnknownLayout:
        refuse_wall(title=None, body=None)
        raise
    primary = page.primary
    if primary is None and profile is None:
        # A page for missing ones lists the newest articles, too.
        refuse_wall(title=None, body=None)
    elif primary is not None and (profile is None or not page.related):
        refuse_wall(title=primary.title, body="\n".join(primary.paragraphs), is_dated=primary.published_raw is not None)
    return page


def decoded_of(capture: Capture) -> DecodedPage:
    """A capture as text. Raises SkipPage."""
    return decode_page(capture.content, declared=capture.charset, name=capture.path)


def split_decoded(capture: Capture, decoded: DecodedPage, profile: Profile | None, *, blocks: bool = True) -> SplitPage:
    day = capture.captured_at.date() if capture.captured_at else None
    text, is_html = decoded.text, decoded.is_html
    return split_page(text, is_html=is_html, url=capture.url, profile=profile, captured_on=day, blocks=blocks)


def finish_page(record: PageRecord, capture: Capture) -> PageRecord:
    """Decode, split, normalize and fingerprint an opened capture; quarantined when a stage refuses it."""
    try:
        return _accepted(record, capture)
    except SkipPage as error:
        return quarantined(record, "split", error)
    except Exception as error:
        # A rule of ours that fails on a page must cost that page only; the error's name and words are kept with it.
        kind, words = type(error).__name__, str(error)[:500]
        failed = ParserFailed(f"{kind}: {words}; this is a defect of newsweir, report it with the capture")
        return quarantined(record, "split", failed)


def _accepted(record: PageRecord, capture: Capture) -> PageRecord:
    read = split_capture(capture, blocks=False)
    page, profile = read.split, read.profile
    normal = normalize_page(page, profile, capture.captured_at)
    articles = [bounded(article) for article in (*((normal.primary,) if normal.primary else ()), *normal.related)]
    cut = sorted({f"cut: {name}" for _, names in articles for name in names})
    finished = [fingerprint(article) for article, _ in articles]
    url = canonical_url(capture.url or page.url or "")
    url = url if url and len(url) <= LONGEST_URL else None
    key = page_key(url, record.body_hash)
    accepted = replace(
        record,
        page_key=key,
        capture_key=capture_key(key, record.body_hash, capture.captured_at),
        site=profile.name if profile else None,
        profile=profile.name if profile else None,
        url=url,
        page_kind=page.page_kind,
        layout=page.layout,
        primary=finished[0] if normal.primary else None,
        related=tuple(finished[1:] if normal.primary else finished),
        tags=bounded_items(page.tags),
        warnings=(*read.warnings, *cut),
    )
    return replace(accepted, record_hash=record_hash(accepted))


def new_record(capture: Capture, archive: Archive | None) -> PageRecord:
    """The record of a capture that is about to be split; its bytes are archived where there is an archive."""
    return new_records([capture], archive)[0]


def new_records(captures: Sequence[Capture], archive: Archive | None) -> list[PageRecord]:
    """The same of several captures, which are archived at once."""
    hashes = [hashlib.sha256(capture.content).hexdigest() for capture in captures]
    if archive is None:
        return [_new_record(capture, body_hash, "") for capture, body_hash in zip(captures, hashes, strict=True)]
    references = archive.store_all(
        [
            FoundBody(capture.content, body_hash, _uri(capture), capture.captured_at)
            for capture, body_hash in zip(captures, hashes, strict=True)
        ]
    )
    return list(map(_new_record, captures, hashes, references))


def _new_record(capture: Capture, body_hash: str, archive_ref: str) -> PageRecord:
    key = page_key(capture.url, body_hash)
    return PageRecord(
        path=capture.path,
        outcome=Outcome.LOADED,
        page_key=key,
        capture_key=capture_key(key, body_hash, capture.captured_at),
        body_hash=body_hash,
        byte_count=len(capture.content),
        archive_ref=archive_ref,
        captured_at=capture.captured_at,
        captured_at_source=capture.captured_at_source,
        site=capture.site,
        url=canonical_url(capture.url) if capture.url else None,
        parser_version=PARSER_VERSION,
        source_url=safe_url(capture.url) if capture.url else None,
        source_site=capture.site,
        charset=capture.charset,
    )


def _uri(capture: Capture) -> str:
    """What a record of the archive is about: the page's address, else the file."""
    return (canonical_url(capture.url) if capture.url else None) or file_uri(capture.path)


def quarantined(record: PageRecord, stage: str, error: SkipPage) -> PageRecord:
    """The record of a page that a stage refused."""
    words = storable(str(error))
    detail = words if words.startswith(record.path) else f"{record.path}: {words}"
    return replace(record, outcome=Outcome.QUARANTINED, stage=stage, reason=error.reason, detail=detail)


def warm() -> None:
    """Load what the first page would otherwise wait for: the tables, and by reading a few pages the patterns."""
    load_language_model()
    load_date_tables()
    for content in (*(page.read_bytes() for page in sorted(_SAMPLE.glob("*.html"))), _FOREIGN.encode()):
        capture = Capture("sample.html", content, url="https://news.example.org/")
        finish_page(new_record(capture, None), capture)


def warm_in_background() -> None:
    """Load the language model while something else is done; few texts need the date tables."""
    Thread(target=load_language_model, name="language model", daemon=True).start()
