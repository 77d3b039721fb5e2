"""What a flow run leaves in Prefect's UI: a table of outcomes, a report, the final state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.run.report import RunReport
from tasks.errors import QualityFailed
from tasks.printable import for_markdown

_MOST_ROWS = 50


def final_state(close: Callable[[], RunReport]) -> State[Any]:
    """Close a run, leave its artifacts, and say how the flow ends.

    A run of which not one page was understood has failed: it must not end green. Raises whatever ``close`` raises.
    """
    try:
        report = close()
    except QualityFailed as error:
        leave_checks(cast("RunReport", error.report))
        raise
    leave_artifacts(report)
    return end_state(report.counts, report.failed_count)


def end_state(counts: Mapping[str, int], aside: int, done_before: int = 0) -> State[Any]:
    """How a flow ends that brought these pages by outcome, of which so many were set aside."""
    words = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "no pages"
    words += f", {done_before} done before" if done_before else ""
    if aside and aside == sum(counts.values()) and not done_before:
        return Failed(message=f"nothing was loaded: {words}")
    return Completed(name="CompletedWithQuarantine" if aside else None, message=words)


def leave_artifacts(report: RunReport) -> None:
    """Create the artifacts of a run, under keys that make a timeline of runs."""
    rows = [{"outcome": name, "pages": count} for name, count in sorted(report.account.outcomes.items()) if count]
    create_table_artifact(
        key=f"{report.kind}-outcomes", table=rows, description=f"Pages of run {report.run_id} by outcome"
    )
    create_markdown_artifact(key=f"{report.kind}-report", markdown=_markdown(report), description="What the run did")
    leave_checks(report)


def leave_checks(report: RunReport) -> None:
    """Create the artifact of a run's checks, what does not hold first; a run that fails by one leaves it, too."""
    if report.quality is None:
        return
    held = [result for result in report.quality.results if result.is_passed]
    rows = [
        {"status": result.status, "check": result.check_name, "result": for_markdown(result.detail)}
        for result in [*report.quality.wrong(), *held][:_MOST_ROWS]
    ]
    create_table_artifact(
        key=f"{report.kind}-checks", table=rows, description=f"Data-quality checks of run {report.run_id}"
    )


def _markdown(report: RunReport) -> str:
    found = report.articles
    lines = [
        f"# Run {report.run_id}",
        "",
        f"{report.page_count} pages: " + ", ".join(f"{count} {name}" for name, count in sorted(report.counts.items())),
        "",
        f"{found['inserted']} new articles, {found['changed']} changed, {found['duplicate']} appearances "
        "of articles known before.",
    ]
    lines += [f"\nLeft out: {for_markdown(words)}." for words in report.left_out]
    aside = report.failed()
    if aside:
        lines += ["", "| page | reason | detail |", "| --- | --- | --- |"]
        # The detail begins with the page, which its own column names.
        lines += [
            f"| {for_markdown(r.path)} | {r.reason} | {for_markdown((r.detail or '').removeprefix(f'{r.path}: '))} |"
            for r in aside[:_MOST_ROWS]
        ]
    if report.failed_count > _MOST_ROWS:
        lines.append(f"\n… and {report.failed_count - _MOST_ROWS} more in `news.quarantine`.")
    return "\n".join(lines)
