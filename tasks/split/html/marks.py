"""Which cues of class names, ids and tags hold: those without which text is left under the title.

Themes put names of small things on whole pages, and sites hide copies, spam and discussions heavier than the text.
"""

from __future__ import annotations

from itertools import accumulate

from tasks.split.html import cues as c
from tasks.split.html.rules import (
    ALWAYS,
    BESIDE_SHARE,
    COLUMN_LEAST,
    COLUMN_SIZE,
    CUE_MASS_LIMIT,
    HELD,
    HELD_BESIDE,
    LINKED_MOST,
    NOT_BODY,
    OWN_LEAST,
    PROSE_LEAST,
    SHADED_LEAST,
    SMALL_MOST,
    SMALL_ONLY,
    SMALL_PROSE,
    SMALLEST,
    UNLINKED_LEAST,
    WEAK,
    WEAK_BITS,
    WEAK_MASS_LIMIT,
)
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree


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

    Such a cue still holds where text is left under the title without it.
    """
    runs = tree.runs
    prose, sizes = [0], [0]
    total = size = 0
    for run in runs:
        run.prose = prose_of(run)
        total += run.prose
        size += run.size
        prose.append(total)
        sizes.append(size)
    head = next((at for at, run in enumerate(runs) if run.tag == "h1"), len(runs))
    limit, weak_limit = CUE_MASS_LIMIT * total, WEAK_MASS_LIMIT * total
    own = tree.bits
    is_changed = False
    _tell_small(tree, sizes, prose)
    strict = around(tree)
    left = own_text(tree, head, strict)
    spread: dict[int, int] = {}
    reach: dict[int, int] = {}
    first, last = tree.first, tree.last
    for elem, bits in enumerate(own):
        if not bits & NOT_BODY:
            continue
        low, high = first[elem], last[elem]
        mass = prose[high] - prose[low]
        if mass > limit:
            bits &= ~(NOT_BODY & ~_held(tree, elem, head, left, strict))
        elif bits & WEAK and mass:
            held = _held(tree, elem, head, left, strict) if mass > weak_limit else 0
            if mass > weak_limit:
                bits &= ~(WEAK & ~held)
            for bit in WEAK_BITS:
                if bits & bit and not held & bit and low >= reach.get(bit, 0):
                    spread[bit] = spread.get(bit, 0) + mass
                    reach[bit] = high
        if own[elem] != bits:
            own[elem], is_changed = bits, True
    keep = ~sum(bit for bit, mass in spread.items() if mass > limit)
    for run, bits in zip(runs, around(tree) if is_changed else strict, strict=True):
        run.bits = bits & keep


LINKED_LISTS = c.RELATED | c.RANKED | c.TAGS
"""Cues of lists of links, refuted by prose without any."""
SHADED = c.HIDDEN | c.PROMPT
"""Cues of a paragraph itself that its neighbours refute."""


def _tell_small(tree: Tree, sizes: list[int], prose: list[int]) -> None:
    """Take from elements the cues that their size or what they hold refutes."""
    own, first, last, runs = tree.bits, tree.first, tree.last, tree.runs
    shaded: dict[int, list[int]] = {}
    for elem, bits in enumerate(own):
        if not bits:
            continue
        low, high = first[elem], last[elem]
        if low == high:
            continue
        if bits & SHADED and prose[high] - prose[low] >= PROSE_LEAST:
            shaded.setdefault(tree.parent[elem], []).append(elem)
        if bits & SMALL_ONLY:
            if sizes[high] - sizes[low] > SMALL_MOST:
                bits &= ~SMALL_ONLY
            elif prose[high] - prose[low] > SMALL_PROSE:
                bits &= ~SMALLEST
            if tree.tag[elem] == "table":
                bits &= ~c.DATE
        if (
            bits & LINKED_LISTS
            and prose[high] - prose[low] >= UNLINKED_LEAST
            and not any(run.href is not None for run in runs[low:high])
        ):
            bits &= ~LINKED_LISTS  # a list of other articles has links
        own[elem] = bits
    for up, elems in shaded.items():
        _show_rest(tree, up, elems)
    if shaded:
        _show_answers(tree)


def _show_rest(tree: Tree, up: int, elems: list[int]) -> None:
    """Take the cue from what a script hides from those who did not pay: it stands among paragraphs that are shown.

    A paragraph beside two shown ones, or named like one; a box behind a wall whose paragraphs are named like those.
    """
    hidden = set(elems)
    shown = [
        run.elem
        for run in tree.runs[tree.first[up] : tree.last[up]]
        if run.tag == "p" and run.prose and tree.parent[run.elem] == up and run.elem not in hidden
    ]
    names = {tree.name[elem] for elem in shown}
    for elem in elems:
        if tree.tag[elem] == "p":
            is_rest = len(shown) >= SHADED_LEAST or tree.name[elem] in names
        else:
            part = tree.runs[tree.first[elem] : tree.last[elem]]
            own = {tree.name[run.elem] for run in part if run.prose and run.tag == "p" and not run.href}
            is_walled = tree.bits[elem] & SHADED == SHADED
            is_rest = is_walled and bool(own) and own <= names
        if is_rest:
            tree.bits[elem] &= ~SHADED


def _show_answers(tree: Tree) -> None:
    """Take the cues from questions that are buttons and from the answers that they open, where there are several."""
    runs, first, last, parent = tree.runs, tree.first, tree.last, tree.parent
    asked: list[tuple[int, int]] = []
    for at in range(len(runs) - 1):
        if runs[at].text[-1] in "?？؟" and runs[at].size >= PROSE_LEAST and runs[at + 1].prose:
            elem = runs[at + 1].elem
            while first[parent[elem]] == at + 1:
                elem = parent[elem]
                if tree.bits[elem] & c.HIDDEN:
                    asked.append((at, elem))
                    break
    for at, elem in asked if len(asked) >= SHADED_LEAST else ():
        tree.bits[elem] &= ~c.HIDDEN
        elem = runs[at].elem
        while elem > 0 and last[elem] == at + 1:
            tree.bits[elem] &= ~c.SHARE
            elem = parent[elem]


def around(tree: Tree) -> list[int]:
    """Cues of the elements around each run."""
    sums = tree.bits[:1]
    for up, bits in zip(tree.parent[1:], tree.bits[1:], strict=True):
        sums.append(sums[up] | bits)
    return [sums[run.elem] for run in tree.runs]


def own_text(tree: Tree, head: int, strict: list[int]) -> list[int]:
    """Characters, summed up run by run, of the lines below the title that no cue speaks against."""
    own = [
        run.size if run.prose and not bits & NOT_BODY else 0
        for run, bits in zip(tree.runs[head + 1 :], strict[head + 1 :], strict=True)
    ]
    above = min(head + 1, len(tree.runs))
    return [0] * above + [*accumulate(own, initial=0)]


def _held(tree: Tree, elem: int, head: int, left: list[int], strict: list[int]) -> int:
    """The cues of an element that hold although much prose stands in it: text is left under the title without it."""
    low, high = tree.first[elem], tree.last[elem]
    if low <= head < high or head >= len(tree.runs):
        return ALWAYS
    outside = left[-1] - (left[high] - left[low])
    held = ALWAYS
    if outside >= OWN_LEAST:
        held |= HELD if low > head else HELD & ~c.COMMENT
        if outside >= BESIDE_SHARE * sum(run.prose for run in tree.runs[low:high]):
            held |= HELD_BESIDE
    if c.ASIDE & tree.bits[elem] and _has_column(tree, elem, head, strict):
        held |= c.ASIDE
    return held


def _has_column(tree: Tree, elem: int, head: int, strict: list[int]) -> bool:
    """Whether the title stands in a column of its own, apart from an element, and with lines of text."""
    up, low = tree.runs[head].elem, tree.first[elem]
    while up > 0 and not tree.first[tree.parent[up]] <= low < tree.last[tree.parent[up]]:
        up = tree.parent[up]
    own = [
        run
        for run, bits in zip(tree.runs[head + 1 : tree.last[up]], strict[head + 1 : tree.last[up]], strict=True)
        if not run.link_size and not bits & NOT_BODY
    ]
    return len(own) >= COLUMN_LEAST and sum(run.size for run in own) >= COLUMN_SIZE
