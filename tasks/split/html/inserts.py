"""What stands inside a text and is none of it: cards, related lists, links to read also, galleries of pictures."""

from __future__ import annotations

import re
from collections import Counter

from tasks.split.html import cues as c
from tasks.split.html.card_titles import is_title
from tasks.split.html.cards import card_range
from tasks.split.html.closing_words import INBOX, LETTER, POINTING
from tasks.split.html.links import same_site
from tasks.split.html.rules import (
    BODY_LEAST,
    CALL_MOST,
    CARD_MASS,
    CARD_MOST,
    CARDS_MASS,
    HEADING_MOST,
    HEADLINE_WORDS,
    INBOX_MOST,
    LABEL_LINK_MOST,
    LINKED_RUN_MOST,
    NOT_BODY,
    PLACEHOLDER_BOX_MOST,
    PLACEHOLDER_MOST,
    PLACEHOLDER_RUNS,
    POINTER_MOST,
    QUESTIONS_REACH,
    SECTION_LEAST,
    SLIDES_LEAST,
    WRAPPERS_MOST,
)
from tasks.split.html.sections import scope_of
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import FOREIGN, RELATED_HEADING

_INBOXES = (
    *("inbox", "mail", "posta", "correo", "bandeja", "postfach", "boîte", "caixa", "casella", "inkorg", "innboks"),
    *("indbakke", "skrzynk", "почт", "пошт", "ящик", "kotak", "hộp thư", "อีเมล", "邮箱", "信箱", "郵件", "メール"),
    *("메일", "بريد", "ایمیل", "ইমেইল", "इनबॉक्स", "ईमेल"),
)
"""Words without which no line speaks of a letter box; a look, before the pattern's search."""
_ASCII_INBOXES = tuple(word for word in _INBOXES if word.isascii())
_BRACKETS = " []()【】［］›»→"
_CALL_TAGS = frozenset(["p", "div", "span"])
_SLIDE = re.compile(r"(\d{1,3})\s?/\s?(\d{1,3})(?!\d)")
"""How the heading of a picture in a gallery begins: its number and how many there are."""
_QUESTIONS = re.compile(
    r"(?i)\bfaqs?\b|frequently asked|häufige? (?:gestellte )?fragen|foire aux questions|questions fréquentes|"
    r"preguntas frecuentes|perguntas frequentes|domande frequenti|veelgestelde vragen|часто задаваемые"
)


def inserts(tree: Tree, low: int, high: int, host: str) -> set[int]:
    """Numbers of the runs between ``low`` and ``high`` that are no text. ``host``: the page's own, empty: not known."""
    heads = [at for at, run in enumerate(tree.runs[low:high], low) if run.tag in HEADINGS]
    return (
        _carded(tree, heads, low, high, host)
        | _listed(tree, low, high, host)
        | _pointed(tree, low, high, host)
        | _own_links(tree, low, high, host)
        | _slides(tree, heads, high)
        | _spoken(tree, low, high)
    )


def is_labelled_link(run: Run, host: str) -> bool:
    """Whether a line is a label with a colon and a link into the own site: something to read also."""
    if len(run.links) != 1 or not run.text.endswith(run.links[0][0]):
        return False
    label = run.text[: -len(run.links[0][0])].rstrip()
    return 0 < len(label) <= LABEL_LINK_MOST and label[-1] in ":：|" and same_site(run.links[0][1], host)


def is_headline_link(run: Run, host: str) -> bool:
    """Whether a paragraph is nothing but a link to a page of the own site, worded as a headline, or one in brackets."""
    text = run.text.strip(_BRACKETS)
    return (
        len(run.links) == 1
        and run.links[0][0].strip(_BRACKETS) == text
        and text[-1:].isalnum()
        and len(text.split()) >= HEADLINE_WORDS
        and same_site(run.links[0][1], host)
    )


def _spoken(tree: Tree, low: int, high: int) -> set[int]:
    """Runs told by their words: requests for consent, calls for an address, pointers to other pages."""
    out: set[int] = set()
    for at, run in enumerate(tree.runs[low:high], low):
        if run.size > CALL_MOST:
            continue
        folded = run.text.casefold()
        if (run.size <= PLACEHOLDER_MOST and _may_be_foreign(folded) and FOREIGN.search(run.text)) or (
            run.size <= INBOX_MOST
            and run.tag in _CALL_TAGS
            and any(map(folded.__contains__, _ASCII_INBOXES if folded.isascii() else _INBOXES))
            and INBOX.search(run.text)
        ):
            out.update(_box(tree, at))
        elif run.tag in _CALL_TAGS and (
            (run.links and POINTING.match(run.text)) or (_may_ask(folded) and LETTER.search(run.text))
        ):
            out.add(at)
    return out


def _may_be_foreign(folded: str) -> bool:
    """Whether a line has one of the words without which none asks for consent; a look, before the pattern's search."""
    return (
        "extern" in folded
        or "inhalt" in folded
        or "cookie" in folded
        or "third" in folded
        or "contenu" in folded
        or "estern" in folded
        or "контент" in folded
    )


def _may_ask(folded: str) -> bool:
    """The same of lines that ask for the reader's address."""
    return (
        "newsletter" in folded
        or "inbox" in folded
        or "mail" in folded
        or "lettre" in folded
        or "bolet" in folded
        or "nieuwsbrief" in folded
    )


def _box(tree: Tree, at: int) -> range:
    """The runs of the small box around a run; the run alone where the box says much."""
    first, last, elem = at, at + 1, tree.runs[at].elem
    while elem > 0 and tree.last[elem] - tree.first[elem] <= PLACEHOLDER_RUNS:
        first, last, elem = tree.first[elem], tree.last[elem], tree.parent[elem]
    if sum(run.size for run in tree.runs[first:last]) > PLACEHOLDER_BOX_MOST:
        return range(at, at + 1)
    return range(first, last)


def questions_end(tree: Tree, high: int) -> int:
    """End of the text with the questions and answers that stand in an element of their own right behind it."""
    for at in range(high, min(len(tree.runs), high + QUESTIONS_REACH)):
        run = tree.runs[at]
        if run.tag in HEADINGS and not run.bits & NOT_BODY and _QUESTIONS.search(run.text):
            elem = run.elem
            for _ in range(WRAPPERS_MOST):
                if elem <= 0 or sum(one.prose for one in tree.runs[at + 1 : tree.last[elem]]) >= BODY_LEAST:
                    break
                elem = tree.parent[elem]
            return max(high, tree.last[elem]) if tree.first[elem] >= high else high
    return high


def _carded(tree: Tree, heads: list[int], low: int, high: int, host: str) -> set[int]:
    """Runs of the main element that stand in a card inside the text: a linked heading with a line or two around it."""
    titles = [at for at in heads if is_title(tree.runs[at]) and (not host or same_site(tree.runs[at].href or "", host))]
    out: set[int] = set()
    if not titles:
        return out
    total = sum(run.prose for run in tree.runs[low:high])
    for at in titles:
        elem = tree.runs[at].elem
        while elem > 0 and tree.last[elem] - tree.first[elem] == 1:
            elem = tree.parent[elem]
        first, last = tree.first[elem], tree.last[elem]
        around = tree.runs[first:last]
        if 1 < len(around) <= CARD_MOST and sum(run.prose for run in around) < CARD_MASS * total:
            out.update(range(first, last))
    mass = sum(tree.runs[at].prose for at in out)
    return out if mass < CARDS_MASS * total else set()  # sections under linked headings are the text


def _listed(tree: Tree, low: int, high: int, host: str) -> set[int]:
    """Runs of the main element that stand in the cards of a related list: under its heading, beside a card's title."""
    runs = tree.runs
    headings = [
        at for at, run in enumerate(runs[low:high], low)
        if run.size <= HEADING_MOST and (run.tag in HEADINGS or run.bits & c.TITLE) and RELATED_HEADING.match(run.text)
    ]  # fmt: skip
    if not headings:
        return set()
    titles = [at for at in range(low, high) if is_title(runs[at])]
    addresses = {at: runs[at].href for at in titles}
    out: set[int] = set()
    for at in headings:
        end = scope_of(tree, at, titles)
        inside = [n for n in titles if at < n < end]
        if _is_section(tree, inside, end, host):
            continue
        for n in inside if len(inside) > 1 else ():
            first, last = card_range(tree, n, addresses)
            out.update(range(first, last) if first > at else ())
    return out


def _pointed(tree: Tree, low: int, high: int, host: str) -> set[int]:
    """Runs of boxes inside the text that begin with a related heading and hold one link to the own site."""
    out: set[int] = set()
    heads = [
        at
        for at, run in enumerate(tree.runs[low:high], low)
        if run.size <= POINTER_MOST and not run.href and RELATED_HEADING.match(run.text)
    ]
    most = CARD_MASS * sum(run.prose for run in tree.runs[low:high]) if heads else 0
    for at in heads:
        elem = tree.runs[at].elem
        while elem > 0 and tree.first[elem] == at and tree.last[elem] - at <= CARD_MOST:
            box = tree.runs[at : tree.last[elem]]
            if any(is_title(one) and same_site(one.href or "", host) for one in box):
                if sum(one.prose for one in box) < most:
                    out.update(range(at, tree.last[elem]))
                break
            elem = tree.parent[elem]
    return out


def _is_section(tree: Tree, titles: list[int], end: int, host: str) -> bool:
    """Whether headings that link to other sites have more text below each than a card has: they part the text."""
    if not host or any(same_site(tree.runs[n].href or "", host) for n in titles):
        return False
    return sum(run.prose for run in tree.runs[titles[0] : end]) > SECTION_LEAST * len(titles) if titles else False


def _slides(tree: Tree, headings: list[int], high: int) -> set[int]:
    """Runs of picture galleries inside the text: headings that count "3/50 ..." and what stands below each."""
    found = [(at, _SLIDE.match(tree.runs[at].text)) for at in headings]
    counts = Counter(match[2] for _, match in found if match)
    total, times = max(counts.items(), key=lambda one: one[1], default=("", 0))
    if times < SLIDES_LEAST:
        return set()
    heads = [at for at, match in found if match and match[2] == total]
    end = next((at for at, match in found if at > heads[-1] and not match), min(high, heads[-1] + CARD_MOST))
    return set(range(heads[0], end))


def _own_links(tree: Tree, low: int, high: int, host: str) -> set[int]:
    """Runs of lists inside the text that hold nothing but links to the site's own pages: to read also.

    A list that a heading or a line with a colon leads into is text.
    """
    runs = tree.runs
    out: set[int] = set()
    end = low
    for at in [at for at, run in enumerate(runs[low:high], low) if run.tag == "li"]:
        if at < end:
            continue
        around = tree.parent[runs[at].elem]
        end = max(tree.last[around], at + 1)
        part = runs[at:end]
        linked = [one for one in part if one.href]
        if (
            linked
            and sum(one.link_size for one in part) > LINKED_RUN_MOST * sum(one.size for one in part)
            and all(same_site(href, host) for one in linked for _, href in one.links)
            and (at == low or (runs[at - 1].tag not in HEADINGS and runs[at - 1].text[-1] not in ":："))
        ):
            out.update(range(at, end))
    return out
