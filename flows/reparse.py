"""The re-parse flow: the archive is read again by the rules of today; what that changes is shown, or written."""

from __future__ import annotations

from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from db.reparse.differences import Differences
from flows.backfill import work_in_flow
from flows.checked import checked
from flows.known_names import known_names
from flows.reparse_parameters import ReparseParameters
from flows.reparse_plan import plan_reparse, show_differences
from flows.reparse_shown import as_markdown, in_words
from flows.settings import database_url
from flows.started import started


@known_names
@flow(name="reparse", description=__doc__, persist_result=False, validate_parameters=False)
def reparse(parameters: ReparseParameters = ReparseParameters()) -> Any:  # noqa: B008 - Prefect's form default
    """Read captures of the archive again, never the network; the final state says what changes."""
    return started(lambda: _done(checked(ReparseParameters, parameters)))


def _done(parameters: ReparseParameters) -> Any:
    url = database_url()
    if parameters.apply:
        return work_in_flow(url, plan_reparse(parameters, url), parameters.processes)
    found = _looked(url, parameters)
    create_markdown_artifact(
        key="reparse-differences", markdown=as_markdown(found), description="What a re-parse would change"
    )
    return Completed(message=in_words(found))


def _looked(url: str, parameters: ReparseParameters) -> Differences:
    from flows.reparse_shown import heard

    @task(name="read the archive again", cache_policy=NO_CACHE, persist_result=False)
    def read_again() -> Differences:
        return heard(show_differences(parameters, url, lambda _done, _total: None))

    return read_again()
