"""Names that one line prints, and how plainly it says that they are an author's."""

from __future__ import annotations

import re

from tasks.split.html import cues as c
from tasks.split.html.byline_words import (
    ASIDE,
    AUTHOR_PATH,
    BAR_SIGNS,
    BARS,
    BY,
    CHECKED,
    GLUED,
    HANDLE,
    IN_SECTION,
    JOINT,
    LAST_WORDS,
    LEAD_IN,
    NO_AUTHOR_PATH,
    NO_NAME,
    PHOTO_HINTS,
    PHOTOS,
    PLACE,
    ROLE,
    is_name,
    split_names,
)
from tasks.split.html.han_names import HAN_ROLE
from tasks.split.html.printed import PRINTED_DATE
from tasks.split.html.rules import CHECKED_MOST
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree

_NO_LONE_NAME = (
    c.TITLE | c.CATEGORY | c.TAGS | c.SHARE | c.CAPTION | c.LEAD | c.CREDIT | c.FIGURE | c.MEDIA
)  # a line that is nothing but a name is no byline there
_NEXT_SCRIPTS = "\u0590"
"""Behind Latin, Greek and Cyrillic: scripts whose words have marks beside their letters, or no space between them."""
_WORDY = re.compile(r"\w+")


def cues_of(tree: Tree, run: Run) -> int:
    """Cues around a run, without the one of a caption where only a picture beside it says so: a portrait."""
    if not run.bits & c.CAPTION:
        return run.bits
    elem = run.elem
    while elem > 0 and not tree.bits[elem] & c.CAPTION:
        elem = tree.parent[elem]
    return run.bits if elem > 0 else run.bits & ~c.CAPTION


def _names_author(tree: Tree, run: Run) -> bool:
    """Whether the nearest element around a run that is named after an author, a title or a button names an author."""
    elem = run.elem
    while elem > 0 and not tree.bits[elem] & (c.BYLINE | c.TITLE | c.SHARE):
        elem = tree.parent[elem]
    return bool(tree.bits[elem] & c.BYLINE) and not tree.bits[elem] & c.TITLE


def names_at(tree: Tree, at: int, marked: frozenset[str] = frozenset()) -> tuple[int, list[str]]:
    """Names that a run prints as a byline, and how plainly: 3 says "by", 2 by class or link, 1 is only a name."""
    runs = tree.runs
    run = runs[at]
    if at and runs[at - 1].size < CHECKED_MOST and CHECKED.fullmatch(runs[at - 1].text):
        return 0, []
    if run.href is not None and all(NO_AUTHOR_PATH.search(href) for _, href in run.links):
        return 0, []
    line = PRINTED_DATE.sub("|", _without_pictures(run.text))
    line = ASIDE.sub("", line) if "(" in line else line
    line = GLUED.sub("By ", line) if line.startswith("By") else line
    parts = [line] if BAR_SIGNS.isdisjoint(line) else BARS.split(line)
    pieces = [piece for piece in map(_without_lead_in, parts) if piece.strip()]
    if not pieces:
        return 0, []
    by = [piece for piece in pieces if BY.match(piece + " ")]
    if by:
        names = [name for piece in by for name in split_names(piece) if is_name(name)]
        if not names and run.links and BY.fullmatch(line[: line.find(run.links[0][0])].rstrip() + " "):
            names = [name for name in split_names(run.links[0][0]) if is_name(name)]  # "By Ann Alder View in print"
        if not names and len(by[-1]) < 12:
            names = _following(runs, at + 1)
        if not names:
            names = _one_word(by)
        return 3, names
    if run.bits & c.BYLINE and _names_author(tree, run):
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
    if (cues_of(tree, run) & _NO_LONE_NAME and len(pieces) < 2) or run.tag in HEADINGS:
        return 1, []
    if len(pieces) > 1 or run.text != pieces[0]:  # beside a date or behind a bar
        name = PLACE.sub("", HAN_ROLE.sub("", pieces[0].strip(" -–—/,")))
        first, _, place = name.partition(" - ")
        name = first if place and is_name(first) else name
        return 1, [name] if is_name(name) and run.size < 80 else []
    if run.href is not None or run.size >= 60 or run.text[-1] in ".:?!" or PHOTOS.search(run.text):
        return 1, []
    names = split_names(run.text)
    return 1, names if all(is_name(name) and name.istitle() for name in names) else []


def _without_pictures(line: str) -> str:
    """A line up to the credit of its pictures."""
    return PHOTOS.split(line)[0] if PHOTO_HINTS.search(line.casefold()) else line


def _without_lead_in(piece: str) -> str:
    while _may_lead_in(piece) and (shorter := LEAD_IN.sub("", piece)) != piece:
        piece = shorter
    return piece


def _may_lead_in(piece: str) -> bool:
    """Whether the last word of a piece is one that leads to a date; a look, before the pattern's search."""
    last = piece.rstrip(" :,.–-").rpartition(" ")[2].lower()
    if not last.isascii() and not (last.isalpha() and max(last) < _NEXT_SCRIPTS):
        return True
    if not last.isalpha():
        last = next(iter(_WORDY.findall(last)[-1:]), "")
    return last in LAST_WORDS


def _following(runs: list[Run], at: int) -> list[str]:
    """Names in the runs behind a lone "by", each in an element of its own."""
    names: list[str] = []
    for run in runs[at : at + 8]:
        is_listed = run.bits & (c.CATEGORY | c.TAGS) and not run.bits & c.BYLINE
        is_of_page = is_listed or any(NO_AUTHOR_PATH.search(href) for _, href in run.links)
        is_free = run.size < 80 and not is_of_page
        found = [name for name in split_names(run.text) if is_name(name)] if is_free else []
        if names and run.text.isalpha() and not JOINT.fullmatch(run.text):
            break  # "By Ann Alder in Travel"
        if not found and not names and run.text[0].isupper() and HANDLE.fullmatch(run.text):
            is_word = _without_lead_in(run.text).strip() and not run.text.isupper()  # neither a weekday nor an agency
            return [run.text] if is_word and not NO_NAME.search(run.text) else []
        if not found and run.size > 4 and not is_of_page:
            break
        names += found
    return names


def _one_word(by: list[str]) -> list[str]:
    """A name of one word is believed only where "by" stands before it and nothing else."""
    name = IN_SECTION.sub("", BY.sub("", by[0] + " ").strip(" ,;|"))
    return [name] if len(by) == 1 and HANDLE.fullmatch(name) and not NO_NAME.search(name) else []
