"""The words beside figures, from ``figures.toml``, and patterns of many words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from tasks.stories.alphabets import letter_variants

_FIRST_CASELESS = "\u0590"


def plain(text: str) -> str:
    """A text, or a word of the tables, with the letters that keyboards set for each other as one."""
    if text.isascii():
        return text
    # A wide comma parts sentences, and never the digits of a number.
    return unicodedata.normalize("NFKC", text.replace("\uff0c", "\uff0c ")).translate(_letters())


@cache
def _letters() -> dict[int, str]:
    other = {ord(letter): variant for letter, variant in letter_variants().items() if letter > _FIRST_CASELESS}
    return {**{ord(sign): plain for sign, plain in zip("٫٬٪’", ".,%'", strict=True)}, **other}


@cache
def word_table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(
        plain(files("tasks.stories").joinpath("figures.toml").read_text(encoding="utf-8"))
    )
    return found


@cache
def named(group: str) -> dict[str, str]:
    """By word or sign, what it stands for."""
    return {
        word.replace("_", " "): code
        for code, text in word_table()[group].items()
        for word in text.split()
        if word[-1] != "*"
    }


@cache
def _stems(group: str) -> list[tuple[str, str]]:
    return [(word[:-1], code) for code, text in word_table()[group].items() for word in text.split() if word[-1] == "*"]


def meaning(group: str, word: str | None) -> str:
    """What a word or sign stands for; "" for none."""
    word = (word or "").lower().strip()
    stems = (code for stem, code in _stems(group) if word.startswith(stem))
    return named(group).get(word) or (next(stems, "") if word else "")


@cache
def number_values() -> dict[str, int]:
    found: dict[str, int] = {}
    for text in word_table()["numbers"].values():
        low, _, tens = text.partition(" | ")
        found |= {word.replace("_", " "): at for at, word in enumerate(low.split(), start=1) if word != "_"}
        found |= {word: 10 * at for at, word in enumerate(tens.split(), start=3)}
    return found


def any_of(group: str) -> str:
    """A pattern of the words and signs of a table."""
    words = sorted({word for text in word_table()[group].values() for word in text.split()}, key=len, reverse=True)
    return "|".join(_pattern(word) for word in words)


def one_of(words: Iterable[str]) -> str:
    """A pattern of words, the longest first, that parts where they do: a list of hundreds is several times slower."""
    tree: dict[str, Any] = {}
    for word in words:
        below = tree
        for character in word:
            below = below.setdefault(character, {})
        below[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, Any]) -> str:
    found = [re.escape(character) + _branches(below) for character, below in tree.items() if character]
    return f"(?:{'|'.join(found)})" + "?" * ("" in tree) if found else ""


def _pattern(word: str) -> str:
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"\w{0,3}(?!\w)"
    plain = re.escape(word.replace("_", " "))
    # Words end where letters do; a sign or a character of a script without spaces needs no end.
    return plain + (r"(?!\w)" if word[-1].isalpha() and ord(word[-1]) < 0xE00 else "")
