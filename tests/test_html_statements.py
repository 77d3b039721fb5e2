"""Title, authors and date of an article: what a page states and prints of them, each rule on a small page."""

from __future__ import annotations

import pytest

from tasks.normalize import normalize_page
from tasks.split.html import split_html
from tests.test_html_rules import TEXT, TITLE, article, primary_of, stated


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<p>By Ann Alder and Bo Birch</p>", ("Ann Alder", "Bo Birch")),
        ('<div class="byline"><a>Ann Alder</a></div>', ("Ann Alder",)),
        ("<span>Von:</span><ul><li>Ann Alder</li><li>Bo Birch</li></ul>", ("Ann Alder", "Bo Birch")),
        ("<p>Ann Alder | 3 May 2026</p>", ("Ann Alder",)),
        ("<div>Soumis par Ann Alder le mer 04/03/2026 - 18:22</div>", ("Ann Alder",)),
        ("<p>Verfasst von Ann Alder am 4. März 2026</p>", ("Ann Alder",)),
        ("<p>Ann Alder</p>", ("Ann Alder",)),
        ('<p class="source">Harbour photographs</p>', ()),
        ("<p>记者：王小明、李华</p>", ("王小明", "李华")),
        ("<p>김민수 기자</p>", ("김민수",)),
    ],
)
def test_a_byline_between_title_and_text_names_the_authors(byline: str, names: tuple[str, ...]) -> None:
    assert primary_of(article(before=byline)).authors == names


def test_a_byline_behind_the_text_counts_where_none_stands_before_it() -> None:
    assert primary_of(article(after='<p class="author">Written by Ann Alder</p>')).authors == ("Ann Alder",)


def test_the_site_s_own_name_is_no_author_beside_a_person() -> None:
    head = stated(author=[{"@type": "Organization", "name": "The Weir"}, {"@type": "Person", "name": "Ann Alder"}])
    head += '<meta property="og:site_name" content="The Weir">'
    assert primary_of(article(head=head)).authors == ("Ann Alder",)
    given = stated(author={"@type": "Person", "givenName": "Ann", "familyName": "Alder"})
    assert primary_of(article(head=given)).authors == ("Ann Alder",)


def test_a_date_far_above_the_text_is_found_under_the_title() -> None:
    between = '<p class="when">3 May 2026</p>' + "".join(f'<a class="tool" href="#{n}">Tool {n}</a>' for n in range(40))
    primary = normalize_page(split_html(article(before=between), url=None, profile=None), None, None).primary
    assert primary is not None
    assert primary.published_at is not None
    assert f"{primary.published_at:%Y-%m-%d}" == "2026-05-03"


def test_a_site_s_name_as_a_linked_heading_is_no_title() -> None:
    html = article().replace(f"<h1>{TITLE}</h1>", f'<h1><a href="/">Weir and Water</a></h1><h2>{TITLE}</h2>')
    assert primary_of(html).title == TITLE


def test_a_date_that_cannot_be_read_gives_way_to_one_that_can() -> None:
    unread = '<meta property="article:published_time" content="of 2026, in the morning">'
    head = unread + '<meta name="dc.date" content="2026-03-04T10:00:00Z">'
    assert primary_of(article(head=head)).published_raw == "2026-03-04T10:00:00Z"


@pytest.mark.parametrize(
    "line", ["Published: 04.03.2026 14:30", "Veröffentlicht am 04.03.2026 14:30", "发布日期：2026-03-04 14:30:05"]
)
def test_the_one_line_that_says_published_counts_under_the_text_too(line: str) -> None:
    page = article(after=f"<footer><p>Weir Press</p><div>{line}</div></footer>")
    found = primary_of(page).published_raw
    assert found is not None and "14:30" in found


def test_the_footer_of_an_article_gives_its_date_and_that_of_the_page_does_not() -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    entry = f'<div class="entry"><h1>{TITLE}</h1><div class="text">{text}</div>%s</div>'
    own = '<div class="entry-footer">by Ann Alder on 04.03.2026, 14:30 | 3 voices</div>'
    others = "".join(f"<div><a href=/{n}>Page {n} of the town</a></div>" for n in range(12))
    for inside, outside, date in ((own, "", "04.03.2026, 14:30"), ("", others + own, None)):
        page = f"<html><body><header>The Weir</header>{entry % inside}{outside}</body></html>"
        assert primary_of(page, None).published_raw == date


def test_a_title_element_behind_a_host_s_script_is_the_page_s_and_one_in_a_picture_is_not() -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    pushed = f"<script>var host = 1;</script><div></div><html><head><title>{TITLE}</title></head><body>{text}</body>"
    assert primary_of(pushed, None).title == TITLE
    drawn = f"<body><h1>{TITLE}</h1><svg><title>An arrow that points to the left</title></svg>{text}</body>"
    assert primary_of(drawn, None).title == TITLE


@pytest.mark.parametrize("line", ["Email Login", "On This Page", "Key Takeaways", "User Admin", "Sign Up Here"])
def test_what_a_page_prints_where_others_print_the_author_is_no_name(line: str) -> None:
    assert primary_of(article(before=f'<div class="author">{line}</div>')).authors == ()


def test_the_author_behind_a_stated_title_is_no_part_of_it() -> None:
    head = stated(headline=f"{TITLE} - Ann Alder", author={"@type": "Person", "name": "Ann Alder"})
    for other in (f"{TITLE} | by Ann Alder | The Weir", f"{TITLE} - Ann Alder"):
        page = article(head=head).replace(f"<title>{TITLE} | The Weir", f"<title>{other}").replace("h1>", "div>")
        assert primary_of(page).title == TITLE


_FEED = '<link rel=alternate type="application/rss+xml" title="Lock Gazette &raquo; Feed" href=/feed>'
_LOGO = '<header><a href="/"><img src=l.png alt="Lock Gazette logo"></a></header>'
_MARK = "<footer><p>© 2019–2026 Lock Gazette Ltd. All rights reserved.</p></footer>"
_BEHIND = "<footer><p>Lock Gazette © 2026</p></footer>"
_SOURCE = '<meta name="source" content="Lock Gazette">'


def named(places: str = "", *, site: str = "", document: str = TITLE, host: str = "weir.example.org") -> tuple:
    """Publisher of a page, and where it was read: its places, the name that it states, its document's title."""
    state = f'<meta property="og:site_name" content="{site}">' if site else ""
    page = article(head=state).replace(f"<title>{TITLE} | The Weir</title>", f"<title>{document}</title>{places}")
    found = primary_of(page, f"https://{host}/2026/pumps/")
    return found.publisher_raw, str(found.publisher_source)


@pytest.mark.parametrize(
    "places",
    [_FEED + _LOGO, _LOGO + _MARK, _FEED + _MARK, _FEED + _BEHIND, _SOURCE + _LOGO],
    ids=["feed+logo", "logo+©", "feed+©", "feed+name ©", "source+logo"],
)
def test_a_name_that_two_places_of_a_page_agree_on_is_its_publisher(places: str) -> None:
    assert named(places) == ("Lock Gazette", "stated")


@pytest.mark.parametrize("place", [_FEED, _LOGO, _MARK], ids=["feed", "logo", "©"])
def test_a_name_at_one_place_alone_counts_where_the_host_is_made_of_it(place: str) -> None:
    assert named(place) == ("weir.example.org", "domain")
    assert named(place, host="www.lock-gazette.example") == ("Lock Gazette", "stated")
    assert named(place.replace("Lock Gazette", "Blogs"), host="blogs.weir.example") == ("blogs.weir.example", "domain")


def test_a_slogan_or_a_company_gives_way_to_the_name_that_the_page_prints() -> None:
    slogan = "Where the River Meets All Its Readers"
    assert named(_FEED + _LOGO, site=slogan)[0] == "Lock Gazette"
    assert named(site=slogan)[0] == slogan  # nothing better is printed
    assert named(_LOGO + _FEED, site="Harbour Holdings GmbH")[0] == "Lock Gazette"
    long = "Northern Association of Lock Keepers"
    assert named('<a href="/">NALK</a>' * 2, site=long, document=f"{TITLE} | NALK")[0] == long


def test_a_site_that_is_named_after_its_author_keeps_both() -> None:
    page = article(before='<p class="byline">Ann Alder</p>').replace("| The Weir", "| Ann Alder")
    found = primary_of(page.replace("<body>", '<body><header><a href="/">Ann Alder</a></header>'))
    assert (found.publisher_raw, found.authors) == ("Ann Alder", ("Ann Alder",))


def test_a_person_who_states_to_be_the_publisher_gives_way_to_the_site() -> None:
    ann = {"@type": "Person", "name": "Ann Alder"}
    head = stated(author=ann, publisher=ann) + '<meta property="og:site_name" content="Lock Gazette">'
    assert primary_of(article(head=head)).publisher_raw == "Lock Gazette"


def test_a_page_without_a_date_has_that_of_its_own_entry_among_the_newest() -> None:
    entries = "".join(
        f"<li><a href=/s/{n}>{title}</a> <p><time datetime=2026-05-0{n}>May {n}</time></p></li>"
        for n, title in enumerate(("Barges wait for the lock and its pumps", TITLE, "Otters move in again"), 1)
    )
    page = article(after=f"<aside><h3>Latest posts</h3><ul>{entries}</ul></aside>")
    assert primary_of(page, "https://weir.example.org/pumps").published_raw == "2026-05-02"
    orderless = page.replace("</h1>", "</h1><time datetime=02-05-2026>02-05-2026</time>", 1)
    assert primary_of(orderless, "https://weir.example.org/pumps").published_raw == "2026-05-02"
    page = page.replace(f">{TITLE}</a>", ">Another story of the river bank</a>")
    assert primary_of(page, "https://weir.example.org/pumps").published_raw is None
