"""Dates, publishers, links and words: the kinds of doubt that records state instead of guessing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.fused_dates import split_fused
from tasks.normalize import normalize_page
from tasks.normalize.dates import is_no_date, resolve_date
from tasks.records import LinkKind, PageKind, Precision, PublisherSource, SplitArticle, SplitPage
from tasks.split.html import split_html
from tasks.split.html.json_ld import load_json
from tasks.split.html.outlet_names import is_outlet_name, site_name
from tasks.split.selfcard import without_self_card
from tasks.text import count_words

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def test_an_order_of_day_and_month_that_nothing_proves_holds_both_days_and_names_no_instant() -> None:
    found = resolve_date("02/03/2026", NOW, date_order=None)
    assert found.at is None
    assert found.precision is Precision.UNKNOWN
    assert found.min_at == datetime(2026, 2, 3, tzinfo=UTC)
    assert found.max_at is not None
    assert found.max_at > datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
    assert resolve_date("02/28/2026", NOW, date_order=None).at == datetime(2026, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "url", "other", "day"),
    [
        ("en-US", None, None, 3),
        ("en-GB", None, None, 2),
        ("de", None, None, 2),
        ("en", "https://a.example.uk/x", None, 2),
        ("en", None, "02/27/2026", 3),
        ("en", None, "27/02/2026", 2),
        ("en", None, "2026-02-03T10:00:00Z", 3),
    ],
)
def test_the_order_of_day_and_month_is_what_the_page_proves(language, url, other, day) -> None:
    article = SplitArticle("Pier", url=url, published_raw="02/03/2026", modified_raw=other, language=language)
    found = normalize_page(SplitPage(PageKind.PUBLISHER, "generic-html", article, (), url=url), None, NOW).primary
    assert found is not None
    assert found.published_at is not None
    assert found.published_at.day == day


def test_a_clock_of_an_unknown_zone_is_bounded_by_all_zones_and_one_of_a_known_zone_is_not() -> None:
    anywhere = resolve_date("4 March 2026 21:30", NOW, zone=None)
    assert anywhere.min_at == datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
    assert anywhere.max_at is not None
    assert anywhere.max_at >= datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    assert anywhere.precision is Precision.DAY
    assert resolve_date("4 March 2026 21:30 EST", NOW, zone=None).at == datetime(2026, 3, 5, 2, 30, tzinfo=UTC)


def test_a_midnight_is_a_day() -> None:
    assert resolve_date("2026-03-04T00:00:00Z", NOW).precision is Precision.DAY


def test_bounds_of_so_long_ago_hold_rounding_and_cutting_off_unless_the_profile_says_which() -> None:
    both, nearest, down = (resolve_date("12 hours ago", NOW, rounding=way) for way in (None, "nearest", "down"))
    hour = timedelta(hours=1)
    assert (both.min_at, both.max_at) == (NOW - 13 * hour, NOW - 11.5 * hour)
    assert (nearest.min_at, nearest.max_at) == (NOW - 12.5 * hour, NOW - 11.5 * hour)
    assert (down.min_at, down.max_at) == (NOW - 13 * hour, NOW - 12 * hour)


@pytest.mark.parametrize(
    ("text", "label", "date"),
    [
        ("The Estuary Post22 hours ago", "The Estuary Post", "22 hours ago"),
        ("Estuary Post26+ days ago", "Estuary Post", "26+ days ago"),
        ("Channel 42 hours ago", "Channel 4", "2 hours ago"),
    ],
)
def test_the_number_of_a_fused_date_is_whole_unless_a_space_parts_it_from_a_name(text, label, date) -> None:
    assert split_fused(text) == (label, date)


@pytest.mark.parametrize("label", ["9 min read", "21 Minutes to Read", "2 min", "2", "Lesezeit: 4 Minuten"])
def test_the_time_a_text_takes_to_read_is_no_date(label: str) -> None:
    assert is_no_date(label)


@pytest.mark.parametrize("label", ["EXCLUSIVE", "3 Minutes", "Read Next:", "Local News", "Mon", "https://a.example"])
def test_kickers_sections_read_times_days_and_addresses_are_no_outlets(label: str) -> None:
    assert not is_outlet_name(label)


def test_a_site_s_name_is_told_from_its_slogan_and_from_a_title() -> None:
    assert site_name("Raw Quay - Celebrating 18 Years of Tides", [], "www.rawquay.example") == "Raw Quay"
    assert site_name("How to build a pier", ["How to build a pier"], "quay.example") is None
    assert site_name("https://www.quay.example", [], "quay.example") is None


@pytest.mark.parametrize(
    ("href", "title", "kind"),
    [
        ("/2026/03/04/sea-wall-gets-new-stones", "Sea wall at Brackmere gets its first new stones", LinkKind.ARTICLE),
        ("/category/science-tech/", "Science, technology and the harbour", LinkKind.SECTION),
        ("/author/joan-harrow", "By Joan Harrow of Brackmere", LinkKind.PERSON),
        ("/privacy-policy", "Privacy policy of this paper", LinkKind.LEGAL),
        ("/shop/products/rye-bread", "Rye bread in a paper bag", LinkKind.PRODUCT),
        ("/harbour/boat-cleaning-services.php", "Boat cleaning services", LinkKind.PRODUCT),
        ("/harbour/how-to-choose-boat-cleaning-services", "How to choose boat services", LinkKind.ARTICLE),
        ("/training/how-to-teach-a-gull-to-come", "How to teach a gull to come", LinkKind.ARTICLE),
        ("/white%20papers/gull2026.pdf", "Everything that you should know of gulls", LinkKind.PRODUCT),
        ("/rye-bread-disclosure-policy/", "Disclosure policy", LinkKind.LEGAL),
        ("/harbour-security/news", "Harbour security news", LinkKind.SECTION),
        ("/find-a-boat-for-you?utm_medium=cpc", "These are the boats that fit your purse", LinkKind.AD),
        ("https://pubads.g.doubleclick.net/clk?id=1", "She was a baker and now she owns a boat", LinkKind.AD),
    ],
)
def test_a_related_item_says_what_it_leads_to(href: str, title: str, kind: LinkKind) -> None:
    rooms = "council office market school".split()
    text = "".join(
        f"<p>The {room} of Brackmere asked on Tuesday that the eastern pier be built anew.</p>" for room in rooms
    )
    html = (
        f"<html lang=en><title>Pier to be rebuilt - Quay Courier</title><body><article><h1>Pier to be rebuilt</h1>"
        f"{text}</article><section><h2>Related stories</h2><ul><li><h3><a href='{href}'>{title}</a></h3></li></ul>"
    )
    page = split_html(html, url="https://www.quaycourier.example/2026/pier-to-be-rebuilt", profile=None)
    assert [card.link_kind for card in page.related] == [kind]
    if kind is LinkKind.ARTICLE:
        assert (page.related[0].publisher_raw, page.related[0].publisher_source) == (
            page.primary.publisher_raw if page.primary else "",
            PublisherSource.DOMAIN,
        )


def test_the_primary_s_text_under_another_publisher_is_syndication_and_stays() -> None:
    text = ("The council voted to rebuild the pier, " * 10,)
    primary = SplitArticle("Pier to be rebuilt", text, publisher_raw="Estuary Post")
    own = SplitArticle("Pier to be rebuilt", text, publisher_raw="The Estuary Post")
    other = SplitArticle("Pier to be rebuilt", text, publisher_raw="Lyde Herald")
    assert without_self_card(primary, [own, other])[1] == [other]


@pytest.mark.parametrize(
    "text",
    [
        '\ufeff{"a": 1}', '{"a": 1,}', '/* x */ {"a": 1 // one\n}', '<!-- {"a": 1} -->', "{&quot;a&quot;: 1}",
        '{"a": 1};',
    ],
)  # fmt: skip
def test_small_faults_of_json_do_not_cost_the_whole_of_it(text: str) -> None:
    assert list(load_json(text)) == [{"a": 1}]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("श्वेतपुर परिषद ने घाट बनाने का निर्णय", 7),
        ("வெள்ளை மணல் நகரம்", 3),
        ("臨海小城白沙鎮", 7),
        ("don't stop, well-known émigré", 4),
    ],
)
def test_words_are_counted_in_every_script(text: str, count: int) -> None:
    assert count_words(text) == count


@given(st.text(st.sampled_from("ab_É1½ßñ \n.'’-—\u00ad\u0301"), max_size=40))
@settings(max_examples=200, deadline=None)
def test_words_counted_by_their_bytes_are_those_that_are_counted_by_their_letters(text: str) -> None:
    # The Thai character is one word, and keeps its paragraph from being counted by its bytes.
    paragraphs = f"é {text}".split("\n")
    by_letters = "\n".join(f"{paragraph} ก" for paragraph in paragraphs)
    assert count_words(by_letters) == count_words(f"é {text}") + len(paragraphs)
