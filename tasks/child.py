"""Commands of Python child processes that import nothing from the folder that happens to be current.

``python -c`` and ``python -m`` look for modules in the current folder first: a folder of captures with a file
``json.py`` would run it. ``-P`` takes that place away; where the package lies in a checkout its own folder comes last.
"""

from __future__ import annotations

import sys
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[1])


def python_command(program: str) -> list[str]:
    """The command that executes a program which may import our modules; arguments may follow."""
    return [sys.executable, "-P", "-c", f"import sys; sys.path.append({_ROOT!r})\n{program}"]
