"""Captures on disk: which files there are, and what is known of each before it is read.

A sidecar (``page.txt.json`` or ``page.json`` beside ``page.txt``) may hold ``captured_at``, ``url``, ``site`` and
``charset``; what the user names on the command line wins over it.
"""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tasks.errors import BadParameter, CaptureTooLarge, NoCaptures, ProfileError, SkipPage
from tasks.profile import profile_named
from tasks.records import Capture
from tasks.text import storable

_PLAIN = (".html", ".htm", ".xhtml", ".txt", ".text")
SUFFIXES = (*_PLAIN, *(suffix + ".gz" for suffix in _PLAIN))
LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_KEPT = 10 * LARGEST_BYTES
"""Beyond it a file is not archived either: it is no page, and a sparse one takes minutes to read."""
FILE_TIME = "file"
_LARGEST_SIDECAR = 65_536
_SIDECAR_KEYS = ("captured_at", "url", "site", "charset")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_TOLERANCE = timedelta(days=1)
"""A capture may be dated by a clock that is ahead of ours; more than a day is an error."""


class BadSidecar(SkipPage):
    """The file beside the capture that should describe it is wrong."""

    reason = "bad_sidecar"
    content: bytes = b""
    """The capture's own bytes, which could be read."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the user said of all captures of a run."""

    captured_at: datetime | None = None
    use_file_time: bool = False
    """The file's own modification time stands in where nothing else tells when it was captured."""
    url: str | None = None
    site: str | None = None


def find_captures(paths: Sequence[Path]) -> list[Path]:
    """The capture files that the paths name, in order: files as named, folders searched through, each file once.

    Raises NoCaptures when a path does not exist or the paths hold no capture.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_in_folder(path)))
        elif path.exists():
            # A shell's page* names the sidecars too.
            if not _is_sidecar(path):
                # A link that is named is meant; its target is what is read.
                found[path.resolve() if path.is_symlink() else path] = None
        else:
            raise NoCaptures(
                f"{path}: there is no such file or folder; name captures (HTML or text) or a folder of them"
            )
    if not found:
        raise NoCaptures(
            f"{', '.join(map(str, paths))}: no captures there; files are taken with the endings {', '.join(SUFFIXES)}"
        )
    return list(found)


def _is_sidecar(path: Path) -> bool:
    if path.suffix.lower() != ".json":
        return False
    stem = path.name.removesuffix(".json")
    return path.with_name(stem).is_file() or any(path.with_name(stem + suffix).is_file() for suffix in SUFFIXES)


def _in_folder(folder: Path) -> Iterator[Path]:
    """Captures below a folder, in order; what cannot be looked into is an item of its own, so that nobody misses it."""
    locked: list[Path] = []
    root = folder.resolve()
    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=lambda error: locked.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(parent) / name for name in folders if _leads_out(Path(parent) / name, root)]
        found += [Path(parent) / n for n in names if not n.startswith(".") and n.lower().endswith(SUFFIXES)]
    # A link to a file in the folder is that file, found by itself; one that leads out is refused when it is read.
    kept = [path for path in found if not path.is_symlink() or _leads_out(path, root)]
    yield from sorted([*kept, *locked])


def _leads_out(path: Path, root: Path) -> bool:
    return path.is_symlink() and not path.resolve().is_relative_to(root)


def read_capture(path: Path, defaults: Defaults) -> Capture:
    """Read one capture with what is known of it.

    Raises CaptureTooLarge and BadGzip for this one, BadSidecar (with the capture's bytes) when what stands beside it is
    wrong, OSError when the file cannot be read.
    """
    content = _content(path)
    try:
        sidecar = _sidecar(path)
        captured_at, source = _moment(path, sidecar, defaults)
        return Capture(
            path=shown_path(path),
            content=content,
            captured_at=captured_at,
            captured_at_source=source,
            url=defaults.url or _address(sidecar, path),
            site=defaults.site or _site(sidecar, path),
            charset=_text(sidecar, "charset", path),
        )
    except BadSidecar as error:
        error.content = content
        raise


def shown_path(path: Path) -> str:
    """A file's name as text that can be stored and printed, whatever its bytes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _content(path: Path) -> bytes:
    if path.is_symlink():
        raise OSError(errno.EINVAL, f"is a link out of its folder, to {path.resolve()}; name that if it is meant")
    # Never through a link that was put there meanwhile, and without waiting for the other end of a pipe.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "is no regular file")
        if status.st_size > LARGEST_KEPT:
            raise OSError(errno.EFBIG, f"has {status.st_size:,} bytes; beyond {LARGEST_KEPT:,} its bytes are not kept")
        if status.st_size > LARGEST_BYTES:
            raise CaptureTooLarge(_too_large(f"{status.st_size:,} bytes"))
        # A file of the system says that it has no bytes, and has some.
        content = opened.read(LARGEST_BYTES + 1)
    if path.suffix.lower() != ".gz":
        if len(content) > LARGEST_BYTES:
            raise CaptureTooLarge(_too_large(f"more than {LARGEST_BYTES:,} bytes"))
        return content
    try:
        with gzip.open(io.BytesIO(content)) as file:
            content = file.read(LARGEST_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadGzip(f"the gzip file is damaged: {error}; capture the page again") from error
    if len(content) > LARGEST_BYTES:
        raise CaptureTooLarge(_too_large(f"more than {LARGEST_BYTES:,} bytes unpacked"))
    return content


class BadGzip(SkipPage):
    """The compressed capture is cut or damaged."""

    reason = "damaged"


def _too_large(size: str) -> str:
    return f"the capture has {size}, a page may have {LARGEST_BYTES:,}; it is kept and not parsed"


def _sidecar(path: Path) -> dict[str, Any]:
    stem = path.name.removesuffix(".gz")
    for candidate in (path.with_name(stem + ".json"), path.with_name(Path(stem).stem + ".json")):
        if not candidate.is_file() or candidate.is_symlink():
            continue
        if candidate.stat().st_size > _LARGEST_SIDECAR:
            raise BadSidecar(
                f"{candidate}: has {candidate.stat().st_size:,} bytes, at most {_LARGEST_SIDECAR:,} are read"
            )
        try:
            values = json.loads(candidate.read_text(encoding="utf-8"))
        except (ValueError, RecursionError, OSError) as error:
            raise BadSidecar(f"{candidate}: is no JSON: {error}; fix or remove it") from error
        if not isinstance(values, dict):
            raise BadSidecar(
                f"{candidate}: holds {type(values).__name__}, expected an object with captured_at, url, site"
            )
        for key in values:
            meant = key.replace("-", "").replace("_", "").lower()
            if key not in _SIDECAR_KEYS and meant in {known.replace("_", "") for known in _SIDECAR_KEYS}:
                raise BadSidecar(f"{candidate}: has the key {key!r}; the keys are {', '.join(_SIDECAR_KEYS)}")
        return values
    return {}


def _text(sidecar: dict[str, Any], key: str, path: Path) -> str | None:
    value = sidecar.get(key)
    if value is not None and not isinstance(value, str):
        raise BadSidecar(f"{path}: its sidecar's {key} is {value!r}, expected text")
    return value or None


def _address(sidecar: dict[str, Any], path: Path) -> str | None:
    url = _text(sidecar, "url", path)
    if url is not None and (not url.startswith(("http://", "https://")) or storable(url) != url):
        raise BadSidecar(f"{path}: its sidecar's url is {url!r}, expected http://… or https://…")
    return url


def _site(sidecar: dict[str, Any], path: Path) -> str | None:
    name = _text(sidecar, "site", path)
    if name is not None:
        try:
            profile_named(name)
        except ProfileError as error:
            raise BadSidecar(f"{path}: its sidecar's site: {error}") from error
    return name


def _moment(path: Path, sidecar: dict[str, Any], defaults: Defaults) -> tuple[datetime | None, str | None]:
    if defaults.captured_at is not None:
        return defaults.captured_at, "argument"
    stated = _text(sidecar, "captured_at", path)
    if stated is not None:
        try:
            return parse_moment(stated), "sidecar"
        except BadParameter as error:
            raise BadSidecar(f"{path}: its sidecar's {error}") from error
    if defaults.use_file_time:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).replace(microsecond=0), "file_time"
    return None, None


def parse_moment(text: str) -> datetime:
    """An ISO 8601 moment as aware UTC; one without a zone is read as UTC. Raises BadParameter."""
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadParameter(
            f"captured_at is {text!r}, expected an ISO 8601 moment such as 2025-07-15T09:30:00Z"
        ) from error
    if moment > datetime.now(UTC) + _TOLERANCE:
        raise BadParameter(f"captured_at is {text!r}, which lies in the future; captures are of the past")
    if moment < _EARLIEST:
        raise BadParameter(f"captured_at is {text!r}, which is before there were pages")
    return moment
