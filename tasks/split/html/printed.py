"""Dates as pages print them: what in a line is one. Digits of every script are read; nothing is placed in time here."""

from __future__ import annotations

import re
from functools import cache

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"  # openings of month names by language
    "jän|mär|mai|juin|juil|aoû|fév|avr|déc|okt|dez|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|out|maa|mrt|mei|des|"
    "oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|led|úno|bře|dub|kvě|čer|srp|"
    "zář|říj|pro|"
    "ian|iun|iul|noi|már|ápr|máj|jún|júl|okt|tam|hel|maa|huh|tou|kes|hei|elo|syy|lok|mar|jou|agu|"
    "янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|юни|юли|"
    "ιαν|φεβ|μαρ|απρ|μαΐ|μαΐ|μαι|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ|"
    "يناير|فبراير|مارس|أبريل|ابريل|إبريل|مايو|يونيو|يوليو|أغسطس|اغسطس|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر|"
    "كانون الثاني|كانون الأول|شباط|آذار|اذار|نيسان|أيار|ايار|حزيران|تموز|آب|أيلول|ايلول|تشرين الأول|تشرين الثاني|"
    "جانفي|فيفري|أفريل|ماي|جوان|جويلية|أوت|ژانویه|فوریه|آوریل|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر|"
    "فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند|"
    "ב?ינואר|ב?פברואר|ב?מרץ|ב?מרס|ב?אפריל|ב?מאי|ב?יוני|ב?יולי|ב?אוגוסט|ב?ספטמבר|ב?אוקטובר|ב?נובמבר|ב?דצמבר|"
    "जनवरी|फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|नवंबर|नवम्बर|दिसंबर|दिसम्बर|"
    "जन|फर|अप्रै|जुल|अग|सित|अक्टू|नव|दिस|"
    "জানুয়ারি|ফেব্রুয়ারি|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর|"
    "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม|"
    "ม\\.ค\\.|ก\\.พ\\.|มี\\.ค\\.|เม\\.ย\\.|พ\\.ค\\.|มิ\\.ย\\.|ก\\.ค\\.|ส\\.ค\\.|ก\\.ย\\.|ต\\.ค\\.|พ\\.ย\\.|ธ\\.ค\\."
)
_YEAR = r"(?:(?:19|20)\d\d|1[34]\d\d(?=\D|$)|25[5-9]\d)"
"""A year of our calendar, of the solar one of Persia or of the Buddhist one."""
_TIME = r"\d{1,2}[:.h時时]\d\d(?::\d\d)?(?:\s*[ap]\.?m\b\.?)?"
_CLOCK = (
    rf"(?:[,\s|–-]+(?:at\s+|um\s+|à\s+|a las\s+|ore\s+|kl\.?\s+|lúc\s+|pukul\s+|в\s+|о\s+|الساعة\s+|ساعت\s+)?{_TIME})?"
)
_AGO = (
    r"\b(?:\d+|an?|one)\s*(?:s|m|h|d|w|sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?)\.?\s+ago\b"
    r"|\b(?:just now|moments ago|a few seconds ago)\b"
    r"|\b(?:vor|il y a|hace|há|för|for|acum|před|pred|πριν(?: από)?|לפני)\s+(?:\d+|eine[rmn]?|une?|una?|"
    r"uma?)\s+[^\W\d]+"
    r"(?:\s+(?:siden|sedan))?|\b(?:قبل|منذ)\s+(?:\d+\s+)?(?:ساعة|ساعات|ساعتين|دقيقة|دقائق|دقيقتين|يوم|يومين|أيام|أسبوع)"
    r"|\b\d+\s+[^\W\d]+\s+(?:geleden|fa|atrás|sedan|siden|sitten|temu|назад|тому|önce|lalu|trước|ezelőtt|पहले|পূর্বে|"
    r"আগে|پیش|ที่แล้ว)(?!\w)"
    r"|\d+\s?(?:秒|分钟|分鐘|分|小时|小時|時間|天|日|周|週間|个月|個月|초|분|시간|일|주)\s?(?:前|전)"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?"


@cache  # compiled when a line is first read: the names are many
def _patterns(is_ascii: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns of a whole date and of one without its year; a line in ASCII needs no trial of most names.

    A date without its year says so only where nothing else stands in its part of a line.
    """
    months = "|".join(name for name in _MONTHS.split("|") if name.isascii() or not is_ascii)
    name = rf"(?:{months})[^\W\d_]{{0,7}}\.?"
    whole = re.compile(
        rf"(?i)(?:\b(?:19|20)\d\d[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12]\d|0?[1-9])\b{_CLOCK}"
        rf"|\b(?:19|20)\d\d\.\s(?:1[0-2]|0?[1-9])\.\s(?:3[01]|[12]\d|0?[1-9])\b\.?{_CLOCK}"
        rf"|\b(?:3[01]|[12]\d|0?[1-9])[./-](?:1[0-2]|0?[1-9]|[12]\d|3[01])[./-](?:(?:19|20)\d\d|[0-3]\d)\b{_CLOCK}"
        rf"|\b1[34]\d\d/(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])\b{_CLOCK}"
        rf"|\b{name}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}{_CLOCK}"
        rf"|\b{_YEAR}\.?\s+{name}\s+\d{{1,2}}\.?{_CLOCK}"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?(?:\s+de)?[\s-]+{name},?(?:\s+de)?[\s-]+{_YEAR}(?:\s*г\.?)?{_CLOCK}"
        r"|(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일](?:\s*\d{1,2}[:時时]\d\d)?"
        rf"|{_AGO}|\byesterday\b"
        r"|(?:^|(?<=[|·•/]\s)|(?<=[|·•]))\d{1,2}\s?[hd](?=$|\s*[|·•])"
        r"|^(?:gestern|heute|hier|aujourd[’']hui|ayer|hoy|ieri|oggi|ontem|hoje|gisteren|vandaag|dün|bugün|вчера|"
        r"сегодня)(?:[,\s]+(?:um |à |a las |alle |às )?\d{1,2}[:h.]\d\d)?$)"
    )
    short = re.compile(
        rf"(?i){_WEEKDAY}(?:{name}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th|er|º|"
        rf"\.)?(?:\s+de)?\s+{name}){_CLOCK}"
        rf"|\d{{1,2}}\.\s?\d{{1,2}}\.{_CLOCK}"
        rf"|\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일]\s?(?:[(（].[)）])?\s?(?:{_TIME})?"
        rf"|\d{{1,2}}/\d{{1,2}}\s?[(（].[)）]\s?(?:{_TIME})?"
        r"|\d{1,2}\s?(?:h|d|hrs?|w)|today|heute|gestern|aujourd[’']hui|ayer|hoy|ieri|oggi|ontem|hoje|gisteren|"
        r"vandaag|i går|i dag|"
        r"dün|bugün|вчера|сегодня|сьогодні|вчора|wczoraj|dziś|včera|dnes|أمس|اليوم|昨天|今天|어제|오늘"
    )
    return whole, short


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
    r"aktualiz|atualizad|ενημέρωση|עודכן|अपडेट|อัปเดต"
)
"""Words beside a date that make it the one of a later change."""
_DIGIT = re.compile(r"\d", re.ASCII)
_DIGITS = {
    ord(digit): str(n)
    for script in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９")
    for n, digit in enumerate(script)
}


def western(text: str) -> str:
    """The text with the digits of every script as 0 to 9, character by character."""
    return text if text.isascii() else text.translate(_DIGITS)


def _may_date(line: str) -> bool:
    return len(line) < _WORDY_MOST or _DIGIT.search(line) is not None


class _Printed:
    """The pattern of a whole date, for texts in the digits of any script. Positions are those of the text."""

    def search(self, text: str) -> re.Match[str] | None:
        """The first whole date of a line; its text is ``text[match.start() : match.end()]``."""
        line = western(text)
        return _patterns(line.isascii())[0].search(line) if _may_date(line) else None

    def sub(self, other: str, text: str) -> str:
        """The line with every date replaced."""
        line = western(text)
        return _patterns(line.isascii())[0].sub(other, line) if _may_date(line) else line


PRINTED_DATE = _Printed()


def first_published(text: str) -> tuple[int, int, bool] | None:
    """Span of the first whole date of a line that is not said to be that of a change, else of the first date.

    The last value tells which of the two it is: True, a change.
    """
    line = western(text)
    if not _may_date(line):
        return None
    best: tuple[int, int, bool] | None = None
    end = 0
    for match in _patterns(line.isascii())[0].finditer(line):
        if not LATER.search(line, end, match.start()):
            return *match.span(), False
        best = best or (*match.span(), True)
        end = match.end()
    return best


def short_date(text: str, *, in_card: bool) -> tuple[int, int] | None:
    """Span of a date without its year that is a part of a line by itself ("Coast Post · Mar 4"), or None."""
    line = western(text)
    if not _may_date(line):
        return None
    short = _patterns(line.isascii())[1]
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
