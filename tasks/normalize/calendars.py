"""Dates in the scripts and calendars that the reader of dates does not know, put into its words.

Digits of every script become 0 to 9; month names in Arabic, Persian, Hebrew, Hindi, Bengali and Thai become English
ones; days of the Persian solar calendar and years of the Buddhist era become those of the common calendar.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from tasks.text import LazyPattern

_ENGLISH = "January February March April May June July August September October November December".split()
_NAMES = (
    "يناير كانون_الثاني جانفي ژانویه ינואר जनवरी জানুয়ারি มกราคม ม.ค.",
    "فبراير شباط فيفري فوریه פברואר फरवरी ফেব্রুয়ারি กุมภาพันธ์ ก.พ.",
    "مارس آذار اذار מרץ מרס मार्च মার্চ มีนาคม มี.ค.",
    "أبريل ابريل إبريل نيسان أفريل آوریل אפריל अप्रैल এপ্রিল เมษายน เม.ย.",
    "مايو أيار ايار ماي מאי मई মে พฤษภาคม พ.ค.",
    "يونيو حزيران جوان ژوئن יוני जून জুন มิถุนายน มิ.ย.",
    "يوليو تموز جويلية ژوئیه יולי जुलाई জুলাই กรกฎาคม ก.ค.",
    "أغسطس اغسطس آب أوت اوت אוגוסט अगस्त আগস্ট สิงหาคม ส.ค.",
    "سبتمبر أيلول ايلول سپتامبر ספטמבר सितंबर सितम्बर সেপ্টেম্বর กันยายน ก.ย.",
    "أكتوبر اكتوبر تشرين_الأول اکتبر אוקטובר अक्टूबर অক্টোবর ตุลาคม ต.ค.",
    "نوفمبر تشرين_الثاني نوامبر נובמבר नवंबर नवम्बर নভেম্বর พฤศจิกายน พ.ย.",
    "ديسمبر كانون_الأول دسامبر דצמבר दिसंबर दिसम्बर ডিসেম্বর ธันวาคม ธ.ค.",
)
_MONTHS = {name.replace("_", " "): n for n, names in enumerate(_NAMES) for name in names.split()}
_SOLAR = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
_MONTH = LazyPattern(r"(?<!\w)(?:ב)?(" + "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True)) + r")(?!\w)")
_SOLAR_DAY = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_SOLAR)})(?:\s+ماه)?[\s,،]+(1[34]\d\d)(?!\d)")
_SOLAR_DIGITS = re.compile(r"(?<!\d)(1[34]\d\d)[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_BUDDHIST = re.compile(r"(?<!\d)(25[5-9]\d)(?!\d)")
_HALVES = (
    (re.compile(r"(?<!\w)(?:صباحا|صباحًا|ص|قبل الظهر)(?!\w)"), "am"),
    (re.compile(r"(?<!\w)(?:مساء|مساءً|م|بعد الظهر)(?!\w)"), "pm"),
)
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
    solar = _SOLAR_DAY.search(text)
    if solar:
        day = _solar(int(solar[3]), _SOLAR.index(solar[2]) + 1, int(solar[1]))
        return _without_words(text[: solar.start()] + f" {day} " + text[solar.end() :]) if day else text
    solar = _SOLAR_DIGITS.search(text)
    if solar:
        day = _solar(int(solar[1]), int(solar[2]), int(solar[3]))
        return _without_words(text[: solar.start()] + f" {day} " + text[solar.end() :]) if day else text
    month = _MONTH.search(text)
    if month is None:
        return text
    text = text[: month.start()] + f" {_ENGLISH[_MONTHS[month[1]]]} " + text[month.end() :]
    return _without_words(_BUDDHIST.sub(lambda year: str(int(year[1]) - 543), text))


def _without_words(text: str) -> str:
    """The date without the names of weekdays and the like around it; halves of the day in English."""
    for pattern, half in _HALVES:
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
