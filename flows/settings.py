"""Settings (prefix ``NEWSWEIR_``): from the environment, else from ``settings.env`` in the home folder or a named file.

Nothing is read from the folder that happens to be current: in a folder of captures a file of settings is a stranger's.
"""

from __future__ import annotations

import os
import re
import ssl
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from db.embedded import home_folder as default_home
from db.embedded import start_embedded
from db.outage import WAIT_SECONDS, WAIT_VARIABLE
from db.session import check_connection
from db.upgrade import is_reader_login, upgrade_database
from tasks.errors import BadParameter
from tasks.private import OWNER_ONLY, private_folder

_PROXY = re.compile(r"https?://(?:[^@/?#\s]*@)?(?:\[[0-9a-fA-F:.]+\]|[^@:/?#\s]+)(?::\d{1,5})?/?")


def _proxy(address: SecretStr) -> SecretStr:
    if address and not _PROXY.fullmatch(address.get_secret_value()):
        raise ValueError("this is no address of a proxy, expected http://user:password@host:port")
    return address


def _certificates(file: Path) -> Path:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError as error:
        raise ValueError(f"{file} is no file of certificates (PEM): {error.strerror}") from error
    return file


class Settings(BaseSettings):
    """What an operator may set. Every name here is ``NEWSWEIR_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="NEWSWEIR_", extra="ignore")

    database_url: SecretStr | None = Field(
        None, description="postgresql://user:password@host:5432/database; unset: the embedded server is used"
    )
    database_wait_seconds: float = Field(
        WAIT_SECONDS,
        ge=0,
        description="how long a run waits for a database that went away, e.g. restarts, then it fails",
    )
    home: Path | None = Field(None, description="folder of the embedded server, the archive and Prefect's private data")
    archive: str | None = Field(
        None,
        description="folder of the archive, or an fsspec address such as s3://…; unset: archive in the home folder",
    )
    archive_coding: Literal["gzip", "zstd"] = Field(
        "gzip", description="how new files of the archive are packed: gzip, which every tool reads, or zstd"
    )
    sites: Path | None = Field(
        None, description="folder of TOML files that declare sites; unset: sites in the home folder"
    )
    user_agent: str = Field(
        "", description="name under which sites are asked, with a contact; without it only declared inside hosts are"
    )
    proxy: Annotated[SecretStr, AfterValidator(_proxy)] | None = Field(
        None, description="http://user:password@host:port that all pages are fetched through"
    )
    ca_file: Annotated[Path, AfterValidator(_certificates)] | None = Field(
        None, description="file of certificates that are trusted besides the usual ones"
    )
    notify_url: SecretStr | None = Field(
        None, description="webhook that is told of failed, crashed and late runs (newsweir automations apply)"
    )
    notify_block: str | None = Field(
        None,
        pattern=r"^[a-z0-9-]+/[a-z0-9-]+$",
        description="type/name of a notification block made in Prefect, e.g. sendgrid-email/ops, in its place",
    )
    checks: Path | None = Field(None, description="TOML file that changes the data-quality checks; unset: as they ship")
    connections: int = Field(100, ge=1, le=1000, description="requests in flight, over all hosts")
    backfill_connections: int = Field(
        16, ge=1, le=1000, description="requests in flight of a backfill, which leaves the rest to scheduled runs"
    )
    dask_address: str | None = Field(
        None, description="tcp://host:8786 of a Dask scheduler whose workers do backfills and re-parsing"
    )
    batch_size: int = Field(
        500, ge=1, le=10_000, description="pages per batch, which is one transaction and one task run"
    )


_OURS = ("archive", "spool", "downloads", "prefect", "empty")
"""Folders of the home folder that nobody else has any business in."""
FILE_VARIABLE = "NEWSWEIR_SETTINGS"
"""Environment variable: the file of settings, lines of NAME=value. Unset: ``settings.env`` in the home folder."""


def settings_file() -> Path:
    """The file whose settings count where the environment has none. Raises BadParameter when a named one is missing."""
    named = os.environ.get(FILE_VARIABLE)
    if not named:
        return default_home() / "settings.env"
    file = Path(named).expanduser().resolve()
    if not file.is_file():
        raise BadParameter(
            f"{FILE_VARIABLE}: there is no file {file}; name one with lines such as NEWSWEIR_HOME=/srv/news"
        )
    return file


@cache
def settings() -> Settings:
    """The settings of this process. Raises BadParameter naming the one that is wrong."""
    try:
        return Settings(_env_file=settings_file())
    except ValidationError as error:
        first = error.errors()[0]
        name = "NEWSWEIR_" + "_".join(str(part) for part in first["loc"]).upper()
        raise BadParameter(f"{name}: {first['msg'].removeprefix('Value error, ')}") from error


def home_folder() -> Path:
    """Folder of everything newsweir keeps on this machine."""
    home = settings().home
    return _closed(home.expanduser().resolve() if home else default_home())


@cache
def _closed(home: Path) -> Path:
    """The home folder, made for its owner alone; what an earlier version left open in it is closed."""
    private_folder(home)
    for name in _OURS:
        if (home / name).is_dir() and not (home / name).is_symlink():
            with suppress(PermissionError):  # Another user's, whose business it is.
                (home / name).chmod(OWNER_ONLY)
    return home


def archive_folder() -> Path | str:
    """Folder of the archive of captured bytes, or its fsspec address."""
    archive = settings().archive
    if archive and "://" in archive:
        return archive.rstrip("/")
    return Path(archive).expanduser().resolve() if archive else home_folder() / "archive"


def spool_folder() -> Path:
    """Local folder in which files of an archive elsewhere grow."""
    return home_folder() / "spool"


def downloads_folder() -> Path:
    """Local folder in which remote WARC files lie while they are read."""
    return home_folder() / "downloads"


def sites_folder() -> Path:
    """Folder of the files that declare sites."""
    sites = settings().sites
    return sites.expanduser().resolve() if sites else home_folder() / "sites"


def database_url(*, is_upgraded: bool = True, is_waiting: bool = False, is_reader: bool = False) -> str:
    """Address of the database: the configured one, else the embedded server's, which is started.

    With ``is_upgraded`` the database is brought to this program's revision first; with ``is_waiting`` a server that is
    away is waited for, as in the midst of a run. With ``is_reader`` a login that may only read schema bi will do; it
    upgrades nothing.
    Raises DatabaseUnavailable, TryAgain, DatabaseRevision or BadParameter.
    """
    configured = settings().database_url
    url = configured.get_secret_value() if configured else start_embedded(home_folder() / "postgres")
    os.environ[WAIT_VARIABLE] = str(settings().database_wait_seconds)  # what .env says, for the child processes too
    check_connection(url, is_waiting=is_waiting)
    if is_upgraded and not (is_reader and is_reader_login(url)):
        upgrade_database(url, is_asked=False)
    return url
