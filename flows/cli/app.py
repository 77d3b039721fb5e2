"""The command ``newsweir``: a command is loaded when it is called, so that ``newsweir --help`` is instant."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from flows.cli.help_text import document, without_markup
from flows.run.process import as_command

COMMANDS = {
    "ingest": "Ingest pages into Postgres: captures, WARC files, addresses; with none, the sample site.",
    "backfill": "Bring in many captures; what is done is skipped, and a killed run goes on where it was.",
    "reparse": "Read captures of the archive again by the rules of today, and show or write what that changes.",
    "split": "Split captures into primary and related articles and print them; nothing is stored.",
    "explain": "Print the blocks of a page with their labels and the rules that set them, and what the rules measured.",
    "status": "Print what is in the database: counts, the newest runs, quarantine, failing checks, late sites.",
    "maintain": "Remove what is too old, erase what was purged, renew statistics, check the archive.",
    "quality": "Show a run's data-quality checks.",
    "profile": "Profiles of aggregators: hosts, time zone, date order, marks and CSS selectors, in TOML files.",
    "story": "One story: shown, joined with another, or taken apart.",
    "stories": "The stories: rebuild all of them, or cluster documents of a file.",
    "fetch": "Fetch pages by hand into the archive, politely; nothing is read.",
    "why": "Why is this page here, or missing? Its place in the plan, and every attempt to fetch it.",
    "site": "Declared sites: where new pages are looked for, how far and how fast.",
    "archive": "The archive: check its WARC files.",
    "automations": "Prefect's automations: crash zombie runs, tell of failed, crashed and late ones.",
    "publisher": "Publishers: list names, join and part spellings, rename, note owners, undo.",
    "dictionary": "Write the codebook of schema bi from the database: what every view and column means.",
    "report": "Write one page of charts that needs no network: what came in, from whom, who is first, what is linked.",
    "export": "Write the rows of a view to a file: all of them, or what changed since the last time.",
    "prefect": "Run Prefect's own command with the secret of the API, e.g. newsweir prefect server start.",
    "purge": "Remove something for good: its rows, its place in stories, its bytes in the archive.",
    "db": "The database: upgrade, address, psql, grant, backup, restore, stop.",
}
"""Every command with the line that ``newsweir --help`` shows of it."""
_MODULES = {"db": "database", "prefect": "prefect_command"}
_HELP = """News-aggregator pages in, clean and deduplicated rows in Postgres out.

Exit codes: 0 all well · 1 failed (nothing or not all was done; the message says what to do) · 2 wrong use ·
3 done, but some pages are in quarantine or could not be read · 4 nothing was done: another run is fetching these
sites · 5 loaded, but a data-quality check that is declared to fail a run did · 130 interrupted (run the
command again to go on)."""


def load_command(name: str) -> Any:
    """The command of this name, with everything that it needs imported."""
    module = import_module(f"flows.cli.commands.{_MODULES.get(name, name)}")
    inner = getattr(module, "app", None)
    if inner is None:
        inner = typer.Typer(add_completion=False, rich_markup_mode="rich")
        inner.command(name, context_settings=getattr(module, "CONTEXT", None))(getattr(module, name))
    document(inner, () if len(inner.registered_commands) == 1 and not hasattr(module, "app") else (name,))
    command = typer.main.get_group(inner) if hasattr(module, "app") else typer.main.get_command(inner)
    command.name = name
    return without_markup(command)


class LazyGroup(TyperGroup):
    """Lists commands by their names alone; one that is called is loaded then."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command that is called, or say which one may have been meant."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, load_command(str(name)) if name else None, rest


app = typer.Typer(
    name="newsweir",
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        print(f"newsweir {version('newsweir')}")
        raise typer.Exit


@app.callback(help=" ".join(_HELP.partition("\n\n")[0].split()) + "\n\n" + " ".join(_HELP.partition("\n\n")[2].split()))
def _root(
    _: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
    settings: Annotated[
        Path | None,
        typer.Option(
            help="File of settings, lines of NEWSWEIR_NAME=value; the environment wins. Default: settings.env in the "
            "home folder. Nothing is read from the current folder."
        ),
    ] = None,
) -> None:
    """Options before the command."""
    if settings is not None:
        os.environ["NEWSWEIR_SETTINGS"] = str(settings.resolve())


for _name, _words in COMMANDS.items():
    app.command(_name, help=_words)(lambda: None)


def main() -> None:
    """Run a command; errors of ours become one message and an exit code, never a stack trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    as_command(app)
