"""The generic HTML splitter on the development corpora, where they lie beside the project; skipped elsewhere."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.errors import NewsweirError
from tasks.records import PageKind
from tasks.split.html import split_html

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
pytestmark = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="no development corpora at ../shared/corpora; see benchmarks/extraction/README.md"
)


def pages(name: str) -> Iterator[tuple[dict[str, Any], str]]:
    folder = CORPORA / name
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        with gzip.open(folder / "pages" / f"{row['id']}.html.gz") as file:
            yield row, file.read().decode(row.get("charset") or "utf-8", "replace")


def shared_words(one: str, other: str) -> float:
    a, b = Counter(one.split()), Counter(other.split())
    return 2 * sum((a & b).values()) / max(sum(a.values()) + sum(b.values()), 1)


@pytest.mark.parametrize(("name", "least"), [("fundus-dev", 0.94), ("wcxb-article-dev", 0.92), ("readability", 0.90)])
def test_bodies_agree_with_the_labelled_ones(name: str, least: float) -> None:
    scores, kinds = [], Counter[str]()
    for row, html in pages(name):
        try:
            page = split_html(html, url=row.get("url"), profile=None)
        except NewsweirError:
            scores.append(0.0)
            continue
        kinds[str(page.page_kind)] += 1
        if row.get("body"):
            body = "\n".join(page.primary.paragraphs) if page.primary else ""
            scores.append(shared_words(body, row["body"]))
    assert sum(scores) / len(scores) >= least
    assert kinds[PageKind.LISTING] <= 0.05 * sum(kinds.values())


@pytest.mark.parametrize("name", ["fundus-dev", "wcxb-article-dev"])
def test_no_text_is_invented_and_every_block_is_labelled_once(name: str) -> None:
    for row, html in pages(name):
        try:
            page = split_html(html, url=row.get("url"), profile=None)
        except NewsweirError:
            continue
        printed = {block.block.text for block in page.blocks}
        assert [block.block.line for block in page.blocks] == list(range(1, len(page.blocks) + 1))
        for one in (*page.related, *((page.primary,) if page.primary else ())):
            assert set(one.paragraphs) <= printed, row["id"]


def test_mutated_pages_end_in_a_record_or_a_typed_refusal() -> None:
    dice = random.Random(7)
    for row, html in pages("newspaper4k"):
        for _ in range(3):
            cut = list(html[: dice.randrange(2_000, 120_000)])
            for _ in range(200):
                at = dice.randrange(len(cut))
                cut[at] = dice.choice(
                    ["<", ">", '"', "</div>", "<p>", "\x00", "&", "", "<a href=x>", cut[dice.randrange(len(cut))]]
                )
            try:
                split_html("".join(cut), url=row.get("url"), profile=None)
            except NewsweirError:
                continue
