"""What a measure may be, drawn from its own history. Pure.

The bound is the pooled share of earlier results, with as many standard deviations as declared: the binomial one of the
pages looked at now and of those behind the history, and the spread between earlier runs. The spread is taken as the
median distance from the median, so that a single odd run widens it little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from db.quality.declared import Check

_TO_SIGMA = 1.4826
"""Median absolute deviation to standard deviation, of a normal distribution."""


@dataclass(frozen=True, slots=True)
class History:
    """Earlier results that held, of the same check and subject: hits and totals, newest first."""

    hits: Sequence[int] = ()
    totals: Sequence[int] = ()

    @property
    def total(self) -> int:
        """All that was looked at."""
        return sum(self.totals)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and largest value that holds; None: no bound."""

    least: float | None = None
    most: float | None = None

    def hold(self, value: float) -> bool:
        """Whether a value lies within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


def recent(hits: int, total: int, history: History, least_total: int) -> tuple[int, int, History]:
    """Hits and total of a run with those of the newest earlier ones, until there are enough to judge; the rest.

    So a host of which each run brings a handful of pages is judged, too.
    """
    used = 0
    while total < least_total and used < len(history.totals):
        hits, total = hits + history.hits[used], total + history.totals[used]
        used += 1
    return hits, total, History(history.hits[used:], history.totals[used:])


def share_bounds(check: Check, history: History, total: int) -> Bounds:
    """Bounds of a share, 0 to 1. None where the history is too short to draw any."""
    if history.total < max(check.history_total, 1):
        return Bounds()
    pooled = (sum(history.hits) + 0.5) / (history.total + 1)
    binomial = pooled * (1 - pooled) * (1 / total + 1 / history.total)
    shares = [hits / count for hits, count in zip(history.hits, history.totals, strict=True) if count]
    reach = max(check.least_change, check.sigmas * sqrt(binomial + _spread(shares) ** 2))
    return Bounds(max(0.0, pooled - reach), min(1.0, pooled + reach))


def mean_bounds(check: Check, history: History, total: int) -> Bounds:
    """Bounds of a mean count a page, which may fall by a part of itself (``least_change``); it may always rise."""
    if history.total < max(check.history_total, 1):
        return Bounds()
    mean = sum(history.hits) / history.total
    means = [hits / count for hits, count in zip(history.hits, history.totals, strict=True) if count]
    # Counts a page scatter more than a Poisson count; its deviation is the least that they can have.
    reach = check.sigmas * sqrt(mean / total + _spread(means) ** 2)
    return Bounds(max(0.0, mean - max(check.least_change * mean, reach)), None)


def _spread(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    middle = median(values)
    return _TO_SIGMA * median(abs(value - middle) for value in values)
