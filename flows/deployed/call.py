"""Calling a flow from the command line: what Prefect raises becomes an error of ours with the next move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from flows.deployed.prefect_settings import has_api, prepare
from flows.deployed.private_server import PrivateServer
from flows.settings import home_folder
from tasks.errors import BadParameter, NewsweirError, StopRun

COMMAND_TAG = "newsweir-command"
"""Tag of the flow runs that the command makes; deployments have their own."""
Call = Callable[[Callable[[], object]], None]
"""Calls a function that calls a flow and gives its final state."""


_TOLD = ("nothing was loaded", "captures are wrong")
"""How messages begin of runs that did all they could and failed by what they found."""


def is_crashed(state: Any) -> bool:
    """Whether a flow ended with an error of its own; one that read every page and understood none only says so."""
    return bool(state.is_failed() or state.is_crashed()) and not str(state.message).startswith(_TOLD)


@contextmanager
def prefect_api(home: Path, says: Callable[[str], None]) -> Iterator[Call]:
    """Have an API to call flows on: the configured one, else a private one that is gone when the block ends.

    Yields the way to call a flow on it. Nothing of Prefect may be imported before.
    """
    server = prepare(home)
    try:
        yield lambda run: _call(run, server)
    finally:
        if server is not None:
            says("ending Prefect's private server")
            server.stop()


T = TypeVar("T")


def on_configured_api(run: Callable[[], T]) -> T:
    """Do something on the Prefect API that is configured.

    Raises BadParameter when none is, StopRun when it does not answer. Nothing of Prefect may be imported before.
    """
    if not has_api():
        raise BadParameter(
            "PREFECT_API_URL: no Prefect API is configured; set it to a server's address, e.g. http://127.0.0.1:4200/api"
        )
    prepare(home_folder())
    with _said():
        return run()


@contextmanager
def _said() -> Iterator[None]:
    """What Prefect raises, said with the next move."""
    import httpx
    from prefect.exceptions import PrefectException
    from prefect.settings import PREFECT_API_URL

    try:
        yield
    except NewsweirError:
        raise
    except (httpx.HTTPError, PrefectException, RuntimeError, OSError) as error:
        raise StopRun(
            f"Prefect ({PREFECT_API_URL.value()}) failed: {type(error).__name__}: {error}; start it, fix "
            "PREFECT_API_URL, or run with --direct, which needs no Prefect"
        ) from error


def _call(run: Callable[[], object], server: PrivateServer | None) -> None:
    """Call a flow. Raises StopRun when the API cannot be reached, and the flow's own errors as they are."""
    from prefect import tags
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    # The heartbeat tells a server of many that a run is alive; it makes every flow wait up to a second at its end.
    beats = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None} if server else {}
    if server is not None:
        server.wait()
    with _said(), temporary_settings(beats), tags(COMMAND_TAG):
        state: Any = run()
        if is_crashed(state):
            state.result(raise_on_failure=True)
