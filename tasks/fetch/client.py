"""httpx, all of it: a client per host with a small pool, answers as raw bytes. Nothing else of the project calls it.

One TLS context for all; HTTP/1.1 only; nothing from the environment; redirects and decoding are not httpx's business
(see ``fetcher.py`` and ``coding.py``). httpx's maintained fork can take its place by changing this file.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpcore
import httpx

from tasks.attempt import Answer
from tasks.fetch.addresses import Guard, address_allowed, parse_address
from tasks.fetch.coding import ACCEPTED
from tasks.fetch.failures import FetchFailed, Reason
from tasks.fetch.network import GuardedBackend, Resolve, allowance, resolve_with_system
from tasks.fetch.urls import Target

_CONNECTIONS = 8
"""Per host. httpx's pool scans all its connections for each request, so big pools are slow and small ones are not."""
_IDLE_SECONDS = 20.0
_MOST_CLIENTS = 256
_MOST_HEADERS = 400
_MOST_HEADER_BYTES = 64 * 1024
_TIMEOUT = {"connect": 30.0, "read": 30.0, "write": 30.0, "pool": 30.0}
"""Seconds for each step; the deadline of the whole fetch is in ``network.py``."""
_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Encoding": ACCEPTED}


@dataclass(frozen=True, slots=True)
class Network:
    """How the network is reached."""

    guard: Guard = field(default_factory=Guard)
    resolve: Resolve = resolve_with_system
    proxy: str | None = None
    """``http://user:password@host:port``. None: directly."""
    ca_file: str | None = None
    """File of certificates that are trusted besides the usual ones."""


class _Transport(httpx.AsyncBaseTransport):
    """httpx over a pool of ours, whose backend guards addresses, time and size."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; httpcore's errors and ours pass as they are."""
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore.Request(
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
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: object) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # httpcore types a body's stream for both of its worlds, hence the two ignores.
        async for part in self._stream:  # type: ignore[attr-defined]
            yield part

    async def aclose(self) -> None:
        """Give the connection back, or close it when the body was not read to its end."""
        await self._stream.aclose()  # type: ignore[attr-defined]


class Clients:
    """The clients of a fetch loop, one per scheme, host and port, the least recently used closed first."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._tls: ssl.SSLContext | None = None
        self._backend = GuardedBackend(network.guard, network.resolve, _proxy_of(network.proxy))
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self.rebuilt_count = 0
        """Clients given up because their pool no longer answered."""

    @asynccontextmanager
    async def asking(self, target: Target) -> AsyncIterator[_Client]:
        """The client for a request, with no more requests in it than connections. Raises FetchFailed."""
        client = self._clients.get(target.origin)
        if client is None:
            client = self._clients[target.origin] = self._made(target)
            await self._close_idle()
        self._clients.move_to_end(target.origin)
        async with client.slots:
            try:
                yield client
            except httpcore.PoolTimeout as error:
                # Should not happen with these slots; a pool that does it once may have lost connections for good.
                await self._give_up(target.origin, client)
                raise FetchFailed(Reason.POOL, "the connection pool did not answer and was replaced") from error

    async def close(self) -> None:
        """Close all connections."""
        clients, self._clients = list(self._clients.values()), OrderedDict()
        for client in clients:
            await client.transport.aclose()

    async def _close_idle(self) -> None:
        for name in [name for name, client in self._clients.items() if client.is_idle()]:
            if len(self._clients) <= _MOST_CLIENTS:
                return
            await self._clients.pop(name).transport.aclose()

    async def _give_up(self, name: str, client: _Client) -> None:
        if self._clients.get(name) is client:
            self.rebuilt_count += 1
            del self._clients[name]
            await client.transport.aclose()

    def _made(self, target: Target) -> _Client:
        tls = self._tls_context() if target.scheme == "https" or self._network.proxy else None
        options = {
            "ssl_context": tls,
            "max_connections": _CONNECTIONS,
            "max_keepalive_connections": _CONNECTIONS,
            "keepalive_expiry": _IDLE_SECONDS,
            "http1": True,
            "http2": False,
            "network_backend": self._backend,
        }
        # One dict serves both pools; mypy cannot see which value belongs to which key, hence the two ignores.
        pool: httpcore.AsyncConnectionPool
        if self._network.proxy:
            parts = urlsplit(self._network.proxy)
            auth = (parts.username or "", parts.password or "") if parts.username else None
            url = f"{parts.scheme}://{parts.hostname}:{parts.port or 80}"
            pool = httpcore.AsyncHTTPProxy(proxy_url=url, proxy_auth=auth, **options)  # type: ignore[arg-type]
        else:
            pool = httpcore.AsyncConnectionPool(**options)  # type: ignore[arg-type]
        slots = asyncio.Semaphore(_CONNECTIONS)
        return _Client(_Transport(pool), httpx.URL(target.origin), slots, bool(self._network.proxy))

    def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
            if self._network.ca_file:
                self._tls.load_verify_locations(self._network.ca_file)
        return self._tls


def _proxy_of(proxy: str | None) -> frozenset[tuple[str, int]]:
    if not proxy:
        return frozenset()
    parts = urlsplit(proxy)
    return frozenset({(parts.hostname or "", parts.port or 80)})


@dataclass(slots=True)
class _Client:
    """One host's client. ``slots`` keeps as many requests in flight as there are connections.

    Requests go to httpx's transport itself: what its client adds (cookies, redirects, credentials from the
    environment) is what a polite fetcher must not do, and half of a request's time.
    """

    transport: _Transport
    origin: httpx.URL
    slots: asyncio.Semaphore
    has_proxy: bool

    def is_idle(self) -> bool:
        """Whether no request is in flight."""
        return self.slots._value == _CONNECTIONS

    async def get(self, target: Target, headers: Mapping[str, str]) -> Answer:
        """One request and its answer, the body's content coding untouched; redirects and errors are answers too.

        The body of a redirect is not read. A connection that the server had closed meanwhile, or closes before any
        answer, is replaced by a new one, once. Raises FetchFailed.
        """
        try:
            return await self._get(target, headers)
        except FetchFailed as failed:
            if failed.reason is not Reason.REMOTE_CLOSED:
                raise
        return await self._get(target, headers)

    def _request(self, target: Target, headers: dict[str, str]) -> httpx.Request:
        """The request, its path byte for byte; a proxy is asked for the whole address, which httpx writes."""
        if self.has_proxy:
            return httpx.Request("GET", target.url, headers=headers, extensions={"timeout": _TIMEOUT})
        path = target.url[len(target.scheme) + 3 :]
        path = path[path.index("/") :] if "/" in path else "/"
        extensions = {"target": path.encode("ascii", "replace"), "timeout": _TIMEOUT}
        return httpx.Request("GET", self.origin, headers=headers, extensions=extensions)

    async def _get(self, target: Target, headers: Mapping[str, str]) -> Answer:
        if self.has_proxy and parse_address(target.host) and not address_allowed(target.host):
            raise FetchFailed(Reason.BLOCKED_ADDRESS, f"{target.host} is not public; a proxy is not asked for it")
        request = self._request(target, {**_HEADERS, **headers})
        is_answered = False
        try:
            response = await self.transport.handle_async_request(request)
            is_answered = True
            try:
                _check_head(response)
                is_read = not response.is_redirect and response.status_code != 304
                payload = await _read(response, allowance.get().wire_bytes) if is_read else b""
            finally:
                await response.aclose()
        except FetchFailed as failed:
            if failed.reason is Reason.RESET and not is_answered:
                raise FetchFailed(Reason.REMOTE_CLOSED, failed.detail) from failed
            raise
        except httpcore.PoolTimeout:
            raise
        except _HTTP_ERRORS as error:
            raise _named(error, is_answered=is_answered) from error
        return Answer(
            url=target.url,
            status=response.status_code,
            phrase=response.reason_phrase,
            version=response.http_version,
            headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw),
            payload=payload,
            content=b"",
            address=None if self.has_proxy else _peer(response),
        )


def _peer(response: httpx.Response) -> str | None:
    """The address that answered, as the socket tells it."""
    peer = response.extensions["network_stream"].get_extra_info("server_addr")
    return str(peer[0]) if peer else None


def _check_head(response: httpx.Response) -> None:
    raw = response.headers.raw
    size = sum(len(name) + len(value) for name, value in raw)
    if len(raw) > _MOST_HEADERS or size > _MOST_HEADER_BYTES:
        raise FetchFailed(
            Reason.PROTOCOL, f"the answer has {len(raw)} headers of {size:,} bytes; that is no web server's answer"
        )


async def _read(response: httpx.Response, most: int) -> bytes:
    declared = response.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and len(declared) < 20 and int(declared) > most:
        raise FetchFailed(Reason.TOO_LARGE_WIRE, f"the server announces {int(declared):,} bytes, {most:,} are read")
    return b"".join([part async for part in response.aiter_raw()])


_HTTP_ERRORS = (
    httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError,
    httpcore.UnsupportedProtocol, httpcore.ProxyError,
)  # fmt: skip


def _named(error: Exception, *, is_answered: bool) -> FetchFailed:
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
