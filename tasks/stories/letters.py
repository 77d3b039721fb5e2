"""A text as hashed tokens, any script, in array operations only: no Python object per word.

Case, width, accents, apostrophes, invisible marks and Arabic and Hebrew vowel signs are folded away, and so are the
letters that ``alphabets`` names. Scripts that are written without spaces give one token a character. ``1,234.5``,
``1.234,5`` and ``1 234,5`` are one token, 12345; ``8.30pm`` is two, as ``8:30 pm`` is.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.stories.alphabets import letter_variants

Hashes = NDArray[np.uint64]

MOST_CHARACTERS = 200_000
"""Only so much of a text is compared, as only so much of it is in the full-text index."""

LETTER, DIGIT, HAN, DENSE, NAME = range(1, 6)
CASELESS, OPENING = 7, 8
"""Kinds of tokens: a word, a number, a character of a script without spaces (Han and kana, or another), a word that is
capitalised inside a sentence, a word of a script without capitals, a capitalised word at the start of a sentence."""
_APART, _DROPPED, _KIND_BITS = 0, 6, 7
_IS_STOP, _IS_UPPER, _IS_CASELESS = 0x08, 0x10, 0x20
"""Bits of the kind of a symbol beside the kind itself: a stop; a capital letter; a letter of a script without."""
# Scripts without spaces, by the name of their letters. A Han or kana character is about six tenths of a word, one of
# the others about a quarter.
_HAN_NAMES = ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "BOPOMOFO")
_DENSE_NAMES = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
# Marks on letters that print and reprint set or leave out: Latin, Hebrew, Arabic; tatweel only widens a word.
_LOOSE_MARKS = ("COMBINING ", "HEBREW POINT", "HEBREW ACCENT", "ARABIC ", "ARABIC TATWEEL")
_APOSTROPHES = "'\u2018\u2019\u201b\u02bc\u2032\u00b4`"
_STOPS = '.!?\n\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964:\u201c\u201e\u00ab"'


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is known of every symbol: a code point, or a byte of a Western text."""

    kind: NDArray[np.uint8]
    fold: NDArray[np.uint64]
    small: NDArray[np.uint8]
    """``fold`` where it is ASCII, else 0x7F."""

    @staticmethod
    def of(size: int) -> _Tables:
        """Tables of so many symbols, all unknown."""
        return _Tables(np.zeros(size, np.uint8), np.zeros(size, np.uint64), np.zeros(size, np.uint8))


# They fill page by page as scripts are met: all of Unicode would cost a second at the start of every process.
_points = _Tables.of(0x110000)
_is_known = np.zeros(0x110000 >> 8, np.bool_)
# Most Western text fits into one byte a character, which makes every step below several times quicker.
_WESTERN = "cp1252"
_MARKED = 0x80
"""In a kind: a letter that stands for several, or for a part of one, so the text is normalized first."""

_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)
_FACTORS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_WIDEST_GAP = 3
"""A word that more than so many characters part from the one before it begins something new."""
_BASE = 0x9E3779B97F4A7C15
_MASK, _MOST_LETTER, _LONGEST_SLIP = (1 << 64) - 1, 0x110000, 24
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)


def _powers(base: int, count: int) -> Hashes:
    table = np.full(count, base, np.uint64)
    table[0] = 1
    return np.cumprod(table)


_FOUR = np.zeros(4, np.bool_)
_IS_ONE = np.ones(0x80 * 0x80, np.bool_)
_IS_ONE[[ord(a) * 0x80 + ord(b) for a, b in ("ae", "oe", "ue", "ss", "lj", "nj", "dz")]] = False

_powers_up = _powers(_BASE, 8192)
_powers_down = _powers(_BASE_INVERSE, 8192)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, in order; both arrays are of one length."""

    hashes: Hashes
    kinds: NDArray[np.uint8]
    """LETTER, DIGIT, HAN, DENSE, NAME, CASELESS or OPENING. No NAME and no OPENING where everything is in capitals."""

    @property
    def word_count(self) -> int:
        """Words, with the characters of scripts without spaces as shares of a word."""
        han, dense = (int(np.count_nonzero(self.kinds == kind)) for kind in (HAN, DENSE))
        return len(self.hashes) - han - dense + (han * 6) // 10 + dense // 4


def mix(values: Hashes) -> Hashes:
    """Spread the bits of the values, in place (the finalizer of SplitMix64)."""
    values ^= values >> _SHIFTS[0]
    values *= _FACTORS[0]
    values ^= values >> _SHIFTS[1]
    values *= _FACTORS[1]
    values ^= values >> _SHIFTS[2]
    return values


def tokenize(text: str) -> Tokens:
    """Cut a text into hashed tokens. Texts that differ in typography only give the same tokens."""
    tables, symbols, bits = _symbols(text[:MOST_CHARACTERS])
    kind = bits & _KIND_BITS
    is_word = kind != _APART
    begins, ends = is_word.copy(), is_word.copy()
    if len(kind) > 1:
        # A number ends where letters begin: 45m is 45 m, as 45 million is two words.
        is_new = kind[1:] != kind[:-1]
        if kind.max() >= HAN:
            is_new |= kind[1:] >= HAN
        begins[1:] &= is_new
        ends[:-1] &= begins[1:] | ~is_word[1:]
    first, last = begins.nonzero()[0], ends.nonzero()[0]
    kinds = kind.take(first)
    caseless = (bits.take(first) & (_IS_CASELESS | _KIND_BITS)) == _IS_CASELESS | LETTER
    kinds[caseless] = CASELESS
    _mark_names(kinds, bits, first, last)
    return Tokens(_hashes(tables.fold.take(symbols), first, last), kinds)


def _symbols(text: str) -> tuple[_Tables, NDArray[Any], NDArray[np.uint8]]:
    """The symbols of a text and their kinds, without what is dropped, and the tables they are looked up in."""
    tables, symbols = _encoded(text)
    kind = tables.kind.take(symbols)
    if len(kind) and kind.max() >= _MARKED:
        tables, symbols = _encoded(unicodedata.normalize("NFKC", text))
        kind = tables.kind.take(symbols) & np.uint8(_MARKED - 1)
    is_kept = kind != _DROPPED
    _join_digits(symbols, kind, is_kept)
    _drop_second_letters(tables.small.take(symbols), is_kept)
    if not is_kept.all():
        kept = is_kept.nonzero()[0]
        return tables, symbols.take(kept), kind.take(kept)
    return tables, symbols, kind


def _join_digits(symbols: NDArray[Any], kind: NDArray[np.uint8], is_kept: NDArray[np.bool_]) -> None:
    """Drop what groups the digits of one number: points, commas and colons, and a space before exactly three digits."""
    is_digit = kind == DIGIT
    digits = is_digit.nonzero()[0]
    if len(digits) < 2:
        return
    at = digits[:-1][np.diff(digits) == 2] + 1
    if not len(at):
        return
    inside = symbols.take(at)
    is_mark = (inside == 0x2E) | (inside == 0x2C) | (inside == 0x3A)
    is_space = (inside == 0x20) | (inside == 0xA0) | (inside == 0x202F) | (inside == 0x2009)
    if is_space.any():
        padded = np.concatenate([_FOUR, is_digit, _FOUR])
        is_group = padded.take(at + 6) & padded.take(at + 7) & ~padded.take(at + 8) & ~padded.take(at)
        is_mark |= is_space & is_group
    is_kept[at[is_mark]] = False


def _drop_second_letters(small: NDArray[np.uint8], is_kept: NDArray[np.bool_]) -> None:
    """Drop the e of ae, oe and ue, an s after an s, the j of lj and nj, the z of dz: one letter elsewhere, two here."""
    if len(small) > 1:
        pairs = small[:-1].astype(np.uint16)
        pairs <<= 7
        pairs |= small[1:]
        is_kept[1:] &= _IS_ONE.take(pairs)


def _encoded(text: str) -> tuple[_Tables, NDArray[Any]]:
    try:
        # Apostrophes are dropped here and not below: no mask, and most texts hold some.
        encoded = text.encode("ascii" if text.isascii() else _WESTERN).translate(None, _dropped_bytes())
        symbols: NDArray[Any] = np.frombuffer(encoded, np.uint8)
    except UnicodeEncodeError:
        symbols = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        pages = symbols >> np.uint32(8)
        if not _is_known.take(pages).all():
            for page in np.unique(pages[~_is_known.take(pages)]).tolist():
                _learn(page)
        return _points, symbols
    return _western_tables(), symbols


def _hashes(folded: Hashes, first: NDArray[np.intp], last: NDArray[np.intp]) -> Hashes:
    """A polynomial of each token's characters, from one running sum over the text."""
    global _powers_up, _powers_down
    if len(folded) > len(_powers_up):
        size = 1 << len(folded).bit_length()
        _powers_up, _powers_down = _powers(_BASE, size), _powers(_BASE_INVERSE, size)
    folded *= _powers_up[: len(folded)]
    sums = folded.cumsum()
    before = sums.take(first) - folded.take(first)
    return (sums.take(last) - before) * _powers_down.take(first)


def _mark_names(
    kinds: NDArray[np.uint8], bits: NDArray[np.uint8], first: NDArray[np.intp], last: NDArray[np.intp]
) -> None:
    """Mark the capitalised tokens: names inside sentences, and openings. A single letter is neither."""
    at = (bits.take(first) & _IS_UPPER).nonzero()[0]
    if not len(at) or 2 * len(at) > len(first):
        return
    at = at[last.take(at) > first.take(at)]
    begin = first.take(at)
    gap = begin - last.take(np.maximum(at - 1, 0)) - 1
    is_inside = (gap <= _WIDEST_GAP) & (at > 0)
    for back in range(1, _WIDEST_GAP + 1):
        is_inside &= (gap < back) | (bits.take(begin - back, mode="clip") & _IS_STOP == 0)
    kinds[at] = np.where(is_inside, NAME, OPENING)


def _learn(page: int) -> None:
    for point in range(page << 8, (page + 1) << 8):
        _learn_point(_points, point, chr(point))
    _is_known[page] = True


@cache
def _dropped_bytes() -> bytes:
    return bytes((_western_tables().kind & _KIND_BITS == _DROPPED).nonzero()[0].tolist())


@cache
def _western_tables() -> _Tables:
    tables = _Tables.of(0x100)
    for byte in range(0x100):
        _learn_point(tables, byte, bytes([byte]).decode(_WESTERN, "replace"))
    return tables


def _learn_point(tables: _Tables, symbol: int, character: str) -> None:
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
        tables.kind[symbol] |= _IS_UPPER
    if category == "Lo":
        tables.kind[symbol] |= _IS_CASELESS
    if character in _STOPS:
        tables.kind[symbol] |= _IS_STOP
    is_part = name.startswith(("HANGUL CHOSEONG", "COMBINING KATAKANA"))
    if is_part or (category[0] in "LN" and len(compatible) > 1):
        tables.kind[symbol] |= _MARKED


def _kind(character: str, category: str, name: str) -> int:
    if character in _APOSTROPHES or category in ("Cf", "Me") or name == "ARABIC TATWEEL":
        return _DROPPED
    if category == "Mn" and name.startswith(_LOOSE_MARKS):
        return _DROPPED
    if category in ("Nd", "No") and character.isdigit():
        return DIGIT
    if category[0] not in "LNM":
        return _APART
    if name.startswith(_DENSE_NAMES):
        return DENSE
    return HAN if name.startswith(_HAN_NAMES) else LETTER


def is_slip(one: int, other: int) -> bool:
    """Whether two words differ in one letter only, or one has one letter more at its end, by their hashes."""
    if min(one, other) < _MOST_LETTER:
        return False  # A character that is a word says more than a letter.
    difference = (one - other) & _MASK
    for _ in range(_LONGEST_SLIP):
        if difference < _MOST_LETTER or difference > _MASK - _MOST_LETTER:
            return True
        difference = difference * _BASE_INVERSE & _MASK
    return False
