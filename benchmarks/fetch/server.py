"""The pages of the benchmark, from a process of their own: gzip bodies of 31 KB, made from a seed, kept in memory.

It answers on one port of all of 127.0.0.0/8, so that 127.0.0.1, 127.0.0.2, … are as many hosts.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import sys

BODIES = 64
HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n"
)


def page(number: int, cards: int) -> bytes:
    """HTML of so many cards: 170 are 103 KB, of which gzip makes 31 KB."""
    dice = random.Random(number)
    words = [bytes(dice.choices(b"abcdefghijklmnopqrstuvwxyz", k=dice.randrange(3, 11))) for _ in range(1500)]
    parts = [
        b'<div class="card"><a href="/p/%d"><h3>%s</h3></a><p>%s</p></div>'
        % (dice.randrange(10**6), b" ".join(dice.choices(words, k=9)), b" ".join(dice.choices(words, k=66)))
        for _ in range(cards)
    ]
    return b"<!doctype html><html><head><title>%d</title></head><body>%s</body></html>" % (number, b"".join(parts))


# asyncio gives a protocol its transport as the base class, which cannot write: hence the ignores.
class Server(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, GET only, no more than the benchmark needs."""

    bodies: tuple[bytes, ...] = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As asyncio calls it."""
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            number = head.split(b" ", 2)[1].rpartition(b"/")[2]
            if number.isdigit():
                # Every page is another one: its number stands behind the packed page, as a gzip member of its own.
                own = gzip.compress(b"<!-- %s -->" % number, 1, mtime=0)
                body = self.bodies[int(number) % BODIES]
                self.transport.write(b"".join((HEAD % (len(body) + len(own)), body, own)))  # type: ignore[attr-defined] # of a TCP server
            else:
                self.transport.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")  # type: ignore[attr-defined] # of a TCP server


async def main(port: int, cards: int = 170) -> None:
    """Serve until the parent ends the process."""
    Server.bodies = tuple(gzip.compress(page(number, cards), 6, mtime=0) for number in range(BODIES))
    print(f"{len(page(0, cards)):,} bytes, {len(Server.bodies[0]):,} packed", file=sys.stderr)
    server = await asyncio.get_running_loop().create_server(Server, "0.0.0.0", port, backlog=4096)
    print("ready", flush=True)
    await server.serve_forever()


asyncio.run(main(*map(int, sys.argv[1:])))
