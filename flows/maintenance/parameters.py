"""Parameters of maintenance, as a form: what is kept for how long, and which steps are taken."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Step(StrEnum):
    """The steps, in the order in which they are taken."""

    ERASE = "erase"
    QUARANTINE = "quarantine"
    ATTEMPTS = "attempts"
    RUNS = "runs"
    LOGS = "logs"
    ROWS = "rows"
    RAW = "raw"
    ORPHANS = "orphans"
    REFRESH = "refresh"
    ANALYZE = "analyze"
    VERIFY = "verify"


MEANINGS = {
    Step.ERASE: "take purged bytes out of the archive that still wait for it",
    Step.QUARANTINE: "delete what was in quarantine and was loaded since",
    Step.ATTEMPTS: "delete attempts to fetch that brought nothing to read",
    Step.RUNS: "delete what old runs say of single pages; their counts stay",
    Step.LOGS: "delete old results of checks, words of deleted rows, and maintenances",
    Step.ROWS: "remove articles that no capture showed for long (off unless asked for)",
    Step.RAW: "remove files of the archive of which every capture is old (off unless asked for)",
    Step.ORPHANS: "remove pages, tags and publishers to which nothing refers any longer",
    Step.REFRESH: "bring the rollups and the search of schema bi up to date",
    Step.ANALYZE: "give back the room of removed rows and renew the planner's statistics",
    Step.VERIFY: "hold captures against the bytes in the archive",
}

_LONGEST = 36_500


def _days(default: int, title: str, description: str) -> int:
    found: int = Field(default, ge=1, le=_LONGEST, title=title, description=description)
    return found


class MaintainParameters(BaseModel):
    """What maintenance removes, checks and refreshes. By default nothing that a re-parse or an analyst needs."""

    model_config = ConfigDict(extra="forbid", title="Maintain the database and the archive")

    only: list[Step] = Field(
        default_factory=list, title="Only these steps", description="Empty: all of them, in their order."
    )
    dry_run: bool = Field(False, description="Count what would be removed, and remove nothing.")
    rows_days: int | None = Field(
        None, ge=1, le=_LONGEST, title="Articles, days",
        description="Remove articles that no capture of these last days showed. Empty: keep them for ever.",
    )  # fmt: skip
    raw_days: int | None = Field(
        None, ge=1, le=_LONGEST, title="Archived bodies, days",
        description="Remove files of the archive whose captures were all made before these last days; such pages cannot"
        " be re-parsed. Empty: keep them for ever.",
    )  # fmt: skip
    quarantine_days: int = _days(
        90, "Resolved quarantine, days", "Forget what was loaded after all, these many days ago."
    )
    waiting_days: int | None = Field(
        None, ge=1, le=_LONGEST, title="Waiting quarantine, days",
        description="Forget what still waits in quarantine after these days; its bytes stay. Empty: keep it for ever.",
    )  # fmt: skip
    attempts_days: int = _days(
        90, "Fetch attempts, days", "Forget attempts that brought nothing to read (failed, not modified, unchanged …)."
    )
    runs_days: int = _days(
        180, "Pages of runs, days", "Forget what became of single pages in runs older than this; counts stay."
    )
    logs_days: int = _days(
        400, "Logs, days", "Forget results of checks, words of deleted rows (bi.deleted) and maintenances."
    )
    batch_size: int = Field(1000, ge=1, le=20_000, description="Rows a transaction; loading waits for one at most.")
    verify_sample: int = Field(
        500, ge=0, le=10_000_000, title="Captures to verify", description="By chance, and those that were wrong before."
    )
    verify_all: bool = Field(False, description="Hold every capture against the archive.")

    def steps(self) -> list[Step]:
        """The steps to take, in their order."""
        return [step for step in Step if not self.only or step in self.only]
