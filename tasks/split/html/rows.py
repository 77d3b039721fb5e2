"""Lists without an element around each card: a title, then rows of its own up to the next title.

Tables and plain markup print a card as several siblings: a heading and paragraphs, two rows of a table. What stands
between two neighbouring titles belongs to one of them where the whole list repeats it.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from itertools import pairwise

from tasks.split.html import cues as c
from tasks.split.html.printed import date_in
from tasks.split.html.tree import Tree

_LEAST, _MOST, _SHARE = 3, 10, 0.7
"""Cards of a list, runs between two of them, and share of the gaps that must be so small."""
_NO_ROW = c.NAV | c.FOOTER | c.AD | c.COMMENT
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


def with_rows(
    tree: Tree, ranges: list[tuple[int, int]], titles: Mapping[int, str | None], body: Set[int]
) -> list[tuple[int, int]]:
    """The ranges of the cards of a page, in page order, with the rows between them where they are rows of cards."""
    if len(ranges) < _LEAST:
        return ranges
    order = sorted(range(len(ranges)), key=ranges.__getitem__)
    gaps = [(ranges[one][1], ranges[other][0]) for one, other in pairwise(order)]
    is_row = [_is_gap(tree, low, high, titles, body) for low, high in gaps]
    if sum(is_row) < _SHARE * len(gaps):
        return ranges
    out = list(ranges)
    last = order[-1]
    length = min(high - low for (low, high), fits in zip(gaps, is_row, strict=True) if fits)
    start, end = ranges[order[0]][0], ranges[last][1]
    if _dated(tree, start - length, start) and not _dated(tree, end, end + length):
        for (low, _), at, fits in zip(gaps, order[1:], is_row, strict=True):
            if fits:
                out[at] = (low, ranges[at][1])
        out[order[0]] = (max(0, start - length), ranges[order[0]][1])
    else:
        for (_, high), at, fits in zip(gaps, order, is_row, strict=False):
            if fits:
                out[at] = (ranges[at][0], high)
        if _is_gap(tree, end, min(end + length, len(tree.runs)), titles, body):
            out[last] = (ranges[last][0], min(end + length, len(tree.runs)))
    return out


def _is_gap(tree: Tree, low: int, high: int, titles: Mapping[int, str | None], body: Set[int]) -> bool:
    if not 0 < high - low <= _MOST:
        return False
    return not any(
        n in titles or n in body or tree.runs[n].tag in _HEADINGS or tree.runs[n].bits & _NO_ROW
        for n in range(low, high)
    )


def _dated(tree: Tree, low: int, high: int) -> bool:
    return any(date_in(run.text, in_card=True) for run in tree.runs[max(0, low) : high] if run.size < 80)
