"""Backfills on a Dask cluster of real worker processes: shared by all, complete and exact when one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import ingest, rows
from tests.test_backfill import captures, content
from tests.waiting import LIMIT_SECONDS, loading_held

distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")


@pytest.fixture
def cluster(database: str, tmp_path: Path) -> Iterator[Any]:
    """Two worker processes of one thread each, which know the database from their environment."""
    environment = {
        "NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(tmp_path / "home"), "NEWSWEIR_PARSE_WORKERS": "1",
        "PYTHONPATH": str(Path(__file__).parents[1]), "PREFECT_LOGGING_LEVEL": "CRITICAL",
    }  # fmt: skip
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, env=environment, silence_logs=50
    ) as found:
        yield found


@pytest.mark.slow
def test_a_backfill_on_two_workers_of_which_one_is_killed_ends_complete_and_exact(
    database, new_database, cluster, tmp_path
):
    paths = captures(tmp_path / "in", 48)
    environment = os.environ | {
        "NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(tmp_path / "home"), "NEWSWEIR_BATCH_SIZE": "2",
        "NEWSWEIR_DASK_ADDRESS": cluster.scheduler_address,
    }  # fmt: skip
    command = [sys.executable, "-m", "flows", "backfill", "--shard-size", "6", str(tmp_path / "in")]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        with loading_held(database) as until_waiting:
            until_waiting(2)  # Each worker has a shard.
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
        out, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 0, errors
    assert "48 pages in 8 shards" in out
    assert rows(database, "select max(attempt_count) > 1 from news.backfill_shard") == [(True,)]
    undisturbed = new_database(True)
    ingest(undisturbed, paths, tmp_path / "other", captured_at=None)
    assert content(database) == content(undisturbed)


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_is_named(database, tmp_path):
    captures(tmp_path / "in", 1)
    environment = os.environ | {
        "NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(tmp_path / "home"),
        "NEWSWEIR_DASK_ADDRESS": "tcp://127.0.0.1:1",
    }  # fmt: skip
    command = [sys.executable, "-m", "flows", "backfill", str(tmp_path / "in")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    assert done.returncode == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:1 (NEWSWEIR_DASK_ADDRESS)" in done.stderr
