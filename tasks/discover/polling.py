"""How often a start page is looked at: more often while it brings new pages, less while it does not. Pure."""

from __future__ import annotations

_MANY = 0.5


def next_interval(
    interval: float,
    shortest: float,
    longest: float,
    *,
    new_count: int,
    link_count: int | None,
    is_failure: bool = False,
) -> float:  # fmt: skip
    """Seconds until the next poll, within the bounds.

    When half of the links were new something may have been missed: the interval is halved. Some new ones: it shrinks by
    a fifth. None: it grows by half. A failure doubles it.
    """
    if is_failure:
        factor = 2.0
    elif new_count == 0:
        factor = 1.5
    elif link_count and new_count >= _MANY * link_count:
        factor = 0.5
    else:
        factor = 0.8
    return min(max(interval * factor, shortest), longest)
