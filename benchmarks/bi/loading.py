"""What the stored rows cost a loader: CPU seconds of client and server for made pages, with and without them.

    PYTHONPATH=. python benchmarks/bi/loading.py 2000 --functions     (embedded server in a temporary folder)

Pages of one primary and ten related articles, a third of which other pages show too; no splitting, no stories. CPU
seconds suffer less from a busy machine than wall time does.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from db.embedded import start_embedded, stop_embedded
from db.session import engine_for
from db.upgrade import upgrade_database
from db.write.load import load_pages
from tasks.fingerprint import fingerprint, page_key, record_hash
from tasks.records import Article, PageRecord
from tests.conftest import MOMENT
from tests.worlds import Captured, Printed, article, record

BATCH = 500
TICK = os.sysconf("SC_CLK_TCK")


def made(draw: random.Random, number: int, captured: int, *, is_full: bool) -> Article:
    """An article with words of its own, by one of 400 publishers."""
    base = article(
        Printed(number % 10, f"Publisher {number % 400}", False, True, 2), MOMENT + timedelta(hours=captured)
    )
    words = [f"w{draw.randrange(5000)}" for _ in range(300 if is_full else 20)]
    return fingerprint(replace(
        base, title=f"Title {number} of {words[0]}", body=" ".join(words), category=f"Section {number % 30}",
        url=f"https://p{number % 400}.example/{number}", authors=(f"Author {number % 900}",),
        tags=(f"tag{number % 300}", f"tag{number % 41}"),
    ))  # fmt: skip


def pages(count: int) -> list[PageRecord]:
    """The records of so many pages, the same each time."""
    draw, found = random.Random(7), []
    for number in range(count):
        hour = number * 24 * 30 // count
        base = record(Captured(number, hour, Printed(number % 10, "Harbour Gazette", True, True, 3), ()))
        others = [draw.randrange(count) if draw.random() < 0.3 else count + number * 10 + place for place in range(10)]
        url = f"https://site{number % 20}.example/{number}"
        one = replace(
            base, url=url, page_key=page_key(url, ""), site=f"site{number % 20}.example",
            primary=made(draw, number, hour, is_full=True),
            related=tuple(made(draw, other, hour, is_full=False) for other in dict.fromkeys(others)),
        )  # fmt: skip
        found.append(replace(one, record_hash=record_hash(one)))
    return found


def server_seconds(folder: Path) -> float:
    """CPU seconds of the server and of all its processes, those that ended too."""
    master = int((folder / "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks = 0
    for process in (master, *map(int, children)):
        if not Path(f"/proc/{process}/stat").exists():
            continue  # It ended meanwhile.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15] if process == master else fields[11:13]))
    return ticks / TICK


def load(url: str, folder: Path, records: list[PageRecord]) -> dict[str, float]:
    """Load, then load the same again; CPU seconds of each."""
    found = {}
    for what in ("new", "unchanged"):
        with psycopg.connect(url) as connection:
            run_id = connection.execute(
                "insert into news.run (kind, state, planned_count, newsweir_version, parser_version, started_at)"
                " values ('ingest', 'running', %s, '0', '1', now()) returning run_id", [len(records)],
            ).fetchone()[0]  # type: ignore[index] # fmt: skip
        client, server = os.times(), server_seconds(folder)
        for start in range(0, len(records), BATCH):
            load_pages(url, run_id, start + 1, records[start : start + BATCH], lambda cursor, moved: None)
        spent = os.times()
        found[f"{what}: client"] = round(spent.user + spent.system - client.user - client.system, 2)
        found[f"{what}: server"] = round(server_seconds(folder) - server, 2)
    return found


def functions(url: str) -> dict[str, Any]:
    """Milliseconds within each function of schema star, those of what it calls left out."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select funcname, calls, round(self_time) from pg_stat_user_functions where schemaname = 'star'"
            " order by self_time desc limit 20"
        ).fetchall()
    return {name: {"calls": calls, "self_ms": float(spent)} for name, calls, spent in rows}


def main() -> None:
    """With stored rows, then without."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=int)
    parser.add_argument("--functions", action="store_true", help="say what each function of schema star took")
    given = parser.parse_args()
    records, found = pages(given.pages), {}
    with tempfile.TemporaryDirectory(prefix="nw-load-") as home:
        for name in ("stored", "plain"):
            folder = Path(home) / name
            url = start_embedded(folder, name)
            upgrade_database(url)
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"alter database {name} set track_functions = 'all'")
                if name == "plain":
                    tables = connection.execute(
                        "select distinct tgrelid::regclass::text from pg_trigger where tgname like 'star\\_%'"
                    ).fetchall()
                    for (table,) in tables:
                        connection.execute(f"alter table {table} disable trigger user")
            engine_for(url).dispose()  # Its connections are older than the setting.
            found[name] = load(url, folder, records)
            if given.functions and name == "stored":
                engine_for(url).dispose()  # A backend that ends has told all of its figures.
                found["functions"] = functions(url)
            stop_embedded(folder)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
