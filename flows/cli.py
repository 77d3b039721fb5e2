"""The command ``newsweir``."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import typer

from flows.commands import backfill, database, explain, ingest, split, status
from flows.exits import FAILED, INTERRUPTED
from tasks.errors import NewsweirError

app = typer.Typer(
    name="newsweir",
    help="News-aggregator pages in, clean and deduplicated rows in Postgres out.\n\n"
    "Exit codes: 0 all well · 1 failed (nothing or not all was done; the message says what to do) · 2 wrong use · "
    "3 done, but some pages are in quarantine or could not be read · 130 interrupted (run the command again to go on).",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.command("ingest")(ingest.ingest)
app.command("backfill")(backfill.backfill)
app.command("split")(split.split)
app.command("explain")(explain.explain)
app.command("status")(status.status)
app.add_typer(database.app, name="db")


def main() -> None:
    """Run a command; errors of ours become one message and an exit code, never a stack trace."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        app()
    except NewsweirError as error:
        _say(f"newsweir: {error}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer's own word for a KeyboardInterrupt
            _interrupted()
        raise
    except BrokenPipeError:
        # The reader of our output (head, less) has gone.
        os._exit(FAILED)


def _interrupted() -> NoReturn:
    _say("newsweir: interrupted; what was loaded stays, the same command goes on where it was")
    # Threads of Prefect's client would hold the exit up, and print; what matters is closed by now.
    os._exit(INTERRUPTED)


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    sys.stdout.flush()
    print(text, file=sys.stderr, flush=True)
