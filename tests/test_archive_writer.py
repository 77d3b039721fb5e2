"""The process that writes the archive for a large batch: the same as a thread would, and nothing lost when it dies."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest

from flows.pipeline.archive_writer import ArchiveWriter
from tasks.archive import Archive
from tasks.errors import StopRun, TryAgain
from tasks.failpoints import VARIABLE as FAIL_AT
from tasks.work import url_items
from tests.aggregator import Aggregator, Page, running
from tests.helpers import rows
from tests.test_archive import check, no_file_grows_beyond
from tests.test_web_runs import article, run, run_due, web
from tests.waiting import is_alive, wait_for


@pytest.fixture
def site() -> Iterator[Aggregator]:
    with running() as server:
        yield server


@pytest.fixture
def own_process(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr("flows.pipeline.fetch._OWN_PROCESS_FROM", 1)
    yield


@pytest.mark.parametrize("is_own", [True, False])
def test_a_batch_is_kept_the_same_by_a_process_and_by_a_thread(database, site, tmp_path, monkeypatch, is_own):
    monkeypatch.setattr("flows.pipeline.fetch._OWN_PROCESS_FROM", 1 if is_own else 1000)
    site.pages = {
        "/whole": Page(article(1), is_gzip=True),
        "/same": Page(article(1), is_gzip=True),
        "/cut": Page(gzip.compress(article(2))[:-9], headers={"content-encoding": "gzip"}),
        "/image": Page(b"\x89PNG", headers={"content-type": "image/png"}),
        "/empty": Page(b""),
        "/gone": Page(b"", 410),
    }
    urls = [site.url + path for path in ("/whole", "/same", "/cut", "/image", "/empty", "/gone", "/missing")]
    report = run(database, tmp_path, urls, web(site))
    found = {result.path.removeprefix(site.url): (result.outcome.value, result.reason) for result in report.results}
    assert found == {
        "/whole": ("loaded", None), "/same": ("loaded", None), "/cut": ("failed_try_again", "damaged_body"),
        "/image": ("quarantined", "content_type"), "/empty": ("failed_try_again", "empty_body"),
        "/gone": ("gone", "gone"), "/missing": ("gone", "not_found"),
    }  # fmt: skip
    assert report.account.is_balanced
    assert rows(database, "select count(*), count(distinct body_id) from news.capture") == [(2, 1)]
    check(tmp_path)
    again = run(database, tmp_path, urls[:2], web(site))
    assert set(again.counts) <= {"unchanged", "not_modified"}


def test_batches_of_one_run_share_one_file_of_the_archive(database, site, tmp_path, own_process):
    site.pages = {f"/a/{number}": Page(article(number)) for number in range(12)}
    from flows.run.direct import run_directly
    from flows.run.plan import RunPlan
    from tasks.captures import Defaults

    urls = [f"{site.url}/a/{number}" for number in range(12)]
    run_directly(RunPlan("fetch", url_items(urls), Defaults(), 4, database, tmp_path, web=web(site, is_read=False)))
    assert len(list(Archive(tmp_path).files.finished())) == 1
    assert rows(database, "select count(*) from news.capture where outcome = 'fetched'") == [(12,)]


def test_a_body_that_many_addresses_share_is_stored_once_though_groups_are_archived_ahead(
    database, site, tmp_path, own_process, monkeypatch
):
    monkeypatch.setattr("flows.pipeline.attempt_queue._GROUP", 2)
    site.pages = {f"/a/{number}": Page(article(7)) for number in range(40)}
    run(database, tmp_path, [f"{site.url}/a/{number}" for number in range(40)], web(site))
    ((references, hashes),) = rows(
        database,
        "select count(distinct archive_ref), count(distinct body_hash)"
        " from news.capture join news.body using (body_id)",
    )
    assert (references, hashes) == (1, 1)


def test_the_next_batch_s_archive_has_its_own_bodies(database, new_database, site, tmp_path, own_process):
    site.pages = {"/a/1": Page(article(1))}
    for url, folder in ((database, tmp_path / "one"), (new_database(True), tmp_path / "two")):
        run(url, folder, [f"{site.url}/a/1"], web(site))
        (file,) = folder.rglob("*.warc.gz")
        assert gzip.decompress(file.read_bytes()).count(b"WARC-Type: response") == 1, folder


def test_an_archive_writer_that_is_killed_ends_the_run_and_the_next_one_loses_and_repeats_nothing(
    database, site, tmp_path, own_process, monkeypatch
):
    monkeypatch.setattr("flows.pipeline.attempt_queue._GROUP", 4)
    monkeypatch.setattr("flows.pipeline.attempt_queue._GROUP_SECONDS", 0.01)
    count = 60
    site.latency = 0.01
    site.pages = {f"/a/{number}": Page(article(number), is_gzip=True) for number in range(count)}
    urls = [f"{site.url}/a/{number}" for number in range(count)]
    writer = ArchiveWriter()
    with monkeypatch.context() as environment:
        environment.setenv(FAIL_AT, "after_attempts_commit:3")
        writer.start()
        environment.delenv(FAIL_AT)
        environment.setattr("flows.pipeline.resources.ArchiveWriter", lambda: writer)
        with pytest.raises(TryAgain, match="writes the archive ended"):
            run(database, tmp_path, urls, web(site))
    assert rows(database, "select state from news.run") == [("failed",)]
    kept = {url for (url,) in rows(database, "select asked_url from news.fetch_attempt where outcome = 'fetched'")}
    assert 0 < len(kept) < count
    site.requests.clear()
    report = run(database, tmp_path, urls, web(site))
    assert report.account.is_balanced
    bodies = Counter(rows(database, "select body_hash from news.body where archive_ref is not null"))
    assert len(bodies) == count
    archive = Archive(tmp_path)
    assert all(wrong is None for _, _, wrong in archive.verify())
    run_due(database, tmp_path, web(site))  # Reads what the killed one had kept.
    assert rows(database, "select count(*) from bi.article") == [(count,)]
    check(tmp_path)


def test_an_archive_writer_ends_with_its_parent(tmp_path):
    program = (
        "import os; from flows.pipeline.archive_writer import ArchiveWriter; w = ArchiveWriter(); w.start();"
        " print(w.pid, flush=True);"
        " os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    child = int(done.stdout)
    wait_for(lambda: not is_alive(child))


def test_an_error_of_the_archive_writer_comes_back_as_it_was_and_the_writer_goes_on():
    writer = ArchiveWriter()
    try:
        with pytest.raises(AssertionError):
            writer.send([])  # It was not told of any batch.
            writer.hear()
        writer.close_archive()
    finally:
        writer.end()
    assert writer.pid is None


@pytest.mark.parametrize("is_own", [True, False])
def test_an_archive_that_cannot_be_written_ends_the_run_while_many_answers_wait(
    database, site, tmp_path, monkeypatch, is_own
):
    monkeypatch.setattr("flows.pipeline.fetch._OWN_PROCESS_FROM", 1 if is_own else 1000)
    monkeypatch.setattr("flows.pipeline.attempt_queue._GROUP", 2)
    site.pages = {f"/a/{number}": Page(article(number) + os.urandom(20_000).hex().encode()) for number in range(80)}
    urls = [f"{site.url}/a/{number}" for number in range(80)]
    with no_file_grows_beyond(120_000), pytest.raises(StopRun, match="cannot be written"):
        run(database, tmp_path / "archive", urls, web(site))
    with psycopg.connect(database) as connection:
        assert connection.execute("select count(*) from news.frontier where held_by is not null").fetchone() == (0,)
