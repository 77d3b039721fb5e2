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

from tasks.printed_dates import read_date
from tasks.profile import Profile
from tasks.records import Block, Label
from tasks.text import fold

_BULLET = re.compile(r"^[•‣◦∙·*–—-]\s+(?P<text>\S.*)$")
_MOST_BULLETS = 4
_LONGEST_LABEL = 80
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")


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


def find_cards(blocks: Sequence[Block], start: int, stop: int, profile: Profile) -> tuple[list[Card], list[int]]:
    """Read the cards of ``blocks[start:stop]``, top of the page first.

    Returns the cards, and the indices that stand before the first card and belong to none. The last card has
    ``is_cut`` when the blocks end inside its header.
    """
    reader = _Reader(blocks, stop, profile)
    cards: list[Card] = []
    orphans: list[int] = []
    index = start
    while index < stop:
        card = reader.header(index, after_body=bool(cards))
        if card is not None:
            cards.append(card[0])
            index = card[1]
            continue
        (cards[-1].body if cards else orphans).append(index)
        index += 1
    if cards:
        _give_back_cut_header(blocks, cards)
    return cards, orphans


class _Reader:
    """Reads headers at given positions of one section."""

    def __init__(self, blocks: Sequence[Block], stop: int, profile: Profile) -> None:
        self._texts = [block.text for block in blocks]
        self._folds = [fold(text) if len(text) < 400 else text for text in self._texts]
        self._stop = stop
        self._profile = profile

    def header(self, start: int, *, after_body: bool) -> tuple[Card, int] | None:
        """The card whose header begins at ``start`` and the index behind its header, or None."""
        card = Card(start)
        index = start
        if self._same(start, start + 1):
            card.titles = [start, start + 1]
            card.rule = "title printed twice"
            index = start + 2
        after = self._core(card, index, has_titles=bool(card.titles))
        if after is None and not card.titles and self._is_label(start, 250):
            # One title only before the header: believed when the same title follows the header.
            card.titles = [start]
            card.rule = "title before and after the header"
            after = self._core(card, start + 1, has_titles=True)
            if after is None or not self._same(start, after):
                return None
        if after is None:
            return self._cut_after_titles(card, index) if card.titles else None
        if card.titles:
            if after < self._stop and self._folds[after] == self._folds[card.titles[0]]:
                card.titles.append(after)
                after += 1
        elif after < self._stop:
            card.titles = [after]
            after += 1
        else:
            card.is_cut = True
        return card, after

    def _core(self, card: Card, index: int, *, has_titles: bool) -> int | None:
        """Publisher, date and bullets from ``index`` on; the index behind them, or None when they are no header."""
        for date_offset in (1, 0):
            after = self._with_publisher(card, index, date_offset)
            if after is not None:
                return after
        date = self._date(index)
        if date is not None:
            card.date, card.date_raw = index, date
            card.rule = card.rule or "date line"
            bullets = self._bullets(index + 1)
            card.categories = list(range(index + 1, bullets))
            return bullets
        if has_titles and self._is_label(index) and (date := self._date(index + 1)) is not None:
            card.publisher, card.date, card.date_raw = index, index + 1, date
            return index + 2
        return None

    def _with_publisher(self, card: Card, index: int, date_offset: int) -> int | None:
        """``publisher, date, bullets`` (date_offset 1) or ``publisher, bullets`` (0), a bullet repeating it."""
        if not self._is_label(index) or not self._is_label(index + date_offset):
            return None
        first = index + 1 + date_offset
        for bullet in range(first, self._bullets(first)):
            if fold(self._bullet(bullet) or "") == self._folds[index]:
                card.publisher, card.publisher_bullet = index, bullet
                card.categories = list(range(first, bullet))
                if date_offset:
                    # Between a publisher and its own bullet stands the date, in whatever language.
                    card.date = index + 1
                    card.date_raw = self._date(index + 1) or self._texts[index + 1]
                card.rule = card.rule or "publisher repeated by its bullet"
                return bullet + 1
        return None

    def _cut_after_titles(self, card: Card, index: int) -> tuple[Card, int] | None:
        """A title printed twice at the very end of the capture: the header that should follow is cut off."""
        if self._stop - index > 1 or (index < self._stop and not self._is_label(index)):
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
        return found["text"] if found and len(self._texts[index]) <= _LONGEST_LABEL else None

    def _bullets(self, index: int) -> int:
        """The index behind the run of bullet lines that begins at ``index``."""
        last = min(self._stop, index + _MOST_BULLETS)
        while index < last and self._bullet(index) is not None:
            index += 1
        return index

    def _date(self, index: int) -> str | None:
        """The date that the whole line is, without a fused icon label; None when the line is no date."""
        if index >= self._stop:
            return None
        text = self._texts[index]
        for prefix in ("", *self._profile.date_prefix):
            rest = text[len(prefix) :].strip() if text.startswith(prefix) else ""
            if rest and read_date(rest, self._profile.date_order) is not None:
                return rest
        return None


def _give_back_cut_header(blocks: Sequence[Block], cards: list[Card]) -> None:
    """Part the first lines of a card that the end of the capture cuts off from the body of the card before it."""
    last = cards[-1]
    if len(last.body) < 2:
        return
    publishers = {fold(blocks[card.publisher].text) for card in cards if card.publisher is not None}
    cut = len(last.body)
    for position in range(max(1, len(last.body) - 3), len(last.body)):
        block = blocks[last.body[position]]
        is_short = len(block.text) <= _LONGEST_LABEL and not _SENTENCE_END.search(block.text)
        if is_short and (block.gap or fold(block.text) in publishers):
            cut = position
            break
    if cut < len(last.body):
        rest = last.body[cut:]
        del last.body[cut:]
        cards.append(Card(rest[0], is_cut=True, publisher=rest[0], body=rest[1:], rule="header cut off by the end"))


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
