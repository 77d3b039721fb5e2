"""Single rules of the HTML splitter for texts, cards and kinds of pages, each on a small page of the tests' own."""

from __future__ import annotations

import json

from tasks.normalize import normalize_page
from tasks.records import Completeness, PageKind, PublisherSource
from tasks.split.html import split_html

URL = "https://weir.example.org/2026/pumps-of-the-lower-lock-run-again/"
TITLE = "Pumps of the lower lock run again"
TEXT = (
    "The pumps of the lower lock ran again on Friday, eleven weeks after the flood had silenced all four of them.",
    "Engineers had taken the motors apart on the quay, where children counted the screws and lost only one of them.",
    "The lock will open to barges on Monday, and to pleasure boats when the barges have had their turn.",
)


def article(body: str = "", *, head: str = "", before: str = "", after: str = "") -> str:
    text = body or "".join(f"<p>{line}</p>" for line in TEXT)
    return (
        f"<html lang=en><head><title>{TITLE} | The Weir</title>{head}</head><body><main><h1>{TITLE}</h1>{before}"
        f'<div class="text">{text}</div>{after}</main></body></html>'
    )


def stated(**values: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **values}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def primary_of(html: str, url: str | None = URL):
    primary = split_html(html, url=url, profile=None).primary
    assert primary is not None
    return primary


def test_a_box_in_the_text_goes_where_the_page_states_the_text_for_machines() -> None:
    box = "<p>Vote now: which of our bridges should be painted next, and in what colour of the town?</p>"
    body = f"<p>{TEXT[0]}</p>{box}<p>{TEXT[1]}</p><p>{TEXT[2]}</p>"
    assert len(primary_of(article(body)).paragraphs) == 4
    assert primary_of(article(body, head=stated(articleBody="\n".join(TEXT)))).paragraphs == TEXT


def test_a_page_that_prints_the_beginning_and_states_the_whole_gives_the_whole() -> None:
    whole = [*TEXT, *(f"Paragraph {n} of the whole report has its own number and {n} words to say." for n in range(9))]
    head = stated(articleBody="\n\n".join(whole), isAccessibleForFree=False)
    assert primary_of(article(f"<p>{TEXT[0]}</p><p>{TEXT[1]}</p>", head=head)).paragraphs == tuple(whole)


def test_a_summary_or_another_text_stated_for_machines_changes_nothing() -> None:
    for other in (TEXT[0], " ".join(f"Word{n} of something else entirely" for n in range(80))):
        assert primary_of(article(head=stated(articleBody=other))).paragraphs == TEXT


def cards_beside(lines: tuple[str, ...]):
    """The related articles of a page whose cards print one line each behind their titles."""
    cards = "".join(
        f'<li><a href="/s/{n}"><h4>Story {n} of the river and its many banks</h4><div>{line}</div></a></li>'
        for n, line in enumerate(lines)
    )
    return split_html(article(after=f"<h3>More stories</h3><ul>{cards}</ul>"), url=URL, profile=None).related


def test_cards_without_class_names_get_their_publisher_by_its_place() -> None:
    outlets = ("Harbour News", "The Quay Times", "Coast Weekly", "Estuary Post", "Island Herald")
    assert tuple(card.publisher_raw for card in cards_beside(outlets)) == outlets


def test_the_outlet_beside_a_date_and_a_read_time_is_named_without_them() -> None:
    outlets = ("Coast Ledger", "Harbour Times", "Valley Post")
    for line in ("{} | 3 hours ago | 4 min read", "3 hours ago · {}", "{} - 4 March 2026 - 12 comments"):
        cards = cards_beside(tuple(line.format(name) for name in outlets))
        assert tuple(card.publisher_raw for card in cards) == outlets


def test_an_outlet_fused_with_a_number_is_named_as_the_cards_of_the_page_print_it() -> None:
    cards = "".join(
        f'<li><a href="/s/{n}"><h4>Story {n} of the river and its banks</h4><div>{line}</div></a></li>'
        for n, line in enumerate(("Coast Ledger", "Harbour Times", "Coast Ledger", "Valley Post"))
    )
    head = '<meta property="og:site_name" content="Roundup">'
    page = article(
        head=head, before="<div>Coast Ledger22 hours ago</div>", after=f"<h3>More stories</h3><ul>{cards}</ul>"
    )
    found = primary_of(page)
    assert (found.publisher_raw, found.publisher_source) == ("Coast Ledger", PublisherSource.PRINTED)
    assert found.published_raw in (None, "22 hours ago")  # never "2 hours ago"


def test_a_list_of_details_above_the_text_is_none_of_it() -> None:
    details = "<dl><dt>Details</dt><dd>Written by: Ann Alder</dd><dd>Section: Rivers</dd><dd>Read: 12</dd></dl>"
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    assert primary_of(article(details + text)).paragraphs == TEXT
    terms = "<dl><dt>Barge</dt><dd>A flat boat for goods</dd><dt>Lock</dt><dd>A chamber for boats</dd></dl>"
    assert len(primary_of(article(terms + text)).paragraphs) == len(TEXT) + 4


def test_authors_at_the_place_of_publishers_stay_what_they_are() -> None:
    names = ("Ann Alder", "Bo Birch", "Cy Cedar", "Di Dogwood", "Ed Elm")
    assert {card.publisher_source for card in cards_beside(names)} == {PublisherSource.DOMAIN}


def test_a_machine_s_date_on_a_card_is_preferred_to_a_shorter_printed_one() -> None:
    cards = "".join(
        f'<li><h4><a href="/s/{n}">Story {n} of the river and its many banks</a></h4>'
        f'<time datetime="2026-05-0{n}T08:00:00Z">{n} May</time></li>'
        for n in range(1, 5)
    )
    page = split_html(article(after=f"<h3>Related</h3><ul>{cards}</ul>"), url=URL, profile=None)
    assert [card.published_raw for card in page.related] == [f"2026-05-0{n}T08:00:00Z" for n in range(1, 5)]


def test_a_card_inside_the_text_is_no_part_of_it() -> None:
    card = '<h3><a href="/s/9">The old ferry is for sale again</a></h3><p>It has had four owners since May.</p>'
    more = "".join(f"<p>{line} So it says in the book of the lock, on page {n}.</p>" for n, line in enumerate(TEXT))
    body = f"<p>{TEXT[0]}</p><div>{card}</div><p>{TEXT[1]}</p><p>{TEXT[2]}</p>{more}"
    assert "four owners" not in " ".join(primary_of(article(body)).paragraphs)


def test_paragraphs_beside_a_large_part_of_the_text_are_kept() -> None:
    table = "<div><p>" + "</p><p>".join(f"{line} This row is long, too." for line in TEXT * 3) + "</p></div>"
    body = "".join(f"<p>{line}</p>" for line in TEXT) + table
    assert primary_of(article(body)).paragraphs[:3] == TEXT


def test_a_river_of_posts_is_a_listing_and_no_merged_blob() -> None:
    posts = "".join(
        f'<div><h2><a href="/p/{n}">Post number {n} of this spring</a></h2>'
        + "".join(f"<p>{line} {n}</p>" for line in TEXT)
        + "</div>"
        for n in range(5)
    )
    page = split_html(f"<html><body>{posts}</body></html>", url="https://weir.example.org/blog", profile=None)
    assert page.page_kind is PageKind.LISTING
    assert len(page.related) == 5


def test_a_teaser_on_a_card_is_marked_as_one() -> None:
    cards = "".join(
        f'<li><h4><a href="/s/{n}">Story {n} of the river and its many banks</a></h4><p>{TEXT[n % 3]}</p></li>'
        for n in range(4)
    )
    page = split_html(article(after=f"<h3>Related</h3><ul>{cards}</ul>"), url=URL, profile=None)
    related = normalize_page(page, None, None).related
    assert [card.completeness for card in related] == [Completeness.TEASER] * 4


def test_the_words_of_a_heading_in_its_own_anchor_do_not_make_it_a_list_or_a_box() -> None:
    body = (
        f'<p>{TEXT[0]}</p><h2 id="more-related-news-of-the-author">What the pumps are for</h2><p>{TEXT[1]}</p>'
        f'<h3 id="nav_share_the_lock__2">Who pays for them</h3><p>{TEXT[2]}</p>'
    )
    assert primary_of(article(body)).paragraphs == (
        TEXT[0], "What the pumps are for", TEXT[1], "Who pays for them", TEXT[2],
    )  # fmt: skip


def test_a_column_that_is_pushed_aside_by_its_class_is_text() -> None:
    line = "The keeper of the lock sold lemonade to all who came to look at the screws."
    pushed = f'<div class="large-5 large-push-2 column"><p>{line}</p></div>'
    more = "".join(f"<p>{text}</p>" for text in (*TEXT, *(text[::-1] for text in TEXT)))
    assert primary_of(article(more + pushed)).paragraphs[-1] == line


def test_the_notice_of_a_consent_tool_is_no_text_wherever_it_stands() -> None:
    notice = (
        '<div class="iubenda-banner-content"><h2>Notice</h2><p>We and selected third parties store information on a '
        "device for purposes that you may read about below, and you may freely agree to them or decline.</p></div>"
        '<div role="dialog"><p>Your choice counts on this site alone; you may change it at any time you like.</p></div>'
    )
    assert primary_of(article(after=notice)).paragraphs == TEXT


def test_what_stands_beside_the_longest_part_of_a_named_text_belongs_to_it() -> None:
    long = "".join(f"<p>Point {n} of the council: {line}</p>" for n, line in enumerate(TEXT * 3))
    short = "What the council decides on Tuesday is printed on its door, point by point, and read aloud at noon."
    beside = f"<section><div><p>It meets again in a week, in the hall above the lock.</p><p>{short}</p></div></section>"
    page = article(f'<div class="entry-content"><div>{long}</div>{beside}</div>')
    assert primary_of(page).paragraphs[-1] == short


def test_a_text_among_scattered_lists_is_found_by_the_name_of_its_element() -> None:
    lists = "".join(
        f"<ul><li>{who} wrote of the lock: it was never so loud as on that day, and never so wet.</li></ul>"
        for who in ("Ann Alder", "Ben Birch", "Cleo Cedar", "Dan Dogwood", "Eve Elm")
    )
    page = (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>We print this page for you alone.</p>"
        f'<div class="postcontent">{"".join(f"<p>{line}</p>" for line in TEXT)}</div>{lists}'
        "<p>No part of this page may be shown on a stage without the leave of the editors, who rarely give it.</p>"
        "</body></html>"
    )
    assert primary_of(page, None).paragraphs == TEXT


def test_a_short_report_under_a_dated_headline_is_an_article_though_many_cards_surround_it() -> None:
    cards = "".join(
        f'<h3><a href="https://weir.example.org/news/{n}">Bridge number {n} of the town is painted once more</a></h3>'
        for n in range(30)
    )
    page = (
        f'<html><head><title>{TITLE} after long weeks</title><meta property="og:type" content="website"></head><body>'
        f"<h2>{TITLE} after long weeks</h2><div>4 March 2026, 14:30</div>"
        f"<p>{TEXT[0]}</p><p>{TEXT[1]}</p><p>{TEXT[2]}</p><p>{TEXT[0][::-1]}.</p><div>{cards}</div></body></html>"
    )
    assert split_html(page, url=None, profile=None).page_kind is not PageKind.LISTING


def test_a_line_at_the_end_that_is_only_dates_is_no_text_and_a_sentence_with_a_day_is() -> None:
    for line, is_text in (
        ("4 March 2026 (changed on 5 March 2026 | 10:19)", False),
        ("It opens on 9 March 2026.", True),
    ):
        body = "".join(f"<p>{text}</p>" for text in (*TEXT, line))
        assert (primary_of(article(body, head=stated(datePublished="2026-03-04"))).paragraphs[-1] == line) == is_text


def test_an_address_in_the_footer_of_a_page_with_a_video_is_no_text_of_it() -> None:
    links = "".join(f"<li><a href=/n{n}>Story number {n} of the other bank</a></li>" for n in range(24))
    footer = "<div><p>Weir Press Ltd.</p><p>1 Lock Street, Lower Weir</p><p>Telephone: 01 234 567</p></div>"
    page = article("<video src=/v.mp4></video>", head=stated(), after=f"<ul>{links}</ul>{footer}")
    assert primary_of(page).paragraphs == ()


def test_calls_to_read_on_are_no_titles_and_make_no_page_a_listing() -> None:
    sections = "".join(
        f"<h2>Tool {n} of the lock</h2><p>It turns {n} wheels.</p>"
        f"<p><a href=/tool/{n}>Learn more about the tool with {n} wheels</a></p>"
        for n in range(2, 12)
    )
    text = f"<p>{TEXT[0]}</p>{sections}<p>{TEXT[1]}</p>"
    html = article(text, head='<meta property="og:type" content="website">')
    page = split_html(html, url="https://weir.example.org/tools/", profile=None)
    assert (page.page_kind, page.related) == (PageKind.PUBLISHER, ())


def test_a_report_under_a_dated_headline_is_an_article_even_where_the_address_is_that_of_a_front() -> None:
    cards = "".join(
        f'<h3><a href="https://weir.example.org/news/{n}">Bridge number {n} of the town is painted once more</a></h3>'
        for n in range(60)
    )
    text = "".join(f"<p>Day {n} of the flood: {line}</p>" for n, line in enumerate(TEXT * 6))
    head = '<meta property="og:type" content="website">'
    page = article(text, head=head, before="<div>4 March 2026, 14:30</div>", after=f"<div>{cards}</div>")
    assert split_html(page, url="https://weir.example.org/news/", profile=None).page_kind is PageKind.ARTICLE


def test_components_of_a_content_system_whose_names_begin_like_a_consent_tool_s_are_text() -> None:
    body = "".join(f'<div class="cmp cmp-text"><p>{line}</p></div>' for line in TEXT)
    notice = "<p>We store information on your device for purposes that you may read about, and agree to or decline.</p>"
    page = article(body, after=f'<div class="qc-cmp2-container">{notice}</div><div class="cmpbox">{notice}</div>')
    assert primary_of(page).paragraphs == TEXT


def test_a_text_that_a_picture_cuts_in_two_elements_of_one_name_keeps_its_beginning() -> None:
    rest = "".join(f"<p>Point {n} of the council: {line}</p>" for n, line in enumerate(TEXT * 14))
    begin = "".join(f"<p>{line}</p>" for line in (*TEXT, TEXT[1][::-1]))
    page = article("".join(f'<section><div class="story-text">{half}</div></section>' for half in (begin, rest)))
    page = page.replace("h1>", "h2>")
    assert primary_of(page).paragraphs[:3] == TEXT
    assert len(primary_of(page).paragraphs) == 46


def test_days_of_a_list_and_calls_to_join_are_no_text_and_a_sentence_printed_twice_is_once() -> None:
    lines = (
        "下流の水門の四台のポンプが、洪水から十一週間ぶりに金曜日に動き始めた。",
        "水門は月曜日に貨物船に開かれ、遊覧船はその後に通される。",
    )
    more = ("この記事は会員限定です。", "1月13日", lines[0], "2026年1月14日")
    body = "".join(f"<p>{line}</p>" for line in (*lines, *TEXT, *more))
    assert primary_of(article(body)).paragraphs == (*lines, *TEXT)


def test_links_in_the_text_that_the_page_lists_as_related_are_no_text_nor_are_those_beside_them() -> None:
    links = ("A walk along the mill race in seven pictures", "How the ferry got its second name and third owner")
    inside = "".join(f'<p><a href="/2026/{n}-{n}-the-way-of-a-story/">{one}</a></p>' for n, one in enumerate(links))
    body = f"<p>{TEXT[0]}</p>{inside}<p>{TEXT[1]}</p><p>{TEXT[2]}</p><p>{TEXT[0]} And again.</p>"
    after = (
        f'<section><h2>Related</h2><ul><li><a href="/2026/1-1-the-way-of-a-story/">{links[1]}</a></li></ul></section>'
    )
    html = article(body, after=after).replace("/2026/", "https://elsewhere.example.net/2026/")
    assert links[0] in primary_of(article(body).replace("/2026/", "https://elsewhere.example.net/2026/")).paragraphs
    assert not {*links} & {*primary_of(html).paragraphs}
    assert links[1] in [card.title for card in split_html(html, url=URL, profile=None).related]


def test_banners_notices_of_affiliates_and_what_stands_in_for_a_video_are_no_text() -> None:
    boxes = (
        '<div class="post-banner"><p>Get your own pump in a day, delivered by boat and by our friendly crew.</p></div>',
        '<div class="affiliate-note"><p>We may earn something if you buy a pump by way of these pages.</p></div>',
        '<div class="video-fallback"><p>Refresh your browser or tap here to see other videos of our team.</p></div>',
    )
    body = "".join(f"<p>{line}</p>{box}" for line, box in zip(TEXT, boxes, strict=True))
    assert primary_of(article(body)).paragraphs == TEXT


def test_a_title_cut_in_the_middle_of_a_word_gives_way_to_the_heading_that_prints_it_whole() -> None:
    html = article().replace(f"<title>{TITLE} | The Weir", f"<title>{TITLE[:-3]} | The Weir")
    assert primary_of(html).title == TITLE


def test_headings_over_more_articles_are_known_by_the_words_between() -> None:
    for heading in ("You’ll also love...", "More helpful articles", "More Japan travel guides"):
        links = "".join(
            f'<p><a href="https://elsewhere.example.net/{n}">The way of story {n} to its readers</a></p>' for n in "12"
        )
        body = "".join(f"<p>{line}</p>" for line in TEXT) + f"<h3>{heading}</h3>{links}"
        assert primary_of(article(body)).paragraphs == TEXT, heading


def test_a_menu_in_one_line_is_no_related_article() -> None:
    menu = "".join(f'<a href="/{part}">{part.title()} of the house </a>' for part in ("news", "terms", "jobs", "press"))
    card = '<h3><a href="/2026/02/11/eels-of-the-upper-basin/">The eels of the upper basin are back</a></h3>'
    page = split_html(article(after=f"<section><h2>Related</h2>{card}<p>{menu}</p></section>"), url=URL, profile=None)
    assert [one.title for one in page.related] == ["The eels of the upper basin are back"]


def test_a_card_under_a_label_inside_the_text_is_no_text() -> None:
    lines = tuple(f"{line[:-1]}, says report {n} of them." for n in range(4) for line in TEXT)
    card = (
        '<div class="w3"><div>Read more</div><div>Politics</div><div><a href="/2026/the-eels-are-back-in-town/">The '
        "eels of the basin are back</a></div><p>The eels came back at night, as eels do, and stayed.</p></div>"
    )
    body = "".join(f"<p>{line}</p>{card if n == 4 else ''}" for n, line in enumerate(lines))
    assert primary_of(article(body)).paragraphs == lines


def test_cards_under_one_label_for_those_who_do_not_see_take_the_words_of_their_link() -> None:
    links = "".join(
        f'<li><a href="/2026/{n}/eels-of-the-basin/"><h3>Note on a related article:</h3>'
        f"<p>The eels of {n} are back</p></a></li>"
        for n in ("spring", "autumn")
    )
    page = split_html(article(after=f"<section><h2>More on this</h2><ul>{links}</ul></section>"), url=URL, profile=None)
    assert [one.title for one in page.related] == ["The eels of spring are back", "The eels of autumn are back"]


def test_a_motto_above_a_title_in_a_lower_heading_is_no_text() -> None:
    text = "".join(f"<div>{line}</div>" for line in (*TEXT, "The eels were not asked, and are said to be content."))
    html = (
        f"<html lang=en><head><title>{TITLE}</title>{stated()}</head><body>"
        f"<h1>Weir and Water</h1><p class=description>What goes on at the "
        f"banks of the river, and below them</p><div class=post><h3>{TITLE}</h3><div>{text}</div></div></body>"
    )
    assert primary_of(html).paragraphs[:3] == TEXT
