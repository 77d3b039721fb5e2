"""Commands run by forks of a process that has the libraries loaded: starting one anew costs a second of CPU.

Each is a process of its own with its own environment, folder, output and exit code, as ``python -m flows`` is. Nothing
that reads the environment when it is imported is loaded before the fork: neither the command line nor Prefect.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.waiting import LIMIT_SECONDS

_ROOT = Path(__file__).parents[1]
_LOADED = (
    "db.read", "flows.run.direct", "flows.run.plan_ingest", "flows.deployed.call", "tasks.split.html", "numpy",
    "rich.console", "rich.table", "rich.progress", "typer.core",
)  # fmt: skip


class Commands:
    """Runs commands, one at a time."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel, self._answers = channel, channel.makefile("rb")

    def run(self, *words: object, env: Mapping[str, str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """A command to its end, with all that it wrote."""
        arguments = [str(word) for word in words]
        asked = {"words": arguments, "env": dict(env), "cwd": str(cwd or Path.cwd())}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            socket.send_fds(self._channel, [b" "], [out.fileno(), err.fileno()])
            self._channel.sendall(json.dumps(asked).encode() + b"\n")
            pid = int(self._answers.readline())
            try:
                code = int(self._answers.readline())
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
            for file in (out, err):
                file.seek(0)
            return subprocess.CompletedProcess(arguments, code, out.read().decode(), err.read().decode())


@contextmanager
def running_commands() -> Iterator[Commands]:
    """A process that waits for commands while the block runs."""
    here, there = socket.socketpair()
    here.settimeout(LIMIT_SECONDS)
    with here, there, tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-W", "default", "-m", "tests.commands", str(there.fileno())],
            cwd=_ROOT, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"}, pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
        there.close()
        try:
            ready = here.recv(1)
            said.seek(0)
            assert (ready, said.read()) == (b"+", b""), "what is loaded warns of nothing"
            yield Commands(here)
        finally:
            here.shutdown(socket.SHUT_RDWR)
            process.wait(LIMIT_SECONDS)


def main(descriptor: int) -> None:
    """Fork a process for every command that is asked for, until nobody is there to ask."""
    for name in _LOADED:
        import_module(name)
    gc.freeze()
    channel = socket.socket(fileno=descriptor)
    requests = channel.makefile("rb")
    channel.sendall(b"+")
    while descriptors := socket.recv_fds(channel, 1, 2)[1]:
        asked = json.loads(requests.readline())
        pid = os.fork()
        if not pid:
            requests.close()
            channel.close()
            return become(asked, descriptors)
        for number in descriptors:
            os.close(number)
        channel.sendall(b"%d\n" % pid)
        channel.sendall(b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    return None


def become(asked: dict[str, object], descriptors: list[int]) -> None:
    """Do in this process what ``python -m flows`` would do."""
    for target, number in enumerate(descriptors, 1):
        os.dup2(number, target)
        os.close(number)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    sys.argv[1:] = asked["words"]
    runpy.run_module("flows", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
