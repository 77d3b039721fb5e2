"""Whether a page prints the day or the month first in dates of digits: by what it proves, never by a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from tasks.printed_dates import DIGITS, AbsoluteDate, read_date
from tasks.records import SplitPage

_MONTH_FIRST_REGIONS = frozenset("us ph pr gu fm pw mh".split())
_EITHER_REGIONS = frozenset("ca ke gh pa".split())
"""Regions where both orders are in use."""
_MONTH_FIRST_HOSTS = frozenset("us gov mil edu ph".split())
_SOLD = frozenset("tv io co me ai fm cc ws to la ly gg sh st vc am so eu".split())
"""Domains of countries that are sold for their sound."""
_LANGUAGE = re.compile(r"^([a-z]{2})(?:[-_](?:[A-Z][a-z]{3}[-_])?([a-z]{2}))?(?:[-_.@].*)?$", re.I)
_AMERICAN_ZONE = re.compile(r"\b(?:[ECMP][SD]?T|AK[SD]T|HST)\b")


def is_all_digits(text: str) -> bool:
    """Whether a label holds a date in digits whose day and month might be told apart by the order alone: 02/03/2026."""
    found = DIGITS.search(text)
    if found is None or not found["a"] or found["sep"] == ".":
        return False
    first, second = int(found["a"]), int(found["b"])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def order_of(text: str) -> str | None:
    """The order of day and month that a date in digits proves by a part above twelve; None: it proves none."""
    found = DIGITS.search(text)
    if found is None or not found["a"] or found["sep"] == "." or len(found["y2"]) != 4:
        return None
    first, second = int(found["a"]), int(found["b"])
    if first > 12 >= second >= 1:
        return "DMY"
    return "MDY" if second > 12 >= first >= 1 else None


def proven_order(page: SplitPage, address: str | None) -> str | None:
    """``DMY`` or ``MDY`` where the page proves it, else None.

    By its declared region, a zone of America, another date with a part above twelve, a stated day that one reading of a
    printed one equals, its host's country, a language that is no English; in this order.
    """
    articles = [*((page.primary,) if page.primary else ()), *page.related]
    declared = next((one.language for one in articles if one.language), None)
    language = _LANGUAGE.match(declared or "")
    region = (language[2] or "").lower() if language else ""
    if region in _MONTH_FIRST_REGIONS:
        return "MDY"
    labels = [raw for one in articles for raw in (one.published_raw, one.modified_raw) if raw]
    digits = [raw for raw in labels if is_all_digits(raw)]
    if any(_AMERICAN_ZONE.search(raw) for raw in digits):
        return "MDY"
    proven = {order for order in map(order_of, labels) if order} or (_agreeing(digits, labels) if digits else set())
    if len(proven) == 1:
        return proven.pop()
    if proven:
        return None
    if region and region not in _EITHER_REGIONS:
        return "DMY"
    ending = _ending(address)
    if ending in _MONTH_FIRST_HOSTS:
        return "MDY"
    if len(ending) == 2 and ending not in _SOLD and ending not in _EITHER_REGIONS:
        return "DMY"
    return "DMY" if language and language[1].lower() != "en" else None


def _agreeing(digits: Iterable[str], labels: Iterable[str]) -> set[str]:
    """The orders in which a date in digits is a day that the page names in another form."""
    named = set()
    for raw in labels:
        day = None if is_all_digits(raw) else read_date(raw)
        if isinstance(day, AbsoluteDate):
            named.add((day.year, day.month, day.day))
    found = set()
    for raw in digits:
        for order in ("DMY", "MDY"):
            day = read_date(raw, order)
            if isinstance(day, AbsoluteDate) and (day.year, day.month, day.day) in named:
                found.add(order)
    return found


def _ending(address: str | None) -> str:
    try:
        return ((urlsplit(address).hostname or "") if address else "").rpartition(".")[2]
    except ValueError:
        return ""
