"""Printed dates placed in time: bounds, best instant, precision. The clock is never read here.

Relative dates are read against the moment of capture. Many page scripts round: "a few seconds" is below 45 s, "a
minute" below 90 s, minutes run to 44, "an hour" is 45 to 89 minutes, hours run to 21, "a day" is 22 to 35 hours, days
run to 25. Others cut off: "12 hours" is 12:00 to 12:59. Where no profile says which, the bounds hold both. A clock
without a zone is read in the profile's or the country's; where neither is known the bounds span all zones. Where day
and month of a date in digits may be either, the bounds hold both days and no instant is made up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from tasks.normalize.calendars import in_common_words
from tasks.normalize.orders import is_all_digits
from tasks.normalize.worded import NO_DATE, read_worded
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
_SLASHED = re.compile(r"\b\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b")
_EARLIEST_YEAR = 1900
_YEAR_FIRST = frozenset(["zh", "ja", "ko", "hu", "mn", "lt"])
"""Languages that print the year first, with two digits as well."""
_EASTERNMOST, _WESTERNMOST = timedelta(hours=14), timedelta(hours=12)
"""How far clocks anywhere are ahead of UTC and behind it."""
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
    raw: str,
    captured_at: datetime | None,
    *,
    zone: str | None = "UTC",
    date_order: str | None = "DMY",
    language: str | None = None,
    rounding: str | None = None,
) -> ResolvedDate:
    """Place a date label in time.

    ``captured_at`` is aware UTC, or None: relative dates and dates without a year then stay unresolved. ``zone``: of a
    clock that carries none; None: not known. ``date_order``: None, the page proves none. ``rounding``: ``nearest`` or
    ``down``, how the page's script comes to "3 hours ago"; None: not known.
    An impossible date (31 February, the year 9999, a day after the capture's morrow) is unresolved, never moved.
    """
    raw = in_common_words(raw)
    if date_order is None and is_all_digits(raw) and language not in _YEAR_FIRST:
        return _either_order(
            *(
                resolve_date(raw, captured_at, zone=zone, date_order=order, language=language, rounding=rounding)
                for order in ("DMY", "MDY")
            )
        )
    date_order = "YMD" if date_order in ("DMY", None) and language in _YEAR_FIRST else date_order or "DMY"
    printed: PrintedDate | None = read_date(raw, date_order) or find_date(raw, date_order)
    if printed is None:
        printed = read_worded(split_updated(raw)[0], captured_at, date_order, language)
    if printed is None:
        return UNRESOLVED
    if isinstance(printed, RelativeDate):
        return _relative(printed, captured_at, ZoneInfo(zone or "UTC"), rounding)
    found = _absolute(printed, captured_at, zone)
    if found is UNRESOLVED and captured_at is not None and _SLASHED.search(raw):
        # A day to come in one order of day and month is a day past in the other: that order is the page's.
        other = read_date(raw, "DMY" if date_order == "MDY" else "MDY")
        if isinstance(other, AbsoluteDate):
            return _absolute(other, captured_at, zone)
    return found


def is_no_date(raw: str) -> bool:
    """Whether a label near dates is none: a clock or a number alone, the time a text takes to read."""
    return NO_DATE.fullmatch(raw.strip()) is not None


def _either_order(one: ResolvedDate, other: ResolvedDate) -> ResolvedDate:
    """The bounds of both readings of a date in digits; the one reading where the other is impossible."""
    if one.min_at is None or one.max_at is None:
        return other
    if other.min_at is None or other.max_at is None:
        return one
    return ResolvedDate(None, min(one.min_at, other.min_at), max(one.max_at, other.max_at), Precision.UNKNOWN)


def _relative(
    printed: RelativeDate, captured_at: datetime | None, zone: ZoneInfo, rounding: str | None
) -> ResolvedDate:
    if captured_at is None:
        return UNRESOLVED
    if printed.unit == "date":
        day = captured_at.astimezone(zone) - timedelta(days=printed.count)
        named = AbsoluteDate(day.month, day.day, day.year, printed.hour, printed.minute)
        return _absolute(named, captured_at, zone.key)
    if printed.count == 0:
        start = captured_at - timedelta(seconds=45 if rounding == "nearest" else 60)
        return ResolvedDate(captured_at, start, captured_at, Precision.MINUTE)
    if printed.count < 0:
        # The site's clock is ahead of the capture's: published just now, as far as anybody can tell.
        ahead = timedelta(seconds=-printed.count * _LENGTH.get(printed.unit, _DAY))
        return ResolvedDate(captured_at, captured_at, captured_at + ahead, Precision.HOUR)
    least, most = _span(printed, rounding)
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


def _span(printed: RelativeDate, rounding: str | None) -> tuple[float, float]:
    """Least and most seconds that the words cover."""
    nearest, down = _nearest_span(printed), _down_span(printed)
    if rounding is None:
        return min(nearest[0], down[0]), max(nearest[1], down[1])
    return nearest if rounding == "nearest" else down


def _down_span(printed: RelativeDate) -> tuple[float, float]:
    """The same where the page cuts off what is less than a unit."""
    length = {"month": 30.44 * _DAY, "year": 365.25 * _DAY, **_LENGTH}[printed.unit]
    slack = 3 * _DAY if printed.unit in ("month", "year") else 0.0  # calendar months are of different lengths
    return printed.count * length - slack, (printed.count + 1) * length + slack


def _nearest_span(printed: RelativeDate) -> tuple[float, float]:
    """The same where the page rounds."""
    if printed.count == 1 and printed.unit in _ONE:
        return _ONE[printed.unit]
    length = {"month": 30.44 * _DAY, "year": 365.25 * _DAY, **_LENGTH}[printed.unit]
    least, most = (printed.count - 0.5) * length, (printed.count + 0.5) * length
    if printed.unit == "minute" and printed.count == 2:
        least = 90.0
    if printed.unit in ("month", "year"):
        least, most = least - 3 * _DAY, most + 3 * _DAY
    return least, most


def _absolute(printed: AbsoluteDate, captured_at: datetime | None, zone: str | None) -> ResolvedDate:
    if printed.year is None:
        printed_year = _latest_year(printed, captured_at)
        if printed_year is None:
            return UNRESOLVED
    else:
        printed_year = printed.year
    local: tzinfo = ZoneInfo(printed.zone or zone or "UTC")
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
    # Systems that know the day alone state its midnight.
    has_clock = bool(printed.hour or printed.minute or printed.second)
    if not has_clock:
        precision, length = Precision.DAY, timedelta(days=1)
    elif printed.second is None:
        precision, length = Precision.MINUTE, timedelta(minutes=1)
    else:
        precision, length = Precision.SECOND, timedelta(seconds=1)
    if start.year < _EARLIEST_YEAR or start.year > 9990 or (captured_at and start > captured_at + _TOLERANCE):
        return UNRESOLVED
    end = start + length - timedelta(microseconds=1)
    if has_clock and zone is None and printed.zone is None and printed.offset_minutes is None:
        return _in_any_zone(start, end, captured_at)
    if captured_at is not None and start <= captured_at < end:
        end = captured_at
    at = start
    if precision is Precision.DAY:
        # Of a day no instant is better than another: the first at which it is that day in UTC too, which days are
        # counted in.
        at = min(max(start, datetime(printed_year, printed.month, printed.day, tzinfo=UTC)), end)
    return ResolvedDate(at, start, end, precision)


def _in_any_zone(start: datetime, end: datetime, captured_at: datetime | None) -> ResolvedDate:
    """A clock of an unknown zone: read as UTC, within the bounds of all zones."""
    first, last = start - _EASTERNMOST, end + _WESTERNMOST
    if captured_at is not None and first <= captured_at:
        last = min(last, captured_at)
    return ResolvedDate(min(start, last), first, last, Precision.DAY)


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
