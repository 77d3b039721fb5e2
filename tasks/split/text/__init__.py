"""Text captures: the layouts that are known, tried in order; a page that none explains is refused."""

from __future__ import annotations

from tasks.errors import EmptyCapture, UnknownLayout
from tasks.mojibake import mended
from tasks.profile import Profile, all_profiles
from tasks.records import SplitPage
from tasks.split.text.blocks import text_blocks
from tasks.split.text.landmarks import recognise
from tasks.split.text.river import split_river


def split_text(text: str, *, profile: Profile | None) -> SplitPage:
    """Cut a plain-text rendering of a page into its articles.

    ``profile`` is the aggregator the page is known to be of; with None every profile's marks are tried, then the
    layout of a publisher's own page.
    Raises EmptyCapture, UnknownLayout or LayoutChanged.
    """
    blocks = text_blocks(mended(text))
    if not blocks:
        raise EmptyCapture("the capture holds no text; capture the page again")
    for candidate in (profile,) if profile else all_profiles():
        layout = recognise(blocks, candidate)
        if layout is not None:
            return split_river(blocks, layout, candidate)
    if profile is not None:
        raise UnknownLayout(
            f"the page shows none of the marks of profile {profile.name!r} ({len(blocks)} lines); "
            "ingest it without --site, or fix the profile"
        )
    from tasks.split.text.publisher_page import split_publisher_page  # its many patterns are compiled when needed

    return split_publisher_page(blocks)
