"""Single statements: each a transaction that is done again when the server goes away amid it (``db/outage.py``).

The last two are for transactions of several statements, which have a cursor of the driver.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor
from psycopg.abc import Params
from sqlalchemy import text

from db.outage import outlasts_outage
from db.session import engine_for


@outlasts_outage
def query_rows(url: str, statement: str, /, **values: Any) -> Sequence[Any]:
    """The rows of a query."""
    with engine_for(url).connect() as connection:
        return connection.execute(text(statement), values).all()


def query_dicts(url: str, statement: str, /, **values: Any) -> list[dict[str, Any]]:
    """The rows of a query, each by the names of its columns."""
    return [dict(row._mapping) for row in query_rows(url, statement, **values)]


def query_value(url: str, statement: str, /, **values: Any) -> Any:
    """The one value of a query that gives one row of one column."""
    ((value,),) = query_rows(url, statement, **values)
    return value


@outlasts_outage
def change_rows(url: str, statement: str, /, **values: Any) -> int:
    """Do what changes rows; how many it changed. It must be safe to do again: see ``outlasts_outage``."""
    with engine_for(url).begin() as connection:
        return connection.execute(text(statement), values).rowcount


@outlasts_outage
def change_returning(url: str, statement: str, /, **values: Any) -> Sequence[Any]:
    """The same for a statement that returns rows; these."""
    with engine_for(url).begin() as connection:
        return connection.execute(text(statement), values).all()


def first_column(cursor: Cursor[Any], statement: str, values: Params | None = None) -> list[Any]:
    """The first column of what a query of the driver gives, in a transaction that is under way."""
    return [row[0] for row in cursor.execute(statement, values).fetchall()]


def first_value(cursor: Cursor[Any], statement: str, values: Params | None = None) -> Any:
    """The first column of the first row. None: there is no row."""
    row = cursor.execute(statement, values).fetchone()
    return row[0] if row else None
