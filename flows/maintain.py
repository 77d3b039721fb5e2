"""The maintenance flow: old rows and purged bytes go, statistics are renewed, the archive is checked."""

from __future__ import annotations

from typing import Any

from prefect import flow, runtime
from prefect.artifacts import create_table_artifact
from prefect.states import Completed, Failed

from flows.checked import checked
from flows.known_names import known_names
from flows.maintain_plan import MaintainParameters
from flows.maintenance import MaintenanceReport, Place
from flows.maintenance import maintain as take_steps
from flows.settings import archive_folder, database_url, spool_folder
from flows.started import started

_last: list[MaintenanceReport] = []
"""The report of the flow that this process ran last, for the command that called it."""


@known_names
@flow(name="maintain", description=__doc__, persist_result=False, validate_parameters=False)
def maintain(parameters: MaintainParameters = MaintainParameters()) -> Any:  # noqa: B008 - Prefect's form default
    """Remove what is too old, erase what was purged, check the archive; the final state names what went.

    A body of the archive that is missing or damaged makes the run fail: nobody else will say so.
    """
    return started(lambda: _done(checked(MaintainParameters, parameters)))


def _done(parameters: MaintainParameters) -> Any:
    place = Place(database_url(), archive_folder(), spool_folder())
    report = take_steps(parameters, place, str(runtime.flow_run.id))
    _last[:] = [report]
    create_table_artifact(
        key="maintain-report",
        table=[
            {"step": done.step, "counts": words(done.counts), "seconds": done.seconds, "note": done.note or ""}
            for done in report.steps
        ],
        description=f"Maintenance {report.maintenance_id}"
        + (" (dry run: nothing was removed)" if report.is_dry_run else ""),
    )
    if report.wrong_count:
        return Failed(message=f"captures are wrong in the archive: {report.wrong_count}; see news.archive_check")
    return Completed(
        message="; ".join(f"{d.step}: {words(d.counts)}" for d in report.steps if d.counts) or "nothing to do"
    )


def words(counts: dict[str, int | float]) -> str:
    """Counts as people read them."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "–"


def last_report() -> MaintenanceReport | None:
    """What the flow did that this process ran last."""
    return _last[0] if _last else None
