"""Declared sites: ``news.site`` with its declaration, ``news.start_page``, and their places in the frontier."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from db.fetching.frontier import Link, add_links
from db.outage import outlasts_outage
from db.query import query_dicts, query_rows
from db.session import engine_for

_SITE = """
insert into news.site (site_key, title, declaration) values (:name, :title, cast(:declaration as jsonb))
on conflict (site_key) do update set
    title = case when excluded.title = excluded.site_key then site.title else excluded.title end,
    declaration = excluded.declaration
returning site_id
"""
_START = """
insert into news.start_page (site_id, url, page_key, kind, min_interval_seconds, max_interval_seconds, interval_seconds,
                             max_depth, is_active)
values (:site, :url, :page_key, :kind, :shortest, :longest, :shortest, :depth, :active)
on conflict (page_key) do update set
    site_id = excluded.site_id, kind = excluded.kind, min_interval_seconds = excluded.min_interval_seconds,
    max_interval_seconds = excluded.max_interval_seconds, max_depth = excluded.max_depth,
    is_active = excluded.is_active,
    interval_seconds = least(greatest(start_page.interval_seconds, excluded.min_interval_seconds),
                             excluded.max_interval_seconds),
    updated_at = now()
returning start_page_id
"""


@outlasts_outage
def declare_site(url: str, declaration: dict[str, Any], starts: list[dict[str, Any]]) -> int:
    """Make or change a site; its id. Start pages that are no longer declared are switched off, never forgotten.

    ``starts`` holds url, page_key, host_key, kind, shortest, longest (seconds) and depth of each start page.
    """
    with engine_for(url).begin() as connection:
        name = declaration["name"]
        values = {"name": name, "title": declaration["title"] or name, "declaration": json.dumps(declaration)}
        site_id = int(connection.execute(text(_SITE), values).scalar_one())
        active = bool(declaration["is_active"])
        for start in starts:
            plain = {key: value for key, value in start.items() if key != "host_key"}
            row = connection.execute(text(_START), {**plain, "site": site_id, "active": active})
            _place(connection, site_id, int(row.scalar_one()), start)
        connection.execute(
            text("update news.start_page set is_active = false, updated_at = now()"
                 " where site_id = :site and is_active and page_key <> all(:keys)"),
            {"site": site_id, "keys": [start["page_key"] for start in starts]},
        )  # fmt: skip
        return site_id


def _place(connection: Connection, site_id: int, start_page_id: int, start: dict[str, Any]) -> None:
    link = Link(start["page_key"], start["url"], start["host_key"], site_id, start_page_id, due_reason="declared")
    if not add_links(connection, [link]):
        connection.execute(
            text("update news.frontier set site_id = :site, start_page_id = :start, depth = 0, state = 'waiting',"
                 " due_at = coalesce(due_at, now()) where page_key = :key"),
            {"site": site_id, "start": start_page_id, "key": start["page_key"]},
        )  # fmt: skip


def declared_sites(url: str) -> list[tuple[int, dict[str, Any]]]:
    """All declared sites: id and declaration, by name."""
    query = "select site_id, declaration from news.site where declaration is not null order by site_key"
    return [(site_id, dict(declaration)) for site_id, declaration in query_rows(url, query)]


@outlasts_outage
def delete_site(url: str, name: str) -> bool:
    """Take a declaration back; what was fetched stays. False when there was none."""
    with engine_for(url).begin() as connection:
        found = connection.execute(
            text("update news.site set declaration = null where site_key = :name and declaration is not null"
                 " returning site_id"),
            {"name": name},
        ).scalar_one_or_none()  # fmt: skip
        if found is None:
            return False
        connection.execute(
            text("update news.start_page set is_active = false, updated_at = now() where site_id = :site"),
            {"site": found},
        )
        connection.execute(
            text("update news.frontier set state = 'done', due_at = null, due_reason = 'its site was removed'"
                 " where site_id = :site and state = 'waiting'"),
            {"site": found},
        )  # fmt: skip
        return True


def read_start_pages(url: str) -> list[dict[str, Any]]:
    """Every start page with when it is due and why, by site and address."""
    return query_dicts(
        url,
        "select site.site_key as site, start_page.kind, start_page.url, start_page.is_active,"
        " start_page.interval_seconds, start_page.poll_count, start_page.last_polled_at,"
        " start_page.last_link_count, start_page.last_new_count, due_page.due_at, due_page.is_due,"
        " due_page.why, due_page.last_outcome, due_page.last_reason, start_page.last_warning, tried.hops,"
        " tried.answered_url"
        " from news.start_page join news.site using (site_id) join news.due_page using (page_key)"
        " left join lateral (select hops, answered_url from news.fetch_attempt"
        " where asked_key = start_page.page_key order by requested_at desc limit 1) as tried on true"
        " order by site.site_key, start_page.url",
    )


@dataclass(frozen=True, slots=True)
class StartRow:
    """A start page as it is polled; spans in seconds."""

    start_page_id: int
    kind: str
    interval: float
    shortest: float
    longest: float
    max_depth: int
    last_link_count: int | None = None
    """Links of the last poll that gave any. None: it was not polled yet."""
    page_key: str = ""
    """Identity of its address."""


def read_starts(url: str, ids: list[int]) -> dict[int, StartRow]:
    """Start pages by id."""
    query = (
        "select start_page_id, kind, interval_seconds, min_interval_seconds, max_interval_seconds, max_depth,"
        " last_link_count, page_key from news.start_page where start_page_id = any(:ids)"
    )
    return {row[0]: StartRow(*row) for row in query_rows(url, query, ids=ids)}


def record_poll(
    connection: Connection, start_page_id: int, *, interval: float, at: datetime, link_count: int | None,
    new_count: int, warning: str | None = None, is_read: bool = False,
) -> None:  # fmt: skip
    """What a poll brought. ``link_count`` is None when nothing could be read, or nothing had changed.

    ``warning``: what could not be read or followed, where ``is_read`` says that its body was looked into.
    """
    connection.execute(
        text(
            "update news.start_page set interval_seconds = :interval, last_polled_at = :at,"
            " poll_count = poll_count + 1, last_link_count = coalesce(:links, last_link_count), last_new_count = :new,"
            " last_new_at = case when :new > 0 then :at else last_new_at end,"
            " last_warning = case when :is_read then :warning else last_warning end,"
            " idle_poll_count = case when :new > 0 then 0 else idle_poll_count + 1 end, updated_at = now()"
            " where start_page_id = :id"
        ),
        {
            "interval": interval,
            "at": at,
            "links": link_count,
            "new": new_count,
            "id": start_page_id,
            "warning": warning,
            "is_read": is_read,
        },
    )
