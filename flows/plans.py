"""What an ingest will do, decided before Prefect is asked."""

from __future__ import annotations

from pathlib import Path

from flows.parameters import IngestParameters
from flows.run import SAMPLE_SITE, RunPlan
from flows.settings import archive_folder
from tasks.captures import find_captures


def plan_ingest(parameters: IngestParameters, url: str) -> RunPlan:
    """The plan of an ingest into the database at ``url``. Raises NoCaptures."""
    named = [Path(path).expanduser() for path in parameters.paths] or [SAMPLE_SITE]
    return RunPlan("ingest", find_captures(named), parameters.defaults(), parameters.batch_size, url, archive_folder())
