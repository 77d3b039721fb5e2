"""A backfill killed with SIGKILL at random points, against an undisturbed one: the rows must be the same.

``python -m benchmarks.backfill.kills FOLDER COUNT KILLS`` exits with 1 when they are not.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.backfill.pages import write_pages
from db.embedded import start_embedded, stop_embedded

_CONTENT = (
    "select article.title, publisher, md5(body), page_count, published_raw, published_at"
    " from bi.article join bi.article_text using (article_id) order by 1, 2, 3",
    "select title_raw, role, position, is_current, page_url from bi.appearance order by 5, 2, 3, 1",
    "select body_hash, outcome, primary_count, related_count from news.capture join news.body using (body_id)"
    " order by 1",
    "select array_agg(title order by title) from news.story_member join news.article using (article_id)"
    " group by story_id order by 1",
)


def main() -> None:
    """Kill, resume, compare."""
    folder, count, kills = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    if not folder.exists():
        write_pages(folder, count)
    rng = random.Random(20)
    with tempfile.TemporaryDirectory(dir="/tmp") as home:
        Path(home).chmod(0o755)
        server = start_embedded(Path(home) / "postgres", "postgres")
        try:
            calm = _database(server, "calm")
            _run(calm, folder, Path(home), None)
            killed = _database(server, "killed")
            done: list[int] = []
            for number in range(kills):
                # A tenth of the kills come at any moment (planning, starting), the others after so many pages more.
                known = done[-1] if done else 0
                pages = 0 if number % 10 == 0 else known + rng.randint(1, max(1, 2 * count // kills))
                _run(killed, folder, Path(home), (pages, rng.uniform(0.0, 2.0)), killed)
                done.append(_one(killed, "select count(*) from news.capture") or 0)
            _run(killed, folder, Path(home), None)
            attempts = _one(killed, "select sum(attempt_count) from news.backfill_shard")
            same = [_rows(calm, query) == _rows(killed, query) for query in _CONTENT]
        finally:
            stop_embedded(Path(home) / "postgres")
    print(
        json.dumps(
            {
                "pages": len(list(folder.rglob("*.html"))),
                "kills": kills,
                "pages_at_each_kill": done,
                "attempts": attempts,
                "same": same,
            }
        )
    )
    sys.exit(0 if all(same) else 1)


def _run(url: str, folder: Path, home: Path, kill_at: tuple[int, float] | None, watched: str = "") -> None:
    """Run it to its end, or kill it so many seconds after it has so many captures."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flows", "backfill", "--direct", "--json", "--shard-size", "250", str(folder)],
        env={**os.environ, "NEWSWEIR_DATABASE_URL": url, "NEWSWEIR_HOME": str(home), "NEWSWEIR_BATCH_SIZE": "50"},
        stdout=subprocess.DEVNULL,
    )
    if kill_at is None:
        assert process.wait() == 0
        return
    pages, seconds = kill_at
    while process.poll() is None and (_one(watched, "select count(*) from news.capture") or 0) < pages:
        time.sleep(0.05)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def _database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return server.replace("/postgres?", f"/{name}?")


def _rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type, unused-ignore] # a constant


def _one(url: str, query: str) -> Any:
    try:
        return _rows(url, query)[0][0]
    except psycopg.Error:
        return None  # Killed before the tables were made.


if __name__ == "__main__":
    main()
