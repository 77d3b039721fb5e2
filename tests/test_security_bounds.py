"""Every field that a page fills has a bound: what is longer is cut with a mark or left out, and the page loads."""

from __future__ import annotations

import json
import random
from itertools import product
from pathlib import Path

from flows.pipeline.files import split_files
from tasks.captures import Defaults
from tasks.normalize.bounds import LONGEST_ITEM, LONGEST_URL, MOST_CHARACTERS, MOST_ITEMS
from tasks.records import PageRecord
from tests.helpers import ingest, rows, write

_BODY = "".join(f"<p>The {n}th boat left the harbour before dawn with sixty people on board.</p>" for n in range(9))
_PAGE = f"""<html><head><title>{"Ferries return " * 2_000}</title>
<link rel=canonical href="https://a.example/{"x" * 20_000}">
<meta name=keywords content="good,ba\x00d,{",".join(f"tag{n}" for n in range(300))},{"long" * 500}">
<meta name=author content="{"Kim Quay " * 1_000}"><meta property="article:section" content="{"News " * 500}">
<meta property="og:image" content="https://a.example/{"i" * 10_000}.jpg"></head>
<body><article><h1>{"Ferries return " * 2_000}</h1>{_BODY}</article></body></html>"""


def _endless(seed: int, size: int) -> str:
    """Letters that no compression makes shorter: an index entry holds them or fails."""
    return "".join(random.Random(seed).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=size))


_LONG_ADDRESSES = f"""<html><head><title>Ferries return to the quay</title>
<link rel=canonical href="https://a.example/{_endless(1, 8_000)}">
<meta property="article:section" content="{"語" * 90}">
</head><body><article><h1>Ferries return to the quay</h1>{_BODY}</article><aside><h3>Related articles</h3><ul>
<li><a href="https://b.example/{_endless(2, 8_000)}">Boats leave the harbour before dawn again</a></li>
<li><a href="https://{_endless(3, 4_000)}.example/a">Sixty people wait for the last ferry home</a></li>
<li><a href="https://c.example/a">The quay is mended after a winter of storms</a></li></ul></aside></body></html>"""


def test_a_page_of_endless_fields_loads_with_each_of_them_bounded(database, tmp_path):
    report = ingest(database, write(tmp_path / "in", _PAGE, suffix=".html"), tmp_path / "archive")
    assert report.counts == {"loaded": 1}
    report = ingest(database, write(tmp_path / "long", _LONG_ADDRESSES, suffix=".html"), tmp_path / "archive")
    assert report.counts == {"loaded": 1}
    assert rows(database, "select count(*) from bi.article where length(url) > 7000")[0][0] >= 1
    ((title, body, tags, authors, category),) = rows(
        database, "select max(length(title)), max(length(body)), max(cardinality(tags)), max(cardinality(authors)),"
        " max(length(category)) from news.article",
    )  # fmt: skip
    assert title <= MOST_CHARACTERS["title"]
    assert body <= MOST_CHARACTERS["body"]
    assert (tags or 0) <= MOST_ITEMS
    assert (authors or 0) <= MOST_ITEMS
    assert (category or 0) <= MOST_CHARACTERS["category"]
    longest = "select max(length(item)) from news.article, unnest(tags || authors) as item"
    assert (rows(database, longest)[0][0] or 0) <= LONGEST_ITEM
    assert rows(database, "select count(*) from news.page where length(url) > %s", LONGEST_URL) == [(0,)]
    assert rows(database, "select count(*) from news.article where title like '%%…'") == [(1,)]


def _signed_by(count: int, folder: Path) -> PageRecord:
    """A page whose authors stand in its JSON-LD, as it is split and normalized."""
    people = [{"@type": "Person", "name": f"{first} {last}"} for first, last in product(_FIRST, _LAST)][:count]
    stated = json.dumps({"@type": "NewsArticle", "headline": "Ferries return to the quay", "author": people})
    page = (
        f'<html><head><title>Ferries return to the quay</title><script type="application/ld+json">{stated}</script>'
        f"</head><body><article><h1>Ferries return to the quay</h1>{_BODY}</article></body></html>"
    )
    (record,) = split_files(write(folder, page, suffix=".html"), Defaults(), None)
    return record


_FIRST = "Ada Ben Cleo Dan Eve Finn Gus Hal Ida Jon Kim Lea".split()
_LAST = "Alder Birch Cedar Damson Elder Fir Gorse Hazel Ivy Juniper Larch Maple".split()


def test_forty_authors_are_forty_and_more_than_may_be_are_cut_with_a_warning(tmp_path):
    forty = _signed_by(40, tmp_path / "forty")
    assert forty.primary is not None
    assert len(forty.primary.authors) == 40
    assert not [warning for warning in forty.warnings if "cut" in warning]
    many = _signed_by(140, tmp_path / "many")
    assert many.primary is not None
    assert len(many.primary.authors) == MOST_ITEMS
    assert [warning for warning in many.warnings if "authors" in warning]
