"""Pool of killable processes that split pages: what a page does to its parser costs that page only.

A few hundred bytes of markup can hang the parser, take gigabytes or crash the process. So pages are split by long-lived
child processes over pipes: each has a memory limit and a deadline in CPU time, is replaced when it dies, and is
recycled after some thousand pages. A page that kills its process is quarantined as ``parse_timeout``,
``parse_memory`` or ``parse_crash`` (after one more try, for a crash). A child whose parent is gone ends by itself.
It has no secrets, no network where the system allows to give it up, and answers in a form that cannot run.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import socket
import struct
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import IO, TypeVar

from tasks.cores import core_count
from tasks.errors import ParseCrash, ParseMemory, ParseTimeout, SkipPage
from tasks.records import Capture, PageRecord
from tasks.workers.answers import BadAnswer, decode, encode
from tasks.workers.fork_server import ForkServer, serve_forks

_CPU_SECONDS = 1.8
_WALL_SECONDS = 20.0
_OVERDUE_SECONDS = 90.0
"""After which the parent ends a child that gave no answer: one that a page took over may have left its own deadline."""
_LOOK_SECONDS = 5.0
_MEMORY_BYTES = 1024**3
_RECYCLE_PAGES = 5000
_GROUP = 8
"""Captures that are opened at once, at most: each may have 10 MB."""
_LARGEST_ANSWER = 256 * 1024 * 1024
_LENGTH = struct.Struct("!Q")

COUNT_VARIABLE = "NEWSWEIR_PARSE_WORKERS"
"""Environment variable: workers per process, where several processes share the cores. Unset: one per core."""

T = TypeVar("T")
Opened = tuple[PageRecord, Capture | None]
Refuse = Callable[[PageRecord, SkipPage], PageRecord]
"""Makes the record of a page that was refused."""


class _Worker:
    """One child process, forked when the first page comes."""

    def __init__(self, server: ForkServer, refuse: Refuse) -> None:
        self._server, self._refuse = server, refuse
        self.pid: int | None = None
        self._link: socket.socket | None = None
        self._answers: IO[bytes] | None = None
        self._page_count = 0
        self._lock = Lock()
        self._asked_at: float | None = None
        self._is_overdue = False

    def split(self, record: PageRecord, capture: Capture) -> PageRecord:
        """Have the child finish a page; quarantined when it dies of it."""
        error: SkipPage | None = None
        for _ in range(2):
            answer, error = self._ask(record, capture)
            if answer is not None:
                return answer
            if not isinstance(error, ParseCrash):
                break  # What takes too long or too much once does so again.
        assert error is not None
        return self._refuse(record, error)

    def _ask(self, record: PageRecord, capture: Capture) -> tuple[PageRecord | None, SkipPage | None]:
        link, answers = self.started()
        with self._lock:
            self._asked_at, self._is_overdue = time.monotonic(), False
        try:
            # The page itself is not pickled: that would copy it twice more on either side.
            _send(link, pickle.dumps((record, replace(capture, content=b"")), pickle.HIGHEST_PROTOCOL))
            _send(link, capture.content)
            answer = decode(_received(answers, _LARGEST_ANSWER))
            with self._lock:
                self._asked_at = None
        except BadAnswer as error:
            self.close()
            return None, ParseCrash(f"the process that split the page gave no record ({error}); it is kept, unsplit")
        except (OSError, EOFError):
            return None, self._died(capture)
        self._page_count += 1
        if self._page_count >= _RECYCLE_PAGES or self._is_overdue:
            self.close()
        if answer is None:
            return None, ParseMemory(
                f"splitting the page takes more than {_MEMORY_BYTES >> 20} MB; it is kept, unsplit"
            )
        return answer, None

    def started(self) -> tuple[socket.socket, IO[bytes]]:
        """The socket to the child, which is forked where there is none, and what it answers."""
        if self._link is None or self._answers is None:
            self.pid, self._link = self._server.fork()
            self._answers = self._link.makefile("rb")
            self._page_count = 0
        return self._link, self._answers

    def _died(self, capture: Capture) -> SkipPage:
        code = self.close()
        size = f"{len(capture.content):,} bytes"
        if self._is_overdue:
            return ParseTimeout(
                f"the process that split the page ({size}) gave no answer in {_OVERDUE_SECONDS:.0f} s and was ended; "
                "it is kept, unsplit"
            )
        if code in (-signal.SIGPROF, -signal.SIGALRM):
            return ParseTimeout(f"splitting the page ({size}) takes more than {_CPU_SECONDS} s; it is kept, unsplit")
        if code == -signal.SIGKILL:
            return ParseMemory(f"the system killed the process that split the page ({size}); it is kept, unsplit")
        how = "was ended with all its kind" if code is None else f"ended with code {code}"
        return ParseCrash(f"the process that split the page ({size}) {how}; it is kept, unsplit")

    def end_if_overdue(self) -> None:
        """Kill the child where it has not answered for too long; whoever waits for it reads the end of its pipe."""
        with self._lock:
            pid = self.pid
            if self._asked_at is not None and pid and time.monotonic() - self._asked_at > _OVERDUE_SECONDS:
                self._is_overdue, self.pid = True, None
                self._server.end(pid)

    def close(self) -> int | None:
        """End the child; its exit code, None where that is not known."""
        with self._lock:
            self._asked_at = None
            pid, self.pid = self.pid, None
        code = self._server.end(pid) if pid else None
        for end in (self._answers, self._link):  # Not before: a thread may be reading it.
            if end is not None:
                end.close()
        self._link = self._answers = None
        return code


class ParsePool:
    """As many workers as there are cores, or as NEWSWEIR_PARSE_WORKERS says; a page goes to the next free worker.

    ``program`` is what a child executes: it calls ``serve``. ``refuse`` makes the record of a page that
    killed its child.
    """

    def __init__(self, program: str, refuse: Refuse, count: int | None = None) -> None:
        count = count or int(os.environ.get(COUNT_VARIABLE) or core_count())
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        self._server = ForkServer(program)
        self._all = [_Worker(self._server, refuse) for _ in range(count)]
        for worker in self._all:
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="parse")
        self._is_closed = Event()
        Thread(target=self._watch, name="parse deadlines", daemon=True).start()

    def map(self, items: Sequence[T], open_page: Callable[[T], Opened]) -> list[PageRecord]:
        """Open and split the pages; their records in the order of the items. Raises what ``open_page`` raises."""
        return list(self._threads.map(lambda item: self._page(open_page(item)), items))

    def map_groups(self, items: Sequence[T], open_some: Callable[[Sequence[T]], Sequence[Opened]]) -> list[PageRecord]:
        """The same, some items opened at once, in groups so small that every worker has work."""
        size = max(1, min(_GROUP, len(items) // (4 * len(self._all))))
        groups = [items[at : at + size] for at in range(0, len(items), size)]
        found = self._threads.map(lambda some: [self._page(one) for one in open_some(some)], groups)
        return [record for group in found for record in group]

    def _page(self, opened: Opened) -> PageRecord:
        record, capture = opened
        if capture is None:
            return record
        worker = self._free.get()
        try:
            return worker.split(record, capture)
        finally:
            self._free.put(worker)

    def _watch(self) -> None:
        while not self._is_closed.wait(_LOOK_SECONDS):
            for worker in self._all:
                worker.end_if_overdue()

    def close(self) -> None:
        """End all children."""
        self._is_closed.set()
        for worker in self._all:
            worker.close()
        self._server.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


def serve(finish_page: Callable[[PageRecord, Capture], PageRecord], warm: Callable[[], None]) -> None:
    """The fork server of a pool, whose workers finish pages with ``finish_page``; ``warm`` loads what they need."""
    serve_forks(warm, lambda link: _work(link, finish_page))


def _work(link: socket.socket, finish_page: Callable[[PageRecord, Capture], PageRecord]) -> None:
    """The child: reads pages from its socket, answers each, until the parent is gone."""
    source = link.makefile("rb")
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() if _has_proc() else 0
    if used:
        resource.setrlimit(resource.RLIMIT_AS, (used + _MEMORY_BYTES, used + _MEMORY_BYTES))
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(limit, (0, 0))  # It writes to no file; its socket is none.
    while True:
        try:
            # From the parent, which nobody has told anything that could run.
            record, capture = pickle.loads(_received(source, None))
            capture = replace(capture, content=_received(source, None))
        except EOFError:
            return
        # Their default action ends the process, whatever code is running.
        signal.setitimer(signal.ITIMER_PROF, _CPU_SECONDS)
        signal.setitimer(signal.ITIMER_REAL, _WALL_SECONDS)
        try:
            answer: PageRecord | None = finish_page(record, capture)
        except MemoryError:
            answer = None
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if answer is not None and (answer.detail or "").find(": MemoryError:") >= 0:
            answer = None
        try:
            _send(link, encode(answer))
        except BrokenPipeError:
            os._exit(0)  # The parent is gone; nobody waits for an answer or a farewell.


def _has_proc() -> bool:
    return Path("/proc/self/statm").exists()


def _send(link: socket.socket, data: bytes) -> None:
    link.sendall(_LENGTH.pack(len(data)))
    link.sendall(data)


def _received(pipe: IO[bytes], most: int | None) -> bytes:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    if most is not None and length > most:
        raise BadAnswer(f"it tells {length:,} bytes, at most {most:,} are read")
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data
