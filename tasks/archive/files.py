"""The files of an archive: a local folder, or a local spool before any store that fsspec knows (``s3://…``).

A file under way lies in ``open/`` and is locked by its writer; a finished one has its place for good. So what lies in
``open/`` without a lock is what a writer left that died.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from tasks.archive.packing import ENDINGS
from tasks.errors import StopRun
from tasks.private import private_folder

_ENDINGS = tuple(ENDINGS.values())
_OPEN = "open"


class Files:
    """The files of one archive. ``place`` is a folder or an fsspec address; ``spool`` the folder before the latter."""

    def __init__(self, place: Path | str, spool: Path | None = None) -> None:
        self.place = place
        self.is_remote = isinstance(place, str) and "://" in place
        self.folder = (spool or Path("spool")) if self.is_remote else Path(place)

    def new_name(self, label: str, number: int, ending: str = ".warc.gz") -> str:
        """A name that no other writer gives: month folder, label, moment, chance, number."""
        now = datetime.now(UTC)
        return f"{now:%Y-%m}/{label}-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}-{number:05d}{ending}"

    def create(self, name: str) -> IO[bytes]:
        """A new file under way, locked. Raises OSError."""
        path = self._open_path(name)
        private_folder(path.parent)
        file = path.open("xb")
        fcntl.flock(file, fcntl.LOCK_EX)
        _sync_folder(path.parent)
        return file

    def finish(self, name: str) -> None:
        """Give a file its place for good. Raises OSError; the file then stays where it is and is finished later."""
        path = self._open_path(name)
        if self.is_remote:
            filesystem, root = self._remote()
            target = f"{root}/{name}"
            with _as_os_error():
                filesystem.makedirs(target.rpartition("/")[0], exist_ok=True)
                filesystem.put_file(str(path), target)
                if filesystem.size(target) != path.stat().st_size:
                    raise OSError(f"{self.place}/{name} arrived incomplete")
            path.unlink()
            return
        final = self.folder / name
        private_folder(final.parent)
        path.rename(final)
        _sync_folder(final.parent)

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Bytes of a file, under way or finished. Raises OSError."""
        for path in (self._open_path(name), self.folder / name):
            with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
                file.seek(offset)
                return file.read(length)
        if not self.is_remote:
            raise FileNotFoundError(f"there is no {self.folder / name}")
        filesystem, root = self._remote()
        with _as_os_error():
            return bytes(filesystem.cat_file(f"{root}/{name}", start=offset, end=offset + length))

    def abandoned(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Files that a dead writer left, each locked by us while the caller has it, opened for reading and cutting."""
        folder = self.folder / _OPEN
        for path in _with_endings(folder.rglob("*.warc.*")) if folder.is_dir() else ():
            with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue  # Its writer lives.
                if path.exists():
                    yield path.relative_to(folder).as_posix(), file

    def is_open(self, name: str) -> bool:
        """Whether a living writer has the file under way."""
        try:
            with self._open_path(name).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    def finished(self) -> Iterator[str]:
        """Names of all files that have their place for good."""
        if self.is_remote:
            filesystem, root = self._remote()
            yield from sorted(str(path)[len(root) + 1 :] for path in filesystem.find(root) if path.endswith(_ENDINGS))
            return
        for path in _with_endings(self.folder.glob("*/*.warc.*")):
            if path.parent.name != _OPEN:
                yield path.relative_to(self.folder).as_posix()

    def open_finished(self, name: str) -> IO[bytes]:
        """A finished file from its beginning. Raises OSError."""
        if not self.is_remote:
            return (self.folder / name).open("rb")
        filesystem, root = self._remote()
        found: IO[bytes] = filesystem.open(f"{root}/{name}", "rb")
        return found

    def _open_path(self, name: str) -> Path:
        return self.folder / _OPEN / name

    def _remote(self) -> tuple[Any, str]:
        import fsspec

        try:
            filesystem, root = fsspec.core.url_to_fs(str(self.place))
        except (ImportError, ValueError) as error:
            raise StopRun(
                f"NEWSWEIR_ARCHIVE is {self.place!r}: {error}; install what it needs or name a folder"
            ) from error
        return filesystem, str(root).rstrip("/")


@contextlib.contextmanager
def _as_os_error() -> Iterator[None]:
    """What a store's own library raises (a refused key, a server that is gone) as OSError, which callers know."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from error


def _with_endings(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if path.name.endswith(_ENDINGS))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
