"""Text of strangers, made harmless for the place where a person reads it: a function for each place.

Pages, file names, servers' answers and robots rules may hold escape sequences that a terminal obeys, marks that turn
the direction of what follows, and markup that a browser follows.
"""

from __future__ import annotations

import re

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]"
)
"""Control characters but tab and line end, marks of direction, and halves of characters."""

_TURNING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula in some spreadsheet; the last four are the wide forms of the first."""


def for_terminal(text: str) -> str:
    """The text with control characters and marks of direction written out, e.g. ``\\x1b``."""
    return _CONTROLS.sub(_written_out, text)


def for_log(text: str) -> str:
    """The text as one line of a log: a line end would look like the next entry."""
    return for_terminal(text).replace("\n", "\\n")


def for_markdown(text: str) -> str:
    """The text as code, which no reader of Markdown makes links, images or markup of; also in a table's cell."""
    plain = for_log(text).replace("`", "'").replace("|", "¦").strip()
    return f"`{plain}`" if plain else ""


def for_spreadsheet(text: str) -> str:
    """The text as a cell that no spreadsheet computes: what begins a formula stands behind an apostrophe.

    Control characters but tab and line ends, and marks that turn the direction of what follows, are written out; the
    marks that scripts written from right to left need stay.
    """
    plain = _TURNING.sub(_written_out, text)
    is_formula = plain[:1] in _FORMULA or plain.lstrip().startswith(_FORMULA)
    return f"'{plain}" if plain and is_formula else plain


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
