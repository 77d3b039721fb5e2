"""Where captured bytes are kept before anybody reads them: one gzip file per body, named by its digest.

A body is stored once however often it is captured. A reference is on disk, fsynced, when ``keep`` returns.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from tasks.errors import StopRun

_SCHEME = "sha256:"


class Archive:
    """The archive in one local folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Store a body and return its reference, ``sha256:<hex>``.

        Raises StopRun when the folder cannot be written (a full disk): what cannot be kept is not read either.
        """
        return self._keep(io.BytesIO(content), hashlib.sha256(content).hexdigest())

    def keep_file(self, path: Path) -> tuple[str, int]:
        """Store a file of any size without reading it into memory; its reference and its size in bytes."""
        with path.open("rb") as file:
            name = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            return self._keep(file, name), size

    def _keep(self, source: BinaryIO, name: str) -> str:
        target = self._path(name)
        if not target.exists():
            try:
                self._write(target, source)
            except OSError as error:
                raise StopRun(
                    f"the archive {self.folder} cannot be written: {error.strerror or error}; free some space or set "
                    "NEWSWEIR_HOME to a folder that can"
                ) from error
        return _SCHEME + name

    def read(self, reference: str) -> bytes:
        """The bytes behind a reference, checked against their digest.

        Raises StopRun when the body is missing or damaged.
        """
        name = reference.removeprefix(_SCHEME)
        try:
            content = gzip.decompress(self._path(name).read_bytes())
        except (OSError, EOFError) as error:
            raise StopRun(f"archive record {reference} cannot be read from {self.folder}: {error}") from error
        if hashlib.sha256(content).hexdigest() != name:
            raise StopRun(
                f"archive record {reference} is damaged: its bytes have another digest; restore it from a copy"
            )
        return content

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.gz"

    def _write(self, target: Path, source: BinaryIO) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                # mtime 0: equal bodies give equal files.
                with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                    shutil.copyfileobj(source, packed, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)  # noqa: PTH105 - atomic on one file system, which pathlib's name hides
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
