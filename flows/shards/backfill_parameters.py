"""Parameters of a backfill, as a form; see ``flows.run.parameters``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from flows.run.parameters import LOCATION, CaptureParameters, existing_path, web_address, without_login


class ShardedParameters(BaseModel):
    """Which days the work is of, and how it is shared."""

    since: date | None = Field(None, description="First day (UTC) of captures or of sitemaps' pages. Empty: no bound.")
    until: date | None = Field(None, description="Last day (UTC) of captures or of sitemaps' pages. Empty: no bound.")
    shard_size: int = Field(1000, ge=1, le=100_000, description="Pages per shard: what one process does at a stretch.")
    processes: int = Field(0, ge=0, le=256, description="Processes of this machine that share the work. 0: its cores.")

    @model_validator(mode="after")
    def _has_days_in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since ({self.since}) is after until ({self.until}); expected the earlier day first")
        return self


class BackfillParameters(ShardedParameters, CaptureParameters):
    """Which captures to bring in, in shards that a killed run need not do again."""

    model_config = ConfigDict(extra="forbid", title="Backfill captured pages")

    list_file: Annotated[str | None, AfterValidator(lambda path: existing_path(path) if path else None)] = Field(
        None,
        description="A text file that names one capture, WARC file or address (http://…) per line; an address whose "
        "path ends with .warc, .warc.gz or .warc.zst is a remote WARC file.",
    )
    warc_list: Annotated[str | None, AfterValidator(lambda path: existing_path(path) if path else None)] = Field(
        None,
        title="List of WARC files",
        description="A text file (also .gz), such as Common Crawl's warc.paths.gz, that names one WARC file per line: "
        "a path, or an address (https://…).",
    )
    warc_base: Annotated[str | None, AfterValidator(lambda base: without_login(base) if base else None)] = Field(
        None,
        title="Where the listed WARC files are",
        description="Folder, or address (https://…) of a data host, before the lines of the list of WARC files that "
        "are no full paths or addresses. A remote file is downloaded, read and removed, one at a time per process. "
        "Empty: the list's own folder.",
        json_schema_extra=LOCATION | {"examples": ["https://data.example.org/", "captures/warcs"]},
    )
    sitemaps: list[Annotated[str, AfterValidator(web_address)]] = Field(
        default_factory=list,
        description="Addresses of sitemaps or sitemap indexes; their pages of the days below are fetched.",
    )
    order: Literal["given", "newest", "oldest"] = Field(
        "given",
        description="given: as named and listed; newest or oldest first: by the capture's moment, the file's time, "
        "or the sitemap's word.",
    )
    mode: Literal["none", "failed", "all"] = Field(
        "none",
        title="Pages that were done before",
        description="none: left out; failed: those that failed or were set aside are done again; all: all are.",
    )
    most_addresses: int = Field(
        10_000,
        ge=1,
        le=100_000_000,
        description="A backfill that would ask the web for more pages than this is refused before anything is asked.",
    )
    parallel_runs: int = Field(
        1,
        ge=1,
        le=100,
        description="Flow runs of this deployment that share the work, on as many workers of its work pool.",
    )

    @model_validator(mode="after")
    def _has_sitemaps_of_days(self) -> Self:
        if (self.since or self.until) and not self.sitemaps:
            raise ValueError("since and until choose pages of sitemaps; name one (sitemaps)")
        return self
