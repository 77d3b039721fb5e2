"""Dates as pages print them: recognised and taken apart, not yet placed in time. Standard library only.

Split recognises a date label with this module, normalize reads it; neither asks a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tasks.date_words import zone_table
from tasks.text import LazyPattern

_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "second"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hour"),
    **dict.fromkeys(("d", "day", "days"), "day"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "week"),
    **dict.fromkeys(("mo", "mos", "month", "months"), "month"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), "year"),
}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_RELATIVE = LazyPattern(
    rf"(?:(?P<few>(?:(?:in )?a )?few seconds|moments|just now|now|seconds)(?: ago)?"
    rf"|(?:in )?(?P<count>an?|one|\d{{1,4}})\+? ?(?P<unit>{_UNIT})\.?(?: ago)?"
    rf"|(?P<day>today|yesterday))",
    re.IGNORECASE,
)
_EPOCHS = re.compile(r"(?P<seconds>1\d{9}|[2-9]\d{8})(?P<rest>\d{3})?(?:\.\d+)?")
"""Seconds, or thousandths of them, since 1970, as machines state instants: from 1976 to 2033."""
_COMPACT = re.compile(
    r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(?:\.\d+)?)?"
)
"""ISO 8601 without its signs; a zone may follow."""

# Names of the months as European languages print them; longer ones first when matched.
_MONTH_NAMES = (
    "january jan januar janvier janv enero ene gennaio gen janeiro januari januar. января янв styczeń stycznia",
    "february feb februar février févr fév febrero febbraio fevereiro februari февраля фев lutego",
    "march mar märz maerz mars marzo março maart marts марта мар marca machi",
    "april apr avril avr abril abr aprile aprili апреля апр kwietnia",
    "may mai mayo maggio maio mei maj мая maja",
    "june jun juni juin junio giugno junho июня июн czerwca",
    "july jul juli juillet juil julio luglio julho июля июл lipca julai",
    "august aug août aout agosto ago augustus augusti agosti августа авг sierpnia",
    "september sep sept septembre septiembre settembre setembro septemba сентября сен września",
    "october oct oktober okt octobre octubre ottobre outubro oktoba октября окт października",
    "november nov novembre noviembre novembro novemba ноября ноя listopada",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desemba декабря дек grudnia",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_ZONES = {name: int(minutes) for minutes, names in zone_table("offsets").items() for name in names.split()}
# Abbreviations that stand for winter and summer time alike.
_ZONE_NAMES = zone_table("both")
_ZONE = "|".join(sorted((*_ZONES, *_ZONE_NAMES), key=len, reverse=True))

DIGITS = LazyPattern(
    r"(?<!\d)(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<y3>\d{4})\s?[年년]\s?(?P<m3>\d{1,2})\s?[月월]\s?(?P<d3>\d{1,2})\s?[日일]"
    r"|(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y2>\d{4}|\d{2}))(?!\d)"
)
_NAMED = LazyPattern(
    rf"(?<!\w)(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[ .-]+(?:of |de )?(?P<n1>{_MONTH})(?!\w)\.?"
    rf"(?:(?:[ ,.-]+|,? de )(?P<y1>\d{{4}}))?"
    rf"|(?P<n2>{_MONTH})(?!\w)\.? (?:the )?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y2>\d{{4}}))?)(?![\w:])",
    re.IGNORECASE,
)
_TIME = LazyPattern(
    r"(?<![\d:])T?(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})|\.(?P<dotted>\d{2})(?= ?(?:[ap]\.?m|uhr|"
    rf"{_ZONE})\b)|(?= ?[ap]\.?m\b))(?::(?P<second>\d{{2}})(?:[.,]\d{{1,9}})?)?"
    r"(?: ?(?P<half>[ap]\.?m\b\.?))?(?: ?uhr\b)?"
    rf"(?: ?[\[(]?(?P<zone>(?:gmt|utc) ?[+-]\d{{1,2}}(?::?\d{{2}})?|{_ZONE}|[+-]\d{{1,2}}:?\d{{2}}|"
    r"[a-z]+(?:/[a-z]+(?:[_-][a-z]+)*){1,2})\b[\])]?)?"
    r"(?:\[[a-z/_+-]+\])?",
    re.IGNORECASE,
)
_FILLER = LazyPattern(
    r"(?:\b(?:first|published|posted|updated|last|modified|on|at|date|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?"
    r"|sun)(?:day)?\b|\bt\b|\b(?:publié|mis|jour|le|à|veröffentlicht|aktualisiert|stand|am|um|vom|den|uhr|publicado"
    r"|actualizado|el|a|las|hrs?|pubblicato|il|alle|ore|gepubliceerd|op|om|опубликовано|в|г|года|o'clock"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b|[\s,.:;|/()·•–—-])+",
    re.IGNORECASE,
)
_BARS = LazyPattern(r"\s*[|·•]\s*|\s+[–—-]\s+")
_UPDATED = LazyPattern(r"[\s|,;·•–-]*\(?\s*\b(?:last )?(?:updated|modified)\b[\s:]*(?:on|at)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """``42 minutes ago``: a whole number of units back; ``in 2 minutes`` (a clock that is ahead) is minus two.

    A few seconds have count 0; ``yesterday`` is one ``date``.
    """

    unit: str
    count: int
    hour: int | None = None
    """Clock beside a named day ("yesterday, 08:15"). None: none is printed."""
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class AbsoluteDate:
    """A calendar date as printed. None: the text does not name that part."""

    month: int
    day: int
    year: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    offset_minutes: int | None = None
    zone: str | None = None
    """IANA name, printed as such or where the printed zone means winter and summer time alike (ET)."""


PrintedDate = RelativeDate | AbsoluteDate


def read_date(text: str, date_order: str = "DMY") -> PrintedDate | None:
    """Take a date label apart; None when the text is anything more or else than a date.

    ``date_order`` decides all-digit dates such as 12-07-2025: DMY or MDY, which a part above 12 overrules (digits with
    dots are read day first), or YMD, where years are printed with two digits (25-07-12).
    """
    text = " ".join(text.split())
    return _read_label(text, date_order) if len(text) <= 80 else None


@lru_cache(1024)  # one instant is stated at several places of a page, and read when it is split and when it is placed
def _read_label(text: str, date_order: str) -> PrintedDate | None:
    return _read_relative(text) or _read_machine(text) or _read_absolute(text, date_order)


def _read_machine(text: str) -> AbsoluteDate | None:
    """An instant as machines state it: seconds since 1970, or ISO 8601 without its signs."""
    if not text[:8].isdigit():
        return None
    epoch = _EPOCHS.fullmatch(text)
    if epoch is not None:
        at = datetime.fromtimestamp(int(epoch["seconds"]), UTC)
        return AbsoluteDate(at.month, at.day, at.year, at.hour, at.minute, at.second, 0)
    found = _COMPACT.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups())
    rest = text[found.end() :].strip()
    offset, _ = _zone(rest) if hour is not None and rest else (None, None)
    if year is None or month is None or day is None or (rest and offset is None):
        return None
    return AbsoluteDate(month, day, year, hour, minute, second, offset)


def find_date(text: str, date_order: str = "DMY") -> PrintedDate | None:
    """The one date in a label that says more ("3 min | May 10, 2024", "October 28, 2025 by Ada Flood"), or None.

    Beside other words only a date with its year is believed.
    """
    text = " ".join(text.split())
    if len(text) > 120:
        return None
    for part in _BARS.split(text):
        if (found := read_date(part, date_order)) is not None:
            return found
    if re.search(r"\d:\d", text):
        return None  # A clock that is none, or one that belongs to something else.
    named = _NAMED.search(text)
    if named is not None and (named["y1"] or named["y2"]):
        return read_date(named[0], date_order)
    digits = DIGITS.search(text)
    if digits is not None and (digits["y1"] or digits["y3"] or len(digits["y2"]) == 4):
        return read_date(digits[0], date_order)
    return None


def split_updated(text: str) -> tuple[str, str | None]:
    """Part a label such as ``06:09 GMT 12.07.2025 (Updated: …)`` into the published and the updated date."""
    folded = text.lower()
    mark = _UPDATED.search(text) if "updated" in folded or "modified" in folded else None
    if mark is None or not text[: mark.start()].strip():
        return text, None
    return text[: mark.start()].strip(), text[mark.end() :].strip(" ()") or None


def is_relative(text: str) -> bool:
    """Whether a text is the words of a relative date, with or without "ago"."""
    return _RELATIVE.fullmatch(text) is not None


def starts_with_month(text: str) -> bool:
    """Whether a text begins with a day that names its month."""
    return _NAMED.match(text) is not None


def is_page_form(text: str) -> bool:
    """Whether a whole label is a date as page scripts print it: so long ago, or all in digits; no word for a day."""
    relative = _RELATIVE.fullmatch(text.strip())
    if relative is not None:
        return relative["day"] is None and ("ago" in text.lower() or text.lower().startswith("in "))
    return DIGITS.fullmatch(text.strip()) is not None and read_date(text) is not None


def _read_relative(text: str) -> RelativeDate | None:
    found = _RELATIVE.fullmatch(text.strip(" .()"))
    if found is None or (found["unit"] and "ago" not in text.lower() and not text.lower().startswith("in ")):
        return None
    if found["few"]:
        return RelativeDate("second", 0)
    if found["day"]:
        return RelativeDate("date", 0 if found["day"].lower() == "today" else 1)
    word = found["count"].lower()
    count = 1 if word in ("a", "an", "one") else int(word)
    return RelativeDate(_UNITS[found["unit"].lower()], -count if text.lower().startswith("in ") else count)


def _read_absolute(text: str, date_order: str) -> AbsoluteDate | None:
    text = split_updated(text)[0]
    found = DIGITS.search(text)
    date: tuple[int, int, int | None] | None = _from_digits(found, date_order) if found else None
    if found is None:
        found = _NAMED.search(text)
        date = _from_names(found) if found else None
    if found is None or date is None:
        return None
    month, day, year = date
    rest = text[: found.start()] + " \x01 " + text[found.end() :]
    time = _TIME.search(rest)
    if time is not None:
        rest = rest[: time.start()] + " " + rest[time.end() :]
    if _FILLER.sub("", rest.replace("\x01", " ")):
        return None
    clock = _clock(time) if time is not None else (None, None, None)
    if clock is None:
        return None
    offset, zone = _zone(time["zone"] if time else None)
    if time is not None and time["zone"] and offset is None and zone is None:
        return None
    hour, minute, second = clock
    return AbsoluteDate(month, day, year, hour, minute, second, offset, zone)


def _from_digits(found: re.Match[str], date_order: str) -> tuple[int, int, int] | None:
    if found["y1"] or found["y3"]:
        n = "1" if found["y1"] else "3"
        month, day, year = int(found["m" + n]), int(found["d" + n]), int(found["y" + n])
    else:
        a, b, year = int(found["a"]), int(found["b"]), int(found["y2"])
        if date_order == "YMD" and len(found["y2"]) == 2:
            a, year = year, a
        year += 2000 if year < 100 else 0
        is_month_first = date_order == "MDY" and found["sep"] != "."
        month, day = (a, b) if (is_month_first and a <= 12) or b > 12 else (b, a)
    return (month, day, year) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _from_names(found: re.Match[str]) -> tuple[int, int, int | None] | None:
    name, day, year = found["n1"] or found["n2"], found["d1"] or found["d2"], found["y1"] or found["y2"]
    return (MONTHS[name.lower()], int(day), int(year) if year else None) if 1 <= int(day) <= 31 else None


def _clock(found: re.Match[str]) -> tuple[int, int, int | None] | None:
    hour, minute = int(found["hour"]), int(found["minute"] or found["dotted"] or 0)
    second = int(found["second"]) if found["second"] else None
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0].lower() == "p" else 0)
    return None if hour > 23 or minute > 59 or (second or 0) > 59 else (hour, minute, second)


def _zone(zone: str | None) -> tuple[int | None, str | None]:
    """Minutes east of UTC, or the name of a zone whose offset depends on the day; neither when there is none such."""
    if zone is None:
        return None, None
    zone = zone[3:].strip() if zone[:3].lower() in ("gmt", "utc") and len(zone) > 3 else zone
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        if not digits.isdigit():
            return None, None
        digits = digits if len(digits) > 2 else digits + "00"
        return (1 if zone[0] == "+" else -1) * (int(digits[:-2]) * 60 + int(digits[-2:])), None
    if "/" not in zone:
        return _ZONES.get(zone.lower()), _ZONE_NAMES.get(zone.lower())
    try:
        return None, ZoneInfo(zone).key
    except (KeyError, ValueError, OSError):  # no such zone, or a folder of zones
        return None, None
