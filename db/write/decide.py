"""What a batch changes: a pure decision over what was gathered. Nothing is read or written here.

The rules, in the order in which they are applied to a page:

- A capture that was loaded by this version of the parsing rules is done: the page is ``unchanged``.
- An article is known by its address; else by its text under its publisher; else, where one of the two prints names no
  publisher, by its text alone. So the same text under two publishers is two articles (and one story).
- A row that would be written as it is, is not written: ``updated_at`` and ``change_seq`` stay.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from db.write.gather import Known
from db.write.keys import site_key
from db.write.plan import Plan, TakeId
from db.write.rows import AppearanceRow, CaptureRow, PageRow, PageTagRow, QuarantineRow, SiteRow, TagRow
from db.write.sightings import Sightings
from tasks.fingerprint import name_key
from tasks.profile import all_profiles
from tasks.records import Outcome, PageRecord, PageResult


def decide(records: list[PageRecord], known: Known, run_id: int, now: datetime, take_id: TakeId) -> Plan:
    """Decide what the records change, adding to ``known`` what they bring. ``now`` is the database's clock."""
    decision = _Decision(known, run_id, now, take_id)
    for record in records:
        decision.page(record)
    return decision.plan


class _Decision:
    """One batch's decision as it grows, page by page."""

    def __init__(self, known: Known, run_id: int, now: datetime, take_id: TakeId) -> None:
        self.known, self.run_id, self.now, self.take_id = known, run_id, now, take_id
        self.plan = Plan()

    def page(self, record: PageRecord) -> None:
        """Settle one page."""
        if record.outcome is Outcome.FAILED:
            # Nothing of it could be read, so there is neither a page nor a capture to keep.
            self._result(record, None, Outcome.FAILED, [])
            return
        if record.outcome is Outcome.GONE:
            # It was purged: there is nothing to keep but that it was offered.
            self._forget(self.known.captures.get(record.capture_key))
            self._result(record, None, Outcome.GONE, [])
            return
        page = self._page_row(record)
        seen = self.known.captures.get(record.capture_key)
        if record.outcome is Outcome.QUARANTINED:
            self._refused(record, page, seen)
        elif seen is not None and seen.outcome == "loaded" and seen.parser_version == record.parser_version:
            self._done_before(record, page, seen)
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
        self._result(record, capture, Outcome.QUARANTINED, [])

    def _forget(self, seen: CaptureRow | None) -> None:
        """A capture that was fetched while its page was being purged waits no longer to be read."""
        if seen is not None:
            seen.outcome, seen.archive_ref, seen.purged_at = Outcome.GONE.value, None, self.now
            self.plan.write(seen)

    def _done_before(self, record: PageRecord, page: PageRow, seen: CaptureRow) -> None:
        if seen.archive_ref is None and record.archive_ref:
            # Retention had removed its bytes; they were offered, and kept, again.
            seen.archive_ref, seen.purged_at = record.archive_ref, None
            self.plan.write(seen)
        shown = self.known.appearances.get(page.page_id, {}).values()
        mine = [row for row in shown if row.last_capture_id == seen.capture_id]
        self._result(record, seen, Outcome.UNCHANGED, mine, unchanged=len(mine))

    def _loaded(self, record: PageRecord, page: PageRow, seen: CaptureRow | None) -> None:
        newest = self.known.newest.get(page.page_id)
        is_newest = newest is None or newest is seen or _is_newer(record, newest)
        capture = self._capture_row(record, page, is_newest=is_newest, known=seen)
        self._see_page(record, page, is_newest=is_newest)
        sightings = Sightings(self.known, self.plan, self.take_id, capture)
        sightings.see(record)
        shown = list(sightings.shown.values())
        capture.primary_count = sum(row.role == "primary" for row in shown)
        capture.related_count = len(shown) - capture.primary_count
        self._tags(record, page)
        self._resolve_quarantine(record, capture)
        self._result(
            record, capture, Outcome.LOADED, shown, sightings.inserted, sightings.changed, sightings.unchanged,
            sightings.duplicate,
        )  # fmt: skip

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
            profile = next((p for p in all_profiles() if p.name == key), None)
            title, zone = (profile.title or key, profile.time_zone) if profile else (key, None)
            site = SiteRow(self.take_id("site"), key, title, zone)
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
            body_hash=record.body_hash,
            byte_count=record.byte_count,
            archive_ref=record.archive_ref or None,
            outcome=record.outcome.value,
            layout=record.layout,
            parser_version=record.parser_version,
            is_newest=is_newest,
            warnings=list(record.warnings),
            record_hash=record.record_hash,
            source_url=record.source_url,
            source_site=record.source_site,
            charset=record.charset,
            purged_at=None if record.archive_ref else self.now,
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

    def _see_page(self, record: PageRecord, page: PageRow, *, is_newest: bool) -> None:
        """Widen the page's span of captures, and let its newest capture say what it is."""
        seen = replace(page)
        if record.captured_at is not None:
            seen.first_seen_at = min(page.first_seen_at or record.captured_at, record.captured_at)
            seen.last_seen_at = max(page.last_seen_at or record.captured_at, record.captured_at)
        if is_newest:
            seen.page_kind = record.page_kind.value if record.page_kind else None
            seen.layout = record.layout
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

    def _result(
        self, record: PageRecord, capture: CaptureRow | None, outcome: Outcome, shown: list[AppearanceRow],
        inserted: int = 0, changed: int = 0, unchanged: int = 0, duplicate: int = 0,
    ) -> None:  # fmt: skip
        related = sorted((row.position, row.article_id) for row in shown if row.role == "related")
        primary = next((row.article_id for row in shown if row.role == "primary"), None)
        self.plan.capture_ids.append(capture.capture_id if capture else None)
        self.plan.results.append(
            PageResult(
                record.path,
                outcome,
                reason=record.reason,
                detail=record.detail,
                page_kind=record.page_kind.value if record.page_kind else None,
                layout=record.layout,
                page_id=capture.page_id if capture else None,
                primary_article_id=primary,
                related_article_ids=tuple(article_id for _, article_id in related),
                inserted_count=inserted,
                changed_count=changed,
                unchanged_count=unchanged,
                duplicate_count=duplicate,
                warnings=record.warnings,
            )
        )


def _is_newer(record: PageRecord, newest: CaptureRow) -> bool:
    """Whether a capture follows the newest one known: by its moment; one without a moment follows only its like."""
    if record.captured_at is None:
        return newest.captured_at is None
    return newest.captured_at is None or record.captured_at >= newest.captured_at
