"""Exit codes of the command, documented in the README and in ``newsweir --help``."""

from __future__ import annotations

OK = 0
FAILED = 1
WRONG_USE = 2
SOME_SET_ASIDE = 3
CHECKS_FAILED = 4
INTERRUPTED = 130
