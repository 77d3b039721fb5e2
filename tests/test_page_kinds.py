"""Listings are told from articles on made-up pages of many shapes; no public corpus of listings was at hand."""

from __future__ import annotations

import random
from collections import Counter

from tasks.records import PageKind
from tasks.split.html import split_html
from tests.html_pages import article, listing

_PAGES = 150


def test_made_up_listings_are_listings_with_all_their_cards() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(_PAGES):
        html, url, count = listing(random.Random(seed))
        page = split_html(html, url=url, profile=None)
        kinds[page.page_kind] += 1
        if page.page_kind is PageKind.LISTING:
            assert page.primary is None
            assert len(page.related) == count, url
    assert kinds[PageKind.LISTING] >= 0.97 * _PAGES, kinds


def test_made_up_articles_are_articles_under_their_own_title() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(_PAGES):
        html, url, title = article(random.Random(seed))
        page = split_html(html, url=url, profile=None)
        kinds["article" if page.primary else "listing"] += 1
        assert page.primary is None or page.primary.title == title, url
    assert kinds["article"] >= 0.99 * _PAGES, kinds
