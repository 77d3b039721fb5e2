"""The network under httpx: checked addresses, one deadline for everything, a cap on what comes over the wire.

httpx has no total deadline, and a request that is cancelled from outside leaves its pool broken. So the deadline and
the cap live here, in a context variable of the fetch that reads: every read ends in time by itself. The name is
resolved once, every address it has is checked, and the checked address is the one that is connected to.
"""

from __future__ import annotations

import asyncio
import contextlib
import select
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore

from tasks.fetch.addresses import Guard, parse_address
from tasks.fetch.failures import FetchFailed, Reason

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Gives the addresses of a host. Raises OSError when it has none."""

_PAUSE_AT = 512 * 1024
_resolvers = ThreadPoolExecutor(16, thread_name_prefix="resolve")


@dataclass(slots=True)
class Allowance:
    """What one fetch may take: until when (the loop's clock) and how many bytes over the wire."""

    until: float
    wire_bytes: int
    used_bytes: int = 0
    connection_count: int = 0
    """Connections that were opened for it."""

    def remaining(self) -> float:
        """Seconds left. Raises FetchFailed (``timeout``) when there are none."""
        left = self.until - asyncio.get_running_loop().time()
        if left <= 0:
            raise _timed_out()
        return left

    def count(self, data: bytes) -> bytes:
        """Count what was read. Raises FetchFailed (``too_large_wire``) beyond the cap."""
        self.used_bytes += len(data)
        if self.used_bytes > self.wire_bytes:
            raise FetchFailed(Reason.TOO_LARGE_WIRE, f"more than {self.wire_bytes:,} bytes came over the wire")
        return data


allowance: ContextVar[Allowance] = ContextVar("allowance")


def _timed_out() -> FetchFailed:
    return FetchFailed(Reason.TIMEOUT, "the whole fetch took longer than it may")


async def resolve_with_system(host: str, port: int) -> list[str]:
    """The system's resolver, in threads of its own."""
    loop = asyncio.get_running_loop()
    # What cannot be a name raises UnicodeError from the codec that Python resolves with.
    try:
        found = await loop.run_in_executor(
            _resolvers, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        )
    except UnicodeError as error:
        raise OSError(f"{host!r} is no name that can be resolved") from error
    return [str(info[4][0]) for info in found]


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to checked addresses only. ``trusted`` are the (host, port) of the operator's own proxy."""

    def __init__(self, guard: Guard, resolve: Resolve, trusted: frozenset[tuple[str, int]] = frozenset()) -> None:
        self._guard, self._resolve, self._trusted = guard, resolve, trusted

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        """Resolve, check all, connect to the first address that answers. Raises FetchFailed."""
        granted = allowance.get()
        addresses = await self._addresses(host, port, granted)
        error: OSError | None = None
        for address in addresses:
            try:
                async with asyncio.timeout(min(granted.remaining(), timeout or 1e9)):
                    _, stream = await asyncio.get_running_loop().create_connection(_Stream, address, port)
            except TimeoutError as reason:
                error = OSError(f"no answer within {timeout or 0:.0f} s")
                error.__cause__ = reason
                continue
            except OSError as reason:
                error = reason
                continue
            self._check_peer(stream, host, port)
            granted.connection_count += 1
            return stream
        granted.remaining()
        words = (error.strerror if error else None) or str(error)
        raise FetchFailed(Reason.CONNECT, f"{host}:{port} cannot be connected to: {words}") from error

    async def _addresses(self, host: str, port: int, granted: Allowance) -> list[str]:
        try:
            literal = parse_address(host)
            async with asyncio.timeout(granted.remaining()):
                found = [str(literal)] if literal else await self._resolve(host, port)
        except TimeoutError as error:
            raise _timed_out() from error
        except OSError as error:
            raise FetchFailed(Reason.DNS, f"the name {host} cannot be resolved: {error.strerror or error}") from error
        if not found:
            raise FetchFailed(Reason.DNS, f"the name {host} has no address")
        if (host, port) not in self._trusted:
            for address in found:
                # One wrong address among good ones is refused too: which one is used would be chance.
                if not self._guard.permits(host, port, address):
                    raise _blocked(host, address)
        return list(dict.fromkeys(found))

    def _check_peer(self, stream: _Stream, host: str, port: int) -> None:
        """The address really connected to, as the socket tells it."""
        peer = stream.get_extra_info("server_addr")
        if peer and (host, port) not in self._trusted and not self._guard.permits(host, port, str(peer[0])):
            stream.abort()
            raise _blocked(host, str(peer[0]))

    async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Never done."""
        raise FetchFailed(Reason.SCHEME, f"{path}: no page is fetched from a local socket")

    async def sleep(self, seconds: float) -> None:
        """As asyncio's; httpcore waits with it before it connects again, which we do not ask it to."""
        await asyncio.sleep(seconds)


def _blocked(host: str, address: str) -> FetchFailed:
    where = address if parse_address(host) else f"{host} is at {address}, which"
    what = "declare the host in allow_private of its site, or name its page with --allow-private"
    return FetchFailed(Reason.BLOCKED_ADDRESS, f"{where} is not public; if that is meant, {what}")


class _Stream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """One connection. Reads wait on a future with a timer, so nothing is ever cancelled inside httpcore."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._is_over = False
        self._is_paused = False
        self._error: Exception | None = None
        self._reading: asyncio.Future[None] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As asyncio calls it."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """As asyncio calls it; the kernel buffers what nobody reads yet."""
        self._buffer += data
        if len(self._buffer) > _PAUSE_AT and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        _wake(self._reading)

    def eof_received(self) -> bool:
        """As asyncio calls it."""
        self._is_over = True
        _wake(self._reading)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """As asyncio calls it."""
        self._is_over = True
        self._error = self._error or exc
        _wake(self._reading)
        _wake(self._drained)

    def pause_writing(self) -> None:
        """As asyncio calls it."""
        self._drained = self._loop.create_future()

    def resume_writing(self) -> None:
        """As asyncio calls it."""
        _wake(self._drained)
        self._drained = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes, or none at the end. Raises FetchFailed (``timeout``, ``too_large_wire``, ``reset``)."""
        granted = allowance.get()
        if not self._buffer and not self._is_over:
            self._reading = self._loop.create_future()
            try:
                await self._wait(self._reading, min(granted.remaining(), timeout or 1e9))
            finally:
                self._reading = None
        if self._buffer:
            data = bytes(self._buffer[:max_bytes])
            del self._buffer[:max_bytes]
            if self._is_paused and len(self._buffer) < _PAUSE_AT // 2:
                self._is_paused = False
                self._transport.resume_reading()
            granted.remaining()
            return granted.count(data)
        if isinstance(self._error, OSError):
            raise FetchFailed(Reason.RESET, f"the server broke the connection: {self._error}") from self._error
        return b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of it. Raises FetchFailed (``timeout``, ``reset``)."""
        if not buffer:
            return
        granted = allowance.get()
        if self._transport.is_closing() or self._is_over:
            raise FetchFailed(Reason.REMOTE_CLOSED, "the server closed the connection before the request")
        self._transport.write(buffer)
        if self._drained is not None:
            await self._wait(self._drained, min(granted.remaining(), timeout or 1e9))

    async def _wait(self, future: asyncio.Future[None], seconds: float) -> None:
        timer = self._loop.call_later(seconds, _fail, future)
        try:
            await future
        finally:
            timer.cancel()

    async def aclose(self) -> None:
        """Close at once; what is unsent is dropped."""
        self.abort()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """The same connection under TLS, the certificate checked for the host. Raises FetchFailed (``tls``)."""
        granted, inner = allowance.get(), _Stream()
        try:
            async with asyncio.timeout(min(granted.remaining(), timeout or 1e9)):
                transport = await self._loop.start_tls(
                    self._transport, inner, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as error:
            self.abort()
            raise _timed_out() from error
        except (ssl.SSLError, ssl.CertificateError) as error:
            self.abort()
            words = getattr(error, "verify_message", "") or error.reason or str(error)
            raise FetchFailed(Reason.TLS, f"the certificate or TLS of {server_hostname} is refused: {words}") from error
        except (OSError, EOFError) as error:
            self.abort()
            raise FetchFailed(Reason.REMOTE_CLOSED, f"{server_hostname} closed the connection in TLS") from error
        assert isinstance(transport, asyncio.Transport)
        inner._transport = transport
        return inner

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks for: whether an idle connection is broken, TLS's object, the addresses."""
        if info == "is_readable":
            # What has come and was not delivered by the loop yet counts, too.
            return bool(self._buffer) or self._is_over or _is_readable(self._transport.get_extra_info("socket"))
        names = {"ssl_object": "ssl_object", "client_addr": "sockname", "server_addr": "peername", "socket": "socket"}
        with contextlib.suppress(KeyError):
            return self._transport.get_extra_info(names[info])
        return None


def _wake(future: asyncio.Future[None] | None) -> None:
    if future is not None and not future.done():
        future.set_result(None)


def _fail(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_exception(_timed_out())


def _is_readable(sock: Any) -> bool:
    """Whether something has come on a socket, or it was closed."""
    poll = select.poll()  # not select, which knows the first 1,024 files only
    try:
        poll.register(sock.fileno(), select.POLLIN)
        return bool(poll.poll(0))
    except (AttributeError, OSError, ValueError):
        return True
