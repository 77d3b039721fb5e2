"""Failpoints: named places in the work at which a test has this process killed, as a power cut would kill it.

``NEWSWEIR_FAIL_AT=after_fsync`` kills the process when it reaches that place, ``after_fsync:3`` when it reaches it for
the third time. Children inherit the setting, and each process counts for itself. Unset, a failpoint does nothing.
"""

from __future__ import annotations

import os
import signal
from functools import cache
from threading import Lock

from tasks.errors import BadParameter

VARIABLE = "NEWSWEIR_FAIL_AT"
POINTS = (
    "after_archive_write",
    "after_fsync",
    "before_attempts_commit",
    "after_attempts_commit",
    "after_frontier_claim",
    "before_load_commit",
    "after_load_commit",
    "after_shard_claim",
    "before_shard_done",
    "after_shard_done",
    "before_commit",  # of any transaction
    "after_erasure",
)


def reach(point: str) -> None:
    """Say that the work has come to a failpoint. Raises BadParameter when the variable names none that exists."""
    armed = _armed()
    if armed is not None:
        armed.reach(point)


class _Armed:
    """The failpoint that kills this process, and how often it may still be reached before it does."""

    def __init__(self, setting: str) -> None:
        self._point, _, number = setting.partition(":")
        if self._point not in POINTS or not (number or "1").isdecimal() or number == "0":
            raise BadParameter(f"{VARIABLE} is {setting!r}, expected NAME or NAME:N; the names are {', '.join(POINTS)}")
        self._left = int(number or 1)
        self._lock = Lock()

    def reach(self, point: str) -> None:
        if point != self._point:
            return
        with self._lock:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


@cache
def _armed() -> _Armed | None:
    """Read once: the count must last as long as the process."""
    setting = os.environ.get(VARIABLE)
    return _Armed(setting) if setting else None
