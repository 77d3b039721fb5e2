"""The composition: guards, walk, statements, body, cards, labels, records."""

from __future__ import annotations

from tasks.errors import EmptyCapture, UnknownLayout
from tasks.profile import Profile
from tasks.records import Block, DateSource, Label, LabelledBlock, PageKind, SplitArticle, SplitPage
from tasks.split.html import cues as c
from tasks.split.html.body import find_body
from tasks.split.html.cards import find_related
from tasks.split.html.guards import guard
from tasks.split.html.links import absolute, base_of
from tasks.split.html.metadata import (
    choose_authors, choose_modified, choose_published, choose_publisher, choose_title,
)
from tasks.split.html.rules import BODY_LEAST
from tasks.split.html.structured import Structured, read_structured, text_of
from tasks.split.html.walk import Run, Tree, read_tree


def split_html(html: str, *, url: str | None, profile: Profile | None) -> SplitPage:
    """Cut one HTML page into its primary article and its related articles, every block labelled.

    Raises UnknownLayout when neither a text with a title nor a list of cards is found, EmptyCapture when the page
    prints no text, HostileMarkup when its markup would exhaust the parser.
    """
    guard(html)
    tree = read_tree(html)
    if not tree.runs:
        raise EmptyCapture(f"{url or 'page'}: no text in {len(html)} characters of markup; fetch it again")
    data = read_structured(tree.parser)
    base = base_of(tree.parser, url)
    canonical = absolute(data.canonical, base) or absolute(data.first("og:url"), base)
    body = find_body(tree, "", text_of(data.article.get("articleBody")) or "")
    order = {id(run): at for at, run in enumerate(tree.runs)}
    body_at = {order[id(run)] for run in body}
    low = min(body_at) if body_at else 0
    title, title_run = choose_title(tree, data, low)
    if title:
        body = [run for run in body if run.text != title]
    own = {one.split("#")[0].rstrip("/") for one in (canonical, url) if one}
    found = find_related(tree, base, own, body_at, max(body_at, default=-1) + 1)
    cards, headings = found.cards, found.headings
    for run in body:
        _label(run, Label.BODY, "body", 0)
    if title_run is not None:
        _label(title_run, Label.TITLE, "title", 0)
    for number, card in enumerate(cards, 1):
        _label(card.title, Label.CARD_TITLE, "card", number)
    for run in headings:
        _label(run, Label.RELATED_HEADING, "related-heading", None)
    if not title or not body:
        raise UnknownLayout(f"{url or 'page'}: no title with a text and no cards in {len(tree.runs)} blocks")
    high = max(body_at) + 1
    published, source, _ = choose_published(tree, data, low, high, url)
    primary = SplitArticle(
        title=title,
        paragraphs=tuple(run.text for run in body),
        url=canonical or url,
        publisher_raw=choose_publisher(data),
        published_raw=published,
        published_source=source,
        modified_raw=choose_modified(data),
        authors=choose_authors(tree, data, low, data.first("og:site_name")),
        language=data.h_lang or data.first("og:locale"),
        category=data.first("article:section") or text_of(data.article.get("articleSection")),
        image_url=absolute(data.first("og:image", "twitter:image"), base),
    )
    related = tuple(SplitArticle(title=card.title.text, url=card.url) for card in cards)
    return SplitPage(
        page_kind=PageKind.ARTICLE if related else PageKind.PUBLISHER, layout="generic-html", primary=primary,
        related=related, blocks=_blocks(tree, base), url=canonical,
    )


def _label(run: Run, label: Label, rule: str, item: int | None) -> None:
    if run.label is None:
        run.label, run.rule, run.item = label, rule, item


def _blocks(tree: Tree, base: str | None) -> tuple[LabelledBlock, ...]:
    return tuple(
        LabelledBlock(
            Block(run.text, number, tag=run.tag, url=absolute(run.href, base), depth=tree.depth[run.elem]),
            run.label or Label.CHROME, run.rule or "chrome", run.item, run.score,
        )
        for number, run in enumerate(tree.runs, 1)
    )
