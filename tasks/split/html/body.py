"""The main text: the deepest element that holds the prose, and which of its runs are the author's own."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

from tasks.split.html import cues as c
from tasks.split.html.byline_words import BY
from tasks.split.html.captions import mark_captions
from tasks.split.html.ends import mark_others
from tasks.split.html.inserts import inserts, is_headline_link, is_labelled_link, questions_end
from tasks.split.html.marks import mark
from tasks.split.html.refusals import refusal
from tasks.split.html.rules import (
    BARE_KEEP,
    BLOCK_KEEP,
    BLOCK_PART,
    BLOCKS_LEFT,
    BODY_KEEP,
    BODY_LEAST,
    BYLINE_MOST,
    CALL_MOST,
    CLOSE_MOST,
    COLUMN_LEAST,
    DESCEND_FLOOR,
    DESCEND_KEEP,
    DOUBTFUL,
    IN_COLUMN,
    KIND_KEEP,
    LEAD_LEAST,
    LEAD_REACH,
    LEAD_SAME,
    LEAD_SHORT,
    LINKS_REACH,
    LONE_SHARE,
    NAMED_LEAST,
    NOT_BODY,
    PROSE_LEAST,
    REFRAIN_LEAST,
    REFRAIN_SIZE,
    TWIN_REACH,
    WRAPPERS_MOST,
)
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import BOILERPLATE, RELATED_HEADING

_PARAGRAPHS = frozenset(["p", "pre"])
_REFRAIN_TAGS = frozenset(["p", "div", "a", "span"])
_DETAIL_TAGS = frozenset(["dl", "ul", "ol"])
_LIST_TAGS = frozenset(["ul", "ol", "li"])


def main_element(tree: Tree) -> int:
    """The deepest element that keeps most of the prose of the page, and nearly all of its most common kind."""
    runs, tags, parent = tree.runs, tree.tag, tree.parent
    lines = [(at, run) for at, run in enumerate(runs) if run.size >= PROSE_LEAST and not run.bits & NOT_BODY]
    holders = [parent[run.elem] if run.tag == "p" else run.elem for _, run in lines]
    lone = Counter(holders)
    kinds: dict[tuple[str, str, int], float] = {}
    weights = [0.0] * len(runs)
    by_kind: list[tuple[int, tuple[str, str, int]]] = []
    for (at, run), up in zip(lines, holders, strict=True):
        if run.prose:
            weights[at] = weight = run.prose * LONE_SHARE if lone[up] < 2 else float(run.prose)
            key = (tags[run.elem], tree.name[run.elem], run.depth)
            kinds[key] = kinds.get(key, 0.0) + weight
            by_kind.append((at, key))
    if not kinds:
        return 0
    common = max(kinds, key=kinds.__getitem__)
    alike = [0.0] * len(runs)
    for at, key in by_kind:
        if key == common:
            alike[at] = weights[at]
    sums, same = [0.0, *accumulate(weights)], [0.0, *accumulate(alike)]
    best, best_mass, best_same, total = 0, sums[-1], same[-1], sums[-1]
    for elem, up in enumerate(parent):
        if up != best or tags[elem] in _PARAGRAPHS:
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


def _close_prose(tree: Tree, around: int, elem: int, weights: list[float]) -> float:
    """Prose directly inside one element, or one wrapper deep, that stands outside a child of it: paragraphs beside."""
    mass = 0.0
    parent = tree.parent
    for at in (*range(tree.first[around], tree.first[elem]), *range(tree.last[elem], tree.last[around])):
        if weights[at] and tree.runs[at].tag == "p":
            up = parent[tree.runs[at].elem]
            if up == around or (up > 0 and parent[up] == around and tree.last[up] - tree.first[up] == 1):
                mass += tree.runs[at].prose
    return mass


def find_body(tree: Tree, host: str) -> list[Run]:
    """The runs of the main text, in page order. ``host``: the page's own, empty when it is not known."""
    mark(tree)
    mark_captions(tree)
    mark_others(tree, host)
    found = _body(tree, host)
    is_short = sum(run.size for run in found) < BODY_LEAST
    if is_short and sum(run.prose for run in tree.runs if run.bits & DOUBTFUL) >= BODY_LEAST:
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
    seen: dict[str, tuple[int, int]] = {}  # text -> what holds it, and the number of headings before it
    headed = 0
    low, high = tree.first[main], tree.last[main]
    high = questions_end(tree, high)
    columns = Counter(_column(tree, run.elem) for run in tree.runs[low:high] if run.prose and run.tag == "p")
    inserted = inserts(tree, low, high, host)
    listed = False
    for at, run in enumerate(tree.runs[low:high], low):
        rule = "inserted" if at in inserted else refusal(run)
        if rule and _is_text_of_its_own(tree, at, rule, found):
            rule = None
        headed += run.tag in HEADINGS
        is_heading = rule == "heading" or (rule == "boilerplate" and RELATED_HEADING.match(run.text))
        listed = is_heading or (listed and rule == "linked")
        if rule == "linked" and run.tag in IN_COLUMN and not listed:
            up = tree.parent[run.elem]
            is_listed = run.tag == "li" or tree.tag[up] == "li" or run.tag in HEADINGS or run.text[-1] == "."
            column = _column(tree, run.elem) if is_listed else up
            if columns[column] >= COLUMN_LEAST and not (
                run.tag == "p" and (is_labelled_link(run, host) or is_headline_link(run, host))
            ):
                rule = None  # a line of the text that happens to be a link
        if rule is None and (run.size > 60 or (run.size > 24 and _is_wide(run.text))):
            place = (tree.parent[run.elem], headed)
            before = seen.get(run.text)
            if before is not None and (before[0] != place[0] or before[1] == headed):
                rule = "repeated"
            seen[run.text] = place
        if rule is None:
            found.append(run)
    found = _without_chrome(tree, main, _without_details(tree, _without_refrains(tree, found)))
    while found and found[-1].tag in HEADINGS:
        found.pop()
    if found:
        printed = {run.text for run in found[:LEAD_SAME]}
        leads = {run.text: run for run in _twin(tree, main) or _lead(tree, low) if run.text not in printed}
        found[:0] = leads.values()
    return found


def _is_wide(text: str) -> bool:
    """Whether so few characters say as much as a sentence: in Chinese, say."""
    return not text.isascii() and len(text.encode("utf-8", "replace")) > 75


def _is_text_of_its_own(tree: Tree, at: int, rule: str, found: list[Run]) -> bool:
    """Whether a refused line is text: h1 of a section beside prose, a heading that links to itself, one over prose."""
    run = tree.runs[at]
    if rule == "title":
        beside = next((one for one in reversed(found) if one.prose), None)
        return beside is not None and _column(tree, run.elem) == _column(tree, beside.elem)
    if rule == "linked":
        return run.tag in HEADINGS and all(href[:1] == "#" for _, href in run.links)
    if rule != "heading" or any(one.href for one in tree.runs[at : at + LINKS_REACH]):
        return False
    return at + 1 < len(tree.runs) and refusal(tree.runs[at + 1]) is None


def _without_chrome(tree: Tree, main: int, found: list[Run]) -> list[Run]:
    """The text without runs in blocks most of which is refused: they are what is left of a list or a box."""
    total = sum(run.size for run in found)
    kept: dict[int, int] = {}
    blocks = [_block(tree, main, run.elem) for run in found]
    for run, block in zip(found, blocks, strict=True):
        kept[block] = kept.get(block, 0) + run.size
    share = {
        block: size / sum(run.size for run in tree.runs[tree.first[block] : tree.last[block]])
        for block, size in kept.items()
        if block != main and size < BLOCK_PART * total
    }
    if not share:
        return found
    left = [
        run
        for run, block in zip(found, blocks, strict=True)
        if share.get(block, 1.0) >= (BLOCK_KEEP if tree.name[run.elem] else BARE_KEEP)
    ]
    return left if sum(run.size for run in left) >= BLOCKS_LEFT * total else found


def _without_refrains(tree: Tree, found: list[Run]) -> list[Run]:
    """The text without a sentence that is printed again and again, each time in another element."""
    places: dict[str, set[int]] = {}
    for run in found:
        if REFRAIN_SIZE <= run.size <= CALL_MOST and run.tag in _REFRAIN_TAGS and run.text[-1] in ".!?…。！？":
            places.setdefault(run.text, set()).add(run.elem)
    again = {text for text, elems in places.items() if len(elems) >= REFRAIN_LEAST}
    return [run for run in found if run.text not in again] if again else found


def _without_details(tree: Tree, found: list[Run]) -> list[Run]:
    """The text without a list above its first paragraph that tells of its author, day, section, readers."""
    start = next((at for at, run in enumerate(found) if run.prose), 0)
    details = set()
    for run in found[:start]:
        up = tree.parent[run.elem]
        if tree.tag[up] in _DETAIL_TAGS and up not in details:
            part = tree.runs[tree.first[up] : tree.last[up]]
            is_told = any(one.bits & (c.BYLINE | c.DATE) or BY.match(one.text) for one in part)
            if is_told and all(one.size < BYLINE_MOST for one in part):
                details.add(up)
    return [run for run in found if tree.parent[run.elem] not in details] if details else found


def _block(tree: Tree, main: int, elem: int) -> int:
    """The child of the main element that holds an element; the main element itself for what stands right in it."""
    while elem > main and tree.parent[elem] != main:
        elem = tree.parent[elem]
    return max(elem, main)


def _twin(tree: Tree, main: int) -> list[Run]:
    """The beginning of a text in two halves: right before the main element one of the same name, a name of texts."""
    low, name = tree.first[main], tree.name[main]
    if not name or not tree.bits[main] & c.BODY:
        return []
    for elem in range(main - 1, 0, -1):
        if tree.name[elem] == name and tree.tag[elem] == tree.tag[main] and low - TWIN_REACH <= tree.last[elem] <= low:
            return [run for run in tree.runs[tree.first[elem] : tree.last[elem]] if run.prose and not refusal(run)]
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
            (LEAD_SHORT if run.bits & c.LEAD and run.tag == "p" else LEAD_LEAST) <= run.size <= 1000
            and run.link_size < 0.3 * run.size
            and not run.bits & (NOT_BODY | c.BYLINE | c.DATE)
        ):
            is_lead = run.bits & c.LEAD or run.tag in ("p", "h2", "h3")
            if is_lead and not BOILERPLATE.match(run.text):
                out.insert(0, run)
        at -= 1
    return []
