"""Small made-up pages, each one kind of fault, with the values that matter and the reason beside them.

A case is ``fixtures/cases/NAME.html`` (or ``.txt``) and ``NAME.expected.json``: ``why``, ``url``, ``captured_at`` and
``expected``. Keys of ``expected``: page_kind, outcome; of the primary any field of the JSON contract (``…_at``: a
beginning of the instant, or null), body_lines (exactly these), body_has, body_lacks, paragraphs (their number); of the
related articles related_titles, related_count, related_has, related_lacks, related (fields by place).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.cli.commands.options import read_defaults
from flows.pipeline.files import split_files
from flows.run.contract import split_json

CASES = Path(__file__).parent / "fixtures" / "cases"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in CASES.glob("*.expected.json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_with_one_kind_of_fault_is_split_rightly(name: str) -> None:
    told = json.loads((CASES / f"{name}.expected.json").read_text(encoding="utf-8"))
    path = next(path for end in (".html", ".txt") if (path := CASES / f"{name}{end}").exists())
    defaults = read_defaults(told.get("captured_at"), told.get("url"), None)
    (record,) = split_files([path], defaults, None)
    assert list(faults(told["expected"], json.loads(split_json(record)))) == [], told["why"]


def faults(expected: dict[str, Any], got: dict[str, Any]) -> Iterator[str]:
    """What differs from the values expected."""
    primary, related = got.get("primary") or {}, got.get("related") or []
    body, titles = primary.get("body") or "", [card["title"] for card in related]
    lines = [line for line in body.split("\n") if line.strip()]
    found = {
        **primary,
        "page_kind": got["page_kind"],
        "outcome": got["outcome"],
        "body_lines": lines,
        "paragraphs": len(lines),
        "related_titles": titles,
        "related_count": len(related),
    }
    for key, value in expected.items():
        if key in ("body_has", "related_has"):
            yield from (f"lost {part!r}" for part in value if part not in (body if key == "body_has" else titles))
        elif key in ("body_lacks", "related_lacks"):
            yield from (f"let in {part!r}" for part in value if part in (body if key == "body_lacks" else titles))
        elif key == "related":
            for at, fields in enumerate(value):
                card = related[at] if at < len(related) else {}
                yield from (
                    f"{at} {name}: {card.get(name)!r}" for name, one in fields.items() if differs(name, card, one)
                )
        elif differs(key, found, value):
            yield f"{key}: {found.get(key)!r} for {value!r}"


def differs(key: str, found: dict[str, Any], value: Any) -> bool:
    """Whether a field is not the one expected; of an instant its beginning is."""
    if key.endswith("_at") and value is not None:
        return not str(found.get(key)).startswith(value)
    return bool(found.get(key) != value)
