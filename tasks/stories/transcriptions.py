"""Whether two spellings are one name: transcriptions from another script, or the same letters joined and parted.

Vowels go their own ways from paper to paper and consonants are one of a few sounds, so the sounds are compared. The
sound of a letter of any alphabet is the beginning of its name in Unicode; that of a Chinese character is in
``transcription.txt``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files

from tasks.stories.alphabets import letter_variants

_SOUNDS = {
    **dict.fromkeys(("shch", "tsch", "dsch", "sch", "tch", "dzh", "cz", "sz", "sh", "zh", "dj", "dz", "ts", "tz"), "S"),
    **dict.fromkeys(("s", "z", "ds"), "S"),
    **dict.fromkeys(("k", "q", "ck"), "K"),
    **dict.fromkeys(("kh", "gh"), "KH"),
    "tj": "TS",
    **dict.fromkeys(("ch", "c", "g"), "KS"),
    **dict.fromkeys(("b", "p", "f", "v", "ph", "bh", "w"), "P"),
    **dict.fromkeys(("d", "t", "th", "dh"), "T"),
    **dict.fromkeys(("r", "rh"), "R"),
    "l": "L", "m": "M", "n": "N", "h": "KH", "j": "SY", "y": "Y",
}  # fmt: skip
"""The sounds that consonants may stand for; two are one where they have any in common."""
_SILENT = frozenset("hjwy")
_UNIT = re.compile("|".join([*sorted(_SOUNDS, key=len, reverse=True), "."]))
_LETTER = re.compile(r"(?:LETTER|SYLLABLE|CHARACTER|SIGN) (?:FINAL )?(SMALL )?(\w+)")
_KANA = {"TI": "tji", "TU": "tju", "DI": "tji", "DU": "tju", "HU": "fu", "SI": "shi"}
_SIGNS = {
    "jeem": "g",
    "waw": "w",
    "vav": "w",
    "virama": "",
    "nukta": "",
    "anusvara": "n",
    "candrabindu": "n",
    "chandrabindu": "n",
}
_LEAST_CONSONANTS, _CONSONANTS_PER_ERROR = 3, 6
_LEAST_ALIKE_WORD, _LEAST_ALIKE_WITH_ONE_MORE = 0.8, 0.9
_LEAST_ALIKE, _LEAST_ALIKE_OF_SHORT, _LEAST_ALIKE_OF_WRONG = 0.5, 0.6, 0.7


@lru_cache(1 << 12)
def is_one_name(one: str, other: str) -> bool:
    """Whether two spellings, folded or as printed, may be of one name; spaces and hyphens say nothing."""
    ours, theirs = _letters(one), _letters(other)
    if not ours or not theirs:
        return False
    if ours == theirs:
        return True
    mine, yours = _skeleton(ours), _skeleton(theirs)
    least, most = sorted((len(mine), len(yours)))
    is_short = least < _LEAST_CONSONANTS
    # The cheaper test first: most names are others.
    most_errors = 0 if is_short else most // _CONSONANTS_PER_ERROR
    least_errors = max(_sounding(mine) - len(yours), _sounding(yours) - len(mine))
    if not least or least_errors > max(most_errors, not is_short):
        return False
    errors = _distance(mine, yours)
    if errors > max(most_errors, not is_short):
        return False
    alike = SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
    if errors > most_errors:
        # A consonant that one language still writes: Baptista, Batista.
        return alike >= _LEAST_ALIKE_WITH_ONE_MORE and _is_left_out(*sorted((ours, theirs), key=len))
    return alike >= (_LEAST_ALIKE_OF_SHORT if is_short else _LEAST_ALIKE_OF_WRONG if errors else _LEAST_ALIKE)


def is_one_word(one: str, other: str) -> bool:
    """Whether two words that are no names are one in two orthographies: nearly all letters are the same."""
    ours, theirs = one.casefold(), other.casefold()
    is_one = ours[:1] == theirs[:1] or ours.endswith(theirs) or theirs.endswith(ours)
    return is_one and SequenceMatcher(None, ours, theirs, autojunk=False).ratio() > _LEAST_ALIKE_WORD


def is_shortened(one: str, other: str) -> bool:
    """Whether one is an abbreviation of the other: its first letter and some more of them in their order."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if not short or not (short + long).isalpha() or 2 * len(short) > len(long):
        return False
    return _is_left_out(short, long)


def _is_left_out(short: str, long: str) -> bool:
    """Whether the longer word is the shorter one with more letters behind its first one."""
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)


def _sounding(skeleton: Sequence[tuple[str, bool]]) -> int:
    return sum(not is_silent for _, is_silent in skeleton)


@lru_cache(1 << 12)
def _letters(text: str) -> str:
    """The letters of a name in the Latin alphabet, as far as their own names tell them; "" where any has none."""
    found = []
    for character in unicodedata.normalize("NFC", text.casefold()):
        letter = _latin(character)
        if letter is None:
            return ""
        found.append(letter)
    return "".join(found)


@cache
def _latin(character: str) -> str | None:
    category = unicodedata.category(character)
    if category[0] not in "LM":
        return None if category[0] == "N" else ""
    if "\u4e00" <= character <= "\u9fff":
        return _han().get(character)
    base = unicodedata.normalize("NFD", character)[0]
    variant = letter_variants().get(base, base if base.isascii() else character)
    if variant.isascii():
        return variant
    name = unicodedata.name(variant, "")
    found = _LETTER.search(name)
    if not found or category == "Lm":
        return ""
    small, letter = found.groups()
    if name.startswith("HANGUL"):
        return letter.lower()
    if name.startswith(("KATAKANA", "HIRAGANA")):
        return ("" if letter == "TU" else letter[-1].lower()) if small else _KANA.get(letter, letter.lower())
    if " SARA " in name:
        return "a"
    sound = letter.lower()
    if sound in _SIGNS:
        return _SIGNS[sound]
    consonants = re.match("[^aeiou]*", sound)
    # The names of some letters have no vowel of their own before the consonant: yod, yeh, ya.
    begin = consonants[0] if consonants else ""
    return begin or sound[0]


@cache
def _han() -> dict[str, str]:
    text = files("tasks.stories").joinpath("transcription.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and line[0] != "#"]
    return {character: "" if sound == "-" else sound for sound, characters in lines for character in characters}


@lru_cache(1 << 12)
def _skeleton(letters: str) -> list[tuple[str, bool]]:
    """The consonants as the sounds that each may be, and whether it may be silent; two of one kind in a row are one."""
    found: list[tuple[str, bool]] = []
    before = ""
    for at, unit in enumerate(_UNIT.findall(letters.replace("x", "ks"))):
        sound = _SOUNDS.get(unit, "")
        if sound not in ("", before) and not (unit == "y" and at):
            found.append((sound, unit in _SILENT and at > 0))
        before = sound
    return found


def _distance(mine: Sequence[tuple[str, bool]], yours: Sequence[tuple[str, bool]]) -> int:
    """How many sounds have to be changed, added or left out; a silent one is left out for nothing."""
    row = [0]
    for _, is_silent in yours:
        row.append(row[-1] + (not is_silent))
    for sound, is_silent in mine:
        above, row = row, [row[0] + (not is_silent)]
        for at, (other, is_other_silent) in enumerate(yours):
            changed = above[at] + (not {*sound} & {*other})
            row.append(min(changed, above[at + 1] + (not is_silent), row[at] + (not is_other_silent)))
    return row[-1]
