"""The composition: a profile's layout where one fits the page, else the generic rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tasks.errors import UnknownLayout
from tasks.profile import Profile
from tasks.records import PageKind, PublisherSource, SplitPage
from tasks.split.html import cues as c
from tasks.split.html.articles import label_cards, primary_of, publishers_of, related_of, without_cards
from tasks.split.html.body import find_body
from tasks.split.html.card_titles import all_titles
from tasks.split.html.cards import Card, Related, cards_of, find_related
from tasks.split.html.closing import without_closing
from tasks.split.html.kind import kind_points
from tasks.split.html.labels import label_rest, labelled
from tasks.split.html.page import HtmlPage, open_html
from tasks.split.html.publishers import choose_publisher, prints_outlets
from tasks.split.html.rules import BODY_LEAST, FAR_MOST, LISTED_LEAST, OWN_LEAST
from tasks.split.html.selected import layout_of, split_selected
from tasks.split.html.stated import agreed, is_longer, stated_paragraphs
from tasks.split.html.tags import HEADINGS
from tasks.split.html.titles import choose_title, stated_titles, without_titles
from tasks.split.html.tree import Run


def split_html(
    html: str, *, url: str | None, profile: Profile | None, captured_on: date | None = None, blocks: bool = True
) -> SplitPage:
    """Cut one HTML page into its primary article and its related articles, every block labelled.

    Returns an ``article`` (a primary with related ones), a ``publisher`` page (a primary alone) or a ``listing`` (cards
    alone). Texts keep the page's wording, white space squeezed; links are absolute; dates stay as printed or stated.
    ``captured_on``: day of the capture, which tells apart the versions of a profile's layouts; None: not known.
    ``blocks``: False leaves the labelled blocks out, for who wants the articles alone.
    Raises UnknownLayout when neither an article nor a list of cards is found, LayoutChanged when a profile's layout
    fits the page but not its title, EmptyCapture when the page prints no text, HostileMarkup when its markup would
    exhaust the parser, ProfileError for a selector that is none.
    """
    page = open_html(html, url)
    layouts = profile.html if profile else ()
    layout = layout_of(page, layouts, captured_on) if layouts else None
    if profile and layout:
        found = split_selected(page, layout, blocks)
    else:
        found = _generic(page, blocks)
        if profile and layouts:
            missed = f"no layout of profile {profile.name} explains this page; it was read by the generic rules"
            found = replace(found, warnings=(*found.warnings, missed))
    return replace(found, profile=profile.name) if profile else found


def _generic(page: HtmlPage, blocks: bool) -> SplitPage:
    """The page by the generic rules. Raises UnknownLayout."""
    tree, data, place = page.tree, page.data, page.place
    body = find_body(tree, page.host)
    low = place[id(body[0])] if body else 0
    title, heading = choose_title(tree, data, low)
    if title:
        body = without_titles(body, heading, [title, *stated_titles(data)])
        if heading is not None and body and _is_elsewhere(body, place[id(body[0])] - place[id(heading)]):
            body = []
        body = _below_title(body, heading, place)
    body = without_closing(body, data.first("og:site_name"))
    stated = stated_paragraphs(data.article.get("articleBody"))
    if stated:
        body = agreed(body, stated)
    titles = all_titles(tree)
    points = kind_points(tree, data, body, titles, title, heading, page.url)
    if sum(points.values()) < 0:
        cards = _listed(page, titles)
        if len(cards) >= LISTED_LEAST:
            return _listing(page, cards, blocks)
    is_stated = bool({"article stated", "og article", "published stated"} & points.keys())
    if not title or (_bytes(body) < BODY_LEAST and not is_stated):
        cards = _listed(page, titles)
        if len(cards) >= LISTED_LEAST:
            return _listing(page, cards, blocks)
        raise UnknownLayout(
            f"{page.url or 'page'}: no layout explains {len(tree.runs)} blocks: title {title!r}, {len(body)} of text, "
            f"{len(titles)} card titles; save this page as a fixture and fix the rules"
        )
    return _article(page, title, heading, body, stated, titles, blocks)


def _below_title(body: list[Run], heading: Run | None, place: dict[int, int]) -> list[Run]:
    """The text without what stands above its title, where enough stands below: a ticker, a motto, cards."""
    if heading is None or heading.tag not in HEADINGS:
        return body
    below = [run for run in body if place[id(run)] > place[id(heading)]]
    return below if sum(run.size for run in below) >= OWN_LEAST else body


def _is_elsewhere(body: list[Run], far: int) -> bool:
    """Whether a few words far below the title are no text of it: an address in the footer of a page with a video."""
    return far > FAR_MOST and _bytes(body) < BODY_LEAST


def _bytes(body: list[Run]) -> int:
    """Length of a text in bytes: a report in Chinese has few characters."""
    return sum(run.size if run.text.isascii() else len(run.text.encode("utf-8", "replace")) for run in body)


def _article(
    page: HtmlPage,
    title: str,
    heading: Run | None,
    body: list[Run],
    stated: tuple[str, ...],
    titles: list[int],
    blocks: bool,
) -> SplitPage:
    tree, place = page.tree, page.place
    body_at = {place[id(run)] for run in body}
    found = find_related(tree, page.links, page.own, titles, body_at, max(body_at, default=-1) + 1)
    body = without_cards(body, found.cards, page)
    outlets = publishers_of(page, found.cards)
    primary = primary_of(page, title, heading, body, outlets)
    if stated and is_longer(body, stated):
        primary = replace(primary, paragraphs=stated)
    label_cards(tree, found)
    if blocks:
        low = min(body_at, default=0)
        start = place[id(heading)] if heading is not None else max(0, low - 12)
        label_rest(tree, min(start, low), max(body_at, default=low) + 3)
    is_own = primary.publisher_source is not PublisherSource.PRINTED and not prints_outlets(
        outlets, primary.publisher_raw
    )
    related = tuple(related_of(card, page.host, primary.publisher_raw if is_own else None) for card in found.cards)
    return SplitPage(
        page_kind=PageKind.ARTICLE if related else PageKind.PUBLISHER,
        layout="generic-html",
        primary=primary,
        related=related,
        blocks=labelled(tree, page.links) if blocks else (),
        url=page.canonical,
        tags=primary.tags,
    )


def _listed(page: HtmlPage, titles: list[int]) -> list[Card]:
    """The cards of a listing: all that the page has, those in its footer only where it has few others."""
    above = [at for at in titles if not page.tree.runs[at].bits & c.FOOTER]
    titles = above if len(above) >= LISTED_LEAST else titles
    return cards_of(page.tree, titles, titles, page.links, page.own, set())


def _listing(page: HtmlPage, cards: list[Card], blocks: bool) -> SplitPage:
    outlets = publishers_of(page, cards)
    own = choose_publisher(page.tree, page.data, None, 0, outlets, "", page.host)
    publisher = own.name if own.source is not PublisherSource.PRINTED and not own.is_aggregator else None
    label_cards(page.tree, Related(cards, [], "listing"))
    if blocks:
        label_rest(page.tree, 0, 0)
    return SplitPage(
        page_kind=PageKind.LISTING,
        layout="generic-listing",
        primary=None,
        related=tuple(related_of(card, page.host, publisher) for card in cards),
        blocks=labelled(page.tree, page.links) if blocks else (),
        url=page.canonical,
    )
