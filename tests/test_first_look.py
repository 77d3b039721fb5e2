"""Sixty-one made-up pages in 27 languages, one kind of fault each, written before any was run: what is read of each.

``fixtures/first_look/pages.json``: name -> language, what is wrong with simple readers of it, markup, what must be read
(``lines`` of the text: those of the language in ``texts.json`` where nothing else is said). In the markup ``{t}`` is
the title, ``{h1}`` its heading, ``{p0}`` to ``{p2}`` are the paragraphs and ``{ps}`` all of them as <p>.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.errors import NewsweirError
from tasks.normalize import normalize_page
from tasks.records import PageRecord
from tasks.split.html import split_html

FOLDER = Path(__file__).parent / "fixtures" / "first_look"
TEXTS: dict[str, Any] = json.loads((FOLDER / "texts.json").read_text(encoding="utf-8"))
PAGES: dict[str, Any] = json.loads((FOLDER / "pages.json").read_text(encoding="utf-8"))
SEEN = datetime(2026, 3, 6, 12, tzinfo=UTC)


def html_of(page: dict[str, Any]) -> str:
    """The page with its language's title and paragraphs filled in."""
    title, paragraphs = TEXTS[page["lang"]]["title"], TEXTS[page["lang"]]["paragraphs"]
    parts = {"t": title, "h1": f"<h1>{title}</h1>", "ps": "".join(f"<p>{one}</p>" for one in paragraphs)}
    parts |= {f"p{number}": one for number, one in enumerate(paragraphs)}
    head, body = page.get("head", ""), page["body"]
    for key, value in parts.items():
        head, body = head.replace("{" + key + "}", value), body.replace("{" + key + "}", value)
    start = (
        f'<!doctype html><html lang="{page["lang"]}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
    )
    return f"{start}<body>{body}</body></html>"


def faults(name: str) -> list[str]:
    """What is read of a page and differs from what must be."""
    page = PAGES[name]
    try:
        split = split_html(html_of(page), url=f"https://{name}.example/stad/bro-1234", profile=None)
    except NewsweirError as error:
        return [f"refused: {error}"]
    return list(_differences(page, normalize_page(split, None, SEEN)))


def _differences(page: dict[str, Any], read: PageRecord) -> Iterator[str]:
    text, want, one = TEXTS[page["lang"]], page.get("want", {}), read.primary
    if one is None:
        yield "read as a listing"
        return
    body = one.body or ""
    lines = [line for line in body.split("\n") if line.strip()]
    right = want.get("lines", text["paragraphs"])
    if right is not None and lines != right:
        yield f"let in {[x for x in lines if x not in right]}, lost {[x for x in right if x not in lines]}"
    yield from (f"lost {part!r}" for part in want.get("body_has", ()) if part not in body)
    yield from (f"let in {part!r}" for part in want.get("body_lacks", ()) if part in body)
    day = one.published_at.isoformat() if one.published_at else ""
    if not day.startswith(want.get("published_at", "")):
        yield f"published {day!r} from {one.published_raw!r}"
    found = {
        "title": one.title,
        "authors": list(one.authors),
        "publisher": one.publisher,
        "related_titles": [card.title for card in read.related],
        "related": [{"publisher": card.publisher} for card in read.related],
    }
    for field, value in ({"title": text["title"]} | want).items():
        if field in found and found[field] != value:
            yield f"{field} {found[field]!r}"


@pytest.mark.parametrize("name", PAGES)
def test_a_made_up_page_is_read_as_its_author_meant_it(name: str) -> None:
    assert not faults(name), PAGES[name]["why"]
