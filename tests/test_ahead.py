"""One batch ahead: the next one is fetched or split while a batch is loaded; nothing is lost where that ends."""

from __future__ import annotations

import threading
from asyncio import CancelledError
from pathlib import Path

import pytest

from flows.run import direct
from flows.run.direct import run_directly
from flows.run.plan import RunPlan
from tasks.captures import Defaults
from tasks.work import url_items
from tests.aggregator import Aggregator, Page, drip, respond
from tests.helpers import ingest, rows, write
from tests.test_web_runs import article, make_due, run, run_due, site, web
from tests.waiting import wait_for

__all__ = ["site"]
SECONDS = 60.0
"""After which a point that is not reached is an error; nothing waits that long."""


def plan(database: str, folder: Path, server: Aggregator, count: int) -> RunPlan:
    """A run of that many pages, two in a batch."""
    server.pages |= {f"/a/{number}": Page(article(number)) for number in range(count)}
    urls = [f"{server.url}/a/{number}" for number in range(count)]
    return RunPlan(
        "ingest", url_items(urls), Defaults(), 2, database, folder, web=web(server, deadline_seconds=SECONDS)
    )


def test_the_next_batch_is_asked_for_while_one_is_loaded(database, site, tmp_path, monkeypatch):
    wanted, asked = plan(database, tmp_path, site, 4), threading.Event()

    async def second_batch(_, writer):
        asked.set()
        writer.write(respond(article(2)))

    site.handlers["/a/2"] = second_batch
    load, is_asked = direct.load, []

    def load_late(pages):
        is_asked.append(asked.wait(SECONDS))
        return load(pages)

    monkeypatch.setattr(direct, "load", load_late)
    assert run_directly(wanted).counts == {"loaded": 4}
    assert is_asked == [True, True]


def test_a_run_whose_load_fails_lets_go_of_the_batch_that_is_being_asked(database, site, tmp_path, monkeypatch):
    wanted, asked, left = plan(database, tmp_path, site, 6), threading.Event(), threading.Event()

    async def never_whole(request, writer):
        asked.set()
        await drip(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")(request, writer)
        left.set()

    site.handlers["/a/2"] = never_whole

    def fail(_):
        assert asked.wait(SECONDS)
        raise ValueError("the load failed")

    with monkeypatch.context() as patch:
        patch.setattr(direct, "load", fail)
        with pytest.raises(ValueError, match="the load failed"):
            run_directly(wanted)
    assert left.wait(SECONDS)
    del site.handlers["/a/2"]
    assert rows(database, "select state from news.run") == [("failed",)]
    assert rows(database, "select count(*) from news.frontier where held_by is not null") == [(0,)]
    make_due(database)
    again = run(database, tmp_path, [item.url for item in wanted.items], web(site))
    assert set(again.counts) <= {"loaded", "unchanged", "not_modified"}
    run_due(database, tmp_path, web(site))  # What was archived and not read is read first.
    assert rows(database, "select count(*) from bi.article_text") == [(6,)]


@pytest.fixture
def saved(tmp_path):
    """Six saved pages."""
    return write(tmp_path / "in", *(article(number) for number in range(6)), suffix=".html")


def test_the_next_saved_pages_are_split_while_a_batch_is_loaded(database, saved, tmp_path, monkeypatch):
    split, load, begun, is_begun = direct.split, direct.load, threading.Event(), []

    def split_and_tell(captures):
        if captures.batch.number == 2:
            begun.set()
        return split(captures)

    def load_late(pages):
        is_begun.append(begun.wait(SECONDS))
        return load(pages)

    monkeypatch.setattr(direct, "split", split_and_tell)
    monkeypatch.setattr(direct, "load", load_late)
    assert ingest(database, saved, tmp_path / "archive", batch_size=2).counts == {"loaded": 6}
    assert is_begun == [True, True, True]


def test_a_run_whose_load_fails_lets_go_of_the_batch_that_is_being_split(database, saved, tmp_path, monkeypatch):
    split, begun, left = direct.split, threading.Event(), []

    def split_late(captures):
        if captures.batch.number == 2:
            begun.set()
            wait_for(lambda: captures.batch.is_stopped)
            with pytest.raises(CancelledError) as stop:
                split(captures)
            left.append(True)
            raise stop.value
        return split(captures)

    def fail(_):
        assert begun.wait(SECONDS)
        raise ValueError("the load failed")

    with monkeypatch.context() as patch:
        patch.setattr(direct, "split", split_late)
        patch.setattr(direct, "load", fail)
        with pytest.raises(ValueError, match="the load failed"):
            ingest(database, saved, tmp_path / "archive", batch_size=2)
    assert left == [True]
    assert rows(database, "select state from news.run") == [("failed",)]
    assert ingest(database, saved, tmp_path / "archive", batch_size=2).counts == {"loaded": 6}
