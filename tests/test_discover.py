"""Feeds, sitemaps and the distance between polls, as pure rules."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.discover.feeds import Found, read_feed
from tasks.discover.polling import next_interval
from tasks.discover.sitemaps import read_sitemap

BASE = "https://weir.example/feeds/all"
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><link>https://weir.example/</link>'
    "<item><title>A&nbsp;lock</title><link>/s/2</link></item>"
    '<item><guid isPermaLink="true">https://weir.example/s/1</guid></item>'
    "<item><guid isPermaLink='false'>tag:1</guid></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://weir.example/"/>'
    '<entry><link rel="enclosure" href="/sound.mp3"/><link href="../s/3"/><id>tag:3</id></entry></feed>'
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>https://weir.example/old</loc><lastmod>2026-01-02</lastmod></url>"
    "<url><loc>https://weir.example/new</loc><news:news><news:publication_date>2026-03-04T05:06:07Z"
    "</news:publication_date></news:news></url><url><loc>https://weir.example/undated</loc></url></urlset>"
)
INDEX = "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/b.xml.gz</loc></sitemap></sitemapindex>"


@pytest.mark.parametrize(
    ("content", "links"),
    [
        (RSS, ("https://weir.example/s/2", "https://weir.example/s/1")),
        (ATOM, ("https://weir.example/s/3",)),
        (
            '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/s/4"}, {}]}',
            ("https://weir.example/s/4",),
        ),
    ],
)
def test_every_kind_of_feed_names_its_entries(content: str, links: tuple[str, ...]) -> None:
    assert read_feed(content.encode(), BASE).links == links


def test_a_sitemap_names_its_pages_newest_first_and_an_index_its_sitemaps() -> None:
    pages = tuple(f"https://weir.example/{name}" for name in ("new", "old", "undated"))
    assert read_sitemap(SITEMAP.encode(), BASE).links == pages
    assert read_sitemap(gzip.compress(SITEMAP.encode()), BASE).links == pages
    assert set(read_sitemap(INDEX.encode(), BASE).more) == {
        f"https://weir.example/{name}" for name in ("a.xml", "b.xml.gz")
    }
    assert read_sitemap(b"https://weir.example/1\nhttps://weir.example/2\n", BASE).links[1] == "https://weir.example/2"


@pytest.mark.parametrize("read", [read_feed, read_sitemap])
def test_what_breaks_in_its_middle_gives_what_came_before_and_says_so(read) -> None:
    content = (RSS if read is read_feed else SITEMAP).encode()
    found = read(content[:-60], BASE)
    assert found.links
    assert found.warning is not None
    assert "read before" in found.warning


def test_entities_of_a_document_s_own_are_not_expanded_and_no_file_is_read() -> None:
    item = "<rss><channel><item><link>/x{}</link></item></channel></rss>"
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>' + item.format("&b;")
    outside = '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + item.format("&f;")
    for content in (bomb, outside, "<rss>" + "<a>" * 5000):
        found = read_feed(content.encode(), BASE)
        assert found.links in ((), *((f"https://weir.example/x&{name}",) for name in "bf")), found
        assert found.links or found.warning


@pytest.mark.parametrize("link", ["http://[bad", "//[", "http://a]b/", ""])
def test_a_link_that_names_nothing_costs_itself_only(link: str) -> None:
    items = f"<item><link>{link}</link></item><item><link>/ok</link></item>"
    assert read_feed(f"<rss><channel>{items}</channel></rss>".encode(), BASE).links == ("https://weir.example/ok",)
    pages = f"<url><loc>{link}</loc></url><url><loc>/ok</loc></url>"
    assert read_sitemap(f"<urlset>{pages}</urlset>".encode(), BASE).links == ("https://weir.example/ok",)
    items = f'{{"items": [{{"url": "{link}"}}, {{"url": "/ok"}}]}}'
    assert read_feed(items.encode(), BASE).links == ("https://weir.example/ok",)


DOCUMENT = (
    '<?xml version="1.0" encoding="{}"?><rss><channel><item><title>\u4e2d\u6587</title>'
    "<link>/s?a=1&amp;b=2</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    "charset",
    "utf-8 UTF8 utf-16 utf-16le utf-16be gbk gb2312 gb18030 big5 shift_jis euc-jp euc-kr iso-2022-jp nobody-s".split(),
)
def test_a_feed_is_read_in_whatever_charset_it_declares(charset: str) -> None:
    text = DOCUMENT.format(charset).replace("\u6587", "" if charset == "euc-kr" else "\u6587")
    content = text.encode("utf-8" if charset == "nobody-s" else charset, "replace")
    assert read_feed(content, BASE) == Found(("https://weir.example/s?a=1&b=2",))


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf\r\n<?xml version='1.0'?><rss><channel><item><link>/s</link></item></channel></rss>",
        b"<br>Notice: x<br>\n<?xml version='1.0'?><rss><channel><item><link>/s</link></item></channel></rss>",
        b"<rss><channel><item><title>a\x08b\x00</title><link>/s</link></item></channel></rss>",
        b"<rss><channel><item><title>\xff\xfe caf\xe9</title><link>/s</link></item></channel></rss>",
        b"<rss><channel><item><link> <![CDATA[ /s ]]> </link></item></channel></rss>",
        b"<rss><channel><item><title>R&D &copy; &nosuch; &#x41;</title><link>/s</link></item></channel></rss>",
    ],
)
def test_what_feeds_carry_besides_xml_does_not_keep_them_from_being_read(content: bytes) -> None:
    assert read_feed(content, BASE) == Found(("https://weir.example/s",))


def test_an_ampersand_in_cdata_is_one() -> None:
    item = b"<rss><channel><item><link><![CDATA[/s?a=1&b=2&copy;=3]]></link></item></channel></rss>"
    assert read_feed(item, BASE).links == ("https://weir.example/s?a=1&b=2&copy;=3",)


def test_a_packed_sitemap_gives_what_came_before_its_damage_and_nothing_of_what_follows_it() -> None:
    whole = sitemap_of(5_000)
    packed = gzip.compress(whole)
    found = read_sitemap(packed, BASE)
    assert (len(found.links), found.warning) == (5_000, None)
    parts = gzip.compress(whole[:9999]) + gzip.compress(whole[9999:]) + b"junk behind it"
    assert len(read_sitemap(parts, BASE).links) == 5_000
    cut = read_sitemap(packed[:-1000], BASE)
    assert 1000 < len(cut.links) < 5_000
    assert "read before" in (cut.warning or "")
    assert read_sitemap(packed[:9], BASE).warning
    assert "more than" in (read_sitemap(gzip.compress(bytes(60_000_000)), BASE).warning or "")


def test_no_more_entries_of_a_sitemap_are_read_than_the_protocol_has() -> None:
    more = read_sitemap(sitemap_of(50_001), BASE)
    assert (len(more.links), more.warning) == (50_000, "only the first 50000 entries were read")


def sitemap_of(count: int) -> bytes:
    pages = "".join(f"<url><loc>/{number}</loc></url>" for number in range(count))
    return f"<urlset>{pages}</urlset>".encode()


def test_a_date_of_any_size_is_no_more_than_an_order() -> None:
    dates = ("99999-99-99T99:99", "9" * 100_000, "-1", "yesterday", "")
    pages = "".join(f"<url><loc>/{n}</loc><lastmod>{date}</lastmod></url>" for n, date in enumerate(dates))
    found = read_sitemap(f"<urlset>{pages}</urlset>".encode(), BASE)
    assert sorted(found.links) == [f"https://weir.example/{n}" for n in range(5)]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_exception(content: bytes) -> None:
    for read in (read_feed, read_sitemap):
        assert isinstance(read(content, BASE), Found)


@given(
    st.floats(min_value=60, max_value=86400),
    st.integers(min_value=0, max_value=50),
    st.integers(min_value=1, max_value=50),
)
def test_polls_stay_within_their_bounds_and_follow_what_is_new(interval: float, new: int, links: int) -> None:
    found = next_interval(interval, 60, 86400, new_count=min(new, links), link_count=links)
    assert 60 <= found <= 86400
    assert (found <= interval) if new else (found >= interval)
