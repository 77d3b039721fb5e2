"""The report of a run: of one size however many pages, its sums of all of them."""

from __future__ import annotations

from flows.report import MOST_LEAN, Tally
from tasks.records import Outcome, PageResult


def page(outcome: Outcome, **more: int) -> PageResult:
    return PageResult("a page", outcome, None, None, None, None, **more)


def test_a_tally_keeps_the_first_pages_and_then_those_that_need_somebody():
    tally = Tally(3)
    for _ in range(10):
        tally.add([page(Outcome.LOADED, inserted_count=2), page(Outcome.QUARANTINED)])
    assert [result.outcome.value for result in tally.results] == [
        "loaded",
        "quarantined",
        "loaded",
        *["quarantined"] * 9,
    ]
    assert tally.counts == {"loaded": 10, "quarantined": 10}
    assert tally.articles["inserted"] == 20


def test_a_tally_of_a_lean_run_keeps_a_thousand_at_most():
    tally = Tally(0)
    tally.add([page(Outcome.LOADED)] * 5000 + [page(Outcome.FAILED)] * 5000)
    assert {result.outcome for result in tally.results} == {Outcome.FAILED}
    assert len(tally.results) == MOST_LEAN
    assert tally.counts.total() == 10_000
