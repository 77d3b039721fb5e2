"""Dates in words of any language: the common ones by a table, all others by dateparser."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from tasks.normalize.ago import read_ago, read_day
from tasks.printed_dates import AbsoluteDate, PrintedDate, RelativeDate

_MONTH_DAY = re.compile(r"(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일](?:\s?(\d{1,2})[:時时](\d{2})分?)?")
NO_DATE = re.compile(
    r"\d{1,2}:\d\d(?::\d\d)?|"
    r"(?:lesezeit|reading time|tempo de leitura|temps de lecture|tiempo de lectura)?[\s:~]*(?:ca\.?\s?)?"
    r"\d+(?:-\d+)?[\s-]*min(?:ute|uten|utes|uto|utos|uti)?s?\.?[\s-]*(?:to\s+|de\s+|di\s+)?"
    r"(?:read(?:ing)?|lesezeit|lesedauer|lecture|lectura|leitura|lettura|leestijd|listen|watch)?(?:\s+time)?|[\W_]*|\d{1,9}",
    re.IGNORECASE,
)
"""Labels near dates that are none: a clock or a length alone, the time a text takes to read."""
_WORDS_MOST = 9
_WORDS_MOST_UNKNOWN = 5
"""The same where the language is unknown: thirty of them are tried then."""

_BASES = (datetime(2001, 3, 15, 12, 0), datetime(2009, 10, 2, 7, 30))  # noqa: DTZ001 - dateparser takes naive bases


_WORDED_LANGUAGES = "en de fr es it pt nl sv da nb fi ru uk pl cs ro hu el tr ar he fa hi zh ja ko id vi th".split()


@lru_cache(maxsize=4096)
def _worded(raw: str, date_order: str, language: str | None, base: datetime) -> datetime | None:
    import dateparser

    settings = {"RELATIVE_BASE": base, "DATE_ORDER": date_order, "REQUIRE_PARTS": ["day"], "PREFER_DATES_FROM": "past"}
    # All of its two hundred languages would take half a minute of a run that meets a few odd labels.
    languages = list(dict.fromkeys((language, "en"))) if language in _WORDED_LANGUAGES else _WORDED_LANGUAGES
    try:
        parsed = dateparser.parse(raw, languages=languages, settings=settings)
    except (ValueError, OverflowError, KeyError):
        # A number that no calendar holds.
        parsed = None
    return parsed if isinstance(parsed, datetime) else None


def warm_up() -> None:
    """Load the reader of dates in words with its English, so that no page waits for it."""
    _worded("3 May 2001", "DMY", "en", _BASES[0])


def _quick(raw: str) -> PrintedDate | None:
    """The common dates in words, without a library."""
    ago = read_ago(raw) or read_day(raw)
    if ago is not None:
        return ago
    day = _MONTH_DAY.fullmatch(raw.strip())
    if day is not None and 1 <= int(day[1]) <= 12 and 1 <= int(day[2]) <= 31 and int(day[3] or 0) < 24:
        hour = int(day[3]) if day[3] else None
        return AbsoluteDate(int(day[1]), int(day[2]), None, hour, int(day[4]) if day[4] else None)
    return None


def read_worded(raw: str, captured_at: datetime | None, date_order: str, language: str | None) -> PrintedDate | None:
    """A date in words of any language, taken apart, or None.

    Read against two different "nows", a relative date differs by as much as they do; an absolute one does not move.
    """
    quick = _quick(raw)
    if quick is not None:
        return quick
    words_most = _WORDS_MOST if language else _WORDS_MOST_UNKNOWN
    if not 3 <= len(raw) <= 80 or len(raw.split()) > words_most or NO_DATE.fullmatch(raw):
        return None
    first = _worded(raw, date_order, language, _BASES[0])
    second = _worded(raw, date_order, language, _BASES[1]) if first is not None else None
    if first is None or second is None:
        return None
    if first != second:
        return _relative_words(raw, captured_at, date_order, language, (first, second))
    has_clock = bool(":" in raw or first.second or first.minute or first.hour)
    offset = first.utcoffset()
    return AbsoluteDate(
        first.month,
        first.day,
        first.year,
        hour=first.hour if has_clock else None,
        minute=first.minute if has_clock else None,
        second=first.second or None if has_clock else None,
        offset_minutes=int(offset.total_seconds() // 60) if offset is not None else None,
    )


def _relative_words(
    raw: str, captured_at: datetime | None, date_order: str, language: str | None, read: tuple[datetime, datetime]
) -> PrintedDate | None:
    """A relative date in words: so long ago, or a day with a clock time ("heute, 08:30 Uhr")."""
    if captured_at is None:
        return RelativeDate("minute", 1)
    spans = [base - moment.replace(tzinfo=None) for base, moment in zip(_BASES, read, strict=True)]
    if spans[0] == spans[1]:
        days = spans[0] / timedelta(days=1)
        if days == round(days) >= 0 and not any(c.isdigit() for c in raw):
            return RelativeDate("date", round(days))
        return _as_relative(spans[0])
    # The base is in the year's past, so dateparser's preference for the past holds for it too.
    at = _worded(raw, date_order, language, captured_at.replace(tzinfo=None, microsecond=0))
    return AbsoluteDate(at.month, at.day, at.year, at.hour, at.minute) if at is not None else None


def _as_relative(ago: timedelta) -> RelativeDate | None:
    """A time span in the largest unit that it is a whole number of."""
    seconds = ago.total_seconds()
    if seconds < 0:
        return None
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count = seconds / length
        if count >= 1 and abs(count - round(count)) < 1e-6:
            return RelativeDate(unit, round(count)) if unit != "day" or count <= 25 else RelativeDate("month", 1)
    return RelativeDate("second", 0)
