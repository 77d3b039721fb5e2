"""Bylines: the names that a page prints beside its text, and what says that they are an author's."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from typing import NamedTuple

from tasks.split.html import cues as c
from tasks.split.html.byline_lines import cues_of, names_at
from tasks.split.html.byline_words import (
    AUTHOR_PATH,
    BY,
    DESK,
    HANDLE,
    NO_NAME,
    PHOTOS,
    POST,
    POST_HINTS,
    REPORTING,
    ROLE,
    WORD,
    is_name,
    split_names,
)
from tasks.split.html.han_names import HAN_NAME, NO_HAN_NAME, bracketed_names, han_names
from tasks.split.html.rules import (
    BYLINE_BEHIND,
    BYLINE_BELOW,
    BYLINE_FARTHEST,
    BYLINE_REACH,
    CARD_MOST,
    JOINT_MOST,
    NAME_LINE_MOST,
    NOT_BYLINE,
    ONE_WORD_MOST,
    ROW_MOST,
)
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import RELATED_HEADING

_CREDIT_BEHIND = 2
"""Lines behind the text that may name its reporters."""


class Byline(NamedTuple):
    """Names that a page prints, the run that prints them, and how plainly it does: 3 "by", 2 by class, 1 only names."""

    names: list[str]
    run: Run | None
    weight: int


_NO_BYLINE = Byline([], None, 0)


def visible_names(
    tree: Tree,
    head: int | None,
    low: int,
    high: int,
    marked: frozenset[str] = frozenset(),
    own: Set[tuple[str, ...]] = frozenset(),
) -> Byline:
    """Names in the byline before the body, else behind it, and its run.

    ``head``: number of the run that prints the title, None without one; ``low`` and ``high``: of the first run of the
    body and of the one behind its last; ``marked``: addresses that the page marks as an author's; ``own``: words of the
    site's own names, which are believed last. A run that says "by" is believed before one whose class or link names an
    author, that before a line that is nothing but a name; the nearest of equals wins.
    """
    runs = tree.runs
    first = max(0, min(low - BYLINE_REACH, head if head is not None else low), low - BYLINE_FARTHEST)
    best, nearness = _NO_BYLINE, 0
    own_line: Byline | None = None
    below = range(head + 1, min(first, head + BYLINE_BELOW)) if head is not None else ()
    for at in (*below, *range(first, min(len(runs), low + 6))):
        run = runs[at]
        is_between = head is not None and head < at < low
        if (
            run.size > 120
            or cues_of(tree, run) & (NOT_BYLINE & ~c.FOOTER if is_between else NOT_BYLINE)
            or is_embedded(tree, run)
        ):
            continue
        weight, names = names_at(tree, at, marked)
        if weight == 1 and run.bits & c.CAPTION and not (at + 1 < len(runs) and ROLE.search(runs[at + 1].text[:80])):
            continue
        if all(map(DESK.match, names)):
            weight = min(weight, 1)
        if names and own and all(tuple(WORD.findall(name.casefold())) in own for name in names):
            own_line = own_line or Byline(names, run, min(weight, 2))
            continue
        if weight == 1 and (head is None or not head < at <= low + 2 or _is_carded(tree, run)):
            continue
        far = -min(abs(at - low), at - head if head is not None and at > head else len(runs))
        if names and (weight, far) > (best.weight, nearness):
            best, nearness = Byline(names, run, weight), far
    if best.names:
        return best._replace(names=_beside(tree, best, marked))
    if own_line:
        return own_line
    for at in range(high, min(len(runs), high + BYLINE_BEHIND)):
        run = runs[at]
        if run.tag in HEADINGS and RELATED_HEADING.match(run.text):
            break  # what follows are other authors' articles
        if run.size <= 120 and not cues_of(tree, run) & NOT_BYLINE & ~c.FOOTER and not is_embedded(tree, run):
            weight, names = names_at(tree, at, marked)
            if names and weight > 1:
                return Byline(names, run, weight)
    return (
        (_signed(runs, low, high) if runs[low:high] else None)
        or _spaceless(runs, head, first, low, high)
        or _one_worded(runs, first, low, marked)
        or _pictured(runs, head, low)
    )


def _is_carded(tree: Tree, run: Run) -> bool:
    """Whether a line stands in a small card: of a product, of another article."""
    elem = run.elem
    while elem > 0 and tree.last[elem] - tree.first[elem] <= CARD_MOST:
        if tree.bits[elem] & c.CARD:
            return True
        elem = tree.parent[elem]
    return False


def _beside(tree: Tree, found: Byline, marked: frozenset[str]) -> list[str]:
    """The names of a byline with those in the same element: a row of links is read as a run for each."""
    run = found.run
    if run is not None and found.weight == 3 and tree.bits[run.elem] & c.BYLINE:
        return found.names + _next_marked(tree, run, marked)
    if run is None or found.weight != 2 or tree.last[run.elem] - tree.first[run.elem] > ROW_MOST:
        return found.names
    names: list[str] = []
    for at in range(tree.first[run.elem], tree.last[run.elem]):
        weight, more = names_at(tree, at, marked)
        names += more if weight == 2 and tree.runs[at].elem == run.elem else []
    return names or found.names


def _next_marked(tree: Tree, run: Run, marked: frozenset[str]) -> list[str]:
    """Names behind one that "by" leads to, each in an element of its own beside it, with a small word between them."""
    names: list[str] = []
    for at in range(tree.last[run.elem], tree.last[tree.parent[run.elem]]):
        other = tree.runs[at]
        if other.size > JOINT_MOST:
            weight, more = names_at(tree, at, marked)
            if weight != 2 or tree.parent[other.elem] != tree.parent[run.elem]:
                break
            names += more
    return [name for name in names if name not in run.text]


def is_embedded(tree: Tree, run: Run) -> bool:
    """Whether a run stands in a post of a social network: its author is not the text's."""
    elem, names, parents = run.elem, tree.name, tree.parent
    while elem > 0:
        if names[elem] and _is_post(names[elem]):
            return True
        elem = parents[elem]
    return False


@lru_cache(4096)
def _is_post(name: str) -> bool:
    """Whether a class attribute names a post; those of the elements around many lines are the same."""
    folded = name.lower()
    return any(hint in folded for hint in POST_HINTS) and POST.search(name) is not None


def _signed(runs: list[Run], low: int, high: int) -> Byline | None:
    """The name that signs a text on a line of its own at its end, or the reporters in a wire service's last line."""
    for at in range(min(len(runs), high + _CREDIT_BEHIND) - 1, max(low, high - 3), -1):
        run = runs[at]
        if run.bits & (NOT_BYLINE | c.BIO):
            continue
        credit = REPORTING.search(run.text[-200:])
        if credit:
            return Byline([name for name in split_names(credit[1]) if is_name(name)], run, 1)
        if at >= high:
            continue
        name = run.text.strip(" —–-()")
        is_lone = run.size < 40 and run.href is None and run.tag[0] != "h" and name[-1:].isalpha()
        if is_lone and is_name(name) and all(word[0].isupper() for word in name.split()):
            return Byline([name], run, 1)
    return None


def _spaceless(runs: list[Run], head: int | None, first: int, low: int, high: int) -> Byline | None:
    """Names in scripts where a name has no space."""
    found = bracketed_names(runs, head, low) or han_names(runs, first, high)
    return Byline(*found, 2) if found else None


def _one_worded(runs: list[Run], first: int, low: int, marked: frozenset[str]) -> Byline | None:
    """A name of one word that a class or a link marks as the author's: an account, a first name, a name in Chinese."""
    for at in range(min(low + 5, len(runs) - 1), first - 1, -1):
        run = runs[at]
        if run.size > ONE_WORD_MOST or run.bits & NOT_BYLINE & ~c.FOOTER:
            continue
        if NO_NAME.search(run.text) or NO_HAN_NAME.search(run.text):
            continue
        is_marked = any(href in marked or AUTHOR_PATH.search(href) for _, href in run.links)
        if (is_marked or run.bits & c.BYLINE) and (
            HAN_NAME.fullmatch(run.text) or (HANDLE.fullmatch(run.text) and not BY.match(run.text + " "))
        ):
            return Byline([run.text], run, 1)
    return None


def _pictured(runs: list[Run], head: int | None, low: int) -> Byline:
    """Who took the pictures, by a line between title and text: the author of a gallery."""
    for run in runs[low if head is None else head + 1 : low]:
        found = PHOTOS.match(run.text) if run.size < NAME_LINE_MOST and not run.bits & NOT_BYLINE else None
        names = [name for name in split_names(run.text[found.end() :]) if is_name(name)] if found else []
        if names:
            return Byline(names, run, 1)
    return _NO_BYLINE
