"""Mojibake: UTF-8 that was once read as Latin-1 or Windows-1252 and stored so, made whole again.

Systems import texts in the wrong charset, so that a page in clean UTF-8 prints "donâ€™t". No charset of the page as a
whole mends it, for the rest of the page is right: the wrong sequences are read again one by one.
"""

from __future__ import annotations

import re

_CP1252 = {bytes([code]).decode("cp1252", "ignore"): code for code in range(0x80, 0xA0)}
_CP1252.pop("", None)  # five codes that have no letter
_TAIL = "\x80-\xbf" + "".join(_CP1252)
_MARKS = {"â": ("€", "\x80"), "Ã": ("",), "Â": ("\xa0",), "à": ("¤", "¸", "¹"), "Ð": ("",)}
"""What a page with such a text has in it, whatever its language: a letter, which is quickly found, and what follows."""
_WRONG = re.compile(f"[ÂÃÐÑØÙÄÅÎÏ][{_TAIL}]|[àáâãäåæçèéêëìíîï][{_TAIL}]{{2}}|ð[{_TAIL}]{{3}}")
_SURE = re.compile(
    f"â[\x80€][{_TAIL}]|Ã[\x80-\x9f\xa1-\xaa\xac-\xba\xbc-\xbf]|[ÐÑ][{_TAIL}][ÐÑ][{_TAIL}]|à[¤¥¸¹][{_TAIL}]"
)
"""Sequences that no text of any language has by chance: quotation marks, accented letters, Cyrillic, Hindi, Thai."""
_SURE_FIRST = "âÃÐÑà"
_LEAST = 3
"""Sure sequences from which a page's text is believed to be wrong: one alone may be about charsets."""


def mended(text: str) -> str:
    """A text with its mojibake read again as the UTF-8 that it is; the text itself where it has none."""
    if text.isascii() or not any(
        letter in text and any(behind in text and letter + behind in text for behind in tails)
        for letter, tails in _MARKS.items()
    ):
        return text
    if not _has_sure(text) or sum(1 for _, _ in zip(range(_LEAST), _SURE.finditer(text), strict=False)) < _LEAST:
        return text
    return _WRONG.sub(_again, text)


def _has_sure(text: str) -> bool:
    """Whether sure sequences begin at ``_LEAST`` places: looked at letter by letter, the rest of the page is passed."""
    count = 0
    for letter in _SURE_FIRST:
        at = text.find(letter)
        while at >= 0:
            count += _SURE.match(text, at) is not None
            if count >= _LEAST:
                return True
            at = text.find(letter, at + 1)
    return False


def _again(match: re.Match[str]) -> str:
    wrong = match.group()
    try:
        return bytes(_CP1252.get(letter) or ord(letter) for letter in wrong).decode()
    except ValueError:
        return wrong  # not UTF-8 after all
