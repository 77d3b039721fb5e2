"""One fetch, from address to outcome: robots, redirects re-checked one by one, bounded body, one record of it all.

Nothing is retried and nobody waits here; the loop (``crawl.py``) decides when a page is asked for.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tasks.attempt import Answer, Attempt, AttemptOutcome, Hop
from tasks.errors import BadParameter
from tasks.fetch.client import Clients, Network
from tasks.fetch.failures import FetchFailed, Reason, reason_of_status
from tasks.fetch.headers import conditions, redirect_of, retry_after
from tasks.fetch.network import Allowance, allowance
from tasks.fetch.opening import failed_by, opened
from tasks.fetch.refresh import refresh_of
from tasks.fetch.robots import Decision
from tasks.fetch.robots_cache import MemoryRobots, RobotsCache, RobotsStore
from tasks.fetch.urls import Target, resolve_url, safe_url, target_of
from tasks.text import storable

_THREAD_BYTES = 8 * 1024
_unpackers = ThreadPoolExecutor(2, thread_name_prefix="unpack")
_CONTACT = re.compile(r"https?://[^\s).]{1,99}+\.[^\s)]|(?<![^\s@()])[^\s@()]{1,99}+@[^\s@().]{1,99}+\.[^\s@()]")
_OWN_REASONS = frozenset({Reason.TLS.value, Reason.BLOCKED_ADDRESS.value, Reason.CONNECT.value, Reason.DNS.value})
_TOKEN = re.compile(r"[A-Za-z][A-Za-z_-]*")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take."""

    seconds: float = 60.0
    """From the first request to the last byte, redirects included."""
    wire_bytes: int = 10 * 1024 * 1024
    decoded_bytes: int = 10 * 1024 * 1024
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Ask:
    """One page to fetch, with what its last answer was known by."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    """SHA-256 of the body that was last archived. None: none was."""
    try_number: int = 1
    waited_seconds: float = 0.0
    is_robots_exempt: bool = False
    """The site's operator allowed it by contract; recorded as such."""


Moved = Callable[[Target], Awaitable[float]]
"""Asked before a redirect leads to another host; gives the seconds it waited for that host's turn."""


async def _at_once(_: Target) -> float:
    return 0.0


def product_token(agent: str) -> str:
    """The name by which robots.txt knows an agent, e.g. ``ExampleNews`` of ``ExampleNews/1.0 (+https://…)``."""
    found = _TOKEN.match(agent)
    return found[0] if found else ""


def check_agent(agent: str) -> str:
    """The User-Agent, when it names a product and a contact. Raises BadParameter."""
    if not product_token(agent) or not _CONTACT.search(agent) or not agent.isascii() or not agent.isprintable():
        raise BadParameter(
            f"NEWSWEIR_USER_AGENT is {agent!r}; sites are asked under a name with a contact only, e.g. "
            "ExampleNews/1.0 (+https://example.org/bot) or ExampleNews/1.0 (news@example.org)"
        )
    return agent


def require_agent(agent: str, network: Network, target: Target) -> None:
    """Public hosts are asked under a name with a contact only. Raises FetchFailed."""
    if not network.guard.declares(target.host, target.port):
        try:
            check_agent(agent)
        except BadParameter as error:
            raise FetchFailed(Reason.NO_AGENT, str(error)) from error


class Fetcher:
    """Fetches pages for one agent. ``now`` is the clock of records and freshness; time limits use the loop's own.

    ``is_opening``: False leaves the bodies of attempts as they came, for whoever calls ``opened`` on them elsewhere.
    """

    def __init__(
        self, agent: str, network: Network | None = None, limits: Limits | None = None,
        robots: RobotsStore | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *, is_opening: bool = True,
    ) -> None:  # fmt: skip
        self.agent, self.token = agent, product_token(agent)
        self.network, self.limits = network or Network(), limits or Limits()
        self.clients = Clients(self.network)
        self.now = now
        self._is_opening = is_opening
        self.robots = RobotsCache(self.clients, agent, robots or MemoryRobots(), now)

    async def close(self) -> None:
        """Close all connections."""
        await self.clients.close()

    async def fetch(self, ask: Ask, moved: Moved = _at_once) -> Attempt:
        """Fetch one page. Never raises for what a server or an address does: that is the attempt's outcome."""
        course = _Course(self, ask, self.now())
        start = asyncio.get_running_loop().time()
        try:
            attempt = course.attempt(await course.answer(moved))
        except FetchFailed as failed:
            attempt = course.failed(failed)
        if self._is_opening and attempt.answer is not None:
            ready = (attempt, ask.body_hash, self.limits.decoded_bytes)
            if len(attempt.answer.payload) > _THREAD_BYTES:
                # Unpacking and digesting release the interpreter's lock: other answers are read meanwhile.
                attempt = await asyncio.get_running_loop().run_in_executor(_unpackers, opened, *ready)
            else:
                attempt = opened(*ready)
        elapsed = asyncio.get_running_loop().time() - start - course.waited
        return replace(attempt, elapsed_seconds=elapsed, wire_bytes=course.granted.used_bytes if course.granted else 0)


class _Course:
    """One fetch under way: what it asked, where it was sent, what it may still take."""

    def __init__(self, fetcher: Fetcher, ask: Ask, now: datetime) -> None:
        self._fetcher, self._ask, self._requested_at = fetcher, ask, now
        self._hops: list[Hop] = []
        self._here: Target | None = None
        self._decision: Decision | None = None
        self._last: Answer | None = None
        self._is_asked = False
        self._is_conditional = False
        self.granted: Allowance | None = None
        self.waited = 0.0

    async def answer(self, moved: Moved) -> Answer:
        """The final answer, every hop checked as the first one was. Raises FetchFailed."""
        limits = self._fetcher.limits
        here = self._here = target_of(self._ask.url)
        require_agent(self._fetcher.agent, self._fetcher.network, here)
        seen = {here.url}
        while True:
            await self._check_robots(here)
            if self.granted is None:
                self.granted = Allowance(asyncio.get_running_loop().time() + limits.seconds, limits.wire_bytes)
            answer = await self._request(here)
            location = redirect_of(answer)
            if location is None:
                location = refresh_of(answer)
                if location is None or resolve_url(location, here.url) == here.url:
                    return answer
            self._hops.append(Hop(here.url, answer.status))
            next_one = target_of(resolve_url(location, here.url))
            if next_one.url in seen or len(self._hops) > limits.redirects:
                words = "in a circle" if next_one.url in seen else f"on after {limits.redirects} redirects"
                raise FetchFailed(Reason.REDIRECT_LOOP, f"{here.url} redirects {words}, to {next_one.url}")
            if next_one.host_key != here.host_key:
                require_agent(self._fetcher.agent, self._fetcher.network, next_one)
                waited = await moved(next_one)
                self.waited += waited
                self.granted.until += waited
            seen.add(next_one.url)
            here = self._here = next_one

    async def _request(self, here: Target) -> Answer:
        fetcher, ask = self._fetcher, self._ask
        headers = {"User-Agent": fetcher.agent}
        asked = conditions(ask.etag, ask.last_modified) if not self._hops else {}
        self._is_conditional = bool(asked)
        headers |= asked
        assert self.granted is not None
        token = allowance.set(self.granted)
        self._is_asked = True
        try:
            async with fetcher.clients.asking(here) as client:
                self._last = await client.get(here, headers)
        finally:
            allowance.reset(token)
        return self._last

    async def _check_robots(self, here: Target) -> None:
        if self._ask.is_robots_exempt:
            self._decision = Decision("exempt", None, True)
            return
        file = await self._fetcher.robots.file_for(here)
        self._decision = file.decide(here.url, self._fetcher.token)
        if self._decision.is_allowed:
            return
        if self._decision.verdict == "unreachable":
            # What keeps robots.txt from being had keeps the page, too: it is told by its own name.
            reason, _, words = (file.detail or "").partition(": ")
            asked, again = file.fetched_at.astimezone(UTC), file.expires_at.astimezone(UTC)
            when = f" (robots.txt: asked for at {asked:%H:%M}, again from {again:%H:%M} UTC)" if asked < again else ""
            if reason in _OWN_REASONS:
                raise FetchFailed(Reason(reason), words + when)
            raise FetchFailed(Reason.ROBOTS_UNREACHABLE, f"{file.detail}: nothing is asked for until it answers{when}")
        raise FetchFailed(Reason.ROBOTS, f"robots.txt forbids {here.url} by {self._decision.rule!r}")

    def attempt(self, answer: Answer) -> Attempt:
        """The record of a fetch that was answered, its body unopened. Raises FetchFailed for a status of no page."""
        reason = reason_of_status(answer.status)
        if reason is not None:
            raise FetchFailed(reason, f"the server answered {answer.status} {answer.phrase}".rstrip())
        if answer.status == 304:
            if not self._is_conditional:
                raise FetchFailed(Reason.STATUS, "the server answered 304, though nothing was asked conditionally")
            return self._record(AttemptOutcome.NOT_MODIFIED, answer, self._ask.body_hash)
        return self._record(AttemptOutcome.FETCHED, answer, None)

    def failed(self, failed: FetchFailed) -> Attempt:
        """The record of a fetch that brought no page."""
        record = failed_by(self._record(AttemptOutcome.FAILED, self._last, None), failed)
        if self._last is None or failed.reason not in (Reason.RATE_LIMITED, Reason.SERVER_ERROR):
            return record
        return replace(record, not_before=retry_after(self._last.header("retry-after"), self._fetcher.now()))

    def _record(self, outcome: AttemptOutcome, answer: Answer | None, body_hash: str | None) -> Attempt:
        url = safe_url(self._ask.url)
        return Attempt(
            url=storable(url),
            outcome=outcome,
            requested_at=self._requested_at,
            answered_url=self._here.url if self._here else storable(url),
            hops=tuple(self._hops),
            answer=answer,
            agent=self._fetcher.agent if self._is_asked else "",
            robots=self._decision.verdict if self._decision else None,
            robots_rule=self._decision.rule if self._decision else None,
            waited_seconds=self._ask.waited_seconds + self.waited,
            body_hash=body_hash,
            try_number=self._ask.try_number,
        )
