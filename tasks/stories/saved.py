"""A memory store in a folder, from one call of a scorer to the next: texts with their tokens, samples and pairs."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.errors import BadParameter
from tasks.private import private_folder
from tasks.stories.decide import settle
from tasks.stories.letters import Tokens
from tasks.stories.memory import NO_TEXT, MemoryStore
from tasks.stories.sketch import Sketch
from tasks.story_records import ALGORITHM_VERSION, Likeness, Pair, Print

_FILE = "stories.npz"


@dataclass(slots=True)
class Saved:
    """A memory store with the names by which a scorer knows documents and publishers."""

    store: MemoryStore = field(default_factory=MemoryStore)
    ids: dict[str, int] = field(default_factory=dict)
    """Article by document id, from 1 without gaps."""
    publishers: dict[str, int] = field(default_factory=lambda: {"": 0})


def save(saved: Saved, folder: Path) -> None:
    """Write the store; a write that is broken off leaves the file before it."""
    store = saved.store
    prints = [store.prints[article_id] for article_id in saved.ids.values()]
    sketches = [*store.sketch_of.values()]
    pairs = [pair for a, others in sorted(store.pairs.items()) for b, pair in sorted(others.items()) if a < b]
    bodies = [found.body.encode("utf-8", "surrogatepass") for found in sketches]
    likes = [(p.likeness.containment, p.likeness.jaccard, p.likeness.size_ratio, p.likeness.agreement) for p in pairs]
    head = {
        "version": ALGORITHM_VERSION,
        "ids": [*saved.ids],
        "publishers": [*saved.publishers],
        "dates": [one.published_at.isoformat() if one.published_at else None for one in prints],
        "titles": [one.title for one in prints],
        "text_titles": [found.title for found in sketches],
    }
    private_folder(folder)
    partial = folder / f"{_FILE}.part"
    with partial.open("wb") as file:
        np.savez(
            file,
            head=np.frombuffer(json.dumps(head).encode(), np.uint8),
            prints=np.array([(one.text_id, one.publisher_id or 0) for one in prints], np.int64).reshape(-1, 2),
            run_counts=np.array([text.run_count for text in store.texts.values()], np.int64),
            sample_counts=np.array([len(sample) for sample in store.samples.values()], np.int64),
            samples=np.concatenate([np.zeros(0, np.int32), *store.samples.values()]),
            token_counts=np.array([len(found.tokens.hashes) for found in sketches], np.int64),
            tokens=np.concatenate([np.zeros(0, np.uint64), *(found.tokens.hashes for found in sketches)]),
            kinds=np.concatenate([np.zeros(0, np.uint8), *(found.tokens.kinds for found in sketches)]),
            body_sizes=np.array([len(body) for body in bodies], np.int64),
            bodies=np.frombuffer(b"".join(bodies), np.uint8),
            pairs=np.array([(pair.a, pair.b) for pair in pairs], np.int64).reshape(-1, 2),
            likes=np.array(likes, np.float64).reshape(-1, 4),
        )
    partial.replace(folder / _FILE)


def load(folder: Path) -> Saved:
    """Read the store, an empty one from an empty folder. Raises BadParameter when another version wrote it."""
    saved = Saved()
    path = folder / _FILE
    if not path.exists():
        return saved
    try:
        with np.load(path, allow_pickle=False) as file:
            data = {name: file[name] for name in file.files}
        head = json.loads(data["head"].tobytes())
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise BadParameter(f"{path}: no state of stories ({error}); name an empty folder") from error
    if head["version"] != ALGORITHM_VERSION:
        raise BadParameter(
            f"{path}: written by algorithm {head['version']}, this is {ALGORITHM_VERSION}; name an empty folder"
        )
    _fill(saved, head, data)
    settle(saved.store, saved.store.texts)
    return saved


def _fill(saved: Saved, head: dict[str, Any], data: dict[str, NDArray[Any]]) -> None:
    store = saved.store
    saved.ids = {name: article_id for article_id, name in enumerate(head["ids"], start=1)}
    saved.publishers = {name: publisher_id for publisher_id, name in enumerate(head["publishers"])}
    cuts = np.cumsum(data["token_counts"])[:-1]
    tokens, kinds = np.split(data["tokens"], cuts), np.split(data["kinds"], cuts)
    samples = np.split(data["samples"], np.cumsum(data["sample_counts"])[:-1])
    bodies, starts = data["bodies"].tobytes(), [0, *np.cumsum(data["body_sizes"]).tolist()]
    for at, title in enumerate(head["text_titles"]):
        body = bodies[starts[at] : starts[at + 1]].decode("utf-8", "surrogatepass")
        found = Sketch(Tokens(tokens[at], kinds[at]), title, None, body)
        store.file(found, int(data["run_counts"][at]), samples[at])
    for article_id, ((text_id, publisher_id), date, title) in enumerate(
        zip(data["prints"].tolist(), head["dates"], head["titles"], strict=True), start=1
    ):
        when = datetime.fromisoformat(date) if date else None
        store.put(Print(article_id, NO_TEXT, title, publisher_id or None, when, when, when), "")
        store.place({article_id: text_id or None})
    for (a, b), like in zip(data["pairs"].tolist(), data["likes"].tolist(), strict=True):
        store.add_pairs([Pair(a, b, Likeness(*like))])
