"""A database of revision 0006, brought to the first revision of 0.1.0 with all its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.schema import HEAD_REVISION
from db.upgrade import upgrade_database
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, story
from tests.worlds import unsettled

DUMP = Path(__file__).parent / "fixtures" / "revision_0006.sql"
"""What the last program of revision 0006 wrote of two captures, one binary file and two runs over five addresses; the
bytes of one capture are gone, one is missing in the archive, one record waits to be erased."""
KEPT = (
    "run", "page", "article", "appearance", "publisher", "publisher_alias", "story", "story_member",
    "story_text", "run_page", "quarantine", "frontier", "host", "robots",
)  # fmt: skip
READ = {
    "article": "select title, body, completeness, published_at, change_seq from news.article order by article_id",
    "appearance": "select page_id, article_id, role, position, is_current, last_capture_id from news.appearance"
    " order by appearance_id",
    "run_page": "select run_id, item_number, path, outcome, reason from news.run_page order by 1, 2",
    "story_member": "select article_id, story_id, kind from news.story_member order by 1",
    "quarantine": "select reason, detail, run_id from news.quarantine order by quarantine_id",
}


@pytest.fixture
def old(new_database) -> str:
    url = new_database(False)
    with psycopg.connect(url) as connection:
        connection.execute(DUMP.read_text(encoding="utf-8"))
    return url


def content(url: str) -> dict[str, Any]:
    counts = {table: rows(url, f"select count(*) from news.{table}") for table in KEPT}
    return {"counts": counts, **{name: rows(url, query) for name, query in READ.items()}}


def test_every_row_of_0006_is_there_and_an_attempt_a_capture_and_a_body_are_told_apart(old):
    before = content(old)
    assert upgrade_database(old) == ("0006", HEAD_REVISION)
    assert content(old) == before
    # What texts are known by is read from their sightings.
    assert unsettled(old) == []
    assert rows(old, "select count(*) from news.article where not exists (select from news.print"
                     " where print.article_id = article.article_id)") == [(0,)]  # fmt: skip
    assert rows(old, "select count(*) from news.article_identity where identity_key like 'text:%'") == [(0,)]
    # Thirteen rows were captures of files, captures that were fetched, and attempts that brought nothing.
    assert rows(old, "select outcome, count(*) from news.capture group by 1 order by 1") == [
        ("loaded", 4), ("quarantined", 1)
    ]  # fmt: skip
    assert rows(old, "select outcome, count(*) from news.fetch_attempt group by 1 order by 1") == [
        ("failed", 2), ("fetched", 2), ("gone", 2), ("not_modified", 1), ("refused", 2), ("unchanged", 1)
    ]  # fmt: skip
    assert rows(old, "select count(*) from bi.fetch") == [(10,)]
    assert rows(old, "select count(*), count(capture_id) from news.quarantine") == [(3, 1)]
    kept = "select count(*) filter (where erased_at is null), count(*) filter (where archive_ref is null), count(*)"
    assert rows(old, f"{kept} from news.body") == [(4, 1, 6)]
    assert rows(old, "select problem, problem_detail from news.body where problem is not null") == [
        ("missing", "the file is not there")
    ]
    waiting = "select archive_ref from news.body where erased_at is not null and archive_ref is not null"
    assert rows(old, waiting) == [("warc:2025-01/gone.warc.gz@0+99",)]
    assert rows(old, "select bool_and(is_balanced) from news.run_account") == [(True,)]
    assert rows(old, "select to_regnamespace('news_0006')") == [(None,)]
    assert upgrade_database(old) == (HEAD_REVISION, HEAD_REVISION)


def test_pages_are_loaded_into_what_was_brought_over(old, tmp_path):
    upgrade_database(old)
    before = rows(old, "select max(capture_id) from news.capture")[0][0]
    known = bulleted(story(1), [story(2), story(3)])
    report = ingest(old, write(tmp_path / "in", known, bulleted(story(7), [story(2)])), tmp_path / "archive")
    assert report.account.is_balanced
    # The known page is read by newer rules; it is the same capture, and its articles are the same articles.
    assert rows(old, "select count(*) from news.capture where capture_id > %s", before) == [(1,)]
    assert rows(old, "select count(*) from news.article") == [(9,)]
