"""httpx: a client per host with a few connections, answers as raw bytes. Nothing else but ``transport.py`` calls it.

One TLS context for all; HTTP/1.1 only; nothing from the environment; redirects and decoding are not httpx's business
(see ``fetcher.py`` and ``coding.py``). httpx's maintained fork can take its place by changing these two files.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

import httpcore
import httpx

from tasks.attempt import Answer
from tasks.fetch.addresses import Guard, address_allowed, name_allowed, parse_address
from tasks.fetch.coding import ACCEPTED
from tasks.fetch.connection import Connection
from tasks.fetch.failures import FetchFailed, Reason
from tasks.fetch.network import GuardedBackend, Resolve, allowance, resolve_with_system
from tasks.fetch.transport import HTTP_ERRORS, Transport, check_head, named, peer_of, read
from tasks.fetch.urls import Target

_CONNECTIONS = 8
"""Per host."""
_IDLE_SECONDS = 20.0
_MOST_CLIENTS = 256
_TIMEOUT = {"connect": 30.0, "read": 30.0, "write": 30.0}
"""Seconds for each step; the deadline of the whole fetch is in ``network.py``."""
_NO_BODY = httpx.ByteStream(b"")
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


class Clients:
    """The clients of a fetch loop, one per scheme, host and port, the least recently used closed first."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._tls: ssl.SSLContext | None = None
        self._backend = GuardedBackend(network.guard, network.resolve, _proxy_of(network.proxy))
        self._clients: OrderedDict[str, _Client] = OrderedDict()

    @asynccontextmanager
    async def asking(self, target: Target) -> AsyncIterator[_Client]:
        """The client for a request, with no more requests in it than connections. Raises FetchFailed."""
        client = self._clients.get(target.origin)
        if client is None:
            client = self._clients[target.origin] = self._made(target)
            await self._close_idle()
        self._clients.move_to_end(target.origin)
        async with client.slots:
            yield client

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

    def _made(self, target: Target) -> _Client:
        url = httpx.URL(target.origin)
        origin = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/").origin
        connection: Callable[[], httpcore.AsyncConnectionInterface]
        if self._network.proxy:
            connection = partial(self._proxied(self._network.proxy).create_connection, origin)
        else:
            tls = self._tls_context() if target.scheme == "https" else None
            connection = partial(Connection, origin, self._backend, tls, _IDLE_SECONDS)
        return _Client(Transport(connection), url, asyncio.Semaphore(_CONNECTIONS), bool(self._network.proxy))

    def _proxied(self, address: str) -> httpcore.AsyncConnectionPool:
        """httpcore's pool, which knows the way through a proxy; what it makes is kept by the transport."""
        parts = urlsplit(address)
        auth = (parts.username or "", parts.password or "") if parts.username else None
        proxy = httpcore.Proxy(f"{parts.scheme}://{parts.hostname}:{parts.port or 80}", auth)
        return httpcore.AsyncConnectionPool(
            self._tls_context(), proxy, keepalive_expiry=_IDLE_SECONDS, http2=False, network_backend=self._backend
        )

    def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
            self._tls.set_alpn_protocols(["http/1.1"])
            if self._network.ca_file:
                self._tls.load_verify_locations(self._network.ca_file)
        return self._tls


def _is_public(host: str) -> bool:
    return address_allowed(host) if parse_address(host) else name_allowed(host)


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

    transport: Transport
    origin: httpx.URL
    slots: asyncio.Semaphore
    has_proxy: bool

    def is_idle(self) -> bool:
        """Whether no request is in flight."""
        return self.slots._value == _CONNECTIONS

    async def get(self, target: Target, headers: Mapping[str, str]) -> Answer:
        """One request and its answer, the body's content coding untouched; redirects and errors are answers too.

        The body of a redirect is not read. A kept connection that the server had closed meanwhile is replaced by a new
        one, once; a new one that it closes before any answer is a failure. Raises FetchFailed.
        """
        connections = allowance.get().connection_count
        try:
            return await self._get(target, headers)
        except FetchFailed as failed:
            if failed.reason is not Reason.REMOTE_CLOSED or allowance.get().connection_count > connections:
                raise
        return await self._get(target, headers)

    @asynccontextmanager
    async def streamed(
        self, target: Target, headers: Mapping[str, str], method: str = "GET"
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """One request, its answer's head, and its body as it comes over the wire. Raises FetchFailed."""
        async with self._open(target, dict(headers), method) as response:
            yield self._answer(target, response, b""), response.aiter_raw()

    async def _get(self, target: Target, headers: Mapping[str, str]) -> Answer:
        async with self._open(target, {**_HEADERS, **headers}, "GET") as response:
            is_read = not response.is_redirect and response.status_code != 304
            payload = await read(response, allowance.get().wire_bytes) if is_read else b""
            return self._answer(target, response, payload)

    @asynccontextmanager
    async def _open(self, target: Target, headers: dict[str, str], method: str) -> AsyncIterator[httpx.Response]:
        """An answer whose body is still to be read. Raises FetchFailed, also for what breaks while it is read."""
        if self.has_proxy and not _is_public(target.host):
            raise FetchFailed(Reason.BLOCKED_ADDRESS, f"{target.host} is not public; a proxy is not asked for it")
        is_answered = False
        try:
            response = await self.transport.handle_async_request(self._request(target, headers, method))
            is_answered = True
            try:
                check_head(response)
                yield response
            finally:
                await response.aclose()
        except FetchFailed as failed:
            if failed.reason is Reason.RESET and not is_answered:
                raise FetchFailed(Reason.REMOTE_CLOSED, failed.detail) from failed
            raise
        except HTTP_ERRORS as error:
            raise named(error, is_answered=is_answered) from error

    def _request(self, target: Target, headers: dict[str, str], method: str) -> httpx.Request:
        """The request, its path byte for byte; a proxy is asked for the whole address, which httpx writes."""
        # httpx takes four times as long to make the bytes of headers and of a body that is none by itself.
        sent = [(b"Host", self.origin.netloc), *((n.encode("ascii"), v.encode("ascii")) for n, v in headers.items())]
        if self.has_proxy:
            return httpx.Request(method, target.url, headers=sent, stream=_NO_BODY, extensions={"timeout": _TIMEOUT})
        path = target.url[len(target.scheme) + 3 :]
        path = path[path.index("/") :] if "/" in path else "/"
        extensions = {"target": path.encode("ascii", "replace"), "timeout": _TIMEOUT}
        return httpx.Request(method, self.origin, headers=sent, stream=_NO_BODY, extensions=extensions)

    def _answer(self, target: Target, response: httpx.Response, payload: bytes) -> Answer:
        return Answer(
            url=target.url,
            status=response.status_code,
            phrase=response.reason_phrase,
            version=response.http_version,
            headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw),
            payload=payload,
            content=b"",
            address=None if self.has_proxy else peer_of(response),
        )
