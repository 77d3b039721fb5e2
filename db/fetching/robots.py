"""robots.txt of all origins, shared by all workers."""

from __future__ import annotations

from typing import Any

from db.fetching.worker import Worker

_COLUMNS = "origin, state, body, fetched_at, expires_at, status, etag, last_modified, detail"
_WRITE = f"""
insert into news.robots ({_COLUMNS})
values (:origin, :state, :text, :fetched_at, :expires_at, :status, :etag, :last_modified, :detail)
on conflict (origin) do update set
    state = excluded.state, body = excluded.body, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at,
    status = excluded.status, etag = excluded.etag, last_modified = excluded.last_modified, detail = excluded.detail
"""


def read_robots(worker: Worker, origin: str) -> tuple[Any, ...] | None:
    """The row of an origin, in the order of the columns; None when its file was never asked for."""
    rows = worker.execute(f"select {_COLUMNS} from news.robots where origin = :origin", {"origin": origin})
    return tuple(rows[0]) if rows else None


def write_robots(worker: Worker, values: dict[str, Any]) -> None:
    """Keep a file; ``values`` are the fields of a RobotsFile."""
    worker.execute(_WRITE, values)
