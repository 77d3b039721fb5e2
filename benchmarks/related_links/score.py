"""Score what related items lead to, and the publishers that pages print, against labels made by hand.

    python benchmarks/related_links/score.py CORPORA

``CORPORA`` is the folder of the corpora of pages. Labels are in ``kinds.jsonl`` (corpus, page, digest of the item's
address, kind), in ``kinds_blind.jsonl`` and ``kinds_blind2.jsonl`` by labellers who saw no answer, and
``publishers.jsonl`` (corpus, page, item or null for the page's own article, digest of the folded name, or null where
none is printed); no text of the pages is kept. The labeller of the other two saw the answers.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tasks.records import LinkKind, SplitArticle, SplitPage
from tasks.split.html import split_html
from tasks.text import fold

HERE = Path(__file__).parent


def digest(text: str) -> str:
    """What stands for a text in the labels."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def item_of(article: SplitArticle) -> str:
    """What stands for a related item in the labels: the digest of its address, else of its title."""
    return digest(article.url or article.title)


def read_labels(name: str) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The labels of one file by corpus and page."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        found[label["corpus"], label["page"]].append(label)
    return found


def split_pages(corpora: Path, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], SplitPage]:
    """The labelled pages, split."""
    found = {}
    for corpus in sorted({corpus for corpus, _ in wanted}):
        for line in (corpora / corpus / "truth.jsonl").read_text(encoding="utf-8").strip().split("\n"):
            row = json.loads(line)
            if (corpus, row["id"]) in wanted:
                content = gzip.decompress((corpora / corpus / "pages" / f"{row['id']}.html.gz").read_bytes())
                html = content.decode(row.get("charset") or "utf-8", "replace")
                found[corpus, row["id"]] = split_html(html, url=row.get("url"), profile=None, blocks=False)
    return found


def score_kinds(pages: dict[tuple[str, str], SplitPage], labels: dict[tuple[str, str], list[dict[str, Any]]]) -> None:
    """Print how many of the items called articles are, and how many articles are called so."""
    counts: Counter[tuple[str, str]] = Counter()
    for key, rows in labels.items():
        kinds = {item_of(one): str(one.link_kind) for one in pages[key].related}
        counts.update((row["kind"], kinds.get(row["item"], "not listed")) for row in rows)
    article = str(LinkKind.ARTICLE)
    called = sum(count for (_, kind), count in counts.items() if kind == article)
    there = sum(count for (label, _), count in counts.items() if label == article)
    right = counts[article, article]
    print(f"{sum(counts.values())} items; called article {called}, right {right / called:.3f}; ", end="")
    same = sum(count for (label, kind), count in counts.items() if label == kind) / sum(counts.values())
    print(f"articles {there}, found {right / there:.3f}; same kind {same:.3f}")
    for (label, kind), count in sorted(counts.items()):
        if label != kind:
            print(f"    {label} called {kind}: {count}")


def score_publishers(
    pages: dict[tuple[str, str], SplitPage], labels: dict[tuple[str, str], list[dict[str, Any]]]
) -> None:
    """Print how many of the publishers that pages print or state are right, on cards and of the pages' own articles."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for key, rows in labels.items():
        page = pages[key]
        names = {item_of(one): one.publisher_raw for one in page.related if str(one.publisher_source) == "printed"}
        for row in rows:
            name = names.get(row["item"]) if row["item"] else page.primary.publisher_raw if page.primary else None
            said = digest(fold(name)) if name else None
            counts[row["item"] is not None, said in (row["name"], *row.get("also", ()))] += 1
    for is_card, what in ((False, "pages"), (True, "cards")):
        total = counts[is_card, True] + counts[is_card, False]
        print(f"publishers of {what}: {total}, right {counts[is_card, True] / max(1, total):.3f}")


def main() -> None:
    """Score the corpora named on the command line."""
    corpora = Path(sys.argv[1])
    names = ("kinds.jsonl", "kinds_blind.jsonl", "kinds_blind2.jsonl")
    kinds, publishers = list(map(read_labels, names)), read_labels("publishers.jsonl")
    pages = split_pages(corpora, {key for labels in (*kinds, publishers) for key in labels})
    for name, labels in zip(names, kinds, strict=True):
        print(name, end=": ")
        score_kinds(pages, labels)
    score_publishers(pages, publishers)


if __name__ == "__main__":
    main()
