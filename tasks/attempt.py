"""The records of fetching, as they travel between the network, the archive and the database: attempts, hosts.

Standard library only: everybody may import this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class AttemptOutcome(StrEnum):
    """What one attempt brought."""

    FETCHED = "fetched"
    """A body, which is in the archive and waits to be read."""
    UNCHANGED = "unchanged"
    """A body that is known already: the bytes of the page's last one."""
    NOT_MODIFIED = "not_modified"
    DISALLOWED = "disallowed"
    GONE = "gone"
    FAILED = "failed"
    DEFERRED = "deferred"
    REFUSED = "refused"
    """A body that is not accepted: too large, damaged, no page. None of it is kept."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One answer on the way: its address, without credentials, and its status."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of a fetch, as it came."""

    url: str
    status: int
    phrase: str
    version: str
    """``HTTP/1.1``."""
    headers: tuple[tuple[str, str], ...]
    """As sent, in order; bytes above ASCII as Latin-1."""
    payload: bytes
    """The body without transfer coding, its content coding (gzip, …) untouched."""
    content: bytes
    """The body decoded. Empty with 304."""
    address: str | None
    """IP address that was connected to. None: a proxy's business."""
    junk_bytes: int = 0
    """Bytes behind the end of a compressed body, dropped."""

    def header(self, name: str) -> str | None:
        """The first header of that name, in lower case; None when there is none."""
        for key, value in self.headers:
            if key.lower() == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to fetch one page: who asked, when, what was answered and decided. One row of ``news.capture``."""

    url: str
    """Address asked, without credentials."""
    outcome: AttemptOutcome
    requested_at: datetime
    """When the attempt began (aware UTC)."""
    answered_url: str
    """Address that answered, after redirects."""
    reason: str | None = None
    """Typed reason of an outcome that brought no body. None: none is needed."""
    detail: str | None = None
    """The reason in a sentence."""
    failure_class: str | None = None
    """temporary, soft or hard. None: it did not fail."""
    hops: tuple[Hop, ...] = ()
    """The redirects on the way, first one first."""
    answer: Answer | None = None
    """None: no server answered, or nothing was asked."""
    agent: str = ""
    """User-Agent that asked. Empty: nothing was asked."""
    robots: str | None = None
    """allowed, disallowed, unreachable, or none (the site has no robots.txt). None: not looked up."""
    robots_rule: str | None = None
    """The line of robots.txt that decided. None: no line did."""
    waited_seconds: float = 0.0
    """Seconds that the page waited for its turn at the host."""
    elapsed_seconds: float = 0.0
    """Seconds from the first request to the last byte."""
    wire_bytes: int = 0
    """Bytes that came over the wire, heads and redirects included."""
    body_hash: str | None = None
    """SHA-256 of the decoded body, hex. None: there is none."""
    not_before: datetime | None = None
    """The server asked not to be asked before (aware UTC). None: it did not."""
    try_number: int = 1
    """1 for the first try of a run."""

    @property
    def status(self) -> int | None:
        """Status of the last answer. None: there was none."""
        return self.answer.status if self.answer else None


MOST_FAILURES = 5
"""Failures in a row that open a host's circuit."""
LONGEST_DELAY, LONGEST_PAUSE = timedelta(seconds=120), timedelta(seconds=600)
"""What is waited at most between two requests of one host, and before an open circuit's next probe."""


@dataclass(frozen=True, slots=True)
class HostState:
    """One host as all workers know it. Moments are aware UTC."""

    host_key: str
    delay_seconds: float = 0.0
    latency_seconds: float | None = None
    next_request_at: datetime | None = None
    parked_until: datetime | None = None
    failure_count: int = 0
    circuit_until: datetime | None = None
    request_count: int = 0

    def ready_at(self, now: datetime) -> datetime:
        """When the host may be asked next, the circuit and its own wishes included.

        A moment that lies further ahead than anything waits was written by a clock that has jumped since: it counts as
        the longest wait there is, so that no host is lost to it. What the server asked for itself is kept.
        """
        own = ((self.next_request_at, LONGEST_DELAY), (self.circuit_until, LONGEST_PAUSE))
        waits = [min(at, now + longest) for at, longest in own if at]
        return max([now, *waits, *([self.parked_until] if self.parked_until else [])])

    @property
    def is_probing(self) -> bool:
        """Whether the circuit is open, so that one request at a time probes the host."""
        return self.failure_count >= MOST_FAILURES
