"""Politeness: how fast one host is asked, a pure rule over what it answered. Nothing waits and nothing is read here.

The delay follows the host: the declared or robots.txt's delay at least, more when it is slow, doubled by every 429 and
5xx, eased by every good answer. Five failures in a row that speak of the host open its circuit: one probe at a time,
at growing distances, until it answers again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tasks.attempt import LONGEST_DELAY, LONGEST_PAUSE, MOST_FAILURES, Attempt, AttemptOutcome, HostState
from tasks.fetch.failures import Reason

LONGEST_CRAWL_DELAY = 30.0
"""Seconds: what robots.txt may ask for at most."""
_FIRST_DELAY, _LONGEST_DELAY = 0.25, LONGEST_DELAY.total_seconds()
_SLOW_SECONDS = 1.0
_SLOW_FACTOR = 2.0
_EASE = 0.9
_SMOOTHING = 0.2
_FIRST_PAUSE, _LONGEST_PAUSE = 30.0, LONGEST_PAUSE.total_seconds()

# Failures that speak of the host and not of one page.
_OF_THE_HOST = {
    Reason.CONNECT, Reason.TIMEOUT, Reason.REMOTE_CLOSED, Reason.RESET, Reason.SERVER_ERROR, Reason.RATE_LIMITED,
    Reason.DNS, Reason.ROBOTS_UNREACHABLE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Politeness:
    """What a site's declaration says of how it is asked."""

    delay_seconds: float = 1.0
    """Between the starts of two requests of one host, at least."""
    concurrency: int = 1
    """Requests in flight to one host, at most 8."""


def started(state: HostState, politeness: Politeness, crawl_delay: float | None, now: datetime) -> HostState:
    """The host when a request to it begins: the next one waits for the delay."""
    least = max(politeness.delay_seconds, min(crawl_delay or 0.0, LONGEST_CRAWL_DELAY))
    delay = max(state.delay_seconds, least)
    return replace(
        state,
        delay_seconds=delay,
        next_request_at=now + timedelta(seconds=delay),
        request_count=state.request_count + 1,
    )


def answered(
    state: HostState, attempt: Attempt, politeness: Politeness, crawl_delay: float | None, now: datetime
) -> HostState:  # fmt: skip
    """The host after an attempt of which it was asked."""
    least = max(politeness.delay_seconds, min(crawl_delay or 0.0, LONGEST_CRAWL_DELAY))
    reason = attempt.reason
    if reason in _OF_THE_HOST:
        failures = state.failure_count + 1
        delay = min(max(state.delay_seconds, least, _FIRST_DELAY) * 2, _LONGEST_DELAY)
        pause = (
            min(_FIRST_PAUSE * 2 ** (failures - MOST_FAILURES), _LONGEST_PAUSE) if failures >= MOST_FAILURES else None
        )
        return replace(
            state,
            failure_count=failures,
            delay_seconds=delay,
            next_request_at=now + timedelta(seconds=delay),
            circuit_until=now + timedelta(seconds=pause) if pause else state.circuit_until,
            parked_until=attempt.not_before or state.parked_until,
        )
    if attempt.outcome is AttemptOutcome.DEFERRED or not attempt.agent:
        return state  # It was not asked.
    latency = attempt.elapsed_seconds
    if state.latency_seconds is not None:
        latency = state.latency_seconds + _SMOOTHING * (latency - state.latency_seconds)
    slow = _SLOW_FACTOR * latency if latency > _SLOW_SECONDS else 0.0
    eased = state.delay_seconds * _EASE if state.delay_seconds * _EASE > 0.01 else 0.0
    delay = min(max(least, slow, eased), _LONGEST_DELAY)
    return replace(
        state, latency_seconds=latency, failure_count=0, circuit_until=None, parked_until=None, delay_seconds=delay
    )
