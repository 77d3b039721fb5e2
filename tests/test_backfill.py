"""Backfills as an engineer runs them: shards, kills, two at once, lists, sitemaps, what is left out, dry runs."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from db.backfill.claims import MOST_DEATHS, claim_shard, count_deaths, finish_shard
from db.backfill.plans import Shard, add_shards, finish_backfill, open_backfill, read_progress
from db.fetching.worker import Worker
from db.locks import Holder
from db.runs import begin_run
from flows.pipeline.context import WebSettings
from flows.run.direct import run_directly
from flows.run.parameters import make_parameters
from flows.run.plan import RunPlan
from flows.run.plan_ingest import plan_fetch
from flows.shards.backfill_parameters import BackfillParameters
from flows.shards.sources import sitemap_pages
from flows.shards.worker import HOST_SHARE
from tasks.archive import Archive
from tasks.captures import Defaults
from tasks.errors import BadParameter
from tasks.failpoints import VARIABLE as FAIL_AT
from tasks.work import url_items
from tests.aggregator import Page, running
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, story
from tests.test_web_runs import article
from tests.waiting import LIMIT_SECONDS, is_alive, loading_held, wait_for


@pytest.fixture
def backfill(database, tmp_path):
    """Runs ``newsweir backfill --direct`` against a fresh database; its pages, its summary and its exit code."""

    def run(*arguments: object, **environment: str) -> tuple[list[dict[str, Any]], dict[str, Any], int]:
        done = start(database, tmp_path, "--json", *arguments, **environment).communicate(timeout=LIMIT_SECONDS)
        lines = [json.loads(line) for line in done[0].splitlines()]
        assert lines, done[1]
        return lines[:-1], lines[-1]["backfill"], 3 if lines[-1]["backfill"]["set_aside"] else 0

    return run


def start(database: str, home: Path, *arguments: object, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows", "backfill", "--direct", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(home / "home")} | environment,
    )


def content(database: str) -> list[list[tuple[Any, ...]]]:
    """What a reader sees, without ids and stamps: the order in which processes came must not matter."""
    return [
        rows(
            database,
            "select article.title, publisher, body, page_count, published_raw"
            " from bi.article join bi.article_text using (article_id) order by 1, 2, 3",
        ),
        rows(database, "select title_raw, role, position, is_current from bi.appearance order by 1, 2, 3"),
        rows(
            database,
            "select body_hash, outcome, primary_count, related_count from news.capture"
            " join news.body using (body_id) order by 1",
        ),
        rows(
            database,
            "select array_agg(title order by title) from news.story_member join news.article using (article_id)"
            " group by story_id order by 1",
        ),
    ]


def captures(folder: Path, count: int) -> list[Path]:
    return write(folder, *(bulleted(story(n), [story(n + 1), story(n + 500)]) for n in range(count)))


@pytest.mark.slow
def test_a_backfill_killed_at_any_point_of_its_work_leaves_the_rows_of_an_undisturbed_one(
    database, new_database, backfill, tmp_path
):
    paths = captures(tmp_path / "in", 48)
    options = (tmp_path / "in", "--shard-size", 8, "--processes", 1)
    done: dict[int, int] = {}
    for point in (
        "after_shard_claim", "after_archive_write:2", "after_fsync:4", "before_load_commit:2", "after_load_commit:3",
        "before_shard_done", "after_shard_done",
    ):  # fmt: skip
        process = start(database, tmp_path, *options, NEWSWEIR_BATCH_SIZE="4", **{FAIL_AT: point})
        _, errors = process.communicate(timeout=LIMIT_SECONDS)
        assert process.returncode == -signal.SIGKILL, (point, errors)
        attempts = dict(rows(database, "select shard_number, attempt_count from news.backfill_shard"))
        assert {number: attempts[number] for number in done} == done, point
        done = dict(rows(database, "select shard_number, attempt_count from news.backfill_shard where state = 'done'"))
    assert done
    _, summary, code = backfill(*options, NEWSWEIR_BATCH_SIZE="4")
    assert (code, summary["page_count"]) == (0, 48)
    assert rows(database, "select count(*) from news.backfill where finished_at is not null") == [(1,)]
    undisturbed = new_database(True)
    ingest(undisturbed, paths, tmp_path / "other", captured_at=None)
    assert content(database) == content(undisturbed)
    assert all(wrong is None for _, _, wrong in Archive(tmp_path / "home" / "archive").verify())


def test_two_addresses_that_gave_the_same_bytes_at_one_moment_are_two_pages(database, backfill, tmp_path):
    paths = write(tmp_path / "in", *[bulleted(story(1), [story(2)])] * 2)
    for path, address in zip(paths, ("https://one.example/a", "https://two.example/a"), strict=True):
        told = {"url": address, "captured_at": "2026-06-18T16:30:00Z"}
        path.with_name(path.name + ".json").write_text(json.dumps(told))
    assert backfill(paths[0])[1]["outcomes"] == {"loaded": 1}
    # The first is done and left out; the second is another page.
    assert backfill(tmp_path / "in")[1]["outcomes"] == {"loaded": 1}
    assert rows(database, "select url from news.page order by 1") == [
        ("https://one.example/a",), ("https://two.example/a",)
    ]  # fmt: skip
    assert backfill(tmp_path / "in")[1]["page_count"] == 2


def test_an_address_that_is_named_twice_is_asked_for_once_with_or_without_a_password_in_it():
    named = ["http://a.example/x", "http://u:p@a.example/x", "http://a.example/x#y"]
    assert plan_fetch(named, "", allow_private=False).items == url_items(["http://a.example/x"])


def test_the_processes_of_a_backfill_end_with_it_and_the_next_one_does_their_shards(database, backfill, tmp_path):
    captures(tmp_path / "in", 12)
    options = (tmp_path / "in", "--shard-size", 3, "--processes", 2)
    with loading_held(database) as until_waiting:
        process = start(database, tmp_path, *options)
        until_waiting(2)
        children = psutil.Process(process.pid).children()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert len(children) == 3  # two, and the server that forks their parsers
        wait_for(lambda: not any(is_alive(child.pid) for child in children))
    assert rows(database, "select count(*) from news.capture") == [(0,)]
    _, summary, code = backfill(*options)
    assert (code, summary["outcomes"], summary["shard_count"]) == (0, {"loaded": 12}, 4)


def test_a_process_that_is_killed_is_replaced_and_the_backfill_ends_complete(database, tmp_path):
    captures(tmp_path / "in", 60)
    # Of thirty batches at least one of two processes does the eighth of its own, and so does who replaces it.
    process = start(
        database, tmp_path, tmp_path / "in", "--shard-size", 6, "--processes", 2,
        NEWSWEIR_BATCH_SIZE="2", **{FAIL_AT: "after_load_commit:8"},
    )  # fmt: skip
    out, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 0, errors
    assert "60 pages in 10 shards" in out
    assert rows(database, "select sum(death_count) > 0 from news.backfill_shard") == [(True,)]
    assert rows(database, "select count(*) from news.capture where outcome = 'loaded'") == [(60,)]


def test_a_failpoint_that_does_not_exist_is_refused_by_name(database, tmp_path):
    captures(tmp_path / "in", 1)
    process = start(database, tmp_path, tmp_path / "in", "--processes", 1, **{FAIL_AT: "after_lunch"})
    _, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 2
    assert "NEWSWEIR_FAIL_AT is 'after_lunch', expected NAME or NAME:N; the names are after_archive_write," in errors


def test_what_is_done_is_left_out_and_new_captures_of_the_folder_are_found(backfill, database, tmp_path):
    captures(tmp_path / "in", 8)
    pages, summary, _ = backfill(tmp_path / "in")
    assert (len(pages), summary["done_before_count"]) == (8, 0)
    pages, summary, _ = backfill(tmp_path / "in")
    assert (pages, summary["done_before_count"]) == ([], 8)
    write(tmp_path / "in" / "later", bulleted(story(300), [story(301)]))
    pages, summary, _ = backfill(tmp_path / "in")
    assert ([Path(page["path"]).parent.name for page in pages], summary["done_before_count"]) == (["later"], 8)


def test_the_same_backfill_started_twice_at_once_shares_the_work(database, tmp_path):
    captures(tmp_path / "in", 40)
    options = (tmp_path / "in", "--shard-size", 5, "--processes", 1)
    with loading_held(database) as until_waiting:
        both = [start(database, tmp_path, *options) for _ in range(2)]
        until_waiting(2)
    for process in both:
        _, errors = process.communicate(timeout=LIMIT_SECONDS)
        assert process.returncode == 0, errors
    assert rows(database, "select count(*), sum(attempt_count) from news.backfill_shard") == [(8, 8)]
    assert rows(database, "select count(*) from news.backfill") == [(1,)]
    assert rows(database, "select count(*) from news.run_page where outcome = 'loaded'") == [(40,)]


def test_failed_pages_are_done_again_when_asked_for(backfill, database, tmp_path):
    captures(tmp_path / "in", 2)
    (tmp_path / "in" / "odd.txt").write_text("no page at all\n")
    _, summary, code = backfill(tmp_path / "in")
    assert (code, summary["outcomes"]) == (3, {"loaded": 2, "quarantined": 1})
    assert [one["reason"] for one in summary["set_aside"]] == ["unknown_layout"]
    assert backfill(tmp_path / "in")[0] == []
    again = [Path(page["path"]).name for page in backfill(tmp_path / "in", "--mode", "failed")[0]]
    assert again == ["odd.txt"]
    assert len(backfill(tmp_path / "in", "--mode", "all")[0]) == 3


def test_lists_of_files_and_addresses_and_warc_files_are_sources(backfill, database, tmp_path):
    (page,) = write(tmp_path / "a", bulleted(story(1), [story(2)]))
    (other,) = write(tmp_path / "b", bulleted(story(3), [story(4)]))
    backfill(other, NEWSWEIR_ARCHIVE=str(tmp_path / "warcs"))
    (warc,) = (tmp_path / "warcs").rglob("*.warc.gz")
    (tmp_path / "warcs.gz").write_bytes(gzip.compress(f"{warc.relative_to(tmp_path / 'warcs')}\n".encode()))
    (tmp_path / "list.txt").write_text(f"# captures\n{page}\n")
    with running() as server:
        server.pages = {f"/a/{n}": Page(article(n, (n + 1,))) for n in (1, 2)}
        (tmp_path / "more.txt").write_text("\n".join(f"{server.url}{path}" for path in server.pages))
        pages, summary, _ = backfill(
            f"{server.url}/a/1",
            "--list",
            tmp_path / "more.txt",
            "--allow-private",
            NEWSWEIR_USER_AGENT="Bot (x@y.example)",
        )
        assert (sorted(server.paths()), summary["outcomes"]) == (["/a/1", "/a/2"], {"loaded": 2})
        pages, _, _ = backfill(f"{server.url}/a/1", "--allow-private", NEWSWEIR_USER_AGENT="Bot (x@y.example)")
        assert (pages, len(server.paths())) == ([], 2)
    assert len(backfill("--list", tmp_path / "list.txt")[0]) == 1
    pages, summary, _ = backfill("--warc-list", tmp_path / "warcs.gz", "--warc-base", tmp_path / "warcs")
    assert summary["page_count"] == 1


def test_the_days_of_a_sitemap_are_fetched_and_nothing_else(backfill, database, tmp_path):
    with running() as server:
        days = {1: "2026-03-01", 2: "2026-03-05T10:00:00Z", 3: "2026-04-01", 4: ""}
        entries = "".join(
            f"<url><loc>{server.url}/a/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in days.items()
        )
        index = f"<sitemapindex><sitemap><loc>{server.url}/one.xml</loc></sitemap></sitemapindex>"
        server.pages = {f"/a/{n}": Page(article(n)) for n in days}
        server.pages["/map.xml"] = Page(index.encode(), headers={"content-type": "text/xml"})
        server.pages["/one.xml"] = Page(f"<urlset>{entries}</urlset>".encode(), headers={"content-type": "text/xml"})
        _, summary, _ = backfill(
            "--sitemap", f"{server.url}/map.xml", "--since", "2026-03-02", "--until", "2026-03-31", "--allow-private",
            NEWSWEIR_USER_AGENT="Bot (x@y.example)",
        )  # fmt: skip
        assert server.paths() == ["/map.xml", "/one.xml", "/a/2"]
    assert (summary["page_count"], summary["outcomes"]) == (1, {"loaded": 1})
    assert rows(database, "select count(*) from news.capture where outcome = 'fetched'") == [(0,)]


def test_a_shard_that_kills_process_after_process_is_given_up_and_tried_again_when_asked_for(database):
    backfill_id, is_new = open_backfill(database, key="k", kind="backfill", parameters={})
    assert is_new
    add_shards(database, backfill_id, [Shard("files", ["a"]), Shard("files", ["b"])])
    holder = Holder(database)
    run_id = begin_run(database, holder=holder, kind="backfill", planned_count=0, versions=("0", "0"), flow=None)
    for _ in range(MOST_DEATHS):
        worker = Worker(database)
        shard = claim_shard(database, backfill_id, worker.number, run_id)
        assert shard is not None
        assert shard.items == ["a"]
        worker.close()
        count_deaths(database, backfill_id)
    worker = Worker(database)
    other = claim_shard(database, backfill_id, worker.number, run_id)
    assert other is not None
    assert other.items == ["b"]
    finish_shard(database, other)
    worker.close()
    progress = read_progress(database, backfill_id)
    assert (progress.failed_shard_count, progress.done_shard_count, progress.has_work) == (1, 1, False)
    assert progress.error == "its process died 5 times"
    assert not finish_backfill(database, backfill_id)
    assert open_backfill(database, key="k", kind="backfill", parameters={}) == (backfill_id, False)
    assert read_progress(database, backfill_id).free_shard_count == 1


def test_a_backfill_takes_half_of_a_host_s_pace(database, tmp_path):
    with running() as server:
        server.pages = {f"/a/{n}": Page(article(n)) for n in range(5)}
        web = WebSettings("Bot (x@y.example)", allow_private=(server.host,), delay_seconds=0.2, host_share=HOST_SHARE)
        urls = [f"{server.url}{path}" for path in server.pages]
        report = run_directly(RunPlan("backfill", url_items(urls), Defaults(), 500, database, tmp_path / "a", web=web))
        assert report.counts == {"loaded": 5}
        # 0.4 s lie between two requests, 0.2 without the share; one that arrives late is the nearer to the next.
        gaps = server.gaps()[1:]
        assert sum(gaps) / len(gaps) > 0.3


@pytest.mark.parametrize(("order", "expected"), [("newest", "cba"), ("oldest", "abc"), ("given", "bca")])
def test_pages_of_a_sitemap_come_in_the_order_asked_for(order, expected):
    parameters = BackfillParameters(sitemaps=["https://x.example/map.xml"], order=order)
    pages = [("2026-02-02", "b"), ("2026-03-03", "c"), ("2026-01-01", "a")]
    assert "".join(sitemap_pages(parameters.sitemaps, parameters, lambda _: [(pages, [])])) == expected


def test_files_come_newest_first_when_asked_for(backfill, tmp_path):
    for path, day in zip(captures(tmp_path / "in", 3), ("02", "03", "01"), strict=True):
        path.with_suffix(".txt.json").write_text(json.dumps({"captured_at": f"2026-01-{day}T00:00:00Z"}))
    pages, _, _ = backfill(tmp_path / "in", "--order", "newest", "--processes", 1)
    assert [Path(page["path"]).stem for page in pages] == ["001", "000", "002"]


def test_a_dry_run_asks_and_writes_nothing_and_counts_what_is_done(backfill, database, tmp_path):
    captures(tmp_path / "in", 5)
    backfill(tmp_path / "in")
    write(tmp_path / "in" / "later", bulleted(story(300), [story(301)]))
    (tmp_path / "list").write_text("https://one.example/a\nhttps://one.example/b\nhttps://two.example/c\n")
    process = start(
        database, tmp_path, tmp_path / "in", "--list", tmp_path / "list", "--dry-run", "--json",
        "--sitemap", "https://one.example/map.xml",
    )  # fmt: skip
    found = json.loads(process.communicate(timeout=LIMIT_SECONDS)[0])
    names = (
        "page_count",
        "done_before_count",
        "todo_count",
        "file_count",
        "address_count",
        "host_count",
        "busiest_host",
    )
    assert [found[name] for name in names] == [9, 5, 4, 6, 3, 2, "one.example"]
    assert found["seconds"] > 0
    assert rows(database, "select count(*) from news.backfill") == [(1,)]


def test_more_addresses_than_allowed_are_refused_before_anything_is_asked(database, tmp_path):
    (tmp_path / "list").write_text("".join(f"http://127.0.0.1:9/{n}\n" for n in range(30)))
    process = start(database, tmp_path, "--list", tmp_path / "list", "--most", 20, "--allow-private")
    _, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 2
    assert "most_addresses: 30 addresses would be asked, more than 20" in errors
    assert rows(database, "select count(*) from news.capture") == [(0,)]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"since": "2026-01-01"}, "since and until choose pages of sitemaps"),
        ({"sitemaps": ["ftp://x"]}, "sitemaps.0: 'ftp://x' is no address"),
        ({"list_file": "/no/such/list"}, "list_file: /no/such/list: there is no such file"),
        ({"mode": "some"}, "mode: Input should be 'none', 'failed' or 'all'"),
        ({"shard_size": 0}, "shard_size: Input should be greater than or equal to 1"),
    ],
)
def test_a_wrong_parameter_is_named_with_the_accepted_form(values, message):
    with pytest.raises(BadParameter, match=message.replace("(", r"\(")):
        make_parameters(BackfillParameters, **values)
