"""A backfill is planned once: what its parameters name becomes shards in the database, less what is in them already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db.backfill.plans import add_shards, is_planned, open_backfill, planned_items
from db.done import FAILED, done_addresses, done_captures
from flows.backfill_parameters import BackfillParameters
from flows.backfill_sources import Dated, Sources, cut, named_sources
from flows.plans import plan_fetch
from flows.run import execute
from flows.settings import archive_folder, spool_folder
from tasks.captures import Defaults, read_capture
from tasks.errors import SkipPage
from tasks.fetch.urls import safe_url
from tasks.fingerprint import page_key
from tasks.steps import run_batch
from tasks.version import PARSER_VERSION

_HOW = {"batch_size", "processes", "parallel_runs", "most_addresses", "shard_size"}
"""Parameters that say how, not what: with others the same work goes on."""
_LOOKED_UP = 1000


def plan_backfill(parameters: BackfillParameters, url: str) -> int:
    """The backfill that these parameters ask for, all of its shards in the database; its id.

    One that was not finished goes on; captures that were added to its folders since become shards of their own.
    Raises NoCaptures and BadParameter before anything is written, StopRun when a sitemap cannot be had.
    """
    sources = named_sources(parameters)
    told = stored_form(parameters)
    if parameters.allow_private:
        told["inside"] = sorted({_root(address) for address in (*sources.addresses, *sources.sitemaps)})
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
        if values[name]:
            values[name] = str(Path(values[name]).expanduser().resolve())
    return values


def _root(address: str) -> str:
    parts = urlsplit(safe_url(address))
    return f"{parts.scheme}://{parts.netloc}"


def fetch_sitemaps(urls: Sequence[str], url: str, parameters: BackfillParameters) -> list[tuple[Dated, Dated]]:
    """Fetch sitemaps, as a run of their own, and read them."""
    from tasks.steps.sitemaps import fetched_entries

    # What an index names lies on its own host, which is allowed as the index is.
    execute(plan_fetch(list(urls), url, allow_private=parameters.allow_private), lambda _: run_batch)
    entries = fetched_entries(url, archive_folder(), spool_folder(), urls)
    return [(found.pages, found.more) for found in entries]


def left_to_do(
    source: str, items: Sequence[str], mode: str, defaults: Defaults, url: str
) -> Iterator[tuple[list[str], int]]:
    """The items that are to be done, in parts, and how many items each part stands for.

    ``mode`` says what of those done before is done again: none, failed or all.
    """
    for start in range(0, len(items), _LOOKED_UP):
        part = list(items[start : start + _LOOKED_UP])
        if mode == "all":
            yield part, len(part)
            continue
        again = (None, FAILED) if mode == "failed" else (None,)
        yield [item for item, state in _states(source, part, defaults, url) if state in again], len(part)


def _states(source: str, items: Sequence[str], defaults: Defaults, url: str) -> Iterator[tuple[str, str | None]]:
    """Each item with whether it was done or failed before; None: neither."""
    if source == "urls":
        keys = {item: page_key(item, item) for item in items}
        known = done_addresses(url, list(keys.values()))
        yield from ((item, known.get(keys[item])) for item in items)
        return
    if source == "warc":
        from tasks.steps.archived import identities_of_warc

        found: dict[str, tuple[str, datetime | None] | None] = {**identities_of_warc(items, defaults)}
    else:
        found = {item: _identity(Path(item), defaults) for item in items}
    done = done_captures(url, [identity[0] for identity in found.values() if identity], PARSER_VERSION)
    for item in items:
        identity = found.get(item)
        yield item, done.get(identity) if identity else None


def _identity(path: Path, defaults: Defaults) -> tuple[str, datetime | None] | None:
    """Digest of the bytes and moment of the capture; None when it cannot be read, which the run itself will report."""
    try:
        capture = read_capture(path, defaults)
    except (SkipPage, OSError):
        return None
    return hashlib.sha256(capture.content).hexdigest(), capture.captured_at
