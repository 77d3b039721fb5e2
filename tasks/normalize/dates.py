"""Printed dates placed in time: bounds, best instant, precision. The clock is never read here.

Relative dates are read against the moment of capture, by the common rounding of page scripts: "a few seconds" is below
45 s, "a minute" below 90 s, minutes run to 44, "an hour" is 45 to 89 minutes, hours run to 21, "a day" is 22 to 35
hours, days run to 25. A date that carries no zone is read in the profile's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from tasks.normalize.calendars import in_common_words
from tasks.normalize.worded import read_worded
from tasks.printed_dates import AbsoluteDate, RelativeDate, find_date, read_date, split_updated
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
_SLASHED = re.compile(r"\b\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b")
_EARLIEST_YEAR = 1900
_YEAR_FIRST = frozenset(["zh", "ja", "ko", "hu", "mn", "lt"])
"""Languages that print the year first, with two digits as well."""
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
    raw = in_common_words(raw)
    date_order = "YMD" if date_order == "DMY" and language in _YEAR_FIRST else date_order
    printed = read_date(raw, date_order) or find_date(raw, date_order)
    if printed is None:
        printed = read_worded(split_updated(raw)[0], captured_at, date_order, language)
    if printed is None:
        return UNRESOLVED
    if isinstance(printed, RelativeDate):
        return _relative(printed, captured_at)
    found = _absolute(printed, captured_at, ZoneInfo(zone))
    if found is UNRESOLVED and captured_at is not None and _SLASHED.search(raw):
        # A day to come in one order of day and month is a day past in the other: that order is the page's.
        other = read_date(raw, "DMY" if date_order == "MDY" else "MDY")
        if isinstance(other, AbsoluteDate):
            return _absolute(other, captured_at, ZoneInfo(zone))
    return found


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
    at = start
    if precision is Precision.DAY:
        # Of a day no instant is better than another: the first at which it is that day in UTC too, which days are
        # counted in.
        at = min(max(start, datetime(printed_year, printed.month, printed.day, tzinfo=UTC)), end)
    return ResolvedDate(at, start, end, precision)


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
