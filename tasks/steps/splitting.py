"""A capture decoded and split; a page that stands in an article's place is told from one."""

from __future__ import annotations

from functools import partial

from tasks.decode import DecodedPage, decode_page
from tasks.errors import UnknownLayout
from tasks.profile import Profile
from tasks.records import Capture, SplitPage
from tasks.split import split_page
from tasks.split.walls import check_wall


def split_or_wall(capture: Capture, decoded: DecodedPage, profile: Profile | None, blocks: bool) -> SplitPage:
    """The page split. Raises Wall in place of what a page that stands before an article would be split into."""
    asked = capture.path if "://" in capture.path else None
    refuse_wall = partial(check_wall, decoded.text, is_html=decoded.is_html, url=capture.url, asked_url=asked)
    try:
        page = split_decoded(capture, decoded, profile, blocks=blocks)
    except UnknownLayout:
        refuse_wall(title=None, body=None)
        raise
    if page.primary is not None and (profile is None or not page.related):
        refuse_wall(title=page.primary.title, body="\n".join(page.primary.paragraphs))
    return page


def decoded_of(capture: Capture) -> DecodedPage:
    """A capture as text. Raises SkipPage."""
    return decode_page(capture.content, declared=capture.charset, name=capture.path)


def split_decoded(capture: Capture, decoded: DecodedPage, profile: Profile | None, *, blocks: bool = True) -> SplitPage:
    day = capture.captured_at.date() if capture.captured_at else None
    text, is_html = decoded.text, decoded.is_html
    return split_page(text, is_html=is_html, url=capture.url, profile=profile, captured_on=day, blocks=blocks)
