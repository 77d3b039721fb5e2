"""A process of ours and how it ends: errors become one message and an exit code, signals an orderly stop."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from db.errors import database_errors, first_line
from flows.pipeline.parsing import close_parse_pool
from flows.run.exit_codes import BUSY, CHECKS_FAILED, FAILED, INTERRUPTED, WRONG_USE
from tasks.errors import BadParameter, NewsweirError, NoCaptures, ProfileError, QualityFailed, SiteBusy
from tasks.printable import for_terminal

_CODES: dict[type[NewsweirError], int] = {
    BadParameter: WRONG_USE, NoCaptures: WRONG_USE, ProfileError: WRONG_USE, SiteBusy: BUSY,
    QualityFailed: CHECKS_FAILED,
}  # fmt: skip


def exit_code_of(error: NewsweirError) -> int:
    """The code that a command ends with by an error of ours."""
    return next((code for kind, code in _CODES.items() if isinstance(error, kind)), FAILED)


def as_command(call: Callable[[], object]) -> None:
    """Call what the process is for; exits with a documented code when it raises."""
    os.umask(0o077)  # Backups, drawings, logs: what it writes is its user's own.
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        call()
    except NewsweirError as error:
        _say(f"newsweir: {error}")
        sys.exit(exit_code_of(error))
    except KeyboardInterrupt:
        _interrupted()
    except Exception as error:
        if not isinstance(error, (OSError, *database_errors())):
            raise
        if isinstance(error, BrokenPipeError):
            os._exit(FAILED)  # The reader of our output (head, less) has gone.
        reason = first_line(error)
        _say(f"newsweir: {type(error).__name__}: {reason}; nothing more was done; fix this and run it again")
        sys.exit(FAILED)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer's own word for a KeyboardInterrupt
            _interrupted()
        raise


def _interrupted() -> NoReturn:
    _say("newsweir: interrupted; what was loaded stays, the same command goes on where it was")
    close_parse_pool()
    # Threads of Prefect's client would hold the exit up, and print; what matters is closed by now.
    os._exit(INTERRUPTED)


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    sys.stdout.flush()
    print(for_terminal(text), file=sys.stderr, flush=True)
