"""Where the parts of an aggregator's page begin and end, by the marks of its profile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from tasks.profile import Profile
from tasks.records import Block
from tasks.split.text.cards import find_cards
from tasks.text import fold

_LONGEST_MARK = 250
_LONGEST_TAIL = 12


def is_mark(text: str, marks: Sequence[str]) -> bool:
    """Whether a line is one of the profile's marks, whatever its case; a ``*`` stands for any words."""
    folded = fold(text) if len(text) <= _LONGEST_MARK else ""
    return bool(folded) and any(fnmatchcase(folded, fold(mark)) for mark in marks)


def recognise(blocks: Sequence[Block], profile: Profile) -> str | None:
    """The name of the layout that these blocks show, by the profile's marks; None when they show neither."""
    if listing_heading_at(blocks, profile) is not None:
        return "hashtag-listing"
    texts = [block.text for block in blocks]
    opens_with_logo = is_mark(texts[0], profile.logo)
    marks = [*profile.body_end, *profile.chrome]
    headings = [i for i, text in enumerate(texts) if is_mark(text, profile.related_heading)]
    found = {fold(text) for text in texts if is_mark(text, marks)}
    # "Comments" alone is anybody's word.
    is_marked = any(" " in mark for mark in found) and (bool(headings) or len(found) > 1)
    first = 1 if opens_with_logo else 0
    is_twice = len(texts) > first + 1 and texts[first] == texts[first + 1] and len(texts[first].split()) >= 3
    if (opens_with_logo and (headings or found or is_twice)) or (is_twice and is_marked):
        return "bulleted"
    if not opens_with_logo and is_marked:
        return "dashed"
    if headings and not opens_with_logo:
        cards, _ = find_cards(blocks, headings[-1] + 1, len(blocks), profile, is_bulleted=False, is_whole=False)
        return "dashed" if any(card.publisher_bullet is not None for card in cards) else None
    return None


def listing_heading_at(blocks: Sequence[Block], profile: Profile) -> int | None:
    """The index of a listing's heading: only the logo and a lone ``#`` may stand above it."""
    for index, block in enumerate(blocks[:4]):
        if any(block.text.startswith(opening) for opening in profile.listing_heading):
            return index
        if block.text != "#" and not is_mark(block.text, profile.logo):
            return None
    return None


def related_heading_at(blocks: Sequence[Block], start: int, profile: Profile) -> tuple[int, int]:
    """Where the chrome ends, and where the cards begin.

    That is the heading over the related cards and the block behind it: the heading that follows chrome, else the last
    one. Without a heading both are the first block behind the last chrome mark, or len(blocks) when none is left there.
    """
    found = [i for i in range(start, len(blocks)) if is_mark(blocks[i].text, profile.related_heading)]
    marks = [*profile.chrome, *profile.body_end]
    if found:
        after_chrome = [i for i in found if is_mark(blocks[i - 1].text, marks)]
        heading = after_chrome[0] if after_chrome else found[-1]
        return heading, heading + 1
    chrome = [i for i in range(start, len(blocks)) if is_mark(blocks[i].text, profile.chrome)]
    behind = chrome[-1] + 1 if chrome else len(blocks)
    stop = tail_at(blocks, behind, profile)
    if chrome and find_cards(blocks, behind, stop, profile, is_bulleted=True, is_whole=False)[0]:
        return behind, behind
    return len(blocks), len(blocks)


def body_stop_at(blocks: Sequence[Block], start: int, heading: int, profile: Profile) -> int:
    """The mark that ends the body: the first one from which on only marks and tags follow, else the first at all.

    A body may print a mark's words itself, so one mark alone does not end it; the last line of a cut capture may be
    the beginning of one.
    """
    marks = [*profile.body_end, *profile.chrome]
    ends = [i for i in range(start, heading) if is_mark(blocks[i].text, profile.body_end)]
    for index in ends:
        if all(is_mark(blocks[i].text, marks) or is_tag(blocks[i].text) for i in range(index + 1, heading)):
            return index
    for index in ends:
        if index + 1 < len(blocks) and is_mark(blocks[index + 1].text, marks):
            return index
    if ends:
        return ends[-1]
    if heading == len(blocks) and heading > start:
        last = fold(blocks[-1].text)
        if len(last) >= 4 and any(fold(mark).startswith(last) for mark in profile.body_end):
            return heading - 1
    return heading


def is_tag(text: str) -> bool:
    """A hashtag as pages print them under a text: a word or a few, with or without bullet and ``#``."""
    return len(text) <= 40 and len(text.split()) <= 4 and not re.search(r"[.!?:;…]$", text)


def tail_at(blocks: Sequence[Block], start: int, profile: Profile) -> int:
    """The index of the tail's mark, with only a few lines behind it; len(blocks) when there is none."""
    stops = [i for i in range(start, len(blocks)) if is_mark(blocks[i].text, profile.tail)]
    return stops[-1] if stops and len(blocks) - stops[-1] <= _LONGEST_TAIL else len(blocks)
