"""Cards: the links to other articles that a page lists, with what each card prints beside its title."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tasks.records import Label
from tasks.split.html import cues as c
from tasks.split.html.links import Links, is_relative
from tasks.split.html.printed import CLOCK, date_in
from tasks.split.html.rows import with_rows
from tasks.split.html.rules import (
    CARD_DATE_MOST,
    CARD_PARTS_MOST,
    CARD_PUBLISHER_MOST,
    CARD_TEASER_LEAST,
    LISTED_LEAST,
    NOT_REPEATED,
)
from tasks.split.html.sections import find_sections
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import BOILERPLATE, RANKED_HEADING


@dataclass(slots=True)
class Card:
    """One related article as a page prints it."""

    title: Run
    url: str | None
    """Absolute address. None: the link is relative and the page's own address is not known."""
    parts: list[tuple[Run, Label]] = field(default_factory=list)
    """Other runs of the card and what they are, in page order."""
    publisher: str | None = None
    """Its outlet, where the line that names it says more; None: the part of that label says it."""
    stamp: str | None = None
    """What a <time datetime> of the card says."""
    span: tuple[int, int] = (0, 0)
    """Numbers of its runs."""

    def texts(self, label: Label) -> list[str]:
        """Texts of the parts with this label."""
        return [run.text for run, kind in self.parts if kind is label]


@dataclass(slots=True)
class Related:
    """The related lists of a page."""

    cards: list[Card]
    headings: list[Run]
    rule: str
    """Which rule found them: ``heading``, ``cue`` or ``repeated``."""


def find_related(tree: Tree, links: Links, own: set[str], found: list[int], body: set[int], after: int) -> Related:
    """Cards of the related lists in page order.

    ``found``: numbers of all titles; ``after``: number of the run behind the last of the text.
    """
    titles = [at for at in found if at not in body]
    marks, headings = find_sections(tree, body, titles, urlsplit(links.base).netloc if links.base else "")
    chosen = [at for at in titles if marks[at]]
    chosen = _without_inline(chosen, sorted(body))
    rule = "related"
    if not chosen:
        chosen, rule = _repeated(tree, [at for at in titles if at >= after]), "repeated"
    return Related(cards_of(tree, chosen, titles, links, own, body), headings, rule)


def _without_inline(chosen: list[int], body: list[int]) -> list[int]:
    """The titles but for those that stand alone between two lines of the text: links to read also, no list."""
    gaps = {at: bisect(body, at) for at in chosen}
    counts = Counter(gaps.values())
    return [at for at, gap in gaps.items() if not 0 < gap < len(body) or counts[gap] > 1]


def cards_of(
    tree: Tree, chosen: list[int], titles: list[int], links: Links, own: set[str], body: set[int]
) -> list[Card]:
    """One card for each address among the chosen titles, with the runs around it."""
    runs = tree.runs
    cards: dict[str, Card] = {}
    ends: list[tuple[Card, int]] = []
    for at in chosen:
        run = runs[at]
        url = links(run.href)
        key = _bare(url or run.href or "")
        if (
            (url is None and (links.base is not None or not is_relative(run.href)))
            or key in own
            or (run.size < 40 and (BOILERPLATE.match(run.text) or RANKED_HEADING.match(run.text)))
        ):
            continue
        card = cards.get(key)
        if card is None:
            cards[key] = card = Card(run, url)
            ends.append((card, at))
        elif run.tag in HEADINGS and card.title.tag not in HEADINGS:
            card.title = run
    _name_labelled(runs, ends)
    addresses = {at: runs[at].href for at in titles}
    stamps = {number: stamp for _, number, stamp in reversed(tree.times)}
    ranges = [_linked_range(tree, at, addresses, body) for _, at in ends]
    for (card, _), (low, high) in zip(ends, with_rows(tree, ranges, addresses, body), strict=True):
        card.span = (low, high)
        if high - low <= CARD_PARTS_MOST and stamps:
            card.stamp = next((stamps[n] for n in range(low, high) if n in stamps), None)
        for n in range(low, high):
            if n not in body and runs[n] is not card.title:
                label = _part(runs[n], card)
                if label is not None:
                    card.parts.append((runs[n], label))
    return [card for card, _ in ends]


def _name_labelled(runs: list[Run], ends: list[tuple[Card, int]]) -> None:
    """Give cards whose titles are one label for those who do not see them ("Related article:") what it leads to."""
    counts = Counter(card.title.text for card, _ in ends if card.title.text[-1] in ":：")
    for card, at in ends:
        if counts[card.title.text] > 1:
            same = [run for run in runs[at : at + CARD_PARTS_MOST] if run.href == card.title.href]
            card.title = max(same, key=lambda run: (run.text != card.title.text, run.size))


def _bare(url: str) -> str:
    return url.split("#")[0].rstrip("/")


def card_range(tree: Tree, at: int, addresses: dict[int, str | None], body: Set[int] = frozenset()) -> tuple[int, int]:
    """Runs of the largest element around a title that holds no other title and no text, at most a dozen runs."""
    href = tree.runs[at].href
    elem = tree.runs[at].elem
    low, high = at, at + 1
    while elem > 0:
        first, last = tree.first[elem], tree.last[elem]
        if last - first > CARD_PARTS_MOST:
            break
        if any(addresses.get(n, href) != href or n in body for n in range(first, last)):
            break
        low, high = first, last
        elem = tree.parent[elem]
    return low, high


def _linked_range(
    tree: Tree, at: int, addresses: dict[int, str | None], body: Set[int] = frozenset()
) -> tuple[int, int]:
    """The range of a card, with what stands in the same link beside it."""
    low, high = card_range(tree, at, addresses, body)
    runs, href = tree.runs, tree.runs[at].href
    first, last = low - CARD_PARTS_MOST, high + CARD_PARTS_MOST
    while low > max(0, first) and runs[low - 1].href == href and low - 1 not in body:
        low -= 1
    while high < min(len(runs), last) and runs[high].href == href and high not in body:
        high += 1
    return low, high


def _part(run: Run, card: Card) -> Label | None:
    """What a run of a card is, or None: chrome."""
    if run.text == card.title.text or (run.bits & c.SHARE and run.size < 30):
        return None
    if run.size <= CARD_DATE_MOST and (
        (date_in(run.text, in_card=True) and (run.bits & c.DATE or not CLOCK.fullmatch(run.text)))
        or (run.bits & c.DATE and any(map(str.isdigit, run.text)))
    ):
        return Label.CARD_DATE
    if run.size >= CARD_TEASER_LEAST and run.tag not in HEADINGS:
        return Label.CARD_BODY
    if run.size <= CARD_PUBLISHER_MOST:
        if run.bits & c.PUBLISHER:
            return Label.CARD_PUBLISHER
        if run.bits & c.CATEGORY:
            return Label.CARD_CATEGORY
    return None


def _repeated(tree: Tree, titles: list[int]) -> list[int]:
    """Titles behind the text that repeat one shape: the longest such list, or none."""
    shapes: dict[tuple[str, str, int], list[int]] = {}
    for at in titles:
        run = tree.runs[at]
        if run.bits & NOT_REPEATED:
            continue
        shapes.setdefault((run.tag, tree.name[run.elem], run.depth), []).append(at)
    best = max(shapes.values(), key=len, default=[])
    return best if len(best) >= LISTED_LEAST else []
