"""The store in memory: for scorers, who have no database, and for tests of the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from tasks.stories.sketch import Sketch
from tasks.story_records import (
    MOST_HOLDERS,
    Body,
    Neighbourhood,
    Override,
    Pair,
    Print,
    Story,
    Text,
)

NO_TEXT = 0
"""Stands for the text of an article that says too little to be in a story."""


class MemoryStore:
    """A store of articles that are handed in with ``put``."""

    def __init__(self) -> None:
        self.articles: dict[int, Body] = {}
        self.prints: dict[int, Print] = {}
        self.overrides: list[Override] = []
        self.stories: dict[int, Story] = {}
        """The story of each article."""
        self.texts: dict[int, Text] = {}
        self.samples: dict[int, NDArray[np.int32]] = {}
        self.sketch_of: dict[int, Sketch] = {}
        self.pairs: dict[int, dict[int, Pair]] = defaultdict(dict)
        """By either text, then by the other."""
        self._ids: dict[UUID, int] = {}
        self._first_holder: dict[int, int] = {}
        self._holders: dict[int, list[int]] = {}
        """Texts by sampled run, rising, where there are several: a list for every run would be most of the store."""
        self._members: dict[int, set[int]] = defaultdict(set)
        """Articles by text."""

    def put(self, one: Print, body: str) -> None:
        """Add an article, or change it; it is to be decided afterwards. The print's text_id does not count."""
        before = self.prints.get(one.article_id)
        self.articles[one.article_id] = Body(one.article_id, one.title, body)
        text_id = before.text_id if before else NO_TEXT
        self.prints[one.article_id] = one if one.text_id == text_id else replace(one, text_id=text_id)

    def file(self, found: Sketch, run_count: int, sample: NDArray[np.int32]) -> int:
        """Keep a wording under its sample; its id."""
        text = Text(len(self.texts) + 1, found.key, run_count, found.word_count)
        self._ids[text.key] = text.text_id
        self.texts[text.text_id], self.samples[text.text_id], self.sketch_of[text.text_id] = text, sample, found
        for run in {*sample.tolist(), *found.facts}:
            first = self._first_holder.setdefault(run, text.text_id)
            if first != text.text_id:
                self._holders.setdefault(run, [first]).append(text.text_id)
        return text.text_id

    def bodies(self, article_ids: Sequence[int]) -> list[Body]:
        """See Store."""
        return [self.articles[article_id] for article_id in article_ids if article_id in self.articles]

    def text_ids(self, keys: Collection[UUID]) -> dict[UUID, int]:
        """See Store."""
        return {key: self._ids[key] for key in keys if key in self._ids}

    def abandoned(self, text_ids: Collection[int]) -> set[int]:
        """See Store."""
        return {text_id for text_id in text_ids if not self._members[text_id]}

    def add_texts(self, sketches: Sequence[Sketch]) -> dict[UUID, int]:
        """See Store."""
        return {found.key: self.file(found, found.run_count, found.sampled) for found in sketches}

    def holders(self, runs: Collection[int]) -> dict[int, list[int]]:
        """See Store."""
        return {run: self._holders[run][: -MOST_HOLDERS - 2 : -1] for run in self._holders.keys() & runs}

    def sizes(self, text_ids: Collection[int]) -> dict[int, tuple[int, int]]:
        """See Store."""
        return {text_id: (len(self.samples[text_id]), self.texts[text_id].run_count) for text_id in text_ids}

    def sketches(self, text_ids: Collection[int]) -> dict[int, Sketch]:
        """See Store."""
        return {text_id: self.sketch_of[text_id] for text_id in text_ids if self._members[text_id]}

    def add_pairs(self, pairs: Sequence[Pair]) -> None:
        """See Store."""
        for pair in pairs:
            self.pairs[pair.a][pair.b] = self.pairs[pair.b][pair.a] = pair

    def place(self, text_of: dict[int, int | None]) -> set[int]:
        """See Store."""
        left = set()
        for article_id, text_id in text_of.items():
            before, now = self.prints[article_id].text_id, text_id or NO_TEXT
            self.prints[article_id] = replace(self.prints[article_id], text_id=now)
            if before != now:
                self._members[before].discard(article_id)
                left.add(before)
            self._members[now].add(article_id)
            if now == NO_TEXT:
                self.stories.pop(article_id, None)
        return left - {NO_TEXT}

    def neighbourhood(self, text_ids: Collection[int], article_ids: Collection[int]) -> Neighbourhood:
        """See Store."""
        near = Neighbourhood()
        waiting = {*text_ids, *(self.prints[i].text_id for i in article_ids)} - {NO_TEXT}
        seen: set[int] = set()
        while waiting:
            seen |= waiting
            inside = {article_id for text_id in seen for article_id in self._members[text_id]}
            near.overrides = [o for o in self.overrides if {o.article_id, o.other_article_id} & inside]
            partners = {i for o in near.overrides for i in (o.article_id, o.other_article_id) if i in self.prints}
            beside = {other for text_id in waiting for other in self.pairs[text_id]}
            waiting = (beside | {self.prints[i].text_id for i in partners}) - seen - {NO_TEXT}
        near.texts = {text_id: self.texts[text_id] for text_id in seen}
        near.pairs = [pair for a in sorted(seen) for b, pair in sorted(self.pairs[a].items()) if a < b]
        near.prints = [self.prints[i] for text_id in sorted(seen) for i in sorted(self._members[text_id])]
        return near

    def settle(self, stories: Iterable[Story]) -> None:
        """See Store."""
        for story in stories:
            for member in story.members:
                self.stories[member.article_id] = story
