"""Whether a label can be the name of an outlet: kickers, sections, read times, days and addresses stand there too."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from tasks.split.html.titles import alike, words

_FILE = Path(__file__).with_name("not_names.toml")
_ADDRESS = re.compile(r"(?i)(?:https?:)?//|^www\.|^[\w-]+@|@[\w-]+\.")
_READ_TIME = re.compile(
    r"(?i)^\W*\d+\s?(?:[-–]\s?\d+\s?)?(?:min|minutes?|mins?|sec|hrs?|hours?|photos?|images?|videos?|comments?)\b"
)
_ISSUE = re.compile(r"\b(?:19|20)\d\d\b|^\W*(?:no|nr|vol|issue|ausgabe|band)\.?\s?\d+", re.IGNORECASE)
_POWERED = re.compile(r"(?i)\s+(?:powered|presented|published) by\s.*$")
_HOUSE = re.compile(r"(?i)\b(?:publishing group|media group|mediengruppe|publications|holdings|verlagsgruppe)\b")
_COUNTED = re.compile(r"^\W*\d[\d.,]*\s?[kKmM]?\W*$")
_BARS = re.compile(r"\s+[|·•–—-]\s+|\s*[|]\s*|:\s+")
_EDGE = " |·•–—-"
SHORT_DAY = 3
"""Letters of a day's name in capitals that is no name of a programme."""
NAME_WORDS_MOST = 7
_SITE_PARTS = 2


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Labels that are no names, forms of companies, names of days."""
    said = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    forms = frozenset(form.replace("_", " ") for form in said["forms"].split())
    return frozenset((*said["kickers"], *said["sections"])), forms, frozenset(said["days"].split())


@cache
def _platforms() -> frozenset[str]:
    """Systems that state their own name where a site states none."""
    return frozenset(tomllib.loads(_FILE.read_text(encoding="utf-8"))["platforms"].split())


def is_no_section(label: str) -> bool:
    """Whether a stated section is none: what systems say where nobody chose one, labels of pages."""
    return label.casefold().strip(" .:!→»>") in _no_sections()


@cache
def _no_sections() -> frozenset[str]:
    return frozenset(tomllib.loads(_FILE.read_text(encoding="utf-8"))["no_sections"])


def is_outlet_name(text: str) -> bool:
    """Whether a printed label can be an outlet's name."""
    text = text.strip()
    folded = text.casefold().strip(" .:!?·|»«>-–—#*")
    labels, _, days = _words()
    return (
        bool(folded)
        and any(map(str.isalpha, folded))
        and folded not in labels
        and (folded not in days or (text.isupper() and len(text) > SHORT_DAY))
        and text[0] != "#"
        and text[-1] not in ":?…"
        and not text.endswith("...")
        and not any(pattern.search(text) for pattern in (_ADDRESS, _READ_TIME, _ISSUE, _COUNTED))
        and len(words(folded)) <= NAME_WORDS_MOST
    )


def is_company(name: str) -> bool:
    """Whether a name ends in the form of a company: it owns the title, it is none."""
    if _HOUSE.search(name):
        return True
    last = name.casefold().split()[-1:]
    return bool(last) and (
        last[0].rstrip(".,") in _words()[1] or any(name.endswith(form) for form in ("株式会社", "有限公司"))
    )


def without_form(name: str) -> str:
    """A name without the form of a company at its end: "Harbour Media Ltd." is printed on "Harbour Media"."""
    kept = name.split()
    while len(kept) > 1 and kept[-1].casefold().strip(".,()") in _words()[1]:
        kept.pop()
    return " ".join(kept).rstrip(",")


def site_name(stated: str | None, titles: list[str], host: str) -> str | None:
    """A stated name of a site without its slogan; None for one that is an address or the title of the page.

    ``titles``: of the page; ``host``: of its address, which tells the name from the slogan.
    """
    name = _POWERED.sub("", " ".join((stated or "").split())).strip(_EDGE)
    folded = name.casefold()
    if not name or _ADDRESS.search(name) or folded in _words()[0]:
        return None
    if folded in _platforms() and not is_of_host(name, host):
        return None
    if any(alike(name, title) > 0.8 for title in titles if len(words(title)) > 2):
        return None
    pieces = [piece for piece in _BARS.split(name) if piece]
    if len(pieces) < _SITE_PARTS or (len(words(name)) <= NAME_WORDS_MOST and not is_of_host(pieces[0], host)):
        return name if len(words(name)) <= 2 * NAME_WORDS_MOST else None
    named = [piece for piece in pieces if is_of_host(piece, host)]
    if named:
        return min(named, key=lambda piece: abs(len("".join(words(piece))) - len(_site(host))))
    return name if len(words(name)) <= NAME_WORDS_MOST else pieces[0] if len(words(pieces[0])) <= 4 else None


def _site(host: str) -> str:
    parts = host.removeprefix("www.").split(".")
    return max(parts[:-1] or parts, key=len).replace("-", "")


def is_of_host(name: str, host: str) -> bool:
    """Whether a host is made of a name."""
    tight = "".join(words(name))
    return len(tight) > 2 and (
        tight in host.replace("-", "").replace(".", "") or tight.removeprefix("the") == _site(host)
    )
