"""Runs: begun, ended, and checked against the accounting identity."""

from __future__ import annotations

from dataclasses import dataclass

from db.locks import IS_UNHELD, RUN_CLASS, Holder
from db.outage import outlasts_outage
from db.query import change_returning, change_rows, query_dicts
from db.session import engine_for
from db.star import refresh_rollups
from tasks.errors import AccountsDoNotAddUp

DIED = (
    "its process died before it could say so (killed, out of memory, or its machine stopped); what it loaded stays: "
    "run the same command again, it goes on where it was"
)
"""Detail of a run that was found without a living process."""


@dataclass(frozen=True, slots=True)
class Account:
    """One row of news.run_account: pages by outcome, and whether everything adds up."""

    run_id: int
    planned_count: int
    accounted_count: int
    outcomes: dict[str, int]
    unexplained_count: int
    wrong_capture_count: int
    empty_capture_count: int
    is_balanced: bool


_PATIENCE = 20.0
"""A run refreshes the rollups when that many times what it takes has passed since the last time."""
_BEGIN = """
insert into news.run (kind, state, planned_count, newsweir_version, parser_version, flow_run_id, root_flow_run_id,
                      started_at)
values (%(kind)s, 'running', %(planned)s, %(program)s, %(parser)s, %(flow)s, %(root)s, now()) returning run_id
"""


def begin_run(
    url: str, *, kind: str, planned_count: int, versions: tuple[str, str], flow: tuple[str, str] | None, holder: Holder
) -> int:
    """Open a run; its id. ``versions`` are the program's and the parser's, ``flow`` Prefect's run and root run ids.

    ``holder`` holds the run's lock until it is closed, or until this process dies. Runs whose process died are closed
    first.
    """
    close_dead_runs(url)
    flow_run_id, root_flow_run_id = flow or (None, None)
    return holder.begin(
        _BEGIN,
        {
            "kind": kind, "planned": planned_count, "program": versions[0], "parser": versions[1],
            "flow": flow_run_id, "root": root_flow_run_id,
        },
    )  # fmt: skip


def close_dead_runs(url: str) -> list[int]:
    """Close the runs that are ``running`` while no living process does them, as interrupted; their ids.

    When a process died nobody saw it, so such a run has no ``finished_at``. A run that ends at this very moment is
    left alone: its row is looked at again once its own end is committed.
    """
    unheld = IS_UNHELD.format(lock_class=RUN_CLASS, column="run_id")
    close = (
        "update news.run set state = 'interrupted', detail = :detail"
        f" where state = 'running' and {unheld} returning run_id"
    )
    return sorted(run_id for (run_id,) in change_returning(url, close, detail=DIED))


def grow_run(url: str, run_id: int, planned_count: int) -> None:
    """Plan so many pages in all, which is more than before. A total is safe to write twice."""
    change_rows(url, "update news.run set planned_count = :count where run_id = :run", count=planned_count, run=run_id)


def link_run(url: str, run_id: int, backfill_id: int) -> None:
    """Note that a run does shards of a backfill."""
    change_rows(url, "update news.run set backfill_id = :number where run_id = :run", number=backfill_id, run=run_id)


@outlasts_outage
def end_run(url: str, run_id: int, state: str, detail: str | None = None) -> None:
    """Close a run as completed, failed or interrupted. Its holder is closed by whoever has it."""
    end = "update news.run set state = :state, detail = :detail, finished_at = now() where run_id = :run"
    change_rows(url, end, state=state, detail=detail, run=run_id)
    with engine_for(url).begin() as connection:
        refresh_rollups(connection, _PATIENCE)


def read_account(url: str, run_id: int) -> Account:
    """The account of a run as the database holds it."""
    (row,) = query_dicts(url, "select * from news.run_account where run_id = :run", run=run_id)
    names = ("loaded", "unchanged", "not_modified", "disallowed", "gone", "failed", "quarantined", "deferred")
    outcomes = {("failed_try_again" if name == "failed" else name): row[f"{name}_count"] for name in names}
    kept = ("run_id", "planned_count", "accounted_count", "unexplained_count", "wrong_capture_count",
            "empty_capture_count", "is_balanced")  # fmt: skip
    return Account(outcomes=outcomes, **{name: row[name] for name in kept})


def check_account(account: Account) -> None:
    """Raises AccountsDoNotAddUp with what is missing when the identity does not hold."""
    if account.is_balanced:
        return
    raise AccountsDoNotAddUp(
        f"run {account.run_id}: {account.planned_count} pages planned, {account.accounted_count} accounted for, "
        f"{account.unexplained_count} without a reason, {account.wrong_capture_count} with missing appearances, "
        f"{account.empty_capture_count} loaded without rows; nothing more is loaded until this is understood: "
        f"select * from news.run_page where run_id = {account.run_id}"
    )
