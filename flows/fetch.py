"""The fetch flow: addresses into the archive, unread."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows.ingest import run_in_flow
from flows.plans import plan_fetch
from flows.settings import database_url
from flows.started import started


@flow(name="fetch", description=__doc__, persist_result=False)
def fetch(addresses: list[str], allow_private: bool = False) -> Any:
    """Fetch pages by hand; the final state names the outcomes."""
    return started(lambda: run_in_flow(plan_fetch(addresses, database_url(), allow_private=allow_private)))
