"""The floor: a bare httpx loop with the best settings known (a client per host, 8 connections, raw bytes)."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time

import httpx


async def main(port: int, hosts: int, pages: int, connections: int) -> None:
    """Fetch every page; print seconds, CPU seconds and bytes."""
    tls = httpx.create_ssl_context(trust_env=False)
    limits = httpx.Limits(max_connections=8, max_keepalive_connections=8)
    clients = [httpx.AsyncClient(limits=limits, trust_env=False, verify=tls) for _ in range(hosts)]
    per_host = connections // hosts
    size = 0

    async def work(host: int, first: int) -> None:
        nonlocal size
        client = clients[host]
        for number in range(host + hosts * first, pages, hosts * per_host):
            async with client.stream("GET", f"http://127.0.0.{host + 1}:{port}/p/{number}") as response:
                async for part in response.aiter_raw():
                    size += len(part)

    start, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(work(host, first) for host in range(hosts) for first in range(per_host)))
    print(json.dumps({
        "seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu, "bytes": size,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }))  # fmt: skip


asyncio.run(main(*map(int, sys.argv[1:])))
