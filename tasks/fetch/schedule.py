"""When a page is asked for again after an attempt, and when it is given up: a pure rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tasks.attempt import Attempt, AttemptOutcome
from tasks.fetch.failures import FailureClass, Reason

_FIRST, _LONGEST = timedelta(minutes=15), timedelta(days=1)
_TEMPORARY_TRIES = 12
"""With the growing distances that is more than a week of silence."""
_SOFT_TRIES = 4
_ROBOTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an attempt makes of a page: its state, when it is due and why."""

    state: str
    due_at: datetime | None
    reason: str
    failure_count: int


def plan_after(
    attempt: Attempt, failure_count: int, *, now: datetime, again_after: timedelta | None, is_planned: bool
) -> Plan:
    """What follows from the last attempt of a run.

    ``again_after`` is when a page that was had is asked for again (a start page's interval), or None for never;
    ``is_planned`` is false for a page that somebody named by hand: nothing asks for it by itself.
    """
    outcome, reason = attempt.outcome, attempt.reason
    if outcome in (AttemptOutcome.FETCHED, AttemptOutcome.UNCHANGED, AttemptOutcome.NOT_MODIFIED):
        if again_after is None:
            return Plan("done", None, "it was fetched", 0)
        return Plan("waiting", now + again_after, "it is asked for again", 0)
    if not is_planned:
        return Plan("done", None, f"{outcome.value} ({reason}); it was named by hand and is fetched when named again",
                    failure_count + 1)  # fmt: skip
    if outcome is AttemptOutcome.DEFERRED:
        return Plan("waiting", attempt.not_before or now, f"put off: {attempt.detail}", failure_count)
    failures = failure_count + 1
    kind = attempt.failure_class
    if again_after is not None:
        wait = max(again_after, attempt.not_before - now) if attempt.not_before else again_after
        return Plan("waiting", now + wait, f"start page, {reason} {failures} times in a row", failures)
    if reason == Reason.GONE or kind == FailureClass.HARD:
        return Plan("given_up", None, f"given up: {attempt.detail}", failures)
    if kind == FailureClass.SOFT:
        if failures >= _SOFT_TRIES and reason != Reason.ROBOTS:
            return Plan("given_up", None, f"given up after {failures} attempts: {attempt.detail}", failures)
        return Plan("waiting", now + _ROBOTS, f"{reason}, tried again after a day", failures)
    if failures >= _TEMPORARY_TRIES:
        return Plan("given_up", None, f"given up after {failures} runs: {attempt.detail}", failures)
    wait = min(_FIRST * 2 ** (failures - 1), _LONGEST)
    due = max(now + wait, attempt.not_before) if attempt.not_before else now + wait
    return Plan("waiting", due, f"{reason}, tried again for the {failures}. time", failures)
