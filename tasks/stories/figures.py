"""Figures in one form, whatever the house style: digits, grouping, scales, units, percent, clocks and dates.

``2.4bn``, ``2,4 Mrd.`` and ``24亿`` are one number, ``8.30pm`` is ``20:30``, ``3. März`` and ``03.03.`` one day. What
is written here is never shown: two texts that both went through it are compared, so only what differs counts.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from re import Match

from tasks.date_words import month_names, table
from tasks.printed_dates import MONTHS
from tasks.stories.figure_words import any_of, meaning, named, number_values, one_of, plain, word_table

_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_KOREAN_SCALES = {"만": 10**4, "억": 10**8, "조": 10**12, "천": 1000, "백": 100}
_HAN = re.compile("[零〇一二三四五六七八九两兩十][零〇一二三四五六七八九两兩十百千万萬亿億兆]*")
_MIXED = re.compile(r"(?<!\d)\d[\d.,]{0,24}[십백천만억조千百十万萬亿億兆](?:[\d,.]*\d[천만억백千百十万萬亿億]?)+")
_SPOKEN_POINT = re.compile(r"(?<=\d)[点點](?=\d+(?:[万萬亿億兆%]|個?百分|パーセント))")
_BY_HUNDRED = re.compile(r"百分之(\d+(?:[.点點]\d+)?)")
_NUMBER = (
    r"\d{1,3}(?P<group>[.,' \u00a0\u202f\u2009])\d{3}(?:(?P=group)\d{3})*(?:[.,]\d+)?(?!\d)"
    r"|\d+(?:,\d\d)+,\d{3}|\d+(?:[.,]\d+)?"
)
_BRACKETED = r"[\[(【〔][^\])】〕\n]{1,120}[\])】〕]"
_MARKS = re.compile(rf"\A\s*(?:{_BRACKETED}\s*)+|(?:\s{{0,4}}{_BRACKETED}\s?\d{{0,9}}|\n[^\n.!?。।؟]{{1,24}}){{1,8}}\Z")
"""What a house sets in brackets before and behind a text, and a short last line that is no sentence."""
_FREE = r"(?<![0-9A-Za-z])(?<![0-9][.,:])"
"""No digit or letter before: a number begins here."""
_AT = r"(?:um|at|alle|ore|godz\.|godzinie|kl\.|klo|saat|às|las|ساعت|الساعة)"
_PER = "per|a|an|pro|je|par|le|la|por|al|il|za|за|на|برای|प्रति"
_SHORT = {"k": 10**3, "m": 10**6, "b": 10**9}
_ROMAN = re.compile(r"(?<![\w-])(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})(?![\w-])")
"""Numbers of centuries, popes and congresses, up to 39: longer ones are more often other abbreviations."""
_DIGIT = re.compile(r"\d")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|ème|ère|er|º|ª)(?!\w)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_HAN_DAY = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})([./])\s?(\d{1,2})(?:\2\s?(\d{4}|\d\d(?!\d))|(?<=\d)\.(?!\d))(?!\d)")


def in_one_style(text: str) -> str:
    """A text with its figures in the one form, and words that are joined without a space parted."""
    text = _MARKS.sub("", plain(text).replace("\u200c", " ").strip())
    if not text.isascii():
        text = re.sub(r"[^\D0-9]", lambda m: str(int(m[0])), text)
        text = _without_han(text)
    text = _ROMAN.sub(_from_roman, _words().sub(_in_digits, text))
    # Six patterns that all begin at a digit or look for one.
    return _figures(_clocks(_dates(_ORDINAL.sub("", text)))) if _DIGIT.search(text) else text


def _in_digits(match: Match[str]) -> str:
    values = [number_values().get(word.lower(), 0) for word in match.group("ten", "one", "word") if word]
    return str(sum(values)) if all(values) else match[0]


def _from_roman(match: Match[str]) -> str:
    values = [_ROMAN_VALUES[c] for c in match[0]]
    return str(sum(-one if one < behind else one for one, behind in zip(values, [*values[1:], 0], strict=True)))


def _without_han(text: str) -> str:
    """Chinese numerals, Thai number words, and Korean and Japanese numbers of digits and scales, in digits."""
    text = _thai().sub(lambda m: re.sub(one_of(named("thai")), lambda word: named("thai")[word[0]], m[0]), text)
    text = _MIXED.sub(lambda m: _spell(_value(m[0])), _HAN.sub(lambda m: _spell(_value(m[0])), text))
    text = _BY_HUNDRED.sub(lambda m: m[1].replace("点", ".").replace("點", ".") + "%", text)
    return _SPOKEN_POINT.sub(".", text)


def _value(text: str) -> Decimal:
    """The value of a numeral such as 二十三万, 1億2000万 or 二〇二六."""
    if not any(c in _HAN_UNITS or c in _HAN_SCALES or c in _KOREAN_SCALES or c == "십" for c in text):
        return _parsed("".join(str(_HAN_DIGITS.get(c, c)) for c in text))
    whole, part, digits = Decimal(0), Decimal(0), ""
    for c in text.replace(",", ""):
        scale = _HAN_SCALES.get(c) or (_KOREAN_SCALES[c] if c in "만억조" else 0)
        unit = _HAN_UNITS.get(c) or {"십": 10, "백": 100, "천": 1000}.get(c, 0)
        if unit:
            part, digits = part + (Decimal(digits) if digits else 1) * unit, ""
        elif scale:
            whole, part, digits = whole + (part + (Decimal(digits) if digits else 0) or 1) * scale, Decimal(0), ""
        else:
            digits += str(_HAN_DIGITS.get(c, c))
    return whole + part + (Decimal(digits) if digits else 0)


def _spell(value: Decimal) -> str:
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _dates(text: str) -> str:
    text = _ISO.sub(lambda m: _day(m[3], m[2], m[1]), text)
    text = _HAN_DAY.sub(lambda m: _day(m[3], m[2], m[1]), text)
    text = _named_day().sub(_day_of_month, text)
    return _DOTTED.sub(_dotted, text)


def _day_of_month(match: Match[str]) -> str:
    month = _months().get((match["n"] or match["n2"]).lower())
    return _day(match["d"] or match["d2"], str(month), match["y"] or match["y2"]) if month else match[0]


def _dotted(match: Match[str]) -> str:
    first, second, year = int(match[1]), int(match[3]), match[4]
    day, month = (second, first) if second > 12 >= first else (first, second)
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    return _day(str(day), str(month), f"20{year}" if year and len(year) == 2 else year)


def _day(day: str, month: str, year: str | None) -> str:
    return f" {int(day)} m{int(month)} {year or ''} "


def _clocks(text: str) -> str:
    return _clock().sub(_time, text)


def _time(match: Match[str]) -> str:
    hour, minute = int(match["hour"]), match["minute"] or match["han"] or match["french"] or "00"
    half = (match["half"] or match["before"] or "").lower().replace(".", "").replace(" ", "")
    is_dotted = "." in match[0][: match.end("hour") - match.start() + 1] and not (
        half or match["named"] or match["lead"]
    )
    if hour > 24 or int(minute) > 59 or is_dotted:
        return match[0]
    half = _halves().get(half, half)
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return f"{match['lead'] or ''} {hour}:{int(minute):02} "


def _figures(text: str) -> str:
    counts = {"usd": text.count("$"), "eur": text.count("uro") + text.count("€"), "gbp": text.count("£")}
    cents_of = max(counts, key=counts.__getitem__) if any(counts.values()) else "usd"
    return _figure().sub(lambda m: _one_figure(m, cents_of), text)


def _one_figure(match: Match[str], cents_of: str) -> str:
    value = _parsed(match["number"]) * int(meaning("scales", match["scale"]) or 1)
    unit = meaning("before", match["before"])
    short = (match["short"] or "").lower()
    if short and (unit or short != "m"):
        value *= _SHORT[short]
    elif short:
        return f" {_spell(value)} m "
    unit = unit or meaning("units", match["unit"])
    if unit == "cent":
        value, unit = value / 100, cents_of
    if match["per"]:
        unit = f"{unit} {meaning('units', match['per'])}"
    return f" {_spell(value)} {unit} " if unit or match["scale"] or short else _spell(value)


def _parsed(number: str) -> Decimal:
    """The value of digits with points, commas or spaces in them; three digits behind one of these are a group."""
    digits = re.sub(r"[' \u00a0\u202f\u2009]", "", number)
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return Decimal(digits)
    behind, marks = len(digits) - last - 1, re.sub(r"\d", "", digits)
    is_decimal = len({*marks}) > 1 or (len(marks) == 1 and (behind != 3 or digits.startswith("0")))
    whole = re.sub(r"[.,]", "", digits[:last])
    return Decimal(f"{whole}.{digits[last + 1 :]}" if is_decimal else re.sub(r"[.,]", "", digits))


@cache
def _words() -> re.Pattern[str]:
    english = word_table()["numbers"]["en"].replace("twenty |", "| twenty").partition(" | ")
    tens, ones, words = one_of(english[2].split()), one_of(english[0].split()[:9]), one_of(number_values())
    return re.compile(rf"(?<![\w-])(?:(?P<ten>{tens})-(?P<one>{ones})|(?P<word>{words}))(?![\w-])", re.IGNORECASE)


@cache
def _thai() -> re.Pattern[str]:
    words = named("thai")
    first = one_of(word for word, numeral in words.items() if numeral in _HAN_DIGITS or numeral == "十")
    return re.compile(rf"{first}(?:{one_of(words)})*")


@cache
def _months() -> dict[str, int]:
    return {**{plain(name.lower()): at + 1 for name, at in month_names().items()}, **MONTHS}


@cache
def _named_day() -> re.Pattern[str]:
    months = one_of(_months())
    return re.compile(
        rf"{_FREE}(?P<d>\d{{1,2}})\.?\s(?:de |of )?(?P<n>{months})(?!\w)\.?(?:,?\s(?:de )?(?P<y>\d{{4}})(?!\d))?"
        rf"|(?<!\w)(?P<n2>{months})(?!\w)\.?\s(?P<d2>\d{{1,2}})(?![\d:.,]\d|\d)(?:,?\s(?P<y2>\d{{4}})(?!\d))?",
        re.IGNORECASE,
    )


@cache
def _halves() -> dict[str, str]:
    return {plain(word).replace(" ", ""): half for word, half in table("halves").items()}


@cache
def _clock() -> re.Pattern[str]:
    halves = "|".join(map(re.escape, sorted(map(plain, table("halves")), key=len, reverse=True)))
    behind = rf"\s?(?P<half>[ap]\.?\s?m(?![a-z])\.?|(?:{halves})(?!\w))|\s?(?P<named>uhr|hrs|o'clock|बजे)(?!\w)"
    return re.compile(
        rf"{_FREE}(?:(?P<before>{halves})\s?|(?<=\s)(?P<lead>{_AT})\s)?(?P<hour>\d{{1,2}})"
        r"(?:\s?[点點時时시](?![间間候])\s?(?:(?P<han>\d{1,2})\s?[分분])?|\s?h\s?(?P<french>\d\d)(?!\d)"
        rf"|[:.](?P<minute>\d\d)(?!\d)(?!\.\d)|(?={re.sub('P<[^<>]*>', ':', behind)}))(?:{behind})?",
        re.IGNORECASE,
    )


@cache
def _figure() -> re.Pattern[str]:
    return re.compile(
        rf"{_FREE}(?P<before>(?:{any_of('before')})\s?)?(?P<number>{_NUMBER})(?![\d:])"
        rf"(?:(?P<short>[kmb])(?![a-zA-Z])|[ -]?(?P<scale>{any_of('scales')}))?"
        rf"(?:[ -]?(?:de |d'|of )?(?P<unit>{any_of('units')}))?"
        rf"(?:(?:\s?/\s?|\s(?:{_PER})\s)(?P<per>{any_of('units')}))?",
        re.IGNORECASE,
    )
