"""The stories' rules beside the libraries people use, on one labelled set, in one run: found, wrong, per CPU second.

The set is made here: texts in twelve languages with copies cut, led in and worded in nine ways, and template notes of
fifteen families (``notes.py``). Peers are run by an interpreter that has them, each in a process of its own:

    python -m venv /tmp/peers && /tmp/peers/bin/pip install datasketch rensa dedup-pg gaoya
    .venv/bin/python benchmarks/stories/compare.py --peers /tmp/peers/bin/python --json compare.json
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

Document = dict[str, str]


def documents(seed: int, texts: int, notes_each: int) -> list[Document]:
    """Documents with their true cluster and the kind of edit that made them."""
    from notes import notes

    from tests.prose import LANGUAGES, prose

    dice = random.Random(seed)
    found: list[Document] = []

    def add(kind: str, cluster: str, body: str) -> None:
        found.append({"id": f"{len(found):06d}", "title": "", "body": body, "publisher": "", "cluster": cluster,
                      "kind": kind})  # fmt: skip

    for number in range(texts):
        language = LANGUAGES[number % len(LANGUAGES)]
        size, cluster = dice.randint(10, 45), f"t{number}"
        other = iter(range(10_000 + 10 * number, 10_000 + 10 * number + 10))

        def part(
            start: float = 0, end: float = 1, *, language: str = language, number: int = number, size: int = size
        ) -> str:
            return prose(language, number, size, start=int(size * start), end=max(1, int(size * end)))

        def foreign(count: int, *, language: str = language, other: Any = other) -> str:
            return prose(language, next(other), count)

        add("original", cluster, part())
        edits: dict[str, Callable[[], str]] = {
            "exact": part,
            "typography": lambda: part().replace(" ", "\u00a0").upper(),
            "truncated": lambda: part(end=dice.uniform(0.35, 0.7)),
            "excerpt": lambda: part(start=(start := dice.uniform(0.1, 0.4)), end=start + 0.4),
            "relead": lambda: f"{foreign(2)} {part(start=0.12)} {foreign(2)}",
            "abridged": lambda: f"{part(end=0.3)} {part(start=0.45, end=0.6)} {part(start=0.75)}",
            "reordered": lambda: f"{part(start=0.5)} {part(end=0.5)}",
            "updated": lambda size=size: f"{part(end=0.3)} {foreign(max(1, size // 4))} {part(start=0.3)}",
            "mixed": lambda: f"{foreign(2)} {part(start=0.1, end=dice.uniform(0.55, 0.75))} {foreign(2)}",
        }
        for kind in dice.sample(sorted(edits), dice.choice((0, 0, 1, 2, 4))):
            add(kind, cluster, edits[kind]())
    for note in notes(seed, notes_each):
        add("note", note["cluster"], note["body"])
    dice.shuffle(found)
    return found


def tokens(text: str) -> list[str]:
    """What the peers are given: folded words; characters where a script writes no spaces, as its users do."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(
        r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+", folded
    )


def shingles(text: str) -> list[bytes]:
    """The set of runs of five tokens."""
    found = tokens(text)
    return [*{" ".join(found[i : i + 5]).encode() for i in range(max(1, len(found) - 4))}]


class Sets:
    """Disjoint sets of documents."""

    def __init__(self, count: int) -> None:
        self.parent = [*range(count)]

    def find(self, one: int) -> int:
        while self.parent[one] != one:
            self.parent[one] = one = self.parent[self.parent[one]]
        return one

    def join(self, one: int, other: int) -> None:
        self.parent[self.find(one)] = self.find(other)

    def labels(self) -> list[str]:
        return [str(self.find(one)) for one in range(len(self.parent))]


def newsweir(docs: list[Document]) -> list[str]:
    """The rules of this project."""
    from tasks.stories.decide import decide
    from tasks.stories.memory import NO_TEXT, MemoryStore
    from tasks.story_records import Print

    store = MemoryStore()
    for at, one in enumerate(docs, start=1):
        store.put(Print(at, NO_TEXT, one["title"], None, None, None, None), one["body"])
    decide(store, range(1, len(docs) + 1))
    return [
        str(min(member.article_id for member in store.stories[at].members)) if at in store.stories else f"alone {at}"
        for at in range(1, len(docs) + 1)
    ]


def newsweir_runs(docs: list[Document]) -> list[str]:
    """What the peers do, with our parts: sketches, candidates, tested by the share of runs; no facts, no stories."""
    from tasks.stories.candidates import Candidates
    from tasks.stories.compare import LEAST_CONTAINMENT
    from tasks.stories.memory import MemoryStore
    from tasks.stories.shared import most_shared, shared_runs
    from tasks.stories.sketch import sketch_all

    store, sets = MemoryStore(), Sets(len(docs))
    for start in range(0, len(docs), 500):
        made = sketch_all([(one["title"], one["body"]) for one in docs[start : start + 500]])
        ids = [store.file(one, one.run_count, one.sampled) for one in made]
        found = Candidates(store, dict(zip(ids, made, strict=True))).closest()
        known = store.sketch_of
        near = {(min(a, b), max(a, b)) for a, others in found for b in others}
        couples = [sorted((known[a], known[b]), key=lambda one: one.run_count) for a, b in near]
        least = [LEAST_CONTAINMENT * one.run_count for one, _ in couples]
        likely = [at for at, most in enumerate(most_shared(couples)) if most >= least[at]]
        pairs = [*near]
        for at, shared in zip(likely, shared_runs([couples[at] for at in likely]) if likely else (), strict=True):
            if shared.different >= least[at]:
                sets.join(pairs[at][0] - 1, pairs[at][1] - 1)
    return sets.labels()


def datasketch(docs: list[Document]) -> list[str]:
    """MinHash of 128 permutations, LSH at 0.5, candidates tested."""
    from datasketch import MinHash, MinHashLSH

    index, sets, known = MinHashLSH(threshold=0.5, num_perm=128), Sets(len(docs)), []
    for at, document in enumerate(docs):
        made = MinHash(num_perm=128)
        made.update_batch(shingles(document["body"]))
        for other in index.query(made):
            if made.jaccard(known[other]) >= 0.5:
                sets.join(at, other)
        index.insert(at, made)
        known.append(made)
    return sets.labels()


def rensa(docs: list[Document]) -> list[str]:
    """R-MinHash of 128 permutations, 32 bands, candidates tested at 0.5."""
    from rensa import RMinHash, RMinHashLSH

    given = [[shingle.decode() for shingle in shingles(document["body"])] for document in docs]
    made = RMinHash.from_token_sets(given, num_perm=128, seed=42)
    index, sets = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), Sets(len(docs))
    index.insert_many(made)
    for at, others in enumerate(index.query_all(made)):
        for other in others:
            if other < at and made[at].jaccard(made[other]) >= 0.5:
                sets.join(at, other)
    return sets.labels()


def dedup_pg(docs: list[Document]) -> list[str]:
    """Bands, first hit wins (its local back end)."""
    from dedup_pg import DedupIndex

    index = DedupIndex(num_perms=128, rows=4)
    return [str(index.query(shingles(document["body"]))) for document in docs]


def gaoya(docs: list[Document]) -> list[str]:
    """MinHash of 32 bands of 4, candidates tested at 0.5."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(hash_size=32, jaccard_threshold=0.5, num_bands=32, band_size=4, num_hashes=128,
                               analyzer="word", lowercase=False, ngram_range=(5, 5))  # fmt: skip
    sets = Sets(len(docs))
    for at, document in enumerate(docs):
        text = " ".join(tokens(document["body"]))
        for other in index.query(text):
            sets.join(at, other)
        index.insert_document(at, text)
    return sets.labels()


SYSTEMS = {function.__name__: function for function in (newsweir, newsweir_runs, datasketch, rensa, dedup_pg, gaoya)}


def score(docs: list[Document], labels: list[str]) -> dict[str, Any]:
    """Pairwise precision, recall and F1; recall by kind of edit; share of notes in a cluster with another note."""
    both = Counter((document["cluster"], label) for document, label in zip(docs, labels, strict=True))
    true, found = Counter(document["cluster"] for document in docs), Counter(labels)

    def pairs(counts: Counter[Any]) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    precision, recall = pairs(both) / max(1, pairs(found)), pairs(both) / max(1, pairs(true))
    original = {d["cluster"]: label for d, label in zip(docs, labels, strict=True) if d["kind"] == "original"}
    kinds: dict[str, list[bool]] = defaultdict(list)
    clusters: dict[str, set[str]] = defaultdict(set)
    for document, label in zip(docs, labels, strict=True):
        clusters[label].add(document["cluster"])
        if document["kind"] not in ("original", "note"):
            kinds[document["kind"]].append(original[document["cluster"]] == label)
    notes = [label for document, label in zip(docs, labels, strict=True) if document["kind"] == "note"]
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
        "notes_merged": sum(len(clusters[label]) > 1 for label in notes) / max(1, len(notes)),
        "recall_by_kind": {kind: sum(hits) / len(hits) for kind, hits in sorted(kinds.items())},
    }


def run(system: str, path: Path, python: str) -> dict[str, Any]:
    """One system in a process of its own; CPU seconds without start-up and imports of ours."""
    done = subprocess.run([python, __file__, "--one", system, str(path)], capture_output=True, text=True)
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["?"])[-1]}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, help="an interpreter that has the peers")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--texts", type=int, default=1200)
    parser.add_argument("--notes", type=int, default=40, help="of each of fifteen families")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        docs = [json.loads(line) for line in Path(options.one[1]).read_text(encoding="utf-8").splitlines()]
        system = SYSTEMS[options.one[0]]
        gc.set_threshold(100_000, 20, 20)  # As the program itself sets it; for every system.
        system(docs[:20])  # Imports and tables are not what is measured.
        start = time.process_time()
        labels = system(docs)
        print(json.dumps({"labels": labels, "cpu_seconds": time.process_time() - start}))
        return
    docs = documents(options.seed, options.texts, options.notes)
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.jsonl"
        path.write_text("".join(json.dumps(document) + "\n" for document in docs), encoding="utf-8")
        print(f"{len(docs)} documents, {len({d['cluster'] for d in docs})} true clusters")
        print(f"{'':13} precision recall    F1  notes merged  documents/CPU s")
        for system in SYSTEMS:
            answer = run(system, path, sys.executable if system.startswith("newsweir") else options.peers)
            if "error" in answer:
                print(f"{system:13} {answer['error']}")
                continue
            one = {**score(docs, answer["labels"]), "documents_per_cpu_second": len(docs) / answer["cpu_seconds"]}
            found[system] = one
            shares = f"{one['precision']:9.3f} {one['recall']:6.3f} {one['f1']:5.3f} {one['notes_merged']:13.3f}"
            print(f"{system:13} {shares} {one['documents_per_cpu_second']:16.0f}", flush=True)
    for kind in found["newsweir"]["recall_by_kind"]:
        print(f"{kind:12}", *(f"{system} {one['recall_by_kind'][kind]:.2f}" for system, one in found.items()))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
