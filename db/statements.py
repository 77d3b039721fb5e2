"""Statements of the operator's own, and what they give, as plain data."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

import psycopg
from psycopg import sql

from tasks.errors import BadParameter


def do_statements(url: str, text: str) -> list[dict[str, Any]]:
    """Do one or more statements as one transaction; of each its columns, its rows by column, and how many rows.

    A statement that gives no rows has neither columns nor rows; of two columns of a name the last counts.
    Raises BadParameter with the server's words when the server refuses one, and when it asks for a transfer (COPY).
    """
    try:
        with psycopg.connect(url) as connection:
            cursor = connection.execute(sql.SQL(text))
            results = []
            while True:
                names = [column.name for column in cursor.description or ()]
                rows = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()] if names else []
                results.append({"columns": names, "rows": rows, "row_count": max(0, cursor.rowcount)})
                if not cursor.nextset():
                    return results
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        words = str(error).strip().splitlines()
        raise BadParameter(f"-c: {words[0] if words else type(error).__name__}") from error


def _plain(value: object) -> Any:
    """A value as ``flows.run.contract.dumps`` takes it; what JSON has no form for as its text."""
    if value is None or isinstance(value, (bool, int, str, datetime)):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return int(value) if value == value.to_integral_value() else float(value)
    return value.hex() if isinstance(value, bytes) else str(value)
