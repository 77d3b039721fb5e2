"""A file that a command writes: there when it is complete, and never half."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.errors import BadParameter, StopRun

_REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)


@contextmanager
def written(file: Path) -> Iterator[Path]:
    """Where to write; it takes the file's place when the block ends well.

    Raises BadParameter when it is a folder, or there is no folder for it; StopRun when its disk refuses it.
    """
    if file.is_dir() or not file.parent.is_dir():
        raise BadParameter(f"{file}: is a folder, or there is no folder {file.parent}; name another file")
    if file.exists() and not file.is_file():  # /dev/stdout, a pipe
        yield file
        return
    part = file.with_name(file.name + ".part")
    try:
        yield part
        part.replace(file)
    except OSError as error:
        if error.errno not in _REFUSED:
            raise
        raise StopRun(f"{file} cannot be written: {error.strerror}; free some space or name another file") from error
    finally:
        part.unlink(missing_ok=True)
