"""The parts of a page as records: its primary article, and the cards of its lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from functools import partial

from tasks.records import DateSource, Label, LinkKind, PublisherSource, SplitArticle
from tasks.split.html import cues as c
from tasks.split.html.byline_words import ROLE
from tasks.split.html.card_titles import dated_title
from tasks.split.html.cards import Card, Related
from tasks.split.html.closing import without_lives
from tasks.split.html.dates import PUBLISHED, choose_published
from tasks.split.html.keywords import section_of, tags_of
from tasks.split.html.labels import set_label
from tasks.split.html.link_kinds import kind_of, leads_home
from tasks.split.html.links import absolute
from tasks.split.html.outlet_names import is_of_host, is_outlet_name
from tasks.split.html.outlets import OUTLET, add_publishers
from tasks.split.html.page import HtmlPage
from tasks.split.html.people import choose_authors
from tasks.split.html.printed import CLOCK, LATER, PRINTED_DATE, date_in, first_published
from tasks.split.html.publishers import choose_publisher
from tasks.split.html.rules import (
    CARD_DATE_WORDS,
    DATE_WORDS_MOST,
    FULL_STAMP,
    LINE_MOST,
    LINE_REST_MOST,
    LINKED_RUN_MOST,
    OUTLET_CARDS,
    OUTLET_SHARE,
    TITLE_REST_LEAST,
)
from tasks.split.html.stated_dates import choose_modified
from tasks.split.html.structured import free_of, text_of
from tasks.split.html.tags import CELLS, HEADINGS
from tasks.split.html.titles import words
from tasks.split.html.tree import Run, Tree

_ZONE = re.compile(r"\s(?:[A-Z]{2,4}|Uhr)(?=\s)")


def primary_of(
    page: HtmlPage, title: str, heading: Run | None, body: list[Run], outlets: Set[str] = frozenset()
) -> SplitArticle:
    """The primary article from its title and its text; what it states and prints around them is read here.

    ``heading``: the run that prints the title, None when none does; ``outlets``: publishers that the cards name.
    """
    tree, data, place = page.tree, page.data, page.place
    low = place[id(body[0])] if body else 0
    high = place[id(body[-1])] + 1 if body else 0
    head = place[id(heading)] if heading is not None else None
    published, source, date_run = choose_published(tree, data, head, low, high, page.url)
    publisher = choose_publisher(tree, data, head, low, outlets, title, page.host)
    known = publisher.name if publisher.is_stated and publisher.source is not PublisherSource.DOMAIN else None
    authors, author_run = choose_authors(
        tree,
        data,
        head,
        low if head is None else max(low, head + 1),
        high,
        known,
        page.host,
        publisher.source is PublisherSource.PRINTED,
    )
    body = _without_lines(body, author_run, date_run, (*authors, *((publisher.name,) if publisher.name else ())))
    body = without_lives(body, data.first("og:site_name"), authors)
    if heading is not None:
        set_label(heading, Label.TITLE, "title-vote", 0)
    main = Label.BODY  # in CPython 3.11 a member of an enumeration takes as long to find as the rest of this loop
    for run in body:
        set_label(run, main, "main-text", 0, round(1 - run.link_size / run.size, 2) if run.link_size else 1.0)
    if date_run is not None:
        set_label(date_run, Label.DATE, "printed-date", 0)
    if author_run is not None:
        set_label(author_run, Label.BYLINE, "byline", 0)
    credit = next((run for run in tree.runs[high : high + 3] if run.bits & c.CREDIT and not run.bits & c.CAPTION), None)
    is_free = free_of(data.article)
    return SplitArticle(
        title=title,
        paragraphs=tuple(run.text for run in body),
        url=page.canonical or page.url,
        publisher_raw=publisher.name,
        publisher_source=publisher.source,
        published_raw=published,
        published_source=source,
        modified_raw=choose_modified(data, tree, tree.runs[head + 1 : low] if head is not None else ()),
        authors=authors,
        credit_raw=credit.text if credit is not None else None,
        language=text_of(data.article.get("inLanguage"))
        or data.h_lang
        or data.first("og:locale", "content-language", "language"),
        category=section_of(data.article.get("articleSection"), data.first("article:section")),
        tags=tags_of(data),
        image_url=absolute(data.first("og:image", "twitter:image", "twitter:image:src"), page.base),
        is_free=is_free,
        is_teaser=is_free is False,
    )


def without_cards(body: list[Run], cards: list[Card], page: HtmlPage) -> list[Run]:
    """The text without links to articles that the page lists as related, too, and the linked lines beside them."""
    linked = [run.link_size > LINKED_RUN_MOST * run.size for run in body]
    if not any(linked):
        return body
    lines = [run for run, is_linked in zip(body, linked, strict=True) if is_linked]
    texts = {run.text.casefold() for run in lines}
    links = {page.links(run.href) for run in lines if len(run.links) == 1}
    cards = [
        card
        for card in cards
        if (card.url in links or card.title.text.casefold() in texts)
        and kind_of(card, card.title.href or "", page.host) is LinkKind.ARTICLE
    ]
    if not cards:
        return body
    titles, urls = {card.title.text.casefold() for card in cards}, {card.url for card in cards}
    out: list[Run] = []
    at = 0
    while at < len(body):
        end = at
        while end < len(body) and linked[end] and page.place[id(body[end])] - page.place[id(body[at])] == end - at:
            end += 1
        lines = body[at:end] or body[at : at + 1]
        is_listed = end > at and any(
            run.text.casefold() in titles or (len(run.links) == 1 and page.links(run.href) in urls) for run in lines
        )
        out += () if is_listed else lines
        at += len(lines)
    return out


def _without_lines(
    body: list[Run], author_run: Run | None, date_run: Run | None, authors: tuple[str, ...]
) -> list[Run]:
    """The text without a line at its edge that is nothing but the byline or the date."""
    edge = {id(run) for run in (*body[:3], *body[-3:]) if run.size < LINE_MOST}

    def is_line(run: Run) -> bool:
        if id(run) not in edge:
            return False
        if (run is author_run and run is date_run) or ("@" in run.text and any(name in run.text for name in authors)):
            return run.size < LINE_MOST
        rest = PRINTED_DATE.sub("", run.text)
        is_said = run.text[-1] in ".!?。！？" and not (PUBLISHED.match(run.text) or LATER.match(run.text))
        if run is not author_run and is_said:
            return False  # a sentence with a day in it
        if run is not author_run and run is not date_run:
            is_dated = len(rest) < len(run.text) and run.tag not in HEADINGS | CELLS
            return is_dated and sum(map(str.isalpha, rest)) < DATE_WORDS_MOST
        for name in authors:
            rest = rest.replace(name, "")
        return len(rest) < LINE_REST_MOST

    at = next((at for at, run in enumerate(body[:4]) if run is author_run), None)
    role = body[at + 1] if at is not None and at + 1 < len(body) and ROLE.search(body[at + 1].text) else None
    return [run for run in body if not is_line(run) and (run is not role or run.size > LINE_REST_MOST)]


def related_of(card: Card, host: str = "", publisher: str | None = None) -> SplitArticle:
    """A card as a related article.

    ``host``: of the page, empty when unknown; ``publisher``: the site's own, which a card that leads to the site and
    prints no outlet takes.
    """
    dates = card.texts(Label.CARD_DATE)
    printed = next((text for text in dates if not CLOCK.fullmatch(text)), None) or next(iter(dates), None)
    found = date_in(printed, in_card=True) if printed else None
    if (
        printed
        and found
        and (
            card.publisher
            or printed[found[1] : found[1] + 1].isalpha()
            or len(printed.split()) > len(printed[found[0] : found[1]].split()) + CARD_DATE_WORDS
        )
    ):
        printed = printed[found[0] : found[1]]  # "Coast News 3 hours ago", "13 May 2024Business"
    title, before = dated_title(card.title) or _dateless(card.title.text)
    printed = printed or before
    date = card.stamp if card.stamp and FULL_STAMP.match(card.stamp) else printed
    teaser = card.texts(Label.CARD_BODY)
    outlet = card.publisher or next(iter(card.texts(Label.CARD_PUBLISHER)), None)
    href = card.title.href or ""
    is_own = outlet is None and publisher is not None and leads_home(card.url, href, host)
    return SplitArticle(
        title=title,
        paragraphs=tuple(dict.fromkeys(teaser)),
        url=card.url,
        publisher_raw=publisher if is_own else outlet,
        publisher_source=PublisherSource.DOMAIN if is_own else PublisherSource.PRINTED if outlet else None,
        link_kind=kind_of(card, href, host),
        published_raw=date,
        published_source=DateSource.CARD if date else DateSource.ABSENT,
        category=next(iter(card.texts(Label.CARD_CATEGORY)), None),
        is_teaser=bool(teaser),
    )


def _dateless(title: str) -> tuple[str, str | None]:
    """A card's title and the date that stands in one element before it, None without one."""
    found = first_published(title) if title[:4].strip() and any(map(str.isdigit, title[:12])) else None
    if not found or found[0] > 0:
        return title, None
    rest = title[found[1] :]
    zone = _ZONE.match(rest)
    rest = rest[zone.end() :] if zone else rest
    if len(rest) < TITLE_REST_LEAST or (not rest[0].isspace() and not zone):
        return title, None
    return rest.strip(" |·•–—-"), title[: len(title) - len(rest)].strip()


def publishers_of(page: HtmlPage, cards: list[Card]) -> set[str]:
    """Names of the publishers on the cards, found first where only their place tells them.

    What a class or a place says is a publisher is none where it cannot be a name, or is the section that the card's
    address names; on cards that lead to the site itself, where the page prints no list of outlets.
    """
    add_publishers(page.tree, cards, page.place)
    for card in cards:
        _keep_names(card, partial(_is_name, card))
    names = [name for card in cards for name in _printed_on(card)]
    if not _are_outlets(names):
        for card in cards:
            if leads_home(card.url, card.title.href or "", page.host):
                _keep_names(card, partial(is_of_host, host=page.host))
    return {name for card in cards for name in (card.publisher, *card.texts(Label.CARD_PUBLISHER)[:1]) if name}


def _printed_on(card: Card) -> list[str]:
    return [card.publisher] if card.publisher else card.texts(Label.CARD_PUBLISHER)[:1]


def _keep_names(card: Card, is_kept: Callable[[str], bool]) -> None:
    """Take from a card the labels of publishers that are none."""
    named = Label.CARD_PUBLISHER
    if card.publisher is not None and not is_kept(card.publisher):
        card.publisher = None
        card.parts = [(run, label) for run, label in card.parts if label is not named]
    if card.publisher is None:
        card.parts = [(run, label) for run, label in card.parts if label is not named or is_kept(run.text)]


def _is_name(card: Card, text: str) -> bool:
    return is_outlet_name(text.strip("()")) and not _is_section(text, card.url or card.title.href or "")


def _are_outlets(names: list[str]) -> bool:
    """Whether the labels of a page's cards are the names of outlets: enough are worded so, or one comes back."""
    if len(names) < OUTLET_CARDS:
        return bool(names) and all(map(OUTLET.search, names))
    worded = sum(OUTLET.search(name) is not None for name in names)
    return worded >= OUTLET_SHARE * len(names) or 2 * len(set(names)) <= len(names)


def _is_section(name: str, url: str) -> bool:
    """Whether a part of an address is a label's words: "History Magazine" in /history-magazine/."""
    return bool(url) and "-".join(words(name)) in url.casefold().split("?")[0].split("/")[3:-1]


def label_cards(tree: Tree, found: Related) -> None:
    """Label the runs of the cards."""
    for run in found.headings:
        set_label(run, Label.RELATED_HEADING, "related-heading")
    for number, card in enumerate(found.cards, 1):
        set_label(card.title, Label.CARD_TITLE, "card-" + found.rule, number)
        for run, label in card.parts:
            set_label(run, label, "card-part", number)
