"""Turns at hosts, shared by all workers through ``news.host``; see tasks/fetch/host_slots.py for the contract."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from db.fetching.worker import IS_DEAD, Worker
from tasks.attempt import HostState

_COLUMNS = ", ".join(f"host.{name}" for name in HostState.__dataclass_fields__)
_TURN = "interval '120 seconds'"
# Sorted by key, so that two workers never wait for each other in a circle.
_MAKE = "insert into news.host (host_key) select unnest(cast(:keys as text[])) order by 1 on conflict do nothing"
_CLAIM = f"""
with free as (
    select host_key from news.host
    where host_key = any(:keys)
      and (held_by is null or held_by = :worker or held_until < now() or {IS_DEAD.format(column="held_by")})
    order by host_key for update skip locked
)
update news.host set held_by = :worker, held_until = now() + {_TURN}, wanted_at = null, updated_at = now()
from free where host.host_key = free.host_key
returning {_COLUMNS}
"""
_WANT = "update news.host set wanted_at = now() where host_key = any(:keys) and held_by is distinct from :worker"
_WRITE = """
update news.host set
    delay_seconds = new.delay_seconds, latency_seconds = new.latency_seconds, next_request_at = new.next_request_at,
    parked_until = new.parked_until, failure_count = new.failure_count, circuit_until = new.circuit_until,
    request_count = new.request_count, updated_at = now(), {turn}
from (
    select * from unnest(
        cast(:keys as text[]), cast(:delays as float[]), cast(:latencies as float[]), cast(:nexts as timestamptz[]),
        cast(:parked as timestamptz[]), cast(:failures as int[]), cast(:circuits as timestamptz[]),
        cast(:requests as bigint[])
    ) as t (host_key, delay_seconds, latency_seconds, next_request_at, parked_until, failure_count, circuit_until,
            request_count)
) as new
where host.host_key = new.host_key and host.held_by = :worker
returning host.host_key, host.wanted_at is not null
"""
_RENEW = _WRITE.format(turn=f"held_until = now() + {_TURN}")
_RELEASE = _WRITE.format(turn="held_by = null, held_until = null, wanted_at = null")


class DatabaseHostSlots:
    """Turns of one worker."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def claim(self, host_keys: Collection[str]) -> list[HostState]:
        """Take the turn of those hosts that are nobody's or a dead worker's; the others are marked as wanted."""
        keys = sorted(host_keys)
        self._worker.execute(_MAKE, {"keys": keys})
        rows = self._worker.execute(_CLAIM, {"keys": keys, "worker": self._worker.number})
        states = [HostState(*row) for row in rows]
        refused = sorted(set(keys) - {state.host_key for state in states})
        if refused:
            self._worker.execute(_WANT, {"keys": refused, "worker": self._worker.number})
        return states

    def renew(self, states: Iterable[HostState]) -> tuple[set[str], set[str]]:
        """Keep turns and write states; the hosts that were lost, and those that another worker wants."""
        kept = self._write(_RENEW, states)
        found = {row[0]: row[1] for row in kept[1]}
        return set(kept[0]) - set(found), {key for key, is_wanted in found.items() if is_wanted}

    def release(self, states: Iterable[HostState]) -> None:
        """Write states and give turns back."""
        self._write(_RELEASE, states)

    def _write(self, statement: str, states: Iterable[HostState]) -> tuple[list[str], list[Any]]:
        ordered = sorted(states, key=lambda state: state.host_key)
        if not ordered:
            return [], []
        values = {
            "worker": self._worker.number,
            "keys": [s.host_key for s in ordered],
            "delays": [s.delay_seconds for s in ordered],
            "latencies": [s.latency_seconds for s in ordered],
            "nexts": [s.next_request_at for s in ordered],
            "parked": [s.parked_until for s in ordered],
            "failures": [s.failure_count for s in ordered],
            "circuits": [s.circuit_until for s in ordered],
            "requests": [s.request_count for s in ordered],
        }
        # The dict holds lists of many kinds; its "keys" are texts, hence the ignore.
        return values["keys"], self._worker.execute(statement, values)  # type: ignore[return-value] # texts
