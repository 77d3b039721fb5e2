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
        page = split_html(html, url=url, profile=None, blocks=False)
    except NewsweirError:
        return {}
    primary = page.primary or SplitArticle(title="")
    return {
        "title": primary.title,
        "authors": list(primary.authors),
        "published": iso_day(primary.published_raw, primary.language),
        "publisher": primary.publisher_raw,
        "body": "\n".join(primary.paragraphs),
        "related": [
            {"title": card.title, "href": card.url, "source": card.publisher_raw, "teaser": "\n".join(card.paragraphs)}
            for card in page.related
        ],
        "kind": str(page.page_kind),
    }


_ISO = re.compile(
    r"\W?(\d{4})[-/.]?(\d\d?)[-/.]?(\d\d?)(?!\d)"
    r"(?:[T ,]+(\d\d:?\d\d(?::?\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_DIGITS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d\d)\b")
_NAMED = re.compile(
    r"(?:(\d{1,2})[^\W\d]{0,2}[.\s-]+)?(?:de\s+)?([^\W\d]{3,10})\.?[\s-]*"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:[\d:]+ \w+ )?)?(?:de\s+)?,?\s*((?:19|20)\d\d)"
)
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan jän ene gen янв",
            "feb fév fev феб фев",
            "mar mär maa mrt мар",
            "apr avr abr апр",
            "may mai mag maj mei мая май",
            "jun juin giu июн",
            "jul juil lug июл",
            "aug aoû ago авг",
            "sep set сен",
            "oct okt ott out окт",
            "nov ноя",
            "dec dez déc dic дек",
        ),
        1,
    )
    for name in names.split()
}


def iso_day(raw: str | None, language: str | None = None) -> str | None:
    """A date as printed, as ISO; dateparser is loaded only for what the common forms do not cover."""
    if not raw:
        return None
    raw = raw.strip()
    match = _ISO.match(raw)
    if match:
        year, month, day, clock, zone = match.groups()
        text = f"{year}-{int(month):02}-{int(day):02}"
        if clock:
            digits = clock.replace(":", "").ljust(6, "0")
            text += f"T{digits[:2]}:{digits[2:4]}:{digits[4:6]}{(zone or '').replace('Z', '+00:00')}"
        try:
            return datetime.fromisoformat(text).isoformat()
        except ValueError:
            return text[:10]
    match = _DIGITS.search(raw)
    if match:
        first, second, year = match.groups()
        month_first = ("/" in raw and (language or "en-US").lower() in ("en", "en-us")) or int(second) > 12
        month, day = (first, second) if month_first and int(first) <= 12 else (second, first)
        return f"{year if len(year) == 4 else '20' + year}-{int(month):02}-{int(day):02}"
    match = _NAMED.search(raw)
    month_number = _MONTHS.get(match[2][:4].lower()) or _MONTHS.get(match[2][:3].lower()) if match else None
    if match and month_number and (match[1] or match[3]):
        return f"{match[4]}-{month_number:02}-{int(match[3] or match[1]):02}"
    import dateparser

    found = dateparser.parse(raw)
    return found.isoformat() if found else None
