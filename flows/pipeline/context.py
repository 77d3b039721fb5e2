"""What the stages of a run are told: the database, the archive, how pages are fetched. Plain data that may travel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tasks.captures import Defaults


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How a run fetches: under which name, by which way, within which bounds."""

    agent: str = ""
    """User-Agent. Empty: only hosts that are declared to be inside are asked."""
    proxy: str | None = None
    ca_file: str | None = None
    allow_private: tuple[str, ...] = ()
    """Hosts (``host`` or ``host:port``) that may be at addresses which are not public, besides the declared ones."""
    connections: int = 100
    tries: int = 3
    patience_seconds: float = 60.0
    retry_seconds: float = 2.0
    deadline_seconds: float = 60.0
    largest_bytes: int = 10 * 1024 * 1024
    delay_seconds: float = 1.0
    """Between two requests of a host that no site declares."""
    host_share: float = 1.0
    """The part of each host's pace that this run takes: with 0.5 it waits twice as long between two requests."""
    is_read: bool = True
    """Whether what is fetched is split and loaded; else it waits in the archive."""


@dataclass(frozen=True, slots=True)
class RunContext:
    """What every stage of a run is told. Holds the database's address, so it is never a Prefect parameter."""

    database_url: str
    archive_folder: Path | str
    """Folder of the archive, or an fsspec address."""
    run_id: int
    defaults: Defaults
    web: WebSettings | None = None
    """How pages are fetched. None: they are not."""
    spool: Path | None = None
    """Local folder before an archive that is not one."""
    archive_coding: Literal["gzip", "zstd"] = "gzip"
    """How new files of the archive are packed."""
    downloads: Path | None = None
    """Local folder of the remote WARC files that are being read. None: none are."""
