"""Which stored texts a text is compared with: those that share most of its sampled runs and facts, and only a few.

In a feed of forms (weather, results, filings) thousands of texts hold the runs of the form, so these runs say nothing
of which of them are one: what finds a copy there are the runs and the facts that few texts hold. A run that more than
MOST_HOLDERS texts hold finds only the newest of these, and only for a text that shares most of its sample with them.
So the cost of a text is bounded whatever is stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from tasks.stories.runs import MIDDLE_RUNS, NOTE_WORDS, RUN, SHORT_RUNS
from tasks.stories.sketch import Sketch
from tasks.story_records import MOST_HOLDERS

_LEAST_SHARED, _LEAST_SHARE = 2, 0.1
"""A candidate shares so many sampled runs, and so large a share of the smaller sample: a fifth of what a copy does."""
_LEAST_SHARE_OF_SHORT = 0.3
"""Of two short texts, whose samples are made alike; a copy shares 0.8 of its runs."""
_LEAST_COMMON_SHARE = 0.5
"""Where many hold all the runs that two texts share."""
_NEWEST = 32
_MOST_COMPARED = 64
_CROWDED = 32
"""With more candidates than these, or with runs that many hold, names and numbers are looked up, too."""
_LEAST_FACTS, _LEAST_FACT_SHARE, _LEAST_FORM_RATIO = 3, 0.34, 0.6
"""Where a note has so many facts, most of which few hold, another of about its size shares this much of them."""

_PART_RUNS = 96
"""Of an excerpt from the middle of a long text so few runs are in the sample of that text that one has to do."""
_EXCERPT_RUNS = 40
"""A longer excerpt is found by its runs."""
_NOTE_RUNS = NOTE_WORDS - RUN
Holders = Mapping[int, Sequence[int]]


class Index(Protocol):
    """Where texts are filed; see ``Store``."""

    def holders(self, runs: Collection[int]) -> Holders:
        """The texts filed under each run, newest first."""

    def sizes(self, text_ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
        """Sampled runs and all runs of stored texts."""


@dataclass(slots=True)
class _Shared:
    """What a text shares with others."""

    counts: Counter[int]
    """Sampled runs that few hold, by the other text."""
    common: Counter[int]
    """Sampled runs that many hold, by the newest other texts."""
    common_count: int
    """Sampled runs that many hold."""
    facts: Counter[int]
    """Facts that few hold, by the other text."""
    least_facts: float = 0
    """Facts that a text of about its size has to share. 0: its facts do not tell it apart."""

    @property
    def is_crowded(self) -> bool:
        """Whether its runs do not tell which of many texts are like it."""
        return bool(self.common_count) or len(self.counts) > _CROWDED


class Candidates:
    """What new texts are compared with. They are filed already."""

    def __init__(self, index: Index, fresh: Mapping[int, Sketch]) -> None:
        self._index, self._fresh = index, fresh

    def closest(self) -> Iterator[tuple[int, list[int]]]:
        """Each text that has any with its candidates."""
        shared = self._shared()
        others = {o for one in shared.values() for found in (one.counts, one.common, one.facts) for o in found}
        sizes = defaultdict(lambda: (0, 0), self._index.sizes({*others, *shared})) if others else {}
        for text_id, one in shared.items():
            near = _closest(text_id, one, sizes)
            if near:
                yield text_id, near

    def _shared(self) -> dict[int, _Shared]:
        """What each text shares that shares anything: most of a feed share nothing."""
        samples = {text_id: one.sample for text_id, one in self._fresh.items()}
        told = {text_id: one.facts for text_id, one in self._fresh.items() if one.facts}
        holders = self._index.holders({*chain.from_iterable(samples.values())})
        fact_holders = self._index.holders({*chain.from_iterable(told.values())}) if told else {}
        found: dict[int, _Shared] = {}
        for text_id, sample in samples.items():
            held = [holders[run] for run in sample if run in holders]
            facts = told.get(text_id, ())
            few = [texts for fact in facts if len(texts := fact_holders.get(fact, ())) <= MOST_HOLDERS]
            if held or any(few):
                found[text_id] = _count(text_id, held, few, len(facts))
        return found


def _count(text_id: int, held: Sequence[Sequence[int]], few: Sequence[Sequence[int]], fact_count: int) -> _Shared:
    """``held``: who holds each of its sampled runs; ``few``: who holds each of its facts that few hold."""
    common = [texts[:_NEWEST] for texts in held if len(texts) > MOST_HOLDERS]
    shared = _Shared(
        Counter(chain.from_iterable(texts for texts in held if len(texts) <= MOST_HOLDERS)),
        Counter(chain.from_iterable(common)),
        len(common),
        Counter(chain.from_iterable(few)),
    )
    for counts in (shared.counts, shared.common, shared.facts):
        counts.pop(text_id, None)
    if shared.is_crowded and fact_count >= _LEAST_FACTS and 2 * len(few) >= fact_count:
        shared.least_facts = _LEAST_FACT_SHARE * fact_count
    return shared


def _closest(text_id: int, shared: _Shared, sizes: Mapping[int, tuple[int, int]]) -> list[int]:
    """The texts that share enough; of many those that share most, the newest of equals."""
    found = _of_a_crowd if shared.is_crowded else _of_few
    near = found(sizes.get(text_id, (0, 0)), shared, sizes)
    if len(near) > _MOST_COMPARED:
        near = sorted(near, reverse=True)[:_MOST_COMPARED]
    return [other for _, other in near]


def _of_few(ours: tuple[int, int], shared: _Shared, sizes: Mapping[int, tuple[int, int]]) -> list[tuple[int, int]]:
    """The texts that share runs which few hold, or the names of an excerpt, each with how much it shares."""
    facts = shared.facts
    near = {other: count + facts[other] for other, count in shared.counts.items() if _share(ours, sizes[other], count)}
    for other, count in facts.items():
        # An excerpt of few words may hold hardly any of the sampled runs of a note, but its names.
        if count >= _LEAST_SHARED and other not in near:
            small, large = sorted((ours[1], sizes[other][1]))
            if small <= _EXCERPT_RUNS and small < _LEAST_FORM_RATIO * large:
                near[other] = count
    return [(count, other) for other, count in near.items()]


def _share(ours: tuple[int, int], theirs: tuple[int, int], count: int, least: float = _LEAST_SHARE) -> bool:
    """Whether so many sampled runs in common are enough for two texts of these samples and runs."""
    (sample, runs), (other_sample, other_runs) = ours, theirs
    if least == _LEAST_SHARE:
        if (runs <= _PART_RUNS and other_runs > MIDDLE_RUNS) or (other_runs <= _PART_RUNS and runs > MIDDLE_RUNS):
            return count > 0
        if runs <= SHORT_RUNS and other_runs <= SHORT_RUNS:
            least = _LEAST_SHARE_OF_SHORT
    if count < _LEAST_SHARED:
        return False
    return count >= least * (sample if sample < other_sample else other_sample)


def _of_a_crowd(ours: tuple[int, int], shared: _Shared, sizes: Mapping[int, tuple[int, int]]) -> list[tuple[int, int]]:
    """The same where many texts hold what it holds: facts tell which of them are like it."""
    runs, facts = shared.counts.get, shared.facts.get  # A Counter is slow to say that it has none.
    near: list[tuple[int, int]] = []
    for other in {*shared.counts, *shared.common, *shared.facts}:
        rare, told, theirs = runs(other, 0), facts(other, 0), sizes[other]
        # Whether it holds the common runs, too, is not looked up: nearly all that share a rare run or fact do.
        count = rare + shared.common_count if rare or told else shared.common[other]
        if told < shared.least_facts and theirs[1] < _NOTE_RUNS:
            small, large = sorted((ours[1], theirs[1]))
            if small >= _LEAST_FORM_RATIO * large:
                continue
        if _share(ours, theirs, count, _LEAST_SHARE if rare else _LEAST_COMMON_SHARE):
            near.append((count + told, other))
    return near
