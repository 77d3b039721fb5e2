"""Pages fetched through a proxy: a real one on this machine, which answers for hosts that no resolver knows."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from tasks.attempt import Attempt, AttemptOutcome
from tasks.fetch.addresses import Guard
from tasks.fetch.client import Network
from tasks.fetch.fetcher import Ask, Fetcher, Limits

AGENT = "HarbourBot/1.0 (+https://harbour.example/bot)"
BODY = b"<html><body><p>The ferry is late again.</p></body></html>"


@contextmanager
def proxy() -> Iterator[tuple[int, list[bytes]]]:
    """A proxy that answers every request itself; its port, and the heads of what it was asked."""
    heads: list[bytes] = []
    loop = asyncio.new_event_loop()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heads.append(head)
        is_robots = b"/robots.txt" in head.split(b"\r\n")[0]
        body = b"User-agent: *\nDisallow: /closed\n" if is_robots else BODY
        kind = b"text/plain" if is_robots else b"text/html"
        start = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (
            kind,
            len(body),
        )
        writer.write(start + body)
        await writer.drain()
        writer.close()

    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0))
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1], heads
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.close()


def fetch(url: str, port: int) -> Attempt:
    async def run() -> Attempt:
        network = Network(Guard(frozenset()), proxy=f"http://quay:herring@127.0.0.1:{port}")
        fetcher = Fetcher(AGENT, network, Limits(seconds=5))
        try:
            return await fetcher.fetch(Ask(url))
        finally:
            await fetcher.close()

    return asyncio.run(run())


def test_pages_and_robots_files_come_through_the_proxy_with_its_password() -> None:
    with proxy() as (port, heads):
        attempt = fetch("http://news.weir.example/a", port)
    assert attempt.outcome is AttemptOutcome.FETCHED
    assert attempt.answer is not None
    assert attempt.answer.content == BODY
    asked = [head.split(b"\r\n")[0] for head in heads]
    assert asked == [b"GET http://news.weir.example/robots.txt HTTP/1.1", b"GET http://news.weir.example/a HTTP/1.1"]
    secret = base64.b64encode(b"quay:herring")
    assert all(secret in head for head in heads)
    assert "herring" not in repr(attempt)


def test_what_robots_forbids_and_what_is_not_public_is_not_asked_of_the_proxy() -> None:
    with proxy() as (port, heads):
        assert fetch("http://news.weir.example/closed/1", port).outcome is AttemptOutcome.DISALLOWED
        for inner in ("169.254.169.254/latest/meta-data", "localhost/", "metadata/", "metadata.google.internal/",
                      "db.lan/", "router/", "printer.local./", "metadata.goog/", "127.0.0.1.nip.io/"):  # fmt: skip
            assert fetch(f"http://{inner}", port).outcome is not AttemptOutcome.FETCHED
    assert [head.split(b" ")[1] for head in heads] == [b"http://news.weir.example/robots.txt"]


def test_a_secure_page_is_asked_of_the_proxy_as_a_tunnel() -> None:
    with proxy() as (port, heads):
        fetch("https://news.weir.example/a", port)
    assert heads[0].startswith(b"CONNECT news.weir.example:443 HTTP/1.1\r\n")


def test_a_proxy_that_is_not_there_is_a_failed_connection_and_no_detour() -> None:
    with proxy() as (port, _):
        pass
    attempt = fetch("http://news.weir.example/a", port)
    assert attempt.outcome is not AttemptOutcome.FETCHED
    assert attempt.answer is None
