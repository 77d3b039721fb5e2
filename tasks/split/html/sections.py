"""The related lists of a page: which lines are headings over other articles, and how far each of them speaks."""

from __future__ import annotations

import re

from tasks.split.html import cues as c
from tasks.split.html.card_titles import is_title
from tasks.split.html.links import same_site
from tasks.split.html.printed import date_in
from tasks.split.html.rules import HEADINGS_MOST, KICKERS_LEAST, KICKERS_LOOKED_AT, NOT_LISTED, PAID_MOST
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import RANKED_HEADING, RELATED_HEADING

_BULLETS = frozenset("•·‣▪●○■□◦►▶»*–—-")
"""Signs before the items of a list, which are no headings."""
_PAID = re.compile(
    r"(?i)\W*(?:sponsored|promoted|paid (?:content|post|for|links)|partner content|gesponsert|contenus? sponsoris|"
    r"patrocinad|contenuti sponsorizzati|gesponsord|(?:recommended |powered )?by (?:taboola|outbrain))"
)
"""What a label says beside a list that somebody paid for."""


def find_sections(tree: Tree, body: set[int], titles: list[int], host: str) -> tuple[list[str], list[Run]]:
    """For every run the rule by which it stands in a related list, or an empty string; and the lists' headings."""
    runs = tree.runs
    out = [""] * len(runs)
    headings: list[Run] = []
    seen = 0
    scopes: dict[int, int] = {}
    for at in titles:
        bits = runs[at].bits
        if bits & c.RELATED and not bits & NOT_LISTED:
            out[at] = "cue"
    for at, run in enumerate(runs):
        if (
            run.size > 60
            or at in body
            or run.bits & (c.NAV | c.COMMENT | c.SHARE | c.TAGS)
            or (run.link_size and run.size > 40)
        ):
            continue
        is_heading = run.tag in HEADINGS or run.bits & c.TITLE
        if seen >= HEADINGS_MOST:
            break
        related = RELATED_HEADING.match(run.text) and not _is_kicker(tree, at, titles, scopes)
        if related or (is_heading and RANKED_HEADING.match(run.text)):
            seen += 1
            high = scope_of(tree, at, titles)
            related = related and not _is_paid(runs, at, [n for n in titles if at < n < high], host)
            if related and high > at + 1:
                headings.append(run)
            for n in range(at + 1, high):
                out[n] = "heading" if related and n not in body else ""
    return out, headings


def _is_kicker(tree: Tree, at: int, titles: list[int], scopes: dict[int, int]) -> bool:
    """Whether a line that reads like a heading is the kicker of one card: others of its shape stand over one card each.

    ``scopes``: number of cards under each line that was looked at, kept for the next question.
    """
    run = tree.runs[at]
    shape = (run.tag, tree.name[run.elem])
    if not shape[1] or run.tag in HEADINGS:
        return False

    def cards_under(n: int) -> int:
        if n not in scopes:
            high = scope_of(tree, n, titles)
            scopes[n] = len({tree.runs[t].href for t in titles if n < t < high})
        return scopes[n]

    if cards_under(at) != 1:
        return False
    alike = [n for n, one in enumerate(tree.runs) if n != at and (one.tag, tree.name[one.elem]) == shape]
    return sum(cards_under(n) == 1 for n in alike[:KICKERS_LOOKED_AT]) >= KICKERS_LEAST


def _is_paid(runs: list[Run], at: int, titles: list[int], host: str) -> bool:
    """Whether a label right behind a heading says that the list is paid for, and none of it is the site's own."""
    if any(same_site(runs[n].href or "", host) for n in titles):
        return False
    return any(one.size < PAID_MOST and _PAID.match(one.text) for one in runs[at + 1 : at + 3])


def scope_of(tree: Tree, at: int, titles: list[int]) -> int:
    """End of the runs a heading speaks for: its smallest ancestor with a title behind it, up to the next heading."""
    run = tree.runs[at]
    elem = run.elem
    ahead = [n for n in titles if n > at]
    while elem > 0 or tree.parent[run.elem] == 0:  # the page itself holds only what stands right in it
        high = tree.last[elem]
        if ahead and ahead[0] < high:
            break
        if elem == 0:
            return at + 1
        elem = tree.parent[elem]
    else:
        return at + 1
    shape = (run.tag, tree.name[run.elem])
    for n in range(at + 1, high):
        other = tree.runs[n]
        if n not in ahead and other.tag in HEADINGS and other.tag <= run.tag and run.tag in HEADINGS:
            return n
        is_alike = (other.tag, tree.name[other.elem]) == shape and other.size < 60 and not is_title(other)
        is_alike = is_alike and other.text not in _BULLETS
        if is_alike and not date_in(other.text, in_card=True):  # the cells of a table have no shape of their own
            return n
    return high
