"""Cards: the links to other articles that a page lists, with what each card prints beside its title."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tasks.split.html import cues as c
from tasks.split.html.links import absolute
from tasks.split.html.rules import RANKED_HEADING, RELATED_HEADING
from tasks.split.html.walk import Run, Tree

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_CJK = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
DATE_TEXT = re.compile(
    r"(?i)\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}:\d\d|(?:\d+|an?|one)\s*(?:s|m|h|d|w|sec|min|mins|minutes?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago|"
    r"(?:vor|il y a|hace|há)\s+\d+\s+\w+|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:,\s*\d{4})?|"
    r"\d{1,2}\.?\s+[^\W\d]{3,12}\.?,?\s+\d{4}|\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|today|yesterday|\d{1,2}月\d{1,2}日)"
)


@dataclass(slots=True)
class Card:
    """One related article as a page prints it."""

    title: Run
    url: str
    parts: list[Run] = field(default_factory=list)
    """Other runs of the card, in page order."""


def is_title(run: Run) -> bool:
    """Whether a run is long enough and linked enough to be the title of another article."""
    if run.href is None or run.link_size < 0.7 * run.size or run.size < 8:
        return False
    if _CJK.search(run.text):
        return True
    return run.size >= 20 and run.text.count(" ") >= 2


def find_related(tree: Tree, base: str | None, own: set[str], body: set[int]) -> tuple[list[Card], list[Run]]:
    """Cards of the related lists in page order, and the headings over them."""
    runs = tree.runs
    kind_at = _sections(tree, body)
    cards: list[Card] = []
    headings: list[Run] = []
    seen: set[str] = set()
    for at, run in enumerate(runs):
        if kind_at[at] == "heading":
            headings.append(run)
        if kind_at[at] != "related" or at in body or not is_title(run):
            continue
        url = absolute(run.href, base)
        if url is None or url.split("#")[0].rstrip("/") in own or url in seen:
            continue
        seen.add(url)
        cards.append(Card(run, url))
    return cards, headings


def _sections(tree: Tree, body: set[int]) -> list[str]:
    """For every run: ``heading`` of a related list, ``related``, or nothing."""
    runs = tree.runs
    out = [""] * len(runs)
    for at, run in enumerate(runs):
        if run.bits & c.RELATED and not run.bits & (c.RANKED | c.NAV | c.FOOTER | c.COMMENT | c.SHARE | c.TAGS):
            out[at] = "related"
    for at, run in enumerate(runs):
        if at in body or run.size > 60 or run.bits & (c.NAV | c.FOOTER | c.COMMENT):
            continue
        if RELATED_HEADING.match(run.text) and not (run.href and run.size > 40):
            low, high = _scope(tree, at)
            out[at] = "heading"
            for n in range(at + 1, high):
                if n in body:
                    continue
                if runs[n].tag in HEADINGS and RANKED_HEADING.match(runs[n].text):
                    break
                out[n] = "related"
        elif RANKED_HEADING.match(run.text) and (run.tag in HEADINGS or run.bits & c.TITLE):
            low, high = _scope(tree, at)
            for n in range(at, high):
                out[n] = ""
    return out


def _scope(tree: Tree, at: int) -> tuple[int, int]:
    """Range of runs that a heading speaks for: its smallest ancestor that holds at least two titles behind it."""
    elem = tree.runs[at].elem
    while elem > 0:
        low, high = tree.first[elem], tree.last[elem]
        if sum(1 for run in tree.runs[at + 1 : high] if is_title(run)) >= 1 and high - at > 1:
            return low, high
        elem = tree.parent[elem]
    return at, at + 1
