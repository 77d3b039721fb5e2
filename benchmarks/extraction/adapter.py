"""The project's side of the extraction benchmark: one page in, the dict that the scorer reads out.

``extract_eval.py … --project-call benchmarks.extraction.adapter:split`` calls ``split``: the whole of what an ingest
does to a page in one process, metadata, dates and language included. The records of the labelled blocks are left out.
"""

from __future__ import annotations

from typing import Any

from flows.pipeline.records import warm
from flows.run.contract import scored
from tasks.errors import NewsweirError
from tasks.normalize import normalize_page
from tasks.split.html import split_html
from tasks.workers.fork_server import fewer_collections

warm()
fewer_collections()  # both as a parse worker does when it starts


def split(html: str, url: str | None) -> dict[str, Any]:
    """Split one page and put the result into the scorer's words; a refused page answers with nothing."""
    try:
        page = split_html(html, url=url, profile=None, blocks=False)
    except NewsweirError:
        return {}
    normal = normalize_page(page, None, None)
    return scored(normal.primary, normal.related) | {"kind": str(page.page_kind)}
