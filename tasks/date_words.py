"""Words of printed dates in many languages, from ``date_words.toml``, and the patterns built of them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("date_words.toml")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _listed(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


def table(name: str) -> dict[str, str]:
    """One table of the file: a word in small letters -> the key that it stands under."""
    return {word.casefold(): key for key, text in _words()[name].items() for word in _listed(text)}


def zone_table(name: str) -> dict[str, str]:
    """One table of the zones as the file has it."""
    return dict(_words()["zones"][name])


def words(group: str, key: str) -> list[str]:
    """The words under one key."""
    return _listed(_words()[group][key])


def month_names() -> dict[str, int]:
    """Names of months that the common reader does not know -> 0 to 11."""
    return {name: number for number, text in enumerate(_words()["months"]["names"]) for name in _listed(text)}


def one_of(found: list[str]) -> str:
    """A pattern of any of the words, longer ones first, up to its end; scripts without spaces have no ends."""
    ordered = sorted(set(found), key=len, reverse=True)
    return "|".join(re.escape(one) + ("" if _SPACELESS.match(one[-1]) else r"(?!\w)") for one in ordered)


@cache
def ago_pattern(is_ascii: bool = False) -> str:
    """A pattern, without groups of a name, of a span of time that lies back: "2 days, 3 hours ago", "vor 3 Stunden".

    ``is_ascii``: only with the words that an ASCII line can hold, for speed.
    """

    def some(found: list[str]) -> str:
        return one_of([one for one in found if one.isascii() or not is_ascii])

    count = rf"(?:\d{{1,4}}\+?|{some(words('ago', 'one'))})"
    piece = rf"(?:{count}\s?(?:{some(list(table('units')))})\.?"
    piece += ")" if is_ascii else rf"|(?:{some(list(table('two')))}))"
    joint = rf"(?:\s?(?:{some([*words('ago', 'joints'), '،'])})\s?|\s)"
    span = rf"{piece}(?:{joint}{piece})?"
    before, behind = some(words("ago", "before")), some(words("ago", "behind"))
    countless = rf"(?:{some(words('ago', 'without_count'))})\s+(?:{some(list(table('units')))})"
    return (
        rf"(?:(?<!\w)(?:{before})\s+{span}(?:\s+(?:{behind}))?|(?<![\w.,:/-]){span}\s?(?:{behind})|"
        rf"(?<!\w)(?:{countless}))"
    )


@cache
def day_pattern() -> str:
    """A pattern of the words for today, yesterday and the day before."""
    return one_of(list(table("days")))
