"""Every command killed before any of its commits, twenty times each: the rows are those of an undisturbed one."""

from __future__ import annotations

import itertools
import signal
from pathlib import Path

import psycopg
import pytest

from tasks.failpoints import VARIABLE
from tests.helpers import rows, write
from tests.pages import bulleted, story
from tests.test_ingest_kills import TABLES, columns
from tests.test_maintain import everything_is_old
from tests.test_outage import finished, start

pytestmark = pytest.mark.slow

KILLS = 20
COUNT = 40
INGEST = ("ingest", "--direct", "--captured-at", "2026-06-18T16:30:00Z")


def pages(folder: Path) -> Path:
    write(folder, *(bulleted(story(n), [story(n + 1), story(n + 500)]) for n in range(COUNT)))
    return folder


def run(database: str, home: Path, words: tuple[object, ...], fail_at: str = "") -> bool:
    """Whether it came to its end; false when it was killed."""
    code, told = finished(start(database, home, *words, NEWSWEIR_BATCH_SIZE="2", **{VARIABLE: fail_at}))
    assert code in ((0, -signal.SIGKILL) if fail_at else (0,)), told
    return code == 0


def killed_often(database: str, home: Path, works: list[tuple[object, ...]], points: tuple[str, ...]) -> int:
    """Do each to its end, killed again and again before; how often."""
    killed, next_point = 0, itertools.cycle(points)
    for number, words in enumerate(works):
        due = KILLS * (number + 1) // len(works)
        while killed < due and not run(database, home, words, next(next_point)):
            killed += 1
        run(database, home, words)
    return killed


COMMITS = tuple(f"before_commit:{n}" for n in (1, 4, 7, 5, 9, 12, 6, 8, 3, 10, 2))


@pytest.mark.parametrize("name", ["ingest", "backfill", "reparse", "purge", "maintain"])
def test_twenty_kills_before_any_commit_leave_the_rows_of_an_undisturbed_run(name, database, new_database, tmp_path):
    calm, folder, points = new_database(True), pages(tmp_path / "in"), COMMITS
    loaded = {calm: tmp_path / "calm", database: tmp_path / "killed"}
    if name in ("reparse", "purge", "maintain"):
        for url, home in loaded.items():
            run(url, home, (*INGEST, folder))
    match name:
        case "ingest":
            works = [(*INGEST, folder)]
        case "backfill":
            works = [("backfill", "--direct", "--processes", 1, "--shard-size", 6, *INGEST[2:], folder)]
        case "reparse":
            works = [("reparse", "--direct", "--apply", "--processes", 1)]
            points = tuple(f"before_commit:{n}" for n in (1, 2, 1, 3, 2, 1, 4, 1, 5, 1))  # It has few.
            for url in loaded:
                with psycopg.connect(url) as connection:
                    connection.execute("update news.capture set record_hash = 'of other rules'")
        case "purge":
            numbers = rows(calm, "select page_id from news.page order by page_key limit 10")
            assert rows(database, "select page_id from news.page order by page_key limit 10") == numbers
            works = [("purge", "page", number, "--yes") for (number,) in numbers]
            points = ("before_commit:1", "after_erasure", "before_commit:2", "before_commit:3", "before_commit:4")
        case _:
            works = [("maintain", "--direct", "--rows-days", 365, "--raw-days", 365, "--batch-size", 2)]
            for url in loaded:
                everything_is_old(url)
                with psycopg.connect(url) as connection:
                    connection.execute("update news.article set last_seen_at = now() where title < 'M'")
    for words in works:
        run(calm, loaded[calm], words)
    killed = killed_often(database, loaded[database], works, points)
    tables = (*TABLES, "tombstone")
    expected, found = columns(calm, tables), columns(database, tables)
    for table in tables:
        assert found[table] == expected[table], table
    assert killed >= KILLS, killed
    assert rows(database, "select count(*) from news.run where state = 'running'") == [(0,)]
