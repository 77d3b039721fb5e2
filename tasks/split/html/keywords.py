"""Tags and section of an article as its page states them, without machine keys, doubles and lists in one string."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tasks.split.html.outlet_names import is_no_section
from tasks.split.html.structured import MANY, Structured

_MACHINE = re.compile(r"^_|^(?:[\w.-]+ ){0,2}[\w.-]+:\s?\S|^[a-z]+_[a-z_\d]+$|^\w+=|^[0-9a-f-]{12,}$|^\d+$|[{}<>\[\]]")
"""Keys and values that systems keep among tags: "contentId: 12", "hasProduct: true", "_Prio_3"."""
_BY = re.compile(r"(?i)^(?:by|von|par|por)\s+\S")
_TAG_MOST, _SECTION_MOST = 80, 60


def tags_of(data: Structured) -> tuple[str, ...]:
    """Tags of the article, each once whatever its case, as stated."""
    value = data.article.get("keywords")
    found = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    found = (
        [one for one in found if isinstance(one, str)]
        or data.meta.get("article:tag")
        or data.meta.get("news_keywords")
        or []
    )
    out: dict[str, str] = {}
    for one in found[:MANY]:
        for part in re.split(r"[,;|、]", unescape(one) if "&" in one else one):
            tag = " ".join(part.split()).strip("#\"'“”")
            if tag and len(tag) < _TAG_MOST and not _MACHINE.search(tag):
                out.setdefault(tag.casefold(), tag)
    return tuple(out.values())[:MANY]


def section_of(value: Any, meta: str | None) -> str | None:
    """The section of an article: the first of a list, in one string or not; None for a label that is none."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str) and one.strip()), None)
    for one in (value, meta):
        if not isinstance(one, str):
            continue
        first = " ".join(re.split(r"[,;|>/]\s", unescape(one) if "&" in one else one)[0].split())
        if 1 < len(first) <= _SECTION_MOST and not (_BY.match(first) or _MACHINE.search(first) or is_no_section(first)):
            return first
    return None
