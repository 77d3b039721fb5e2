"""How fast a host is asked, as a pure rule over moments: also over those of clocks that jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.attempt import LONGEST_DELAY, LONGEST_PAUSE, HostState
from tasks.fetch.politeness import Politeness, started

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECONDS = st.floats(min_value=-10 * 366 * 86400, max_value=10 * 366 * 86400)


@given(jump=SECONDS, delay=st.floats(min_value=0, max_value=120))
def test_a_clock_that_jumps_costs_a_host_one_longest_delay_and_no_more(jump: float, delay: float) -> None:
    asked = started(HostState("weir.example"), Politeness(delay_seconds=delay), None, NOW + timedelta(seconds=jump))
    assert NOW <= asked.ready_at(NOW) <= NOW + LONGEST_DELAY


@given(jump=SECONDS)
def test_a_circuit_opened_by_a_clock_that_was_ahead_is_probed_after_its_longest_pause(jump: float) -> None:
    opened = HostState("weir.example", failure_count=9, circuit_until=NOW + timedelta(seconds=jump))
    assert NOW <= opened.ready_at(NOW) <= NOW + LONGEST_PAUSE


def test_what_a_server_asked_for_is_kept_however_long() -> None:
    until = NOW + timedelta(days=3)
    assert HostState("weir.example", parked_until=until).ready_at(NOW) == until


def test_the_next_request_waits_for_the_delay_of_the_site_or_of_its_robots_file() -> None:
    assert started(HostState("a"), Politeness(2.0), None, NOW).ready_at(NOW) == NOW + timedelta(seconds=2)
    assert started(HostState("a"), Politeness(2.0), 7.0, NOW).ready_at(NOW) == NOW + timedelta(seconds=7)
    assert started(HostState("a"), Politeness(2.0), 900.0, NOW).ready_at(NOW) == NOW + timedelta(seconds=30)
