"""Count the titles of related cards that stand as lines in a page's own text.

    python -m benchmarks.extraction.headings ../shared/corpora [--list]

Over every page of the corpora: a title of one of the related items that the splitter itself found there, and over the
labelled pages of ``related.jsonl`` a title of one of the labelled items, is no line of the primary's text that is a
link. White space and case are folded. Lines of the same words that lead nowhere (a section of the text, a row of a
table) are counted beside.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from benchmarks.extraction.titles import pages, squeezed
from tasks.errors import NewsweirError
from tasks.records import Label
from tasks.split.html import split_html


def lines_of(html: str, url: str | None) -> tuple[set[str], set[str], set[str]]:
    """The lines of a page's own text that are links, its other lines, and the titles of its related items."""
    try:
        page = split_html(html, url=url, profile=None)
    except NewsweirError:
        return set(), set(), set()
    body = [one.block for one in page.blocks if one.label is Label.BODY]
    linked = {folded(block.text) for block in body if block.url}
    return linked, {folded(block.text) for block in body} - linked, {folded(card.title) for card in page.related}


def folded(text: str) -> str:
    """A text without the differences of white space and case."""
    return squeezed(text).casefold()


def main() -> None:
    """Count over all corpora of the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--list", action="store_true", help="print the lines")
    asked = parser.parse_args()
    labelled: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in (asked.corpora / "related.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labelled[row["corpus"], row["id"]] = [one["title"] for one in row["related"]]
    page_count = items = lines = unlinked = labelled_lines = 0
    for corpus in sorted(path.parent for path in asked.corpora.glob("*/truth.jsonl")):
        for row, html in pages(corpus):
            linked, plain, found = lines_of(html, row.get("url"))
            known = set(map(folded, labelled.get((corpus.name, row["id"]), ())))
            page_count, items = page_count + 1, items + len(found)
            lines, labelled_lines = lines + len(linked & found), labelled_lines + len(linked & known)
            unlinked += len(plain & found)
            if asked.list:
                for part in sorted((linked | plain) & (found | known)):
                    print(f"{corpus.name} {row['id']}: {part!r}{' (a link)' if part in linked else ''}")
    print(f"{page_count} pages, {items} related items; titles that are linked lines of the page's own text: {lines}")
    print(f"the same words without a link: {unlinked}")
    print(f"{len(labelled)} pages with labelled items; titles that are linked lines of the text: {labelled_lines}")


if __name__ == "__main__":
    main()
