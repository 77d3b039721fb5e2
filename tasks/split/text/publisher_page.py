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
    is_prose,
    is_trailing_chrome,
    letters,
    read_authors,
    site_token,
)
from tasks.text import containment, fold, word_count

_LONGEST_PAUSE = 4
_LEAST_WORDS = 40
_LEAST_PARAGRAPHS = 2
_TITLE_REACH = 30
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
    paragraphs = tuple(blocks[i].text for i in found.body)
    words = sum(word_count(text) for text in paragraphs)
    if found.date is None and found.url is None:
        raise UnknownLayout(
            f"prose of {words} words under {blocks[found.title].text[:60]!r}, but neither a date line nor an address: "
            "this is not known to be a news page; if it is, save it as a fixture and add a layout"
        )
    for index in sheet.unknown():
        sheet.set(index, Label.CHROME, "outside the article")
    date = _date_text(blocks, found)
    primary = SplitArticle(
        title=blocks[found.title].text,
        paragraphs=paragraphs,
        url=found.url,
        publisher_raw=_publisher(blocks, found, sheet),
        published_raw=date,
        published_source=_source(blocks, found),
        modified_raw=split_updated(date)[1] if date else None,
        authors=_authors(blocks, found, sheet),
    )
    return SplitPage(PageKind.PUBLISHER, "publisher-text", primary, (), sheet.blocks(), url=found.url)


def _main_run(blocks: Sequence[Block]) -> tuple[int, int]:
    """First and behind-last index of the run of prose with the most letters. Raises UnknownLayout."""
    best, best_size = (0, 0), 0
    prose = [i for i, block in enumerate(blocks) if is_prose(block.text)]
    run: list[int] = []
    for index in [*prose, None]:
        if run and (index is None or index - run[-1] > _LONGEST_PAUSE + 1):
            size = sum(letters(blocks[i].text) for i in run)
            if size > best_size:
                best, best_size = (run[0], run[-1] + 1), size
            run = []
        if index is not None:
            run.append(index)
    inside = [i for i in prose if best[0] <= i < best[1]]
    words = sum(word_count(blocks[i].text) for i in inside)
    if len(inside) < _LEAST_PARAGRAPHS or words < _LEAST_WORDS:
        raise UnknownLayout(
            f"no layout explains the page: its longest run of prose has {len(inside)} paragraphs and {words} words "
            f"({len(blocks)} lines); save it as a fixture and add a profile or a layout"
        )
    return best


def _title(blocks: Sequence[Block], body_start: int) -> int:
    """The headline over the body. Raises UnknownLayout when no line above the body is one."""
    counts = Counter(fold(block.text) for block in blocks)
    reach = range(body_start - 1, max(-1, body_start - 1 - _TITLE_REACH), -1)
    headlines = [i for i in reach if is_headline(blocks[i].text) and not _is_date(blocks[i].text)]
    repeated = [i for i in headlines if counts[fold(blocks[i].text)] > 1 and word_count(blocks[i].text) >= 4]
    # Closest above a date or the body itself comes first; a tag line repeated in the metadata has no capital letter.
    for index in repeated:
        if any(c.isupper() for c in blocks[index].text) or not blocks[index].text.isascii():
            return index
    if headlines:
        dates = {i for i in range(body_start) if _is_date(blocks[i].text)}
        dated = [i for i in headlines if dates & set(range(i + 1, i + 5))]
        return (dated or [max(headlines, key=lambda i: min(word_count(blocks[i].text), 20))])[0]
    raise UnknownLayout(f"line {blocks[body_start].line}: no headline stands above the text; save it as a fixture")


def _is_date(text: str) -> bool:
    return read_date(split_updated(text)[0]) is not None


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
    dates = [i for i in near if _is_date(blocks[i].text)] or [i for i in range(body_start) if _is_date(blocks[i].text)]
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
    for index in range(max(start, found.title + 1), stop):
        text = blocks[index].text
        if is_credit(text):
            sheet.set(index, Label.CREDIT, "picture credit", 0)
        elif is_ad_or_control(text):
            sheet.set(index, Label.CHROME, "advertisement or control inside the text")
        else:
            rule = "prose" if is_prose(text) else "short line inside the prose"
            sheet.set(index, Label.BODY, rule, 0)
            found.body.append(index)
    while found.body and is_trailing_chrome(blocks[found.body[-1]].text):
        sheet.set(found.body.pop(), Label.CHROME, "prompt behind the text")


def _date_text(blocks: Sequence[Block], found: _Found) -> str | None:
    return blocks[found.date].text if found.date is not None else None


def _source(blocks: Sequence[Block], found: _Found) -> DateSource:
    if found.date is None:
        return DateSource.ABSENT
    return DateSource.BYLINE if found.date > found.title else DateSource.METADATA


def _publisher(blocks: Sequence[Block], found: _Found, sheet: LabelSheet) -> str | None:
    """The short line that the page repeats and that its address or its copyright line names too."""
    host = fold(urlsplit(found.url).hostname or "") if found.url else ""
    rights = " ".join(fold(b.text) for b in blocks if "©" in b.text or "copyright" in b.text.lower())
    title = fold(blocks[found.title].text)
    counts: Counter[str] = Counter()
    for block in blocks:
        is_name = 1 <= word_count(block.text) <= 5 and block.text[:1].isupper()
        token = site_token(block.text) if is_name and not re.search(r"[\d@:/]", block.text) else None
        if token and fold(block.text) != title and (token in host or token in rights):
            counts[block.text] += 1
    named = [(count, len(name), name) for name, count in counts.items() if count > 1 or len(counts) == 1]
    if not named:
        return None
    name = max(named)[2]
    for index, block in enumerate(blocks):
        if block.text == name:
            sheet.set(index, Label.PUBLISHER, "repeated name that the address or the copyright line holds", 0)
    return name


def _authors(blocks: Sequence[Block], found: _Found, sheet: LabelSheet) -> tuple[str, ...]:
    """Names of a ``By …`` line between the title and the body."""
    for index in range(found.title + 1, found.body[0] if found.body else found.title + 1):
        authors = read_authors(blocks[index].text)
        if authors:
            sheet.set(index, Label.BYLINE, "By …", 0)
            return authors
    return ()
