"""A publisher's own page as text: one article among the site's chrome and its machine metadata."""

from __future__ import annotations

import pytest

from tasks.errors import UnknownLayout
from tasks.records import DateSource, PageKind
from tasks.split.text import split_text

BODY = (
    "The weir above the mill was opened on Monday, and the water fell by a hand within the hour, the keeper said.",
    "What the keeper found",
    "Under the silt lay the stones of an older weir, cut by hand and numbered in a script that nobody could read.",
    "It will be drawn, measured and covered again before the spring floods come down from the hills.",
)
PAGE = f"""The River Times
- The River Times, 800
Home
https://rivertimes.example/2026/05/weir-older-weir
Keeper finds an older weir under the weir
Keeper finds an older weir under the weir
The River Times
2026-05-04T08:15+0000
weir
https://rivertimes.example/img/weir.jpg
1200
The River Times

Keeper finds an older weir under the weir

08:15 GMT 04.05.2026 (Updated: 09:40 GMT 04.05.2026)
By Ada Flood and Tom Sluice
© The River Times / Ada Flood
Share
{chr(10).join(BODY[:2])}
Advertisement
{chr(10).join(BODY[2:])}
World
Sport
  • About us
© 2026 The River Times. All rights reserved.
Log in
"""


def test_the_article_is_found_among_metadata_and_chrome():
    page = split_text(PAGE, profile=None)
    assert (page.page_kind, page.related) == (PageKind.PUBLISHER, ())
    primary = page.primary
    assert primary is not None
    assert primary.title == "Keeper finds an older weir under the weir"
    assert primary.paragraphs == BODY
    assert primary.publisher_raw == "The River Times"
    assert primary.authors == ("Ada Flood", "Tom Sluice")
    assert primary.url == "https://rivertimes.example/2026/05/weir-older-weir"
    assert primary.published_raw == "08:15 GMT 04.05.2026 (Updated: 09:40 GMT 04.05.2026)"
    assert primary.modified_raw == "09:40 GMT 04.05.2026"
    assert primary.published_source is DateSource.BYLINE


def test_every_line_carries_a_label_and_a_rule():
    page = split_text(PAGE, profile=None)
    assert len(page.blocks) == sum(bool(line.strip()) for line in PAGE.split("\n"))
    assert all(block.rule for block in page.blocks)


def test_prose_without_a_date_or_an_address_is_not_taken_for_news():
    text = "A tale of two weirs\n" + "\n".join(BODY)
    with pytest.raises(UnknownLayout, match="neither a date line nor an address"):
        split_text(text, profile=None)
