"""What came of a backfill or a re-parse, on the terminal or as JSON."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from db.backfill.plans import Progress, failed_examples, read_progress, run_counts
from db.session import safe_url
from flows.cli.console import COMMAND, out
from flows.run.contract import dumps
from flows.run.exit_codes import OK, SOME_PAGES_FAILED


def print_end(url: str, backfill_id: int, *, as_json: bool) -> int:
    """Print what came of a backfill; the exit code: 0, or 3 when pages were set aside."""
    progress, outcomes = read_progress(url, backfill_id), run_counts(url, backfill_id)
    aside = outcomes.get("quarantined", 0) + outcomes.get("failed_try_again", 0)
    left_out = max(0, progress.page_count - sum(outcomes.values()))
    examples = failed_examples(url, backfill_id) if aside else []
    if as_json:
        print(dumps({"backfill": _as_json(progress, outcomes, left_out, examples)}))
        return SOME_PAGES_FAILED if aside else OK
    counts = ", ".join(f"{count} {name}" for name, count in outcomes.items()) or "0 done now"
    out.print(
        f"{progress.kind.capitalize()} {backfill_id}: {progress.page_count} pages in {progress.shard_count} shards: "
        f"{counts}; every shard is done."
    )
    if left_out:
        out.print(f"{left_out} captures were done by earlier runs and left out.")
    for reason, count, path, detail in examples:
        out.print(f"[yellow]{reason}[/]: {count}, e.g. {escape(path)}: {escape(detail or '')}")
    out.print(f"Database: {escape(safe_url(url))}")
    out.print(f"Try: {COMMAND} status, or select * from bi.backfill", markup=False)
    return SOME_PAGES_FAILED if aside else OK


def _as_json(
    progress: Progress, outcomes: dict[str, int], left_out: int, examples: list[tuple[str, int, str, str | None]]
) -> dict[str, Any]:
    return {
        "backfill_id": progress.backfill_id, "kind": progress.kind, "page_count": progress.page_count,
        "shard_count": progress.shard_count, "done_before_count": left_out, "outcomes": outcomes,
        "set_aside": [
            {"reason": reason, "count": count, "example": path, "detail": detail}
            for reason, count, path, detail in examples
        ],
    }  # fmt: skip
