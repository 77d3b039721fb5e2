"""How long readers wait at a scale: makes a world by SQL, fills the stored rows, times every example and view.

    python benchmarks/bi/run.py 100000 --database postgresql://…/empty   (the database must be empty; it is filled)

Seconds are the second of two runs: beside other work, the least of --rounds such runs. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import psycopg

from benchmarks.bi.charts import read_charts
from db.report.read import Window, read_report
from db.session import engine_for
from db.star import read_views
from db.upgrade import apply_views, upgrade_database

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "db" / "examples"
QUERIES = {
    "article of a week": "select * from bi.article where published_date_utc between '2025-06-02' and '2025-06-08'",
    "search of a rare word": "select * from bi.search('w15013', language => 'en')",
    "search of two words": "select * from bi.search('w11 w1203', language => 'en')",
    "search of a common word": "select * from bi.search('w1')",
}
TOUCH = "update news.article set agency = 'x' || now() where article_id "
WRITES = {
    "write of 2,000 articles of few days": TOUCH + "between 1000 and 3000",
    "write of 2,000 articles of all days": TOUCH + "% (select max(article_id) / 2000 from news.article) = 0",
}


def timed(connection: psycopg.Connection[tuple[object, ...]], statement: str, rounds: int = 1) -> float:
    """Least seconds of the runs after the first one: the cache is warm."""
    took = []
    for _ in range(1 + rounds):
        began = time.perf_counter()
        connection.execute(statement)
        took.append(time.perf_counter() - began)
    return round(min(took[1:]), 3)


def write(connection: psycopg.Connection[tuple[object, ...]], found: dict[str, object]) -> None:
    """Time what moves articles, and the rollups after it."""
    for name, touch in WRITES.items():
        found[name] = timed(connection, touch)
        began = time.perf_counter()
        connection.execute("select star.refresh_rollups()")
        found[f"rollups after a {name}"] = round(time.perf_counter() - began, 3)


def ask(
    connection: psycopg.Connection[tuple[object, ...]], database: str, rounds: int, found: dict[str, object]
) -> None:
    """Time what readers ask, with what newsweir db grant sets for their logins."""
    connection.execute("set work_mem = '64MB'")
    connection.execute("set jit = off")
    for name, query in QUERIES.items():
        found[name] = timed(connection, query, rounds)
    for path in sorted(EXAMPLES.glob("*.sql")):
        found[path.stem] = timed(connection, path.read_text("utf-8"), rounds)
    for title, query in read_charts().items():
        found[f"chart: {title}"] = timed(connection, query, rounds)
    for view in read_views():
        found[f"1,000 of {view.name}"] = timed(connection, f"select * from bi.{view.name} limit 1000", rounds)
    began = time.perf_counter()
    read_report(database, Window())
    found["newsweir report"] = round(time.perf_counter() - began, 3)


def main() -> None:
    """Make, fill, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int)
    parser.add_argument("--database", required=True)
    parser.add_argument("--asked-only", action="store_true", help="The world is there; nothing is written.")
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    found: dict[str, object] = {"articles": given.articles}
    upgrade_database(given.database)
    with psycopg.connect(given.database, autocommit=True) as connection:
        if not given.asked_only:
            connection.execute((HERE / "world.sql").read_text("utf-8").replace(":articles", str(given.articles)))
            began = time.perf_counter()
            with engine_for(given.database).begin() as filling:
                apply_views(filling)
            found["filling everything anew"] = round(time.perf_counter() - began, 1)
            connection.execute("vacuum analyze")
            write(connection, found)
        ask(connection, given.database, given.rounds, found)
        found["bytes"] = connection.execute("select pg_database_size(current_database())").fetchone()[0]  # type: ignore[index] # one row
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
