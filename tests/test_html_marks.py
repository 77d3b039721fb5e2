"""Which cues hold, what stands beside pictures and what stands behind a text: kinds, each on small pages of our own."""

from __future__ import annotations

import pytest

from tasks.split.html import cues as c
from tasks.split.html import split_html
from tasks.split.html.cues import bits_of

TITLE = "Harbour council votes to rebuild the old breakwater"
TEXT = tuple(
    f"Paragraph {number} tells of the breakwater, of the stones that settle and of the boats that wait behind it."
    for number in range(1, 6)
)
BODY = "".join(f"<p>{line}</p>" for line in TEXT)
SPAM = "".join(
    f"<p>Offer {n}: lamps, shades and bulbs of every size are sold here for less than anywhere.</p>" for n in range(30)
)


def body_of(inside: str, head: str = "") -> tuple[str, ...]:
    page = split_html(f"<html><head>{head}</head><body>{inside}</body></html>", url=None, profile=None)
    assert page.primary is not None
    return page.primary.paragraphs


@pytest.mark.parametrize(
    ("name", "bit"),
    [
        ("has-sidebar", c.ASIDE),
        ("withSidebar", c.ASIDE),
        ("sidebar-grid", c.ASIDE),
        ("container-sidebar", c.ASIDE),
        ("comments-enabled", c.COMMENT),
        ("commentOnSelection", c.COMMENT),
        ("hasCaption", c.CAPTION),
        ("no-related", c.RELATED),
        ("data-table", c.DATE),
        ("newsletter-off", c.PROMPT),
    ],
)
def test_a_name_of_a_layout_or_a_state_does_not_name_the_thing(name: str, bit: int) -> None:
    assert not bits_of(name) & bit


@pytest.mark.parametrize(
    ("name", "bit"),
    [
        ("sidebar", c.ASIDE),
        ("sidebar-inner", c.ASIDE),
        ("right-sidebar", c.ASIDE),
        ("comments-list", c.COMMENT),
        ("image-caption", c.CAPTION),
        ("related-posts", c.RELATED),
        ("data-publicacao", c.DATE),
        ("meta-data", c.DATE),
        ("no-print", c.HIDDEN),
    ],
)
def test_a_name_of_the_thing_still_does(name: str, bit: int) -> None:
    assert bits_of(name) & bit


@pytest.mark.parametrize(
    "wrapper",
    [
        "<div style='display:none'>{}</div>",
        "<div aria-hidden=true>{}</div>",
        "<section class=comments>{}</section>",
        "<div class=sr-only>{}</div>",
    ],
)
def test_what_outweighs_the_text_stays_out_where_text_is_left_under_the_title(wrapper: str) -> None:
    assert body_of(f"<h1>{TITLE}</h1><div>{BODY}</div>" + wrapper.format(SPAM)) == TEXT


@pytest.mark.parametrize("name", ["comments-wrapper", "sidebar", "hidden", "newsletter-article", "related"])
def test_a_cue_around_the_only_text_below_the_title_is_passed_over(name: str) -> None:
    assert body_of(f"<h1>{TITLE}</h1><div class='{name}'><div>{BODY}</div></div>") == TEXT


@pytest.mark.parametrize(
    "rest",
    ["<p class='s paywall' aria-hidden=true>{}</p>", "<div class=paywall hidden><p class=s>{}</p></div>"],
)
def test_the_rest_of_a_text_behind_a_wall_is_text(rest: str) -> None:
    shown = "".join(f"<p class=s>{line}</p>" for line in TEXT[:3])
    assert body_of(f"<h1>{TITLE}</h1><div>{shown}{''.join(map(rest.format, TEXT[3:]))}</div>") == TEXT


@pytest.mark.parametrize(
    "box",
    [
        "<div class=photo><img src=a><p>The wall in winter, seen from the pilot's boat</p></div>",
        "<div><div><img src=a></div><div><span>The wall in winter, seen from the pilot's boat</span></div></div>",
        "<div class=pic><picture><img src=a></picture><em>The wall in winter, seen from the pilot's boat.</em></div>",
    ],
)
def test_the_only_words_beside_a_picture_are_its_caption(box: str) -> None:
    assert body_of(
        f"<article><h1>{TITLE}</h1><div>{BODY}{box}{BODY.replace('Paragraph', 'Section')}</div></article>"
    ) == (
        *TEXT,
        *(line.replace("Paragraph", "Section") for line in TEXT),
    )


def test_a_text_told_in_boxes_with_pictures_is_no_row_of_captions() -> None:
    boxes = "".join(f"<div class=step><img src=a><p>{line}</p></div>" for line in TEXT)
    assert body_of(f"<article><h1>{TITLE}</h1><div>{boxes}</div></article>") == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our letter and read it with your coffee.",
        "Follow us on every network that you can think of.",
        "This article was originally published by the Other Ledger.",
        "Folgen Sie uns für mehr vom Hafen.",
        "扫一扫 关注我们",
    ],
)
def test_a_plain_call_or_notice_behind_the_text_is_cut_off(line: str) -> None:
    assert body_of(f"<article><h1>{TITLE}</h1><div>{BODY}<p>{line}</p></div></article>") == TEXT


@pytest.mark.parametrize(
    "line",
    ["If you enjoyed this wall, get in touch with its keeper.", "He can be reached at keeper@wall.example, he said."],
)
def test_a_line_that_an_author_may_have_written_is_not_cut_off_alone(line: str) -> None:
    assert body_of(f"<article><h1>{TITLE}</h1><div>{BODY}<p>{line}</p></div></article>") == (*TEXT, line)


def test_a_call_amid_the_text_stays() -> None:
    line = "The mayor read aloud what the board said: sign up for our letter, and read it with your coffee."
    html = f"<article><h1>{TITLE}</h1><div>{BODY}<p>{line}</p>{BODY.replace('Paragraph', 'Section')}</div></article>"
    assert line in body_of(html)


@pytest.mark.parametrize("gap", ["<div></div>", "<hr>", "<p></p>", "<br><br>"])
def test_what_parts_two_texts_on_the_page_parts_them_in_the_record(gap: str) -> None:
    assert body_of(f"<article><h1>{TITLE}</h1><div>{gap.join(TEXT)}</div></article>") == TEXT


def test_a_heading_that_og_title_repeats_outvotes_a_headline_for_search_engines() -> None:
    stated = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "All of the breakwater"}</script>'
    page = split_html(
        f"<head><meta property=og:title content='{TITLE} | Ledger'><meta property=og:site_name content=Ledger>{stated}"
        f"</head><body><h1>{TITLE}</h1><div>{BODY}</div></body>",
        url=None,
        profile=None,
    )
    assert page.primary is not None
    assert page.primary.title == TITLE
