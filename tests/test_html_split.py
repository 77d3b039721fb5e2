"""The generic HTML splitter: what it finds on small pages of our own, and what it refuses."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.errors import EmptyCapture, HostileMarkup, NewsweirError, UnknownLayout
from tasks.records import DateSource, Label, PageKind, SplitPage
from tasks.split.html import split_html

FIXTURES = Path(__file__).parent / "fixtures" / "html"
URL = "https://news.example.org/2025/03/04/harbour-bridge-reopens"
TEXT = "".join(
    f"<p>Paragraph {n} tells, in a sentence of its own and at some length, what happened by the river on day {n}.</p>"
    for n in range(1, 7)
)


def split(html: str, url: str | None = URL) -> SplitPage:
    return split_html(html, url=url, profile=None)


@pytest.fixture(scope="module")
def article() -> SplitPage:
    return split((FIXTURES / "article.html").read_text(encoding="utf-8"))


def test_an_article_with_a_related_rail_gives_primary_and_cards(article: SplitPage) -> None:
    primary = article.primary
    assert primary is not None
    assert article.page_kind is PageKind.ARTICLE
    assert primary.title == "Harbour bridge reopens after nine weeks"
    assert primary.authors == ("Ada Quill", "Ben Marlow")
    assert primary.publisher_raw == "The Tidewater Post"
    assert (primary.published_raw, primary.published_source) == ("2025-03-04T07:30:00+00:00", DateSource.METADATA)
    assert primary.modified_raw == "2025-03-04T09:00:00Z"
    assert primary.language == "en-GB"
    assert primary.category == "Local"
    assert primary.tags == ("Transport",)
    assert primary.image_url == "https://news.example.org/img/bridge.jpg"
    assert primary.is_free is True
    assert primary.url == URL


def test_the_body_is_the_authors_text_and_nothing_else(article: SplitPage) -> None:
    assert article.primary is not None
    paragraphs = article.primary.paragraphs
    assert paragraphs[0].startswith("Traffic moved over")
    assert paragraphs[-1].endswith("four weeks of patience.")
    assert "What comes next" in paragraphs
    assert not any("Advertisement" in text or "Ferry" in text or "rights reserved" in text for text in paragraphs)


def test_related_cards_carry_what_they_print_in_page_order(article: SplitPage) -> None:
    first, second = article.related
    assert first.title == "Ferry timetable stretched to cover the closure"
    assert first.url == "https://news.example.org/2025/02/11/ferry-timetable"
    assert first.publisher_raw == "Coast Courier"
    assert (first.published_raw, first.published_source) == ("11 February 2025", DateSource.CARD)
    assert first.paragraphs == ("Extra boats ran every ten minutes between the two quays from Monday on.",)
    assert first.is_teaser
    assert second.url == "https://other.example.net/bearing-maker"
    assert second.publisher_raw == "Metal Weekly"
    assert (second.published_raw, second.published_source) == (None, DateSource.ABSENT)


def test_every_block_carries_a_label_and_a_named_rule(article: SplitPage) -> None:
    labels = {block.block.text: block for block in article.blocks}
    assert labels["Harbour bridge reopens after nine weeks"].label is Label.TITLE
    assert labels["4 March 2025"].label is Label.DATE
    assert labels["Related stories"].label is Label.RELATED_HEADING
    assert labels["Coast Courier"].label is Label.CARD_PUBLISHER
    assert labels["Coast Courier"].item == 1
    assert labels["Advertisement"].label is Label.CHROME
    assert all(block.rule for block in article.blocks)
    assert [block.block.line for block in article.blocks] == list(range(1, len(article.blocks) + 1))


def test_a_listing_gives_cards_and_no_primary() -> None:
    page = split((FIXTURES / "listing.html").read_text(encoding="utf-8"), "https://news.example.org/")
    assert page.page_kind is PageKind.LISTING
    assert page.primary is None
    assert len(page.related) == 24
    assert page.related[0].title == "Story number 1 about the town and its river"
    assert page.related[0].published_raw == "1 March 2025"


def test_one_article_without_a_related_list_is_a_publisher_page() -> None:
    page = split(f"<title>t</title><h1>The river rose again on Monday</h1>{TEXT}")
    assert page.page_kind is PageKind.PUBLISHER
    assert page.primary is not None
    assert len(page.primary.paragraphs) == 6


def test_links_are_read_against_the_base_element() -> None:
    page = split(
        f'<base href="https://mirror.example.org/deep/"><h1>The river rose again on Monday</h1>{TEXT}'
        '<div><h3>Read next</h3><a href="one.html">The first of two other stories</a></div>'
    )
    assert [card.url for card in page.related] == ["https://mirror.example.org/deep/one.html"]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "#top", "http://[bad", " "]
)
def test_a_link_that_leads_to_no_page_makes_no_card(href: str) -> None:
    page = split(
        f"<h1>The river rose again on Monday</h1>{TEXT}"
        f'<h3>Read next</h3><a href="{href}">A story that is none at all</a>'
    )
    assert page.related == ()


def test_user_names_are_taken_out_of_addresses() -> None:
    page = split(
        f"<h1>The river rose again on Monday</h1>{TEXT}<div><h3>Read next</h3>"
        '<a href="https://user:secret@example.net/a">Another story of the river</a></div>'
    )
    assert page.related[0].url == "https://example.net/a"


@pytest.mark.parametrize(
    "json_ld",
    [
        "{",
        "[" * 100_000,
        '{"@type": "NewsArticle", "headline": NaN}',
        "9" * 10_000,
        '"text"',
        "null",
        '{"@graph": 1}',
        '{"@type": 5}',
    ],
)
def test_broken_json_ld_is_left_out(json_ld: str) -> None:
    page = split(f'<script type="application/ld+json">{json_ld}</script><h1>The river rose again on Monday</h1>{TEXT}')
    assert page.primary is not None
    assert page.primary.title == "The river rose again on Monday"


@pytest.mark.parametrize("html", ["", "  \n ", "<html><body><script>var a = 1</script></body></html>", "<div></div>"])
def test_a_page_without_text_is_empty(html: str) -> None:
    with pytest.raises(EmptyCapture):
        split(html)


@pytest.mark.parametrize(
    "html", ["<p>Hello.</p>", "<h1>Only a title</h1>", "<a href='/x'>One link to a story somewhere</a>"]
)
def test_a_page_that_is_not_understood_is_refused(html: str) -> None:
    with pytest.raises(UnknownLayout):
        split(html)


BOMBS = {
    "nested": "<div>" * 5_000,
    "nested and closed": "<div>" * 30_000 + "x" + "</div>" * 30_000,
    "lists": "<ul><li>" * 20_000,
    "formatting": "".join(f"<b {n}>" for n in range(2_000))
    + "".join(f"<i {n}>" for n in range(2_000))
    + "x</b>" * 2_000,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">x",
    "roots": "".join(f"<html a{n}=1>" for n in range(30_000)),
    "templates": "<template>" * 100_000,
    "large": "x" * 10_000_001,
    "links": "<a><div>" * 20_000 + "</a>" * 20_000,
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.timeout(10)
def test_markup_that_would_exhaust_the_parser_is_refused_before_it(name: str) -> None:
    with pytest.raises(HostileMarkup):
        split(BOMBS[name])


@pytest.mark.timeout(20)
def test_many_options_are_parsed_in_linear_time() -> None:
    page = split(f"<h1>The river rose again on Monday</h1>{TEXT}<select>{'<option>' * 50_000}")
    assert page.primary is not None


def test_importing_the_splitter_is_quick_and_loads_no_heavy_library() -> None:
    code = (
        "import sys, time; t = time.process_time(); import tasks.split.html; t = time.process_time() - t\n"
        "print(t, [m for m in ('numpy', 'dateparser', 'sqlalchemy', 'prefect', 'httpx', 'lxml') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=FIXTURES.parents[2]
    )
    seconds, loaded = out.stdout.strip().split(" ", 1)
    assert loaded == "[]"
    assert float(seconds) < 1.0  # 0.1 s on an idle machine


_SPACE = re.compile(r"\s+")
_PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class='related'>",
        "<div class=article-body>",
        "</div>",
        "<a href='/a'>",
        "<a href='javascript:x'>",
        "</a>",
        "<h1>",
        "</h1>",
        "<h3>Related</h3>",
        "<br>",
        "<span class=date>",
        "</span>",
        "<li>",
        "<ul>",
        "</ul>",
        "<table><td>",
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<time datetime='2025-01-01'>",
        "<svg>",
        "</svg>",
        "&nbsp;",
        "&#0;",
        "\x00",
        "\u202e",
        "\ud800",
        '<script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":"A title"}</script>',
        "<template>",
        "<select><option>",
        "A sentence of some length, with a comma and a full stop at its end. ",
        "Another title of a story ",
        "42 minutes ago",
        "日本語の見出しです。",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.one_of(_PIECES, st.text(max_size=20)), max_size=60),
    st.sampled_from([None, URL, "//x", "http://[", "/a"]),
)
def test_any_markup_gives_labelled_text_of_the_page_or_a_typed_refusal(pieces: list[str], url: str | None) -> None:
    html = "".join(pieces)
    try:
        page = split_html(html, url=url, profile=None)
    except NewsweirError:
        return
    lines = [block.block.line for block in page.blocks]
    assert lines == list(range(1, len(lines) + 1))
    assert all(block.block.text.strip() and isinstance(block.label, Label) and block.rule for block in page.blocks)
    printed = {block.block.text for block in page.blocks}
    for one in page.related:
        assert one.title in printed
        assert set(one.paragraphs) <= printed
    if page.primary is not None:
        assert set(page.primary.paragraphs) <= printed
