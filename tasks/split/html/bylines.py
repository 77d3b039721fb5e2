"""Bylines: the names that a page prints beside its text, and what says that they are an author's."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import NamedTuple

from tasks.printed_dates import MONTHS
from tasks.split.html import cues as c
from tasks.split.html.han_names import HAN_NAME, HAN_ROLE, NO_HAN_NAME, bracketed_names, han_names
from tasks.split.html.printed import PRINTED_DATE
from tasks.split.html.rules import (
    BYLINE_BEHIND,
    BYLINE_FARTHEST,
    BYLINE_REACH,
    NAME_LINE_MOST,
    NOT_BYLINE,
    ONE_WORD_MOST,
    ROW_MOST,
)
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import BOILERPLATE, RELATED_HEADING
from tasks.text import LazyPattern

_MONTH_NAMES = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
BY = LazyPattern(
    r"(?i)^\W*(?:(?:(?:this (?:post|article|story|piece) (?:was|is) )?"
    r"(?:written|posted|reported|reporting|story|text|words|published|submitted|interview(?:ed)?)\s+by|"
    r"by|von|par|por|di|da|door|"
    r"av|af|"
    r"(?:text|texte|words)(?=:|\s+(?-i:[A-ZÄÖÜÉ]))(?! size)|"
    r"autor(?:in|a|es|ka|ka)?|author|written|escrito por|scris de|de către|napsala?|szerző|írta|oleh|penulis|"
    r"yazan|"
    r"tekst|teksti|foto en tekst|автор|текст|γράφ(?:ει|ουν)(?:\s+(?:ο|η|οι))?|του|بقلم|كتبت?|إعداد|تقرير|نویسنده|"
    r"מאת|כתבה?|लेखक|द्वारा|โดย|tác giả)\b[:\s,]+|(?:كتبت?|بقلم|автор|autor|interview|haber|"
    r"muhabir|रिपोर्टर?|संवाददाता|著者|作者|執筆|取材・文|文)\s*[:：/●=-]\s*)"
)
_ASIDE = re.compile(r"(?i)\s*\((?:avec|with|mit|con|com|met|via|z|с)\s[^()]*\)")
"""The agency in brackets behind a name."""
_GLUED = re.compile(r"^By(?:by\b|(?=[A-Z][a-z]))")
_BRACKETS = re.compile(r"\s*\([^()]*\)?\s*$")
"""A place or an agency in brackets behind the last name."""
_PHOTOS = re.compile(
    r"(?i)\b(?:photographs?|photos?|photography|pictures|images?|illustrations?|fotos?|bilder|photographies)"
    r"\s*(?:by\b|von\b|par\b|di\b|por\b|:)\s*"
)
_PHOTO_HINTS = ("phot", "foto", "pictur", "imag", "illust", "bild")
"""What leads to the name of who took the pictures: an author only where nobody wrote a text."""
_LEAD_IN = re.compile(
    r"(?i)[\s,;–-]*\b(?:published|posted|updated|last|on|(?:mon|tue|wednes|wed|thu|thurs|fri|satur|sat|sun)(?:day)?|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lunes|martes|miércoles|"
    r"jueves|viernes|sábado|domingo|publi(?:é|ée)|mis(?:e)?|jour|modifié|veröffentlicht|"
    r"aktualisiert|stand|"
    r"publicado|actualizado|pubblicato|aggiornato|gepubliceerd|publicerad|uppdaterad|опубликовано|le|à|am|um|el|il|"
    r"op)[\s:,]*$"
)
"""What leads from a name to the date behind it, word by word."""
_DESK = re.compile(
    r"(?i)^(?:(?:the|la|die|tim|team|our)\s+)?(?:\w+\s+)?(?:redaksi|redaktion|redakcja|redakce|redacción|redacao|"
    r"redação|redazione|"
    r"rédaction|redactie|редакция|редакція|editorial|news\s?(?:desk|room)|web\s?desk|staff|desk|newsroom|editors?)\b"
)
"""Names of desks: a person beside one is the author."""
ROLE = re.compile(
    r"(?i)^(?:head|director|chief|former|senior|vice president|vp)\b.*|\b(?:editor|correspondent|reporter|writer|"
    r"columnist|journalist|producer|contributor|bureau chief|director|manager|officer|consultant|strategist|"
    r"specialist|analyst|coordinator|founder|co-founder|ceo|"
    r"redakteur(?:in)?|"
    r"korrespondent(?:in)?|journaliste|périodiste|periodista|giornalista|jornalista|verslaggever|редактор|"
    r"корреспондент)$"
)
"""What a person beside it is, not who."""
_AUTHOR_PATH = LazyPattern(
    r"/(?:authors?|autor(?:es|en|zy|i)?|auteurs?|autori|profiles?|reporters?|journalists?|journalistes?|"
    r"staff|contributors?|columnists?|writers?|byline|redakteure?|editors?|forfatter|skribent|penulis|"
    r"yazar(?:lar)?|signataires?|people|users?|members?)/[^/?#]+|/@[\w.-]+/?$",
    re.I,
)
"""Addresses of pages about an author."""
_REPORTING = re.compile(r"\b(?:Reporting|Writing|Reported) by ([^;()]{4,80}?)\s*(?:[;)]|\.$|$)")
_OFFICE = re.compile(
    r"(?i),\s*(?:the\s+)?(?:head|director|chief|vice president|vp|manager|professor|editor|lead)\s+(?:of|for)\s+[^,;|]*"
)
"""What a person behind whose name it stands is head of: "Head of Marketing and Community Development"."""
_ISSUE = re.compile(
    rf"(?i)[\s,]+(?:{_MONTH_NAMES})\.?(?:\s*[/–-]\s*(?:{_MONTH_NAMES})\.?)?(?:,?\s+(?:19|20)\d\d|(?<=/)\S*)\s*$"
)
"""The month of an issue behind the last name: "September/October 2025"."""
_PLACE = re.compile(r"\s+in\s+[A-Z][^,;&]*?(?=$|,|;|&|\s+and\s)")
_BARS = re.compile(r"\s*[|·•]\s*|\s+[-–]\s+(?=(?:escrito|written|by|por|von|par)\b)", re.I)
_POST = re.compile(r"(?i)(?:^|[\s_-])(?:tweet|toot|instagram|tiktok|bluesky|fb-post)(?:$|[\s_-])")
"""Class names of quoted posts."""
_WORD = re.compile(r"[^\W_]+")
_JOINT = re.compile(
    r"\s*(?:,|;|\||/|&|•|·|\band\b|\bund\b|\bet\b|(?-i:\by\b|\be\b|\ben\b|\boch\b|\bog\b|\bve\b|\bdan\b)(?!\.)|\bи\b|\bі\b|"
    r"\bта\b|\bκαι\b|\.\s+—|(?<=[\u0600-\u06ff])\s+و(?=[\u0600-\u06ff]{3}))\s*",
    re.I,
)
_KOREAN_ROLE = re.compile(r"(?<=[가-힣])\s?(?:기자|특파원|논설위원|인턴기자|선임기자)\s*$")
HANDLE = re.compile(r"[^\W\d_][\w.-]{1,24}")
NO_NAME = LazyPattern(
    r"(?i)https?:|www\.|\.com\b|@|^\d+$|^(?:admin|editor|staff|redaktion|webmaster|administrator|super ?user|"
    r"wordpress|guest|by|unknown|none|null|name|author(?: name)?|user admin|admin user)$|^(?:about|more|all|view|see|"
    r"follow|meet|posts?|articles?|contact|previous|next|share|print|read|on this page|in this article|table of|key "
    r"(?:takeaways|points|facts))\b|\b(?:log ?in|sign ?(?:in|up)|register|subscribe)\b"
)


_NO_LONE_NAME = (
    c.TITLE | c.CATEGORY | c.TAGS | c.SHARE | c.CAPTION | c.LEAD | c.CREDIT | c.FIGURE | c.MEDIA
)  # a line that is nothing but a name is no byline there


class Byline(NamedTuple):
    """Names that a page prints, the run that prints them, and how plainly it does: 3 "by", 2 by class, 1 only names."""

    names: list[str]
    run: Run | None
    weight: int


_NO_BYLINE = Byline([], None, 0)


def split_names(text: str) -> list[str]:
    """Names in a byline such as "By Ann Alpha and Ben Beta"."""
    text = _BRACKETS.sub("", _KOREAN_ROLE.sub("", _GLUED.sub("By ", _OFFICE.sub("", _ISSUE.sub("", text)))))
    text = HAN_ROLE.sub("", _PLACE.sub("", _ASIDE.sub("", BY.sub("", text))).strip())
    pieces = (piece.rpartition(":")[2].strip() for piece in _JOINT.split(text))
    return [piece for piece in (piece.strip(" -–—()【】") for piece in pieces) if piece and len(piece) < 60]


def visible_names(
    tree: Tree,
    head: int | None,
    low: int,
    high: int,
    marked: frozenset[str] = frozenset(),
    own: Set[tuple[str, ...]] = frozenset(),
) -> Byline:
    """Names in the byline before the body, else behind it, and its run.

    ``head``: number of the run that prints the title, None without one; ``low`` and ``high``: of the first run of the
    body and of the one behind its last; ``marked``: addresses that the page marks as an author's; ``own``: words of the
    site's own names, which are believed last. A run that says "by" is believed before one whose class or link names an
    author, that before a line that is nothing but a name; the nearest of equals wins.
    """
    runs = tree.runs
    first = max(0, min(low - BYLINE_REACH, head if head is not None else low), low - BYLINE_FARTHEST)
    best, nearness = _NO_BYLINE, 0
    own_line: Byline | None = None
    for at in range(first, min(len(runs), low + 6)):
        run = runs[at]
        is_between = head is not None and head < at < low
        if (
            run.size > 120
            or run.bits & (NOT_BYLINE & ~c.FOOTER if is_between else NOT_BYLINE)
            or is_embedded(tree, run)
        ):
            continue
        weight, names = _names_at(runs, at, marked)
        if all(map(_DESK.match, names)):
            weight = min(weight, 1)
        if names and own and all(tuple(_WORD.findall(name.casefold())) in own for name in names):
            own_line = own_line or Byline(names, run, min(weight, 2))
            continue
        if weight == 1 and (head is None or not head < at <= low + 2):
            continue
        if names and (weight, -abs(at - low)) > (best.weight, nearness):
            best, nearness = Byline(names, run, weight), -abs(at - low)
    if best.names:
        return best._replace(names=_beside(tree, best, marked))
    if own_line:
        return own_line
    for at in range(high, min(len(runs), high + BYLINE_BEHIND)):
        run = runs[at]
        if run.tag in HEADINGS and RELATED_HEADING.match(run.text):
            break  # what follows are other authors' articles
        if run.size <= 120 and not run.bits & NOT_BYLINE & ~c.FOOTER and not is_embedded(tree, run):
            weight, names = _names_at(runs, at, marked)
            if names and weight > 1:
                return Byline(names, run, weight)
    return (
        (_signed(runs, low, high) if runs[low:high] else None)
        or _spaceless(runs, head, first, low, high)
        or _one_worded(runs, first, low, marked)
        or _pictured(runs, head, low)
    )


def _beside(tree: Tree, found: Byline, marked: frozenset[str]) -> list[str]:
    """The names of a byline with those in the same element: a row of links is read as a run for each."""
    run = found.run
    if run is None or found.weight != 2 or tree.last[run.elem] - tree.first[run.elem] > ROW_MOST:
        return found.names
    names: list[str] = []
    for at in range(tree.first[run.elem], tree.last[run.elem]):
        weight, more = _names_at(tree.runs, at, marked)
        names += more if weight == 2 and tree.runs[at].elem == run.elem else []
    return names or found.names


def is_embedded(tree: Tree, run: Run) -> bool:
    """Whether a run stands in a post of a social network: its author is not the text's."""
    if run.bits & c.EMBED:
        return True
    elem = run.elem
    while elem > 0:
        if tree.name[elem] and _POST.search(tree.name[elem]):
            return True
        elem = tree.parent[elem]
    return False


def _signed(runs: list[Run], low: int, high: int) -> Byline | None:
    """The name that signs a text on a line of its own at its end, or the reporters in a wire service's last line."""
    for run in runs[max(low + 1, high - 2) : high][::-1]:
        if run.bits & (NOT_BYLINE | c.BIO):
            continue
        credit = _REPORTING.search(run.text[-200:])
        if credit:
            return Byline([name for name in split_names(credit[1]) if is_name(name)], run, 1)
        name = run.text.strip(" —–-()")
        is_lone = run.size < 40 and run.href is None and run.tag[0] != "h" and name[-1:].isalpha()
        if is_lone and is_name(name) and all(word[0].isupper() for word in name.split()):
            return Byline([name], run, 1)
    return None


def _spaceless(runs: list[Run], head: int | None, first: int, low: int, high: int) -> Byline | None:
    """Names in scripts where a name has no space."""
    found = bracketed_names(runs, head, low) or han_names(runs, first, high)
    return Byline(*found, 2) if found else None


def _one_worded(runs: list[Run], first: int, low: int, marked: frozenset[str]) -> Byline | None:
    """A name of one word that a class or a link marks as the author's: an account, a first name, a name in Chinese."""
    for at in range(min(low + 5, len(runs) - 1), first - 1, -1):
        run = runs[at]
        if run.size > ONE_WORD_MOST or run.bits & NOT_BYLINE & ~c.FOOTER:
            continue
        if NO_NAME.search(run.text) or NO_HAN_NAME.search(run.text):
            continue
        is_marked = any(href in marked or _AUTHOR_PATH.search(href) for _, href in run.links)
        if (is_marked or run.bits & c.BYLINE) and (
            HAN_NAME.fullmatch(run.text) or (HANDLE.fullmatch(run.text) and not BY.match(run.text + " "))
        ):
            return Byline([run.text], run, 1)
    return None


def _pictured(runs: list[Run], head: int | None, low: int) -> Byline:
    """Who took the pictures, by a line between title and text: the author of a gallery."""
    for run in runs[low if head is None else head + 1 : low]:
        found = _PHOTOS.match(run.text) if run.size < NAME_LINE_MOST and not run.bits & NOT_BYLINE else None
        names = [name for name in split_names(run.text[found.end() :]) if is_name(name)] if found else []
        if names:
            return Byline(names, run, 1)
    return _NO_BYLINE


def _names_at(runs: list[Run], at: int, marked: frozenset[str] = frozenset()) -> tuple[int, list[str]]:
    """Names that a run prints as a byline, and how plainly: 3 says "by", 2 by class or link, 1 is only a name."""
    run = runs[at]
    line = _ASIDE.sub("", PRINTED_DATE.sub("|", _without_pictures(run.text)))
    line = _GLUED.sub("By ", line) if line.startswith("By") else line
    pieces = [piece for piece in map(_without_lead_in, _BARS.split(line)) if piece.strip()]
    if not pieces:
        return 0, []
    by = [piece for piece in pieces if BY.match(piece + " ")]
    if by:
        names = [name for piece in by for name in split_names(piece) if is_name(name)]
        if not names and len(by[-1]) < 12:
            names = _following(runs, at + 1)
        if not names:
            names = _one_word(by)
        return 3, names
    if run.bits & c.BYLINE and not run.bits & c.TITLE:
        if run.tag == "address" and any(map(str.isdigit, line)):
            return 2, []  # where somebody lives
        return 2, [name for piece in pieces for name in split_names(piece) if is_name(name) and not ROLE.search(name)]
    linked = [
        name
        for text, href in run.links
        if href in marked or _AUTHOR_PATH.search(href)
        for name in split_names(text)
        if is_name(name)
    ]
    if linked:
        return 2, linked
    if (run.bits & _NO_LONE_NAME and len(pieces) < 2) or run.tag in HEADINGS:
        return 1, []
    if len(pieces) > 1 or run.text != pieces[0]:  # beside a date or behind a bar
        name = HAN_ROLE.sub("", pieces[0].strip())
        return 1, [name] if is_name(name) and run.size < 80 else []
    names = split_names(run.text)
    plain = run.href is None and run.size < 60 and run.text[-1] not in ".:?!" and not _PHOTOS.search(run.text)
    return 1, names if plain and all(is_name(name) and name.istitle() for name in names) else []


def _without_pictures(line: str) -> str:
    """A line up to the credit of its pictures."""
    folded = line.casefold()
    return _PHOTOS.split(line)[0] if any(hint in folded for hint in _PHOTO_HINTS) else line


def _without_lead_in(piece: str) -> str:
    while (shorter := _LEAD_IN.sub("", piece)) != piece:
        piece = shorter
    return piece


def _following(runs: list[Run], at: int) -> list[str]:
    """Names in the runs behind a lone "by", each in an element of its own."""
    names: list[str] = []
    for run in runs[at : at + 8]:
        found = [name for name in split_names(run.text) if is_name(name)] if run.size < 80 else []
        if not found and not names and run.text[0].isupper() and HANDLE.fullmatch(run.text):
            is_free = _without_lead_in(run.text).strip() and not run.text.isupper()  # neither a weekday nor an agency
            return [run.text] if is_free and not NO_NAME.search(run.text) else []
        if not found and run.size > 4:
            break
        names += found
    return names


_IN = re.compile(r"\s+in$")
"""What leads to the section behind a name."""


def _one_word(by: list[str]) -> list[str]:
    """A name of one word is believed only where "by" stands before it and nothing else."""
    name = _IN.sub("", BY.sub("", by[0] + " ").strip(" ,;|"))
    return [name] if len(by) == 1 and HANDLE.fullmatch(name) and not NO_NAME.search(name) else []


def is_name(text: str) -> bool:
    """Whether a piece of a byline has the form of a person's or a desk's name."""
    parts = text.split()
    return (
        1 < len(parts) < 5
        and not any(ch.isdigit() or ch in "+=*<>#%&" for ch in text)
        and any(len(part) > 2 or not part.isascii() for part in parts)
        and not NO_NAME.search(text)
        and not parts[0][0].islower()
        and not parts[-1][0].islower()
        and text[0].isalnum()
        and ":" not in text
        and "：" not in text
        and not BOILERPLATE.match(text)
    )
