"""CPU milliseconds a text that the stories' rules take in process, of several versions of the code in turns.

    .venv/bin/python benchmarks/stories/speed.py docs.jsonl CHECKOUT… [--rounds 3]

docs.jsonl is lines of {title, body}; a CHECKOUT is a folder with a version (``.`` is this one). Each version runs in a
process of its own, one after the other, so that what else the machine does meets all of them; the least of a version's
rounds counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path


def measure(path: Path) -> float:
    """CPU milliseconds a text of this process's version, the least of three passes."""
    from tasks.stories.decide import decide
    from tasks.stories.memory import NO_TEXT, MemoryStore
    from tasks.story_records import Print

    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").strip().split("\n")]
    taken = []
    for some in (documents[:50], documents, documents, documents):  # The first fills tables.
        store = MemoryStore()
        for at, one in enumerate(some, start=1):
            store.put(Print(at, NO_TEXT, one.get("title") or "", None, None, None, None), one["body"] or "")
        start = time.process_time()
        decide(store, range(1, len(some) + 1))
        taken.append(time.process_time() - start)
    return 1000 * min(taken[1:]) / len(documents)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("checkouts", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not options.checkouts:
        print(measure(options.documents))
        return
    best: dict[Path, float] = {}
    for _ in range(options.rounds):
        for checkout in options.checkouts:
            command = [sys.executable, "-P", __file__, str(options.documents.resolve())]
            environment = os.environ | {"PYTHONPATH": str(checkout.resolve())}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            best[checkout] = min(best.get(checkout, float("inf")), float(done.stdout))
    for checkout, taken in best.items():
        print(
            f"{checkout}: {taken:.3f} ms a text, {best[options.checkouts[0]] / taken:.2f} times the speed of the first"
        )


if __name__ == "__main__":
    main()
