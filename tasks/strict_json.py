"""JSON as RFC 8259 has it and nothing more, for what strangers send. Standard library only."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from tasks.errors import SkipPage

LONGEST_BYTES = 10 * 1024 * 1024


class BadJson(SkipPage, ValueError):
    """The text is no JSON, or nests or counts beyond what is read."""

    reason = "bad_json"


def parse_json(content: bytes | str) -> Any:
    """The value of a JSON text in UTF-8.

    Raises BadJson for anything else: NaN and infinities, control characters in strings, other charsets, nesting beyond
    what Python's parser follows, integers of thousands of digits.
    """
    if len(content) > LONGEST_BYTES:
        raise BadJson(f"{len(content):,} bytes of JSON, at most {LONGEST_BYTES:,} are read")
    try:
        text = content if isinstance(content, str) else content.decode("utf-8")
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        words = str(error) if isinstance(error, ValueError) else "it nests too deeply"
        raise BadJson(f"no JSON: {words[:200]}") from error


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
