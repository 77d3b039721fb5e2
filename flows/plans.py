"""What an ingest will do, decided before Prefect is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.parameters import IngestParameters
from flows.run import SAMPLE_SITE, RunPlan
from flows.settings import archive_folder
from tasks.captures import find_captures
from tasks.errors import BadParameter


def refuse_one_address_for_many(parameters: IngestParameters, captures: Sequence[Path]) -> None:
    """Raises BadParameter when one page's address is given for several captures."""
    if parameters.url is not None and len(captures) > 1:
        raise BadParameter(
            f"url: one address for {len(captures)} captures; name one, or put a sidecar with a url beside each"
        )


def named_captures(parameters: IngestParameters) -> list[Path]:
    """The captures that the parameters name, by default the sample site's. Raises NoCaptures or BadParameter."""
    named = [Path(path).expanduser() for path in parameters.paths] or [SAMPLE_SITE]
    captures = find_captures(named)
    refuse_one_address_for_many(parameters, captures)
    return captures


def plan_ingest(parameters: IngestParameters, url: str) -> RunPlan:
    """The plan of an ingest into the database at ``url``. Raises NoCaptures or BadParameter."""
    captures = named_captures(parameters)
    return RunPlan("ingest", captures, parameters.defaults(), parameters.batch_size, url, archive_folder())
