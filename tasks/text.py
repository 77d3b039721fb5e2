"""Wording: what is squeezed, folded and cleaned before texts are compared or stored. Standard library only."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property


class LazyPattern:
    """A regular expression that is compiled when it is first used: big ones would be half of a worker's start-up."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source, self._flags = source, flags

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def match(self, text: str) -> re.Match[str] | None:
        """As of a compiled pattern."""
        return self._pattern.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As of a compiled pattern."""
        return self._pattern.fullmatch(text)

    def search(self, text: str) -> re.Match[str] | None:
        """As of a compiled pattern."""
        return self._pattern.search(text)

    def split(self, text: str) -> list[str]:
        """As of a compiled pattern."""
        return self._pattern.split(text)

    def findall(self, text: str) -> list[str]:
        """As of a compiled pattern without groups."""
        return self._pattern.findall(text)

    def sub(self, replacement: str, text: str) -> str:
        """As of a compiled pattern."""
        return self._pattern.sub(replacement, text)


_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u2039\u203a\"'"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d-"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u202a\u202b\u202c\u202d\u202e"
_INVISIBLE += "\u2066\u2067\u2068\u2069"
_FOLDED = tuple(
    (character, folded)
    for characters, folded in ((_QUOTES, "'"), (_DASHES, "-"), (_INVISIBLE, ""))
    for character in characters
    if character != folded
)
_COMMON = (
    ("\u2019", "'"), ("\u2018", "'"), ("\u201c", "'"), ("\u201d", "'"), ("\u2013", "-"), ("\u2014", "-"),
    ("\u2026", "..."), ("\u00a0", " "),
)  # fmt: skip
"""All that most texts have above ASCII, or all that is not in NFKC yet; no mark is joined to what stands for it."""
# C0 and C1 controls but tab and newline; U+0000 is refused by Postgres, the others only ever come from broken captures.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_INVISIBLE_PATTERN = re.compile(f"[{_INVISIBLE}]")
_JOINED = re.compile("[\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1800-\u18af]")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# Letters with their marks, which are no word characters to re; and characters of scripts without spaces, one by one.
_SPACELESS = "\u0e00-\u0e4e\u0e80-\u0ece\u1000-\u109f\u1780-\u17dd\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
_SPACELESS += "\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963"
_MARKS += "\u0971-\u0dff\u0f18-\u0fbc\u200c\u200d"
_SPACELESS_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1059"
_SPACELESS_MARKS += "\u17b4-\u17d3"
_COUNTED = LazyPattern(
    rf"(?![{_SPACELESS_MARKS}])[{_SPACELESS}][{_SPACELESS_MARKS}]*"
    rf"|(?:(?![{_SPACELESS}_])[\w{_MARKS}])+(?:['’-](?:(?![{_SPACELESS}_])[\w{_MARKS}])+)*"
)
# A text of Western letters holds none of these: its words are counted by its bytes, at a tenth of the cost.
_WESTERN = "cp1252"
_ROLES = "".join(
    "a" if character.isalnum() else "-" if character in "'’-" else " "
    for character in (bytes([byte]).decode(_WESTERN, "replace") for byte in range(0x100))
).encode()
"""What each byte of it is in a word: a letter, what may stand between letters, or nothing."""
_JOINT = re.compile(rb"-(?<=a-)(?=a)")


def squeeze(text: str) -> str:
    """The text on one line, with single spaces and none outside."""
    return " ".join(text.split())


def storable(text: str) -> str:
    """The text without what Postgres refuses: controls (U+0000 among them) go, lone surrogates become U+FFFD."""
    if text.isprintable():  # neither control nor surrogate; most texts, and cheap to see
        return text
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def visible(text: str) -> str:
    """A one-line label as a reader sees it: NFC, without controls, bidirectional overrides and zero-width marks.

    Zero-width joiners that a script is spelled with stay.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return squeeze(unicodedata.normalize("NFC", _INVISIBLE_PATTERN.sub(_joiner, storable(text))))


def _joiner(found: re.Match[str]) -> str:
    """A zero-width joiner between letters of a script that is spelled with it (Persian, Hindi) stays."""
    mark, text, at = found[0], found.string, found.start()
    if mark not in "\u200c\u200d" or not 0 < at < len(text) - 1:
        return ""
    return mark if all(_JOINED.match(text[n]) for n in (at - 1, at + 1)) else ""


def fold(text: str) -> str:
    """The text with case, quotes, dashes, width and white space folded; equal folds are one wording."""
    return " ".join(_fold_characters(text).split())


def fold_tight(text: str) -> str:
    """The fold without any white space, so that a paragraphed and a flattened copy are equal."""
    return "".join(_fold_characters(text).replace(" ", "").replace("\n", "").split())  # what is left splits in no time


def _fold_characters(text: str) -> str:
    # Replacing one character after the other takes a third of what str.translate takes, which asks a dict for each.
    if not text.isascii():
        text = _replaced(text, _COMMON)
    if text.isascii():
        text = text.replace('"', "'").replace("`", "'").lower()
    else:
        text = _replaced(unicodedata.normalize("NFKC", text), _FOLDED).casefold()
        again = unicodedata.normalize("NFKC", text)
        text = text if again == text else _replaced(again, _FOLDED)  # no case of a letter is a quotation mark
    for double in ("''", "--"):
        while double in text:
            text = text.replace(double, double[0])
    return text


def _replaced(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for character, folded in pairs:
        text = text.replace(character, folded)
    return text


def word_count(text: str) -> int:
    """Runs of letters of the text, for comparisons: identities of stored texts hang on it. See ``count_words``."""
    return len(_WORD.findall(text))


def count_words(text: str) -> int:
    """Words as readers count them, in every script: marks stay with their letters; of scripts that are written without
    spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) each character is one.
    """
    if text.isascii() and "_" in text:
        return len(_WORD.findall(text))
    western, count = [b""], 0
    # A paragraph that holds other letters does not make the others dear; no word goes on in the next one.
    for paragraph in unicodedata.normalize("NFC", text).split("\n"):
        try:
            western.append(paragraph.encode("ascii" if paragraph.isascii() else _WESTERN))
        except UnicodeEncodeError:
            count += len(_COUNTED.findall(paragraph))
    roles = b" ".join(western).translate(_ROLES)
    return count + roles.replace(b"-", b" ").count(b" a") - len(_JOINT.findall(roles))


def folded_words(text: str) -> list[str]:
    """The words of the folded text, in order."""
    return _WORD.findall(fold(text))


def word_runs(text: str, size: int = 4) -> set[tuple[str, ...]]:
    """The set of runs of ``size`` folded words; a shorter text is one run."""
    words = folded_words(text)
    return {tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1))} if words else set()


def containment(one: str, other: str) -> float:
    """Share of the shorter text's word runs that the longer one holds, 0 to 1."""
    a, b = word_runs(one), word_runs(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
