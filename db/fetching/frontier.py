"""The frontier: what is to be fetched, taken by one worker at a time, and what each attempt changes of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from db.fetching.worker import IS_DEAD, Worker
from db.query import change_returning, change_rows, query_dicts, query_rows
from tasks.failpoints import reach


@dataclass(frozen=True, slots=True)
class Link:
    """An address that is to be in the frontier."""

    page_key: str
    url: str
    host_key: str
    site_id: int | None = None
    start_page_id: int | None = None
    found_on_url: str | None = None
    depth: int = 0
    due_reason: str = "named by hand"
    is_due: bool = True
    """Whether it is to be fetched by itself; what is named by hand is fetched by the run that names it."""

    def taken(self) -> Waiting:
        """The row that it becomes, in the hands of whoever put it there."""
        where = (self.page_key, self.url, self.host_key, self.site_id, self.start_page_id, self.depth)
        return Waiting(*where, etag=None, last_modified=None, body_hash=None, failure_count=0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the frontier that a worker has taken."""

    page_key: str
    url: str
    host_key: str
    site_id: int | None
    start_page_id: int | None
    depth: int
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    failure_count: int


@dataclass(frozen=True, slots=True)
class Next:
    """What an attempt makes of a row."""

    page_key: str
    state: str
    due_at: datetime | None
    due_reason: str
    failure_count: int
    last_outcome: str
    last_reason: str | None
    last_fetched_at: datetime | None
    """None: it was not asked for, the earlier moment stays."""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    is_answered: bool = False
    """Whether validators and digest are those of an answer, to be written."""


_LINKS = """jsonb_to_recordset(cast(:rows as jsonb)) as t (
    page_key text, url text, host_key text, site_id bigint, start_page_id bigint, found_on_url text, depth int,
    due_reason text, is_due bool
)"""
_ADD = f"""
insert into news.frontier
    (page_key, url, host_key, site_id, start_page_id, found_on_url, depth, state, due_at, due_reason, held_by)
select t.page_key, t.url, t.host_key, t.site_id, t.start_page_id, t.found_on_url, t.depth,
       case when t.is_due then 'waiting' else 'done' end, case when t.is_due then now() end, t.due_reason,
       cast(:worker as integer)
from {_LINKS}
order by t.page_key
on conflict (page_key) do nothing
returning page_key
"""
# Several pages show a link: the nearest to a start page tells its depth, of these the first by its address, whichever
# was read first. Start pages, what they lead to as sitemaps, and what was named by hand (depth 0) keep their place.
_NEARER = f"""
with nearer as (
    select t.* from news.frontier join {_LINKS} using (page_key)
    where frontier.depth > 0 and frontier.found_on_url is not null and t.depth > 0
        and (t.depth, t.found_on_url) < (frontier.depth, frontier.found_on_url)
    order by page_key for update of frontier
)
update news.frontier set
    depth = nearer.depth, found_on_url = nearer.found_on_url, start_page_id = nearer.start_page_id,
    due_reason = case
        when frontier.due_reason = 'found on ' || frontier.found_on_url then nearer.due_reason else frontier.due_reason
    end
from nearer where frontier.page_key = nearer.page_key
"""


def add_links(connection: Connection, links: Iterable[Link], worker: int | None = None) -> set[str]:
    """Put addresses into the frontier; the keys of those that were new, which ``worker`` then has.

    What is there stays as it is, less where it was found: see ``_NEARER``.
    """
    unique = {link.page_key: link for link in links}
    if not unique:
        return set()
    names = Link.__dataclass_fields__
    rows = json.dumps([{name: getattr(link, name) for name in names} for link in unique.values()])
    values = {"rows": rows, "worker": worker}
    new = {row[0] for row in connection.execute(text(_ADD), values)}
    if len(new) < len(unique):
        connection.execute(text(_NEARER), values)
    return new


def claim_addresses(url: str, worker: int, page_keys: Sequence[str]) -> dict[str, Waiting]:
    """Take rows for a worker; those that another living worker has are not among the answer."""
    columns = ", ".join(f"frontier.{name}" for name in Waiting.__dataclass_fields__)
    claim = (
        "with free as (select page_key from news.frontier where page_key = any(:keys)"
        f" and (held_by is null or held_by = :worker or {IS_DEAD.format(column='held_by')})"
        " order by page_key for update skip locked)"
        " update news.frontier set held_by = :worker from free where frontier.page_key = free.page_key"
        f" returning {columns}"
    )
    rows = change_returning(url, claim, keys=list(page_keys), worker=worker) if page_keys else []
    taken = {row[0]: Waiting(*row) for row in rows}
    reach("after_frontier_claim")
    return taken


@contextmanager
def working(url: str) -> Iterator[Worker]:
    """A worker for as long as the block lasts; the rows that it still has afterwards are free."""
    worker = Worker(url)
    try:
        yield worker
    finally:
        with suppress(Exception):  # The database may be what failed; a dead worker's rows are free anyway.
            change_rows(url, "update news.frontier set held_by = null where held_by = :number", number=worker.number)
            worker.close()


_SETTLE = """
update news.frontier set
    state = new.state, due_at = new.due_at, due_reason = new.due_reason, failure_count = new.failure_count,
    last_outcome = new.last_outcome,
    last_reason = case
        -- The same bytes as before are of as little use as before.
        when new.last_outcome in ('unchanged', 'not_modified')
            and frontier.last_reason in ('empty_start_page', 'unreadable_start_page') then frontier.last_reason
        else new.last_reason
    end,
    last_fetched_at = coalesce(new.last_fetched_at, frontier.last_fetched_at),
    etag = case when new.is_answered then new.etag else frontier.etag end,
    last_modified = case when new.is_answered then new.last_modified else frontier.last_modified end,
    body_hash = case when new.is_answered then new.body_hash else frontier.body_hash end,
    held_by = null, updated_at = now()
from jsonb_to_recordset(cast(:rows as jsonb)) as new (
    page_key text, state text, due_at timestamptz, due_reason text, failure_count int, last_outcome text,
    last_reason text, last_fetched_at timestamptz, etag text, last_modified text, body_hash text, is_answered bool
)
where frontier.page_key = new.page_key
"""


def settle(connection: Connection, outcomes: Iterable[Next]) -> None:
    """Write what attempts made of their rows, and let go of them."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.page_key)
    if ordered:
        names = Next.__dataclass_fields__
        # One text is written and read in a fraction of the time of twelve arrays.
        rows = json.dumps([{name: getattr(o, name) for name in names} for o in ordered], default=datetime.isoformat)
        connection.execute(text(_SETTLE), {"rows": rows})


def postpone(connection: Connection, page_key: str, due_at: datetime) -> None:
    """Move the moment from which a waiting page is due."""
    connection.execute(
        text("update news.frontier set due_at = :due where page_key = :key and state = 'waiting'"),
        {"due": due_at, "key": page_key},
    )


def note_failure(connection: Connection, page_key: str, reason: str) -> None:
    """Note that an answer was had and is of no use, until the next one."""
    connection.execute(
        text("update news.frontier set last_outcome = 'failed', last_reason = :reason where page_key = :key"),
        {"reason": reason, "key": page_key},
    )


def found_on(connection: Connection, page_key: str) -> str | None:
    """The page on which an address was found first. None: it is a declared start page, or was named by hand."""
    return connection.execute(
        text(
            "select found_on_url from news.frontier where page_key = :key"
            " and not exists (select from news.start_page where start_page.page_key = :key and is_active)"
        ),
        {"key": page_key},
    ).scalar_one_or_none()


def due_pages(
    url: str, most: int, sites: Sequence[str] | None, before: datetime, left: dict[int, int], but: Sequence[str]
) -> list[tuple[str, str, int | None, bool]]:
    """What is due and in nobody's hands: key, address, declared site, whether it is a start page; start pages first.

    ``before`` and ``but`` leave out what this run asked for already; ``left`` is how many pages a site may still take.
    """
    query = (
        "select page_key, frontier.url, frontier.site_id, frontier.depth = 0 from news.frontier"
        " join news.due_page using (page_key) left join news.site using (site_id)"
        f" where due_page.is_due and (frontier.held_by is null or {IS_DEAD.format(column='frontier.held_by')})"
        " and (frontier.last_fetched_at is null or frontier.last_fetched_at < :before)"
        " and (cast(:sites as text[]) is null or site.site_key = any(:sites))"
        " and not coalesce(frontier.site_id = any(:full), false) and not (page_key = any(:but))"
        " order by frontier.depth, frontier.due_at, frontier.page_key limit :most"
    )
    full = [site for site, count in left.items() if count <= 0]
    named = list(sites) if sites else None
    rows = query_rows(url, query, before=before, most=most, sites=named, full=full, but=list(but))
    return [tuple(row) for row in rows]


_PLANNED = """
select due_page.*, found_on_url, due_reason from news.due_page join news.frontier using (page_key)
where page_key = :key
"""
_PAGE = """
select page_id, url, page_kind, layout, first_seen_at, last_seen_at from news.page where page_key = :key
"""
_TRIED = """
with mine as (select page_id from news.page where page_key = :key),
tried as (
    select * from news.fetch_attempt where asked_key = :key or page_id in (select page_id from mine)
),
capture as (
    select * from news.capture
    where page_id in (select page_id from mine) or capture_id in (select capture_id from tried)
)
select capture.capture_id, coalesce(tried.run_id, capture.run_id) as run_id, requested_at, captured_at, asked_url,
       answered_url, hops, status, coalesce(capture.outcome, tried.outcome) as outcome,
       coalesce(tried.reason, quarantine.reason) as reason, coalesce(tried.detail, quarantine.detail) as detail,
       failure_class, robots, robots_rule, waited_seconds, elapsed_seconds, wire_bytes, byte_count, body_hash,
       case when erased_at is null then archive_ref end as archive_ref, agent, try_number, not_before,
       coalesce(source_path, asked_url) as source_path
from tried full join capture using (capture_id)
left join news.body using (body_id)
left join news.quarantine
    on quarantine.capture_id = capture.capture_id or quarantine.fetch_attempt_id = tried.fetch_attempt_id
order by coalesce(requested_at, captured_at) desc nulls last, capture.capture_id desc limit 20
"""


def explain_url(url: str, page_key: str) -> dict[str, Any]:
    """All that is known of an address: its place in the frontier, its page, its attempts, newest first."""
    frontier, page, attempts = (query_dicts(url, query, key=page_key) for query in (_PLANNED, _PAGE, _TRIED))
    return {"frontier": frontier[0] if frontier else None, "page": page[0] if page else None, "attempts": attempts}


def links_shown(url: str, page_id: int) -> list[str]:
    """Addresses of the related articles that a page shows now, top of the page first."""
    query = (
        "select appearance.url from news.appearance where page_id = :page and is_current and role = 'related'"
        " and appearance.url is not null order by position"
    )
    return [shown for (shown,) in query_rows(url, query, page=page_id)]
