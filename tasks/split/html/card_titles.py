"""Which runs may be titles of other articles: long enough, linked enough, and no call to read on."""

from __future__ import annotations

import re

from tasks.split.html import cues as c
from tasks.split.html.printed import date_in
from tasks.split.html.rules import CARD_TITLE_LEAST, DATED_MOST, NOT_CARD, NOT_CARD_ITSELF, VOWELLESS_LEAST
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree

_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_VOWELLESS = re.compile("[\u0590-\u06ff\u0900-\u0dff]")
"""Scripts that write vowels as marks, or not at all: their titles are shorter."""
_CALL = re.compile(
    r"(?i)(?:learn|find out|read|see|discover|know) more\b|(?:(?:see|view|show|read|browse) )?all \d+ [^\W\d]+|"
    r"(?:view|see|show|browse) (?:all|the full)\b|(?:mehr (?:erfahren|dazu|lesen)|en savoir plus|saber más|"
    r"saiba mais|scopri di più|lees meer|läs mer|les mer|czytaj więcej|подробнее|了解更多|查看更多|詳しくは)\b"
)
"""How a link begins that calls to read on: it leads somewhere, but is no title."""
_FILE = re.compile(r"(?i)[(\[][^()]{0,20}\b\d+(?:[.,]\d+)? ?[kmg]b[)\]]$")
"""How a link ends that loads a file: its size."""
_LINKS_MOST = 2
"""Addresses that the title of one article leads to: itself, and its section beside it."""


def is_title(run: Run) -> bool:
    """Whether a run is long enough and linked enough to be the title of another article."""
    text, href = run.text, run.href
    if href is None or run.size < 8 or run.bits & NOT_CARD or href[:1] == "#":
        return False
    is_heading = run.tag in HEADINGS
    if not (_is_long(run, is_heading) or (not text.isascii() and _NO_SPACES.search(text))):
        return False
    if run.link_size < 0.7 * run.size and dated_title(run) is None:
        return False
    if not is_heading and (_CALL.match(text) or _FILE.search(text)):
        return False
    # more addresses: a menu in one line
    return len(run.links) <= _LINKS_MOST or len({href for _, href in run.links}) <= _LINKS_MOST


def _is_long(run: Run, is_heading: bool) -> bool:
    """Whether a line in a script with spaces has the length of a title."""
    if is_heading or run.bits & c.TITLE:
        return run.size >= 12 and " " in run.text
    if run.size < VOWELLESS_LEAST or run.text.count(" ") < 2:
        return False
    return run.size >= CARD_TITLE_LEAST or (not run.text.isascii() and _VOWELLESS.search(run.text) is not None)


def dated_title(run: Run) -> tuple[str, str] | None:
    """Title and date of a line that is a link and nothing but a date behind it, None for any other."""
    if len(run.links) != 1 or run.size > DATED_MOST or not run.text.startswith(run.links[0][0]):
        return None
    rest = run.text[len(run.links[0][0]) :].strip(" ()（）[]【】,·|-–—")
    span = date_in(rest, in_card=True) if rest else None
    return (run.links[0][0], rest) if span == (0, len(rest)) else None


def all_titles(tree: Tree) -> list[int]:
    """Numbers of the runs that may be titles of other articles."""
    bits = tree.bits
    return [
        at
        for at, run in enumerate(tree.runs)
        if run.href is not None and not bits[run.elem] & NOT_CARD_ITSELF and is_title(run)
    ]
