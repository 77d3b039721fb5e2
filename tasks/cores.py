"""How many cores this process may use."""

from __future__ import annotations

import os


def core_count() -> int:
    """The cores that this process is allowed, where the system tells (Linux), else those of the machine (macOS)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
