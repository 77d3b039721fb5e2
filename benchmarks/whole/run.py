"""The whole way of a page into Postgres, by newsweir and by its peers, into one server in one run: CPU, memory, rows.

    .venv/bin/python benchmarks/whole/run.py FOLDER --peers /path/to/venv/bin/python [--ways direct,trafilatura,…]

FOLDER holds saved pages (``*.html``). The peers' venv has trafilatura, newspaper4k, news-please, scrapy, selectolax,
SQLAlchemy and psycopg. Start-up is measured with one page and taken off: each way runs over one page, then over all.
CPU is that of the client with its children, and of the Postgres server, in milliseconds a page; ``x_bare`` is both over
a bare selectolax parse-and-text of the same pages.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from db.embedded import start_embedded
from db.upgrade import upgrade_database

ROOT = Path(__file__).parents[2]
OURS = {"direct": ["ingest", "--direct"], "prefect": ["ingest"], "backfill": ["backfill", "--direct"]}
PEERS = ("bare", "trafilatura", "newspaper4k", "news-please", "scrapy")


def main() -> None:
    """Measure every way and print one line of JSON for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--ways", default=",".join((*PEERS, *OURS)))
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="nww-", dir="/tmp"))
    home.chmod(0o755)
    try:
        bench = Bench(home, options.peers)
        bare = 0.0
        for way in options.ways.split(","):
            one = bench.measure(way, first_page(options.folder, home))
            all_ = bench.measure(way, options.folder)
            count = all_["pages"] - 1
            client, server = ((all_[name] - one[name]) * 1000 / count for name in ("client", "server"))
            bare = bare or client
            print(json.dumps({
                "way": way, "client_ms": round(client, 2), "server_ms": round(server, 2),
                "x_bare": round((client + server) / bare, 1), "start_up_seconds": round(one["client"], 1),
                "peak_mb": round(all_["peak_mb"]), "rows": all_["rows"],
            }), flush=True)  # fmt: skip
    finally:
        shutil.rmtree(home, ignore_errors=True)


def first_page(folder: Path, home: Path) -> Path:
    """A folder with the first page alone."""
    one = home / "one"
    if not one.exists():
        one.mkdir()
        shutil.copy(min(folder.glob("*.html")), one)
    return one


class Bench:
    """One Postgres server; a fresh database for each measurement."""

    def __init__(self, home: Path, peers: str) -> None:
        self.home, self.peers = home, peers
        self.environment = os.environ | {
            "NEWSWEIR_HOME": str(home),
            "PREFECT_LOGGING_LEVEL": "ERROR",
            "DO_NOT_TRACK": "1",
        }
        self.folder = home / "postgres"
        start_embedded(self.folder, "newsweir")
        self.server = psutil.Process(int((self.folder / "postmaster.pid").read_text().split()[0]))

    def measure(self, way: str, folder: Path) -> dict[str, Any]:
        """CPU seconds of client and server, peak memory in MB, pages, rows."""
        with psycopg.connect(start_embedded(self.folder, "postgres"), autocommit=True) as connection:
            connection.execute("drop database if exists newsweir with (force)")
        url = start_embedded(self.folder, "newsweir")
        shutil.rmtree(self.home / "archive", ignore_errors=True)
        if way in OURS:
            upgrade_database(url)
            command = [sys.executable, "-m", "flows", *OURS[way], "--json", str(folder)]
        else:
            peer = str(ROOT / "benchmarks" / "whole" / "peer.py")
            command = [self.peers, peer, way, str(folder), url.replace("postgresql://", "postgresql+psycopg://", 1)]
        before, server = resource.getrusage(resource.RUSAGE_CHILDREN), cpu_of(self.server)
        child = subprocess.Popen(command, env=self.environment, cwd=self.home, stdout=subprocess.PIPE, text=True)
        peak = Peak(child.pid)
        out, _ = child.communicate()
        if child.returncode not in (0, 3):
            raise SystemExit(f"{way} ended with {child.returncode}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        pages = len(list(folder.glob("*.html")))
        rows = article_rows(url) if way in OURS else json.loads(out.splitlines()[-1])["rows"]
        return {
            "client": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            "server": cpu_of(self.server) - server, "peak_mb": peak.end(), "pages": pages, "rows": rows,
        }  # fmt: skip


def article_rows(url: str) -> int:
    """Articles that newsweir stored."""
    with psycopg.connect(url) as connection:
        row = connection.execute("select count(*) from news.article").fetchone()
        assert row is not None
        return int(row[0])


def cpu_of(process: psutil.Process) -> float:
    """CPU seconds of a server, with the backends that live and those that ended."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # It ended just now, and is in its parent's account.
            times = one.cpu_times()
            total += times.user + times.system + (times.children_user + times.children_system if one == process else 0)
    return total


class Peak(threading.Thread):
    """The greatest sum of the memory of a process and its children, looked at five times a second.

    Memory that processes share is counted once (PSS), where the system tells; else as often as it is shared (RSS).
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process, self._peak, self._over = psutil.Process(pid), 0, threading.Event()
        self.start()

    def run(self) -> None:
        """Look until ``end``."""
        while not self._over.wait(0.2):
            try:
                family = [self._process, *self._process.children(recursive=True)]
                sizes = [one.memory_full_info() for one in family]
                self._peak = max(self._peak, sum(getattr(one, "pss", one.rss) for one in sizes))
            except psutil.Error:
                continue

    def end(self) -> float:
        """The peak in MB."""
        self._over.set()
        self.join()
        return self._peak / 1e6


if __name__ == "__main__":
    main()
