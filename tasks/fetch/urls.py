"""Addresses as the web's standard reads them: resolved, without user and password, with the host they name. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import ada_url

from tasks.fetch.failures import FetchFailed, Reason

_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 8192


class Target(NamedTuple):
    """Where a request goes."""

    scheme: str
    host: str
    """A-label or address in standard spelling, without brackets."""
    port: int
    url: str
    """The address without user, password and fragment."""

    @property
    def host_key(self) -> str:
        """Identity of the server for politeness: the host, with its port where that is not the scheme's own."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.host_key}"


def resolve_url(href: str, base: str | None = None) -> str:
    """The address that ``href`` names on a page at ``base``, in the web's one spelling (WHATWG).

    Raises FetchFailed (``bad_url``) when it names none.
    """
    try:
        # What cannot be encoded (a lone surrogate) stands as U+FFFD, as the standard's own conversion has it.
        parsed = ada_url.URL(_scalar(href), _scalar(base)) if base else ada_url.URL(_scalar(href))
    except ValueError as error:
        raise FetchFailed(Reason.BAD_URL, f"{safe_url(href)!r} is no address; check the spelling") from error
    return str(parsed.href)


@lru_cache(16384)
def target_of(url: str) -> Target:
    """Where a request for the address goes. Raises FetchFailed (``bad_url``, or ``scheme``: only http and https)."""
    if len(url) > LONGEST_URL:
        raise FetchFailed(Reason.BAD_URL, f"the address has {len(url)} characters, at most {LONGEST_URL} are asked for")
    try:
        parsed = ada_url.URL(_scalar(url))
    except ValueError as error:
        raise FetchFailed(Reason.BAD_URL, f"{safe_url(url)!r} is no address; check the spelling") from error
    scheme = parsed.protocol.removesuffix(":")
    if scheme not in _PORTS:
        raise FetchFailed(Reason.SCHEME, f"{safe_url(url)}: only http and https are fetched, not {scheme}")
    if parsed.username or parsed.password:
        parsed.username = parsed.password = ""
    if parsed.hash or url.endswith("#"):
        parsed.hash = ""
    host = parsed.hostname.strip("[]").rstrip(".")
    if not host:
        raise FetchFailed(Reason.BAD_URL, f"{safe_url(url)!r} names no host")
    return Target(scheme, host, int(parsed.port or _PORTS[scheme]), parsed.href.removesuffix("#"))


def safe_url(url: str) -> str:
    """The address for logs and rows: without user, password and fragment, whatever else is wrong with it."""
    head, slashes, rest = url.partition("//")
    if not slashes:
        return url.partition("#")[0]
    end = min((at for at in map(rest.find, "/?#\\") if at >= 0), default=len(rest))
    authority = rest[:end].rpartition("@")[2]
    return (head + slashes + authority + rest[end:]).partition("#")[0]


def _scalar(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
