"""A backfill is planned once: what its parameters name becomes shards in the database, less what is in them already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db.backfill.plans import add_shards, is_planned, open_backfill, planned_items
from flows.run.direct import run_directly
from flows.run.plan_ingest import plan_fetch
from flows.settings import archive_folder, spool_folder
from flows.shards.backfill_parameters import BackfillParameters
from flows.shards.sitemaps import fetched_entries
from flows.shards.sources import Dated, Sources, cut, named_sources
from tasks.fetch.urls import safe_url

_HOW = {"batch_size", "processes", "parallel_runs", "most_addresses", "shard_size"}
"""Parameters that say how, not what: with others the same work goes on."""


def plan_backfill(parameters: BackfillParameters, url: str) -> int:
    """The backfill that these parameters ask for, all of its shards in the database; its id.

    One that was not finished goes on; captures that were added to its folders since become shards of their own.
    Raises NoCaptures and BadParameter before anything is written, StopRun when a sitemap cannot be had.
    """
    sources = named_sources(parameters)
    told = stored_form(parameters)
    if parameters.allow_private:
        remote = (warc for warc in sources.warcs if isinstance(warc, str))
        told["inside"] = sorted({_root(address) for address in (*sources.addresses, *sources.sitemaps, *remote)})
    key = hashlib.sha256(json.dumps({k: v for k, v in told.items() if k not in _HOW}, sort_keys=True).encode())
    backfill_id, _ = open_backfill(url, key=key.hexdigest(), kind="backfill", parameters=told)
    if not is_planned(url, backfill_id):
        add_shards(url, backfill_id, cut(sources, parameters, lambda urls: fetch_sitemaps(urls, url, parameters)))
    elif sources.files:
        known = planned_items(url, backfill_id)
        new = [path for path in sources.files if str(path) not in known]
        if new:
            add_shards(url, backfill_id, cut(Sources(new, [], [], []), parameters, lambda _: ()))
    return backfill_id


def stored_form(parameters: BackfillParameters) -> dict[str, Any]:
    """The parameters as JSON, paths absolute, addresses without user and password."""
    values: dict[str, Any] = parameters.model_dump(mode="json")
    for name in ("paths", "sitemaps"):
        values[name] = [
            safe_url(text) if "://" in text else str(Path(text).expanduser().resolve()) for text in values[name]
        ]
    for name in ("list_file", "warc_list", "warc_base"):
        if values[name] and "://" in values[name]:
            values[name] = safe_url(values[name])
        elif values[name]:
            values[name] = str(Path(values[name]).expanduser().resolve())
    return values


def _root(address: str) -> str:
    parts = urlsplit(safe_url(address))
    return f"{parts.scheme}://{parts.netloc}"


def fetch_sitemaps(urls: Sequence[str], url: str, parameters: BackfillParameters) -> list[tuple[Dated, Dated]]:
    """Fetch sitemaps, as a run of their own, and read them."""
    # What an index names lies on its own host, which is allowed as the index is.
    run_directly(plan_fetch(list(urls), url, allow_private=parameters.allow_private))
    entries = fetched_entries(url, archive_folder(), spool_folder(), urls)
    return [(found.pages, found.more) for found in entries]
