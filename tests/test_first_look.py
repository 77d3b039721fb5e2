"""Sixty made-up pages in 27 languages, one kind of fault each: what is read of each, field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tasks.errors import NewsweirError
from tasks.normalize import normalize_page
from tasks.split.html import split_html
from tests.first_look_pages import CASES, TITLES

SEEN = datetime(2026, 3, 6, 12, tzinfo=UTC)


def faults(name: str) -> list[str]:
    """What is read of a page and differs from what must be."""
    lang, _, html, want = CASES[name]
    try:
        page = normalize_page(split_html(html, url=f"https://{name}.example/stad/bro-1234", profile=None), None, SEEN)
    except NewsweirError as error:
        return [f"refused: {error}"]
    one = page.primary
    if one is None:
        return ["read as a listing"]
    lines = [line for line in (one.body or "").split("\n") if line.strip()]
    found = [] if one.title == TITLES[lang] else [f"title {one.title!r}"]
    if want["lines"] is not None and lines != want["lines"]:
        found.append(f"let in {[x for x in lines if x not in want['lines']]}, lost {[x for x in want['lines'] if x not in lines]}")
    found += [f"lost {part!r}" for part in want.get("body_has", ()) if part not in (one.body or "")]
    found += [f"let in {part!r}" for part in want.get("body_lacks", ()) if part in (one.body or "")]
    if "authors" in want and list(one.authors) != want["authors"]:
        found.append(f"authors {list(one.authors)}")
    if "published_at" in want and not (one.published_at and one.published_at.isoformat().startswith(want["published_at"])):
        found.append(f"published {one.published_at} from {one.published_raw!r}")
    if "publisher" in want and one.publisher != want["publisher"]:
        found.append(f"publisher {one.publisher!r}")
    cards: list[Any] = list(page.related)
    if "related_titles" in want and [card.title for card in cards] != want["related_titles"]:
        found.append(f"related {[card.title for card in cards]}")
    if "related" in want and [card.publisher for card in cards] != [row["publisher"] for row in want["related"]]:
        found.append(f"publishers {[(card.title, card.publisher) for card in cards]}")
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_made_up_page_is_read_as_its_author_meant_it(name: str) -> None:
    assert not faults(name), CASES[name][1]
