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
UNKNOWN = 0xFF
"""In place of a kind: nobody asked for this symbol yet."""
_FOLDED_DOUBLES = (("aou", "e"), ("s", "s"), ("ln", "j"), ("d", "z"))
"""First and second letters of what is one letter elsewhere: see ``Tables.doubles``."""
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
    fold: NDArray[Any]
    """The code point of the letter that it counts as; in as few bytes as these take, which is most of the speed."""
    doubles: NDArray[np.uint8]
    """A bit of the upper half for each kind of double letter that it may begin, one of the lower half where it ends."""

    @staticmethod
    def of(size: int, fold: type[np.unsignedinteger[Any]]) -> Tables:
        """Tables of so many symbols, all unknown."""
        return Tables(np.full(size, UNKNOWN, np.uint8), np.zeros(size, fold), np.zeros(size, np.uint8))


# They fill page by page as scripts are met: all of Unicode would cost a second at the start of every process.
_points = Tables.of(0x110000, np.uint32)
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

    def character(self, symbol: int) -> str:
        """What a symbol stands for."""
        return chr(symbol) if self.tables is _points else _western(symbol)


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
    return Symbols(western_tables() if is_western else _points, symbols, starts // width)


def kinds_of(texts: Symbols) -> NDArray[np.uint8]:
    """The kind of each symbol, and its bits."""
    kinds = texts.tables.kind.take(texts.symbols)
    is_new = kinds == UNKNOWN
    if is_new.any():
        for page in np.unique(texts.symbols[is_new] >> np.uint32(8)).tolist():
            for point in range(page << 8, (page + 1) << 8):
                _learn_point(_points, point, chr(point))
        kinds = texts.tables.kind.take(texts.symbols)
    return kinds


@cache
def _dropped_bytes() -> bytes:
    return bytes((western_tables().kind & KIND_BITS == DROPPED).nonzero()[0].tolist())


@cache
def western_tables() -> Tables:
    tables = Tables.of(0x100, np.uint16)
    for byte in range(0x100):
        _learn_point(tables, byte, _western(byte))
    return tables


def _western(byte: int) -> str:
    return bytes([byte]).decode(_WESTERN, "replace")


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
    letter = chr(tables.fold[symbol])
    for bit, (firsts, second) in enumerate(_FOLDED_DOUBLES):
        tables.doubles[symbol] |= (letter in firsts) << (4 + bit) | (letter == second) << bit
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
