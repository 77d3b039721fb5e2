"""The tables of a report: what the scripts of this folder ask schema bi, all of one moment, and only with reads.

Each script is one query. The first column of a row names the table that the row belongs to; the script's first lines
say what the others are called there, ``-`` being a column that this table does without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from db.session import own_connection
from tasks.errors import BadParameter

_FOLDER = Path(__file__).parent
_SCRIPTS = ("articles", "stories", "slots", "operations")
HOUR_EDGES = (0, 1, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2160, 8760)
"""Where classes of ages and lags begin, in hours."""
WORD_EDGES = (1, 50, 100, 150, 200, 300, 400, 500, 600, 800, 1000, 1250, 1500, 2000, 3000, 5000, 10000)
"""Where classes of lengths begin, in words."""
_MOST_SITES = 12
"""Sites that can be chosen in the page: each has rows of its own."""
_MOST_COVERED = 40
_MOST_PUBLISHERS = 24
_MOST_PAIRED = 10
"""Publishers in tables of pairs, whose rows are the square of it."""
_MOST_SECTIONS = 20
_MOST_STEPS = 40
"""Steps of the time axis: beyond it days become weeks, and weeks months."""
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Window:
    """What a report is about."""

    site: str | None = None
    """None: all sites."""
    since: date | None = None
    """First day in UTC. None: from the beginning."""
    until: date | None = None
    """Last day in UTC. None: to the end."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table of a report."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """The answers to the report's questions."""

    made_at: datetime
    """When the database was asked (UTC)."""
    database: str
    """Its name."""
    window: Window
    unit: str
    """Step of the column ``day``: day, week (its Monday) or month (its first day)."""
    first_day: date | None
    """Day of the first capture in the window. None: no capture's moment is known."""
    last_day: date | None
    sites: list[str]
    """Sites that have rows of their own, those with most pages first."""
    site_count: int
    figures: dict[str, Any]
    tables: dict[str, Table]


def read_report(url: str, window: Window) -> Report:
    """Ask schema bi everything that the report shows. Raises BadParameter when there is no such site."""
    connection = own_connection(url)
    try:
        connection.autocommit = False
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        # The plans are right without it, and compiling them costs more than it saves.
        connection.execute("set local jit = off")
        connection.execute("set local work_mem = '64MB'")
        return _read(connection, window)
    finally:
        connection.close()


def _read(connection: psycopg.Connection[Any], window: Window) -> Report:
    sites = connection.execute(
        "select site.site_id, site.site, count(*) from bi.site join bi.page using (site_id)"
        " group by 1, 2 order by 3 desc, 2"
    ).fetchall()
    if window.site is not None:
        sites = [row for row in sites if row[1] == window.site]
        if not sites:
            raise BadParameter(
                f"no page of a site {window.site!r} is in the database;"
                " newsweir db psql -c 'select site from bi.site' lists sites"
            )
    listed = [row[0] for row in sites[:_MOST_SITES]]
    asked: dict[str, Any] = {
        "site_id": sites[0][0] if window.site is not None else None, "since": window.since, "until": window.until,
        "site_ids": listed, "covered_ids": [row[0] for row in sites[:_MOST_COVERED]],
        "hour_edges": list(HOUR_EDGES), "word_edges": list(WORD_EDGES),
    }  # fmt: skip
    first, last = _days(connection, asked)
    asked["unit"] = _unit(first, last)
    asked["publisher_ids"] = _most(connection, "publisher_id", "publisher_id <> 0", _MOST_PUBLISHERS)
    asked["paired_ids"] = asked["publisher_ids"][:_MOST_PAIRED]
    asked["section_keys"] = _most(connection, "section_key", "section_key <> '(unknown)'", _MOST_SECTIONS)
    tables: dict[str, Table] = {}
    for name in _SCRIPTS:
        tables.update(_ask(connection, name, asked))
    (figures,) = _ask(connection, "figures", asked).values()
    return Report(
        datetime.now(UTC), connection.info.dbname, window, asked["unit"], first, last,
        [row[1] for row in sites[:_MOST_SITES]], len(sites),
        dict(zip(figures.columns, figures.rows[0], strict=True)), tables,
    )  # fmt: skip


def _days(connection: psycopg.Connection[Any], asked: dict[str, Any]) -> tuple[date | None, date | None]:
    """The first and the last day on which something was captured."""
    found = connection.execute(
        "select min(captured_date_utc), max(captured_date_utc) from bi.capture"
        " where captured_date_utc between coalesce(%(since)s::date, '-infinity')"
        " and coalesce(%(until)s::date, 'infinity')"
        " and (%(site_id)s::bigint is null or site_id = %(site_id)s)",
        asked,
    ).fetchone()
    return found or (None, None)


def _unit(first: date | None, last: date | None) -> str:
    days = (last - first).days + 1 if first and last else 1
    if days <= _MOST_STEPS:
        return "day"
    return "week" if days <= _MOST_STEPS * _DAYS_A_WEEK else "month"


def _most(connection: psycopg.Connection[Any], column: str, only: str, most: int) -> list[Any]:
    """The values that most articles have."""
    query = f"select {column} from bi.article where {only} group by 1 order by count(*) desc, 1 limit {most}"
    return [value for (value,) in connection.execute(query).fetchall()]


def _ask(connection: psycopg.Connection[Any], script: str, asked: dict[str, Any]) -> dict[str, Table]:
    text = (_FOLDER / f"{script}.sql").read_text(encoding="utf-8")
    heads = {name: columns.split(", ") for name, columns in re.findall(r"^-- (\w+): (.+, .+)$", text, flags=re.M)}
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in heads}
    for name, *values in connection.execute(text, asked):
        told = zip(heads[name], values, strict=False)
        found[name].append(tuple(_plain(column, value) for column, value in told if column != "-"))
    return {
        name: Table(tuple(column for column in heads[name] if column != "-"), sorted(rows, key=str))
        for name, rows in found.items()
    }


def _plain(column: str, value: Any) -> Any:
    """Numbers as such: of mixed columns Postgres makes texts, decimals or floats."""
    if isinstance(value, Decimal) or (isinstance(value, float) and value.is_integer()):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, str) and (column.endswith("_from") or column in ("position", "publisher_number")):
        return int(float(value))
    return value
