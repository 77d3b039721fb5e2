"""Dates in the scripts and calendars that the reader of dates does not know, put into its words.

Digits of every script become 0 to 9; month names in Arabic, Persian, Hebrew, Hindi, Bengali and Thai become English
ones; days of the Persian solar calendar and years of the Buddhist era become those of the common calendar.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from tasks.date_words import month_names, one_of, words

_ENGLISH = "January February March April May June July August September October November December".split()
_BETWEEN_DIGITS = re.compile(r"(?<!\d)(\d{1,2})\s?[時时點点시](?![間间])(?:\s?(\d{1,2})\s?[分분]?)?(?!\d)")
"""A clock as Asia prints it."""


@cache
def _month() -> tuple[dict[str, int], re.Pattern[str]]:
    names = {name.casefold(): number for name, number in month_names().items()}
    ordered = sorted(map(re.escape, names), key=len, reverse=True)
    return names, re.compile(r"(?<!\w)(?:ב)?(" + "|".join(ordered) + r")(?!\w)", re.IGNORECASE)


@cache
def _halves() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<![^\W\d])(?:{one_of(words('halves', half))})", re.I), half) for half in ("am", "pm"))


_SOLAR = words("solar", "names")
_SOLAR_DAY = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_SOLAR)})(?:\s+ماه)?[\s,،]+(1[34]\d\d)(?!\d)")
_SOLAR_DIGITS = re.compile(r"(?<!\d)(1[34]\d\d)[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_BUDDHIST = re.compile(r"(?<!\d)(25[5-9]\d)(?!\d)")
_ERA = re.compile(r"(民[國国]|令和|平成)\s?(\d{1,3}|元)\s?年")
_ERA_STARTS = {"民國": 1911, "民国": 1911, "令和": 2018, "平成": 1988}
"""Years of the Republic of China and of Japan's emperors, and the year before the first of each."""
_OTHER = re.compile(r"[^\x00-\x7f]+")
_DIGITS = {
    ord(digit): str(n)
    for script in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９")
    for n, digit in enumerate(script)
}


def in_common_words(raw: str) -> str:
    """The label with its date in English words and the common calendar; other labels with their digits alone."""
    if raw.isascii() and not _SOLAR_DIGITS.search(raw):
        return raw
    text = raw.translate(_DIGITS)
    text = _ERA.sub(lambda one: f"{_ERA_STARTS[one[1]] + (1 if one[2] == '元' else int(one[2]))}年", text)
    text = _western_clock(text)
    solar = _SOLAR_DAY.search(text)
    if solar:
        day = _solar(int(solar[3]), _SOLAR.index(solar[2]) + 1, int(solar[1]))
        return _without_words(text[: solar.start()] + f" {day} " + text[solar.end() :]) if day else text
    solar = _SOLAR_DIGITS.search(text)
    if solar:
        day = _solar(int(solar[1]), int(solar[2]), int(solar[3]))
        return _without_words(text[: solar.start()] + f" {day} " + text[solar.end() :]) if day else text
    names, pattern = _month()
    month = pattern.search(text)
    if month is None:
        return text
    text = text[: month.start()] + f" {_ENGLISH[names[month[1].casefold()]]} " + text[month.end() :]
    return _without_words(_BUDDHIST.sub(lambda year: str(int(year[1]) - 543), text))


def _western_clock(text: str) -> str:
    """The label with "下午3時20分" as "3:20 pm"; the half of the day stands behind the clock, as in the West."""
    clock = _BETWEEN_DIGITS.search(text) or re.search(r"(?<!\d)(\d{1,2}):(\d\d)", text)
    if clock is None:
        return text
    before, behind = text[: clock.start()], text[clock.end() :]
    half = ""
    for pattern, name in _halves():
        found = pattern.search(before) or pattern.match(behind.lstrip())
        if found is not None and int(clock[1]) <= 12:
            half = " " + name
            before, behind = pattern.sub(" ", before), pattern.sub(" ", behind)
    if not half and clock.re is not _BETWEEN_DIGITS:
        return text
    return f"{before} {int(clock[1])}:{clock[2] or '00':0>2}{half}{behind}"


def _without_words(text: str) -> str:
    """The date without the names of weekdays and the like around it; halves of the day in English."""
    for pattern, half in _halves():
        text = pattern.sub(half, text)
    return " ".join(_OTHER.sub(" ", text).split()).strip(" -,:|")


def _solar(year: int, month: int, day: int) -> date | None:
    """A day of the Persian solar calendar, by its cycle of 33 years. None: there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 31 - (month > 6)):
        return None
    year += 1595
    days = 365 * year + year // 33 * 8 + (year % 33 + 3) // 4 + day
    days += (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    return date(1, 1, 1) + timedelta(days - 355668 - 366)
