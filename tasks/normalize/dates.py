"""Printed dates placed in time: bounds, best instant, precision. The clock is never read here.

Relative dates are read against the moment of capture, by the common rounding of page scripts: "a few seconds" is below
45 s, "a minute" below 90 s, minutes run to 44, "an hour" is 45 to 89 minutes, hours run to 21, "a day" is 22 to 35
hours, days run to 25. A date that carries no zone is read in the profile's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from tasks.printed_dates import AbsoluteDate, PrintedDate, RelativeDate, find_date, read_date, split_updated
from tasks.records import Precision

_SECOND, _MINUTE, _HOUR, _DAY = 1.0, 60.0, 3600.0, 86400.0
_LENGTH = {"second": _SECOND, "minute": _MINUTE, "hour": _HOUR, "day": _DAY, "week": 7 * _DAY}
_PRECISION = {
    "second": Precision.SECOND, "minute": Precision.MINUTE, "hour": Precision.HOUR, "day": Precision.DAY,
    "date": Precision.DAY,
}  # fmt: skip
# One unit covers more than half a unit either way: "an hour" begins where "45 minutes" would be printed.
_ONE = {
    "minute": (44.5, 90.0),
    "hour": (44.5 * _MINUTE, 90 * _MINUTE),
    "day": (21.5 * _HOUR, 36 * _HOUR),
    "month": (25.5 * _DAY, 46 * _DAY),
    "year": (319.5 * _DAY, 548 * _DAY),
}
_EARLIEST_YEAR = 1900
_TOLERANCE = timedelta(days=1)
"""A page may print a date of the next day: its clock or zone is not ours. What lies beyond is no publication date."""


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """A printed date in time, all instants aware UTC. None: the text does not allow to tell."""

    at: datetime | None = None
    min_at: datetime | None = None
    max_at: datetime | None = None
    precision: Precision = Precision.UNKNOWN


UNRESOLVED = ResolvedDate()


def resolve_date(
    raw: str, captured_at: datetime | None, *, zone: str = "UTC", date_order: str = "DMY", language: str | None = None
) -> ResolvedDate:
    """Place a date label in time.

    ``captured_at`` is aware UTC, or None: relative dates and dates without a year then stay unresolved.
    An impossible date (31 February, the year 9999, a day after the capture's morrow) is unresolved, never moved.
    """
    printed = read_date(raw, date_order) or find_date(raw, date_order)
    if printed is None:
        printed = _read_worded(split_updated(raw)[0], captured_at, date_order, language)
    if printed is None:
        return UNRESOLVED
    if isinstance(printed, RelativeDate):
        return _relative(printed, captured_at)
    return _absolute(printed, captured_at, ZoneInfo(zone))


def _relative(printed: RelativeDate, captured_at: datetime | None) -> ResolvedDate:
    if captured_at is None:
        return UNRESOLVED
    if printed.unit == "date":
        day = captured_at - timedelta(days=printed.count)
        start = day.replace(hour=0, minute=0, second=0, microsecond=0)
        end = min(start + timedelta(days=1, microseconds=-1), captured_at)
        return ResolvedDate(start, start, end, Precision.DAY)
    if printed.count == 0:
        start = captured_at - timedelta(seconds=45)
        return ResolvedDate(captured_at, start, captured_at, Precision.MINUTE)
    if printed.count < 0:
        # The site's clock is ahead of the capture's: published just now, as far as anybody can tell.
        ahead = timedelta(seconds=-printed.count * _LENGTH.get(printed.unit, _DAY))
        return ResolvedDate(captured_at, captured_at, captured_at + ahead, Precision.HOUR)
    least, most = _span(printed)
    try:
        oldest, newest = captured_at - timedelta(seconds=most), captured_at - timedelta(seconds=least)
    except OverflowError:
        return UNRESOLVED
    if oldest.year < _EARLIEST_YEAR:
        return UNRESOLVED
    length = _LENGTH.get(printed.unit)
    if length is None or printed.unit == "week":
        # A month or a year ago names no day: the bounds say what is known, no instant is made up.
        return ResolvedDate(None, oldest, newest, Precision.UNKNOWN)
    at = captured_at - timedelta(seconds=length * printed.count)
    return ResolvedDate(at, oldest, newest, _PRECISION[printed.unit])


def _span(printed: RelativeDate) -> tuple[float, float]:
    """Least and most seconds that the words cover."""
    if printed.count == 1 and printed.unit in _ONE:
        return _ONE[printed.unit]
    length = {"month": 30.44 * _DAY, "year": 365.25 * _DAY, **_LENGTH}[printed.unit]
    least, most = (printed.count - 0.5) * length, (printed.count + 0.5) * length
    if printed.unit == "minute" and printed.count == 2:
        least = 90.0
    if printed.unit in ("month", "year"):
        # Calendar months are of different lengths.
        least, most = least - 3 * _DAY, most + 3 * _DAY
    return least, most


def _absolute(printed: AbsoluteDate, captured_at: datetime | None, zone: ZoneInfo) -> ResolvedDate:
    if printed.year is None:
        printed_year = _latest_year(printed, captured_at)
        if printed_year is None:
            return UNRESOLVED
    else:
        printed_year = printed.year
    local: tzinfo = ZoneInfo(printed.zone) if printed.zone else zone
    if printed.offset_minutes is not None:
        if abs(printed.offset_minutes) > 24 * 60 - 1:
            return UNRESOLVED
        local = timezone(timedelta(minutes=printed.offset_minutes))
    try:
        start = datetime(
            printed_year, printed.month, printed.day, printed.hour or 0, printed.minute or 0, printed.second or 0,
            tzinfo=local,
        ).astimezone(UTC)  # fmt: skip
    except (ValueError, OverflowError):
        return UNRESOLVED
    if printed.hour is None:
        precision, length = Precision.DAY, timedelta(days=1)
    elif printed.second is None:
        precision, length = Precision.MINUTE, timedelta(minutes=1)
    else:
        precision, length = Precision.SECOND, timedelta(seconds=1)
    if start.year < _EARLIEST_YEAR or start.year > 9990 or (captured_at and start > captured_at + _TOLERANCE):
        return UNRESOLVED
    end = start + length - timedelta(microseconds=1)
    if captured_at is not None and start <= captured_at < end:
        end = captured_at
    return ResolvedDate(start, start, end, precision)


def _latest_year(printed: AbsoluteDate, captured_at: datetime | None) -> int | None:
    """The latest year in which the day is not after the capture; None when the capture's moment is unknown."""
    if captured_at is None:
        return None
    for year in range(captured_at.year + 1, captured_at.year - 5, -1):
        try:
            day = datetime(year, printed.month, printed.day, tzinfo=UTC)
        except ValueError:
            continue
        if day <= captured_at + _TOLERANCE:
            return year
    return None


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


def _read_worded(raw: str, captured_at: datetime | None, date_order: str, language: str | None) -> PrintedDate | None:
    """A date in words of any language, by dateparser.

    Read against two different "nows", a relative date differs by as much as they do; an absolute one does not move.
    """
    if not 3 <= len(raw) <= 80 or not any(c.isalnum() for c in raw):
        return None
    first = _worded(raw, date_order, language, _BASES[0])
    second = _worded(raw, date_order, language, _BASES[1])
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
    for unit in ("day", "hour", "minute", "second"):
        count = seconds / _LENGTH[unit]
        if count >= 1 and abs(count - round(count)) < 1e-6:
            return RelativeDate(unit, round(count)) if unit != "day" or count <= 25 else RelativeDate("month", 1)
    return RelativeDate("second", 0)
