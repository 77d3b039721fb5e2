"""The project's side of the extraction benchmark: one page in, the dict that the scorer reads out.

``extract_eval.py … --project-call benchmarks.extraction.adapter:split`` calls ``split``.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tasks.errors import NewsweirError
from tasks.records import SplitArticle
from tasks.split.html import split_html


def split(html: str, url: str | None) -> dict[str, Any]:
    """Split one page and put the result into the scorer's words; a refused page answers with nothing."""
    try:
        page = split_html(html, url=url, profile=None)
    except NewsweirError:
        return {}
    primary = page.primary or SplitArticle(title="")
    return {
        "title": primary.title,
        "authors": list(primary.authors),
        "published": iso_day(primary.published_raw),
        "publisher": primary.publisher_raw,
        "body": "\n".join(primary.paragraphs),
        "related": [
            {"title": card.title, "href": card.url, "source": card.publisher_raw, "teaser": "\n".join(card.paragraphs)}
            for card in page.related
        ],
        "kind": str(page.page_kind),
    }


_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d:?\d\d(?::?\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?")


def iso_day(raw: str | None) -> str | None:
    """A date as printed, as ISO; dateparser is loaded only for what is not ISO already."""
    if not raw:
        return None
    match = _ISO.match(raw.strip())
    if match:
        year, month, day, clock, zone = match.groups()
        text = f"{year}-{month}-{day}"
        if clock:
            digits = clock.replace(":", "").ljust(6, "0")
            text += f"T{digits[:2]}:{digits[2:4]}:{digits[4:6]}{(zone or '').replace('Z', '+00:00')}"
        try:
            return datetime.fromisoformat(text).isoformat()
        except ValueError:
            return f"{year}-{month}-{day}"
    import dateparser

    found = dateparser.parse(raw)
    return found.isoformat() if found else None
