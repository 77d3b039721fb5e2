"""One connection of HTTP/1.1: h11 over a guarded stream, behind httpcore's interface for what a client asks through.

httpcore's own takes three locks, each a turn of the event loop, and writes five traces a request. Here one task at a
time asks, so that it needs neither: a request takes two thirds of the time.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from time import monotonic

import h11
import httpcore

from tasks.fetch.network import GuardedBackend

_READ_BYTES = 64 * 1024
_LONGEST_HEAD = 100 * 1024


class Connection(httpcore.AsyncConnectionInterface):
    """A connection to one origin, made by its first request. ``tls``: for an origin of ``https``."""

    def __init__(
        self, origin: httpcore.Origin, backend: GuardedBackend, tls: ssl.SSLContext | None, idle_seconds: float
    ) -> None:
        self._origin, self._backend, self._tls, self._idle_seconds = origin, backend, tls, idle_seconds
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._stream: httpcore.AsyncNetworkStream | None = None
        self._idle_since: float | None = None

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request without a body; the answer, its body to be read. Raises httpcore's errors, FetchFailed."""
        self._idle_since = None
        timeouts = request.extensions["timeout"]
        stream = self._stream or await self._connected(timeouts["connect"])
        try:
            asked = h11.Request(method=request.method, target=request.url.target, headers=request.headers)
            data = (self._h11.send(asked) or b"") + (self._h11.send(h11.EndOfMessage()) or b"")
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error
        await stream.write(data, timeouts["write"])
        while not isinstance(head := await self._event(stream, timeouts["read"]), h11.Response):
            pass  # 100, 102 and 103 say that the answer follows.
        return httpcore.Response(
            head.status_code,
            headers=head.headers.raw_items(),
            content=_Body(self, stream, timeouts["read"]),
            extensions={
                "http_version": b"HTTP/" + head.http_version, "reason_phrase": head.reason, "network_stream": stream,
            },
        )  # fmt: skip

    async def _connected(self, timeout: float) -> httpcore.AsyncNetworkStream:
        host = self._origin.host.decode("ascii")
        self._stream = await self._backend.connect_tcp(host, self._origin.port, timeout)
        if self._tls is not None:
            self._stream = await self._stream.start_tls(self._tls, host, timeout)
        return self._stream

    async def _event(self, stream: httpcore.AsyncNetworkStream, timeout: float) -> object:
        try:
            while (event := self._h11.next_event()) is h11.NEED_DATA:
                data = await stream.read(_READ_BYTES, timeout)
                if not data and self._h11.their_state is h11.SEND_RESPONSE:
                    raise httpcore.RemoteProtocolError("Server disconnected without sending a response.")
                self._h11.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error
        return event

    async def body(self, stream: httpcore.AsyncNetworkStream, timeout: float) -> AsyncIterator[bytes]:
        """The parts of the body of the answer under way. Raises as ``handle_async_request``."""
        while isinstance(event := await self._event(stream, timeout), h11.Data):
            yield bytes(event.data)

    async def ended(self) -> None:
        """The answer was taken: the connection is idle if all was read and nothing follows, else it is closed."""
        is_whole = self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE
        if is_whole and not self._h11.trailing_data[0]:
            self._h11.start_next_cycle()
            self._idle_since = monotonic()
        else:
            await self.aclose()

    def is_idle(self) -> bool:
        """Whether the next request may be sent."""
        return self._idle_since is not None

    def has_expired(self) -> bool:
        """Whether it was idle for too long, or its server closed it or sent what nobody asked for."""
        since, stream = self._idle_since, self._stream
        return (
            since is None
            or stream is None
            or monotonic() - since > self._idle_seconds
            or bool(stream.get_extra_info("is_readable"))
        )

    async def aclose(self) -> None:
        """Close it at once."""
        self._idle_since = None
        if self._stream is not None:
            await self._stream.aclose()


class _Body:
    def __init__(self, connection: Connection, stream: httpcore.AsyncNetworkStream, timeout: float) -> None:
        self._connection, self._stream, self._timeout = connection, stream, timeout

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._connection.body(self._stream, self._timeout)

    async def aclose(self) -> None:
        await self._connection.ended()
