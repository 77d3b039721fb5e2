"""Cut a page into its primary and its related articles; every block gets a label."""

from __future__ import annotations

from datetime import date

from tasks.profile import Profile
from tasks.records import SplitPage


def split_page(
    text: str,
    *,
    is_html: bool,
    url: str | None,
    profile: Profile | None,
    captured_on: date | None = None,
    blocks: bool = True,
) -> SplitPage:
    """Cut one page into 0..1 primary and 0..m related articles, top of the page first, with every block labelled.

    ``url`` is the page's address where it is known; ``profile`` the aggregator it is known to be of; ``captured_on``
    the day of the capture, by which a profile's versions of a layout are told apart. ``blocks``: False leaves
    the labelled blocks of an HTML page out.
    Raises EmptyCapture, UnknownLayout, LayoutChanged or HostileMarkup; a page that is not understood is never guessed.
    """
    if is_html:
        # The HTML side alone needs the parser; text captures do not pay for its import.
        from tasks.split.html import split_html

        return split_html(text, url=url, profile=profile, captured_on=captured_on, blocks=blocks)
    from tasks.split.text import split_text

    return split_text(text, profile=profile)
