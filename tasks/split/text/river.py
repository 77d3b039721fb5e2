"""Text captures of an aggregator: a primary article and its river of related cards, or a listing of cards only.

One grammar reads both renderings that are known; they differ in what they print, not in the order of it:

    [logo]  title [title]  [byline]  body …  [body-end mark]  chrome …  related heading  card …  [tail …]
    [logo]  [#]  listing heading  card …  [tail …]

The marks come from the profile. ``bulleted`` pages open with the logo and print bullets, ``dashed`` ones do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tasks.errors import LayoutChanged
from tasks.fused_dates import split_fused
from tasks.printed_dates import is_page_form
from tasks.profile import Profile
from tasks.records import Block, DateSource, Label, PageKind, SplitArticle, SplitPage
from tasks.split.labels import LabelSheet
from tasks.split.selfcard import without_self_card
from tasks.split.text.cards import Card, bullet_text, card_labels, find_cards
from tasks.split.text.landmarks import body_stop_at, is_mark, is_tag, listing_heading_at, related_heading_at, tail_at
from tasks.split.text.lines import is_sentence
from tasks.text import fold, word_count

_DESK_SIGN_OFF = re.compile(r"^[a-z]{2,4}(?:-[a-z]{2,4})?(?:/[a-z]{2,4}(?:-[a-z]{2,4})?){1,3}$")
_LONGEST_BYLINE = 160
_MOST_UNEXPLAINED_WORDS = 12
_MOST_HEADER_LINES = 4
_LONGEST_TITLE = 250


@dataclass(slots=True)
class _River:
    """A page's cards as they were found, and what is to be said of them."""

    cards: list[Card] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    publishers: frozenset[str] = frozenset()


def split_river(blocks: Sequence[Block], layout: str, profile: Profile) -> SplitPage:
    """Cut one page of the aggregator into its primary and its related articles; every block is labelled.

    Raises LayoutChanged when the page shows the layout's marks but not its order.
    """
    sheet = LabelSheet(blocks)
    is_bulleted = layout != "dashed"
    if layout == "hashtag-listing":
        return _split_listing(blocks, profile, sheet)
    top = _top(blocks, profile, sheet)
    heading, first_card = related_heading_at(blocks, top, profile)
    body_stop = body_stop_at(blocks, top, heading, profile)
    river = _River()
    if first_card < len(blocks):
        river = _read_cards(blocks, first_card, profile, sheet, is_bulleted=is_bulleted)
    primary = _primary(blocks, top, body_stop, profile, sheet, river.publishers if is_bulleted else None)
    tags, warnings = _chrome(blocks, body_stop, heading, profile, sheet)
    if first_card > heading:
        sheet.set(heading, Label.RELATED_HEADING, "related heading")
    elif heading == len(blocks):
        warnings.append("the capture ends before its related articles")
        primary = replace(primary, is_cut=body_stop == len(blocks))
    else:
        warnings.append(f"line {blocks[heading].line}: cards without a related heading over them")
    primary, kept = _settle(blocks, river.cards, primary, sheet)
    least, most = profile.expect_related
    if heading < len(blocks) and not least <= len(kept) <= most:
        warnings.append(f"{len(kept)} related articles, the profile expects {least} to {most}")
    warnings = [*warnings, *river.warnings]
    return SplitPage(
        PageKind.ARTICLE, layout, primary, tuple(kept), sheet.blocks(), profile.name, None, tags, tuple(warnings)
    )


def _settle(
    blocks: Sequence[Block], cards: Sequence[Card], primary: SplitArticle, sheet: LabelSheet
) -> tuple[SplitArticle, list[SplitArticle]]:
    """Build the articles of the cards without the primary's own, and label every card with its final position."""
    articles = [_card_article(blocks, card) for card in cards]
    settled, kept = without_self_card(primary, [article for article in articles if article is not None])
    position = 0
    for card, article in zip(cards, articles, strict=True):
        is_kept = article is not None and any(article is other for other in kept)
        position += is_kept
        item = position if is_kept else (None if article is None else 0)
        for index, label in card_labels(card):
            sheet.set(index, label, card.rule, item)
    return settled, kept


def _split_listing(blocks: Sequence[Block], profile: Profile, sheet: LabelSheet) -> SplitPage:
    heading = listing_heading_at(blocks, profile)
    assert heading is not None
    sheet.set_range(0, heading, Label.CHROME, "before the listing heading")
    sheet.set(heading, Label.CATEGORY, "listing heading")
    opening = next(o for o in profile.listing_heading if blocks[heading].text.startswith(o))
    tag = blocks[heading].text[len(opening.rstrip("#")) :].strip().lstrip("#").strip()
    is_bulleted = any(block.text.startswith("•") for block in blocks)
    river = _read_cards(blocks, heading + 1, profile, sheet, is_bulleted=is_bulleted)
    articles: list[SplitArticle] = []
    for card in river.cards:
        article = _card_article(blocks, card)
        if article is not None:
            articles.append(article)
        for index, label in card_labels(card):
            sheet.set(index, label, card.rule, len(articles) if article is not None else None)
    if not articles:
        river.warnings.append("the listing shows no card")
    return SplitPage(
        PageKind.LISTING, "hashtag-listing", None, tuple(articles), sheet.blocks(), profile.name, None,
        (tag,) if tag else (), tuple(river.warnings),
    )  # fmt: skip


def _top(blocks: Sequence[Block], profile: Profile, sheet: LabelSheet) -> int:
    """Label the logo and the title lines; the index behind them."""
    index = 0
    if is_mark(blocks[0].text, profile.logo):
        sheet.set(0, Label.CHROME, "logo")
        index = 1
    if index >= len(blocks) or is_mark(blocks[index].text, [*profile.body_end, *profile.related_heading]):
        raise LayoutChanged("the page has no title line; save it as a fixture and fix the layout")
    title = fold(blocks[index].text)
    stop = index + 1
    while stop < len(blocks) and stop < index + 3 and fold(blocks[stop].text) == title:
        stop += 1
    sheet.set_range(index, stop, Label.TITLE, "first lines of the page", 0)
    return stop


def _primary(
    blocks: Sequence[Block], start: int, stop: int, profile: Profile, sheet: LabelSheet,
    publishers: frozenset[str] | None,
) -> SplitArticle:  # fmt: skip
    """The page's own article. ``publishers`` are those its cards name; None: this rendering prints no byline."""
    publisher, date, body_start = None, None, start
    if publishers is not None and start < stop:
        publisher, date, body_start = _byline(blocks, start, profile, sheet, publishers)
    credit = None
    body_stop = stop
    if body_stop > body_start and _DESK_SIGN_OFF.match(blocks[body_stop - 1].text):
        body_stop -= 1
        credit = blocks[body_stop].text
        sheet.set(body_stop, Label.CREDIT, "agency desk's sign-off", 0)
    sheet.set_range(body_start, body_stop, Label.BODY, "between the title and the body's end", 0)
    return SplitArticle(
        title=blocks[start - 1].text,
        paragraphs=tuple(block.text for block in blocks[body_start:body_stop]),
        publisher_raw=publisher,
        published_raw=date,
        published_source=DateSource.BYLINE if date else DateSource.ABSENT,
        credit_raw=credit,
    )


def _byline(
    blocks: Sequence[Block], start: int, profile: Profile, sheet: LabelSheet, publishers: frozenset[str]
) -> tuple[str | None, str | None, int]:
    """Publisher, date and the index behind the byline.

    ``Observer2 days ago`` is fused, without a space, and dated as page scripts date: a sentence that ends in a date
    is text.
    """
    text = blocks[start].text
    fused = split_fused(text, publishers) if len(text) <= _LONGEST_BYLINE else None
    if fused is not None:
        publisher, date = fused
        before = text[: len(text) - len(date)]
        if is_page_form(date) and not before[-1:].isspace():
            sheet.set(start, Label.BYLINE, "publisher and date on one line", 0)
            return publisher or None, date, start + 1
    following = blocks[start + 1].text if start + 1 < len(blocks) else ""
    if text in publishers and is_page_form(following):
        sheet.set(start, Label.PUBLISHER, "publisher of a card, before a date line", 0)
        sheet.set(start + 1, Label.DATE, "date line under the title", 0)
        return text, following, start + 2
    return None, None, start


def _chrome(
    blocks: Sequence[Block], start: int, stop: int, profile: Profile, sheet: LabelSheet
) -> tuple[tuple[str, ...], list[str]]:
    """Label what stands between the body and the related heading; the hashtags printed there, and warnings."""
    tags: list[str] = []
    warnings: list[str] = []
    marks = [*profile.chrome, *profile.body_end]
    is_under_tags = False
    for index in range(start, stop):
        text = blocks[index].text
        if is_mark(text, marks):
            is_under_tags = is_mark(text, profile.tags_heading)
            sheet.set(index, Label.CHROME, "mark between the body and the related heading")
        elif re.fullmatch(r"(?:#[^\s#]+\s*)+", text):
            tags += re.findall(r"#([^\s#]+)", text)
            sheet.set(index, Label.CATEGORY, "hashtags of the page")
        elif is_under_tags and is_tag(text):
            tags.append(bullet_text(text).lstrip("#"))
            sheet.set(index, Label.CATEGORY, "hashtags of the page")
        else:
            sheet.set(index, Label.CHROME, "between the body and the related heading")
            if word_count(text) > _MOST_UNEXPLAINED_WORDS:
                warnings.append(f"line {blocks[index].line}: set aside as chrome: {text[:60]!r}")
    return tuple(tags), warnings


def _read_cards(
    blocks: Sequence[Block], start: int, profile: Profile, sheet: LabelSheet, *, is_bulleted: bool
) -> _River:
    """Find the cards from ``start`` on. Raises LayoutChanged when text under the heading is no card."""
    stop = tail_at(blocks, start, profile)
    sheet.set_range(stop, len(blocks), Label.CHROME, "tail of the page")
    is_whole = stop < len(blocks)
    cards, orphans = find_cards(blocks, start, stop, profile, is_bulleted=is_bulleted, is_whole=is_whole)
    if not cards and not is_whole and _is_cut_header(blocks, orphans):
        for index in orphans:
            sheet.set(index, Label.CARD_TITLE, "header cut off by the end")
        return _River([], [f"line {blocks[orphans[0]].line}: the capture ends inside its first card"])
    words = sum(word_count(blocks[i].text) for i in orphans)
    if orphans and (not cards or words > _MOST_UNEXPLAINED_WORDS):
        first = blocks[orphans[0]]
        raise LayoutChanged(
            f"line {first.line}: {words} words under the heading belong to no card ({len(cards)} cards found, "
            f"{len(blocks)} blocks); save this page as a fixture and fix the layout"
        )
    warnings = [f"line {blocks[i].line}: belongs to no card: {blocks[i].text[:60]!r}" for i in orphans]
    for index in orphans:
        sheet.set(index, Label.UNKNOWN, "before the first card")
    if cards and is_bulleted and not is_whole and cards[-1].body:
        # This rendering ends with a tail; without it, a text that stops in a sentence was cut.
        last = blocks[cards[-1].body[-1]].text
        cards[-1].is_cut = cards[-1].is_cut or not is_sentence(last)
    if cards and cards[-1].is_cut:
        warnings.append(f"line {blocks[cards[-1].start].line}: the capture ends inside its last card")
    publishers = frozenset(blocks[card.publisher].text for card in cards if card.publisher is not None)
    return _River(cards, warnings, publishers)


def _is_cut_header(blocks: Sequence[Block], indices: Sequence[int]) -> bool:
    """Whether the last lines of a capture may be the first ones of a card: a few, short, and no sentences."""
    texts = [blocks[i].text for i in indices]
    return 0 < len(texts) <= _MOST_HEADER_LINES and all(
        len(text) <= _LONGEST_TITLE and not re.search(r"[.。]$", text) for text in texts
    )


def _card_article(blocks: Sequence[Block], card: Card) -> SplitArticle | None:
    """The article of a card; None when the capture ends before the card's title."""
    if not card.titles:
        return None
    return SplitArticle(
        title=blocks[card.titles[0]].text,
        paragraphs=tuple(blocks[i].text for i in card.body),
        publisher_raw=blocks[card.publisher].text if card.publisher is not None else None,
        published_raw=card.date_raw,
        published_source=DateSource.CARD if card.date_raw else DateSource.ABSENT,
        category=_category(blocks, card),
        is_cut=card.is_cut,
    )


def _category(blocks: Sequence[Block], card: Card) -> str | None:
    return bullet_text(blocks[card.categories[0]].text) if card.categories else None
