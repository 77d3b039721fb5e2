"""Fork server of the parse workers: loaded and warmed once, it forks a worker that shares what is loaded.

A worker of its own start loads a second of CPU and 150 MB. A program that has threads cannot fork safely, so a process
does it that has none, no secrets, no network, and has never read a stranger's page. It ends with the process that
started it, and its workers end with it. Requests come over a Unix socket, one at a time, each with an answer.
"""

from __future__ import annotations

import ctypes
import gc
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from threading import Lock

from tasks.child import python_command

SERVER_VARIABLE = "NEWSWEIR_FORK_SERVER"
"""Environment variable: number of the open socket to a fork server that another process has started."""
_KEPT_VARIABLES = ("NEWSWEIR_PROFILES", "NEWSWEIR_FAIL_AT", "LANG", "LC_ALL", "TZ")
"""All that a child gets of the environment, which holds passwords."""
_REQUEST, _ANSWER = struct.Struct("!cq"), struct.Struct("!q")
_FORK, _END, _SHARE = b"F", b"E", b"S"
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_DIE_WITH_PARENT = 1


class ForkServer:
    """The server as its parent sees it, started when the first worker is asked for. Safe to use from threads.

    ``program`` is what it executes: it calls ``serve_forks``.
    """

    def __init__(self, program: str) -> None:
        self._program = program
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def fork(self) -> tuple[int, socket.socket]:
        """Start a worker; its process id, and a socket to it. Raises OSError when no server can be started."""
        return self._give(_FORK)

    def share(self) -> socket.socket:
        """A connection for another process to inherit, which finds it under ``SERVER_VARIABLE``."""
        return self._give(_SHARE)[1]

    def end(self, pid: int) -> int | None:
        """Kill a worker and reap it: its exit code as subprocess has it, of one that had died by itself that one's.

        None: the server has died, and its workers with it.
        """
        with self._lock:
            try:
                return self._ask(_END, pid) if self._control else None
            except OSError:
                return None

    def close(self) -> None:
        """End the server and its workers."""
        with self._lock:
            self._let_go()

    def _give(self, kind: bytes) -> tuple[int, socket.socket]:
        with self._lock:
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    return self._ask(kind, 0, theirs), ours
                except OSError:  # It was killed while no worker was asked for.
                    self._let_go()
                    return self._ask(kind, 0, theirs), ours

    def _ask(self, kind: bytes, pid: int, given: socket.socket | None = None) -> int:
        if self._control is None:
            self._control = self._connected()
        fds = [given.fileno()] if given else []
        socket.send_fds(self._control, [_REQUEST.pack(kind, pid)], fds)
        if kind == _SHARE:
            return 0  # has no answer: who is to inherit it can start while the server is still loading
        answer = self._control.recv(_ANSWER.size, socket.MSG_WAITALL)
        if len(answer) < _ANSWER.size:
            raise BrokenPipeError("the fork server of the parse workers has ended")
        return int(_ANSWER.unpack(answer)[0])

    def _connected(self) -> socket.socket:
        shared = os.environ.pop(SERVER_VARIABLE, None)  # If that one dies, this process starts its own.
        if shared is not None:
            control = socket.socket(fileno=int(shared))
            control.set_inheritable(False)
            return control
        # One thread of linear algebra: more are none that may be forked, and reserve memory that the limit counts.
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                python_command(self._program),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                start_new_session=True,  # Ctrl-C is for the command; its children end with it.
            )
        return control

    def _let_go(self) -> None:
        control, self._control = self._control, None
        process, self._process = self._process, None
        if control is not None:
            control.close()
        if process is not None:
            process.kill()
            process.wait()


def serve_forks(warm: Callable[[], None], work: Callable[[socket.socket], None]) -> None:
    """The server: forks workers that call ``work`` with their end of a socket, until its parent is gone."""
    first = socket.socket(fileno=os.dup(0))
    with open(os.devnull) as nothing:  # noqa: PTH123 - no worker may keep the socket
        os.dup2(nothing.fileno(), 0)
    leave_network()
    warm()
    fewer_collections()
    known: dict[socket.socket, set[int]] = {first: set()}
    while first in known:
        for control in select.select(list(known), [], [])[0]:
            data, fds, _, _ = socket.recv_fds(control, _REQUEST.size, 1)
            if not data:
                for pid in known.pop(control):
                    _end(pid)
                control.close()
                continue
            kind, pid = _REQUEST.unpack(data)
            answer = 0
            if kind == _FORK:
                answer = _forked(socket.socket(fileno=fds[0]), list(known), work)
                known[control].add(answer)
            elif kind == _SHARE:
                known[socket.socket(fileno=fds[0])] = set()
                continue
            elif pid in known[control]:
                known[control].remove(pid)
                answer = _end(pid)
            with suppress(OSError):  # Who asked is gone: the end of its requests comes next.
                control.sendall(_ANSWER.pack(answer))
    for pids in known.values():
        for pid in pids:
            _end(pid)


def _end(pid: int) -> int:
    os.kill(pid, signal.SIGKILL)  # Of one that has died already the code stays as it was.
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _forked(link: socket.socket, controls: list[socket.socket], work: Callable[[socket.socket], None]) -> int:
    """Fork a worker; its process id. The worker never comes back from here."""
    server = os.getpid()
    pid = os.fork()
    if pid:
        link.close()
        return pid
    code = 1
    try:
        for control in controls:
            control.close()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() == server:
            work(link)
        code = 0
    except BaseException:  # Of whatever kind: the server's loop must not go on in a worker.
        traceback.print_exc()
    finally:
        os._exit(code)


def fewer_collections() -> None:
    """Leave what is loaded out of the garbage collector's rounds, and make them rare, for a process that only splits.

    A page's tree holds no cycles; the collector walks its thousands of small tuples for nothing (8 % of the split).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def leave_network() -> None:
    """Give up the network, where the system lets a process without rights do so; a page's parser has no use for it."""
    with suppress(OSError, AttributeError):
        if hasattr(os, "unshare"):
            os.unshare(_NEW_USER | _NEW_NET)
        elif sys.platform == "linux":
            ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NET)
