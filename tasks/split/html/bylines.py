"""Bylines: the names that a page prints beside its text, and what says that they are an author's."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from tasks.split.html import cues as c
from tasks.split.html.byline_words import (
    ASIDE,
    AUTHOR_PATH,
    BARS,
    BY,
    DESK,
    GLUED,
    HANDLE,
    IN_SECTION,
    LEAD_IN,
    NO_NAME,
    PHOTO_HINTS,
    PHOTOS,
    POST,
    REPORTING,
    ROLE,
    WORD,
    is_name,
    split_names,
)
from tasks.split.html.han_names import HAN_NAME, HAN_ROLE, NO_HAN_NAME, bracketed_names, han_names
from tasks.split.html.printed import PRINTED_DATE
from tasks.split.html.rules import (
    BYLINE_BEHIND,
    BYLINE_FARTHEST,
    BYLINE_REACH,
    NAME_LINE_MOST,
    NOT_BYLINE,
    ONE_WORD_MOST,
    ROW_MOST,
)
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import RELATED_HEADING

_NO_LONE_NAME = (
    c.TITLE | c.CATEGORY | c.TAGS | c.SHARE | c.CAPTION | c.LEAD | c.CREDIT | c.FIGURE | c.MEDIA
)  # a line that is nothing but a name is no byline there


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
    for at in range(first, min(len(runs), low + 6)):
        run = runs[at]
        is_between = head is not None and head < at < low
        if (
            run.size > 120
            or cues_of(tree, run) & (NOT_BYLINE & ~c.FOOTER if is_between else NOT_BYLINE)
            or is_embedded(tree, run)
        ):
            continue
        weight, names = _names_at(runs, at, marked)
        if weight == 1 and run.bits & c.CAPTION:
            continue
        if all(map(DESK.match, names)):
            weight = min(weight, 1)
        if names and own and all(tuple(WORD.findall(name.casefold())) in own for name in names):
            own_line = own_line or Byline(names, run, min(weight, 2))
            continue
        if weight == 1 and (head is None or not head < at <= low + 2):
            continue
        if names and (weight, -abs(at - low)) > (best.weight, nearness):
            best, nearness = Byline(names, run, weight), -abs(at - low)
    if best.names:
        return best._replace(names=_beside(tree, best, marked))
    if own_line:
        return own_line
    for at in range(high, min(len(runs), high + BYLINE_BEHIND)):
        run = runs[at]
        if run.tag in HEADINGS and RELATED_HEADING.match(run.text):
            break  # what follows are other authors' articles
        if run.size <= 120 and not cues_of(tree, run) & NOT_BYLINE & ~c.FOOTER and not is_embedded(tree, run):
            weight, names = _names_at(runs, at, marked)
            if names and weight > 1:
                return Byline(names, run, weight)
    return (
        (_signed(runs, low, high) if runs[low:high] else None)
        or _spaceless(runs, head, first, low, high)
        or _one_worded(runs, first, low, marked)
        or _pictured(runs, head, low)
    )


def cues_of(tree: Tree, run: Run) -> int:
    """Cues around a run, without the one of a caption where only a picture beside it says so: a portrait."""
    if not run.bits & c.CAPTION:
        return run.bits
    elem = run.elem
    while elem > 0 and not tree.bits[elem] & c.CAPTION:
        elem = tree.parent[elem]
    return run.bits if elem > 0 else run.bits & ~c.CAPTION


def _beside(tree: Tree, found: Byline, marked: frozenset[str]) -> list[str]:
    """The names of a byline with those in the same element: a row of links is read as a run for each."""
    run = found.run
    if run is None or found.weight != 2 or tree.last[run.elem] - tree.first[run.elem] > ROW_MOST:
        return found.names
    names: list[str] = []
    for at in range(tree.first[run.elem], tree.last[run.elem]):
        weight, more = _names_at(tree.runs, at, marked)
        names += more if weight == 2 and tree.runs[at].elem == run.elem else []
    return names or found.names


def is_embedded(tree: Tree, run: Run) -> bool:
    """Whether a run stands in a post of a social network: its author is not the text's."""
    elem = run.elem
    while elem > 0:
        if tree.name[elem] and POST.search(tree.name[elem]):
            return True
        elem = tree.parent[elem]
    return False


def _signed(runs: list[Run], low: int, high: int) -> Byline | None:
    """The name that signs a text on a line of its own at its end, or the reporters in a wire service's last line."""
    for run in runs[max(low + 1, high - 2) : high][::-1]:
        if run.bits & (NOT_BYLINE | c.BIO):
            continue
        credit = REPORTING.search(run.text[-200:])
        if credit:
            return Byline([name for name in split_names(credit[1]) if is_name(name)], run, 1)
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


def _names_at(runs: list[Run], at: int, marked: frozenset[str] = frozenset()) -> tuple[int, list[str]]:
    """Names that a run prints as a byline, and how plainly: 3 says "by", 2 by class or link, 1 is only a name."""
    run = runs[at]
    line = ASIDE.sub("", PRINTED_DATE.sub("|", _without_pictures(run.text)))
    line = GLUED.sub("By ", line) if line.startswith("By") else line
    pieces = [piece for piece in map(_without_lead_in, BARS.split(line)) if piece.strip()]
    if not pieces:
        return 0, []
    by = [piece for piece in pieces if BY.match(piece + " ")]
    if by:
        names = [name for piece in by for name in split_names(piece) if is_name(name)]
        if not names and len(by[-1]) < 12:
            names = _following(runs, at + 1)
        if not names:
            names = _one_word(by)
        return 3, names
    if run.bits & c.BYLINE and not run.bits & c.TITLE:
        if run.tag == "address" and any(map(str.isdigit, line)):
            return 2, []  # where somebody lives
        return 2, [name for piece in pieces for name in split_names(piece) if is_name(name) and not ROLE.search(name)]
    linked = [
        name
        for text, href in run.links
        if href in marked or AUTHOR_PATH.search(href)
        for name in split_names(text)
        if is_name(name)
    ]
    if linked:
        return 2, linked
    if (run.bits & _NO_LONE_NAME and len(pieces) < 2) or run.tag in HEADINGS:
        return 1, []
    if len(pieces) > 1 or run.text != pieces[0]:  # beside a date or behind a bar
        name = HAN_ROLE.sub("", pieces[0].strip())
        return 1, [name] if is_name(name) and run.size < 80 else []
    names = split_names(run.text)
    plain = run.href is None and run.size < 60 and run.text[-1] not in ".:?!" and not PHOTOS.search(run.text)
    return 1, names if plain and all(is_name(name) and name.istitle() for name in names) else []


def _without_pictures(line: str) -> str:
    """A line up to the credit of its pictures."""
    folded = line.casefold()
    return PHOTOS.split(line)[0] if any(hint in folded for hint in PHOTO_HINTS) else line


def _without_lead_in(piece: str) -> str:
    while (shorter := LEAD_IN.sub("", piece)) != piece:
        piece = shorter
    return piece


def _following(runs: list[Run], at: int) -> list[str]:
    """Names in the runs behind a lone "by", each in an element of its own."""
    names: list[str] = []
    for run in runs[at : at + 8]:
        found = [name for name in split_names(run.text) if is_name(name)] if run.size < 80 else []
        if not found and not names and run.text[0].isupper() and HANDLE.fullmatch(run.text):
            is_free = _without_lead_in(run.text).strip() and not run.text.isupper()  # neither a weekday nor an agency
            return [run.text] if is_free and not NO_NAME.search(run.text) else []
        if not found and run.size > 4:
            break
        names += found
    return names


def _one_word(by: list[str]) -> list[str]:
    """A name of one word is believed only where "by" stands before it and nothing else."""
    name = IN_SECTION.sub("", BY.sub("", by[0] + " ").strip(" ,;|"))
    return [name] if len(by) == 1 and HANDLE.fullmatch(name) and not NO_NAME.search(name) else []
