"""The embedded Postgres of a command that is killed while it makes it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from db.embedded import start_embedded, stop_embedded
from tests.test_server_stops import START
from tests.waiting import wait_for


@pytest.fixture
def data():
    """A data folder with a path short enough for its socket."""
    folder = Path(tempfile.mkdtemp(prefix="nw-"))
    folder.chmod(0o755)
    yield folder / "postgres"
    stop_embedded(folder / "postgres")
    shutil.rmtree(folder, ignore_errors=True)


def test_a_server_whose_making_was_killed_is_made_anew(data):
    with subprocess.Popen([sys.executable, "-c", START, str(data)]) as process:
        wait_for((data / "PG_VERSION").exists)  # what the wheel takes for a data folder that is whole
        process.kill()
    assert data.with_name(".postgres-is-being-made").exists()
    with psycopg.connect(start_embedded(data)) as connection:
        assert connection.execute("select current_database()").fetchone() == ("newsweir",)
    assert not data.with_name(".postgres-is-being-made").exists()
