"""The language of a text, by a trained identifier; what a page declares only where the text is too short to tell."""

from __future__ import annotations

import re
from typing import Any

_ENOUGH_LETTERS = 40
_SAMPLE = 1000
_FIRST_SAMPLE = 300
_GLANCE = 120
_STOP_WORDS = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the and to that with this from has are were his their which would been it on as not he they its but who "
        "will said after or when about an if you we our what there can more than of for by at be had",
        "de": "der die und das den von zu mit sich auf für ist nicht eine ein dem als auch nach wie im bei wird sind "
        "aus einer einen dass",
        "fr": "le les des et une du dans pour qui est sur pas au plus avec son ses cette ont été aux ce sont à",
        "es": "el los las que y del una por con para se su un al más fue lo este esta",
    }.items()
}
_STOP_LEAST, _STOP_SHARE = 6, 0.15
"""Stop words in a beginning, and their share of its words, from which the language that the page declares is its own:
of 866 texts that have them the identifier says the same of all, at thirty times the cost."""
_UNDECLARED = "en"
"""The language that is looked for so where a page declares none: of 7,500 pieces of text 6,845 are English by the
identifier; 6,238 of these have its words, and none of the others."""
_LETTER = re.compile(r"[^\W\d_]")
_DECLARED = re.compile(r"^(?P<code>[a-z]{2})(?:[-_]|$)", re.IGNORECASE)


def _identifier() -> Any:
    from tasks.normalize.language_model import identifier  # With numpy: only a process that meets a text pays for it.

    return identifier()


def warm_up() -> None:
    """Load the model, best beside other work: where it must be unpacked, that leaves the interpreter free."""
    _identifier().classify("warm up")


def find_language(title: str, body: str, declared: str | None) -> str | None:
    """ISO 639-1 code of a text, or None when neither the text nor the page tells.

    Only the first characters are looked at: an identifier is as sure after a thousand as after ten thousand, and after
    three hundred where the page declares the same.
    """
    stated = _DECLARED.match(declared or "")
    sample = f"{title}\n{body[:_SAMPLE]}"
    if _letters(sample[:_GLANCE]) >= _ENOUGH_LETTERS or _letters(sample) >= _ENOUGH_LETTERS:
        likely = stated["code"].lower() if stated else _UNDECLARED
        if _reads_as(likely, sample[:_FIRST_SAMPLE]):
            return likely
        if stated and len(sample) > _FIRST_SAMPLE:
            code, _ = _identifier().classify(sample[:_FIRST_SAMPLE])
            if code == likely:
                return likely
        code, _ = _identifier().classify(sample)
        return str(code)
    return stated["code"].lower() if stated else None


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text)) if text.isascii() else len(_LETTER.findall(text))


def _reads_as(code: str, text: str) -> bool:
    """Whether the stop words of a language say that a text is in it."""
    stop_words = _STOP_WORDS.get(code)
    if stop_words is None:
        return False
    words = text.lower().split()
    return sum(map(stop_words.__contains__, words)) >= max(_STOP_LEAST, _STOP_SHARE * len(words))
