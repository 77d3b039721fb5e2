"""A text as hashed tokens, any script, in array operations only: no Python object per word.

Case, width, accents, apostrophes, invisible marks and Arabic and Hebrew vowel signs are folded away, and so are the
letters that ``alphabets`` names. Scripts that are written without spaces give one token a character. ``1,234.5``,
``1.234,5`` and ``1 234,5`` are one token, 12345; ``8.30pm`` is two, as ``8:30 pm`` is.

Many texts are cut in one array: a call to numpy costs as much for a sentence as for a page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.stories.symbols import (
    APART,
    CASELESS,
    DIGIT,
    DROPPED,
    HAN,
    IS_CASELESS,
    IS_STOP,
    IS_UPPER,
    KIND_BITS,
    LETTER,
    MARKED,
    NAME,
    OPENING,
    Symbols,
    encode,
    join,
    kinds_of,
)

Hashes = NDArray[np.uint64]

MOST_CHARACTERS = 200_000
"""Only so much of a text is compared, as only so much of it is in the full-text index."""
_MOST_TOGETHER = 1 << 16
"""Bytes of the texts in one array: what fits into the processor's own memory several times over."""

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
    return np.multiply.accumulate(table)


_FOUR = np.zeros(4, np.bool_)

_powers_up = _powers(_BASE, 8192)
_powers_down = _powers(_BASE_INVERSE, 8192)


class Tokens(NamedTuple):
    """The tokens of one text, in order; both arrays are of one length."""

    hashes: Hashes
    kinds: NDArray[np.uint8]
    """LETTER, DIGIT, HAN, DENSE, NAME, CASELESS or OPENING. No NAME and no OPENING where everything is in capitals."""


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
    return tokenize_all([text])[0]


def tokenize_all(texts: Sequence[str]) -> list[Tokens]:
    """Cut each of the texts; see ``tokenize``."""
    cut = [text[:MOST_CHARACTERS] for text in texts]
    found: dict[int, Tokens] = {}
    marked: dict[int, str] = {}
    for numbers, part in _together(enumerate(cut)):
        marked |= _cut(numbers, part, found)
    for numbers, part in _together((at, _normal(cut[at], characters)) for at, characters in marked.items()):
        _cut(numbers, part, found)
    return [found[at] for at in range(len(cut))]


def _normal(text: str, marked: str) -> str:
    """A text in NFKC. The characters that are not go first: what is normal then is told several times quicker."""
    for character in marked:
        text = text.replace(character, unicodedata.normalize("NFKC", character))
    return unicodedata.normalize("NFKC", text)


def _together(texts: Iterable[tuple[int, str]]) -> Iterator[tuple[list[int], Symbols]]:
    """Numbered texts in arrays of one encoding each."""
    waiting: dict[bool, tuple[list[int], list[bytes]]] = {True: ([], []), False: ([], [])}
    sizes = {True: 0, False: 0}
    for number, text in texts:
        is_western, encoded = encode(text)
        numbers, parts = waiting[is_western]
        numbers.append(number)
        parts.append(encoded)
        sizes[is_western] += len(encoded)
        if sizes[is_western] >= _MOST_TOGETHER:
            yield numbers, join(parts, is_western=is_western)
            waiting[is_western], sizes[is_western] = ([], []), 0
    for is_western, (numbers, parts) in waiting.items():
        if numbers:
            yield numbers, join(parts, is_western=is_western)


def _cut(numbers: Sequence[int], texts: Symbols, found: dict[int, Tokens]) -> dict[int, str]:
    """Cut texts into tokens; the numbers of those that are to be normalized first, with the characters that are why."""
    bits = kinds_of(texts)
    marked: dict[int, str] = {}
    if len(bits) and np.max(bits) >= MARKED:
        places = (bits >= MARKED).nonzero()[0]
        characters = "".join(map(texts.character, np.unique(texts.symbols.take(places)).tolist()))
        marked = {numbers[n]: characters for n in np.unique(texts.starts.searchsorted(places, "right") - 1).tolist()}
        bits &= np.uint8(MARKED - 1)
    symbols, bits, starts = _without_dropped(texts, bits)
    kind = bits & KIND_BITS
    is_word = kind != APART
    begins, ends = is_word.copy(), is_word.copy()
    if len(kind) > 1:
        # A number ends where letters begin: 45m is 45 m, as 45 million is two words.
        is_new = kind[1:] != kind[:-1]
        if np.max(kind) >= HAN:
            is_new |= kind[1:] >= HAN
        begins[1:] &= is_new
        ends[:-1] &= begins[1:] | ~is_word[1:]
    first, last = begins.nonzero()[0], ends.nonzero()[0]
    cuts = [*first.searchsorted(starts).tolist(), len(first)]
    first_bits = bits.take(first)
    kinds = first_bits & KIND_BITS
    kinds[(first_bits & (IS_CASELESS | KIND_BITS)) == IS_CASELESS | LETTER] = CASELESS
    _mark_names(kinds, bits, first, last, cuts)
    hashes = _hashes(texts.tables.fold.take(symbols), first, last)
    for at, number in enumerate(numbers):
        here = slice(cuts[at], cuts[at + 1])
        found[number] = Tokens(hashes[here], kinds[here])
    return marked


def _without_dropped(
    texts: Symbols, kind: NDArray[np.uint8]
) -> tuple[NDArray[Any], NDArray[np.uint8], NDArray[np.intp]]:
    """The symbols without what is dropped, their kinds, and where each text begins."""
    is_kept = kind != DROPPED
    _join_digits(texts.symbols, kind, is_kept)
    _drop_second_letters(texts.tables.doubles.take(texts.symbols), is_kept)
    dropped = (~is_kept).nonzero()[0]
    if not len(dropped):
        return texts.symbols, kind, texts.starts
    return texts.symbols[is_kept], kind[is_kept], texts.starts - dropped.searchsorted(texts.starts)


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


def _drop_second_letters(doubles: NDArray[np.uint8], is_kept: NDArray[np.bool_]) -> None:
    """Drop the e of ae, oe and ue, an s after an s, the j of lj and nj, the z of dz: one letter elsewhere, two here."""
    is_kept[1:] &= (doubles[:-1] >> 4) & doubles[1:] == 0


def _hashes(folded: NDArray[Any], first: NDArray[np.intp], last: NDArray[np.intp]) -> Hashes:
    """A polynomial of each token's characters, from one running sum over the text."""
    global _powers_up, _powers_down
    if len(folded) > len(_powers_up):
        size = 1 << len(folded).bit_length()
        _powers_up, _powers_down = _powers(_BASE, size), _powers(_BASE_INVERSE, size)
    sums = folded * _powers_up[: len(folded)]
    np.cumsum(sums, out=sums)
    hashes = sums.take(last)
    if len(first):
        is_inside = int(first[0] > 0)
        hashes[1 - is_inside :] -= sums.take(first[1 - is_inside :] - 1)
    hashes *= _powers_down.take(first)
    return hashes


def _mark_names(
    kinds: NDArray[np.uint8],
    bits: NDArray[np.uint8],
    first: NDArray[np.intp],
    last: NDArray[np.intp],
    cuts: Sequence[int],
) -> None:
    """Mark the capitalised tokens: names inside sentences, and openings. A single letter is neither."""
    at = (bits.take(first) & IS_UPPER).nonzero()[0]
    if not len(at):
        return
    capitals, tokens = np.diff(at.searchsorted(cuts)), np.diff(cuts)
    is_shouted = 2 * capitals > tokens
    if is_shouted.any():
        at = at[~is_shouted.repeat(capitals)]
    at = at[last.take(at) > first.take(at)]
    begin = first.take(at)
    gap = begin - last.take(np.maximum(at - 1, 0)) - 1
    is_inside = (gap <= _WIDEST_GAP) & (at > 0)
    for back in range(1, _WIDEST_GAP + 1):
        is_inside &= (gap < back) | (bits.take(begin - back, mode="clip") & IS_STOP == 0)
    kinds[at] = np.where(is_inside, NAME, OPENING)


@lru_cache(1 << 14)
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
