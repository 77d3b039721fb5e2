"""The processes of this machine that share a backfill: started, watched, replaced when they die, ended together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from db.backfill.claims import count_deaths
from db.backfill.plans import Progress, finish_backfill, read_progress
from flows.pipeline.parsing import make_fork_server
from flows.run.exit_codes import CHECKS_FAILED, OK, SOME_PAGES_FAILED
from flows.run.progress import JsonLines, current_progress, show_progress
from flows.run.progress import Progress as Shown
from flows.shards.worker import work_off
from tasks.child import python_command
from tasks.cores import core_count
from tasks.errors import QualityFailed, StopRun
from tasks.workers.fork_server import SERVER_VARIABLE, ForkServer

_PROGRAM = "from flows.shards.worker import main; main()"
_LOOK_SECONDS = 0.5
_GRACE_SECONDS = 30.0
_LAST_SECONDS = 600.0
"""For a process whose shards are done to bring its archive to its place and check its account."""
_MOST_DEATHS = 20
"""Processes that died without a word of their own; beyond it the machine, not a page, is what kills them."""


def processes_of(wanted: int, shard_count: int) -> int:
    """How many processes share the work: as wanted, by default one per core, never more than shards.

    Each splits one batch ahead of the one that it loads or waits to load, so no core is idle (benchmarks/backfill).
    """
    return max(1, min(wanted or core_count(), shard_count))


def work_directly(url: str, backfill_id: int, wanted: int) -> Progress:
    """Have the work done without Prefect: by processes, or where one is enough by this one, which saves a second.

    Raises whatever ``Processes.work`` raises, and of this process whatever ``run_directly`` raises.
    """
    processes = Processes(url, backfill_id, processes_of(wanted, read_progress(url, backfill_id).open_shard_count))
    if processes.count == 1:
        with show_progress(JsonLines() if current_progress().wants_lines else Shown()):
            work_off(url, backfill_id)
    return processes.work()


@dataclass(slots=True)
class Processes:
    """The processes at work on one backfill."""

    url: str
    backfill_id: int
    count: int
    flow: tuple[str, str] | None = None
    """Prefect's flow run and root flow run, noted with the runs. None: without Prefect."""
    shown: Shown = field(default_factory=current_progress)
    _running: list[subprocess.Popen[str]] = field(default_factory=list)
    _relays: list[threading.Thread] = field(default_factory=list)
    _parsers: ForkServer = field(default_factory=make_fork_server)
    """Forks the parsers of all of them."""
    _death_count: int = 0
    _failed_checks: list[str] = field(default_factory=list)

    def work(self) -> Progress:
        """Have the work done; how it stands in the end. Raises StopRun when it cannot go on."""
        progress = read_progress(self.url, self.backfill_id)
        try:
            while progress.has_work:
                self._running += [self._start() for _ in range(self._missing(progress))]
                time.sleep(_LOOK_SECONDS)
                self._reap()
                progress = read_progress(self.url, self.backfill_id)
                self.shown.shards_done(progress)
            for process in self._running:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_LAST_SECONDS)
            self._reap()
        finally:
            self.stop()
        finish_backfill(self.url, self.backfill_id)
        if progress.failed_shard_count:
            raise StopRun(
                f"{progress.failed_shard_count} shards of backfill {self.backfill_id} were given up: {progress.error}; "
                "fix that; the same command tries them again"
            )
        if self._failed_checks:
            raise QualityFailed(self._failed_checks[0])
        return read_progress(self.url, self.backfill_id)

    def stop(self) -> None:
        """Ask the processes that are left to stop, and end those that do not."""
        for process in self._running:
            process.terminate()
        end = time.monotonic() + _GRACE_SECONDS
        for process in self._running:
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running = []
        self._parsers.close()
        for relay in self._relays:
            relay.join(_GRACE_SECONDS)

    def _missing(self, progress: Progress) -> int:
        return max(0, min(self.count - len(self._running), progress.free_shard_count))

    def _start(self) -> subprocess.Popen[str]:
        wants_lines = self.shown.wants_lines
        mode = "json" if wants_lines else "quiet"
        with self._parsers.share() as link:
            process = subprocess.Popen(
                [*python_command(_PROGRAM), str(self.backfill_id), str(self.count), mode, *(self.flow or ())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if wants_lines else subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                env={
                    **os.environ,
                    "NEWSWEIR_DATABASE_URL": self.url,
                    SERVER_VARIABLE: str(link.fileno()),
                    **(_ONE_EACH if self.count > 1 else {}),
                },
                pass_fds=[link.fileno()],
                start_new_session=True,  # Ctrl-C is for the command; its children are ended by it, in order.
            )
        if wants_lines:
            relay = threading.Thread(target=self._relay, args=(process,), daemon=True)
            relay.start()
            self._relays.append(relay)
        return process

    def _relay(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.shown.line(line.rstrip("\n"))

    def _reap(self) -> None:
        """Take note of the processes that ended. Raises StopRun with the words of one that could not go on."""
        ended = [process for process in self._running if process.poll() is not None]
        self._running = [process for process in self._running if process.poll() is None]
        for process in ended:
            code, words = process.returncode, (process.stderr.read() if process.stderr else "").strip()
            if code in (OK, SOME_PAGES_FAILED):
                continue
            if code == CHECKS_FAILED:
                self._failed_checks.append(words.removeprefix("newsweir: "))
                continue
            if code > 0:
                raise StopRun(words.removeprefix("newsweir: ") or f"a process of the backfill ended with code {code}")
            self._death_count += 1
            count_deaths(self.url, self.backfill_id)
            if self._death_count > _MOST_DEATHS:
                raise StopRun(
                    f"processes of backfill {self.backfill_id} were killed {self._death_count} times (signal {-code}); "
                    "look for what kills them (memory?), then run the same command again"
                )


_ONE_EACH = {"NEWSWEIR_PARSE_WORKERS": "1"}
"""Each process has one parser of its own; see tasks/workers/parse_pool."""
