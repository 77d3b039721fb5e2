"""Spans of time that lie back ("vor 3 Stunden", "2 days, 3 hours ago") and days named from today, in many languages."""

from __future__ import annotations

import re
from functools import cache

from tasks.date_words import ago_pattern, day_pattern, one_of, table, words
from tasks.printed_dates import RelativeDate

_UNITS_EACH = {
    ("week", "day"): 7, ("day", "hour"): 24, ("day", "minute"): 1440, ("hour", "minute"): 60, ("hour", "second"): 3600,
    ("minute", "second"): 60, ("year", "month"): 12,
}  # fmt: skip
"""How many of the smaller unit the larger one holds, for spans of two units."""
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?\s?(?:([ap])\.?m\b\.?)?", re.IGNORECASE)
_BETWEEN = re.compile(
    r"[\s,.·|]*(?:\b(?:um|at|à|às|a las|alle|om|kl|lúc|pukul|saat|в|о)\b)?[\s,.]*(?:uhr)?[\s,.]*", re.I
)
_SHORT = re.compile(r"(?P<count>\d{1,2})\s?(?P<unit>[hdwm])")
"""Units as small screens print them, in a label that is known to be a date."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    count = rf"(\d{{1,4}}|{one_of(words('ago', 'one'))})"
    units, two = one_of(list(table("units"))), one_of(list(table("two")))
    return (
        re.compile(rf"{ago_pattern()}\.?", re.I),
        re.compile(rf"{count}\+?\s?({units})|({two})", re.I),
        re.compile(rf"(?<!\w)({units})", re.I),
    )


@cache
def _day() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({day_pattern()})", re.I)


def read_ago(text: str) -> RelativeDate | None:
    """A whole label that is a span of time lying back, or None."""
    text = text.strip(" .()")
    short = _SHORT.fullmatch(text)
    if short is not None:
        unit = {"h": "hour", "d": "day", "w": "week", "m": "minute"}[short["unit"]]
        return RelativeDate(unit, int(short["count"]))
    whole, piece, lone = _patterns()
    if whole.fullmatch(text) is None:
        return None
    units, pairs = table("units"), table("two")
    found = [
        (units[unit.casefold()], int(count) if count.isdigit() else 1) if unit else (pairs[two.casefold()], 2)
        for count, unit, two in piece.findall(text)
    ]
    if not found:
        alone = lone.search(text)
        return RelativeDate(units[alone[1].casefold()], 1) if alone is not None else None
    (unit_name, count), *rest = found
    if rest:
        each = _UNITS_EACH.get((unit_name, rest[0][0]))
        if each is not None:
            return RelativeDate(rest[0][0], count * each + rest[0][1])
    return RelativeDate(unit_name, count)


def read_day(text: str) -> RelativeDate | None:
    """A label that names a day from today, perhaps with a clock ("heute, 08:30 Uhr"), or None."""
    found = _day().search(text)
    if found is None:
        return None
    back = int(table("days")[found[1].casefold()])
    rest = text[: found.start()] + " " + text[found.end() :]
    clock = _CLOCK.search(rest)
    if clock is not None:
        rest = rest[: clock.start()] + " " + rest[clock.end() :]
    if _BETWEEN.fullmatch(rest) is None:
        return None
    if clock is None:
        return RelativeDate("date", back)
    hour, minute = int(clock[1]), int(clock[2])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3].lower() == "p" else 0)
    return RelativeDate("date", back, hour, minute) if hour < 24 and minute < 60 else None
