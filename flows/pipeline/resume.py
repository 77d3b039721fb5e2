"""Captures that were fetched and not read, because their run died or was told not to: read as that run would have.

A feed is read as a feed, a listing gives its links, and related articles are followed as deep as their site asks.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.fetching.captures import fetched_captures
from db.fetching.frontier import claim_addresses, working
from db.fetching.sites import declared_sites, read_starts
from flows.pipeline.attempts import FetchPlan, Final
from flows.pipeline.batch import Batch, Captures
from flows.pipeline.context import RunContext
from tasks.attempt import AttemptOutcome
from tasks.captures import LARGEST_BYTES
from tasks.fingerprint import page_key
from tasks.site import Site
from tasks.work import CaptureItem


def resume(batch: Batch) -> Captures:
    """A batch of captures that wait in the archive, as ``fetch`` would have handed it on; the network is not asked.

    Each address is in the batch once. One that somebody else has read meanwhile stays in it under its number.
    """
    url = batch.context.database_url
    ids = [item.capture_id for item in batch.items if isinstance(item, CaptureItem)]
    waiting = {found.capture_id: found for found in fetched_captures(url, ids, len(ids) + 1)}
    addresses = [waiting[number].asked_url if number in waiting else f"capture:{number}" for number in ids]
    plan = frontier_plan(batch.context, [page_key(address, address) for address in addresses], addresses)
    for address, number in zip(addresses, ids, strict=True):
        found = waiting.get(number)
        if found is not None:
            batch.finals[address] = Final(
                AttemptOutcome.FETCHED, None, None, None, found.answered_url, number, None
            )  # fmt: skip
    pages = [at for at, address in enumerate(addresses) if plan.is_page(address)]
    return Captures(batch, [CaptureItem(ids[at]) for at in pages], plan, [addresses[at] for at in pages])


def frontier_plan(context: RunContext, keys: Sequence[str], urls: Sequence[str] = ()) -> FetchPlan:
    """What a run knows of pages that it fetches: their places in the frontier, their start pages and sites."""
    url = context.database_url
    with working(url) as worker:
        rows = claim_addresses(url, worker.number, keys)
    starts = read_starts(url, sorted({row.start_page_id for row in rows.values() if row.start_page_id}))
    sites = [(number, Site.from_dict(values, f"site {values['name']}")) for number, values in declared_sites(url)]
    return FetchPlan(context, sites, rows, starts, LARGEST_BYTES, urls)
