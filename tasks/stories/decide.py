"""The step: some articles are new or changed; sketch them, find their copies, and settle the stories around them.

The stories are a function of all stored texts, not of the order in which they came: every pair of a new text with a
stored one that shares enough with it is tested, and the stories of everything connected with it are made anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from tasks.stories.candidates import Candidates
from tasks.stories.close import close_pairs
from tasks.stories.cluster import cluster
from tasks.stories.compare import compare
from tasks.stories.kinds import describe
from tasks.stories.sketch import Sketch, sketch_all
from tasks.stories.thirds import contradictions, without_backgrounds, without_digests
from tasks.story_records import Body, Neighbourhood, Pair, Story

AT_ONCE = 500
_MOST_STORED = 2000
"""Articles per round, and stored texts in memory at a time: they bound the memory of the step, whatever the batch."""


class Store(Protocol):
    """Where texts, pairs and stories are kept. All methods take many things at once."""

    def bodies(self, article_ids: Sequence[int]) -> list[Body]:
        """The articles that are there."""

    def text_ids(self, keys: Collection[UUID]) -> dict[UUID, int]:
        """Ids of the wordings that are stored."""

    def abandoned(self, text_ids: Collection[int]) -> set[int]:
        """Those of the texts that no article has any longer."""

    def add_texts(self, sketches: Sequence[Sketch]) -> dict[UUID, int]:
        """Store wordings and file them under their samples; their ids by key, rising in the order given."""

    def holders(self, runs: Collection[int]) -> Mapping[int, Sequence[int]]:
        """The texts filed under each run, newest first, MOST_HOLDERS and one at most; what one text holds may lack."""

    def sizes(self, text_ids: Collection[int]) -> dict[int, tuple[int, int]]:
        """Sampled runs and all runs of stored texts."""

    def sketches(self, text_ids: Collection[int]) -> dict[int, Sketch]:
        """Sketches of stored texts, of those that still have an article."""

    def add_pairs(self, pairs: Sequence[Pair]) -> None:
        """Store pairs that are alike."""

    def place(self, text_of: dict[int, int | None]) -> set[int]:
        """Say which wording articles have (None: too little to be in a story); the texts that any of them left."""

    def neighbourhood(self, text_ids: Collection[int], article_ids: Collection[int]) -> Neighbourhood:
        """Everything connected with texts and articles through pairs and overrides."""

    def settle(self, stories: Iterable[Story]) -> None:
        """Store stories in place of those that their articles were in; what is as it was is not written."""


def decide(store: Store, article_ids: Iterable[int], touched_text_ids: Iterable[int] = ()) -> None:
    """Decide the stories of these articles and of all that is connected with them or with the touched texts."""
    ids = sorted(set(article_ids))
    touched = set(touched_text_ids)
    for start in range(0, len(ids), AT_ONCE):
        touched |= _file(store, ids[start : start + AT_ONCE])
        settle(store, touched)
        touched = set()
    if touched:
        settle(store, touched)


def settle(store: Store, text_ids: Collection[int], article_ids: Collection[int] = ()) -> None:
    """Make the stories around texts and articles anew."""
    near = store.neighbourhood(text_ids, article_ids)
    close = without_digests(near, close_pairs(near, store.sketches), store.sketches)
    groups = cluster(near, close)
    foes = contradictions(groups, near, close, store.sketches)
    if foes:
        groups = cluster(near, without_backgrounds(close, foes, store.sketches), foes)
    store.settle([describe(group, near.texts, near.overrides) for group in groups])


def _file(store: Store, article_ids: Sequence[int]) -> set[int]:
    """Sketch and file articles, and find what is like them; the texts whose stories may have moved."""
    bodies = store.bodies(article_ids)
    found = sketch_all([(one.title, one.body) for one in bodies])
    sketches = {one.article_id: text for one, text in zip(bodies, found, strict=True)}
    told = {article_id: found for article_id, found in sketches.items() if found.is_told}
    by_key = {found.key: found for found in told.values()}
    known = store.text_ids(by_key)
    new = {key: found for key, found in sorted(by_key.items()) if key not in known}
    added = store.add_texts([*new.values()])
    ids = {**known, **added}
    # While a text had no article, nothing was compared with it.
    revived = store.abandoned(known.values())
    left = store.place(
        {article_id: ids[told[article_id].key] if article_id in told else None for article_id in sketches}
    )
    _pair(store, {ids[key]: found for key, found in by_key.items() if key in new or ids[key] in revived})
    return left | {*ids.values()}


def _pair(store: Store, fresh: dict[int, Sketch]) -> None:
    """Compare new texts with their candidates, each pair once."""
    others: dict[int, set[int]] = defaultdict(set)
    for text_id, near in Candidates(store, fresh).closest():
        for other in near:
            if other in fresh and other > text_id:
                others[other].add(text_id)
            else:
                others[text_id].add(other)
    for some in _in_parts(others, fresh):
        stored = store.sketches({other for found in some.values() for other in found} - fresh.keys())
        store.add_pairs([*_alike(some, fresh | stored)])


def _in_parts(others: dict[int, set[int]], fresh: dict[int, Sketch]) -> Iterator[dict[int, set[int]]]:
    """The candidates in parts that need few stored texts at a time."""
    part: dict[int, set[int]] = {}
    stored: set[int] = set()
    for text_id, found in others.items():
        part[text_id] = found
        stored |= found - fresh.keys()
        if len(stored) >= _MOST_STORED:
            yield part
            part, stored = {}, set()
    if part:
        yield part


def _alike(others: dict[int, set[int]], sketches: dict[int, Sketch]) -> Iterator[Pair]:
    """The pairs of each text and one of its candidates that are alike."""
    pairs = [(text_id, other) for text_id, near in others.items() for other in sorted(near) if other in sketches]
    likenesses = compare([(sketches[text_id], sketches[other]) for text_id, other in pairs])
    for (text_id, other), likeness in zip(pairs, likenesses, strict=True):
        if likeness is not None:
            yield Pair(min(text_id, other), max(text_id, other), likeness)
