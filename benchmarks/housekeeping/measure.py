"""What checks, verification, backups, purges and retention cost, beside the runs that loaded the same pages.

Run: python benchmarks/housekeeping/measure.py [--runs 8] [--pages 500] [--html]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))


def main() -> None:
    """Load runs of pages one after the other, then measure each kind of upkeep on what they left."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=8)
    arguments.add_argument("--pages", type=int, default=500)
    arguments.add_argument("--html", action="store_true")
    options = arguments.parse_args()
    home = Path(tempfile.mkdtemp(prefix="nwb-", dir="/tmp"))
    home.chmod(0o755)
    import tests.conftest  # noqa: F401 - it takes our settings out of the environment, so they are set after it

    os.environ["NEWSWEIR_HOME"] = str(home)
    try:
        print(json.dumps(measure(home, options.runs, options.pages, options.html), indent=2))
    finally:
        from db.embedded import stop_embedded
        from flows.pipeline.parsing import close_parse_pool

        close_parse_pool()
        stop_embedded(home / "postgres")
        shutil.rmtree(home, ignore_errors=True)


def measure(home: Path, runs: int, pages: int, is_html: bool) -> dict[str, Any]:
    """The figures, as printed."""
    from db.backup import back_up, make_database, restore
    from db.housekeeping.articles import Stories
    from db.housekeeping.purge import purge
    from db.housekeeping.retention import remove_old_articles
    from db.quality.check import check_quality
    from db.quality.declared import read_checks
    from db.runs import read_account
    from flows.maintenance.archive_check import check_captures
    from flows.pipeline.purged import erase_waiting
    from flows.pipeline.stories import stories_for_removal
    from flows.settings import database_url
    from tests.helpers import ingest, rows, write
    from tests.pages import bulleted, story
    from tests.test_web_runs import article

    url, archive = database_url(), home / "archive"
    seconds, last = [], None
    for number in range(runs):
        numbers = range(number * pages, (number + 1) * pages)
        texts: list[Any] = (
            [article(n, tuple(range(n + 1, n + 6))) for n in numbers]
            if is_html
            else [bulleted(story(n), [story(n + k) for k in range(1, 6)]) for n in numbers]
        )
        paths = write(home / "in" / str(number), *texts, suffix=".html" if is_html else ".txt")
        took, last = timed(partial(ingest, url, paths, archive))
        seconds.append(took)
    assert last is not None
    account, checks = read_account(url, last.run_id), read_checks()
    check = statistics.median(timed(lambda: check_quality(url, account, checks))[0] for _ in range(9))
    run = statistics.median(seconds)
    verify = check_captures(url, archive, home / "spool")
    dump = home / "x.dump"
    backup, written = timed(lambda: back_up(url, dump))
    restored, _ = timed(lambda: restore(make_database(url, "copied"), dump))
    stories: Stories = stories_for_removal()
    purged, done = timed(lambda: purge(url, "publisher", "Harbour Gazette", None, stories, is_erasing_cards=False))
    erased, count = timed(lambda: erase_waiting(url, archive, home / "spool"))
    copy = url.replace("/newsweir?", "/copied?")
    ((articles,),) = rows(copy, "select count(*) from news.article")
    rows(copy, "select 1")
    aged = "update news.article set last_seen_at = now() - interval '9 years', updated_at = now() - interval '9 years'"
    import psycopg

    with psycopg.connect(copy) as connection:
        connection.execute(aged)
    retention, _ = timed(lambda: remove_old_articles(copy, 365, 500, stories, lambda _: None))
    return {
        "pages_per_run": pages, "runs": runs, "kind": "html" if is_html else "text",
        "run_seconds_median": round(run, 3), "check_seconds_median": round(check, 4),
        "check_share_of_run": round(check / run, 5),
        "verify_captures_per_second": round(verify.rate), "verify_share_of_loading": round(
            verify.seconds / sum(seconds), 4),
        "backup_seconds": round(backup, 2), "backup_bytes": written.byte_count, "restore_seconds": round(restored, 2),
        "purged_articles": done.article_count, "purged_pages": done.page_count, "purge_seconds": round(purged, 2),
        "erased_records": count, "erased_records_per_second": round(count / erased) if erased else None,
        "retention_articles": articles, "retention_articles_per_second": round(articles / retention),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Wall seconds of a call, the database's part included, and what it gives."""
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    main()
