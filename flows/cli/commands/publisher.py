"""``newsweir publisher``: which names are one publisher, what readers call it, who owns it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from db import publishers
from flows.cli.commands.options import Json, Note
from flows.cli.console import print_table
from flows.run.contract import dumps
from flows.settings import database_url

app = typer.Typer(
    help="Publishers: list names, join and part spellings, rename, note owners, undo.", no_args_is_help=True
)


@app.command("list")
def list_(
    text: Annotated[str | None, typer.Argument(help="Only names that hold this text.")] = None,
    most: Annotated[int, typer.Option("--limit", min=1, help="Publishers at most.")] = 50,
    as_json: Json = False,
) -> None:
    """List publishers with their other spellings, those with most articles first."""
    found = publishers.list_publishers(database_url(), text, most)
    if as_json:
        print(dumps({"publishers": [asdict(one) for one in found]}))
        return
    rows = [
        [*map(escape, (one.publisher, one.aliases or "", one.parent or "")), str(one.article_count)] for one in found
    ]
    print_table("Publishers", ("publisher", "other spellings", "owner", "articles"), rows, numbers=1)


@app.command()
def merge(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Spellings that are another publisher's.")],
    into: Annotated[str, typer.Option("--into", help="The publisher that they are.")],
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Have readers see several names as one publisher, for good: whatever is loaded or re-parsed later."""
    decided = publishers.merge(database_url(), names, into, note)
    _say(as_json, decided, f"{', '.join(names)}: readers see {into}")


@app.command()
def split(
    name: Annotated[str, typer.Argument(help="Spelling that is a publisher of its own.")],
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Have a spelling stand for itself, whatever rule or decision joined it."""
    _say(as_json, [publishers.split(database_url(), name, note)], f"{name}: stands for itself")


@app.command()
def rename(
    name: Annotated[str, typer.Argument(help="A name or spelling of the publisher.")],
    new: Annotated[str, typer.Argument(help="What readers call it.")],
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Have readers see a publisher under another name."""
    _say(as_json, [publishers.rename(database_url(), name, new, note)], f"{name}: readers see {new}")


@app.command()
def parent(
    name: Annotated[str, typer.Argument(help="The publisher that is owned.")],
    owner: Annotated[str, typer.Argument(help="The publisher that owns it.")],
    note: Note = None,
    as_json: Json = False,
) -> None:
    """Note who owns a publisher; the two stay two."""
    _say(as_json, [publishers.set_parent(database_url(), name, owner, note)], f"{name}: owned by {owner}")


@app.command()
def decisions(as_json: Json = False) -> None:
    """List what people decided, the newest first."""
    found = publishers.list_decisions(database_url())
    if as_json:
        print(dumps({"decisions": [asdict(one) for one in found]}))
        return
    rows = [
        [
            *(escape(word or "") for word in (one.publisher, one.into, one.name, one.note)), one.kind,
            "no" if one.is_undone else "yes", str(one.publisher_decision_id),
        ]
        for one in found
    ]  # fmt: skip
    print_table("Decisions", ("publisher", "into", "name", "note", "kind", "stands", "decision"), rows, numbers=3)


@app.command()
def undo(
    decision: Annotated[int | None, typer.Argument(help="Its number; by default the newest that stands.")] = None,
    as_json: Json = False,
) -> None:
    """Undo a decision; those before it stand again."""
    undone = publishers.undo(database_url(), decision)
    _say(as_json, [undone.publisher_decision_id], f"undone: {undone.kind} of {undone.publisher}")


def _say(as_json: bool, decided: list[int], words: str) -> None:
    print(dumps({"decisions": decided}) if as_json else f"{words} (decision {', '.join(map(str, decided))})")
