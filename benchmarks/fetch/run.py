"""Throughput beside a bare httpx loop and Scrapy, in rounds that take turns; and memory over many pages.

python benchmarks/fetch/run.py --scrapy /path/to/venv/bin/python    # throughput, 3 rounds of 8,000 pages
python benchmarks/fetch/run.py --memory 100000                      # memory only
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def main() -> None:
    """Run what the options ask for and print one line per round, then the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=8000)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scrapy", help="a Python that has scrapy==2.19")
    parser.add_argument("--memory", type=int, default=0, help="instead: fetch so many pages and print the memory")
    options = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, HERE / "server.py", str(port)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    try:
        if options.memory:
            found = once("ours.py", sys.executable, port, options.hosts, options.memory, options.connections)
            print(json.dumps(found))
            return
        programs = {
            "bare": sys.executable,
            "ours": sys.executable,
            **({"peer": options.scrapy} if options.scrapy else {}),
        }
        rates: dict[str, list[float]] = {name: [] for name in programs}
        least: dict[str, float] = {}
        for number in range(options.rounds):
            for name, python in programs.items():
                found = once(f"{name}.py", python, port, options.hosts, options.pages, options.connections)
                rates[name].append(options.pages / found["seconds"])
                cpu = 1000 * found["cpu"] / options.pages
                writer, postgres = (1000 * found.get(f"{one}_cpu", 0.0) / options.pages for one in ("writer", "server"))
                size = found["rss_mb"] + found.get("writer_rss_mb", 0)
                print(f"round {number + 1} {name:5} {rates[name][-1]:6.0f} pages/s, {cpu:.2f} ms CPU a page"
                      f"{f', {writer:.2f} in its writer, {postgres:.2f} in Postgres' if writer else ''}, {size} MB",
                      flush=True)  # fmt: skip
                least[name] = min(cpu, least.get(name, cpu))
        middle = {name: statistics.median(values) for name, values in rates.items()}
        for name in middle:
            print(f"{name:5} median {middle[name]:6.0f} pages/s, {middle[name] / middle['bare']:.2f} of bare; best "
                  f"{max(rates[name]) / max(rates['bare']):.2f}; by CPU of the process that asks, least of all rounds, "
                  f"{least['bare'] / least[name]:.2f}")  # fmt: skip
    finally:
        server.terminate()
        server.wait()


def once(program: str, python: str, *numbers: int) -> dict[str, Any]:
    """One program in a process of its own; what it prints."""
    command = [python, str(HERE / program), *map(str, numbers)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
