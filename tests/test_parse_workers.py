"""Pages that would hang, exhaust or crash the parser cost themselves only."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.pipeline.files import open_file
from flows.pipeline.parsing import make_pool
from tasks.captures import Defaults
from tasks.workers.parse_pool import ParsePool
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, story
from tests.waiting import is_alive, wait_for

GOOD = """<html lang=en><head><title>The lock is open again</title></head><body><article><h1>The lock is open again</h1>
<p>The lock at the old quay was opened on Monday after eleven years, and forty boats went through before noon.</p>
<p>Its keeper counted them twice, wrote the number on the gate, and went home for the first time in a week.</p>
</article></body></html>"""


@pytest.fixture
def workers():
    pool = make_pool(2)
    yield pool
    pool.close()


def split(pool: ParsePool, paths):
    return pool.map(paths, lambda path: open_file(path, Defaults(), None))


def hostile() -> dict[str, str]:
    """Small pages that are large inside; each ends as a record or with a typed reason."""
    n = 4000
    return {
        "nested div": "<div>" * 100_000,
        "nested list": "<ul><li>" * 20_000,
        "formatting": "".join(f"<b {i}>" for i in range(n)) + "".join(f"<i {i}>" for i in range(n)) + "x</b>" * n,
        "options": "<select>" + "<option>" * 50_000,
        "attributes": "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">x",
        "templates": "<template>" * 100_000,
        "fonts": "".join(f"<font a={i}>" for i in range(10_000)) + "<p>" * 10_000,
        "links": "<p>" + "<a href=/x>y</a>" * 90_000,
        "json-ld": '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + GOOD,
        "attribute of megabytes": f'<p title="{"x" * 5_000_000}">text</p>' + GOOD,
        "nul": GOOD.replace("lock", "lo\x00ck"),
        "unclosed": "<p><b><i><a href=" * 30_000,
    }


def test_hostile_pages_end_with_a_record_or_a_reason_and_the_next_page_is_split(workers, tmp_path):
    pages = hostile()
    paths = write(tmp_path, *(page for text in pages.values() for page in (text, GOOD)), suffix=".html")
    records = split(workers, paths)
    assert [record.primary is not None for record in records[1::2]] == [True] * len(pages)
    for name, record in zip(pages, records[::2], strict=True):
        assert record.primary is not None or record.reason, name
        assert record.reason != "parse_error", (name, record.detail)


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        ("while True: pass", "parse_timeout"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "parse_crash"),
        ("x = bytearray(3 * 1024**3)", "parse_memory"),
    ],
)
def test_a_page_that_kills_its_process_is_quarantined_by_cause(workers, tmp_path, monkeypatch, cause, reason):
    # The child is the real one; only what it does to a page is made to misbehave.
    program = (
        "import os, signal, flows.pipeline.records as steps\n"
        "good = steps._accepted\n"
        "def bad(record, capture):\n"
        "    if b'BAD' in capture.content:\n"
        f"        {cause}\n"
        "    return good(record, capture)\n"
        "steps._accepted = bad\n"
        "from flows.pipeline.parsing import serve_pages; serve_pages()"
    )
    records = split(make_pool(2, program), write(tmp_path, GOOD, GOOD.replace("Monday", "BAD"), GOOD, suffix=".html"))
    assert [record.reason for record in records] == [None, reason, None]


def test_a_child_that_left_its_own_deadline_is_ended_by_its_parent(workers, tmp_path, monkeypatch):
    monkeypatch.setattr("tasks.workers.parse_pool._OVERDUE_SECONDS", 0.0)
    monkeypatch.setattr("tasks.workers.parse_pool._LOOK_SECONDS", 0.01)
    # It takes the page and never answers, as one that a page took over could.
    program = (
        "import signal, threading\n"
        "from tasks.workers.parse_pool import serve\n"
        "def finish_page(record, capture):\n"
        "    signal.setitimer(signal.ITIMER_REAL, 0)\n"
        "    threading.Event().wait()\n"
        "serve(finish_page, lambda: None)"
    )
    (record,) = split(make_pool(1, program), write(tmp_path, GOOD, suffix=".html"))
    assert record.reason == "parse_timeout"
    assert "was ended" in record.detail


def test_a_batch_with_a_killer_page_loads_the_others(database, tmp_path):
    pages = [bulleted(story(1), [story(2)]).encode(), GOOD.encode(), ("<ul><li>" * 20_000).encode()]
    paths = write(tmp_path / "text", pages[0]) + write(tmp_path / "html", *pages[1:], suffix=".html")
    report = ingest(database, paths, tmp_path / "archive")
    assert [result.outcome.value for result in report.results] == ["loaded", "loaded", "quarantined"]
    assert rows(database, "select count(*) from bi.article") == [(3,)]


def test_a_worker_ends_with_its_parent():
    import subprocess
    import sys

    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from flows.pipeline.parsing import parse_pool\n"
        "w = parse_pool()._all[0]; w.started(); print(w.pid, w._server._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    for child in map(int, done.stdout.split()):
        wait_for(lambda child=child: not is_alive(child))


def test_the_fork_server_has_one_thread_and_one_that_was_killed_is_started_again(workers, tmp_path):
    (path,) = write(tmp_path, GOOD, suffix=".html")
    assert split(workers, [path])[0].primary is not None
    process = workers._server._process
    assert process is not None
    if Path("/proc/self/task").exists():
        assert len(list(Path(f"/proc/{process.pid}/task").iterdir())) == 1
    worker = next(worker for worker in workers._all if worker.pid)
    process.kill()
    wait_for(lambda: not is_alive(worker.pid))
    assert [record.primary is not None for record in split(workers, [path] * 4)] == [True] * 4
