"""robots.txt by RFC 9309: what a file allows, and what its absence or its server's silence means. Pure.

The parser is protego, which follows the RFC and Google's reading of it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from protego import Protego

from tasks.attempt import Answer
from tasks.fetch.headers import max_age

LONGEST_BYTES = 1024 * 1024
"""Bytes of a file that are read; the RFC asks for 500 KiB at least."""
_FRESH = timedelta(hours=24)
_FRESH_AT_LEAST = timedelta(minutes=10)
_UNREACHABLE_FOR = timedelta(minutes=15)
_RULE = re.compile(r"^\s*(?P<kind>allow|disallow)\s*:\s*(?P<pattern>[^#\s][^#]*+)", re.IGNORECASE)
_MOST_RULES = 500
_TOKEN = re.compile(r"\*|[A-Za-z_-]+")
_OTHERS = "another-agent-than-ours"
_AGENT = frozenset({"user-agent", "useragent", "user agent"})
_KNOWN = frozenset({
    "allow", "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw", "crawl-delay", "crawl delay",
    "request-rate", "request rate", "sitemap", "sitemaps", "site-map",
})  # fmt: skip
"""Directives that are followed, with the misspellings that the parser knows."""


class Decision(NamedTuple):
    """What robots.txt says of an address. ``rule`` is the line that decided; None: no line did."""

    verdict: str
    """allowed, disallowed, unreachable, or none (there is no file, which allows all)."""
    rule: str | None
    is_allowed: bool


@dataclass(frozen=True)
class RobotsFile:
    """One origin's robots.txt as it was last answered."""

    origin: str
    state: str
    """``found``, ``none`` (4xx: everything is allowed), or ``unreachable`` (5xx, no answer: nothing is)."""
    text: str
    fetched_at: datetime
    expires_at: datetime
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    detail: str | None = None

    def decide(self, url: str, agent: str) -> Decision:
        """Whether the agent (a product token, e.g. ``newsweir``) may ask for the address."""
        if self.state == "unreachable":
            return Decision("unreachable", None, False)
        if self.state == "none" or not self.text:
            return Decision("none", None, True)
        is_allowed = _rules(self.text, agent).can_fetch(url, agent)
        return Decision("allowed" if is_allowed else "disallowed", self._rule(url, agent, is_allowed), is_allowed)

    def crawl_delay(self, agent: str) -> float | None:
        """Seconds between requests that the file asks for; None when it does not."""
        if self.state != "found":
            return None
        rules = _rules(self.text, agent)
        delay, rate = rules.crawl_delay(agent), rules.request_rate(agent)
        if delay is None and rate is not None and rate.requests > 0:
            delay = rate.seconds / rate.requests
        return delay if delay is not None and math.isfinite(delay) and delay >= 0 else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Sitemaps that the file names, as written."""
        return tuple(_rules(self.text, "*").sitemaps) if self.state == "found" else ()

    @cached_property
    def _patterns(self) -> tuple[tuple[str, str, Protego], ...]:
        """The file's rules, longest first: kind, line, and a parser of that rule alone."""
        rules = filter(None, map(_RULE.match, _plain(self.text, "*").splitlines()))
        lines = {(rule["kind"].lower(), rule["pattern"].rstrip()) for rule in rules}
        ordered = sorted(lines, key=lambda line: (-len(line[1]), line))[:_MOST_RULES]
        return tuple((k, f"{k.capitalize()}: {p}", Protego.parse(f"User-agent: *\nDisallow: {p}")) for k, p in ordered)

    def _rule(self, url: str, agent: str, is_allowed: bool) -> str | None:
        """The longest line of the deciding kind that matches: the parser tells the verdict, not its line."""
        kind = "allow" if is_allowed else "disallow"
        if kind not in self.text.lower():
            return None
        found = (line for k, line, alone in self._patterns if k == kind and not alone.can_fetch(url, agent))
        return next(found, None)


@lru_cache(1024)
def _rules(text: str, agent: str) -> Protego:
    return Protego.parse(_plain(text, agent))


def _plain(text: str, agent: str) -> str:
    """The file in the RFC's own grammar, where the parser is laxer or stricter than it.

    Lines of unknown directives vanish (they must not part a group), and an agent is its product token ("Foo" of
    "Foo Bar/1.0"). The parser takes a group whose name begins ours for ours; the RFC wants the whole token (§2.2.1), so
    that groups of others are given names that begin nobody's.
    """
    lines = []
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        name, value = name.strip().lower(), value.partition("#")[0].strip()
        if not colon:
            lines.append(line)
        elif name in _AGENT:
            token = _TOKEN.match(value)
            found = token[0] if token else ""
            is_ours = found == "*" or found.lower() == agent.lower()
            lines.append(f"user-agent: {found}" if is_ours else f"user-agent: {_OTHERS}")
        elif name in _KNOWN:
            lines.append(f"{name}: {value}")
    return "\n".join(lines)


def robots_from(origin: str, answer: Answer, now: datetime, known: RobotsFile | None) -> RobotsFile:
    """What an answer for robots.txt means: 2xx its text, 304 the known text, 4xx no file, anything else unreachable.

    429 is counted with 5xx: a server that has too much to do is not one that allows everything.
    """
    fresh = max_age(answer.header("cache-control"))
    expires = now + min(max(_FRESH if fresh is None else fresh, _FRESH_AT_LEAST), _FRESH)
    if answer.status == 304 and known is not None and known.state == "found":
        return replace(known, fetched_at=now, expires_at=expires)
    if 200 <= answer.status < 300:
        text = answer.content[:LONGEST_BYTES].decode("utf-8-sig", "replace")
        return RobotsFile(
            origin, "found", text.replace("\0", ""), now, expires, answer.status,
            answer.header("etag"), answer.header("last-modified"),
        )  # fmt: skip
    if 400 <= answer.status < 500 and answer.status != 429:
        return RobotsFile(origin, "none", "", now, expires, answer.status)
    return robots_unreachable(origin, f"robots.txt answered {answer.status}", now, answer.status)


def robots_unreachable(origin: str, detail: str, now: datetime, status: int | None = None) -> RobotsFile:
    """A robots.txt that cannot be had: nothing of the origin may be asked for, and it is tried again soon."""
    return RobotsFile(origin, "unreachable", "", now, now + _UNREACHABLE_FOR, status, detail=detail)
