"""The differences of a re-parse, as people and programs read them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.markup import escape

from db.reparse.differences import Differences
from flows.cli.console import out, print_table
from flows.shards.differences_words import EXAMPLES, WORDS, in_words, short


def as_json(found: Differences) -> dict[str, Any]:
    """The differences as one object: counts by kind, and examples."""
    return {
        "read_count": found.read_count,
        "unreadable_count": found.unreadable_count,
        "changes": found.counts(),
        "examples": [asdict(one) for one in found.chosen(EXAMPLES)],
    }


def print_differences(found: Differences) -> None:
    """Counts, and ten examples that are not all of one kind."""
    out.print(in_words(found) + ".")
    rows = [[WORDS[kind], str(count)] for kind, count in found.counts().items()]
    if rows:
        print_table("What changes", ("what", "how many"), rows, numbers=1)
    for one in found.chosen(EXAMPLES):
        out.print(f"[bold]{WORDS[one.kind]}[/] {escape(one.page)}")
        if one.before is not None:
            out.print(f"  [red]- {escape(short(one.before))}[/]")
        if one.after is not None:
            out.print(f"  [green]+ {escape(short(one.after))}[/]")
