"""Feeds and sitemaps as servers send them: what can be read is read, and what is no feed is told."""

from __future__ import annotations

import gzip

import pytest

from tasks.discover import read_feed, read_sitemap

BASE = "http://n.example/feeds/all.xml"
ALL = tuple(f"http://n.example/a/{n}" for n in (1, 2, 3))


def item(number: int, more: str = "") -> str:
    return f"<item><link>http://n.example/a/{number}</link>{more}</item>"


def rss(first: str = "", head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel>{item(1, first)}{item(2)}{item(3)}</channel></rss>'.encode()


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY site "Harbour"><!ENTITY b "&site;&site;&site;">]>'
FEEDS = {
    "an unbound prefix": rss("<media:x/>"),
    "a number for a character that XML lacks": rss("<description>a&#11;b</description>"),
    "a tag that is not closed": rss("<description>a<br>b</description>"),
    "a tag that does not match": rss("<title>a</titel>"),
    "a doubled attribute": rss('<enclosure url="x" url="y"/>'),
    "an instruction that is not ended": rss("<?php echo 1 >"),
    "an entity of its own": rss("<title>&site;</title>", DOCTYPE),
    "an entity of entities": rss("<title>&b;</title>", DOCTYPE),
    "UTF-16 declared over UTF-8": rss(head='<?xml version="1.0" encoding="utf-16"?>'),
    "a bare ampersand": rss("<title>a & b</title>"),
    "a bare less-than sign": rss("<title>1 < 2</title>"),
    "text before it": b"Warning: x in y.php\n" + rss(),
    "an item that is not closed": rss().replace(b"</item>", b"", 1),
    "capital letters": rss().upper().replace(b"HTTP://N.EXAMPLE/A/", b"http://n.example/a/"),
    "an unknown charset": rss(head='<?xml version="1.0" encoding="x-unheard"?>'),
    "UTF-16 with a mark": rss(head="").decode().encode("utf-16"),
    "packed twice": gzip.compress(gzip.compress(rss())),
    "JSON with a mark": b'\xef\xbb\xbf{"items":[' + b",".join(b'{"url":"%s"}' % u.encode() for u in ALL) + b"]}",
}


@pytest.mark.parametrize("kind", FEEDS)
def test_a_malformed_feed_gives_all_its_entries(kind):
    assert read_feed(FEEDS[kind], BASE).links == ALL


def test_links_are_resolved_against_the_bases_of_a_document():
    feed = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://o.example/b/">'
        b'<entry xml:base="2026/"><link href="p"/></entry><entry><link href="q" xml:base="/c/"/></entry></feed>'
    )
    assert read_feed(feed, BASE).links == ("http://o.example/b/2026/p", "http://o.example/c/q")


@pytest.mark.parametrize("content", [
    b"<!doctype html><html><body><h1>We moved</h1><a href='/x'>here</a></body></html>", b"nothing", b"",
])  # fmt: skip
@pytest.mark.parametrize("read", [read_feed, read_sitemap])
def test_what_is_no_feed_or_sitemap_says_so(read, content):
    found = read(content, BASE)
    assert found.links == ()
    assert found.warning and "this is no" in found.warning


def test_what_is_cut_off_a_long_feed_is_told():
    many = b'{"items":[' + b",".join(b'{"url":"http://n.example/%d"}' % n for n in range(5001)) + b"]}"
    assert read_feed(many, BASE).warning == "only the first 5000 of 5001 entries were read"


URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
DATED = (
    ("2026-06-18T01:00:00+09:00", 1), ("2026-06-17T23:00:00Z", 3), ("2026-06-17T20:00:00-01:00", 2), ("", 4),
)  # fmt: skip
SITEMAP = URLSET.format("".join(f"<url><loc>http://n.example/{n}</loc><lastmod>{d}</lastmod></url>" for d, n in DATED))


@pytest.mark.parametrize("content", [
    SITEMAP.encode(), SITEMAP.encode("utf-16"), gzip.compress(gzip.compress(SITEMAP.encode())),
    b"<br />\n<b>Notice</b>: something in x.php\n" + SITEMAP.encode(),
    b"notice: x\n\n<?xml version='1.0'?>" + SITEMAP.encode(),
], ids=["plain", "UTF-16", "packed twice", "markup before it", "text before it"])  # fmt: skip
def test_sitemaps_are_read_newest_first_whatever_their_coding_and_their_zones(content):
    links = read_sitemap(content, BASE).links
    assert links == tuple(f"http://n.example/{n}" for n in (3, 2, 1, 4))


@pytest.mark.parametrize("part", [
    b"<!--", b"<![CDATA[", b"<a ", b'<a b="', b"<item>", b"<!DOCTYPE [", b"<?", b"</item>", b"<a b='",
])  # fmt: skip
def test_a_hostile_document_is_read_to_its_end(part):
    # A reader whose time grows with the square of the size would not come to an end before the suite's time limit.
    assert read_feed(b"<rss>" + part * 200_000, BASE).links == ()


LIST = "".join(f"http://n.example/article-of-the-day/{n}\n" for n in range(3000)).encode()
ENTRIES = b"".join(b"<url><loc>http://n.example/article-of-the-day/%d</loc></url>" % n for n in range(3000))
JSON = b'{"version":"x","items":[' + b",".join(b'{"url":"http://n.example/%d"}' % n for n in range(3000)) + b"]}"
PACKED = {
    "a list": (LIST, read_sitemap),
    "a sitemap": (URLSET.format(ENTRIES.decode()).encode(), read_sitemap),
    "a feed": (b"<rss><channel>" + ENTRIES.replace(b"loc>", b"link>").replace(b"url>", b"item>"), read_feed),
    "a JSON feed": (JSON, read_feed),
}


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize(
    ("how", "least"),
    [
        (lambda packed: packed[: len(packed) // 2], 0.3),
        (lambda packed: packed[:-3], 0.99),
        (lambda packed: packed[:-8] + b"12345678", 0.99),
        (lambda packed: packed[:-3000] + b"\xff" * 3000, 0.3),
        (lambda packed: packed + b"<!-- served in 3 ms -->", 1.0),
        (lambda packed: gzip.compress(packed[:-900]), 0.3),
    ],
    ids=["cut in half", "cut in its trailer", "a wrong checksum", "damaged", "bytes behind it", "cut and packed again"],
)
def test_a_packed_listing_that_is_cut_or_damaged_gives_what_is_whole_and_says_so(kind, how, least):
    plain, read = PACKED[kind]
    whole, found = read(plain, BASE).links, read(how(gzip.compress(plain)), BASE)
    sure = int(least * 3000)
    # Behind a damage a few bytes are still unpacked before it shows: an address made of them is asked for in vain.
    assert found.links[:sure] == whole[:sure]
    assert len(found.links) <= 3000
    assert found.warning and "gzip" in found.warning


def test_a_packed_listing_that_is_whole_has_nothing_to_say():
    for plain, read in PACKED.values():
        parts = (plain[: len(plain) // 2], plain[len(plain) // 2 :])
        for packed in (gzip.compress(plain), b"".join(map(gzip.compress, parts)) + bytes(512)):
            assert len(read(packed, BASE).links) == 3000
            assert read(packed, BASE).warning == read(plain, BASE).warning


@pytest.mark.parametrize(("content", "count", "words"), [
    (JSON[:-200], 2993, "2993 entries were read before"),
    (JSON.replace(b'{"url"', b'{"title":"a\nb","url"'), 3000, None),
    (JSON.replace(b'"version":"x"', b'"version":x'), 3000, None),
    (JSON[JSON.index(b"[") : -1], 3000, None),
    (JSON.replace(b"/1500", b"/\xff"), 3000, None),
])  # fmt: skip
def test_a_json_feed_that_is_cut_or_broken_gives_its_whole_entries(content, count, words):
    found = read_feed(content, BASE)
    assert len(found.links) == count
    assert (words in (found.warning or "")) if words else found.warning is None
