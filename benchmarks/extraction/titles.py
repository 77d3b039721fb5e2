"""Score titles: the share that is the labelled title, or what the page prints as its heading or states as og:title.

    python -m benchmarks.extraction.titles ../shared/corpora/fundus-dev ../shared/corpora/wcxb-article-dev [--list]

Three truths, since annotators differ in which of a page's titles they keep: the label; a printed <h1>; og:title.
All are compared with white space folded. Exact, without case and signs, is counted beside.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from benchmarks.extraction.adapter import split

SPACE = re.compile(r"\s+")


def squeezed(text: str | None) -> str:
    """A text with its white space folded."""
    return SPACE.sub(" ", text or "").strip()


def words(text: str | None) -> str:
    """A text without case, signs and white space."""
    return "".join(sign for sign in (text or "").casefold() if sign.isalnum())


def pages(corpus: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The labelled rows of a corpus, each with its page."""
    for line in (corpus / "truth.jsonl").read_text(encoding="utf-8").strip().split("\n"):
        row = json.loads(line)
        content = gzip.decompress((corpus / "pages" / f"{row['id']}.html.gz").read_bytes())
        yield row, content.decode(row.get("charset") or "utf-8", "replace")


def printed_titles(html: str) -> list[str]:
    """What a page prints as headings of the first rank and states as og:title."""
    tree = LexborHTMLParser(html)
    headings = [node.text() for node in tree.css("h1")]
    stated = [node.attributes.get("content") for node in tree.css('meta[property="og:title"]')]
    return [text for text in map(squeezed, (*headings, *stated)) if text]


def main() -> None:
    """Score the corpora named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--list", action="store_true", help="print the titles that are none of the three")
    asked = parser.parse_args()
    for corpus in asked.corpora:
        total = as_label = as_printed = without_signs = 0
        for row, html in pages(corpus):
            if not row.get("title"):
                continue
            title, printed = squeezed(split(html, row.get("url")).get("title")), printed_titles(html)
            allowed = [squeezed(row["title"]), *printed]
            total, as_label = total + 1, as_label + (title == allowed[0])
            as_printed += title in allowed
            without_signs += words(title) in map(words, allowed)
            if asked.list and title not in allowed:
                print(f"{corpus.name} {row['id']}: {title!r}; label {allowed[0]!r}; printed {printed[:4]!r}")
        print(
            f"{corpus.name}: {total} titles; the label {as_label / total:.3f}; the label, an h1 or og:title"
            f" {as_printed / total:.3f} (without case and signs {without_signs / total:.3f})"
        )


if __name__ == "__main__":
    main()
