"""What one line of a text capture looks like, whatever its page."""

from __future__ import annotations

import re

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
_BY = re.compile(r"^by[:\s]+(?P<names>[^\d|•·]{3,80})$", re.IGNORECASE)
_LONGEST_PROMPT = 200


def letters(text: str) -> int:
    """Letters of the line; digits, marks and spaces do not count."""
    return sum(c.isalpha() for c in text)


def is_prose(text: str) -> bool:
    """A line of running text: eight words or more, ended as sentences end, and no picture credit."""
    is_long = len(text.split()) >= 8 or (len(text) >= 40 and " " not in text[:40])
    return is_long and bool(_SENTENCE_END.search(text)) and not is_credit(text) and not text.startswith("http")


def is_headline(text: str) -> bool:
    """A line that may be a title: a few words, no full stop at its end, no label and no address."""
    is_short = 12 <= len(text) <= 250 or (4 <= len(text) <= 80 and not text.isascii())
    return (
        is_short
        and len(text.split()) >= (3 if text.isascii() else 1)
        and not re.search(r"[.。,;:]$", text)
        and "@" not in text
        and not re.match(r"https?:|[-–•*/|+©\d]", text)
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
    names = re.split(r",\s*|\s+and\s+|\s*&\s*", found["names"].strip())
    return tuple(name.strip() for name in names if name.strip() and name[0].isupper() and len(name.split()) <= 5)


def site_token(name: str) -> str | None:
    """The first word of four letters or more: what an address or a copyright line would hold of a publisher's name.

    None: the name has no such word.
    """
    words = [word for word in re.findall(r"\w+", fold(name)) if len(word) >= 4]
    return words[0] if words else None
