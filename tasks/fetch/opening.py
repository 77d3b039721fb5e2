"""A body looked into: its type, its content coding, its digest, and whether it is the one that is known. Pure.

It costs as much time as the request itself, so it may be done elsewhere than in the loop that asks.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from tasks.attempt import Attempt, AttemptOutcome
from tasks.fetch.coding import decode_body
from tasks.fetch.failures import FetchFailed, Reason, failure_class
from tasks.fetch.headers import content_type, is_page_type
from tasks.text import storable

_OUTCOMES = {
    Reason.GONE: AttemptOutcome.GONE,
    Reason.NOT_FOUND: AttemptOutcome.GONE,
    Reason.ROBOTS: AttemptOutcome.DISALLOWED,
    Reason.ROBOTS_UNREACHABLE: AttemptOutcome.DISALLOWED,
    **dict.fromkeys(
        (Reason.TOO_LARGE_WIRE, Reason.TOO_LARGE_DECODED, Reason.CONTENT_TYPE, Reason.UNKNOWN_CODING),
        AttemptOutcome.REFUSED,
    ),
    **dict.fromkeys((Reason.CIRCUIT_OPEN, Reason.HOST_BUSY, Reason.PARKED), AttemptOutcome.DEFERRED),
}


def opened(attempt: Attempt, known_hash: str | None, most: int) -> Attempt:
    """The attempt with its body decoded and digested: ``fetched``, ``unchanged`` when ``known_hash`` is its digest,
    or what is wrong with it (no page's type, damaged, more than ``most`` bytes, empty).

    An attempt that brought no body, or whose body is open already, comes back as it is.
    """
    answer = attempt.answer
    if attempt.outcome is not AttemptOutcome.FETCHED or answer is None or attempt.body_hash:
        return attempt
    try:
        kind, _ = content_type(answer.header("content-type"))
        if not is_page_type(kind):
            raise FetchFailed(Reason.CONTENT_TYPE, f"the answer is {kind}, which is no page")
        body = decode_body(answer.payload, answer.header("content-encoding"), most)
        if not body.content:
            raise FetchFailed(Reason.EMPTY_BODY, f"the server answered {answer.status} with an empty body")
    except FetchFailed as failed:
        return failed_by(attempt, failed)
    body_hash = hashlib.sha256(body.content).hexdigest()
    outcome = AttemptOutcome.UNCHANGED if body_hash == known_hash else AttemptOutcome.FETCHED
    whole = replace(answer, content=body.content, junk_bytes=body.junk_bytes)
    return replace(attempt, outcome=outcome, answer=whole, body_hash=body_hash)


def failed_by(attempt: Attempt, failed: FetchFailed) -> Attempt:
    """The attempt as the record of one that brought no page, and why."""
    reason = failed.reason
    return replace(
        attempt, outcome=_OUTCOMES.get(reason, AttemptOutcome.FAILED), reason=reason.value,
        detail=storable(failed.detail), failure_class=failure_class(reason).value,
    )  # fmt: skip
