"""What Prefect costs an ingest of captures: time beside the same run without it, rows in its database, task runs.

    .venv/bin/python benchmarks/prefect/run.py [pages] [batch size]

Makes captures of its own, starts a Prefect server (SQLite, the settings of prefect.toml) and an embedded Postgres in a
temporary folder, and ingests the same captures as a flow on that server and directly, each into an empty database.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.pages import bulleted, story

CARDS = 6


def main(pages: int, batch: int) -> None:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp(prefix="nwp-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        captures = folder / "captures"
        captures.mkdir()
        for number in range(pages):
            cards = [story(number * CARDS + n + pages) for n in range(CARDS)]
            (captures / f"{number:06d}.txt").write_text(bulleted(story(number), cards))
        measure(folder, captures, pages, batch)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path, captures: Path, pages: int, batch: int) -> None:
    environment = os.environ | {
        "HOME": str(folder), "NEWSWEIR_HOME": str(folder / "home"), "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_LOGGING_LEVEL": "ERROR", "DO_NOT_TRACK": "1", "NEWSWEIR_BATCH_SIZE": str(batch),
    }  # fmt: skip
    server, api = start_server(environment, folder)
    try:
        environment["PREFECT_API_URL"] = api
        for way in ("flow", "direct", "direct", "flow"):
            fresh(environment, folder)
            before = (database_bytes(folder), cpu_of(server))
            start, children = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            command = (
                [sys.executable, "-m", "flows", "ingest", "--direct", "--json", str(captures)]
                if way == "direct"
                else [sys.executable, str(ROOT / "benchmarks" / "prefect" / "timed.py"), str(captures), str(batch)]
            )
            done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
            wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
            said: dict[str, Any] = {"way": way, "wall_seconds": round(wall, 2), "client_cpu_seconds": round(spent, 2)}
            if way == "flow":
                time.sleep(15)  # what the server still has to write
                found = json.loads(done.stdout.splitlines()[-1])
                said |= {name: round(value, 4) if isinstance(value, float) else value for name, value in found.items()}
                said["server_cpu_seconds"] = round(cpu_of(server) - before[1], 2)
                said["server_bytes_per_page"] = round((database_bytes(folder) - before[0]) / pages)
                said["task_runs"] = count(api, "/task_runs/count")
                said["flow_runs"] = count(api, "/flow_runs/count")
            print(json.dumps(said), flush=True)
    finally:
        server.terminate()
        server.wait(30)
        subprocess.run([sys.executable, "-m", "flows", "db", "stop"], env=environment, check=False, capture_output=True)


def start_server(environment: dict[str, str], folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=environment | {"PREFECT_API_URL": api, "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "false"},
            cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{api}/health", timeout=5).close()
            return server, api
        except OSError:
            time.sleep(0.2)
    raise SystemExit((folder / "server.log").read_text())


def fresh(environment: dict[str, str], folder: Path) -> None:
    """An empty database and archive."""
    subprocess.run([sys.executable, "-m", "flows", "db", "stop"], env=environment, check=True, capture_output=True)
    shutil.rmtree(folder / "home", ignore_errors=True)
    subprocess.run([sys.executable, "-m", "flows", "db", "upgrade"], env=environment, check=True, capture_output=True)


def cpu_of(server: subprocess.Popen[bytes]) -> float:
    process = psutil.Process(server.pid)
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def database_bytes(folder: Path) -> int:
    """Bytes in use of the server's SQLite file, the pages of its log that are not in it yet included."""
    import sqlite3

    with sqlite3.connect(folder / "prefect" / "prefect.db") as connection:
        size, free = (connection.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
        return int(connection.execute("pragma page_size").fetchone()[0]) * (size - free)


def count(api: str, path: str) -> int:
    request = urllib.request.Request(api + path, b"{}", {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(json.load(answer))


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["10000"])[0]), int((sys.argv[2:] or ["500"])[0]))
