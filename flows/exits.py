"""Exit codes of the command, documented in the README, in ``newsweir --help`` and in the help of each command."""

from __future__ import annotations

OK = 0
FAILED = 1
WRONG_USE = 2
SOME_SET_ASIDE = 3
BUSY = 4
CHECKS_FAILED = 5
INTERRUPTED = 130

MEANING = {
    OK: "all well",
    FAILED: "failed, the message says what to do",
    WRONG_USE: "wrong use, or a wrong value",
    SOME_SET_ASIDE: "done, but some pages are in quarantine or could not be read",
    BUSY: "nothing was done, another run has these sites in hand",
    CHECKS_FAILED: "loaded, but a data-quality check that is declared to fail a run did",
    INTERRUPTED: "interrupted, the same command goes on where it was",
}
RUNS = ("ingest", "backfill", "fetch", "reparse")
"""Commands that make a run of pages; the others know 0, 1 and 2, or say themselves what they end with."""


def exits_of(command: str) -> str:
    """The exit codes of a command, as a line of its help."""
    codes = list(MEANING) if command in RUNS else [OK, FAILED, WRONG_USE]
    return "Exit codes: " + " · ".join(f"{code} {MEANING[code]}" for code in codes) + "."
