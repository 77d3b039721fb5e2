"""A date that is fused to a label in front of it: "Observer2 days ago", "Telegraph12-07-2025"."""

from __future__ import annotations

import re

from tasks.printed_dates import AbsoluteDate, PrintedDate, is_relative, read_date, starts_with_month

# What page scripts that round print with a unit ("45 minutes" is already "an hour"), and those that do not: it tells
# the digits of a publisher's name from those of the date that is fused to it.
_RANGES = {
    "second": (1, 59), "minute": (2, 44), "hour": (2, 21), "day": (2, 25), "week": (1, 5), "month": (2, 10),
    "year": (2, 30),
}  # fmt: skip
_FLOORED_RANGES = {**_RANGES, "minute": (1, 59), "hour": (1, 23), "day": (1, 31), "month": (1, 12)}


def split_fused(text: str, known: frozenset[str] = frozenset()) -> tuple[str, str] | None:
    """Part ``Observer2 days ago`` into the label before and the date at its end; None when no date ends the text.

    The longest date wins whose number a page would print ("Channel 42 hours ago" is Channel 4, two hours), unless a
    shorter one leaves a label that is in ``known``.
    """
    text = text.strip()
    found: list[tuple[str, str]] = []
    for start in range(len(text)):
        before, date = text[:start], text[start:]
        if _starts_date(before, date) and (parsed := read_date(date)) is not None and _fits(before, parsed, date):
            found.append((before.rstrip(" |,;:·•–-"), date))
    preferred = [pair for pair in found if pair[0] in known] or found
    return preferred[0] if preferred else None


def _fits(before: str, parsed: PrintedDate, date: str) -> bool:
    """Whether a page would print this number: any below the next unit where the digits are fused to a word.

    Behind a space they may begin with the number of a name ("Channel 4").
    """
    name = before.rstrip("0123456789")
    return _is_plausible(parsed, date, _RANGES if name[-1:].isspace() else _FLOORED_RANGES)


def _starts_date(before: str, date: str) -> bool:
    """Whether a date may begin here: at a digit that is no part of a longer one's tail, or at a word of a date."""
    if date[0].isdigit():
        return True
    if not date[0].isalpha():
        return False
    if before[-1:].isalpha() and (date[0].isupper() and not before[-1].islower()):
        return False
    if is_relative(date):
        return True
    # "ObserverJul 12, 2025" is fused; "Dismay 4" is no month.
    return starts_with_month(date) and not (before[-1:].isalpha() and date[0].islower())


def _is_plausible(parsed: PrintedDate, text: str, ranges: dict[str, tuple[int, int]]) -> bool:
    if isinstance(parsed, AbsoluteDate):
        return True
    digits = re.search(r"\d+", text)
    if digits is None:
        return True
    least, most = ranges.get(parsed.unit, (0, 1))
    return not digits[0].startswith("0") and least <= parsed.count <= most
