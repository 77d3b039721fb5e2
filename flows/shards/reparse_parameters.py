"""Parameters of a re-parse, as a form; see ``flows.run.parameters``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from db.reparse.stored import Choice
from flows.run.parameters import web_address


class ReparseParameters(BaseModel):
    """Which captures of the archive to read again, and whether to write what that changes."""

    model_config = ConfigDict(extra="forbid", title="Read the archive again")

    site: str | None = Field(
        None, title="Site", description="Declared name, profile or host of the pages. Empty: all sites."
    )
    since: date | None = Field(None, title="Since", description="First day (UTC) of the captures. Empty: no bound.")
    until: date | None = Field(None, title="Until", description="Last day (UTC) of the captures. Empty: no bound.")
    layout: str | None = Field(
        None, title="Layout", description="Only captures that this layout explained, e.g. bulleted. Empty: all."
    )
    parser_version: str | None = Field(
        None, title="Parser version", description="Only captures that this version of the rules read last. Empty: all."
    )
    url: Annotated[str | None, AfterValidator(web_address)] = Field(
        None, title="Address", description="Only captures of the page at this address. Empty: all pages."
    )
    refused_only: bool = Field(
        False, title="Only what waits in quarantine", description="Only captures that the rules did not understand."
    )
    apply: bool = Field(
        False,
        title="Write it",
        description="Off: what would change is shown, and nothing is written. On: it is written.",
    )
    processes: int = Field(
        0, ge=0, le=256, title="Processes", description="Processes of this machine that share the work. 0: its cores."
    )
    shard_size: int = Field(
        1000, ge=1, le=100_000, title="Shard size", description="Captures that one process does at a stretch."
    )
    batch_size: int = Field(200, ge=1, le=10_000, title="Batch size", description="Captures per transaction.")

    @model_validator(mode="after")
    def _has_days_in_order(self) -> ReparseParameters:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since ({self.since}) is after until ({self.until}); expected the earlier day first")
        return self

    def choice(self) -> Choice:
        """The captures that are asked for."""
        return Choice(
            self.site or None, self.since, self.until, self.layout or None, self.parser_version or None, self.url,
            self.refused_only,
        )  # fmt: skip
