"""The main text: the deepest element that holds the prose, and which of its runs are the author's own."""

from __future__ import annotations

from tasks.split.html import cues as c
from tasks.split.html.rules import (
    BOILERPLATE,
    BOILERPLATE_MOST,
    CUE_MASS_LIMIT,
    DESCEND_FLOOR,
    DESCEND_KEEP,
    LINKED_MOST,
    NOT_BODY,
    PROSE_LEAST,
    SMALL_MOST,
    SMALL_ONLY,
    WEAK,
    WEAK_BITS,
    RANKED_HEADING,
    RELATED_HEADING,
)
from tasks.split.html.walk import Run, Tree

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())


def prose_of(run: Run) -> int:
    """Weight of a run as prose: its characters, or 0 for links, short lines and headings."""
    size = run.size
    if size < PROSE_LEAST or run.link_size > LINKED_MOST * size or run.tag in HEADINGS:
        return 0
    if run.tag == "p":
        return size
    if size > 80:
        return size if run.text[-1] in ".!?…»”\"'。！？" else size // 2
    return size // 4


def mark(tree: Tree) -> None:
    """Give every run the bits of the elements around it, unless a cue spans most of the page's prose.

    Cues of small things (a date, a byline) hold for small elements only: themes put them on whole pages.
    """
    runs = tree.runs
    prose, sizes = [0], [0]
    total = size = 0
    for run in runs:
        total += prose_of(run)
        size += run.size
        prose.append(total)
        sizes.append(size)
    limit = CUE_MASS_LIMIT * total
    spread: dict[int, int] = {}
    reach: dict[int, int] = {}
    marked: list[tuple[int, int, int]] = []
    for elem, bits in enumerate(tree.bits):
        if not bits:
            continue
        low, high = tree.first[elem], tree.last[elem]
        if low == high:
            continue
        if bits & SMALL_ONLY and sizes[high] - sizes[low] > SMALL_MOST:
            bits &= ~SMALL_ONLY
        mass = prose[high] - prose[low]
        if bits & NOT_BODY and mass > limit:
            bits &= ~NOT_BODY
        if bits & WEAK and mass:
            for bit in WEAK_BITS:
                if bits & bit and low >= reach.get(bit, 0):
                    spread[bit] = spread.get(bit, 0) + mass
                    reach[bit] = high
        if bits:
            marked.append((low, high, bits))
    drop = sum(bit for bit, mass in spread.items() if mass > limit)
    for low, high, bits in marked:
        bits &= ~drop
        for run in runs[low:high]:
            run.bits |= bits


def main_element(tree: Tree) -> int:
    """The deepest element that keeps most of the prose of the page."""
    runs = tree.runs
    weights = [0 if run.bits & NOT_BODY else prose_of(run) for run in runs]
    sums = [0]
    total = 0
    for weight in weights:
        total += weight
        sums.append(total)
    if not total:
        return 0
    best = 0
    best_mass = float(total)
    first, last, parent = tree.first, tree.last, tree.parent
    for elem in range(1, len(tree.tag)):
        if parent[elem] != best:
            continue
        mass = sums[last[elem]] - sums[first[elem]]
        if mass > DESCEND_KEEP * best_mass and mass > DESCEND_FLOOR * total:
            best, best_mass = elem, mass
    return best


def find_body(tree: Tree, title: str) -> list[Run]:
    """Label the runs of the main text, in page order."""
    mark(tree)
    main = main_element(tree)
    found: list[Run] = []
    low, high = tree.first[main], tree.last[main]
    for run in tree.runs[low:high]:
        rule = _refusal(run, title)
        if rule is None:
            found.append(run)
    while found and found[-1].tag in HEADINGS:
        found.pop()
    return found


def _refusal(run: Run, title: str) -> str | None:
    size = run.size
    if run.bits & NOT_BODY:
        return "cue"
    if run.link_size > 0.6 * size and (size < 200 or run.tag != "p"):
        return "linked"
    if run.text == title or run.tag == "h1":
        return "title"
    if run.bits & (c.BYLINE | c.DATE) and size < 150:
        return "byline"
    if size < BOILERPLATE_MOST and BOILERPLATE.match(run.text):
        return "boilerplate"
    if size < 80 and (RELATED_HEADING.match(run.text) or RANKED_HEADING.match(run.text)) and run.text[-1] not in ".":
        return "heading"
    if run.tag in HEADINGS or run.tag in ("p", "li", "blockquote", "td", "dd", "pre", "th", "dt"):
        return None
    if size < PROSE_LEAST:
        return "short"
    return None
