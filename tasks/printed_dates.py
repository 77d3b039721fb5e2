"""Dates as pages print them: recognised and taken apart, not yet placed in time. Standard library only.

Split recognises a date label with this module, normalize reads it; neither asks a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_RELATIVE = re.compile(
    rf"(?:(?P<few>(?:a )?few seconds|moments|just now|now|seconds) ?(?:ago)?"
    rf"|(?P<count>an?|one|\d{{1,4}}) ?(?P<unit>{_UNIT})\.? ago"
    rf"|(?P<day>today|yesterday))",
    re.IGNORECASE,
)
# What page scripts ever print with a unit ("45 minutes" is already "an hour"): it tells the digits of a fused
# publisher's name from those of the date.
_RANGES = {
    "second": (1, 59), "minute": (1, 59), "hour": (1, 23), "day": (1, 31), "week": (1, 5), "month": (1, 12),
    "year": (1, 30),
}  # fmt: skip

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ZONES = {
    "z": 0, "gmt": 0, "utc": 0, "wet": 0, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180,
    "ist": 330, "jst": 540, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420,
}  # fmt: skip

_DIGITS = re.compile(
    r"(?<!\d)(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y2>\d{4}))(?!\d)"
)
_NAMED = re.compile(
    rf"(?<!\w)(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[ .-]+(?:of )?(?P<n1>{_MONTH})\b\.?(?:[ ,.-]+(?P<y1>\d{{4}}))?"
    rf"|(?P<n2>{_MONTH})\b\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y2>\d{{4}}))?)(?![\w:])",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d:])T?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r" ?(?P<half>[ap]\.?m\b\.?)?"
    rf"(?: ?\(?(?P<zone>{'|'.join(sorted(_ZONES, key=len, reverse=True))}|[+-]\d{{2}}:?\d{{2}})\b\)?)?",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:\b(?:published|posted|updated|last|modified|on|at|date|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)"
    r"(?:day)?\b|\bt\b|[\s,.:;|/()·•–—-])+",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"[\s|,;·•–-]*\(?\s*\b(?:last )?(?:updated|modified)\b[\s:]*(?:on|at)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """``42 minutes ago``: a whole number of units back. ``few`` seconds have count 0, ``yesterday`` is one ``date``."""

    unit: str
    count: int


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


PrintedDate = RelativeDate | AbsoluteDate


def read_date(text: str, date_order: str = "DMY") -> PrintedDate | None:
    """Take a date label apart; None when the text is anything more or else than a date.

    ``date_order`` decides all-digit dates such as 12-07-2025; a part above 12 overrules it, and digits with
    dots are read day first.
    """
    text = " ".join(text.split())
    if len(text) > 80:
        return None
    return _read_relative(text) or _read_absolute(text, date_order)


def split_updated(text: str) -> tuple[str, str | None]:
    """Part a label such as ``06:09 GMT 12.07.2025 (Updated: …)`` into the published and the updated date."""
    mark = _UPDATED.search(text)
    if mark is None or not text[: mark.start()].strip():
        return text, None
    return text[: mark.start()].strip(), text[mark.end() :].strip(" ()") or None


def split_fused(text: str) -> tuple[str, str] | None:
    """Part ``Observer2 days ago`` into the label before and the date at its end; None when no date ends the text.

    The longest date wins whose number a page would print ("Channel 42 hours ago" is Channel 4, two hours).
    """
    text = text.strip()
    for start in range(len(text)):
        before, date = text[:start], text[start:]
        if date[:1].isspace() or (before[-1:].isalpha() and date[:1].isalpha() and not _is_word_date(before, date)):
            continue
        parsed = read_date(date)
        if parsed is not None and _is_plausible(parsed, date):
            return before.strip(" |,;:·•–-"), date
    return None


def _is_word_date(before: str, date: str) -> bool:
    # "Observera day ago", "Observeryesterday" and "ObserverJul 12, 2025" are fused; "Dismay 4" is no month.
    if date[0].islower():
        return _RELATIVE.fullmatch(date) is not None
    return before[-1].islower()


def _is_plausible(parsed: PrintedDate, text: str) -> bool:
    if isinstance(parsed, AbsoluteDate):
        return True
    least, most = _RANGES.get(parsed.unit, (0, 1))
    digits = re.match(r"\d+", text)
    has_zero = digits is not None and digits[0].startswith("0")
    return not has_zero and (parsed.count == 0 or least <= parsed.count <= most)


def _read_relative(text: str) -> RelativeDate | None:
    found = _RELATIVE.fullmatch(text.strip(" .()"))
    if found is None:
        return None
    if found["few"]:
        return RelativeDate("second", 0)
    if found["day"]:
        return RelativeDate("date", 0 if found["day"].lower() == "today" else 1)
    word = found["count"].lower()
    return RelativeDate(_UNITS[found["unit"].lower()], 1 if word in ("a", "an", "one") else int(word))


def _read_absolute(text: str, date_order: str) -> AbsoluteDate | None:
    text = split_updated(text)[0]
    found = _DIGITS.search(text)
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
    clock = _clock(time) if time is not None else (None, None, None, None)
    return None if clock is None else AbsoluteDate(month, day, year, *clock)


def _from_digits(found: re.Match[str], date_order: str) -> tuple[int, int, int] | None:
    if found["y1"]:
        month, day, year = int(found["m1"]), int(found["d1"]), int(found["y1"])
    else:
        a, b, year = int(found["a"]), int(found["b"]), int(found["y2"])
        is_month_first = date_order == "MDY" and found["sep"] != "."
        month, day = (a, b) if (is_month_first and a <= 12) or b > 12 else (b, a)
    return (month, day, year) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _from_names(found: re.Match[str]) -> tuple[int, int, int | None] | None:
    name, day, year = found["n1"] or found["n2"], found["d1"] or found["d2"], found["y1"] or found["y2"]
    return (MONTHS[name.lower()], int(day), int(year) if year else None) if 1 <= int(day) <= 31 else None


def _clock(found: re.Match[str]) -> tuple[int, int, int | None, int | None] | None:
    hour, minute = int(found["hour"]), int(found["minute"])
    second = int(found["second"]) if found["second"] else None
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0].lower() == "p" else 0)
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return None
    return hour, minute, second, _offset(found["zone"])


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        return (1 if zone[0] == "+" else -1) * (int(digits[:2]) * 60 + int(digits[2:]))
    return _ZONES[zone.lower()]
