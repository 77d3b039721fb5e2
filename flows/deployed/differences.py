"""The preview of a re-parse in Prefect: one task that reads the archive again, and a report of what would change."""

from __future__ import annotations

from typing import Any

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from db.reparse.differences import Differences
from flows.run.progress import current_progress
from flows.settings import database_url
from flows.shards.differences_words import as_markdown, in_words
from flows.shards.reparse_parameters import ReparseParameters
from flows.shards.reparse_plan import show_differences


@task(name="read the archive again", cache_policy=NO_CACHE, persist_result=False)
def read_again(parameters: ReparseParameters) -> Differences:
    """Read the chosen captures again and collect what that would change."""
    found = show_differences(parameters, database_url(is_waiting=True), current_progress().advanced)
    get_run_logger().info("stage=split captures=%d changes=%d", found.read_count, sum(found.counts().values()))
    return found


def close_preview(found: Differences) -> Any:
    """Leave the report; the final state names what would change."""
    create_markdown_artifact(
        key="reparse-differences", markdown=as_markdown(found), description="What a re-parse would change"
    )
    current_progress().finished(found)
    return Completed(message=in_words(found))
