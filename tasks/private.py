"""Folders that their owner alone can enter, whatever the umask: what newsweir keeps is nobody else's to read."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

OWNER_ONLY = 0o700


def private_folder(folder: Path) -> Path:
    """Make a folder with all that is missing above it, for its owner alone; what is there keeps its rights."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        with suppress(FileExistsError):
            path.mkdir(mode=OWNER_ONLY)
            path.chmod(OWNER_ONLY)  # The umask takes rights away, some filesystems add some.
    return missing[0] if missing else folder


def is_private(folder: Path) -> bool:
    """Whether this is a folder of this user, no link to one, that nobody else can enter."""
    found = folder.lstat()
    is_mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return is_mine and not found.st_mode & 0o077
