"""What became of each page of a batch, for its run. Pure."""

from __future__ import annotations

from db.write.decide import Decision, Shown
from db.write.seen import shown_once
from db.write.settle import Settled
from tasks.records import Outcome, PageResult


def results_of(decision: Decision, settled: Settled) -> tuple[list[PageResult], list[int | None]]:
    """The results and captures of the records, in their order; an article is new, or moves, on its first page only."""
    told: set[int] = set()
    return [_result(shown, settled, told) for shown in decision.shown], [
        shown.capture.capture_id if shown.capture else None for shown in decision.shown
    ]


def _result(shown: Shown, settled: Settled, told: set[int]) -> PageResult:
    capture, record = shown.capture, shown.record
    before = settled.appearances.get(capture.page_id, {}) if capture else {}
    places = [(one.row.place, article_id) for article_id, one in shown_once(shown.seen).items()]
    inserted = changed = duplicate = 0
    if shown.outcome is Outcome.UNCHANGED and capture is not None:
        mine = [row for row in before.values() if row.last_capture_id == capture.capture_id]
        places = [(row.position, row.article_id) for row in mine]
    else:
        found = {article_id for _, article_id in places}
        new = found & settled.inserted
        inserted = len(new - told)
        changed = len((found & settled.changed) - told)
        duplicate = len(found - (new - told) - before.keys())
        told.update(found)
    return PageResult(
        record.path, shown.outcome, reason=record.reason, detail=record.detail,
        page_kind=record.page_kind.value if record.page_kind else None, layout=record.layout,
        page_id=capture.page_id if capture else None,
        primary_article_id=next((article_id for place, article_id in places if place == 0), None),
        related_article_ids=tuple(article_id for place, article_id in sorted(places) if place > 0),
        inserted_count=inserted, changed_count=changed, unchanged_count=len(places) - inserted - changed,
        duplicate_count=duplicate, warnings=record.warnings,
    )  # fmt: skip
