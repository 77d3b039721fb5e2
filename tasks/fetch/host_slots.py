"""Host slots: one worker asks a host at a time, so that many workers are as polite as one. The contract.

``db/fetching/hosts.py`` keeps them in Postgres for all workers; ``LocalHostSlots`` is for a process alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from tasks.attempt import HostState


class HostSlots(Protocol):
    """Grants and releases slots. All calls may block and are made in a thread of their own."""

    def claim(self, host_keys: Collection[str]) -> list[HostState]:
        """Claim the slots that are free; the other hosts are marked as wanted."""

    def renew(self, states: Iterable[HostState]) -> tuple[set[str], set[str]]:
        """Extend the claims and write states; the hosts that were lost, and those that another worker wants."""

    def release(self, states: Iterable[HostState]) -> None:
        """Write states and release the slots."""


class LocalHostSlots:
    """Slots of a single process: always granted; states live as long as the process."""

    def __init__(self) -> None:
        self.states: dict[str, HostState] = {}

    def claim(self, host_keys: Collection[str]) -> list[HostState]:
        """All of them."""
        return [self.states.get(key) or HostState(key) for key in host_keys]

    def renew(self, states: Iterable[HostState]) -> tuple[set[str], set[str]]:
        """Nothing is lost and nobody else wants any."""
        self.states.update((state.host_key, state) for state in states)
        return set(), set()

    def release(self, states: Iterable[HostState]) -> None:
        """Keep the states."""
        self.states.update((state.host_key, state) for state in states)
