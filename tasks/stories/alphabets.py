"""Letters that print one text in several ways: of one language in two alphabets, of one alphabet on two keyboards.

Han characters: the table of OpenCC in ``traditional.txt``, character by character. Arabic and Persian, Hebrew: the
letters that editors and keyboards of the region set for each other. Cyrillic to Latin: the letters of Serbian (Gaj's
alphabet), those of the other languages by their sound; nothing hangs on their being right there, as both texts are
folded alike.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_ARABIC = dict(
    zip(
        "\u06a9\u06cc\u0649\u0629\u06be\u06c1\u06c0\u06aa\u06d2",
        "\u0643\u064a\u064a\u0647\u0647\u0647\u0647\u0643\u064a",
        strict=True,
    )
)
_HEBREW = dict(zip("\u05da\u05dd\u05df\u05e3\u05e5", "\u05db\u05de\u05e0\u05e4\u05e6", strict=True))
_LATIN = dict(zip("\u00f8\u00e6\u0153\u0111\u0142\u0131", "oaodli", strict=True))
_CYRILLIC = dict(zip("абвгдђежзијклљмнњопрстћуфхцчџшщыэюя", "abvgddezzijkllmnnoprstcufhccdssyeua", strict=True))


@cache
def letter_variants() -> dict[str, str]:
    """By folded letter, the letter it is compared as."""
    text = files("tasks.stories").joinpath("traditional.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    han = dict(zip("".join(lines[::2]), "".join(lines[1::2]), strict=True))
    return {**han, **_ARABIC, **_HEBREW, **_LATIN, **_CYRILLIC}
