"""Related cards of a text capture: a small grammar, tolerant of what real captures show.

A card is, each part but the title optional, blank lines anywhere:

    title, title          the picture's alternative text and the link (bulleted rendering)
    publisher
    date                  with or without a fused icon label ("time42 minutes ago")
    bullets               "• Category" lines, then "• Publisher" (or "- Publisher")
    title
    body                  one line; more are kept until the next card begins

A card is recognised by its header, never by blank lines: a publisher that its own bullet repeats, or a date line, or a
title printed twice before either of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.printed_dates import is_page_form, read_date
from tasks.profile import Profile
from tasks.records import Block, Label
from tasks.text import fold

_BULLET = re.compile(r"^(?:[•‣◦∙·]\s*|[*–—-]\s+)(?P<text>\S.*)$")
_MOST_BULLETS = 10
_LONGEST_LABEL = 80
_LONGEST_NAME = 160
_LONGEST_TITLE = 250
_SENTENCE_END = re.compile(r"[.!…。！][\"'”’)\]]*$")


@dataclass(slots=True)
class Card:
    """One card, as indices of its blocks. None: the card does not print that part."""

    start: int
    titles: list[int] = field(default_factory=list)
    publisher: int | None = None
    date: int | None = None
    date_raw: str | None = None
    categories: list[int] = field(default_factory=list)
    publisher_bullet: int | None = None
    body: list[int] = field(default_factory=list)
    is_cut: bool = False
    rule: str = ""


def find_cards(
    blocks: Sequence[Block], start: int, stop: int, profile: Profile, *, is_bulleted: bool, is_whole: bool
) -> tuple[list[Card], list[int]]:
    """Read the cards of ``blocks[start:stop]``, top of the page first.

    ``is_bulleted`` says which rendering it is; with ``is_whole`` the page's tail was seen, so no card is cut off.
    Returns the cards, and the indices that stand before the first card and belong to none. The last card has ``is_cut``
    when the blocks end inside its header.
    """
    reader = _Reader(blocks, stop, profile, is_bulleted=is_bulleted, is_whole=is_whole)
    cards: list[Card] = []
    orphans: list[int] = []
    index = start
    while index < stop:
        card = reader.header(index)
        if card is not None:
            cards.append(card[0])
            index = card[1]
            continue
        (cards[-1].body if cards else orphans).append(index)
        index += 1
    if cards and not is_whole:
        _give_back_cut_header(blocks, cards, reader)
    return cards, orphans


class _Reader:
    """Reads headers at given positions of one section."""

    def __init__(
        self, blocks: Sequence[Block], stop: int, profile: Profile, *, is_bulleted: bool, is_whole: bool
    ) -> None:
        self._blocks = blocks
        self._texts = [block.text for block in blocks]
        self._folds = [fold(text) if len(text) < 400 else text for text in self._texts]
        self._stop = stop
        self._profile = profile
        self._is_bulleted = is_bulleted
        self._is_whole = is_whole

    def header(self, start: int) -> tuple[Card, int] | None:
        """The card whose header begins at ``start`` and the index behind its header, or None."""
        if self._same(start, start + 1):
            return self._titled(start)
        card = Card(start)
        after = self._core(card, start, has_titles=False)
        if after is None:
            return self._one_title_before(start)
        if after < self._stop:
            card.titles = [after]
            after += 1
        else:
            card.is_cut = True
        return card, after

    def _titled(self, start: int) -> tuple[Card, int] | None:
        """A title printed twice, then the rest of the header, then the title again."""
        card = Card(start, [start, start + 1], rule="title printed twice")
        after = self._core(card, start + 2, has_titles=True)
        if after is None and self._same(start, start + 2) and not _SENTENCE_END.search(self._texts[start]):
            after = start + 2  # Neither publisher nor date: the title stands three times in a row.
        if after is None:
            return self._cut_after_titles(card, start + 2)
        if after < self._stop and self._folds[after] == self._folds[start]:
            card.titles.append(after)
            after += 1
        return card, after

    def _one_title_before(self, start: int) -> tuple[Card, int] | None:
        """A title that stands once before the header is believed when the same title follows the header.

        The picture's alternative text before it may differ from the title; it then stands directly above.
        """
        for first in (start, start + 1):
            card = Card(start, list(range(start, first + 1)), rule="title before and after the header")
            is_label = all(self._is_label(i, _LONGEST_TITLE) for i in range(start, first + 1))
            if not is_label or (first > start and (not self._blocks[start].gap or self._blocks[first].gap)):
                continue
            after = self._core(card, first + 1, has_titles=True)
            if after is not None and self._same(first, after):
                card.titles = [after, *card.titles]
                return card, after + 1
        return None

    def _core(self, card: Card, index: int, *, has_titles: bool) -> int | None:
        """Publisher, date and bullets from ``index`` on; the index behind them, or None when they are no header."""
        for date_offset in (1, 0):
            after = self._with_publisher(card, index, date_offset)
            if after is not None:
                return after
        if (date := self._date(index, is_alone=not has_titles)) is not None:
            card.date, card.date_raw = index, date
            card.rule = card.rule or "date line"
            bullets = self._bullets(index + 1)
            card.categories = list(range(index + 1, bullets))
            return bullets
        if self._is_label(index) and (date := self._date(index + 1)) is not None:
            bullets = self._bullets(index + 2)
            if has_titles or bullets > index + 2:
                card.publisher, card.date, card.date_raw = index, index + 1, date
                card.categories = list(range(index + 2, bullets))
                card.rule = card.rule or "publisher, date and bullet"
                return bullets
        return None

    def _with_publisher(self, card: Card, index: int, date_offset: int) -> int | None:
        """``publisher, date, bullets`` (date_offset 1) or ``publisher, bullets`` (0), a bullet repeating it."""
        if not self._is_label(index, _LONGEST_NAME) or not self._is_label(index + date_offset, _LONGEST_NAME):
            return None
        first = index + 1 + date_offset
        for bullet in range(self._bullets(first) - 1, first - 1, -1):
            if fold(self._bullet(bullet) or "") == self._folds[index]:
                card.publisher, card.publisher_bullet = index, bullet
                card.categories = list(range(first, bullet))
                if date_offset:
                    # Between a publisher and its own bullet stands the date, in whatever language.
                    card.date = index + 1
                    card.date_raw = self._date(index + 1) or self._without_icon(index + 1)
                card.rule = card.rule or "publisher repeated by its bullet"
                return bullet + 1
        return None

    def _cut_after_titles(self, card: Card, index: int) -> tuple[Card, int] | None:
        """A title printed twice at the very end of the capture: the header that should follow is cut off."""
        if self._is_whole or self._stop - index > 1 or (index < self._stop and not self._is_label(index)):
            return None
        card.is_cut = True
        card.rule = "title printed twice, then the capture ends"
        if index < self._stop:
            card.publisher = index
        return card, self._stop

    def _same(self, one: int, other: int) -> bool:
        return other < self._stop and self._folds[one] == self._folds[other] and self._bullet(one) is None

    def _is_label(self, index: int, longest: int = _LONGEST_LABEL) -> bool:
        return index < self._stop and len(self._texts[index]) <= longest and self._bullet(index) is None

    def _bullet(self, index: int) -> str | None:
        found = _BULLET.match(self._texts[index]) if index < self._stop else None
        return found["text"] if found and len(self._texts[index]) <= _LONGEST_NAME + 4 else None

    def _bullets(self, index: int) -> int:
        """The index behind the run of bullet lines that begins at ``index``."""
        last = min(self._stop, index + _MOST_BULLETS)
        while index < last and self._bullet(index) is not None:
            index += 1
        return index

    def _without_icon(self, index: int) -> str:
        text = self._texts[index]
        for prefix in self._profile.date_prefix:
            if text.startswith(prefix) and len(text) > len(prefix):
                return text[len(prefix) :].strip()
        return text

    def _date(self, index: int, *, is_alone: bool = False) -> str | None:
        """The date that the whole line is, without a fused icon label; None when the line is no date.

        A line that stands alone for a whole header must be a date as the aggregator prints it, with its icon's label
        where the rendering has one: a text may hold lines that are dates, too.
        """
        if index >= self._stop:
            return None
        text = self._texts[index]
        rest = self._without_icon(index)
        if is_alone and (not is_page_form(rest) or (self._is_bulleted and rest == text)):
            return None
        return rest if read_date(rest, self._profile.date_order) is not None else None

    def is_header_start(self, indices: Sequence[int]) -> bool:
        """Whether these last lines of a capture may be the first ones of a card."""
        texts = [self._texts[i] for i in indices]
        if any(len(text) > _LONGEST_TITLE or _SENTENCE_END.search(text) for text in texts):
            return False
        return len(texts) == 1 or self._same(indices[0], indices[1]) or self._date(indices[1]) is not None


def _give_back_cut_header(blocks: Sequence[Block], cards: list[Card], reader: _Reader) -> None:
    """Part the first lines of a card that the end of the capture cuts off from the body of the card before it."""
    publishers = {fold(blocks[card.publisher].text) for card in cards if card.publisher is not None}
    if cards[-1].is_cut and cards[-1].publisher is None and not cards[-1].titles and len(cards) > 1:
        # Only a date was left of the header; the publisher stands before it.
        before = cards[-2].body
        if before and (len(before) > 1 or len(blocks[before[-1]].text) <= _LONGEST_LABEL):
            cards[-1].publisher = cards[-1].start = before.pop()
        return
    last = cards[-1]
    for position in range(max(1, len(last.body) - 3), len(last.body)):
        rest = last.body[position:]
        first = blocks[rest[0]]
        if (first.gap or fold(first.text) in publishers) and reader.is_header_start(rest):
            del last.body[position:]
            cards.append(Card(rest[0], is_cut=True, publisher=rest[0], body=rest[1:], rule="header cut off by the end"))
            return


def card_labels(card: Card) -> list[tuple[int, Label]]:
    """The label of every block of the card."""
    labels = [(i, Label.CARD_TITLE) for i in card.titles]
    labels += [(i, Label.CARD_PUBLISHER) for i in (card.publisher, card.publisher_bullet) if i is not None]
    labels += [(i, Label.CARD_CATEGORY) for i in card.categories]
    labels += [(i, Label.CARD_BODY) for i in card.body]
    if card.date is not None:
        labels.append((card.date, Label.CARD_DATE))
    return labels


def bullet_text(text: str) -> str:
    """The label behind a bullet."""
    found = _BULLET.match(text)
    return found["text"].strip() if found else text
