"""What is known of columns of schema bi beside their comments: the checks that guard them, and how true they were."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(slots=True)
class ColumnNote:
    """What is known of one column."""

    checks: list[str] = field(default_factory=list)
    """Checks of every run that guard it."""
    measured: str | None = None
    """What was measured, on what, and where it is told. None: nobody measured."""


def read_notes() -> dict[str, ColumnNote]:
    """The notes by ``view.column``."""
    told = read_told()
    found: defaultdict[str, ColumnNote] = defaultdict(ColumnNote)
    for check, columns in told["guarded_by"].items():
        for column in columns:
            found[column].checks.append(check)
    for measured in told["measured"]:
        figures = ", ".join(f"{figure} ({corpus})" for corpus, figure in measured["figures"].items())
        for column in measured["columns"]:
            found[column].measured = f"{measured['measure']}: {figures}; {measured['source']}"
    return dict(found)


def read_told() -> dict[str, Any]:
    """The file as it is."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
