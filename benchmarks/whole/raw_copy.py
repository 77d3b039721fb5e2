"""How near a load is to a raw COPY of the rows it leaves: CPU of client and server, stories included.

    PYTHONPATH=. .venv/bin/python benchmarks/whole/raw_copy.py FOLDER [--batch 100] [--rounds 3]

The pages of FOLDER (``*.html``) are split beforehand. In turns they are loaded into a fresh database, and the rows that
the load left are copied, in as many parts as it had batches, into the same tables of another one: indexes, checks and
foreign keys are there, the triggers that keep schema star are off. ``news`` copies the tables of schema news,
``news + star`` also the stored rows of readers; both are divided by the whole load, which writes both.
The nearer to 1, the less a load costs beyond its rows.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.bi.loading import server_seconds
from db.embedded import start_embedded, stop_embedded
from db.schema import metadata
from db.session import engine_for
from db.star import ROLLUPS, STORED
from db.upgrade import upgrade_database
from db.write.load import load_pages
from flows.pipeline.context import RunContext
from flows.pipeline.files import open_file
from flows.pipeline.records import finish_page, warm
from flows.pipeline.run_archive import open_run_archive
from flows.pipeline.stories import decide_moved
from tasks.captures import Defaults, find_captures
from tasks.records import PageRecord

NEWS = [("news", table.name) for table in metadata.sorted_tables]
STAR = [("star", name) for name in ("author", "tag", "section", "domain", "language", *STORED)]
_RUN = (
    "insert into news.run (kind, state, planned_count, newsweir_version, parser_version, started_at)"
    " values ('ingest', 'running', 0, '0', '0', now()) returning run_id"
)
_COLUMNS = """
select attname from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
"""
_TRIGGERED = "select distinct tgrelid::regclass::text from pg_trigger where tgname like 'star\\_%'"
Table = tuple[str, str]
Rows = tuple[list[str], list[tuple[Any, ...]]]


def records_of(url: str, home: Path, folder: Path) -> list[PageRecord]:
    """The pages of a folder, split."""
    warm()
    context = RunContext(url, home / "archive", 0, Defaults())
    files = open_run_archive(context)
    opened = [open_file(path, context.defaults, files) for path in find_captures([folder])]
    return [finish_page(record, capture) if capture else record for record, capture in opened]


class Bench:
    """One server; each way gets a database of its own."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "postgres"
        self._template = start_embedded(self.folder, "empty")
        upgrade_database(self._template)

    def fresh(self, name: str) -> str:
        """A new database with the schema."""
        engine_for(self._template).dispose()
        with psycopg.connect(self._template.replace("/empty", "/postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("create database {} template empty").format(sql.Identifier(name)))
        return self._template.replace("/empty", f"/{name}")

    def seconds(self, work: Callable[[], None]) -> dict[str, float]:
        """CPU seconds of client and server for some work."""
        before, server = os.times(), server_seconds(self.folder)
        work()
        after = os.times()
        time.sleep(0.2)  # until the postmaster knows what the backends took that ended
        client = after.user + after.system - before.user - before.system
        return {"client": round(client, 2), "server": round(server_seconds(self.folder) - server, 2)}


def load(url: str, records: Sequence[PageRecord], batch: int) -> None:
    """What a run does with split pages."""
    with psycopg.connect(url) as connection:
        (run_id,) = connection.execute(_RUN).fetchone() or (0,)
    for start in range(0, len(records), batch):
        load_pages(url, int(run_id), start + 1, records[start : start + batch], decide_moved)
    engine_for(url).dispose()


def read(url: str, tables: Sequence[Table]) -> dict[Table, Rows]:
    """The rows of tables, each value as text, in the order in which they lie there."""
    found = {}
    with psycopg.connect(url) as connection:
        for table in tables:
            columns = [name for (name,) in connection.execute(_COLUMNS, [".".join(table)]).fetchall()]
            texts = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in columns)
            query = sql.SQL("select {} from {} order by ctid").format(texts, sql.Identifier(*table))
            found[table] = (columns, connection.execute(query).fetchall())
    return found


def prepare(url: str, tables: Sequence[Table]) -> None:
    """Switch off what keeps the stored rows of readers, and empty tables."""
    with psycopg.connect(url) as connection:
        for (table,) in connection.execute(_TRIGGERED).fetchall():
            connection.execute(sql.SQL("alter table {} disable trigger user").format(sql.SQL(table)))
        names = sql.SQL(", ").join(sql.Identifier(*table) for table in tables)
        connection.execute(sql.SQL("truncate {} cascade").format(names))


def copy(url: str, rows: dict[Table, Rows], batches: int) -> None:
    """Write the rows by COPY, parents first, in as many transactions as the load had; large tables in as many parts."""
    with psycopg.connect(url) as connection:
        for table, (columns, values) in rows.items():
            step = -(-len(values) // batches) or 1
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            query = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(*table), names)
            for start in range(0, len(values), step):
                with connection.cursor().copy(query) as out:
                    for row in values[start : start + step]:
                        out.write_row(row)
                connection.commit()


def cpu(spent: dict[str, float]) -> float:
    """Of client and server."""
    return spent["client"] + spent["server"]


def main() -> None:
    """Load and copy in turns; print each round and the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    gc.set_threshold(50_000, 20, 20)  # as a run has it
    ratios: dict[str, list[float]] = {"news": [], "news + star": []}
    with tempfile.TemporaryDirectory(prefix="nwc-", dir="/tmp") as place:
        home = Path(place)
        home.chmod(0o755)
        bench = Bench(home)
        try:
            records = records_of(bench.fresh("splitting"), home, given.folder)
            for _ in range(given.rounds):
                url = bench.fresh("loaded")
                found: dict[str, dict[str, float]] = {"load": bench.seconds(lambda: load(url, records, given.batch))}  # noqa: B023 # called at once
                for name, tables in (("news", NEWS), ("news + star", [*NEWS, *STAR])):
                    rows, copied = read(url, tables), bench.fresh("copied")
                    prepare(copied, [*NEWS, *STAR, *(("star", rollup) for rollup in ROLLUPS)])
                    batches = -(-len(records) // given.batch)
                    found[name] = bench.seconds(lambda: copy(copied, rows, batches))  # noqa: B023 # called at once
                    found[name]["rows"] = sum(len(values) for _, values in rows.values())
                    ratios[name].append(cpu(found[name]) / cpu(found["load"]))
                print(json.dumps({"pages": len(records), **found}), flush=True)
        finally:
            stop_embedded(bench.folder)
    print(json.dumps({name: round(statistics.median(own), 3) for name, own in ratios.items()}))


if __name__ == "__main__":
    main()
