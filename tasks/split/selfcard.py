"""The primary that its own page prints again among the related cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tasks.records import SplitArticle
from tasks.text import containment, fold, fold_tight, word_count

_SAME_TEXT = 0.8
_LEAST_WORDS = 20


def is_same_article(one: SplitArticle, other: SplitArticle) -> bool:
    """Whether two articles of one page are one: same text, or same title and one text holds the other.

    Two different texts under one title stay two articles, and so does a text that another publisher prints: it is
    syndication.
    """
    if one.publisher_raw and other.publisher_raw and _name(one.publisher_raw) != _name(other.publisher_raw):
        return False
    one_body, other_body = " ".join(one.paragraphs), " ".join(other.paragraphs)
    is_same_title = fold(one.title) == fold(other.title)
    if one_body and other_body and fold_tight(one_body) == fold_tight(other_body):
        # "Watch the video above." is everybody's text.
        return is_same_title or word_count(one_body) >= _LEAST_WORDS
    if one.url and one.url == other.url:
        return True
    if not is_same_title:
        return False
    return not one_body or not other_body or containment(one_body, other_body) >= _SAME_TEXT


def _name(publisher: str) -> str:
    return fold(publisher).removeprefix("the ")


def without_self_card(
    primary: SplitArticle, related: Sequence[SplitArticle]
) -> tuple[SplitArticle, list[SplitArticle]]:
    """The primary and its related articles without the primary's own card.

    The aggregator prints the primary again as its own first card; the primary wins, and takes from the card the
    publisher and the date that the page does not print over the primary itself.
    """
    kept: list[SplitArticle] = []
    for card in related:
        if not is_same_article(primary, card):
            kept.append(card)
            continue
        if primary.publisher_raw is None:
            primary = replace(primary, publisher_raw=card.publisher_raw)
        if primary.published_raw is None:
            primary = replace(primary, published_raw=card.published_raw, published_source=card.published_source)
        if not primary.paragraphs:
            primary = replace(primary, paragraphs=card.paragraphs, is_teaser=card.is_teaser)
        primary = replace(primary, url=primary.url or card.url, category=primary.category or card.category)
    return primary, kept
