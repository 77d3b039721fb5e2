"""What httpx does for ``client.py``: one request over connections of ours, and its errors by our names."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable

import httpcore
import httpx

from tasks.fetch.connection import Connection
from tasks.fetch.failures import FetchFailed, Reason

_MOST_HEADERS = 400
_MOST_HEADER_BYTES = 64 * 1024


class Transport(httpx.AsyncBaseTransport):
    """httpx over the connections of one server, which ``connection`` makes, unconnected yet.

    Those that are idle wait in a list. httpcore's own pool goes through all that it has twice a request, which takes a
    quarter of a request's time; how many there are at once is bounded by ``client.py``.
    """

    def __init__(self, connection: Callable[[], httpcore.AsyncConnectionInterface]) -> None:
        self._connection = connection
        self._idle: deque[httpcore.AsyncConnectionInterface] = deque()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; httpcore's errors and ours pass as they are."""
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=url.raw_scheme,
                host=url.raw_host,
                port=url.port,
                target=request.extensions.get("target", url.raw_path),
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        connection = await self._idle_one() or self._connection()
        try:
            answer = await connection.handle_async_request(asked)
        except BaseException:
            await connection.aclose()
            raise
        body = _Body(answer.stream, connection, self._idle)
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    async def _idle_one(self) -> httpcore.AsyncConnectionInterface | None:
        """The connection that has been idle longest, those that ended meanwhile closed."""
        while self._idle:
            connection = self._idle.popleft()
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return None

    async def aclose(self) -> None:
        """Close all connections that are idle; the others are closed with the answers they bring."""
        while self._idle:
            await self._idle.pop().aclose()


class _Body(httpx.AsyncByteStream):
    # httpcore types a body's stream for both of its worlds, hence the two ignores.
    def __init__(
        self, stream: object, connection: httpcore.AsyncConnectionInterface,
        idle: deque[httpcore.AsyncConnectionInterface],
    ) -> None:  # fmt: skip
        self._stream, self._connection, self._idle = stream, connection, idle

    def __aiter__(self) -> AsyncIterator[bytes]:
        parts: AsyncIterator[bytes] = self._stream.__aiter__()  # type: ignore[attr-defined] # the async one
        return parts

    async def aclose(self) -> None:
        """Give the connection back, or close it when the body was not read to its end, or bytes follow that end."""
        is_clean = isinstance(self._connection, Connection) or _surplus_bytes(self._stream) == 0
        await self._stream.aclose()  # type: ignore[attr-defined] # the async one
        if is_clean and self._connection.is_idle():
            self._idle.append(self._connection)
        else:
            await self._connection.aclose()


def _surplus_bytes(stream: object) -> int | None:
    """Bytes that were read behind the end of an answer, which the next request there would take for its answer.

    Of a connection of httpcore's own, which leads through a proxy. None when httpcore, which has no public name for
    them, no longer keeps them here: no such connection is then used twice.
    """
    for name in ("_connection", "_h11_state"):
        stream = getattr(stream, name, None)
    trailing = getattr(stream, "trailing_data", None)
    return len(trailing[0]) if trailing is not None else None


def peer_of(response: httpx.Response) -> str | None:
    """The address that answered, as the socket tells it."""
    peer = response.extensions["network_stream"].get_extra_info("server_addr")
    return str(peer[0]) if peer else None


def check_head(response: httpx.Response) -> None:
    """Raises FetchFailed (``protocol``) for a head that is larger than any web server's."""
    raw = response.headers.raw
    size = sum(len(name) + len(value) for name, value in raw)
    if len(raw) > _MOST_HEADERS or size > _MOST_HEADER_BYTES:
        raise FetchFailed(
            Reason.PROTOCOL, f"the answer has {len(raw)} headers of {size:,} bytes; that is no web server's answer"
        )


async def read(response: httpx.Response, most: int) -> bytes:
    """The whole body, its content coding untouched. Raises FetchFailed (``too_large_wire``)."""
    declared = response.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and len(declared) < 20 and int(declared) > most:
        raise FetchFailed(Reason.TOO_LARGE_WIRE, f"the server announces {int(declared):,} bytes, {most:,} are read")
    return b"".join([part async for part in response.stream])  # type: ignore[union-attr] # ours


HTTP_ERRORS = (
    httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError,
    httpcore.UnsupportedProtocol, httpcore.ProxyError,
)  # fmt: skip


def named(error: Exception, *, is_answered: bool) -> FetchFailed:
    """httpx's and httpcore's errors by our names."""
    words = str(error) or type(error).__name__
    if isinstance(error, httpcore.RemoteProtocolError):
        if "without sending a response" in words:
            return FetchFailed(Reason.REMOTE_CLOSED, "the server closed the connection without an answer")
        if is_answered:
            return FetchFailed(Reason.INCOMPLETE_BODY, f"the body is not whole: {words}")
        return FetchFailed(Reason.PROTOCOL, f"the answer is no HTTP: {words}")
    if isinstance(error, httpcore.TimeoutException):
        return FetchFailed(Reason.TIMEOUT, f"the server did not go on in time ({type(error).__name__})")
    if isinstance(error, httpcore.ProxyError):
        return FetchFailed(Reason.CONNECT, f"the proxy refused: {words}")
    if isinstance(error, (httpx.InvalidURL, httpcore.UnsupportedProtocol)):
        return FetchFailed(Reason.BAD_URL, f"the address cannot be asked for: {words}")
    if isinstance(error, httpcore.ProtocolError):
        return FetchFailed(Reason.PROTOCOL, f"the request cannot be sent: {words}")
    return FetchFailed(Reason.RESET, f"the connection broke: {words}")
