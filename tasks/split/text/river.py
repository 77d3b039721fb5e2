"""Text captures of an aggregator: a primary article and its river of related cards, or a listing of cards only.

One grammar reads both renderings that are known; they differ in what they print, not in the order of it:

    [logo]  title [title]  [byline]  body …  [body-end mark]  chrome …  related heading  card …  [tail …]
    [logo]  [#]  listing heading  card …  [tail …]

The marks come from the profile. ``bulleted`` pages open with the logo and print bullets, ``dashed`` ones do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tasks.errors import LayoutChanged
from tasks.printed_dates import read_date, split_fused
from tasks.profile import Profile
from tasks.records import Block, DateSource, Label, PageKind, SplitArticle, SplitPage
from tasks.split.labels import LabelSheet
from tasks.split.selfcard import without_self_card
from tasks.split.text.cards import Card, card_labels, find_cards
from tasks.text import fold, word_count

_DESK_SIGN_OFF = re.compile(r"^[a-z]{2,4}(?:-[a-z]{2,4})?(?:/[a-z]{2,4}(?:-[a-z]{2,4})?){1,3}$")
_LONGEST_BYLINE = 100
_MOST_UNEXPLAINED_WORDS = 12
_MOST_HEADER_LINES = 4
_LONGEST_TITLE = 250


def is_mark(text: str, marks: Sequence[str]) -> bool:
    """Whether a line is one of the profile's marks; a trailing ``*`` stands for the rest of the line."""
    return any(text.startswith(mark[:-1]) if mark.endswith("*") else text == mark for mark in marks)


def recognise(blocks: Sequence[Block], profile: Profile) -> str | None:
    """The name of the layout that these blocks show, by the profile's marks; None when they show neither."""
    if any(_is_listing_heading(block, profile) for block in blocks[:6]):
        return "hashtag-listing"
    texts = [block.text for block in blocks]
    opens_with_logo = is_mark(texts[0], profile.logo)
    marks = [*profile.body_end, *profile.chrome]
    has_heading = any(is_mark(text, profile.related_heading) for text in texts)
    mark_count = len({text for text in texts if is_mark(text, marks)})
    if opens_with_logo and (has_heading or mark_count or (len(texts) > 2 and texts[1] == texts[2])):
        return "bulleted"
    if not opens_with_logo and mark_count and (has_heading or mark_count > 1):
        return "dashed"
    return None


def split_river(blocks: Sequence[Block], layout: str, profile: Profile) -> SplitPage:
    """Cut one page of the aggregator into its primary and its related articles; every block is labelled.

    Raises LayoutChanged when the page shows the layout's marks but not its order.
    """
    sheet = LabelSheet(blocks)
    if layout == "hashtag-listing":
        return _split_listing(blocks, profile, sheet)
    top = _top(blocks, profile, sheet)
    heading = _related_heading(blocks, top, profile)
    body_stop = _body_stop(blocks, top, heading, profile)
    primary = _primary(blocks, top, body_stop, profile, sheet)
    tags = _chrome(blocks, body_stop, heading, sheet)
    related: list[SplitArticle] = []
    warnings: list[str] = []
    if heading < len(blocks):
        sheet.set(heading, Label.RELATED_HEADING, "related heading")
        related, warnings = _cards(blocks, heading + 1, profile, sheet, primary)
    else:
        warnings.append("the capture ends before its related articles")
        primary = replace(primary, is_cut=body_stop == len(blocks))
    primary, kept = without_self_card(primary, related)
    if heading < len(blocks) and not profile.expect_related[0] <= len(related) <= profile.expect_related[1]:
        least, most = profile.expect_related
        warnings.append(f"{len(related)} related articles, the profile expects {least} to {most}")
    kind = PageKind.ARTICLE
    return SplitPage(kind, layout, primary, tuple(kept), sheet.blocks(), profile.name, None, tags, tuple(warnings))


def _is_listing_heading(block: Block, profile: Profile) -> bool:
    return any(block.text.startswith(opening) for opening in profile.listing_heading)


def _split_listing(blocks: Sequence[Block], profile: Profile, sheet: LabelSheet) -> SplitPage:
    heading = next(i for i, block in enumerate(blocks) if _is_listing_heading(block, profile))
    sheet.set_range(0, heading, Label.CHROME, "before the listing heading")
    sheet.set(heading, Label.CATEGORY, "listing heading")
    opening = next(o for o in profile.listing_heading if blocks[heading].text.startswith(o))
    tag = blocks[heading].text[len(opening.rstrip("#")) :].strip().lstrip("#").strip()
    cards, warnings = _cards(blocks, heading + 1, profile, sheet, None)
    if not cards:
        warnings.append("the listing shows no card")
    tags = (tag,) if tag else ()
    return SplitPage(
        PageKind.LISTING, "hashtag-listing", None, tuple(cards), sheet.blocks(), profile.name, None, tags,
        tuple(warnings),
    )  # fmt: skip


def _top(blocks: Sequence[Block], profile: Profile, sheet: LabelSheet) -> int:
    """Label the logo and the title lines; the index behind them."""
    index = 0
    if is_mark(blocks[0].text, profile.logo):
        sheet.set(0, Label.CHROME, "logo")
        index = 1
    if index >= len(blocks) or is_mark(blocks[index].text, [*profile.body_end, *profile.related_heading]):
        raise LayoutChanged("the page has no title line; save it as a fixture and mend the layout")
    title = fold(blocks[index].text)
    stop = index + 1
    while stop < len(blocks) and stop < index + 3 and fold(blocks[stop].text) == title:
        stop += 1
    sheet.set_range(index, stop, Label.TITLE, "first lines of the page", 0)
    return stop


def _related_heading(blocks: Sequence[Block], start: int, profile: Profile) -> int:
    """The heading over the related cards: the one that follows chrome, else the last one; len(blocks): none."""
    found = [i for i in range(start, len(blocks)) if is_mark(blocks[i].text, profile.related_heading)]
    marks = [*profile.chrome, *profile.body_end]
    after_chrome = [i for i in found if is_mark(blocks[i - 1].text, marks)]
    return after_chrome[0] if after_chrome else (found[-1] if found else len(blocks))


def _body_stop(blocks: Sequence[Block], start: int, heading: int, profile: Profile) -> int:
    """The first mark behind the body that is followed by more chrome (a body may print a mark's words itself)."""
    marks = [*profile.body_end, *profile.chrome, *profile.related_heading]
    for index in range(start, heading):
        if is_mark(blocks[index].text, profile.body_end):
            following = index + 1
            while following < heading and blocks[following].text.startswith("#"):
                following += 1
            if following >= len(blocks) or is_mark(blocks[following].text, marks):
                return index
    return heading


def _primary(blocks: Sequence[Block], start: int, stop: int, profile: Profile, sheet: LabelSheet) -> SplitArticle:
    title_at = start - 1
    publisher, date, body_start = _byline(blocks, start, stop, profile, sheet)
    credit = None
    body_stop = stop
    if body_stop > body_start and _DESK_SIGN_OFF.match(blocks[body_stop - 1].text):
        body_stop -= 1
        credit = blocks[body_stop].text
        sheet.set(body_stop, Label.CREDIT, "agency desk's sign-off", 0)
    sheet.set_range(body_start, body_stop, Label.BODY, "between the title and the body's end", 0)
    return SplitArticle(
        title=blocks[title_at].text,
        paragraphs=tuple(block.text for block in blocks[body_start:body_stop]),
        publisher_raw=publisher,
        published_raw=date,
        published_source=DateSource.BYLINE if date else DateSource.ABSENT,
        credit_raw=credit,
    )


def _byline(
    blocks: Sequence[Block], start: int, stop: int, profile: Profile, sheet: LabelSheet
) -> tuple[str | None, str | None, int]:
    """Publisher, date and the index behind the byline: ``Observer2 days ago`` fused, or each on its own line."""
    if start >= stop:
        return None, None, start
    text = blocks[start].text
    if len(text) > _LONGEST_BYLINE:
        return None, None, start
    fused = split_fused(text)
    if fused is not None:
        publisher, date = fused
        for prefix in profile.date_prefix:
            publisher = publisher.removesuffix(prefix).strip()
        if word_count(publisher) <= 8 and not re.search(r"[.!?:;,]$", publisher):
            sheet.set(start, Label.BYLINE, "publisher and date on one line", 0)
            return publisher or None, date, start + 1
    following = blocks[start + 1].text if start + 1 < stop else ""
    if len(text) <= 60 and read_date(following, profile.date_order) is not None:
        sheet.set(start, Label.PUBLISHER, "line before a date line", 0)
        sheet.set(start + 1, Label.DATE, "date line under the title", 0)
        return text, following, start + 2
    return None, None, start


def _chrome(blocks: Sequence[Block], start: int, stop: int, sheet: LabelSheet) -> tuple[str, ...]:
    """Label what stands between the body and the related heading; the hashtags printed there."""
    tags: list[str] = []
    for index in range(start, stop):
        text = blocks[index].text
        if re.fullmatch(r"(?:#[^\s#]+\s*)+", text):
            tags += re.findall(r"#([^\s#]+)", text)
            sheet.set(index, Label.CATEGORY, "hashtags of the page")
        else:
            sheet.set(index, Label.CHROME, "between the body and the related heading")
    return tuple(tags)


def _cards(
    blocks: Sequence[Block], start: int, profile: Profile, sheet: LabelSheet, primary: SplitArticle | None
) -> tuple[list[SplitArticle], list[str]]:
    """Label and build the cards from ``start`` on. Raises LayoutChanged when text under the heading is no card."""
    stops = [i for i in range(start, len(blocks)) if is_mark(blocks[i].text, profile.tail)]
    stop = stops[-1] if stops else len(blocks)
    sheet.set_range(stop, len(blocks), Label.CHROME, "tail of the page")
    cards, orphans = find_cards(blocks, start, stop, profile)
    if not cards and not stops and _is_cut_header(blocks, orphans):
        for index in orphans:
            sheet.set(index, Label.CARD_TITLE, "header cut off by the end")
        return [], [f"line {blocks[orphans[0]].line}: the capture ends inside its first card"]
    words = sum(word_count(blocks[i].text) for i in orphans)
    if orphans and (not cards or words > _MOST_UNEXPLAINED_WORDS):
        first = blocks[orphans[0]]
        raise LayoutChanged(
            f"line {first.line}: {words} words under the heading belong to no card ({len(cards)} cards found, "
            f"{len(blocks)} blocks); save this page as a fixture and mend the layout"
        )
    warnings = [f"line {blocks[i].line}: belongs to no card: {blocks[i].text[:60]!r}" for i in orphans]
    for index in orphans:
        sheet.set(index, Label.UNKNOWN, "before the first card")
    articles: list[SplitArticle] = []
    for card in cards:
        article = _card_article(blocks, card)
        if article is not None:
            articles.append(article)
        item = _position(article, articles, primary)
        for index, label in card_labels(card):
            sheet.set(index, label, card.rule, item)
        if card.is_cut:
            warnings.append(f"line {blocks[card.start].line}: the capture ends inside its last card")
    return articles, warnings


def _is_cut_header(blocks: Sequence[Block], indices: Sequence[int]) -> bool:
    """Whether the last lines of a capture may be the first ones of a card: a few, short, and no sentences."""
    texts = [blocks[i].text for i in indices]
    return 0 < len(texts) <= _MOST_HEADER_LINES and all(
        len(text) <= _LONGEST_TITLE and not re.search(r"[.。]$", text) for text in texts
    )


def _position(article: SplitArticle | None, articles: list[SplitArticle], primary: SplitArticle | None) -> int | None:
    """The item number a card's blocks carry: its final position, 0 for the primary printed again, None: no title."""
    if article is None:
        return None
    if primary is None:
        return len(articles)
    _, kept = without_self_card(primary, articles)
    return len(kept) if kept and kept[-1] is article else 0


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
    return re.sub(r"^\W+\s*", "", blocks[card.categories[0]].text) if card.categories else None
