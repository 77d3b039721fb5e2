"""The stories' rules and the peers of ``compare.py`` on texts of one length each: CPU milliseconds a text.

    .venv/bin/python benchmarks/stories/lengths.py --peers /tmp/peers/bin/python [--words 10 40 150 600 2000]

Texts of a Zipf-like vocabulary under titles of their own, a fifth of them copies in which one word in fifty is another.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # run as a file; what stands below is found by it, hence E402

from compare import Document, run

SYSTEMS = "newsweir", "newsweir_runs", "datasketch", "rensa", "gaoya"
_WORDS, _MOST, _LEAST_TEXTS = 600_000, 3000, 400
"""Words of a set, at most and at least so many texts of them."""


def texts(words: int, seed: int = 1) -> list[Document]:
    """Texts of so many words."""
    dice = random.Random(seed)
    letters = "bcdfghklmnprstvz", "aeiou"
    vocabulary = ["".join(dice.choice(letters[at % 2]) for at in range(dice.randint(2, 9))) for _ in range(20_000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    bodies: list[list[str]] = []
    for _ in range(min(_MOST, max(_LEAST_TEXTS, _WORDS // words))):
        if bodies and dice.random() < 0.2:
            body = [*dice.choice(bodies)]
            for at in dice.sample(range(words), max(1, words // 50)):
                body[at] = dice.choice(vocabulary)
        else:
            body = dice.choices(vocabulary, weights, k=words)
        bodies.append(body)
    return [
        {"id": f"{at:06d}", "title": " ".join(dice.choices(vocabulary, k=6)), "body": " ".join(body)}
        for at, body in enumerate(bodies)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, help="an interpreter that has the peers")
    parser.add_argument("--words", type=int, nargs="+", default=[10, 40, 150, 600, 2000])
    parser.add_argument("--rounds", type=int, default=3, help="the least of so many counts")
    options = parser.parse_args()
    print(f"{'words':>6}", *(f"{system:>13}" for system in SYSTEMS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.jsonl"
        for words in options.words:
            docs = texts(words)
            path.write_text("".join(json.dumps(document) + "\n" for document in docs), encoding="utf-8")
            taken = dict.fromkeys(SYSTEMS, float("inf"))
            for _ in range(options.rounds):
                for system in SYSTEMS:
                    python = sys.executable if system.startswith("newsweir") else options.peers
                    taken[system] = min(taken[system], run(system, path, python)["cpu_seconds"])
            print(f"{words:6}", *(f"{1000 * seconds / len(docs):13.3f}" for seconds in taken.values()), flush=True)


if __name__ == "__main__":
    main()
