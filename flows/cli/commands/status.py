"""``newsweir status``: what is in the database."""

from __future__ import annotations

from rich.markup import escape

from db.quality.read import read_freshness, read_wrong_now
from db.read import read_quarantine, read_runs, read_summary
from db.runs import close_dead_runs
from db.session import safe_url
from flows.cli.commands.options import Json
from flows.cli.console import out, print_database, print_summary, print_table
from flows.run.contract import dumps
from flows.settings import database_url

_MOST = 10


def status(as_json: Json = False) -> None:
    """Print what is in the database: counts, the newest runs, what waits in quarantine, failing checks, late sites.

    Runs whose process died are closed first: they are shown as interrupted, with what to do, unless the backfill that
    they worked for is finished by now.
    """
    address = database_url()
    close_dead_runs(address)
    summary, runs, waiting = read_summary(address), read_runs(address), read_quarantine(address)
    wrong, sites = read_wrong_now(address), read_freshness(address)
    if as_json:
        found = {"runs": runs, "quarantine": waiting, "checks": wrong, "freshness": sites}
        print(dumps({"database": safe_url(address), **summary, **found}))
        return
    print_summary(summary)
    rows = [
        [
            f"{run['run_id']}", run["kind"], run["state"], f"{run['started_at']:%m-%d %H:%M}",
            *(str(run[f"{name}_count"]) for name in ("planned", "loaded", "unchanged", "quarantined")),
            "yes" if run["is_balanced"] else "no",
        ]
        for run in runs
    ]  # fmt: skip
    names = ("run", "kind", "state", "started (UTC)", "pages", "loaded", "same", "aside", "adds up")
    print_table("Newest runs", names, rows, numbers=5)
    for run in runs:
        if run["state"] in ("failed", "interrupted") and not run["is_made_good"]:
            out.print(f"[yellow]run {run['run_id']} {run['state']}[/]: {escape(run['detail'] or '')}")
    for row in waiting:
        out.print(f"[yellow]quarantine[/] {row['reason']}: {row['page_count']}, e.g. {escape(row['example'])}")
    for row in wrong[:_MOST]:
        colour = "red" if row["status"] == "failed" else "yellow"
        out.print(f"[{colour}]check {row['check_name']}[/] (run {row['run_id']}): {escape(row['detail'])}")
    late = [row["site"] for row in sites if row["status"] != "fresh"]
    if sites:
        listed = f": {', '.join(late[:_MOST])}" if late else ""
        out.print(
            f"Declared sites: {len(sites)}, fresh {len(sites) - len(late)}, late or never {len(late)}{escape(listed)}"
        )
    print_database(safe_url(address))
