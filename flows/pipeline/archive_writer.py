"""Archive writer: a child process that writes fetched bodies to the WARC archive and records the attempts.

The fetch loop then only waits for the network. Half of the time of a fetched page is spent on its body: unpacking,
digests, its records in the archive, its rows; in threads of the same process the fetch loop would pay for it, because
threads share one interpreter's lock. A group of attempts goes to the child over a pipe; the answer says that all of
them are on disk and committed, and nothing is read before that.

The child archives one group while it records the previous one: archiving is work, recording mostly waits for Postgres.

A child whose parent is gone ends at once, as if both had died: the next run finds the open archive file and repairs it.
A child that dies ends the batch with TryAgain, and the same happens.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import subprocess
import sys
import traceback
from collections import ChainMap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Queue, SimpleQueue
from threading import Lock, Thread
from typing import IO, Any, NamedTuple

from db.fetching.attempts import AttemptRow
from flows.pipeline.attempts import FetchPlan, Final, Group, archive_group, finals_of, record_group
from flows.pipeline.run_archive import open_run_archive
from tasks.archive import Archive, KnownBody
from tasks.child import python_command
from tasks.errors import TryAgain

_PROGRAM = "from flows.pipeline.archive_writer import serve; serve()"
_PIPE_BYTES = 1 << 20
_CLOSE = "close"
_UNCOMMITTED = 2
"""Groups that may be archived and not committed while another is archived: one being recorded, one before it."""


class ArchiveWriter:
    """One child, started by the first thing it is told; one batch at a time uses it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._unheard = 0

    def start(self) -> None:
        """Have the child load what it needs, while this process does something else."""
        self._process = self._process or _started()

    def begin(self, plan: FetchPlan) -> None:
        """Tell of the batch whose attempts follow. Raises TryAgain when the child died."""
        self._ask(plan)

    def send(self, group: Group) -> None:
        """Have the child do ``store_group``; what it answers is heard later. Raises TryAgain when the child died."""
        with self._lock:
            self._tell(list(group))

    def hear(self) -> dict[str, Final]:
        """What became of the first group sent that was not heard of. Raises what it raised, TryAgain."""
        with self._lock:
            found: dict[str, Final] = _given(self._heard())
        return found

    def close_archive(self) -> None:
        """Finish the archive's file that the child has under way.

        Raises StopRun when it cannot be brought to its place, TryAgain when the child died.
        """
        if self._process is not None:
            self._ask(_CLOSE)

    @property
    def pid(self) -> int | None:
        """The child's number. None: there is none."""
        return self._process.pid if self._process else None

    def end(self) -> None:
        """End the child. A file that it still has under way is fixed by the next run."""
        process, self._process = self._process, None
        self._unheard = 0
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _ask(self, message: Any) -> Any:
        with self._lock:
            while self._unheard:  # Groups of a batch that ended by an error.
                self._heard()
            self._tell(message)
            return _given(self._heard())

    def _tell(self, message: Any) -> None:
        process = self._process = self._process or _started()
        assert process.stdin is not None
        with self._watched(process):
            pickle.dump(message, process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
        self._unheard += 1

    def _heard(self) -> Any:
        process = self._process
        if process is None:
            raise TryAgain("the process that writes the archive was ended: run the same command again")
        assert process.stdout is not None
        with self._watched(process):
            answer = pickle.load(process.stdout)
        self._unheard -= 1
        return answer

    @contextmanager
    def _watched(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        try:
            yield
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            self.end()
            code = process.returncode
            raise TryAgain(
                f"the process that writes the archive ended (code {code}); what it had written is whole and is "
                "recorded by the next run: run the same command again"
            ) from error
        except BaseException:
            # Interrupted in between, the next answer would be the last question's.
            self.end()
            raise


def _given(answer: Any) -> Any:
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _started() -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        python_command(_PROGRAM),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the command, which finishes what it has in hand.
    )
    for pipe in (process.stdin, process.stdout):
        # Larger pipes mean fewer turns between the two; where the system has none, the usual size does.
        with suppress(OSError, AttributeError):
            if pipe is not None:
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return process


class _Archived(NamedTuple):
    """A group whose bodies are on disk, to be recorded."""

    plan: FetchPlan
    rows: Sequence[AttemptRow]
    are_final: Sequence[bool]


def serve() -> None:
    """The child: plans and groups from standard input, an answer each on standard output, until the parent is gone."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # What anything prints must not reach the answers.
    messages: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_read, args=(messages,), daemon=True).start()
    done: Queue[Any] = Queue(1)
    Thread(target=_record, args=(done, answers), daemon=True).start()
    plan: FetchPlan | None = None
    archive: Archive | None = None
    recent: list[dict[str, KnownBody]] = []  # of the groups of this batch that may not be committed
    while True:
        message = messages.get()
        answer: Any = None
        try:
            if isinstance(message, FetchPlan):
                plan, recent = message, []  # What was before is committed, or may lie in another archive.
                archive = archive or open_run_archive(plan.context)
            elif message == _CLOSE:
                closing, archive = archive, None
                if closing is not None:
                    closing.close()
            else:
                if archive is None and plan is not None:
                    archive = open_run_archive(plan.context)
                assert plan is not None
                assert archive is not None
                recent = [{}, *recent[:_UNCOMMITTED]]
                known = ChainMap(*recent)
                answer = _Archived(plan, archive_group(plan, archive, message, known), finals_of(message))
        except Exception as error:  # The parent's to judge, whatever it is.
            answer = error
        done.put(answer)


def _record(done: Queue[Any], answers: IO[bytes]) -> None:
    """Record the groups that were archived, and answer, in the order of the questions."""
    while True:
        answer = done.get()
        try:
            if isinstance(answer, _Archived):
                answer = record_group(*answer)
        except Exception as error:  # The parent's to judge, too.
            answer = error
        pickle.dump(_portable(answer) if isinstance(answer, Exception) else answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _read(messages: SimpleQueue[Any]) -> None:
    """Read ahead of the work, and notice at once that the parent is gone: nothing may be done in its name any more."""
    while True:
        try:
            messages.put(pickle.load(sys.stdin.buffer))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(1)


def _portable(error: Exception) -> Exception:
    """The error, or its words where it cannot travel."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError("".join(traceback.format_exception(error)))
    return error
