"""Profiles tried on captures, and captures drawn with their labels: what engineers ask before anything is stored."""

from __future__ import annotations

from flows.pipeline.records import decoded_of, split_decoded
from tasks.profile import Profile
from tasks.records import Capture, Selection, SplitPage
from tasks.split.html.drawn import drawn_html, drawn_text
from tasks.split.html.selected import selections


def split_with(capture: Capture, profile: Profile) -> SplitPage:
    """Cut one capture with a given profile, wherever it comes from. Raises SkipPage, ProfileError."""
    return split_decoded(capture, decoded_of(capture), profile)


def selected_by(capture: Capture, profile: Profile) -> dict[str, dict[str, Selection]]:
    """What each selector of a profile's layouts finds on a capture, by layout and key; nothing for a text capture.

    Raises SkipPage, ProfileError.
    """
    decoded = decoded_of(capture)
    return {layout.layout: selections(decoded.text, layout) for layout in profile.html} if decoded.is_html else {}


def drawn_over(capture: Capture, page: SplitPage) -> str:
    """A capture as an HTML page with the labels of its blocks drawn over it. Raises SkipPage."""
    decoded = decoded_of(capture)
    return drawn_html(decoded.text, page) if decoded.is_html else drawn_text(page)
