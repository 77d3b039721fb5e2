"""Dates as pages print them: what in a line is one. Digits of every script are read; nothing is placed in time here."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tasks.date_words import ago_pattern, day_pattern, month_names, one_of, table, words

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"  # openings of month names by language
    "jän|mär|mai|juin|juil|aoû|fév|avr|déc|okt|dez|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|out|maa|mrt|mei|des|"
    "machi|julai|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|led|úno|bře|dub|kvě|čer|srp|"
    "zář|říj|pro|"
    "ian|iun|iul|noi|már|ápr|máj|jún|júl|okt|tam|hel|maa|huh|tou|kes|hei|elo|syy|lok|mar|jou|agu|"
    "янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|юни|юли|"
    "ιαν|φεβ|μαρ|απρ|μαΐ|μαΐ|μαι|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ"
)
_YEAR = r"(?:(?:19|20)\d\d|1[34]\d\d(?=\D|$)|25[5-9]\d)"
"""A year of our calendar, of the solar one of Persia or of the Buddhist one."""
_AT = r"(?:(?:at|um|à|a las|às|alle|ore|kl\.?|lúc|pukul|saat|в|о|στις|الساعة|ساعت)\s+)?"
_ZONE = (
    r"(?:\s*(?:uhr|hrs|o'clock)\b)?"
    r"(?:\s?Z\b|\s?[(\[]?(?:(?-i:GMT|UTC)\s?[+-]\d{1,2}(?::?\d\d)?|(?-i:(?:GMT|UTC|[ECMP][SD]?T|A[CEWK]?[SD]T|"
    r"NZ[SD]T|N[SD]T|HS?KT|HST|"
    r"BST|IST|[CEW]ES?T|MES?Z|MSK|[JK]ST|SGT|PKT|MYT|PHT|ICT|WIB|WITA?|[WCE]AT|SAST|BRT|TRT))\b|"
    r"[+-]\d\d:?\d\d\b(?!-))[)\]]?)?"
)
"""What stands behind a clock: the word for it, and its zone."""


@cache
def _clock(is_ascii: bool) -> str:
    """The pattern of a clock behind a date, with its zone; in Asia halves of the day stand before it."""
    if is_ascii:
        time = r"\d{1,2}[:.h]\d\d(?::\d\d(?:\.\d{1,9})?)?(?:\s*[ap]\.?m\b\.?)?"
        return rf"(?:[,\s|T–-]+{_AT}{time}{_ZONE})?"
    halves = one_of([*words("halves", "am"), *words("halves", "pm")])
    time = (
        rf"(?:(?:{halves})\s?)?\d{{1,2}}(?:[:.h]\d\d(?::\d\d(?:\.\d{{1,9}})?)?|\s?[時时點点시](?![間间])(?:\s?\d\d\s?[分분]?)?)"
        rf"(?:\s*(?:[ap]\.?m\b\.?|{halves}))?"
    )
    return rf"(?:\.?[,،\s|T–-]*{_AT}{time}{_ZONE})?"


_START = r"(?<![0-9A-Za-z])"
"""Before a date in digits: a label in another script may be glued to it."""
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?"


def _patterns(line: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns of a whole date and of one without its year, for a line.

    A date without its year says so only where nothing else stands in its part of a line.
    """
    return _compiled(line.isascii()) if _ANY_DIGIT.search(line) else _compiled_words(line.isascii())


@cache
def _compiled_words(is_ascii: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What of both a line without a digit can match: "an hour ago", "yesterday"."""
    ago, days = ago_pattern(is_ascii), day_pattern()
    return re.compile(rf"(?i)(?:{ago}|\byesterday\b|^(?:{days})$)"), re.compile(rf"(?i)(?:{days})")


@cache  # compiled when a line is first read: the names are many
def _compiled(is_ascii: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The whole of both; a line in ASCII needs no trial of most names."""
    months = "|".join(name for name in _MONTHS.split("|") if name.isascii() or not is_ascii)
    name = rf"(?:{months})[^\W\d_]{{0,7}}\.?"
    if not is_ascii:
        others = sorted((*map(re.escape, month_names()), *words("solar", "names")), key=len, reverse=True)
        name = rf"(?:ב?(?:{'|'.join(others)})(?!\w)|{name})"
    clock, ago, days = _clock(is_ascii), ago_pattern(is_ascii), day_pattern()
    whole = re.compile(
        rf"(?i)(?:{_START}(?:19|20)\d\d[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12]\d|0?[1-9])(?!\d)(?=$|\W|T\d){clock}"
        rf"|{_START}(?:19|20)\d\d\.\s(?:1[0-2]|0?[1-9])\.\s(?:3[01]|[12]\d|0?[1-9])\b\.?{clock}"
        rf"|{_START}(?:3[01]|[12]\d|0?[1-9])[./-](?:1[0-2]|0?[1-9]|[12]\d|3[01])[./-](?:(?:19|20)\d\d|[0-3]\d)\b{clock}"
        rf"|{_START}1[34]\d\d/(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])\b{clock}"
        rf"|\b{name}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?[,،]?\s+{_YEAR}{clock}"
        rf"|{_START}{_YEAR}\.?\s+{name}\s+\d{{1,2}}\.?{clock}"
        rf"|{_START}\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:de|"
        rf"of))?[\s-]+{name}[,،]?(?:\s+de)?[\s-]+(?:[พค]\.ศ\.\s*)?{_YEAR}"
        rf"(?:\s*г\.?)?{clock}"
        rf"|(?:(?:19|20)\d\d|民[國国]\s?\d{{2,3}}|(?:令和|平成)\s?(?:\d{{1,2}}|"
        rf"元))\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일](?:\s?[(（].[)）])?{clock}"
        rf"|{ago}|\byesterday\b{clock}"
        r"|(?:^|(?<=[|·•/]\s)|(?<=[|·•]))\d{1,2}\s?[hd](?=$|\s*[|·•])"
        rf"|^(?:{days}){clock}$)"
    )
    short = re.compile(
        rf"(?i){_WEEKDAY}(?:{name}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th|er|º|"
        rf"\.)?(?:\s+de)?\s+{name}){clock}"
        rf"|\d{{1,2}}\.\s?\d{{1,2}}\.{clock}"
        rf"|\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일]\s?(?:[(（].[)）])?\s?{clock}"
        rf"|\d{{1,2}}/\d{{1,2}}\s?[(（].[)）]\s?{clock}"
        rf"|\d{{1,2}}\s?(?:h|d|hrs?|w)|(?:{days})"
    )
    return whole, short


_REMEMBERED_MOST = 200
_MONTH_LETTERS = 3
_WORDY_MOST = 60
"""Characters of a line without a digit that may still be a date: "an hour ago"."""
_SHORTEST = re.compile(
    r"\d{1,2}:\d\d|(?:0[1-9]|1[0-2])-(?:3[01]|[12]\d|0[1-9])(?:\s+\d{1,2}:\d\d)?|[(（]\d{1,2}/\d{1,2}[)）]|"
    r"\d{1,2}\s?m(?:in)?"
)
"""What is a date in a card only: a clock, a month and a day in digits."""
CLOCK = re.compile(r"\d{1,2}:\d\d")
"""Of today, or the length of a video."""
_TAIL = re.compile(r"(?<=[^\W\d]\s)\d{1,2}[hd]$")
_PIECES = re.compile(r"\s*[|·•]\s*|\s+[-–—/]\s+|(?<=[^\W\d]),\s+(?=\d)")
LATER = re.compile(
    r"(?i)updat|modifi|aktualisiert|geändert|mis à jour|actualizad|aggiorna|bijgewerkt|gewijzigd|uppdatera|oppdater|"
    r"opdater|muokattu|päivitetty|güncelle|обновлен|изменен|оновлен|수정|更新|تحديث|به‌روز|diperbarui|cập nhật|"
    r"aktualiz|modyfik|módosít|frissít|změněn|ažurir|промен|atualizad|ενημέρωση|עודכן|अपडेट|อัปเดต"
)
"""Words beside a date that make it the one of a later change."""
_LATER_FOLDED = re.compile(LATER.pattern.removeprefix("(?i)"))
_WORD, _WORDLESS = re.compile(r"\w+"), re.compile("[\u0590-\u1dff\u2e80-\U0010ffff]")
"""Words; and scripts whose words have no space between them, or marks beside their letters."""
_NUMBERS = re.compile(r"\d(?:[./-]\d\d?[./-]\d|\.\s\d\d?\.\s\d|\s?[hd](?:$|[\s|·•]))", re.I)
"""What a date in digits alone has: three numbers, or hours and days as a card counts them."""
_YEARLY = re.compile(r"(?:19\d|20\d|1[34]\d|25[5-9])\d")
"""What one with a month in words has: the four digits of a year."""
_DIGIT, _ANY_DIGIT = re.compile(r"\d", re.ASCII), re.compile(r"\d")
_DIGITS = {
    ord(digit): str(n)
    for script in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９")
    for n, digit in enumerate(script)
}


def says_later(text: str) -> bool:
    """Whether a text has a word of a later change; in small letters it is found at a seventh of the cost."""
    return _LATER_FOLDED.search(text.lower()) is not None


def western(text: str) -> str:
    """The text with the digits of every script as 0 to 9, character by character."""
    return text if text.isascii() or max(text) < "٠" else text.translate(_DIGITS)


def _may_date(line: str) -> bool:
    """Whether a line has a digit, or is short and has one of the words that dates need: a look, before the search."""
    return _DIGIT.search(line) is not None or (len(line) < _WORDY_MOST and _is_told(line))


def _may_hold(line: str) -> bool:
    """The same of a date with its year: neither digits nor a year alone make one."""
    if _DIGIT.search(line) is None:
        return len(line) < _WORDY_MOST and _is_told(line)
    if _NUMBERS.search(line) is not None or _is_told(line):
        return True
    return _YEARLY.search(line) is not None and not _months_begin().isdisjoint(
        word[:_MONTH_LETTERS] for word in _WORD.findall(line.casefold())
    )


@lru_cache(64)  # asked of a date with its year and at once of one without
def _is_told(line: str) -> bool:
    is_known = line.isascii() or not _WORDLESS.search(line)
    return not is_known or not _telling().isdisjoint(_WORD.findall(line.casefold()))


@cache
def _months_begin() -> frozenset[str]:
    """The first letters of the names of months."""
    names = (*_MONTHS.split("|"), *month_names())
    return frozenset(_WORD.findall(name.casefold())[0][:_MONTH_LETTERS] for name in names)


@cache
def _telling() -> frozenset[str]:
    """The words, or their beginnings, of which a date without a digit has one: "ago", "yesterday"."""
    found = (word for key in ("before", "behind", "without_count") for word in words("ago", key))
    return frozenset(_WORD.findall(word.casefold())[0] for word in (*found, *table("days")))


class _Printed:
    """The pattern of a whole date, for texts in the digits of any script. Positions are those of the text."""

    def search(self, text: str) -> re.Match[str] | None:
        """The first whole date of a line; its text is ``text[match.start() : match.end()]``."""
        line = western(text)
        return _patterns(line)[0].search(line) if _may_hold(line) else None

    def sub(self, other: str, text: str) -> str:
        """The line with every date replaced."""
        line = western(text)
        return _patterns(line)[0].sub(other, line) if _may_hold(line) else line


PRINTED_DATE = _Printed()


def first_published(text: str) -> tuple[int, int, bool] | None:
    """Span of the first whole date of a line that is not said to be that of a change, else of the first date.

    The last value tells which of the two it is: True, a change.
    """
    return _remembered(text) if len(text) < _REMEMBERED_MOST else _first_published(text)


def _first_published(text: str) -> tuple[int, int, bool] | None:
    line = western(text)
    if not _may_hold(line):
        return None
    best: tuple[int, int, bool] | None = None
    end = 0
    for match in _patterns(line)[0].finditer(line):
        if match[0].isalpha() and match[0].isupper():
            continue  # the programme of that name, not the day
        if end == match.start() or not says_later(line[end : match.start()]):
            return *match.span(), False
        best = best or (*match.span(), True)
        end = match.end()
    return best


_remembered = lru_cache(4096)(_first_published)  # several rules ask the same lines, and pages of a site share most


def short_date(text: str, *, in_card: bool) -> tuple[int, int] | None:
    """Span of a date without its year that is a part of a line by itself ("Coast Post · Mar 4"), or None."""
    line = western(text)
    if not _may_date(line):
        return None
    short = _patterns(line)[1]
    start = 0
    for part in (*_PIECES.finditer(line), None):
        end = part.start() if part else len(line)
        piece = line[start:end].strip()
        is_name = piece.isalpha() and piece.isupper()  # the programme of that name, not the day
        if piece and not is_name and (short.fullmatch(piece) or (in_card and _SHORTEST.fullmatch(piece))):
            return line.index(piece, start), line.index(piece, start) + len(piece)
        start = part.end() if part else end
    tail = _TAIL.search(line) if in_card else None
    return tail.span() if tail else None


def date_in(text: str, *, in_card: bool = False) -> tuple[int, int] | None:
    """Span of the date of a line, whole or without its year, or None."""
    whole = first_published(text)
    return whole[:2] if whole else short_date(text, in_card=in_card)
