"""Flows from the command: called on a Prefect API, or their work done in this process; one bar for both."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from flows.cli.console import ProgressBar
from flows.deployed.call import prefect_api
from flows.run.progress import show_progress
from flows.settings import database_url, home_folder


def run_or_call(
    bar: ProgressBar, work: Callable[[str], object], flow: str, *arguments: object, is_direct: bool, **more: object
) -> str:
    """Do ``work`` with the database's address, or call the flow that does it; the address.

    ``flow`` is MODULE.NAME in ``flows``. It is imported here: nothing of Prefect may be before its API is prepared.
    """
    with bar, show_progress(bar):
        if is_direct:
            bar.says("opening the database")
            address = database_url()
            work(address)
            return address
        with prefect_api(home_folder(), bar.says) as call:
            bar.says("opening the database, starting Prefect")
            address = database_url()
            module, _, name = flow.partition(".")
            call(lambda: getattr(import_module(f"flows.{module}"), name)(*arguments, return_state=True, **more))
    return address
