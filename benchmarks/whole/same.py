"""Whether two versions of the code give the same output: records, labelled blocks, stories with the reasons, rows.

    .venv/bin/python benchmarks/whole/same.py BEFORE --pages FOLDER --documents docs.jsonl [--rows]

BEFORE is a checkout of the version before (``git worktree add --detach``); the version after is this one. FOLDER holds
saved pages, docs.jsonl lines of {title, body, publisher, date}. Each version runs over all of them in a process of its
own and writes a line for each thing; lines that differ are shown. ``--rows`` also ingests the folder with each version
into an embedded server and compares every row of the schemas ``news`` and ``star``.
Ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_MOST_SHOWN = 10


def records(folder: Path) -> Iterator[tuple[str, Any]]:
    """Of each page its record, and its labelled blocks or why there are none."""
    import newsweir
    from flows.pipeline.records import finish_page, new_record
    from tasks.records import Capture
    from tasks.workers.answers import encode

    for path in sorted(folder.iterdir()):
        capture = Capture(path=path.name, content=path.read_bytes(), captured_at=MOMENT, captured_at_source="argument")
        yield f"record {path.name}", encode(finish_page(new_record(capture, None), capture)).decode()
        try:
            yield f"explain {path.name}", repr(newsweir.explain(capture.content, captured_at=MOMENT))
        except newsweir.NewsweirError as error:
            yield f"explain {path.name}", str(error)


def articles_of(folder: Path) -> Iterator[dict[str, Any]]:
    """The articles of the pages, as documents."""
    import newsweir

    for path in sorted(folder.iterdir()):
        page = newsweir.split(path.read_bytes(), captured_at=MOMENT)
        for one in (*((page.primary,) if page.primary else ()), *page.related):
            when = one.published_at.isoformat() if one.published_at else None
            yield {"title": one.title, "body": one.body, "publisher": one.publisher, "date": when}


def stories(name: str, documents: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Texts, pairs and stories of documents, and what is said of the pairs and of neighbours in a story."""
    from tasks.stories.decide import decide
    from tasks.stories.explain import explain_pair
    from tasks.stories.memory import NO_TEXT, MemoryStore
    from tasks.story_records import Print

    store = MemoryStore()
    publishers: dict[str, int] = {}
    for at, one in enumerate(documents, start=1):
        publisher = publishers.setdefault(one.get("publisher") or "", len(publishers))
        when = datetime.fromisoformat(one["date"]) if one.get("date") else None
        when = when.replace(tzinfo=UTC) if when and when.tzinfo is None else when
        store.put(Print(at, NO_TEXT, one["title"] or "", publisher or None, when, when, when), one["body"] or "")
    third = len(documents) // 3
    decide(store, range(1, third))
    decide(store, range(third, len(documents) + 1))
    for text_id, text in store.texts.items():
        found = store.sketch_of[text_id]
        yield f"{name} text {text_id}", repr((text, found.sample, found.facts, found.filed, found.is_caseless))
    article_of = {one.text_id: one.article_id for one in store.prints.values()}
    pairs = {(pair.a, pair.b): pair for others in store.pairs.values() for pair in others.values()}
    for key, pair in sorted(pairs.items()):
        yield f"{name} pair {key}", repr(pair)
    for a, b in sorted(pairs)[:1000]:
        ours, theirs = (documents[article_of[text_id] - 1] for text_id in (a, b + 1 if b + 1 in article_of else b))
        yield (
            f"{name} reason {a} {b}",
            repr(explain_pair(ours["title"] or "", ours["body"] or "", theirs["title"] or "", theirs["body"] or "")),
        )
    for article_id, story in sorted(store.stories.items()):
        yield f"{name} story {article_id}", repr(story)


def rows(folder: Path) -> Iterator[tuple[str, Any]]:
    """Every row of the tables after the folder was ingested; moments of the run itself as ``now``."""
    import psycopg

    from db.embedded import start_embedded, stop_embedded

    with tempfile.TemporaryDirectory(prefix="nws-", dir="/tmp") as home:
        Path(home).chmod(0o755)
        environment = os.environ | {"NEWSWEIR_HOME": home, "NEWSWEIR_LOG": "error"}
        command = [sys.executable, "-P", "-m", "flows", "ingest", "--direct", "--captured-at", MOMENT.isoformat()]
        done = subprocess.run([*command, str(folder)], env=environment, stdout=subprocess.DEVNULL)
        if done.returncode not in (0, 3):
            raise SystemExit(f"newsweir ingest ended with {done.returncode}")
        try:
            with psycopg.connect(start_embedded(Path(home) / "postgres")) as connection:
                for (table,) in connection.execute(_TABLES).fetchall():
                    found = connection.execute(f"select to_jsonb(t)::text from {table} t").fetchall()
                    lines = sorted(_NOW.sub("now", line).replace(str(folder), "FOLDER") for (line,) in found)
                    yield from ((f"row {table} {at}", line) for at, line in enumerate(lines))
        finally:
            stop_embedded(Path(home) / "postgres")


_TABLES = """
select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('news', 'star') order by 1
"""
_NOW = re.compile(
    rf"{datetime.now(UTC).date().isoformat()}[T ][0-9:.+]*|(?<=\")[0-9a-f]{{8}}-[0-9a-f-]{{27}}"
    r'|warc:[^"]*|(?<=took_seconds": )[0-9.e-]+'
)
"""Moments of the run, its UUIDs, places in its archive, how long it took."""


def dump(options: argparse.Namespace) -> None:
    """Write a line for each thing that this version gives: its name and a digest."""
    with options.dump.open("w", encoding="utf-8") as file:
        for name, value in everything(options):
            text = value if isinstance(value, str) else json.dumps(value)
            file.write(f"{name}\t{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:20]}\t{text[:2000]!r}\n")


def everything(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """All outputs of this version."""
    for folder in options.pages:
        yield from records(folder)
        yield from stories(f"articles of {folder.name}:", [*articles_of(folder)])
        if options.rows:
            yield from rows(folder)
    for path in options.documents:
        lines = path.read_text(encoding="utf-8").strip().split("\n")
        yield from stories(f"{path.name}:", [json.loads(line) for line in lines])


def main() -> int:
    """Compare two versions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, help="a checkout of the version before, or what --keep wrote of it")
    parser.add_argument("--pages", type=Path, action="append", default=[])
    parser.add_argument("--documents", type=Path, action="append", default=[])
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--keep", type=Path, help="keep what the version before gives in this file, for the next time")
    parser.add_argument("--dump", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.dump:
        dump(options)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        before = options.before if options.before.is_file() else options.keep or Path(folder) / "before"
        if not options.before.is_file():
            run(options.before.resolve(), before)
        run(HERE.parents[2], Path(folder) / "after")
        return compare(before, Path(folder) / "after")


def run(checkout: Path, out: Path) -> None:
    """Have one version write what it gives."""
    environment = os.environ | {"PYTHONPATH": str(checkout), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-P", str(HERE), *sys.argv[1:], "--dump", str(out.resolve())]
    subprocess.run(command, env=environment, check=True)


def compare(before: Path, after: Path) -> int:
    """Show the first lines that differ; 1 where there are any."""
    sides = [dict(line.split("\t", 1) for line in path.read_text("utf-8").splitlines()) for path in (before, after)]
    names = sides[0].keys() | sides[1].keys()
    wrong = sorted(name for name in names if sides[0].get(name) != sides[1].get(name))
    for name in wrong[:_MOST_SHOWN]:
        print(name, *(side.get(name, "nothing")[:700] for side in sides), sep="\n  ")
    print(f"{len(names)} outputs compared, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
