"""Prefect's settings without the files of the folder that happens to be current.

Prefect believes ``.env``, ``prefect.toml`` and ``pyproject.toml`` there, when it is imported and whenever settings are
made anew; in a folder of captures these are a stranger's. Prefect has no switch for it, so its readers are replaced.
``prefect server`` and ``prefect worker`` are Prefect's own commands and are started in the checkout, whose
``prefect.toml`` is meant for them.
"""

from __future__ import annotations

import os
from contextlib import chdir
from pathlib import Path
from typing import Any

from tasks.private import private_folder


def ignore_current_folder(neutral: Path) -> None:
    """Import Prefect in a folder that holds no file of its, and have it read none afterwards."""
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect").expanduser().resolve()
    os.environ.setdefault("PREFECT_PROFILES_PATH", str(home / "profiles.toml"))
    private_folder(neutral)
    with chdir(neutral):
        from prefect.settings import sources
    sources.TomlConfigSettingsSourceBase._read_file = _no_file  # type: ignore[assignment,method-assign] # in place
    sources.FilteredDotEnvSettingsSource._read_env_files = _no_file  # type: ignore[assignment,method-assign] # in place


def _no_file(*_: object) -> dict[str, Any]:
    return {}
