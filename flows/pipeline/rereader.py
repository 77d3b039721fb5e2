"""Stored captures read again by the rules of today, from the archive. Never the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from db.reparse.stored import StoredCapture
from flows.pipeline.bodies import DamagedBody, opened_capture
from flows.pipeline.files import Opened
from flows.pipeline.parsing import parse_pool
from flows.pipeline.records import new_record, quarantined
from tasks.archive import Archive
from tasks.errors import SkipPage, StopRun
from tasks.fetch.headers import content_type
from tasks.profile import all_profiles
from tasks.records import Capture, PageRecord


class Rereader:
    """Reads stored captures again, in processes that may be killed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def read(self, captures: Sequence[StoredCapture]) -> list[PageRecord]:
        """Their records in order; one whose bytes are missing or damaged is quarantined, and says so."""
        return [
            replace(record, page_key=capture.page_key, capture_key=capture.capture_key)
            for capture, record in zip(captures, parse_pool().map(list(captures), self._opened), strict=True)
        ]

    def _opened(self, stored: StoredCapture) -> Opened:
        capture = _as_told(stored)
        try:
            capture = opened_capture(capture, self._archive.record(stored.archive_ref))
        except (SkipPage, StopRun) as error:
            known = replace(
                new_record(capture, None), body_hash=stored.body_hash, byte_count=stored.byte_count,
                archive_ref=stored.archive_ref,
            )  # fmt: skip
            return quarantined(known, "read", error if isinstance(error, SkipPage) else DamagedBody(str(error))), None
        return replace(new_record(capture, None), archive_ref=stored.archive_ref), capture


def _as_told(stored: StoredCapture) -> Capture:
    """A capture with what came with it. Of one that was loaded before that was kept, what its page tells stands in."""
    is_old = stored.record_hash is None and stored.outcome == "loaded"
    profiles = {profile.name for profile in all_profiles()}
    site = stored.source_site or (stored.profile if is_old else None)
    return Capture(
        path=stored.source_path,
        content=b"",
        captured_at=stored.captured_at,
        captured_at_source=stored.captured_at_source,
        url=stored.answered_url or stored.source_url or (stored.page_url if is_old else None),
        site=site if site in profiles else None,
        charset=stored.charset or content_type(stored.content_type)[1],
    )
