"""Why a fetch brought no page, and who has to act: a reason each, and a class that decides about another try. Pure."""

from __future__ import annotations

from enum import StrEnum


class FailureClass(StrEnum):
    """Whether asking again may help: soon, some day, or never by itself."""

    TEMPORARY = "temporary"
    SOFT = "soft"
    HARD = "hard"


class Reason(StrEnum):
    """The typed reason of an attempt that brought no page."""

    CONNECT = "connect"
    DNS = "dns"
    TLS = "tls"
    TIMEOUT = "timeout"
    REMOTE_CLOSED = "remote_closed"
    RESET = "reset"
    INCOMPLETE_BODY = "incomplete_body"
    PROTOCOL = "protocol"
    DAMAGED_BODY = "damaged_body"
    UNKNOWN_CODING = "unknown_coding"
    TOO_LARGE_WIRE = "too_large_wire"
    TOO_LARGE_DECODED = "too_large_decoded"
    CONTENT_TYPE = "content_type"
    EMPTY_BODY = "empty_body"
    REDIRECT_LOOP = "redirect_loop"
    BAD_REDIRECT = "bad_redirect"
    BAD_URL = "bad_url"
    SCHEME = "scheme"
    BLOCKED_ADDRESS = "blocked_address"
    NO_AGENT = "no_user_agent"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    GONE = "gone"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    STATUS = "status"
    CIRCUIT_OPEN = "circuit_open"
    HOST_BUSY = "host_busy"
    PARKED = "parked"


_CLASSES = {
    FailureClass.TEMPORARY: {
        Reason.CONNECT, Reason.DNS, Reason.TIMEOUT, Reason.REMOTE_CLOSED, Reason.RESET, Reason.INCOMPLETE_BODY,
        Reason.RATE_LIMITED, Reason.SERVER_ERROR, Reason.CIRCUIT_OPEN, Reason.HOST_BUSY, Reason.PARKED,
        Reason.ROBOTS_UNREACHABLE,
    },
    FailureClass.SOFT: {
        Reason.TLS, Reason.PROTOCOL, Reason.DAMAGED_BODY, Reason.NOT_FOUND, Reason.REFUSED, Reason.STATUS,
        Reason.EMPTY_BODY, Reason.REDIRECT_LOOP, Reason.ROBOTS, Reason.NO_AGENT,
    },
}  # fmt: skip
# Statuses that say "not now": the ones Scrapy and Heritrix ask again after.
_TEMPORARY_STATUSES = frozenset({408, 425, 500, 502, 503, 504, 507, 508, 520, 521, 522, 523, 524, 527, 530})


def failure_class(reason: Reason) -> FailureClass:
    """The class of a reason: what is neither temporary nor soft is not asked for again by itself."""
    for kind, reasons in _CLASSES.items():
        if reason in reasons:
            return kind
    return FailureClass.HARD


def reason_of_status(status: int) -> Reason | None:
    """Why an answer of this status is no page; None when it is one (2xx, 304)."""
    if status == 206:
        return Reason.INCOMPLETE_BODY  # A part of a page, of which no part was asked for.
    if 200 <= status < 300 or status == 304:
        return None
    if status == 429:
        return Reason.RATE_LIMITED
    if status in _TEMPORARY_STATUSES:
        return Reason.SERVER_ERROR
    if status == 404:
        return Reason.NOT_FOUND
    if status == 410:
        return Reason.GONE
    if status in (401, 402, 403, 407, 451):
        return Reason.REFUSED
    return Reason.STATUS


class FetchFailed(Exception):
    """A fetch that brought no page. It never leaves the fetch stage: it becomes the outcome of the attempt."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
