"""The data-quality checks of a run: those that are declared, and what one that does not hold makes of the run."""

from __future__ import annotations

from db.quality.declared import Check, read_checks
from flows.run.report import RunReport
from flows.settings import settings
from tasks.errors import QualityFailed

_MOST_SAID = 3


def read_own_checks() -> dict[str, Check]:
    """The checks as declared and as NEWSWEIR_CHECKS changes them. Raises BadParameter before anything runs."""
    own = settings().checks
    return read_checks(own.expanduser() if own else None)


def require_quality(report: RunReport) -> None:
    """Raises QualityFailed when a check that is declared to fail a run does not hold; what was loaded stays."""
    failed = report.quality.failed() if report.quality else []
    if not failed:
        return
    words = "; ".join(f"{result.check_name}: {result.detail}" for result in failed[:_MOST_SAID])
    more = f" and {len(failed) - _MOST_SAID} more" if len(failed) > _MOST_SAID else ""
    error = QualityFailed(
        f"run {report.run_id} loaded what it could, but {len(failed)} of its checks do not hold: {words}{more};"
        f" newsweir quality {report.run_id} shows all, newsweir explain a page of it, NEWSWEIR_CHECKS changes a check"
    )
    error.report = report
    raise error
