"""The command ``newsweir``."""

from __future__ import annotations

import os
import signal
import sys
from io import TextIOWrapper
from typing import NoReturn

import typer

from db.errors import database_errors
from flows.commands import (
    archive,
    backfill,
    database,
    explain,
    fetch,
    ingest,
    maintain,
    profile,
    purge,
    quality,
    site,
    split,
    status,
    stories,
    story,
    why,
)  # fmt: skip
from flows.exits import CHECKS_FAILED, FAILED, INTERRUPTED, WRONG_USE
from tasks.errors import BadParameter, NewsweirError, ProfileError, QualityFailed

app = typer.Typer(
    name="newsweir",
    help="News-aggregator pages in, clean and deduplicated rows in Postgres out.\n\n"
    "Exit codes: 0 all well · 1 failed (nothing or not all was done; the message says what to do) · 2 wrong use · "
    "3 done, but some pages are in quarantine or could not be read · 4 loaded, but a data-quality check that is "
    "declared to fail a run did · 130 interrupted (run the command again to go on).",
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
app.command("maintain")(maintain.maintain)
app.command("quality")(quality.quality)
app.add_typer(profile.app, name="profile")
app.add_typer(story.app, name="story")
app.add_typer(stories.app, name="stories")
app.command("fetch")(fetch.fetch)
app.command("why")(why.why)
app.add_typer(site.app, name="site")
app.add_typer(archive.app, name="archive")
app.add_typer(purge.app, name="purge")
app.add_typer(database.app, name="db")


def main() -> None:
    """Run a command; errors of ours become one message and an exit code, never a stack trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        app()
    except (BadParameter, ProfileError) as error:
        _say(f"newsweir: {error}")
        sys.exit(WRONG_USE)
    except QualityFailed as error:
        _say(f"newsweir: {error}")
        sys.exit(CHECKS_FAILED)
    except NewsweirError as error:
        _say(f"newsweir: {error}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        _interrupted()
    except Exception as error:
        if not isinstance(error, (OSError, *database_errors())):
            raise
        if isinstance(error, BrokenPipeError):
            os._exit(FAILED)  # The reader of our output (head, less) has gone.
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        _say(f"newsweir: {type(error).__name__}: {reason}; nothing more was done, mend that and run it again")
        sys.exit(FAILED)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer's own word for a KeyboardInterrupt
            _interrupted()
        raise


def _interrupted() -> NoReturn:
    _say("newsweir: interrupted; what was loaded stays, the same command goes on where it was")
    from tasks.steps import close_workers

    close_workers()
    # Threads of Prefect's client would hold the exit up, and print; what matters is closed by now.
    os._exit(INTERRUPTED)


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    sys.stdout.flush()
    print(text, file=sys.stderr, flush=True)
