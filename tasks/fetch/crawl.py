"""The fetch loop: many pages of many hosts, each host within its rate limit, each page to one final outcome.

A page that fails for now is asked again within the run, some times, at growing distances; what would have to wait
longer than the run is patient is parked: its outcome says until when, and nobody sleeps for it.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from tasks.attempt import Attempt, AttemptOutcome, HostState
from tasks.fetch.failures import FailureClass, FetchFailed, Reason, failure_class
from tasks.fetch.fetcher import Ask, Fetcher
from tasks.fetch.host_slots import HostSlots
from tasks.fetch.politeness import Politeness, answered, started
from tasks.fetch.urls import Target, safe_url, target_of

_RENEW_SECONDS = 5.0
_CLAIM_SECONDS = 1.0
_SLOT_SECONDS = 20.0
"""A host that another worker wants is given up after this long."""


@dataclass(frozen=True, slots=True)
class CrawlLimits:
    """How a run fetches."""

    connections: int = 100
    """Requests in flight, over all hosts."""
    tries: int = 3
    """Attempts at one page in one run."""
    patience_seconds: float = 60.0
    """How long a page may wait for its host before it is put off to a later run."""
    retry_seconds: float = 2.0
    """Before the second try of a page; doubled for each one after."""


Report = Callable[[Attempt, bool], Awaitable[None]]
"""Told of every attempt; the flag says that it is the page's last one of this run."""


@dataclass(slots=True)
class _Host:
    """One host's queue in this run. Pages are taken by the moment from which they may be asked for."""

    key: str
    politeness: Politeness
    queue: list[tuple[float, int, Ask]] = field(default_factory=list)
    state: HostState | None = None
    """None: we do not hold its slot."""
    claimed_at: float = 0.0
    is_wanted: bool = False
    queued_at: float = 0.0
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Crawl:
    """One run of the loop. ``politeness_of`` gives a host's declared politeness."""

    def __init__(
        self, fetcher: Fetcher, host_slots: HostSlots, report: Report, limits: CrawlLimits | None = None,
        politeness_of: Callable[[str], Politeness] = lambda _: Politeness(),
    ) -> None:  # fmt: skip
        self._fetcher, self._host_slots, self._report = fetcher, host_slots, report
        self._limits = limits or CrawlLimits()
        self._politeness_of = politeness_of
        self._hosts: dict[str, _Host] = {}
        self._slots = asyncio.Semaphore(self._limits.connections)
        self._claims: asyncio.Queue[tuple[str, asyncio.Future[HostState | None]]] = asyncio.Queue()
        self._numbers = itertools.count()

    async def run(self, asks: Iterable[Ask]) -> None:
        """Bring every page to its final outcome. Raises what ``report`` raises, after all slots are released."""
        now = asyncio.get_running_loop().time()
        for ask in asks:
            try:
                self._enqueue(ask, now)
            except FetchFailed:
                # The fetch itself says what is wrong with the address.
                await self._report(await self._fetcher.fetch(ask), True)
        service = [asyncio.create_task(self._serve_claims()), asyncio.create_task(self._renew())]
        try:
            async with asyncio.TaskGroup() as group:
                for host in list(self._hosts.values()):
                    group.create_task(self._work(host))
        finally:
            for task in service:
                task.cancel()
            await asyncio.gather(*service, return_exceptions=True)
            await asyncio.to_thread(self._host_slots.release, [h.state for h in self._hosts.values() if h.state])

    def _enqueue(self, ask: Ask, at: float) -> None:
        key = target_of(ask.url).host_key
        host = self._hosts.get(key)
        if host is None:
            host = self._hosts[key] = _Host(key, self._politeness_of(key), queued_at=at)
        heapq.heappush(host.queue, (at, next(self._numbers), ask))

    async def _work(self, host: _Host) -> None:
        """Take a host's pages one after the other, as many at once as its politeness allows."""
        flying: set[asyncio.Task[None]] = set()
        loop = asyncio.get_running_loop()
        try:
            while True:
                host.wake.clear()
                for task in [task for task in flying if task.done()]:
                    flying.discard(task)
                    task.result()
                if not host.queue and not flying:
                    break
                wait = await self._next(host, len(flying))
                if wait is None:
                    ask = heapq.heappop(host.queue)[2]
                    await self._slots.acquire()
                    flying.add(loop.create_task(self._one(host, ask)))
                    continue
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await host.wake.wait()
            if host.state is not None:
                state, host.state = host.state, None
                await asyncio.to_thread(self._host_slots.release, [state])
        finally:
            for task in flying:
                task.cancel()

    async def _next(self, host: _Host, flying: int) -> float | None:
        """None when the first page may be asked for now, else the seconds to wait at most."""
        limits, now = self._limits, asyncio.get_running_loop().time()
        if not host.queue:
            return 3600.0
        if host.state is None:
            host.state = await self._claim(host.key)
            if host.state is None:
                if now - host.queued_at > limits.patience_seconds:
                    await self._put_off(host, Reason.HOST_BUSY, None, f"another worker asks {host.key}")
                return _CLAIM_SECONDS
            host.claimed_at = now = asyncio.get_running_loop().time()
        if host.is_wanted and now - host.claimed_at > _SLOT_SECONDS:
            if flying:
                return 3600.0
            state, host.state, host.is_wanted, host.queued_at = host.state, None, False, now
            await asyncio.to_thread(self._host_slots.release, [state])
            return _CLAIM_SECONDS
        state = host.state
        if flying >= (1 if state.is_probing else min(host.politeness.concurrency, 8)):
            return 3600.0
        moment = self._fetcher.now()
        pause = (state.ready_at(moment) - moment).total_seconds()
        if pause > limits.patience_seconds and pause > state.delay_seconds:
            is_parked = state.parked_until is not None and state.parked_until >= state.ready_at(moment)
            reason = Reason.PARKED if is_parked else Reason.CIRCUIT_OPEN
            words = "asked not to be asked before" if is_parked else "failed too often, nothing is asked before"
            await self._put_off(host, reason, state.ready_at(moment), f"{host.key} {words}")
            return 3600.0 if flying else 0.0
        pause = max(pause, host.queue[0][0] - now) if host.queue else pause
        return pause if pause > 0 else None

    async def _one(self, host: _Host, ask: Ask) -> None:
        """One attempt at one page, and what follows from it for the page and for its host."""
        loop, now = asyncio.get_running_loop(), self._fetcher.now
        try:
            if host.state is None:
                self._again(host, ask, loop.time())
                return
            target = target_of(ask.url)
            crawl_delay = None
            if not ask.is_robots_exempt:
                crawl_delay = (await self._fetcher.robots.file_for(target)).crawl_delay(self._fetcher.token)
            if host.state is not None:
                host.state = started(host.state, host.politeness, crawl_delay, now())
            host.wake.set()
            attempt = await self._fetcher.fetch(replace(ask, waited_seconds=loop.time() - host.queued_at), self._moved)
            if host.state is not None:
                host.state = answered(host.state, attempt, host.politeness, crawl_delay, now())
            again_in = self._again_in(attempt)
            await self._report(attempt, again_in is None)
            if again_in is not None:
                self._again(host, replace(ask, try_number=ask.try_number + 1), loop.time() + again_in)
        finally:
            self._slots.release()
            host.wake.set()

    def _again(self, host: _Host, ask: Ask, at: float) -> None:
        heapq.heappush(host.queue, (at, next(self._numbers), ask))

    def _again_in(self, attempt: Attempt) -> float | None:
        """Seconds until the page is tried again in this run; None: this attempt was its last one."""
        limits = self._limits
        if attempt.failure_class != FailureClass.TEMPORARY or attempt.try_number >= limits.tries:
            return None
        if attempt.robots == "unreachable":
            return None  # Its robots.txt is known to be unreachable for longer than a run lasts.
        seconds = limits.retry_seconds * 2 ** (attempt.try_number - 1) * random.uniform(0.75, 1.25)
        if attempt.not_before is not None:
            seconds = max(seconds, (attempt.not_before - self._fetcher.now()).total_seconds())
        return seconds if seconds <= limits.patience_seconds else None

    async def _put_off(self, host: _Host, reason: Reason, until: datetime | None, words: str) -> None:
        """Give every waiting page of a host its outcome for this run: deferred, and until when."""
        queue, host.queue = host.queue, []
        moment = self._fetcher.now()
        for _, _, ask in sorted(queue):
            attempt = Attempt(
                url=safe_url(ask.url), outcome=AttemptOutcome.DEFERRED, requested_at=moment,
                answered_url=target_of(ask.url).url, reason=reason.value,
                detail=words if until is None else f"{words} {until.isoformat(timespec='seconds')}",
                failure_class=failure_class(reason).value, not_before=until, try_number=ask.try_number,
                waited_seconds=asyncio.get_running_loop().time() - host.queued_at,
            )  # fmt: skip
            await self._report(attempt, True)

    async def _moved(self, target: Target) -> float:
        """A redirect leads to another host: wait for a slot there. Raises FetchFailed when that takes too long."""
        start = asyncio.get_running_loop().time()
        while True:
            host = self._hosts.get(target.host_key)
            if host is None:
                host = self._hosts[target.host_key] = _Host(
                    target.host_key, self._politeness_of(target.host_key), queued_at=start
                )
            if host.state is None:
                host.state = await self._claim(host.key)
            now = asyncio.get_running_loop().time()
            moment = self._fetcher.now()
            pause = _CLAIM_SECONDS
            if host.state is not None:
                pause = (host.state.ready_at(moment) - moment).total_seconds()
                if pause <= 0:
                    host.state = started(host.state, host.politeness, None, moment)
                    return now - start
            if now - start + pause > self._limits.patience_seconds:
                raise FetchFailed(Reason.HOST_BUSY, f"{host.key}, to which it redirects, cannot be asked now")
            await asyncio.sleep(min(pause, _CLAIM_SECONDS))

    async def _claim(self, key: str) -> HostState | None:
        answer: asyncio.Future[HostState | None] = asyncio.get_running_loop().create_future()
        self._claims.put_nowait((key, answer))
        return await answer

    async def _serve_claims(self) -> None:
        """Claims of many hosts in one call."""
        while True:
            wanted = [await self._claims.get()]
            await asyncio.sleep(0.01)
            while not self._claims.empty():
                wanted.append(self._claims.get_nowait())
            try:
                states = await asyncio.to_thread(self._host_slots.claim, sorted({key for key, _ in wanted}))
            except BaseException as error:
                for _, answer in wanted:
                    if not answer.done():
                        answer.set_exception(error if isinstance(error, Exception) else RuntimeError("stopped"))
                if not isinstance(error, Exception):
                    raise
                continue
            granted = {state.host_key: state for state in states}
            for key, answer in wanted:
                if not answer.done():
                    answer.set_result(granted.get(key))

    async def _renew(self) -> None:
        """Extend our claims, write what we learned of hosts, and notice who else wants them."""
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            held = [host for host in self._hosts.values() if host.state is not None]
            lost, wanted = await asyncio.to_thread(self._host_slots.renew, [h.state for h in held if h.state])
            for host in held:
                host.is_wanted = host.key in wanted
                if host.key in lost:
                    host.state = None
                host.wake.set()
