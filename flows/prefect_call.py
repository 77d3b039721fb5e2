"""Calling a flow from the command line: what Prefect raises becomes an error of ours with the next move."""

from __future__ import annotations

from collections.abc import Callable

from tasks.errors import NewsweirError, StopRun


def call_flow(run: Callable[[], None]) -> None:
    """Call a flow. Raises StopRun when the Prefect API cannot be reached, and the flow's own errors as they are."""
    import httpx
    from prefect.exceptions import PrefectException
    from prefect.settings import PREFECT_API_URL

    try:
        run()
    except NewsweirError:
        raise
    except (httpx.HTTPError, PrefectException, RuntimeError, OSError) as error:
        where = PREFECT_API_URL.value() or "the private server"
        raise StopRun(
            f"Prefect ({where}) failed: {type(error).__name__}: {error}; start it, mend PREFECT_API_URL, or run with "
            "--direct, which needs no Prefect"
        ) from error
