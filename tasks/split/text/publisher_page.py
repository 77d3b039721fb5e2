"""Text captures of a publisher's own page: one article among its site's chrome and its machine metadata.

Nothing of the site is known, so the page is read by its shape: the body is the densest run of prose; the title is the
headline nearest above it (one that the page repeats is preferred); date, byline, captions and credits stand between the
two; lines of machine metadata stand before. A page without a date or an address of its own is not taken for news.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tasks.errors import UnknownLayout
from tasks.printed_dates import read_date, split_updated
from tasks.records import Block, DateSource, Label, PageKind, SplitArticle, SplitPage
from tasks.split.labels import LabelSheet
from tasks.split.text.lines import (
    is_ad_or_control,
    is_credit,
    is_headline,
    is_person,
    is_prose,
    is_section_heading,
    is_sentence,
    is_trailing_chrome,
    letters,
    read_authors,
    site_token,
    size,
    skipped_lists,
)
from tasks.text import containment, fold, fold_tight, word_count

_LONGEST_PAUSE = 4
_LEAST_WORDS = 40
_LEAST_PARAGRAPHS = 2
_TITLE_REACH = 30
_MOST_HEADLINES = 3
_NEAR = 8
_OFTEN = 3
_MOST_SMALL = 0.3
_PARTS = re.compile(r"\s+[|·•—]\s+")
_MACHINE = re.compile(r"\d{4}-\d\d-\d\dT")
_MEDIA = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif|mp[34]|m3u8|css|js|ico)(?:$|\?)", re.IGNORECASE)


@dataclass(slots=True)
class _Found:
    """What was found where, as block indices."""

    title: int = -1
    body: list[int] = field(default_factory=list)
    captions: list[int] = field(default_factory=list)
    date: int | None = None
    url: str | None = None


def split_publisher_page(blocks: Sequence[Block]) -> SplitPage:
    """Find the one article of a publisher's page. Raises UnknownLayout when its shape is not that of a news article."""
    sheet = LabelSheet(blocks)
    start, stop = _main_run(blocks)
    found = _Found()
    found.title = _title(blocks, start)
    found.url = _address(blocks, sheet)
    _metadata(blocks, found, start, sheet)
    _body(blocks, found, start, stop, sheet)
    authors = _authors(blocks, found, sheet)
    publisher = _publisher(blocks, found, sheet)
    _refuse_unless_news(blocks, found, has_names=bool(authors) or publisher is not None)
    for index in sheet.unknown():
        sheet.set(index, Label.CHROME, "outside the article")
    date = blocks[found.date].text if found.date is not None else None
    primary = SplitArticle(
        title=blocks[found.title].text,
        paragraphs=tuple(blocks[i].text for i in found.body),
        url=found.url,
        publisher_raw=publisher,
        published_raw=date,
        published_source=_source(found),
        modified_raw=split_updated(date)[1] if date else None,
        authors=authors,
    )
    return SplitPage(PageKind.PUBLISHER, "publisher-text", primary, (), sheet.blocks(), url=found.url)


def _refuse_unless_news(blocks: Sequence[Block], found: _Found, *, has_names: bool) -> None:
    """Raises UnknownLayout unless two signs of a news page stand around the prose."""
    title = fold(blocks[found.title].text)
    signs = [
        found.date is not None and abs(found.date - found.title) <= _NEAR,
        found.url is not None,
        has_names,
        sum(fold(block.text) == title for block in blocks) > 1,
        any(re.match(r"©|\(c\) |copyright ", block.text, re.IGNORECASE) for block in blocks[found.body[-1] :]),
    ]
    body = [blocks[i].text for i in found.body]
    small = sum(text[:1].islower() for text in body)
    if found.date is None and found.url is None:
        reason = "neither a date line nor an address"
    elif sum(signs) < 2:
        reason = "nothing else of a news page (a date by the title, an address, a byline, a publisher, a notice)"
    elif small > _MOST_SMALL * len(body):
        reason = "lines that are wrapped in the middle of sentences"
    else:
        return
    raise UnknownLayout(
        f"prose of {sum(map(size, body))} words under {blocks[found.title].text[:60]!r}, but {reason}: this is not "
        "known to be a news page; if it is, save it as a fixture and add a layout"
    )


def _main_run(blocks: Sequence[Block]) -> tuple[int, int]:
    """First and behind-last index of the run of prose with the most letters. Raises UnknownLayout."""
    texts = [block.text for block in blocks]
    skipped = skipped_lists(texts)
    best, best_size = (0, 0), 0
    prose = [i for i, text in enumerate(texts) if is_prose(text) and i not in skipped]
    run: list[int] = []
    for index in [*prose, None]:
        if run and (index is None or _is_apart(texts, run[-1], index, skipped)):
            letter_count = sum(letters(texts[i]) for i in run)
            if letter_count > best_size:
                best, best_size = (run[0], run[-1] + 1), letter_count
            run = []
        if index is not None:
            run.append(index)
    inside = [i for i in prose if best[0] <= i < best[1]]
    words = sum(size(texts[i]) for i in inside)
    if words < _LEAST_WORDS or (len(inside) < _LEAST_PARAGRAPHS and words < 2 * _LEAST_WORDS):
        raise UnknownLayout(
            f"no layout explains the page: its longest run of prose has {len(inside)} paragraphs and {words} words "
            f"({len(blocks)} lines); save it as a fixture and add a profile or a layout"
        )
    start, stop = best
    # "He did not reply." belongs to the text as well.
    while stop < len(texts) and is_sentence(texts[stop]) and not is_trailing_chrome(texts[stop]):
        stop += 1
    while start > 1 and is_sentence(texts[start - 1]) and not is_trailing_chrome(texts[start - 1]):
        start -= 1
    return start, stop


def _is_apart(texts: Sequence[str], last: int, index: int, skipped: set[int]) -> bool:
    """Whether too much that is no prose, or a heading over other things, stands between two lines of prose."""
    between = [i for i in range(last + 1, index) if i not in skipped]
    return len(between) > _LONGEST_PAUSE or any(is_section_heading(texts[i]) for i in between)


def _title(blocks: Sequence[Block], body_start: int) -> int:
    """The headline over the body. Raises UnknownLayout when no line above the body is one.

    A headline that the page repeats is surest; else the topmost of those that stand directly over the date or the
    byline, since a standfirst stands under its title.
    """
    counts = Counter(fold(block.text) for block in blocks)
    reach = range(body_start - 1, max(-1, body_start - 1 - _TITLE_REACH), -1)
    headlines = [i for i in reach if is_headline(blocks[i].text) and not _is_date(blocks[i].text)]
    for index in headlines:
        text = blocks[index].text
        # A tag line that the metadata repeats has no capital letter.
        if counts[fold(text)] > 1 and word_count(text) >= 4 and (not text.isascii() or any(c.isupper() for c in text)):
            return index
    if not headlines:
        raise UnknownLayout(f"line {blocks[body_start].line}: no headline stands above the text; save it as a fixture")
    marks = [i for i in reach if _is_date(blocks[i].text) or read_authors(blocks[i].text)]
    under = next((mark for mark in reversed(marks) if mark - 1 in headlines), body_start)
    top = under
    while top - 1 in headlines and under - (top - 1) <= _MOST_HEADLINES:
        top -= 1
    return top if top < under else headlines[0]


def _is_date(text: str) -> bool:
    return any(read_date(split_updated(part)[0]) is not None for part in _PARTS.split(text))


def _address(blocks: Sequence[Block], sheet: LabelSheet) -> str | None:
    """The page's own address: the first line that is an address of a page and not of a picture."""
    address = None
    for index, block in enumerate(blocks):
        if re.fullmatch(r"https?://\S+", block.text):
            is_page = not _MEDIA.search(block.text) and len(urlsplit(block.text).path) > 1
            sheet.set(index, Label.CHROME, "address of the page" if is_page else "address of a picture")
            if is_page and address is None:
                address = block.text
    return address


def _metadata(blocks: Sequence[Block], found: _Found, body_start: int, sheet: LabelSheet) -> None:
    """Label title, date and captions above the body."""
    title = fold(blocks[found.title].text)
    for index in range(len(blocks)):
        if fold(blocks[index].text) == title:
            sheet.set(index, Label.TITLE, "headline over the body", 0)
    near = list(range(found.title + 1, body_start)) + list(range(found.title - 1, max(-1, found.title - 4), -1))
    # Far above the title stand clocks and dates of other stories, and the metadata's own: in machine form.
    machine = [i for i in range(body_start) if _is_date(blocks[i].text) and _MACHINE.match(blocks[i].text)]
    dates = [i for i in near if _is_date(blocks[i].text)] or machine
    for index in range(body_start):
        if _is_date(blocks[index].text):
            sheet.set(index, Label.DATE, "date line", 0)
    found.date = dates[0] if dates else None
    for index in range(found.title + 1, body_start):
        if is_credit(blocks[index].text):
            sheet.set(index, Label.CREDIT if word_count(blocks[index].text) < 8 else Label.CAPTION, "picture credit", 0)
            found.captions.append(index)
    for index in range(found.title + 1, body_start):
        is_copy = any(containment(blocks[i].text, blocks[index].text) > 0.6 for i in found.captions if i != index)
        if is_copy and word_count(blocks[index].text) >= 8:
            sheet.set(index, Label.CAPTION, "repeats a caption", 0)


def _body(blocks: Sequence[Block], found: _Found, start: int, stop: int, sheet: LabelSheet) -> None:
    """Label the run of prose with the short lines inside it (crossheads, list items), without ads and captions."""
    skipped = skipped_lists([block.text for block in blocks])
    for index in range(max(start, found.title + 1), stop):
        text = blocks[index].text
        if index in skipped:
            sheet.set(index, Label.CHROME, "list of other stories inside the text")
        elif is_credit(text):
            sheet.set(index, Label.CREDIT, "picture credit", 0)
        elif is_ad_or_control(text):
            sheet.set(index, Label.CHROME, "advertisement or control inside the text")
        else:
            rule = "prose" if is_prose(text) else "short line inside the prose"
            sheet.set(index, Label.BODY, rule, 0)
            found.body.append(index)
    while found.body and is_trailing_chrome(blocks[found.body[-1]].text):
        sheet.set(found.body.pop(), Label.CHROME, "prompt behind the text")


def _source(found: _Found) -> DateSource:
    if found.date is None:
        return DateSource.ABSENT
    return DateSource.BYLINE if found.date > found.title else DateSource.METADATA


def _publisher(blocks: Sequence[Block], found: _Found, sheet: LabelSheet) -> str | None:
    """The short line that the page's address or its copyright line names: whole, or by its first word when repeated."""
    host = fold_tight(urlsplit(found.url).hostname or "").replace("-", "") if found.url else ""
    rights = " ".join(fold(b.text) for b in blocks if "©" in b.text or "copyright" in b.text.lower())
    title = fold(blocks[found.title].text)
    counts: Counter[str] = Counter()
    for block in blocks:
        is_name = 1 <= word_count(block.text) <= 5 and block.text[:1].isupper()
        if is_name and not re.search(r"[\d@:/©]", block.text) and fold(block.text) != title:
            counts[block.text] += 1
    named: list[tuple[int, int, str]] = []
    for name, count in counts.items():
        whole, token = fold_tight(re.sub(r"^the ", "", fold(name))), site_token(name)
        is_whole = len(whole) >= 4 and (whole in host or fold(name) in rights)
        if is_whole or (token and count >= _OFTEN and (token in host or token in rights)):
            named.append((count, len(name), name))
    if not named:
        return None
    name = max(named)[2]
    for index, block in enumerate(blocks):
        if block.text == name:
            sheet.set(index, Label.PUBLISHER, "name that the address or the copyright line holds", 0)
    return name


def _authors(blocks: Sequence[Block], found: _Found, sheet: LabelSheet) -> tuple[str, ...]:
    """Names of a ``By …`` line between the title and the body, else of a line that is a name beside the date."""
    between = range(found.title + 1, found.body[0] if found.body else found.title + 1)
    for index in between:
        authors = read_authors(blocks[index].text)
        if authors:
            sheet.set(index, Label.BYLINE, "By …", 0)
            return authors
    for index in between:
        if is_person(blocks[index].text) and found.date in (index - 1, index + 1):
            sheet.set(index, Label.BYLINE, "name beside the date", 0)
            return (blocks[index].text,)
    return ()
