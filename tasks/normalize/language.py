"""The language of a text, by a trained identifier; what a page declares only where the text is too short to tell."""

from __future__ import annotations

import re
from typing import Any

_ENOUGH_LETTERS = 40
_SAMPLE = 1000
_FIRST_SAMPLE = 300
_GLANCE = 120
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
    if len(_LETTER.findall(sample[:_GLANCE])) >= _ENOUGH_LETTERS or len(_LETTER.findall(sample)) >= _ENOUGH_LETTERS:
        if stated and len(sample) > _FIRST_SAMPLE:
            code, _ = _identifier().classify(sample[:_FIRST_SAMPLE])
            if code == stated["code"].lower():
                return str(code)
        code, _ = _identifier().classify(sample)
        return str(code)
    return stated["code"].lower() if stated else None
