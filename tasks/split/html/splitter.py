"""The composition: guards, walk, statements, body, cards, labels, records."""

from __future__ import annotations

from dataclasses import replace

from tasks.errors import EmptyCapture, UnknownLayout
from tasks.profile import Profile
from tasks.records import DateSource, Label, PageKind, SplitArticle, SplitPage
from tasks.split.html import cues as c
from tasks.split.html.body import find_body
from tasks.split.html.cards import Card, Related, all_titles, cards_of, find_related
from tasks.split.html.dates import choose_modified, choose_published
from tasks.split.html.guards import guard
from tasks.split.html.kind import kind_points
from tasks.split.html.labels import label_rest, labelled, set_label
from tasks.split.html.links import Links, absolute, base_of
from tasks.split.html.outlets import add_publishers
from tasks.split.html.people import choose_authors, choose_publisher
from tasks.split.html.rules import BODY_LEAST, FULL_STAMP, LISTED_LEAST, PRINTED_DATE
from tasks.split.html.stated import agreed, is_longer, stated_paragraphs
from tasks.split.html.structured import Structured, free_of, read_structured, text_of, words_of
from tasks.split.html.titles import choose_title
from tasks.split.html.walk import Run, Tree, read_tree


def split_html(html: str, *, url: str | None, profile: Profile | None, blocks: bool = True) -> SplitPage:
    """Cut one HTML page into its primary article and its related articles, every block labelled.

    Returns an ``article`` (a primary with related ones), a ``publisher`` page (a primary alone) or a ``listing`` (cards
    alone). Texts keep the page's wording, white space squeezed; links are absolute; dates stay as printed or stated.
    ``blocks``: False leaves the labelled blocks out, for who wants the articles alone.
    Raises UnknownLayout when neither an article nor a list of cards is found, EmptyCapture when the page prints no
    text, HostileMarkup when its markup would exhaust the parser.
    """
    guard(html)
    url = absolute(url, None)
    tree = read_tree(html)
    if not tree.runs:
        raise EmptyCapture(f"{url or 'page'}: no text in {len(html)} characters of markup; fetch it again")
    data = read_structured(tree.parser)
    base = base_of(tree.parser, url)
    canonical = absolute(data.canonical, base) or absolute(data.first("og:url"), base)
    # A capture that does not tell where it comes from says so itself: its own links are relative to that.
    base = base or canonical
    links = Links(base)
    body = find_body(tree)
    place = {id(run): at for at, run in enumerate(tree.runs)}
    low = place[id(body[0])] if body else 0
    title, heading = choose_title(tree, data, low)
    if title:
        body = [run for run in body if run is not heading and run.text != title]
    stated = stated_paragraphs(text_of(data.article.get("articleBody")))
    if stated:
        body = agreed(body, stated)
    titles = all_titles(tree)
    points = kind_points(tree, data, body, titles, title, heading, url)
    own = {one.split("#")[0].rstrip("/") for one in (canonical, url) if one}
    if sum(points.values()) < 0:
        cards = cards_of(tree, titles, titles, links, own, set())
        if len(cards) >= LISTED_LEAST:
            return _listing(tree, cards, links, canonical, profile, blocks)
    is_stated = bool({"article stated", "og article", "published stated"} & points.keys())
    if not title or (sum(run.size for run in body) < BODY_LEAST and not is_stated):
        raise UnknownLayout(
            f"{url or 'page'}: no layout explains {len(tree.runs)} blocks: title {title!r}, {len(body)} of text, "
            f"{len(titles)} card titles; save this page as a fixture and mend the rules"
        )
    body_at = {place[id(run)] for run in body}
    found = find_related(tree, links, own, body_at, max(body_at, default=-1) + 1)
    primary = _primary(tree, data, title, heading, body, place, base, canonical, url)
    if stated and is_longer(body, stated):
        primary = replace(primary, paragraphs=stated)
    _label_cards(tree, found)
    start = place[id(heading)] if heading is not None else max(0, low - 12)
    if blocks:
        label_rest(tree, min(start, low), max(body_at, default=low) + 3)
    related = tuple(_related(card) for card in found.cards)
    return SplitPage(
        page_kind=PageKind.ARTICLE if related else PageKind.PUBLISHER,
        layout="generic-html",
        primary=primary,
        related=related,
        blocks=labelled(tree, links) if blocks else (),
        profile=profile.name if profile else None,
        url=canonical,
        tags=primary.tags,
    )


def _primary(
    tree: Tree,
    data: Structured,
    title: str,
    heading: Run | None,
    body: list[Run],
    place: dict[int, int],
    base: str | None,
    canonical: str | None,
    url: str | None,
) -> SplitArticle:
    low = place[id(body[0])] if body else 0
    high = place[id(body[-1])] + 1 if body else 0
    head = place[id(heading)] if heading is not None else None
    published, source, date_run = choose_published(tree, data, head, low, high, url)
    authors, author_run = choose_authors(tree, data, head, low if head is None else max(low, head + 1), high)
    if heading is not None:
        set_label(heading, Label.TITLE, "title-vote", 0)
    for run in body:
        set_label(run, Label.BODY, "main-text", 0, round(1 - run.link_size / run.size, 2))
    if date_run is not None:
        set_label(date_run, Label.DATE, "printed-date", 0)
    if author_run is not None:
        set_label(author_run, Label.BYLINE, "byline", 0)
    credit = next((run for run in tree.runs[high : high + 3] if run.bits & c.CREDIT and not run.bits & c.CAPTION), None)
    is_free = free_of(data.article)
    return SplitArticle(
        title=title,
        paragraphs=tuple(run.text for run in body),
        url=canonical or url,
        publisher_raw=choose_publisher(tree, data, head, low),
        published_raw=published,
        published_source=source,
        modified_raw=choose_modified(data),
        authors=authors,
        credit_raw=credit.text if credit is not None else None,
        language=text_of(data.article.get("inLanguage"))
        or data.h_lang
        or data.first("og:locale", "content-language", "language"),
        category=text_of(data.article.get("articleSection")) or data.first("article:section"),
        tags=words_of(data),
        image_url=absolute(data.first("og:image", "twitter:image", "twitter:image:src"), base),
        is_free=is_free,
        is_teaser=is_free is False,
    )


def _related(card: Card) -> SplitArticle:
    printed = next(iter(card.texts(Label.CARD_DATE)), None)
    fused = PRINTED_DATE.search(printed) if printed else None
    if printed and fused and printed[fused.end() : fused.end() + 1].isalpha():
        printed = fused[0]  # "13 May 2024Business"
    date = card.stamp if card.stamp and FULL_STAMP.match(card.stamp) else printed
    teaser = card.texts(Label.CARD_BODY)
    return SplitArticle(
        title=card.title.text,
        paragraphs=tuple(dict.fromkeys(teaser)),
        url=card.url,
        publisher_raw=next(iter(card.texts(Label.CARD_PUBLISHER)), None),
        published_raw=date,
        published_source=DateSource.CARD if date else DateSource.ABSENT,
        category=next(iter(card.texts(Label.CARD_CATEGORY)), None),
        is_teaser=bool(teaser),
    )


def _label_cards(tree: Tree, found: Related) -> None:
    add_publishers(tree, found.cards)
    for run in found.headings:
        set_label(run, Label.RELATED_HEADING, "related-heading")
    for number, card in enumerate(found.cards, 1):
        set_label(card.title, Label.CARD_TITLE, "card-" + found.rule, number)
        for run, label in card.parts:
            set_label(run, label, "card-part", number)


def _listing(
    tree: Tree, cards: list[Card], links: Links, canonical: str | None, profile: Profile | None, blocks: bool
) -> SplitPage:
    _label_cards(tree, Related(cards, [], "listing"))
    if blocks:
        label_rest(tree, 0, 0)
    return SplitPage(
        page_kind=PageKind.LISTING,
        layout="generic-listing",
        primary=None,
        related=tuple(_related(card) for card in cards),
        blocks=labelled(tree, links) if blocks else (),
        profile=profile.name if profile else None,
        url=canonical,
    )
