"""Tables of symbols for array operations: of what kind each is, and which letter it counts as.

Most Western text fits into one byte a character, which makes every step several times quicker: such a text has a table
by byte, any other text one by code point. The latter fills page by page as scripts are met.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.stories.alphabets import letter_variants

LETTER, DIGIT, HAN, DENSE, NAME = range(1, 6)
CASELESS, OPENING, KINDS = 7, 8, 9
"""Kinds of tokens: a word, a number, a character of a script without spaces (Han and kana, or another), a word that is
capitalised inside a sentence, a word of a script without capitals, a capitalised word at the start of a sentence."""
APART, DROPPED, KIND_BITS = 0, 6, 7
IS_STOP, IS_UPPER, IS_CASELESS = 0x08, 0x10, 0x20
"""Bits of the kind of a symbol beside the kind itself: a stop; a capital letter; a letter of a script without."""
MARKED = 0x80
"""In a kind: a letter that stands for several, or for a part of one, so the text is normalized first."""
# Scripts without spaces, by the name of their letters. A Han or kana character is about six tenths of a word, one of
# the others about a quarter.
_HAN_NAMES = ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "BOPOMOFO")
_DENSE_NAMES = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
# Marks on letters that print and reprint set or leave out: Latin, Hebrew, Arabic; tatweel only widens a word.
_LOOSE_MARKS = ("COMBINING ", "HEBREW POINT", "HEBREW ACCENT", "ARABIC ", "ARABIC TATWEEL")
_APOSTROPHES = "'\u2018\u2019\u201b\u02bc\u2032\u00b4`"
_STOPS = '.!?\n\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964:\u201c\u201e\u00ab"'


@dataclass(frozen=True, slots=True)
class Tables:
    """What is known of every symbol: a code point, or a byte of a Western text."""

    kind: NDArray[np.uint8]
    fold: NDArray[np.uint64]
    small: NDArray[np.uint8]
    """``fold`` where it is ASCII, else 0x7F."""

    @staticmethod
    def of(size: int) -> Tables:
        """Tables of so many symbols, all unknown."""
        return Tables(np.zeros(size, np.uint8), np.zeros(size, np.uint64), np.zeros(size, np.uint8))


# They fill page by page as scripts are met: all of Unicode would cost a second at the start of every process.
_points = Tables.of(0x110000)
_is_known = np.zeros(0x110000 >> 8, np.bool_)
_WESTERN = "cp1252"
_BREAK = "\n" * 4
"""Between texts of one array: wider than anything that is looked at around a symbol."""


@dataclass(frozen=True, slots=True)
class Symbols:
    """Some texts in one array."""

    tables: Tables
    """What their symbols are looked up in."""
    symbols: NDArray[Any]
    starts: NDArray[np.intp]
    """Where each text begins."""


def encode(text: str) -> tuple[bool, bytes]:
    """Whether a text fits into a byte a character, and its bytes."""
    try:
        # Apostrophes are dropped here and not below: no mask, and most texts hold some.
        return True, text.encode("ascii" if text.isascii() else _WESTERN).translate(None, _dropped_bytes())
    except UnicodeEncodeError:
        return False, text.encode("utf-32-le", "surrogatepass")


def join(encoded: Sequence[bytes], *, is_western: bool) -> Symbols:
    """Encoded texts as one array."""
    width, gap = (1, _BREAK.encode()) if is_western else (4, _BREAK.encode("utf-32-le"))
    sizes = np.fromiter(map(len, encoded), np.intp, len(encoded))
    starts = np.cumsum(sizes + len(gap)) - sizes - len(gap)
    symbols: NDArray[Any] = np.frombuffer(gap.join(encoded), np.uint8 if is_western else np.uint32)
    if is_western:
        return Symbols(western_tables(), symbols, starts)
    pages = symbols >> np.uint32(8)
    if not _is_known.take(pages).all():
        for page in np.unique(pages[~_is_known.take(pages)]).tolist():
            _learn(page)
    return Symbols(_points, symbols, starts // width)


def _learn(page: int) -> None:
    for point in range(page << 8, (page + 1) << 8):
        _learn_point(_points, point, chr(point))
    _is_known[page] = True


@cache
def _dropped_bytes() -> bytes:
    return bytes((western_tables().kind & KIND_BITS == DROPPED).nonzero()[0].tolist())


@cache
def western_tables() -> Tables:
    tables = Tables.of(0x100)
    for byte in range(0x100):
        _learn_point(tables, byte, bytes([byte]).decode(_WESTERN, "replace"))
    return tables


def _learn_point(tables: Tables, symbol: int, character: str) -> None:
    name = unicodedata.name(character, "")
    category = unicodedata.category(character)
    compatible = unicodedata.normalize("NFKC", character)
    folded = unicodedata.normalize("NFKC", compatible.casefold())
    base = unicodedata.normalize("NFD", folded)
    if folded and not name.startswith(("HANGUL", "HIRAGANA", "KATAKANA")):
        is_accented = all(unicodedata.category(mark) == "Mn" for mark in base[1:])
        folded = base[0] if is_accented else folded[0]
    plain = folded[0] if folded else character
    tables.fold[symbol] = ord(letter_variants().get(plain, plain))
    if category == "Nd":
        tables.fold[symbol] = ord("0") + unicodedata.digit(character)
    tables.small[symbol] = min(tables.fold[symbol], 0x7F)
    tables.kind[symbol] = _kind(character, category, name)
    if category in ("Lu", "Lt"):
        tables.kind[symbol] |= IS_UPPER
    if category == "Lo":
        tables.kind[symbol] |= IS_CASELESS
    if character in _STOPS:
        tables.kind[symbol] |= IS_STOP
    is_part = name.startswith(("HANGUL CHOSEONG", "COMBINING KATAKANA"))
    if is_part or (category[0] in "LN" and len(compatible) > 1):
        tables.kind[symbol] |= MARKED


def _kind(character: str, category: str, name: str) -> int:
    if character in _APOSTROPHES or category in ("Cf", "Me") or name == "ARABIC TATWEEL":
        return DROPPED
    if category == "Mn" and name.startswith(_LOOSE_MARKS):
        return DROPPED
    if category in ("Nd", "No") and character.isdigit():
        return DIGIT
    if category[0] not in "LNM":
        return APART
    if name.startswith(_DENSE_NAMES):
        return DENSE
    return HAN if name.startswith(_HAN_NAMES) else LETTER
