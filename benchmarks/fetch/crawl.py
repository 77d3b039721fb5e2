"""A crawl of the tests' loopback aggregator, twice: each page once, rules obeyed, the second time only what changed.

NEWSWEIR_HOME=/tmp/bench .venv/bin/python benchmarks/fetch/crawl.py 10000
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from db.embedded import start_embedded
from db.upgrade import upgrade_database
from flows.pipeline.context import WebSettings
from flows.settings import home_folder
from tests.aggregator import Page, respond, running
from tests.test_web_runs import AGENT, article, run

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000


def main() -> None:
    """Crawl twice and print what was counted on both sides."""
    url = start_embedded(home_folder() / "postgres", f"crawl_{os.getpid()}")
    upgrade_database(url)
    with running() as site, tempfile.TemporaryDirectory() as folder:
        for number in range(COUNT):
            site.pages[f"/a/{number}"] = Page(article(number), is_gzip=True)
        site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /a/7\n")
        for number in range(0, COUNT, 100):
            site.pages[f"/a/{number}"] = Page(respond(b""), 410)
        names = [f"127.0.0.{number + 1}:{site.port}" for number in range(20)]
        urls = [f"http://{names[number % 20]}/a/{number}" for number in range(COUNT)]
        web = WebSettings(AGENT, allow_private=tuple(names), delay_seconds=0.0, is_read=False)
        for turn in range(2):
            site.requests.clear()
            start = time.perf_counter()
            report = run(url, Path(folder), urls, web, "fetch")
            asked = Counter(site.paths())
            print(f"run {turn + 1}: {time.perf_counter() - start:.0f} s, {dict(report.counts)}, "
                  f"balanced {report.account.is_balanced}; the server saw {len(asked)} pages, at most "
                  f"{max(asked.values())} times each, {sum(p.startswith('/a/7') for p in asked)} forbidden ones, "
                  f"at most {max(site.most_at_once.values())} at once per host")  # fmt: skip
            for number in range(1, COUNT, 50):
                site.pages[f"/a/{number}"] = Page(article(number) + b"<!-- changed -->", is_gzip=True)


main()
