"""The wire service behind a text: by its credit, its dateline or its desk's sign-off, never by a picture's caption."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasks.text import LazyPattern, squeeze

# Name as stored: spellings as printed. One list, so that "Agence France-Presse" and "AFP" are one agency.
_SPELLINGS = {
    "Reuters": ("reuters", "thomson reuters"), "AFP": ("afp", "agence france-presse", "agence france presse"),
    "AP": ("ap", "associated press", "the associated press"), "UPI": ("upi",), "dpa": ("dpa",),
    "DW": ("dw", "deutsche welle"), "UNI": ("uni",), "PTI": ("pti", "press trust of india"), "ANI": ("ani",),
    "IANS": ("ians",), "Bernama": ("bernama",), "Antara": ("antara",), "Xinhua": ("xinhua",), "TASS": ("tass",),
    "Interfax": ("interfax",), "Kyodo": ("kyodo", "kyodo news"), "Jiji": ("jiji",), "Yonhap": ("yonhap",),
    "EFE": ("efe",), "ANSA": ("ansa",), "Lusa": ("lusa",), "Belga": ("belga",), "APA": ("apa",), "SID": ("sid",),
    "Bloomberg": ("bloomberg",), "PA": ("pa", "pa media", "press association"), "AAP": ("aap",),
    "The Canadian Press": ("cp", "the canadian press"), "Anadolu": ("aa", "anadolu", "anadolu agency"),
    "WAM": ("wam",), "SPA": ("spa",), "KUNA": ("kuna",), "QNA": ("qna",), "ONA": ("ona",), "BNA": ("bna",),
    "Petra": ("petra",), "NNA": ("nna",), "MENA": ("mena",), "IRNA": ("irna",), "APP": ("app",), "BSS": ("bss",),
    "UNB": ("unb",), "VNA": ("vna",), "TNA": ("tna",), "PNA": ("pna",), "NAN": ("nan",), "GNA": ("gna",),
    "NTB": ("ntb",), "Ritzau": ("ritzau",), "PAP": ("pap",), "MTI": ("mti",), "RIA Novosti": ("ria", "ria novosti"),
    "Agencies": ("agencies", "news agencies"),
}  # fmt: skip
_NAMES = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings}
_ENDS = tuple({spelling.split()[-1] for spelling in _NAMES})
"""How a line ends that names an agency last; a look, before the patterns."""
_ONE = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_SEVERAL = rf"(?:{_ONE})(?:\s*(?:/|,|&|\band\b)\s*(?:{_ONE}))*"
_DASH = "[\u2010-\u2015\u2212-]"

# Only at the very end of the last paragraph: in the middle of a text "(Reuters)" credits a picture.
_CREDIT = LazyPattern(
    rf"(?:(?P<dash>{_DASH}+)\s*|(?P<open>[(\[/]\s*)|(?:with|additional) (?:inputs?|reporting) (?:from|by) |source: ?)"
    rf"(?P<names>{_SEVERAL})\s*[)\]/.]*$",
    re.IGNORECASE,
)
_ALONE = LazyPattern(rf"^[/(\[]?(?P<names>{_SEVERAL})[/)\].]?$", re.IGNORECASE)
_DATELINE = LazyPattern(
    rf"^(?P<place>[^()\n]{{0,60}}?)[,:\s]*(?:\(\s*(?P<names>{_SEVERAL})\s*\)|/(?P<slashed>{_ONE})/)"
    rf"(?P<after>\s*(?:{_DASH}|:|\.)?)",
    re.IGNORECASE,
)
_MOST_PLACE_WORDS = 6
# Names that abbreviate much else; in brackets they are a credit only behind a finished sentence.
_AMBIGUOUS = frozenset("pa aap aa app cp spa tna pna nan gna bna nna uni sid apa mena petra wam ria pap mti".split())
_PLACE_PARTICLES = frozenset("de del la el al of the upon on sur am an der do da".split())
_DATELINE_DAY = re.compile(r",\s*(?P<day>(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?)\s*$")
# Writer/editor initials of three letters, in this form only one agency's desks sign.
_DESK_SIGN_OFF = re.compile(r"^[a-z]{2,4}(?:-[a-z]{2,4})?(?:/[a-z]{2,4}(?:-[a-z]{2,4})?){1,3}$")
_SIGN_OFF_AGENCY = "AFP"


@dataclass(frozen=True, slots=True)
class Wire:
    """What a text tells of its agency. ``day_raw`` is the day a dateline prints, e.g. "July 12"."""

    agency: str | None = None
    day_raw: str | None = None


def find_agency(paragraphs: tuple[str, ...], credit_raw: str | None) -> Wire:
    """The agency behind a text, and the day of its dateline; several agencies of one credit are joined by ``/``."""
    if not paragraphs:
        return Wire()
    dateline = _read_dateline(squeeze(paragraphs[0][:120]))
    agency, day_raw = dateline or (None, None)
    end = squeeze(paragraphs[-1][-80:])
    credit = None
    if end.rstrip(" )]/.").lower().endswith(_ENDS):
        credit = (_ALONE.match(end) if len(paragraphs) > 1 else None) or _credit(end)
    if credit is not None and _is_written_as_name(credit["names"]):
        return Wire(_joined(credit["names"]), day_raw)
    if agency is None and credit_raw is not None and _DESK_SIGN_OFF.match(credit_raw):
        return Wire(_SIGN_OFF_AGENCY, day_raw)
    return Wire(agency, day_raw)


def _credit(end: str) -> re.Match[str] | None:
    """The credit that ends a text. "the Palestinian Authority (PA)" ends one without crediting anybody."""
    found = _CREDIT.search(end)
    if found is None or not found["open"] or found["names"].lower() not in _AMBIGUOUS:
        return found
    return found if re.search(r"[.!?…][\"'”’]?\s*$", end[: found.start()]) else None


def _read_dateline(start: str) -> tuple[str | None, str | None] | None:
    """Agency and day of a dateline such as ``Moscow, July 12 (UNI)`` or ``LISBON (Reuters) -``, or None."""
    found = _DATELINE.match(start) if "(" in start or "/" in start else None
    if found is None:
        return None
    place, names = found["place"].strip(), found["names"] or found["slashed"]
    day = _DATELINE_DAY.search(place)
    is_marked = bool(found["after"].strip()) or place.endswith(":") or place.isupper() or found["slashed"] is not None
    if not _is_written_as_name(names) or not (day or is_marked) or not _is_place(place):
        return None
    return _joined(names), day["day"] if day else None


def _is_place(text: str) -> bool:
    """Whether the words before a bracket are a dateline's: names of places, and a day."""
    words = re.findall(r"[^\W\d][\w'’.-]*", _DATELINE_DAY.sub("", text))
    return len(words) <= _MOST_PLACE_WORDS and all(
        word[0].isupper() or not word[0].islower() or word in _PLACE_PARTICLES for word in words
    )


def _is_written_as_name(names: str) -> bool:
    """A credit is in capitals or begins with one: "(uni)" and "- app" are words. ``dpa`` alone is written small."""
    return names[:1].isupper() or names.startswith("dpa")


def _joined(names: str) -> str:
    found = re.findall(rf"\b(?:{_ONE})\b", names.lower())
    return "/".join(dict.fromkeys(_NAMES[name] for name in found))
