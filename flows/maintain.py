"""The maintenance flow: old rows and purged bytes go, statistics are renewed, the archive is checked."""

from __future__ import annotations

from typing import Any

from prefect import flow, runtime

from flows.deployed.lifecycle import in_deployment
from flows.deployed.maintenance import close_maintenance, run_step
from flows.deployed.parameter_names import known_parameters
from flows.deployed.validate import validated
from flows.maintenance.parameters import MaintainParameters
from flows.maintenance.steps import Place, open_maintenance
from flows.settings import archive_folder, database_url, spool_folder


@known_parameters
@flow(name="maintain", description=__doc__, persist_result=False, validate_parameters=False)
@in_deployment
def maintain(parameters: MaintainParameters = MaintainParameters()) -> Any:  # noqa: B008 - Prefect's form default
    """Remove what is too old, erase what was purged, check the archive; the final state names what went.

    A body of the archive that is missing or damaged makes the run fail: nobody else will say so.
    """
    wanted = validated(MaintainParameters, parameters)
    place = Place(database_url(is_waiting=True), archive_folder(), spool_folder())
    with open_maintenance(wanted, place, str(runtime.flow_run.id)) as maintenance:
        for step in wanted.steps():
            run_step(maintenance, step)
    return close_maintenance(maintenance.report)
