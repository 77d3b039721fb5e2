"""The report of a run: of one size however many pages, its sums of all of them; and how its end is recorded."""

from __future__ import annotations

import asyncio

import pytest
from rich.console import Console

from db.locks import Holder
from db.runs import begin_run
from flows.cli.console import print_table
from flows.run.lifecycle import _recorded
from flows.run.report import MOST_LEAN, Tally
from tasks.errors import TryAgain
from tasks.records import Outcome, PageResult
from tests.helpers import rows


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


@pytest.mark.parametrize("is_amid_a_query", [False, True])
def test_a_run_stopped_by_a_signal_is_interrupted_whatever_its_connection_says_then(database, is_amid_a_query):
    holder = Holder(database)
    run_id = begin_run(database, holder=holder, kind="ingest", planned_count=1, versions=("1", "1"), flow=None)
    with pytest.raises(KeyboardInterrupt), _recorded(database, run_id, holder):
        try:
            raise KeyboardInterrupt
        finally:
            if is_amid_a_query:
                try:
                    raise OSError("sending query failed: another command is already in progress")
                except OSError as error:
                    raise RuntimeError("rollback failed") from error
    assert rows(database, "select state from news.run") == [("interrupted",)]


def test_a_timeout_is_an_error_though_a_cancelled_wait_stands_behind_it(database):
    holder = Holder(database)
    run_id = begin_run(database, holder=holder, kind="fetch", planned_count=1, versions=("1", "1"), flow=None)

    async def wait() -> None:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(5)

    with pytest.raises(TryAgain), _recorded(database, run_id, holder):
        try:
            asyncio.run(wait())
        except TimeoutError as error:
            raise TryAgain("no answer in time") from error
    assert rows(database, "select state, detail from news.run") == [("failed", "no answer in time")]


def test_a_run_that_an_error_ended_is_failed_and_says_which(database):
    holder = Holder(database)
    run_id = begin_run(database, holder=holder, kind="ingest", planned_count=1, versions=("1", "1"), flow=None)
    with pytest.raises(ValueError), _recorded(database, run_id, holder):
        raise ValueError("no such thing")
    assert rows(database, "select state, detail from news.run") == [("failed", "ValueError: no such thing")]


def test_a_table_keeps_its_numbers_at_eighty_columns_and_shortens_the_names(monkeypatch, capsys):
    monkeypatch.setattr("flows.cli.console.out", Console(width=80, highlight=False))
    name, layout = "a-page-with-a-name-that-goes-on-and-on-and-on-and-on.html", "a-layout-with-a-long-name"
    print_table(
        "Pages", ("page", "layout", "outcome", "new"), [[name, layout, "failed_try_again", "1234567"]], numbers=1
    )
    line = next(line for line in capsys.readouterr().out.splitlines() if "failed_try_again" in line)
    assert "1234567" in line
    assert "…" in line
    assert len(line.rstrip()) <= 80
