"""``ingest --due`` killed from its first request on: the rows are those of an undisturbed run, column by column."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from flows.run.declared_sites import declare
from tasks.failpoints import VARIABLE
from tests.aggregator import Aggregator, Page, Request, Writer, respond, running
from tests.helpers import rows
from tests.test_web_runs import AGENT, article, declared, feed, sitemap
from tests.waiting import LIMIT_SECONDS

pytestmark = pytest.mark.slow

POINTS = (
    "after_frontier_claim", "after_archive_write", "after_fsync", "before_attempts_commit", "after_attempts_commit",
    "before_load_commit", "after_load_commit",
)  # fmt: skip
KILLS: tuple[int | str, ...] = (
    *range(1, 9),  # at that request
    *(f"{point}:{number}" for number in (1, 1) for point in POINTS[:6]),
)
TABLES = (
    "page", "body", "capture", "article", "sighting", "appearance", "article_identity", "publisher", "tag", "page_tag",
    "quarantine", "frontier", "article_revision", "story_member",
)  # fmt: skip
NAMES = {
    "page_id": "select page_id, page_key from news.page",
    "body_id": "select body_id, body_hash from news.body",
    "article_id": "select article_id, concat_ws('|', publisher_key, text_key, url) from news.article"
    " left join news.publisher using (publisher_id)",
    "capture_id": "select capture_id, page_key || body_hash from news.capture join news.page using (page_id)"
    " join news.body using (body_id)",
    "publisher_id": "select publisher_id, publisher_key from news.publisher",
    "site_id": "select site_id, site_key from news.site",
    "purge_id": "select purge_id, target from news.purge",
    "tag_id": "select tag_id, tag_key from news.tag",
    "start_page_id": "select start_page_id, url from news.start_page",
    "story_id": "select story_id, min(concat_ws('|', text_key, url)) from news.story_member join news.article"
    " using (article_id) group by 1",
}
STAMPS = {
    "run_id", "change_seq", "archive_ref", "record_id", "capture_key", "held_by", "text_id",
}  # fmt: skip
"""Numbers and names that tell when something was done, in which order and by which run."""


def columns(database: str, tables: Sequence[str] = TABLES) -> dict[str, list[str]]:
    """Every row of the tables, ids by what they stand for, without stamps."""
    found = {}
    with psycopg.connect(database, row_factory=dict_row) as connection:
        names: dict[str, dict[Any, Any]] = {}
        for key, query in NAMES.items():
            names[key] = {row.pop(key): next(iter(row.values())) for row in connection.execute(query)}
        stamps = {
            row["column_name"]
            for row in connection.execute(
                "select column_name from information_schema.columns where table_schema = 'news'"
                " and data_type = 'timestamp with time zone' and column_name not like '%published%'"
            )
        }
        for table in tables:
            lines = []
            for row in connection.execute(f"select * from news.{table}"):
                kept = {name: value for name, value in row.items() if name not in {f"{table}_id", *STAMPS, *stamps}}
                for name in kept:
                    kind = next((key for key in NAMES if name.endswith(key)), None)
                    if kind and kept[name] is not None:
                        kept[name] = names[kind][kept[name]]
                lines.append(json.dumps(kept, default=str, sort_keys=True))
            found[table] = sorted(lines)
    return found


class Killing:
    """A site that kills who asks it, at one of its requests."""

    def __init__(self, site: Aggregator) -> None:
        self.left, self.process = 0, None
        self._pages = dict(site.pages)
        site.handlers = dict.fromkeys(self._pages, self._answer)

    async def _answer(self, request: Request, writer: Writer) -> None:
        self.left -= 1
        if not self.left:
            self.process.send_signal(signal.SIGKILL)
            return
        writer.write(respond(self._pages[request.path].body))
        await writer.drain()


def start(database: str, home: Path, fail_at: str = "") -> subprocess.Popen[str]:
    own = {
        "NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(home), "NEWSWEIR_USER_AGENT": AGENT,
        "NEWSWEIR_BATCH_SIZE": "5", VARIABLE: fail_at,
    }  # fmt: skip
    command = [sys.executable, "-m", "flows", "ingest", "--due", "--direct"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | own)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, words = process.communicate(timeout=LIMIT_SECONDS)
    return process.returncode, words


def test_twenty_kills_from_the_first_request_on_leave_the_rows_of_an_undisturbed_run(database, new_database, tmp_path):
    calm = new_database(True)
    with running() as site:
        for number in range(80):
            site.pages[f"/a/{number}"] = Page(article(number, ((number + 3) % 80, (number + 7) % 80)))
        site.pages["/rss"] = Page(feed(*(f"{site.url}/a/{n}" for n in range(8))))
        site.pages["/map.xml"] = Page(sitemap(*(f"{site.url}/a/{n}" for n in range(5, 80))))
        killing = Killing(site)
        starts = {"feeds": [site.url + "/rss"], "sitemaps": [site.url + "/map.xml"], "poll_every": ["30d", "60d"]}
        for one in (calm, database):
            declare(one, declared(site, depth=3, concurrency=1, **starts))
        assert ended(start(calm, tmp_path / "calm"))[0] == 0
        killed = 0
        for kill in KILLS:
            killing.left = kill if isinstance(kill, int) else 0
            killing.process = start(database, tmp_path / "killed", "" if isinstance(kill, int) else kill)
            code, words = ended(killing.process)
            assert code in (0, -signal.SIGKILL), words
            killed += code != 0
        killing.left = 0
        code, words = ended(start(database, tmp_path / "killed"))
        assert code == 0, words
    expected, found = columns(calm), columns(database)
    for table in TABLES:
        assert found[table] == expected[table], table
    assert killed >= 15, killed
    assert rows(database, "select bool_and(is_balanced) from bi.run where state = 'completed'") == [(True,)]
    assert rows(database, "select count(*) from news.run where state = 'running'") == [(0,)]
