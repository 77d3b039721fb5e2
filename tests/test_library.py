"""Newsweir from Python: typed records, nothing heavy at import, and runs that do not know of each other."""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

import newsweir
from flows.run.direct import run_directly
from flows.run.plan import RunPlan
from flows.run.progress import Progress, show_progress
from tasks.captures import Defaults
from tasks.work import file_items
from tests.helpers import rows, write
from tests.pages import bulleted, story

ROOT = Path(__file__).parents[1]
MOMENT = datetime(2026, 6, 18, 16, 30, tzinfo=UTC)


def test_the_readme_s_three_lines_print_what_it_says(monkeypatch):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code, printed = re.search(r"```python\n(import newsweir.*?)```\s+```\n(.*?)```", text, re.S).groups()
    monkeypatch.chdir(ROOT)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    assert out.getvalue() == printed


def test_a_page_is_split_into_the_records_of_the_contract():
    page = newsweir.split(bulleted(story(1), [story(2)], byline="Harbour Gazette2 hours ago"), captured_at=MOMENT)
    assert (page.outcome, page.page_kind, page.layout) == ("loaded", "article", "bulleted")
    assert page.primary.title == story(1).title
    assert page.primary.published_at == datetime(2026, 6, 18, 14, 30, tzinfo=UTC)
    assert [card.title for card in page.related] == [story(2).title]


def test_a_page_that_is_not_understood_says_why_and_has_no_articles():
    page = newsweir.split("no page at all")
    assert (page.outcome, page.reason, page.primary, page.related) == ("quarantined", "unknown_layout", None, ())
    with pytest.raises(newsweir.NewsweirError):
        newsweir.explain("no page at all")
    with pytest.raises(ValueError, match="aware"):
        newsweir.split("x", captured_at=datetime(2026, 6, 18))  # noqa: DTZ001 - what is refused


def test_a_site_that_names_no_profile_is_the_caller_s_mistake_and_no_quarantined_page():
    for work in (newsweir.split, newsweir.explain):
        with pytest.raises(newsweir.NewsweirError, match="no profile is named 'none'; there are: "):
            work("<p>A page.</p>", site="none")


def test_a_single_path_is_taken_for_what_it_is(tmp_path):
    with pytest.raises(newsweir.NewsweirError, match=r"page\.html: there is no such file or folder$"):
        newsweir.ingest(str(tmp_path / "page.html"), database_url="postgresql://nobody@127.0.0.1:9/none")


def test_every_block_is_explained():
    blocks = newsweir.explain(bulleted(story(1), [story(2)]))
    assert {block.label for block in blocks} >= {"title", "body", "card_title"}
    assert all(block.rule for block in blocks)


def test_captures_are_loaded_and_loaded_again_unchanged(database, tmp_path):
    paths = write(tmp_path / "in", bulleted(story(1), [story(2)]))
    report = newsweir.ingest(paths, database_url=database, archive=tmp_path / "archive", captured_at=MOMENT)
    assert report.counts == {"loaded": 1}
    again = newsweir.ingest([tmp_path / "in"], database_url=database, archive=tmp_path / "archive", captured_at=MOMENT)
    assert again.counts == {"unchanged": 1}
    assert rows(database, "select count(*) from bi.article") == [(2,)]


def test_importing_the_library_loads_nothing_heavy():
    program = (
        "import newsweir, sys, json;"
        "print(json.dumps(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'prefect', 'sqlalchemy', 'psycopg', 'numpy', 'httpx', 'selectolax', 'dateparser', 'typer', 'rich'})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == []


class Meeting(Progress):
    """Holds each run at its first batch until the other one is there, too."""

    def __init__(self, barrier: threading.Barrier) -> None:
        self.barrier, self.pages = barrier, []
        self.report = None

    def batch_done(self, results) -> None:
        if not self.pages:
            self.barrier.wait(120)
        self.pages += [result.path for result in results]

    def finished(self, report) -> None:
        self.report = report


def test_two_runs_of_different_databases_in_one_process_at_once_do_not_know_of_each_other(new_database, tmp_path):
    barrier, told = threading.Barrier(2), {}
    databases = {name: new_database(True) for name in ("one", "two")}

    def ingest(name: str, first: int) -> None:
        pages = [bulleted(story(first + n), [story(first + n + 1)]) for n in range(6)]
        paths = write(tmp_path / name / "in", *pages)
        plan = RunPlan("ingest", file_items(paths), Defaults(MOMENT), 2, databases[name], tmp_path / name / "archive")
        with show_progress(Meeting(barrier)) as progress:
            run_directly(plan)
        told[name] = progress

    threads = [threading.Thread(target=ingest, args=words) for words in (("one", 0), ("two", 100))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, progress in told.items():
        assert {Path(path).parts[-3] for path in progress.pages} == {name}
        assert progress.report.counts == {"loaded": 6}
        assert rows(databases[name], "select count(*) from bi.article") == [(7,)]
        assert len(list((tmp_path / name / "archive").rglob("*.warc.gz"))) == 1
    assert {*told} == {"one", "two"}
