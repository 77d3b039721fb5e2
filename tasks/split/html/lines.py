"""Lines inside one block: whether line breaks part paragraphs, and what opens over a sentence."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from tasks.split.html.printed import date_in

APART_MOST = 200
"""Characters of a line that may be a byline above or beside its date."""
_LINE_LEAST, _LINES_MOST = 80, 7
"""Letters of a line, on average, from which line breaks part paragraphs; most lines of a byline."""
FAR_OUT = re.compile(r"(?:left|right|top|text-indent)\s*:\s*-\d{4}")
"""A style that puts an element out of every reader's sight."""
_HOVER_LEAST = 2
"""Links in a panel over a link."""
_TIP = re.compile(r"(?i)(?:^|[\s_-])tool-?tip[\s_-]*(?:text|content|body|panel)")
"""Class names of what opens over a word; "tooltip" alone often is around the word itself."""
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")


def has_lines(text: str) -> bool:
    """Whether the lines between line breaks are paragraphs, or a byline and a date above each other."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    if sum(map(_width, lines)) >= _LINE_LEAST * len(lines):
        return True
    return sum(map(len, lines)) < APART_MOST and len(lines) < _LINES_MOST and any(map(_is_dated, lines))


def is_hover_card(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    """Whether a span in a sentence is the panel that opens over a word, or with other stories over a link."""
    if attributes.get("role") == "tooltip" or _TIP.search(attributes.get("class") or ""):
        return True
    before = node.prev
    return before is not None and before.tag == "a" and len(node.css("a")) >= _HOVER_LEAST


def _width(line: str) -> int:
    """Length of a line in letters of Latin: a character of Chinese or Japanese says as much as three of them."""
    return len(line) if line.isascii() else len(line) + 2 * len(_WIDE.findall(line))


def _is_dated(line: str) -> bool:
    span = date_in(line)
    return span is not None and span[1] - span[0] > len(line) / 2
