"""What a flow run leaves in Prefect's UI: a table of outcomes and a short report."""

from __future__ import annotations

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.run import RunReport

_MOST_ROWS = 50


def leave_artifacts(report: RunReport) -> None:
    """Create the artifacts of a run, under keys that make a timeline of runs."""
    rows = [{"outcome": name, "pages": count} for name, count in sorted(report.account.outcomes.items()) if count]
    create_table_artifact(
        key=f"{report.kind}-outcomes", table=rows, description=f"Pages of run {report.run_id} by outcome"
    )
    create_markdown_artifact(key=f"{report.kind}-report", markdown=_markdown(report), description="What the run did")


def _markdown(report: RunReport) -> str:
    results = report.results
    inserted, changed = sum(r.inserted_count for r in results), sum(r.changed_count for r in results)
    duplicates = sum(r.duplicate_count for r in results)
    lines = [
        f"# Run {report.run_id}",
        "",
        f"{len(results)} pages: " + ", ".join(f"{count} {name}" for name, count in sorted(report.outcomes().items())),
        "",
        f"{inserted} new articles, {changed} changed, {duplicates} appearances of articles known before.",
    ]
    lines += [f"\nLeft out: {words}." for words in report.left_out]
    aside = report.set_aside()
    if aside:
        lines += ["", "| page | reason | detail |", "| --- | --- | --- |"]
        lines += [f"| {_cell(r.path)} | {r.reason} | {_cell(r.detail or '')} |" for r in aside[:_MOST_ROWS]]
    if len(aside) > _MOST_ROWS:
        lines.append(f"\n… and {len(aside) - _MOST_ROWS} more in `news.quarantine`.")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
