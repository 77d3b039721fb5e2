"""What a batch changes of pages and captures: a pure decision over what was gathered. Nothing is read or written here.

A capture that was loaded by this version of the parsing rules is done: the page is ``unchanged``. Which articles the
others show is found by ``identify``, and ``settle`` makes the rows of these.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from db.write.derive import Seen
from db.write.gather import Known
from db.write.keys import site_key
from db.write.plan import Plan, TakeId
from db.write.rows import (
    BodyRow,
    CaptureRow,
    PageRow,
    PageTagRow,
    PublisherAliasRow,
    PublisherRow,
    QuarantineRow,
    SiteRow,
    TagRow,
)
from db.write.seen import sighting_row
from db.write.stored import capture_order
from tasks.fingerprint import name_key
from tasks.records import Article, Outcome, PageRecord


@dataclass(slots=True)
class Shown:
    """What became of one page, and what it shows."""

    record: PageRecord
    outcome: Outcome
    capture: CaptureRow | None
    seen: list[Seen] = field(default_factory=list)


class Decision:
    """One batch's decision as it grows, page by page; it adds to ``known`` what they bring.

    ``now`` is the database's clock.
    """

    def __init__(self, known: Known, run_id: int, now: datetime, take_id: TakeId) -> None:
        self.known, self.run_id, self.now, self.take_id = known, run_id, now, take_id
        self.plan = Plan()
        self.shown: list[Shown] = []
        """In the order of the records."""

    def page(self, record: PageRecord) -> None:
        """Settle one page."""
        if record.outcome is Outcome.FAILED:
            # Nothing of it could be read, so there is neither a page nor a capture to keep.
            self.shown.append(Shown(record, Outcome.FAILED, None))
            return
        if record.outcome is Outcome.GONE:
            # It was purged: there is nothing to keep but that it was offered.
            self._forget(self.known.captures.get(record.capture_key))
            self.shown.append(Shown(record, Outcome.GONE, None))
            return
        page = self._page_row(record)
        seen = self.known.captures.get(record.capture_key)
        if record.outcome is Outcome.QUARANTINED:
            self._refused(record, page, seen)
        elif seen is not None and seen.outcome == "loaded" and seen.parser_version == record.parser_version:
            self._done_before(record, seen)
        else:
            self._loaded(record, page, seen)

    def _refused(self, record: PageRecord, page: PageRow, seen: CaptureRow | None) -> None:
        capture = seen or self._capture_row(record, page, is_newest=False)
        if capture.outcome != "loaded":
            if (capture.parser_version, capture.outcome) != (record.parser_version, record.outcome.value):
                capture.parser_version, capture.outcome = record.parser_version, record.outcome.value
                self.plan.write(capture)
            row = QuarantineRow(
                capture.capture_id,
                self.run_id,
                stage=record.stage or "split",
                reason=record.reason or "refused",
                detail=record.detail or "",
                sqlstate=record.sqlstate,
                parser_version=record.parser_version,
            )
            waiting = self.known.quarantined.get(capture.capture_id)
            if waiting is None or replace(row, run_id=waiting.run_id) != waiting:
                self.known.quarantined[capture.capture_id] = row
                self.plan.write(row)
        self.shown.append(Shown(record, Outcome.QUARANTINED, capture))

    def _forget(self, seen: CaptureRow | None) -> None:
        """A capture that was fetched while its page was being purged waits no longer to be read."""
        if seen is not None:
            seen.outcome = Outcome.GONE.value
            self.plan.write(seen)

    def _done_before(self, record: PageRecord, seen: CaptureRow) -> None:
        if record.archive_ref:
            # Retention may have removed its bytes; they were offered, and kept, again.
            body = self._body(record, seen)
            if body.body_id != seen.body_id:
                seen.body_id = body.body_id
                self.plan.write(seen)
        self.shown.append(Shown(record, Outcome.UNCHANGED, seen))

    def _loaded(self, record: PageRecord, page: PageRow, seen: CaptureRow | None) -> None:
        newest = self.known.newest.get(page.page_id)
        is_newest = newest is None or newest is seen or _is_newer(record, newest)
        capture = self._capture_row(record, page, is_newest=is_newest, known=seen)
        self._see_page(record, page, is_newest=is_newest)
        shown = self._see(record, page, capture)
        self._tags(record, page)
        self._resolve_quarantine(record, capture)
        self.shown.append(Shown(record, Outcome.LOADED, capture, shown))

    def _see(self, record: PageRecord, page: PageRow, capture: CaptureRow) -> list[Seen]:
        """Everything that a page shows, of articles that are not known yet."""
        until = max((at for at in (record.captured_at, capture.confirmed_at) if at), default=None)
        return [
            Seen(
                sighting_row(article, place, capture.capture_id), article.body, record.captured_at, until,
                record.capture_key, page.page_id, record.page_key, bool(record.url), record.parser_version,
                self._publisher_id(article), url_key=article.url_key,
            )
            for place, article in enumerate((record.primary, *record.related)) if article is not None
        ]  # fmt: skip

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

    def _resolve_quarantine(self, record: PageRecord, loaded: CaptureRow) -> None:
        """The same bytes wait no longer, whatever was known of their address and moment when they were refused."""
        for capture in {
            row.capture_id: row for row in (loaded, *self.known.refused.get(record.body_hash, ()))
        }.values():
            waiting = self.known.quarantined.get(capture.capture_id)
            if waiting is not None and waiting.resolved_at is None:
                resolved = replace(waiting, resolved_at=self.now)
                self.known.quarantined[waiting.capture_id] = resolved
                self.plan.write(resolved)

    def _page_row(self, record: PageRecord) -> PageRow:
        page = self.known.pages.get(record.page_key)
        if page is None:
            page = PageRow(self.take_id("page"), record.page_key, self._site_id(record), record.url)
            self.known.pages[record.page_key] = page
            self.plan.write(page)
        return page

    def _site_id(self, record: PageRecord) -> int | None:
        key = site_key(record)
        if key is None:
            return None
        site = self.known.sites.get(key)
        if site is None:
            site = SiteRow(self.take_id("site"), key, key)
            self.known.sites[key] = site
            self.plan.write(site)
        return site.site_id

    def _capture_row(
        self, record: PageRecord, page: PageRow, *, is_newest: bool, known: CaptureRow | None = None
    ) -> CaptureRow:
        capture = CaptureRow(
            known.capture_id if known else self.take_id("capture"),
            record.capture_key,
            page.page_id,
            self.run_id,
            captured_at=record.captured_at,
            captured_at_source=record.captured_at_source,
            source_path=record.path,
            body_id=self._body(record, known).body_id,
            outcome=record.outcome.value,
            layout=record.layout,
            parser_version=record.parser_version,
            is_newest=is_newest,
            warnings=list(record.warnings),
            record_hash=record.record_hash,
            source_url=record.source_url,
            source_site=record.source_site,
            charset=record.charset,
            confirmed_at=known.confirmed_at if known else None,
        )
        older = self.known.newest.get(page.page_id)
        if is_newest:
            if older is not None and older.capture_id != capture.capture_id:
                older.is_newest = False
                self.plan.write(older)
            self.known.newest[page.page_id] = capture
        self.known.captures[record.capture_key] = capture
        self.plan.write(capture)
        return capture

    def _body(self, record: PageRecord, seen: CaptureRow | None) -> BodyRow:
        """The record of the archive that keeps a capture's bytes.

        That is the one it has, as long as its bytes are there; else the one that was offered with it.
        """
        copies = self.known.bodies.setdefault(record.body_hash, [])
        own = next((row for row in copies if seen is not None and row.body_id == seen.body_id), None)
        if own is not None and (own.erased_at is None or not record.archive_ref):
            return own
        place = record.archive_ref or None
        found = next((row for row in copies if row.archive_ref == place), None)
        if found is None:
            found = next((row for row in copies if row.archive_ref is None), None)
            body_id = found.body_id if found else self.take_id("body")
            if found is not None:
                copies.remove(found)
            found = BodyRow(body_id, record.body_hash, record.byte_count, place, None if place else self.now)
            copies.append(found)
            self.plan.write(found)
        return found

    def _see_page(self, record: PageRecord, page: PageRow, *, is_newest: bool) -> None:
        """Widen the page's span of captures, and let its newest capture say what it is."""
        seen = replace(page)
        if record.captured_at is not None:
            seen.first_seen_at = min(page.first_seen_at or record.captured_at, record.captured_at)
            seen.last_seen_at = max(page.last_seen_at or record.captured_at, record.captured_at)
        if is_newest:
            seen.page_kind = record.page_kind.value if record.page_kind else None
            seen.layout, seen.profile = record.layout, record.profile
        if page.site_id is None:
            seen.site_id = self._site_id(record)
        seen.url = page.url or record.url
        if seen != page:
            self.known.pages[record.page_key] = seen
            self.plan.write(seen)

    def _tags(self, record: PageRecord, page: PageRow) -> None:
        for name in record.tags:
            key = name_key(name)
            if key not in self.known.tags:
                self.known.tags[key] = self.take_id("tag")
                self.plan.write(TagRow(self.known.tags[key], key, name))
            pair = (page.page_id, self.known.tags[key])
            if pair not in self.known.page_tags:
                self.known.page_tags.add(pair)
                self.plan.write(PageTagRow(*pair))


def _is_newer(record: PageRecord, newest: CaptureRow) -> bool:
    """Whether a capture follows the newest one known: by its moment; one without a moment follows only its like."""
    mine = capture_order(record.captured_at, record.capture_key)
    return mine >= capture_order(newest.captured_at, newest.capture_key)
