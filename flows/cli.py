"""The command ``newsweir``."""

from __future__ import annotations

import inspect
import sys
from io import TextIOWrapper

import typer

from flows.commands import (
    archive,
    automations,
    backfill,
    database,
    explain,
    fetch,
    ingest,
    maintain,
    profile,
    purge,
    quality,
    reparse,
    site,
    split,
    status,
    stories,
    story,
    why,
)  # fmt: skip
from flows.exits import exits_of
from flows.process import as_command

app = typer.Typer(
    name="newsweir",
    help="News-aggregator pages in, clean and deduplicated rows in Postgres out.\n\n"
    "Exit codes: 0 all well · 1 failed (nothing or not all was done; the message says what to do) · 2 wrong use · "
    "3 done, but some pages are in quarantine or could not be read · 4 nothing was done: another run has these "
    "sites in hand · 5 loaded, but a data-quality check that is declared to fail a run did · 130 interrupted (run the "
    "command again to go on).",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.command("ingest")(ingest.ingest)
app.command("backfill")(backfill.backfill)
app.command("reparse")(reparse.reparse)
app.command("split")(split.split)
app.command("explain")(explain.explain)
app.command("status")(status.status)
app.command("maintain")(maintain.maintain)
app.command("quality")(quality.quality)
app.add_typer(profile.app, name="profile")
app.add_typer(story.app, name="story")
app.add_typer(stories.app, name="stories")
app.command("fetch")(fetch.fetch)
app.command("why")(why.why)
app.add_typer(site.app, name="site")
app.add_typer(archive.app, name="archive")
app.add_typer(automations.app, name="automations")
app.add_typer(purge.app, name="purge")
app.add_typer(database.app, name="db")


def _document_exits(group: typer.Typer) -> None:
    """Have every command's help name its exit codes, where its own words do not."""
    for command in group.registered_commands:
        assert command.callback is not None
        words = command.help or inspect.getdoc(command.callback) or ""
        if "Exit code" not in words:
            command.help = f"{words}\n\n{exits_of(command.name or command.callback.__name__)}"
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            _document_exits(inner.typer_instance)


_document_exits(app)


def main() -> None:
    """Run a command; errors of ours become one message and an exit code, never a stack trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    as_command(app)
