"""Shapes of pages that systems in the field print, each on a small page of the tests' own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.errors import EmptyCapture
from tasks.normalize import NormalPage, normalize_page
from tasks.records import Completeness, PageKind, SplitArticle, SplitPage
from tasks.split.html import split_html

URL = "https://echo.example.org/2026/otters-move-into-the-town-canal/"
TITLE = "Otters move into the town canal"
TEXT = (
    "Three otters have moved into the canal behind the old tannery, the town's warden of waters said on Tuesday.",
    "Children saw them first, on their way to school, and were believed only when the baker had seen them too.",
    "The warden asks everybody to keep dogs on a lead, and anglers to share with good grace what they catch there.",
)
OTHERS = (
    "Canal walls to be fixed in spring",
    "The tannery becomes a theatre at last",
    "Why the herons of the park have left",
)
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
BODY = "".join(f"<p>{line}</p>" for line in TEXT)


def page(
    body: str,
    *,
    heading: str = f"<h1>{TITLE}</h1>",
    before: str = "",
    after: str = "",
    head: str = "",
    lang: str = "en",
) -> str:
    return (
        f"<html lang={lang}><head><title>{TITLE} | Echo</title>{head}</head><body><header><a href='/'>Echo</a></header>"
        f"<main>{heading}{before}<div class=x1>{body}</div>{after}</main></body></html>"
    )


def split(html: str, url: str = URL) -> SplitPage:
    return split_html(html, url=url, profile=None)


def primary(html: str) -> SplitArticle:
    found = split(html).primary
    assert found is not None
    return found


def normal(html: str) -> NormalPage:
    return normalize_page(split(html), None, NOW)


def cards(pattern: str) -> str:
    return "".join(pattern.format(n=n, title=title, url=f"/2026/other-{n}") for n, title in enumerate(OTHERS))


# -- titles


@pytest.mark.parametrize(
    "heading",
    [
        f"<h3 class=post-title>{TITLE}</h3>",
        f"<div><b>{TITLE}</b></div>",
        f"<h1>{TITLE}<small>The warden asks for patience</small></h1>",
        f"<h1>4 March 2026 {TITLE}</h1>",
        f"<h1>{TITLE} ¶</h1>",
    ],
)
def test_the_title_is_found_in_no_heading_and_beside_what_is_glued_to_it(heading: str) -> None:
    assert primary(page(BODY, heading=heading)).title == TITLE


@pytest.mark.parametrize(
    ("document", "title"),
    [
        (f"{TITLE} :: Echo :: Local news", TITLE),
        (f"Echo Diary: {TITLE}", TITLE),
        ("水獭迁入城中旧运河引来市民围观_回声新闻网", "水獭迁入城中旧运河引来市民围观"),
    ],
)
def test_a_documents_title_loses_the_names_of_its_site(document: str, title: str) -> None:
    html = f"<html><head><title>{document}</title></head><body><h4 class=t>{title}</h4><div>{BODY}</div></body></html>"
    assert primary(html).title == title


# -- dates


@pytest.mark.parametrize(
    ("printed", "lang"),
    [
        ("Mar 4", "en"),
        ("٤ آذار ٢٠٢٦ - ٩:١٥", "ar"),
        ("4 مارس 2026", "ar"),
        ("۱۳ اسفند ۱۴۰۴ - ۱۰:۲۰", "fa"),
        ("2026. 3. 4. 09:10", "ko"),
        ("ב-4 במרץ 2026", "he"),
        ("4 มีนาคม 2569", "th"),
        ("03/04/2026", "en-US"),
    ],
)
def test_a_printed_date_is_read_in_many_scripts_and_calendars(printed: str, lang: str) -> None:
    found = normal(page(BODY, before=f"<div class=meta>{printed}</div>", lang=lang)).primary
    assert found is not None
    assert found.published_at is not None
    assert found.published_at.date().isoformat() == "2026-03-04"


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 5 March 2026 09:00 | First published: 3 March 2026",
        "<span>3 March 2026</span> <span>Updated</span> <span>5 March 2026</span>",
        '<time datetime="2026-03-03">3 March</time><time class=updated datetime="2026-03-05">5 March</time>',
    ],
)
def test_the_date_of_a_change_is_not_that_of_publication(line: str) -> None:
    top = "<div>Thursday, March 5, 2026</div>"
    found = normal(page(BODY, heading=f"{top}<h1>{TITLE}</h1>", before=f"<div>{line}</div>")).primary
    assert found is not None
    assert found.published_at is not None
    assert found.published_at.date().isoformat() == "2026-03-03"


def test_a_video_beside_the_text_does_not_date_it() -> None:
    head = (
        '<script type="application/ld+json">[{"@type":"VideoObject","uploadDate":"2026-02-01"},'
        f'{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2026-03-04"}}]</script>'
    )
    assert primary(page(BODY, head=head)).published_raw == "2026-03-04"


# -- authors


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ('<div><a href="/profile/ada-quill">Ada Quill</a></div>', ("Ada Quill",)),
        ('<div><a rel=author href="/p/7">Ada Quill</a></div>', ("Ada Quill",)),
        ("<p>By <span itemprop=author><span itemprop=name>Ada Quill</span></span></p>", ("Ada Quill",)),
        ("<p>By Ada Quill, Staff Writer<br>Wednesday, March 4, 2026</p>", ("Ada Quill",)),
        ("<p>Par Ada Quill (avec AFP) Publié le 4 mars 2026</p>", ("Ada Quill",)),
        ("<p>Γράφει η Ada Quill | 4 Μαρτίου 2026</p>", ("Ada Quill",)),
        ("<div class=author><div>Ada Quill, Ben Alder</div><div>Tim Redaksi</div></div>", ("Ada Quill", "Ben Alder")),
    ],
)
def test_authors_are_known_by_link_microdata_and_words_of_many_languages(before: str, names: tuple[str, ...]) -> None:
    assert primary(page(BODY, before=before)).authors == names


def test_a_name_that_signs_the_text_is_its_authors() -> None:
    assert primary(page(BODY + "<p><b>Ada Quill</b></p>")).authors == ("Ada Quill",)
    assert primary(page(BODY + "<p>(Reporting by Ada Quill; Editing by Jo Bell)</p>")).authors == ("Ada Quill",)


def test_names_in_the_microdata_of_cards_are_no_authors_of_the_text() -> None:
    card = "<a href={url}>{title}</a><span itemprop=author>Cal Moss</span><br>"
    assert primary(page(BODY, after=f"<h2>Related</h2>{cards(card)}")).authors == ()


# -- publishers


CARD = "<li><a href={url}>{title}</a><p>%s | 4 March 2026</p></li>"
LISTED = (
    "<h2>Related</h2><ul>"
    + "".join(
        (CARD % outlet).format(title=title, url=f"/a/{n}")
        for n, (title, outlet) in enumerate(zip(OTHERS, ("Harbour Times", "Valley Ledger", "Coast Daily"), strict=True))
    )
    + "</ul>"
)
SITE = '<meta property="og:site_name" content="Gather">'


@pytest.mark.parametrize(
    "heading",
    [
        f"<div><span>Hill Post</span> · <span>2 hours ago</span></div><h1>{TITLE}</h1>",
        f"<h1>{TITLE}</h1><p>Hill Post - Mar 4</p>",
        f'<h1>{TITLE}</h1><a href="/source/hill-post">Hill Post</a>',
    ],
)
def test_an_aggregators_title_has_its_own_outlet_beside_it(heading: str) -> None:
    found = split(page(BODY, heading=heading, after=LISTED, head=SITE))
    assert found.primary is not None
    assert found.primary.publisher_raw == "Hill Post"
    assert found.primary.authors == ()
    assert [card.publisher_raw for card in found.related] == ["Harbour Times", "Valley Ledger", "Coast Daily"]


def test_without_outlets_on_its_cards_a_page_is_its_sites_own() -> None:
    heading = f"<h1>{TITLE}</h1><p>Nature | 4 March 2026</p>"
    assert primary(page(BODY, heading=heading, head=SITE)).publisher_raw == "Gather"


# -- cards


@pytest.mark.parametrize(
    ("row", "dates"),
    [
        ("<h3><a href={url}>{title}</a></h3><p>Mar {n}, 09:15</p>", ["Mar 0, 09:15", "Mar 1, 09:15", "Mar 2, 09:15"]),
        ("<div><a href={url}>{title}</a> <span>{n}h</span></div>", ["0h", "1h", "2h"]),
        ("<p><a href={url}>{title}</a></p><p>{n} часа назад</p>", ["0 часа назад", "1 часа назад", "2 часа назад"]),
    ],
)
def test_rows_between_the_titles_of_a_list_belong_to_its_cards(row: str, dates: list[str]) -> None:
    related = split(page(BODY, after=f"<div><h2>Related</h2>{cards(row)}</div>")).related
    assert [card.title for card in related] == list(OTHERS)
    assert [card.published_raw for card in related] == dates


def test_the_length_of_a_video_is_no_date_of_its_card() -> None:
    row = "<div><a href={url}>{title}</a><span>0{n}:31</span></div>"
    assert {card.published_raw for card in split(page(BODY, after=f"<h2>Related</h2>{cards(row)}")).related} == {None}


@pytest.mark.parametrize("heading", ["اخبار مرتبط", "Читати також", "Bài viết liên quan", "Mohlo by vás zajímat"])
def test_related_lists_are_known_by_their_heading_in_more_languages(heading: str) -> None:
    rows = "<li><a href={url}>{title}</a></li>"
    found = split(page(BODY, after=f"<h4>{heading}</h4><ul>{cards(rows)}</ul>"))
    assert [card.title for card in found.related] == list(OTHERS)


# -- the end of the text


def test_a_second_article_below_the_first_is_no_text_of_it() -> None:
    other = f"<article><h1>Bakers of the quay go on strike</h1>{'<p>The ovens stayed cold for a whole day.</p>' * 9}"
    html = page(f"<article><h1>{TITLE}</h1>{BODY}</article>{other}</article>", heading="")
    assert primary(html).paragraphs == TEXT


def test_sections_under_headings_of_the_first_level_stay_together() -> None:
    body = "".join(f"<section><h1>Part {n} of the story</h1><p>{line}</p></section>" for n, line in enumerate(TEXT))
    assert set(TEXT) <= set(primary(page(body)).paragraphs)


def test_related_articles_in_full_are_no_text_of_the_primary() -> None:
    row = (
        "<div><h3><a href={url}>{title}</a></h3><p>{title}, says a report that has {n} pages and no pictures.</p></div>"
    )
    found = split(page(f"{BODY}<h2>Related coverage</h2>{cards(row * 1)}"))
    assert found.primary is not None
    assert found.primary.paragraphs == TEXT
    assert [card.title for card in found.related] == list(OTHERS)


def test_a_discussion_longer_than_the_article_is_no_text_of_it() -> None:
    talk = "".join(
        f"<div>Reader {n}<p>{n}: {TEXT[n % 3]} And another thing, {TEXT[(n + 1) % 3]}</p></div>" for n in range(9)
    )
    assert primary(page(BODY, after=f"<div class=discussion><h3>What readers say</h3>{talk}</div>")).paragraphs == TEXT


def test_line_breaks_part_paragraphs() -> None:
    assert primary(page("<br>".join(TEXT))).paragraphs == TEXT


def test_the_days_that_group_a_blogs_posts_do_not_hide_their_text() -> None:
    heading = f"<div class=date-outer><h2 class=date-header>Wednesday, March 4, 2026</h2><h3>{TITLE}</h3>"
    assert primary(page(f"{'<br><br>'.join(TEXT)}</div>", heading=heading)).paragraphs == TEXT


# -- wording


def test_joiners_that_a_script_is_spelled_with_stay_in_titles() -> None:
    title = "بازگشایی بازار قدیمی می‌شود و مغازه‌ها باز می‌گردند"
    html = f"<html lang=fa><head><title>{title}</title></head><body><h1>{title}\u200b</h1>{BODY}</body></html>"
    found = normal(html).primary
    assert found is not None
    assert found.title == title


# -- pages whose scripts print them


def test_a_page_that_prints_nothing_but_states_its_article_is_an_article_without_a_text() -> None:
    head = f'<meta property="og:type" content="article"><meta property="og:title" content="{TITLE} | Echo">'
    html = f"<html><head><title>{TITLE} | Echo</title>{head}</head><body><script>render()</script></body></html>"
    found = split(html)
    assert found.page_kind is PageKind.PUBLISHER
    article = normal(html).primary
    assert article is not None
    assert (article.title, article.completeness) == (TITLE, Completeness.NONE)
    with pytest.raises(EmptyCapture):
        split("<html><head><title>Echo</title></head><body><script>render()</script></body></html>")


def test_long_teasers_of_cards_under_a_related_heading_are_no_text_of_the_primary() -> None:
    teaser = (
        "Nobody had expected so many people on the quay before sunrise, and nobody had brought enough bread for them."
    )
    listed = "".join(f"<li><a href='/s/{n}'>The ferry of ward {n} stays out</a><p>{teaser}</p></li>" for n in range(3))
    html = f"<html><body><div><h1>{TITLE}</h1>{BODY}<h2>Related articles</h2><ul>{listed}</ul></div></body></html>"
    found = split(html)
    assert found.primary is not None
    assert teaser not in found.primary.paragraphs
    assert [card.paragraphs for card in found.related] == [(teaser,)] * 3


# -- what stands inside a text


LONG = tuple(f"{line} It was the talk of the quay for {n} days." for n, line in enumerate(TEXT, 2))


def test_a_list_of_links_to_the_own_site_inside_the_text_is_to_read_also() -> None:
    links = "".join(f'<li><a href="/s/{n}">{title}</a></li>' for n, title in enumerate(OTHERS))
    paragraphs = [f"<p>{line}</p>" for line in (*TEXT, *LONG)]
    found = split(page(f"{''.join(paragraphs[:4])}<ul>{links}</ul>{''.join(paragraphs[4:])}"))
    assert found.primary is not None
    assert found.primary.paragraphs == (*TEXT, *LONG)


@pytest.mark.parametrize("item", ["<li><a href={url}>{title}</a></li>", "<li><p><a href={url}>{title}</a></p></li>"])
def test_a_list_of_links_that_a_line_leads_into_is_text(item: str) -> None:
    items = "".join(item.format(url=f"https://else.example.net/{n}", title=title) for n, title in enumerate(OTHERS))
    lead = "<p>What the warden has read about them this week:</p>"
    assert set(OTHERS) <= set(primary(page(f"{BODY}{lead}<div><ul>{items}</ul></div>{BODY}")).paragraphs)


def test_a_lone_link_to_read_also_between_two_paragraphs_is_no_related_article() -> None:
    box = f'<div class="box-in"><b>Read also</b><a href="/s/1">{OTHERS[0]}</a></div>'
    found = split(page(BODY + box + "".join(f"<p>{line}</p>" for line in LONG)))
    assert found.related == ()
    assert found.primary is not None
    assert found.primary.paragraphs == (*TEXT, *LONG)


def test_a_gallery_that_counts_its_pictures_is_no_text() -> None:
    slides = "".join(
        f"<h2>{n}/9 An otter in the rain</h2><p>Otter {n} looks at the baker's cat and waits.</p>" for n in (1, 2, 3)
    )
    assert primary(page(f"{BODY}<div>{slides}</div>")).paragraphs == TEXT


def test_questions_and_answers_behind_the_text_are_of_it() -> None:
    answers = "".join(f"<div><h3>Do otters bite on day {n}?</h3><div>{line}</div></div>" for n, line in enumerate(LONG))
    text = primary(page(BODY, after=f"<section><h2>Frequently asked questions</h2>{answers}</section>")).paragraphs
    assert text[-1] == LONG[-1]


def test_sections_under_headings_that_link_to_other_sites_are_no_related_articles() -> None:
    sections = "".join(
        f'<div><h3><a href="https://else.example.net/{n}">{title}</a></h3><p>{n} {" ".join(LONG)}</p></div>'
        for n, title in enumerate(OTHERS)
    )
    text = primary(page(f"{BODY}<h2>Recommended walks:</h2>{sections}")).paragraphs
    assert f"1 {' '.join(LONG)}" in text


def test_a_paragraph_of_two_lines_is_not_the_whole_text() -> None:
    rows = "".join(f"<tr><td>Otter {n}</td><td>Came on day {n}</td></tr>" for n in range(3))
    text = primary(page(f"<p>{LONG[0]}<br><br>{LONG[1]}</p><table>{rows}</table>")).paragraphs
    assert text[-1] == "Came on day 2"


# -- bylines


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ("<p>ByAda Quill</p>", ("Ada Quill",)),
        ("<p>By Ada E. Quill</p>", ("Ada E. Quill",)),
        ("<p>Words by Ada Quill &amp; Ben Alder<br>Photographs by Lil Reed</p>", ("Ada Quill", "Ben Alder")),
        ("<p>Photographs by Lil Reed</p>", ("Lil Reed",)),
        ("<p>Interview: Ada Quill | 4 March 2026</p>", ("Ada Quill",)),
        ("<p>Haber: Ada Quill</p>", ("Ada Quill",)),
        ("<p>लेखक: राजेश कुमार</p>", ("राजेश कुमार",)),
        ("<p>【山田太郎、佐藤花子】</p>", ("山田太郎", "佐藤花子")),
        ('<div class="author">松村太郎</div>', ("松村太郎",)),
        ('<div class="author">quill77</div>', ("quill77",)),
        ("<footer>Submitted by Ada Quill on Wed, 03/04/2026 - 10:15</footer>", ("Ada Quill",)),
        ('<div class="author"><p>Ada Quill</p><p>Marketing Director</p></div>', ("Ada Quill",)),
        ('<div><a href="https://who.example.net/@ada">Ada Quill</a></div>', ("Ada Quill",)),
        ('<div class="author">Previous Post</div>', ()),
    ],
)
def test_a_byline_gives_names_without_what_stands_around_them(before: str, names: tuple[str, ...]) -> None:
    assert primary(page(BODY, before=before)).authors == names


def test_an_account_stated_as_the_author_yields_to_the_byline() -> None:
    head = '<meta name="author" content="a.quill77">'
    assert primary(page(BODY, before="<p>By Ada Quill</p>", head=head)).authors == ("Ada Quill",)
    assert primary(page(BODY, head=head)).authors == ("a.quill77",)


def test_an_outlet_beside_the_date_is_no_author() -> None:
    assert primary(page(BODY, before="<p>Harbour Times • 4 March 2026</p>")).authors == ()


# -- dates that contradict each other


def test_an_earlier_day_printed_beside_the_title_is_that_of_publication() -> None:
    head = (
        f'<script type="application/ld+json">{{"@type":"BlogPosting","headline":"{TITLE}",'
        '"datePublished":"2026-03-04T10:00:00Z"}</script>'
    )
    for printed, day in (
        ("January 7, 2026", "2026-01-07"),
        ("March 3, 2026", "2026-03-04"),  # the other side of midnight
        ("Updated January 7, 2026", "2026-03-04"),
        ("01/07/2026", "2026-03-04"),  # July or January
    ):
        found = normal(page(BODY, before=f"<div>{printed}</div>", head=head)).primary
        assert found is not None
        assert found.published_at is not None
        assert found.published_at.date().isoformat() == day


def test_a_date_of_publication_next_to_that_of_a_change_is_found_on_either_side() -> None:
    lines = ["<div>Updated: 5 March 2026 09:00</div>", "<div>Published: 4 March 2026, 10:15</div>"]
    for before in ("".join(lines), "".join(lines[::-1])):
        lead = "<p class=lead>The otters came at night and stayed, and nobody has asked them to leave so far.</p>"
        assert (primary(page(BODY, before=f"{lead}<div>By Ada Quill</div>{before}")).published_raw or "").startswith(
            "4 March 2026"
        )


@pytest.mark.parametrize(
    ("url", "lang", "starts"),
    [
        ("https://kawa.example.jp/a/1", "en", "2026-03-03T15:00:00+00:00"),
        ("https://fluss.example.de/a/1", "en", "2026-03-03T23:00:00+00:00"),
        ("https://river.example.org/a/1", "en", "2026-03-04T00:00:00+00:00"),
    ],
)
def test_a_day_begins_in_the_zone_of_the_pages_country(url: str, lang: str, starts: str) -> None:
    html = page(BODY, before="<div>4 March 2026</div>", lang=lang)
    found = normalize_page(split(html, url), None, NOW).primary
    assert found is not None
    assert found.published_min_at is not None
    assert found.published_min_at.isoformat() == starts
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2026-03-04T00:00:00+00:00"  # That day where days are counted, too.


# -- cards


def test_a_list_that_says_it_is_sponsored_is_not_related() -> None:
    paid = "".join(
        f'<div><a href="https://click.example.net/{n}">One trick that {title}</a></div>'
        for n, title in enumerate(OTHERS)
    )
    own = cards("<div><a href={url}>{title}</a></div>")
    sponsored = f"<div><h3>You may also like</h3><i>Sponsored Links</i>{paid}</div>"
    html = page(BODY, after=f"{sponsored}<div><h3>Related stories</h3>{own}</div>")
    assert [card.title for card in split(html).related] == list(OTHERS)


def test_a_date_in_one_element_with_a_cards_title_is_its_date() -> None:
    row = "<div><a href={url}><h3><small>Mar 0{n}, 2026, 10:00 ET</small> {title}</h3></a></div>"
    related = split(page(BODY, after=f"<h2>Related</h2>{cards(row.replace('0{n}', '4'))}")).related
    assert [card.title for card in related] == list(OTHERS)
    assert {card.published_raw for card in related} == {"Mar 4, 2026, 10:00 ET"}


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href={url}>{title}</a> <i>%s</i> 4 Mar 2026</li>",
        "<a href={url}><div>{title}</div><em>%s</em><span>2h</span></a>",
    ],
)
def test_a_cards_outlet_is_read_in_an_element_that_says_nothing(row: str) -> None:
    outlets = ("Harbour Times", "Valley Ledger", "Marsh and Moor Courier")
    rows = "".join(
        (row % outlet).format(title=title, url=f"/a/{n}")
        for n, (title, outlet) in enumerate(zip(OTHERS, outlets, strict=True))
    )
    related = split(page(BODY, after=f"<h3>Full coverage</h3><div>{rows}</div>")).related
    assert [card.title for card in related] == list(OTHERS)
    assert [card.publisher_raw for card in related] == list(outlets)


# -- articles that look like listings


def test_links_in_a_footer_and_some_linked_headings_make_no_listing() -> None:
    footer = "".join(f'<li><a href="/f/{n}">Report number {n} of the water works</a></li>' for n in range(12))
    parts = "".join(
        f"<h2>{f'<a href=/cam/{n}>Camera {n} above the lower lock</a>' if n % 2 else f'Camera {n} above the lock'}</h2>"
        f"<p>{n}: {LONG[n % 3]}</p>"
        for n in range(8)
    )
    text = f"<main><h1>Cameras</h1>{parts}</main><footer><ul>{footer}</ul></footer>"
    html = f"<html><head><title>Cameras</title></head><body>{text}</body></html>"
    assert split(html, "https://echo.example.org/cameras").primary is not None
