"""What newsweir keeps on a machine is its owner's alone: no other user of it reads a file or opens the database."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from db.embedded import start_embedded, stop_embedded
from tasks.errors import DatabaseUnavailable
from tests.deployed import in_venv
from tests.helpers import write
from tests.pages import bulleted, story
from tests.waiting import LIMIT_SECONDS

_LOOK = """
import os, socket, sys
os.setgroups([]); os.setgid(65534); os.setuid(65534)
def failed(error): pass
for folder, _, files in os.walk(sys.argv[1], onerror=failed):
    for name in files:
        path = os.path.join(folder, name)
        try: open(path, "rb").close()
        except OSError: continue
        print(path)
for path in sys.argv[2:]:
    try: socket.socket(socket.AF_UNIX).connect(path)
    except OSError: continue
    print(path)
"""


def open_to_others(*paths: Path) -> list[str]:
    """Files below the first path, and sockets, that another user of this machine can open."""
    if os.getuid() != 0:
        pytest.skip("only root can act as another user")
    # The interpreter of the tests may lie where another user cannot go; it is open already when the user changes.
    done = subprocess.run([sys.executable, "-c", _LOOK, *map(str, paths)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def run(home: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "NEWSWEIR_DATABASE_URL"}
    return subprocess.run(
        in_venv(["newsweir", *map(str, words)]), env=kept | {"NEWSWEIR_HOME": str(home)} | environment, umask=0,
        capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, session_folder: Path) -> Path:
    """A folder that all may enter, of which newsweir made everything with the umask that takes nothing away."""
    folder = session_folder / "open"
    folder.mkdir(mode=0o755, exist_ok=True)
    folder.chmod(0o777)
    return folder


def test_nobody_else_reads_archive_database_backup_or_drawing_whatever_the_umask(opened):
    home = opened / "home"
    pages = write(opened / "in", bulleted(story(1), [story(2)]))
    try:
        assert run(home, "ingest", "--direct", pages[0]).returncode == 0
        assert run(home, "db", "backup", opened / "kept.dump").returncode == 0
        assert run(home, "explain", pages[0], "--html", opened / "drawn.html").returncode == 0
        assert run(home, "prefect").returncode == 0
        assert {path.name for path in home.iterdir()} >= {"archive", "postgres", "prefect-auth"}
        sockets = list((home / "postgres").glob(".s.PGSQL.[0-9]*[0-9]"))
        assert len(sockets) == 1
        assert stat.S_IMODE(sockets[0].stat().st_mode) == 0o700
        assert [name for name in open_to_others(opened, *sockets) if "/in/" not in name] == []
    finally:
        stop_embedded(home / "postgres")


def test_where_no_private_socket_can_be_had_the_start_is_refused_or_the_socket_is_private(opened):
    data = opened / ("long" * 30) / "postgres"
    if os.getuid() == 0:
        with pytest.raises(DatabaseUnavailable, match="too long for a socket that nobody else can open"):
            start_embedded(data)
        return
    try:
        folder = Path(start_embedded(data).partition("?host=")[2])
        assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    finally:
        stop_embedded(data)


def test_folders_that_an_earlier_version_left_open_are_closed(opened):
    home = opened / "old"
    for name in ("archive", "prefect", "spool"):
        (home / name).mkdir(parents=True)
        (home / name).chmod(0o755)
    assert run(home, "db", "stop").returncode == 0
    assert {stat.S_IMODE((home / name).stat().st_mode) for name in ("archive", "prefect", "spool")} == {0o700}
