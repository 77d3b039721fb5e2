"""Parameters of a re-parse, as a form; see ``flows.run.parameters``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from db.reparse.stored import Choice
from flows.run.parameters import web_address
from flows.shards.backfill_parameters import ShardedParameters


class ReparseParameters(ShardedParameters):
    """Which captures of the archive to read again, and whether to write what that changes."""

    model_config = ConfigDict(extra="forbid", title="Read the archive again")

    site: str | None = Field(None, description="Declared name, profile or host of the pages. Empty: all sites.")
    layout: str | None = Field(None, description="Only captures that this layout explained, e.g. bulleted. Empty: all.")
    parser_version: str | None = Field(
        None, description="Only captures that this version of the rules read last. Empty: all."
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
    batch_size: int = Field(200, ge=1, le=10_000, description="Captures per transaction.")

    def choice(self) -> Choice:
        """The captures that are asked for."""
        return Choice(
            self.site or None, self.since, self.until, self.layout or None, self.parser_version or None, self.url,
            self.refused_only,
        )  # fmt: skip
