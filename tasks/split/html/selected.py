"""Pages of known markup: a profile's layout selects their parts, and the generic rules read what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tasks.errors import LayoutChanged, ProfileError
from tasks.profile import HtmlLayout, Profile
from tasks.records import DateSource, Label, PageKind, Selection, SplitArticle, SplitPage
from tasks.split.html.articles import label_cards, primary_of, related_of
from tasks.split.html.body import find_body
from tasks.split.html.byline_words import split_names
from tasks.split.html.card_titles import all_titles
from tasks.split.html.cards import find_related
from tasks.split.html.labels import label_rest, labelled, set_label
from tasks.split.html.marks import mark
from tasks.split.html.page import HtmlPage, open_html
from tasks.split.html.titles import choose_title
from tasks.split.html.tree import Run

_ATTRIBUTE = re.compile(r"^(?P<css>.*?)\s*(?:@(?P<name>[\w:-]+))?\s*$", re.DOTALL)
_LABELS = {
    "title": Label.TITLE, "body": Label.BODY, "publisher": Label.PUBLISHER, "date": Label.DATE, "authors": Label.BYLINE,
    "credit": Label.CREDIT, "category": Label.CATEGORY,
}  # fmt: skip
_CARD_LABELS = {
    "title": Label.CARD_TITLE, "teaser": Label.CARD_BODY, "publisher": Label.CARD_PUBLISHER, "date": Label.CARD_DATE,
    "category": Label.CARD_CATEGORY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selected:
    """One value that a selector found."""

    text: str
    node: LexborNode


def layout_of(page: HtmlPage, layouts: Sequence[HtmlLayout], captured_on: date | None) -> HtmlLayout | None:
    """The first layout that was in use on that day and whose ``page`` selects something; None: none fits."""
    for layout in layouts:
        if layout.was_used_on(captured_on) and _nodes(page.tree.parser, layout.page):
            return layout
    return None


def check_selectors(profile: Profile) -> None:
    """Raise ProfileError with the first selector of a profile that is none."""
    empty = LexborHTMLParser("<p>")
    for layout in profile.html:
        named = {"page": layout.page, "card": layout.card or "*"} | layout.fields
        for key, selector in (named | {"card_" + key: css for key, css in layout.card_fields.items()}).items():
            try:
                _nodes(empty, _parted(selector)[0])
            except ProfileError as error:
                raise ProfileError(f"profile {profile.name}, layout {layout.layout}, {key}: {error}") from error


def select(scope: LexborNode, selector: str) -> list[Selected]:
    """What a selector finds: texts on one line, or the values of the attribute behind ``@``; empty ones are left out.

    Raises ProfileError for a selector that is none.
    """
    css, name = _parted(selector)
    found = []
    for node in _nodes(scope, css):
        value = node.attributes.get(name) if name else node.text()
        text = " ".join((value or "").split())
        if text:
            found.append(Selected(text, node))
    return found


def selections(html: str, layout: HtmlLayout) -> dict[str, Selection]:
    """What every selector of a layout finds on a page, by its key in the profile.

    Raises what ``open_html`` raises, and ProfileError.
    """
    root = _root(open_html(html, None))
    found = {
        key: Selection(selector, [one.text for one in select(root, selector)])
        for key, selector in {"page": layout.page, **layout.fields}.items()
    }
    if layout.card:
        cards = _nodes(root, layout.card)
        found["card"] = Selection(layout.card, [" ".join(card.text().split()) for card in cards])
        for key, selector in layout.card_fields.items():
            texts = [one.text for card in cards for one in select(card, selector)[:1]]
            found["card_" + key] = Selection(selector, texts)
    return found


def _parted(selector: str) -> tuple[str, str | None]:
    """A selector and the attribute behind its ``@``, if any."""
    match = _ATTRIBUTE.match(selector)
    return (match["css"], match["name"]) if match else (selector, None)


def split_selected(page: HtmlPage, layout: HtmlLayout, blocks: bool) -> SplitPage:
    """Split a page by a layout that fits it. Raises LayoutChanged when the layout's title selects nothing."""
    tree = page.tree
    if layout.is_listing or "body" in layout.fields:
        mark(tree)
    values = {name: select(_root(page), selector) for name, selector in layout.fields.items()}
    _label(page, values, _LABELS, 0, layout.layout + ".")
    related = tuple(_related(page, layout))
    primary = None if layout.is_listing else _primary(page, layout, values)
    warnings: tuple[str, ...] = ()
    least, most = layout.expect_related
    if not least <= len(related) <= most:
        warnings = (f"{len(related)} related articles, the layout {layout.layout} expects {least} to {most}",)
    if primary and not primary.paragraphs:
        warnings += (f"the layout {layout.layout} finds no text on this page",)
    if blocks:
        at = [n for n, run in enumerate(tree.runs) if run.item == 0]
        label_rest(tree, min(at, default=0), max(at, default=-3) + 3)
    return SplitPage(
        page_kind=PageKind.LISTING if primary is None else PageKind.ARTICLE if related else PageKind.PUBLISHER,
        layout=layout.layout,
        primary=primary,
        related=related,
        blocks=labelled(tree, page.links) if blocks else (),
        url=page.canonical,
        tags=primary.tags if primary else (),
        warnings=warnings,
    )


def _primary(page: HtmlPage, layout: HtmlLayout, values: dict[str, list[Selected]]) -> SplitArticle:
    tree = page.tree
    body = (
        [run for one in values["body"] for run in _runs(page, one.node)]
        if "body" in values
        else find_body(tree, page.host)
    )
    low = page.place[id(body[0])] if body else 0
    if "title" in values:
        if not values["title"]:
            raise LayoutChanged(
                f"{page.url or 'page'}: layout {layout.layout} fits, but its title ({layout.fields['title']}) selects "
                "nothing; see `newsweir profile try` and add a version of the layout"
            )
        title: str | None = values["title"][0].text
        heading = next(_runs(page, values["title"][0].node), None)
    else:
        title, heading = choose_title(tree, page.data, low)
    if not title:
        raise LayoutChanged(f"{page.url or 'page'}: layout {layout.layout} fits, but no title is found on the page")
    body = [run for run in body if run is not heading]
    return _overruled(page, primary_of(page, title, heading, body), values)


def _overruled(page: HtmlPage, primary: SplitArticle, values: dict[str, list[Selected]]) -> SplitArticle:
    """The primary with the fields that the layout selects; what it selects nothing for stays as the rules read it."""
    one = {name: found[0].text for name, found in values.items() if found}
    names = [name for found in values.get("authors", ()) for name in split_names(found.text)]
    return replace(
        primary,
        url=page.links(one.get("url")) or primary.url,
        publisher_raw=one.get("publisher", primary.publisher_raw),
        published_raw=one.get("date", primary.published_raw),
        published_source=DateSource.BYLINE if "date" in one else primary.published_source,
        authors=tuple(dict.fromkeys(names)) or primary.authors,
        credit_raw=one.get("credit", primary.credit_raw),
        category=one.get("category", primary.category),
        tags=tuple(dict.fromkeys(found.text for found in values.get("tags", ()))) or primary.tags,
    )


def _related(page: HtmlPage, layout: HtmlLayout) -> Iterator[SplitArticle]:
    """The cards that the layout selects, in page order, each address once; by the generic rules where it names none."""
    if layout.card is None:
        body = {at for at, run in enumerate(page.tree.runs) if run.label is Label.BODY}
        found = find_related(page.tree, page.links, page.own, all_titles(page.tree), body, max(body, default=-1) + 1)
        label_cards(page.tree, found)
        yield from (related_of(card, page.host) for card in found.cards)
        return
    seen: set[str] = set()
    number = 0
    for node in _nodes(_root(page), layout.card):
        values = {name: select(node, selector) for name, selector in layout.card_fields.items()}
        values.setdefault("title", select(node, "h1, h2, h3, h4, h5, h6") or select(node, "a[href]"))
        one = {name: found[0].text for name, found in values.items() if found}
        url = page.links(one["url"] if "url" in one else _href(node))
        if "title" not in one or (url and (url in seen or url.split("#")[0].rstrip("/") in page.own)):
            continue
        if url:
            seen.add(url)
        number += 1
        _label(page, values, _CARD_LABELS, number, layout.layout + ".card_")
        yield SplitArticle(
            title=one["title"],
            paragraphs=tuple(dict.fromkeys(found.text for found in values.get("teaser", ()))),
            url=url,
            publisher_raw=one.get("publisher"),
            published_raw=one.get("date"),
            published_source=DateSource.CARD if "date" in one else DateSource.ABSENT,
            category=one.get("category"),
            is_teaser="teaser" in one,
        )


def _href(node: LexborNode) -> str | None:
    link = node if node.tag == "a" else node.css_first("a[href]")
    return link.attributes.get("href") if link is not None else None


def _label(page: HtmlPage, values: dict[str, list[Selected]], labels: dict[str, Label], item: int, prefix: str) -> None:
    for name, found in values.items():
        if name in labels:
            for one in found:
                for run in _runs(page, one.node):
                    set_label(run, labels[name], prefix + name, item)


def _runs(page: HtmlPage, node: LexborNode) -> Iterator[Run]:
    """The runs that a node prints; for an element inside a line, the line."""
    tree = page.tree
    place = tree.places.get(node.mem_id)
    if place is not None and place[0] >= 0:
        yield from tree.runs[tree.first[place[0]] : tree.last[place[0]]]


def _root(page: HtmlPage) -> LexborNode:
    root = page.tree.parser.root
    assert root is not None
    return root


def _nodes(scope: LexborNode | LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return list(scope.css(selector))
    except SelectolaxError as error:
        raise ProfileError(f"{selector!r} is no CSS selector: {error}") from error
