"""The entries of a JSON Feed, also of one that is cut or broken in its middle: what is whole is read. Pure."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from tasks.strict_json import BadJson, parse_json

_LIST = re.compile(r'"items"\s*+:\s*+\[')
_BETWEEN = re.compile(r"[\s,]*+")
_DECODER = json.JSONDecoder(strict=False)  # A line break in a string costs no entry.


class Items(NamedTuple):
    """The entries, of any JSON type. ``warning`` says what could not be read; None: all of it was."""

    items: list[Any]
    warning: str | None = None


def read_items(text: str) -> Items:
    """The list ``items`` of a JSON object, or a list in its place."""
    try:
        value = parse_json(text)
    except BadJson as error:
        return _whole_items(text, str(error))
    items = value.get("items") if isinstance(value, dict) else value
    return Items(items) if isinstance(items, list) else Items([], "the JSON has no items")


def _whole_items(text: str, error: str) -> Items:
    """The entries one by one, up to the first that is no JSON."""
    begin = _LIST.search(text)
    items: list[Any] = []
    at = begin.end() if begin else len(text)
    is_whole = False
    while (match := _BETWEEN.match(text, at)) and (at := match.end()) < len(text):
        is_whole = text[at] == "]"
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        items.append(item)
    lost = None if is_whole else f"the feed is broken, {len(items)} entries were read before: {error}"
    return Items(items, lost)
