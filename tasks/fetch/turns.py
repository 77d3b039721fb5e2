"""Whose turn a host is: one worker asks a host at a time, so that many workers are as polite as one. The contract.

``db/hosts.py`` keeps turns in Postgres for all workers; ``LocalTurns`` is for a process alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from tasks.attempt import HostState


class Turns(Protocol):
    """Gives and takes back turns. All calls may block and are made in a thread of their own."""

    def claim(self, host_keys: Collection[str]) -> list[HostState]:
        """Take the turn of those hosts that are nobody's; the others are marked as wanted."""

    def renew(self, states: Iterable[HostState]) -> tuple[set[str], set[str]]:
        """Keep turns and write states; the hosts that were lost, and those that another worker wants."""

    def release(self, states: Iterable[HostState]) -> None:
        """Write states and give turns back."""


class LocalTurns:
    """Turns of a process that is alone: always granted, states kept while it lives."""

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
