"""A loopback news aggregator of the tests' own: real sockets, pages made from a seed, and every fault on demand.

It runs in a thread with its own event loop. A path may be given a handler that writes raw bytes, so that broken answers
are as broken as they are in the wild. Every request is recorded with its moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import socket
import ssl
import struct
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Writer = asyncio.StreamWriter


@dataclass(slots=True)
class Request:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    at: float
    """Seconds on the monotonic clock."""
    method: str = "GET"

    @property
    def host(self) -> str:
        return self.headers.get("host", "")


Handler = Callable[[Request, Writer], Awaitable[None]]


@dataclass(slots=True)
class Page:
    """What a path answers."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_gzip: bool = False
    is_conditional: bool = True
    """Whether it has an ETag and answers 304."""


def respond(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    """The bytes of an ordinary answer."""
    fields = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body


class Aggregator:
    """The server. ``pages`` and ``handlers`` are by path and may be changed while it runs."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.handlers: dict[str, Handler] = {}
        self.fallback: Callable[[str], Page | None] = lambda _: None
        self.requests: list[Request] = []
        self.connection_count = 0
        self.most_at_once: Counter[str] = Counter()
        """By host: the most requests that were answered at the same time."""
        self.latency = 0.0
        self._at_once: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def paths(self, but: tuple[str, ...] = ("/robots.txt",)) -> list[str]:
        """Paths asked for, in order, robots.txt left out."""
        return [request.path for request in self.requests if request.path not in but]

    def gaps(self, host: str | None = None) -> list[float]:
        """Seconds between the requests, of one host or of all."""
        times = [request.at for request in self.requests if host is None or request.host == host]
        return [b - a for a, b in pairwise(times)]

    def by_host(self) -> dict[str, list[Request]]:
        found: dict[str, list[Request]] = defaultdict(list)
        for request in self.requests:
            found[request.host].append(request)
        return found

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self.connection_count += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError, ssl.SSLError):
            while await self._one(reader, writer):
                pass
        with contextlib.suppress(Exception):
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: Writer) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:] if line)}
        request = Request(head[0].split(" ")[1], headers, time.monotonic(), head[0].split(" ")[0])
        self.requests.append(request)
        host = request.host
        self._at_once[host] += 1
        self.most_at_once[host] = max(self.most_at_once[host], self._at_once[host])
        try:
            if self.latency:
                await asyncio.sleep(self.latency)
            handler = self.handlers.get(request.path)
            if handler is not None:
                await handler(request, writer)
                await writer.drain()
                return False
            writer.write(self._answer(request))
            await writer.drain()
            return True
        finally:
            self._at_once[host] -= 1

    def _answer(self, request: Request) -> bytes:
        page = self.pages.get(request.path) or self.fallback(request.path)
        if page is None:
            return respond(b"<html><body>nothing here</body></html>", 404)
        headers = dict(page.headers)
        if page.is_conditional and page.status == 200:
            etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
            if request.headers.get("if-none-match") == etag:
                return f"HTTP/1.1 304 Not Modified\r\netag: {etag}\r\n\r\n".encode()
            headers["etag"] = etag
        body = page.body
        if page.is_gzip:
            body, headers["content-encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
        return respond(body, page.status, **headers)

    def start(self, tls: ssl.SSLContext | None = None) -> None:
        """Listen on a port of 127.0.0.0/8 and ::1's v4 side, in a thread."""
        ready = threading.Event()

        async def main() -> None:
            server = await asyncio.start_server(self._serve, "0.0.0.0", 0, ssl=tls, backlog=1024, limit=1 << 20)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.create_task(main())
            self._loop.run_forever()

        threading.Thread(target=run, daemon=True, name="aggregator").start()
        assert ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[Aggregator]:
    """A running aggregator, stopped at the end."""
    server = Aggregator()
    server.start(tls)
    try:
        yield server
    finally:
        server.stop()


def raw(data: bytes) -> Handler:
    """A handler that sends these bytes and closes."""

    async def send(_: Request, writer: Writer) -> None:
        writer.write(data)

    return send


async def reset(_: Request, writer: Writer) -> None:
    """Three of a thousand bytes, then a TCP reset."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\nabc")
    await writer.drain()
    await asyncio.sleep(0.05)
    sock: Any = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def endless(_: Request, writer: Writer) -> None:
    """A chunked body without an end."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n")
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            await writer.drain()


def drip(head: bytes, byte: bytes = b"x", seconds: float = 0.05) -> Handler:
    """Bytes one by one, without an end."""

    async def send(_: Request, writer: Writer) -> None:
        writer.write(head)
        with contextlib.suppress(ConnectionError):
            while not writer.transport.is_closing():
                writer.write(byte)
                await writer.drain()
                await asyncio.sleep(seconds)

    return send


def redirect(location: str, status: int = 302) -> Handler:
    """A redirect, its body empty."""
    return raw(f"HTTP/1.1 {status} X\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n".encode("latin-1"))
