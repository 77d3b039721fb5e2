"""The main text: the deepest element that holds the prose, and which of its runs are the author's own."""

from __future__ import annotations

from collections import Counter

from tasks.split.html import cues as c
from tasks.split.html.ends import mark_others
from tasks.split.html.inserts import inserts, is_labelled_link, questions_end
from tasks.split.html.printed import date_in
from tasks.split.html.rules import (
    ALWAYS,
    BODY_KEEP,
    BODY_LEAST,
    BOILERPLATE_MOST,
    CLOSE_MOST,
    COLUMN_LEAST,
    COLUMN_SIZE,
    CUE_MASS_LIMIT,
    DATE_ALONE_MOST,
    DESCEND_FLOOR,
    DESCEND_KEEP,
    DOUBTFUL,
    HELD,
    IN_COLUMN,
    KIND_KEEP,
    LEAD_LEAST,
    LEAD_REACH,
    LINKED_MOST,
    LINKED_RUN_MOST,
    LONE_SHARE,
    NAMED_LEAST,
    NOT_BODY,
    OWN_LEAST,
    PROSE_LEAST,
    SIGNS_MOST,
    SMALL_MOST,
    SMALL_ONLY,
    SMALL_PROSE,
    SMALLEST,
    TWIN_REACH,
    UNLINKED_LEAST,
    WEAK,
    WEAK_BITS,
    WEAK_MASS_LIMIT,
    WRAPPERS_MOST,
)
from tasks.split.html.tags import CELLS, HEADINGS
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import BOILERPLATE, RANKED_HEADING, RELATED_HEADING

_PARAGRAPHS = frozenset(["p", "pre"])
_LIST_TAGS = frozenset(["ul", "ol", "li"])


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
        run.prose = prose_of(run)
        total += run.prose
        size += run.size
        prose.append(total)
        sizes.append(size)
    head = next((at for at, run in enumerate(runs) if run.tag == "h1"), len(runs))
    limit, weak_limit = CUE_MASS_LIMIT * total, WEAK_MASS_LIMIT * total
    own = tree.bits
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
        own[elem] = bits
    keep = ~sum(bit for bit, mass in spread.items() if mass > limit)
    for run, bits in zip(runs, around(tree), strict=True):
        run.bits = bits & keep


def _tell_small(tree: Tree, sizes: list[int], prose: list[int]) -> None:
    """Take from elements the cues that their size or what they hold refutes."""
    own, first, last, runs = tree.bits, tree.first, tree.last, tree.runs
    for elem, bits in enumerate(own):
        low, high = first[elem], last[elem]
        if not bits or low == high:
            continue
        if bits & SMALL_ONLY:
            if sizes[high] - sizes[low] > SMALL_MOST:
                bits &= ~SMALL_ONLY
            elif prose[high] - prose[low] > SMALL_PROSE:
                bits &= ~SMALLEST
            if tree.tag[elem] == "table":
                bits &= ~c.DATE
        if (
            bits & c.RELATED
            and prose[high] - prose[low] >= UNLINKED_LEAST
            and not any(run.href is not None for run in runs[low:high])
        ):
            bits &= ~c.RELATED  # a list of other articles has links
        own[elem] = bits


def around(tree: Tree) -> list[int]:
    """Cues of the elements around each run."""
    bits = tree.bits
    sums = [0] * len(bits)
    for elem, up in enumerate(tree.parent):
        sums[elem] = (sums[up] | bits[elem]) if elem else bits[0]
    return [sums[run.elem] for run in tree.runs]


def own_text(tree: Tree, head: int, strict: list[int]) -> list[int]:
    """Characters, summed up run by run, of the lines below the title that no cue speaks against."""
    left = [0]
    for at, run in enumerate(tree.runs):
        is_own = at > head and run.prose and not strict[at] & NOT_BODY
        left.append(left[-1] + (run.size if is_own else 0))
    return left


def _held(tree: Tree, elem: int, head: int, left: list[int], strict: list[int]) -> int:
    """The cues of an element that hold although much prose stands in it: text is left under the title without it."""
    low, high = tree.first[elem], tree.last[elem]
    if low <= head < high or head >= len(tree.runs):
        return ALWAYS
    outside = left[-1] - (left[high] - left[low])
    held = ALWAYS
    if outside >= OWN_LEAST:
        held |= HELD if low > head else HELD & ~c.COMMENT
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


def main_element(tree: Tree) -> int:
    """The deepest element that keeps most of the prose of the page, and nearly all of its most common kind."""
    runs, tags, parent = tree.runs, tree.tag, tree.parent
    lone: dict[int, int] = {}
    for run in runs:
        if not run.bits & NOT_BODY and run.size >= PROSE_LEAST:
            up = parent[run.elem] if run.tag == "p" else run.elem
            lone[up] = lone.get(up, 0) + 1
    kinds: dict[tuple[str, str, int], float] = {}
    weights: list[tuple[float, tuple[str, str, int] | None]] = []
    for run in runs:
        weight = 0.0 if run.bits & NOT_BODY else float(run.prose)
        if not weight:
            weights.append((0.0, None))
            continue
        if lone.get(parent[run.elem] if run.tag == "p" else run.elem, 0) < 2:
            weight *= LONE_SHARE
        key = (tags[run.elem], tree.name[run.elem], run.depth)
        kinds[key] = kinds.get(key, 0.0) + weight
        weights.append((weight, key))
    if not kinds:
        return 0
    common = max(kinds, key=kinds.__getitem__)
    sums, same = [0.0], [0.0]
    for weight, kind in weights:
        sums.append(sums[-1] + weight)
        same.append(same[-1] + (weight if kind == common else 0.0))
    best, best_mass, best_same, total = 0, sums[-1], same[-1], sums[-1]
    for elem in range(1, len(tags)):
        if parent[elem] != best or tags[elem] in _PARAGRAPHS:
            continue
        low, high = tree.first[elem], tree.last[elem]
        mass = sums[high] - sums[low]
        keep = BODY_KEEP if tree.bits[best] & c.BODY and not tree.bits[elem] & c.BODY else DESCEND_KEEP
        if mass > keep * best_mass and mass > DESCEND_FLOOR * total:
            kept = same[high] - same[low]
            if kept < KIND_KEEP * best_same or _close_prose(tree, best, elem, weights) > CLOSE_MOST * best_mass:
                continue
            best, best_mass, best_same = elem, mass, kept
    return best or _named_main(tree, sums)


def _named_main(tree: Tree, sums: list[float]) -> int:
    """The element whose name says that it holds the text, where prose is scattered over the page; else the page."""
    masses = {e: sums[tree.last[e]] - sums[tree.first[e]] for e, bits in enumerate(tree.bits) if bits & c.BODY}
    named = max(masses, key=masses.__getitem__, default=0)
    return named if named and masses[named] > NAMED_LEAST * sums[-1] else 0


def _close_prose(tree: Tree, around: int, elem: int, weights: list[tuple[float, tuple[str, str, int] | None]]) -> float:
    """Prose directly inside one element, or one wrapper deep, that stands outside a child of it: paragraphs beside."""
    mass = 0.0
    parent = tree.parent
    for at in (*range(tree.first[around], tree.first[elem]), *range(tree.last[elem], tree.last[around])):
        if weights[at][0] and tree.runs[at].tag == "p":
            up = parent[tree.runs[at].elem]
            if up == around or (up > 0 and parent[up] == around and tree.last[up] - tree.first[up] == 1):
                mass += tree.runs[at].prose
    return mass


def find_body(tree: Tree, host: str) -> list[Run]:
    """The runs of the main text, in page order. ``host``: the page's own, empty when it is not known."""
    mark(tree)
    mark_others(tree, host)
    found = _body(tree, host)
    lost = sum(run.prose for run in tree.runs if run.bits & DOUBTFUL)
    if lost >= BODY_LEAST > sum(run.size for run in found):
        kept = [run.bits for run in tree.runs]
        for run in tree.runs:
            run.bits &= ~DOUBTFUL
        again = _body(tree, host)
        if sum(run.size for run in again) >= BODY_LEAST:
            return again
        for run, bits in zip(tree.runs, kept, strict=True):
            run.bits = bits
    return found


def _body(tree: Tree, host: str) -> list[Run]:
    main = main_element(tree)
    found: list[Run] = []
    seen: set[str] = set()
    low, high = tree.first[main], tree.last[main]
    high = questions_end(tree, high)
    columns = Counter(_column(tree, run.elem) for run in tree.runs[low:high] if run.prose and run.tag == "p")
    inserted = inserts(tree, low, high, host)
    listed = False
    for at, run in enumerate(tree.runs[low:high], low):
        rule = "inserted" if at in inserted else _refusal(run)
        listed = (rule == "heading" and run.tag in HEADINGS) or (listed and rule == "linked")
        if rule == "linked" and run.tag in IN_COLUMN and not listed:
            up = tree.parent[run.elem]
            is_listed = run.tag == "li" or tree.tag[up] == "li"
            column = _column(tree, run.elem) if is_listed else up
            if columns[column] >= COLUMN_LEAST and not (run.tag == "p" and is_labelled_link(run, host)):
                rule = None  # a line of the text that happens to be a link
        if rule is None and (run.size > 60 or (run.size > 24 and len(run.text.encode("utf-8", "replace")) > 75)):
            if run.text in seen:
                rule = "repeated"
            seen.add(run.text)
        if rule is None:
            found.append(run)
    while found and found[-1].tag in HEADINGS:
        found.pop()
    if found:
        found[:0] = _twin(tree, main) or _lead(tree, low)
    return found


def _twin(tree: Tree, main: int) -> list[Run]:
    """The beginning of a text in two halves: right before the main element one of the same name, a name of texts."""
    low, name = tree.first[main], tree.name[main]
    if not name or not tree.bits[main] & c.BODY:
        return []
    for elem in range(main - 1, 0, -1):
        if tree.name[elem] == name and tree.tag[elem] == tree.tag[main] and low - TWIN_REACH <= tree.last[elem] <= low:
            return [run for run in tree.runs[tree.first[elem] : tree.last[elem]] if run.prose and not _refusal(run)]
    return []


def _column(tree: Tree, elem: int) -> int:
    """The element that holds a paragraph beside others: wrappers of it alone and the list around it are passed over."""
    up = tree.parent[elem]
    for _ in range(WRAPPERS_MOST):
        is_wrapper = (
            tree.tag[up] in _LIST_TAGS
            or tree.last[up] - tree.first[up] == 1
            or (tree.first[up], tree.last[up]) == (tree.first[elem], tree.last[elem])
        )
        if up <= 0 or not is_wrapper:
            break
        elem, up = up, tree.parent[up]
    return up


def _lead(tree: Tree, low: int) -> list[Run]:
    """Standfirst between the title and the main element."""
    runs = tree.runs
    out: list[Run] = []
    at = low - 1
    while at >= max(0, low - LEAD_REACH):
        run = runs[at]
        if run.tag == "h1":
            return out
        if (
            LEAD_LEAST <= run.size <= 1000
            and run.link_size < 0.3 * run.size
            and not run.bits & (NOT_BODY | c.BYLINE | c.DATE)
        ):
            is_lead = run.bits & c.LEAD or run.tag in ("p", "h2", "h3")
            if is_lead and not BOILERPLATE.match(run.text):
                out.insert(0, run)
        at -= 1
    return []


def _refusal(run: Run) -> str | None:
    size = run.size
    if run.bits & NOT_BODY:
        return "cue"
    if run.tag == "h1":
        return "title"
    if run.bits & (c.BYLINE | c.DATE) and size < 150:
        return "byline"
    if size < SIGNS_MOST and run.tag in ("p", "div") and not any(map(str.isalpha, run.text)):
        return "signs"
    if size < DATE_ALONE_MOST and run.tag not in CELLS and run.text[0].isdigit() and date_in(run.text) == (0, size):
        return "date"
    if size < BOILERPLATE_MOST and BOILERPLATE.match(run.text):
        return "boilerplate"
    if size < 80 and (RELATED_HEADING.match(run.text) or RANKED_HEADING.match(run.text)) and run.text[-1] not in ".":
        return "heading"
    if run.link_size > LINKED_RUN_MOST * size:
        return "linked"
    if run.tag in HEADINGS or run.tag in ("p", "li", "blockquote", "td", "dd", "pre", "th", "dt"):
        return None
    if size < PROSE_LEAST:
        return "short"
    return None
