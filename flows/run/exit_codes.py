"""Exit codes of the command, documented in the README, in ``newsweir --help`` and in the help of each command."""

from __future__ import annotations

OK = 0
FAILED = 1
WRONG_USE = 2
SOME_PAGES_FAILED = 3
BUSY = 4
CHECKS_FAILED = 5
INTERRUPTED = 130

MEANING = {
    OK: "all well",
    FAILED: "failed, the message says what to do",
    WRONG_USE: "wrong use, or a wrong value",
    SOME_PAGES_FAILED: "done, but some pages are in quarantine or could not be read",
    BUSY: "nothing was done, another run is fetching these sites",
    CHECKS_FAILED: "loaded, but a data-quality check that is declared to fail a run did",
    INTERRUPTED: "interrupted, the same command goes on where it was",
}
RUNS = ("ingest", "backfill", "fetch", "reparse")
"""Commands that make a run of pages: they may end with any code."""
MORE = {
    "split": {SOME_PAGES_FAILED: MEANING[SOME_PAGES_FAILED]},
    "explain": {SOME_PAGES_FAILED: "the page is in quarantine: no layout explains it"},
    "profile check": {FAILED: "something differs, or a profile has no saved page"},
    "profile try": {SOME_PAGES_FAILED: "the profile does not explain the page"},
    "quality": {CHECKS_FAILED: "a check that is declared to fail a run does not hold"},
    "maintain": {SOME_PAGES_FAILED: "done, but captures are missing or damaged in the archive"},
    "archive verify": {SOME_PAGES_FAILED: "a file or a capture is not whole"},
    "why": {SOME_PAGES_FAILED: "the page was never loaded"},
}
"""What other commands may end with besides 0, 1, 2 and 130, and what it means there."""


def exits_of(command: str) -> str:
    """The exit codes of a command (its words, e.g. ``archive verify``), as a line of its help."""
    plain = {code: MEANING[code] for code in (OK, FAILED, WRONG_USE)}
    codes = MEANING if command in RUNS else {**plain, **MORE.get(command, {}), INTERRUPTED: MEANING[INTERRUPTED]}
    return "Exit codes: " + " · ".join(f"{code} {meaning}" for code, meaning in codes.items()) + "."
