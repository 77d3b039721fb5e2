"""Host slots: one worker asks a host at a time, so that many workers are as polite as one. The contract.

``db/fetching/hosts.py`` keeps them in Postgres for all workers.
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
