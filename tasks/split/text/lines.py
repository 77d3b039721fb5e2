"""What one line of a text capture looks like, whatever its page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.text import fold

_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_CREDIT = re.compile(
    r"^(?:©|\(c\) |photo(?:graph)?s?(?: by|:)|image(?: credit)?:|picture:|pic:|credit:|file (?:photo|image|picture)"
    r"|getty images|foto:|photo credit)",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"^(?:advertisement|advertising|story continues below(?: this ad)?|continue reading|read more|read also|share"
    r"|share this(?: article)?|subscribe|sign up|sign in|log in|follow us|print|email|copy link|listen|comments?"
    r"|go to the \w+|skip to .{0,20}|most read|related|recommended)[\s:!.…]*$",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"\b(?:all rights reserved|sign up (?:to|for)|subscribe (?:to|now)|newsletter|cookie|privacy policy"
    r"|terms of (?:use|service)|follow us on|download (?:our|the) app)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:by[:\s]+|(?:written|reported|story|text|words) by[:\s]+|"
    r"(?:von|par|por|di|door|av|af|oleh|od|de|napsala?|írta)\s+"
    r"(?-i:(?=[^\W\d_a-zà-ÿ]))|(?:autor(?:in|a|es|ka)?|auteur|author|autore|text|texte|tekst|penulis|"
    r"yazar|автор|текст|بقلم|كتب|نویسنده|"
    r"מאת|लेखक|作者|记者|記者|文|執筆|著者|글)\s*[:：／]\s*|(?:بقلم|מאת)\s+)(?P<names>[^\d|•·]{2,80})$",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"[,;、]\s*|\s+(?:and|und|et|y|e|en|och|og|ve|dan|и|і)\s+|\s*[&/]\s*|\s+و(?=[\u0600-\u06ff]{3})", re.IGNORECASE
)
_PARTICLES = frozenset("de del della di da dos van von der den ten ter bin ibn al el le la du y e".split())
_PERSON_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]*)*")
_LONGEST_PROMPT = 200


_SECTION = re.compile(
    r"^(?:more (?:stories|from|on|news)\b.{0,40}|related\b.{0,30}|recommended\b.{0,20}|read (?:more|next)|most read"
    r"|most popular|you may also like|trending|comments?(?: ?\(\d+\))?|\d+ comments?|latest news)[:…]?$",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"^list \d+ of \d+$", re.IGNORECASE)
_MAIL_HEADER = re.compile(
    r"^(?:from|to|subject|date|cc|message-id|reply-to|author|licen[cs]e|version|copyright):? ", re.I
)
_CJK = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")


def size(text: str) -> int:
    """Words of a text; of scripts that are written without spaces, half its characters."""
    return len(text.split()) + len(_CJK.findall(text)) // 2


def is_section_heading(text: str) -> bool:
    """A heading over other stories or readers' comments: the article does not go on behind it."""
    return _SECTION.match(text) is not None


def skipped_lists(texts: Sequence[str]) -> set[int]:
    """Indices of lists of other stories inside a text, as pages read them out ("list 1 of 3" … "end of list")."""
    found: set[int] = set()
    for index, text in enumerate(texts):
        if _LIST_ITEM.match(text):
            start = index - 1 if index and is_section_heading(texts[index - 1]) else index
            end = next(
                (i for i in range(index, min(len(texts), index + 20)) if texts[i].lower() == "end of list"), index + 1
            )
            found.update(range(start, end + 1))
    return found


def letters(text: str) -> int:
    """Letters of the line; digits, marks and spaces do not count."""
    return sum(c.isalpha() for c in text)


def is_prose(text: str) -> bool:
    """A line of running text: eight words or more, ended as sentences end, and no picture credit."""
    return size(text) >= 8 and is_sentence(text)


def is_sentence(text: str) -> bool:
    """A line that ends as sentences end, short or long, and is no picture credit."""
    ends = _SENTENCE_END.search(text) is not None
    return ends and size(text) >= 2 and not is_credit(text) and not text.startswith("http")


def is_headline(text: str) -> bool:
    """A line that may be a title: a few words, no full stop at its end, no label and no address."""
    is_short = 12 <= len(text) <= 250 or (4 <= len(text) <= 80 and not text.isascii())
    return (
        is_short
        and len(text.split()) >= (3 if text.isascii() else 1)
        and not re.search(r"[.。,;:]$", text)
        and "@" not in text
        and not re.match(r"https?:|[-–•*/|+©]|\d[\d.:/ -]*$|\d+[.)] ", text)
        and not _MAIL_HEADER.match(text)
        and not (re.search(r"\b(?:19|20)\d\d\b", text) and re.search(r"\d[:.h]\d\d\b", text))
        and not is_ad_or_control(text)
        and not is_credit(text)
        and read_authors(text) == ()
    )


def is_credit(text: str) -> bool:
    """A picture's credit or a caption that opens with one."""
    return _CREDIT.match(text) is not None


def is_ad_or_control(text: str) -> bool:
    """An advertisement's label or a control of the page, which is never prose."""
    return _CONTROL.match(text) is not None or not any(c.isalnum() for c in text)


def is_trailing_chrome(text: str) -> bool:
    """A prompt or a notice as sites print it behind a text."""
    return len(text) <= _LONGEST_PROMPT and _PROMPT.search(text) is not None


def read_authors(text: str) -> tuple[str, ...]:
    """The names of a ``By …`` line; empty when the line is none."""
    found = _BY.match(text)
    if found is None:
        return ()
    names = (name.strip() for name in _JOINTS.split(found["names"].strip()))
    return tuple(name for name in names if name and not name[0].islower() and len(name.split()) <= 5)


def is_person(text: str) -> bool:
    """A line that is nothing but a person's name: two to four words, each with a capital, particles aside."""
    parts = text.split()
    return (
        2 <= len(parts) <= 4
        and all(_PERSON_WORD.fullmatch(part) for part in parts)
        and all(part[0].isupper() or part in _PARTICLES for part in parts)
        and parts[0][0].isupper()
        and parts[-1][0].isupper()
        and not text.isupper()
    )


def site_token(name: str) -> str | None:
    """The first word of four letters or more: what an address or a copyright line would hold of a publisher's name.

    None: the name has no such word.
    """
    words = [word for word in re.findall(r"\w+", fold(name)) if len(word) >= 4]
    return words[0] if words else None
