"""Parameters of the flows, as forms: the command, the Prefect UI and a deployment fill in the same model.

The API refuses what the form itself rules out (bounds, patterns, unknown names); the command checks the rest before it
makes a run, and the flow checks all of it again (flows/deployed/validate.py).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from flows.deployed.validate import validated
from tasks.captures import Defaults
from tasks.errors import ProfileError
from tasks.profile import all_profiles, profile_named

_ADDRESS: JsonDict = {
    "pattern": "^([Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?)?$",
    "examples": ["https://news.example.org/a/1"],
}
LOCATION: JsonDict = {"pattern": "^(?![Hh][Tt][Tt][Pp][Ss]?://[^/?#]*@)", "examples": ["captures/2026-06"]}
"""For the API, which stores and shows parameters: an address with a password in it is refused before it is stored."""


def is_address(text: str) -> bool:
    """Whether a source is an address rather than a file."""
    return text.lower().startswith(("http://", "https://"))


def without_login(address: str) -> str:
    """An address without user and password: parameters are stored and shown."""
    return re.sub(r"(?i)^(https?://)[^/?#\\]*@", r"\1", address)


def existing_path(path: str) -> str:
    """The path, or the address without user and password. Raises ValueError when there is no such file or folder."""
    if is_address(path):
        return without_login(path)
    if not Path(path).expanduser().exists():
        raise ValueError(f"{path}: there is no such file or folder")
    return path


def _known_site(name: str | None) -> str | None:
    if name:
        try:
            profile_named(name)
        except ProfileError as error:
            raise ValueError(str(error)) from error
    return name or None


def _past(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    if moment > datetime.now(UTC) + timedelta(days=1):
        raise ValueError(f"{moment.isoformat()} lies in the future; captures are of the past")
    return moment


def web_address(url: str | None) -> str | None:
    """The address without user and password, or None for an empty one. Raises ValueError when it is none."""
    if url and not is_address(url):
        raise ValueError(f"{without_login(url)!r} is no address, expected http://… or https://…")
    return without_login(url) if url else None


P = TypeVar("P", bound=BaseModel)


class CaptureParameters(BaseModel):
    """Which captures are named, and what is known of all of them."""

    model_config = ConfigDict(extra="forbid")

    paths: list[Annotated[str, AfterValidator(existing_path), Field(json_schema_extra=LOCATION)]] = Field(
        default_factory=list,
        description="Files and folders of HTML or text captures and WARC files on the flow's own machine, and "
        "addresses (http://… or https://…) to fetch. Empty: the sample site, unless due pages are asked for.",
    )
    allow_private: bool = Field(
        False, title="Allow private addresses", description="The named addresses may be inside the own network."
    )
    captured_at: Annotated[datetime | None, AfterValidator(_past)] = Field(
        None, description="When the captures were made; relative dates are read against it. Empty: each sidecar's word."
    )
    use_file_time: bool = Field(
        False,
        title="Use file times",
        description="Where nothing else tells when a capture was made, take the file's modification time.",
    )
    site: Annotated[str | None, AfterValidator(_known_site)] = Field(
        None,
        description=f"Profile to read the pages with: {', '.join(p.name for p in all_profiles())}. Empty: recognised.",
    )
    url: Annotated[str | None, AfterValidator(web_address)] = Field(
        None,
        title="Address",
        description="Address of the page, when a single capture is named and does not tell it.",
        json_schema_extra=_ADDRESS,
    )
    batch_size: int = Field(
        500, ge=1, le=10_000, description="Pages per transaction and task run; 500 or more costs least."
    )

    def defaults(self) -> Defaults:
        """What the user said of all captures."""
        return Defaults(self.captured_at, self.use_file_time, self.url, self.site)


class IngestParameters(CaptureParameters):
    """Which captures to ingest: those that are named, what is due, what waits in the archive."""

    model_config = ConfigDict(extra="forbid", title="Ingest captured pages")

    due: bool = Field(
        False,
        title="Due pages",
        description="Fetch the pages of the declared sites that are due, and follow their links as declared.",
    )
    due_sites: list[str] = Field(
        default_factory=list, title="Declared sites", description="Only these, when due pages are fetched. Empty: all."
    )
    archived: bool = Field(
        False,
        title="What waits in the archive",
        description="Read and load what was fetched and not read, without the network.",
    )

    @model_validator(mode="after")
    def _has_due_pages_of_sites(self) -> Self:
        if self.due_sites and not self.due:
            raise ValueError("due_sites chooses among due pages; ask for them, too (due, --due)")
        return self


def make_parameters(model: type[P], **values: object) -> P:
    """Build a flow's parameters. Raises BadParameter that names each wrong parameter and the accepted form."""
    return validated(model, {name: value for name, value in values.items() if value is not None})
