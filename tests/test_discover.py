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
    assert read_feed(content.encode(), BASE) == Found(links)


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
        assert found.links in ((), ("https://weir.example/x",)), found
        assert found.links or found.warning


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
