"""Which files of the archive hold only bodies older than they are kept, and which captures are to be checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from db.fetching.attempts import lock_loading
from db.locks import IS_UNHELD, RUN_CLASS
from db.outage import outlasts_outage
from db.query import query_rows, query_value
from db.session import engine_for

_USED = "greatest(capture.created_at, capture.confirmed_at)"
_FILES = f"""
select split_part(substr(archive_ref, 6), '@', 1), count(*), max({_USED}) < now() - make_interval(days => :days)
from news.body join news.capture using (body_id) where archive_ref like 'warc:%' group by 1
"""
_LIKE = "archive_ref like :prefix"
_ERASE = """
update news.body set archive_ref = null, erased_at = now(), problem = null, problem_detail = null, problem_count = 0
where body_id = any(:ids)
"""


@dataclass(frozen=True, slots=True)
class FileUse:
    """How captures use one file of the archive."""

    name: str
    capture_count: int
    is_old: bool
    """Whether every capture in it is older than bodies are kept."""


def read_file_uses(url: str, days: int) -> dict[str, FileUse]:
    """The files that captures refer to, by name."""
    return {row[0]: FileUse(*row) for row in query_rows(url, _FILES, days=days)}


@outlasts_outage
def let_go_of_file(url: str, name: str, days: int, batch_size: int) -> int | None:
    """Have a file's captures say that their bodies are gone; how many, None when a newer one uses it by now."""
    rows = query_rows(
        url,
        f"select {_USED} >= now() - make_interval(days => :days), body_id"
        f" from news.body join news.capture using (body_id) where {_LIKE} order by body_id",
        prefix=_prefix(name),
        days=days,
    )
    if any(is_newer for is_newer, _ in rows):
        return None
    ids = [*dict.fromkeys(body_id for _, body_id in rows)]
    for start in range(0, len(ids), batch_size):
        with engine_for(url).begin() as connection:
            lock_loading(connection)
            connection.execute(text(_ERASE), {"ids": ids[start : start + batch_size]})
    return len(rows)


def is_used(url: str, name: str) -> bool:
    """Whether a body refers to a file."""
    return bool(query_value(url, f"select exists (select from news.body where {_LIKE})", prefix=_prefix(name)))


def _prefix(name: str) -> str:
    """What the references into a file are like."""
    return f"warc:{name}@%".replace("_", r"\_")


def has_live_runs(url: str) -> bool:
    """Whether a run has not ended: it may be about to refer to a body that it found.

    One that nobody holds any longer, and that began more than a day ago, is dead.
    """
    query = (
        "select exists (select from news.run where state = 'running' and"
        f" (started_at > now() - interval '1 day' or not {IS_UNHELD.format(lock_class=RUN_CLASS, column='run_id')}))"
    )
    return bool(query_value(url, query))


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A capture whose body the archive should have."""

    capture_id: int
    archive_ref: str
    body_hash: str
    byte_count: int


_COLUMNS = "capture_id, archive_ref, body_hash, coalesce(byte_count, 0)"
_CAPTURES = "news.capture join news.body using (body_id)"
_KEPT = "erased_at is null"
_SINCE = f"{_CAPTURES} where {_KEPT} and (cast(:since as timestamptz) is null or capture.created_at >= :since)"
_SAMPLE = f"""
with ends as (select min(capture_id) as least, max(capture_id) as most from {_CAPTURES} where {_KEPT}),
thrown as (
    select least + floor(random() * (most - least + 1))::bigint as at from ends cross join generate_series(1, :count)
)
select {_COLUMNS} from {_CAPTURES} where problem is not null and {_KEPT}
union
select found.* from thrown cross join lateral (
    select {_COLUMNS} from {_CAPTURES} where capture_id >= thrown.at and {_KEPT} order by capture_id limit 1
) as found
order by 1
"""


def bodies_after(url: str, last_id: int, since: datetime | None, most: int) -> list[KeptBody]:
    """Captures with a body, made after ``since``, in the order of their ids from behind ``last_id``."""
    query = f"select {_COLUMNS} from {_SINCE} and capture_id > :last order by capture_id limit :most"
    return [KeptBody(*row) for row in query_rows(url, query, last=last_id, since=since, most=most)]


def sampled_bodies(url: str, count: int) -> list[KeptBody]:
    """That many captures with a body, by chance and at once those that were wrong before; fewer where there are few."""
    return [KeptBody(*row) for row in query_rows(url, _SAMPLE, count=count)]


def count_bodies(url: str, since: datetime | None) -> int:
    """How many captures with a body were made after ``since``."""
    return int(query_value(url, f"select count(*) from {_SINCE}", since=since))


_WHOLE = """
update news.body set problem = null, problem_detail = null, problem_count = 0
where problem is not null and body_id in (select body_id from news.capture where capture_id = any(:ids))
"""
_WRONG = """
update news.body set problem = :problem, problem_detail = :detail, problem_count = problem_count + 1
where body_id = (select body_id from news.capture where capture_id = :id)
"""


@outlasts_outage
def record_checks(url: str, whole: Sequence[int], wrong: Sequence[tuple[int, str, str, str]]) -> None:
    """Keep what was found wrong (capture, reference, problem, detail), and forget what is whole again."""
    with engine_for(url).begin() as connection:
        connection.execute(text(_WHOLE), {"ids": list(whole)})
        for capture_id, _, problem, detail in wrong:
            connection.execute(text(_WRONG), {"id": capture_id, "problem": problem, "detail": detail})
