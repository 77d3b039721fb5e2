"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tasks.captures import FILE_TIME, Defaults, parse_moment
from tasks.errors import BadParameter
from tasks.profile import Profile, all_profiles, profile_named

Paths = Annotated[
    list[Path] | None, typer.Argument(help="Captures (HTML or text, also .gz) or folders of them.", show_default=False)
]
Sources = Annotated[
    list[str] | None,
    typer.Argument(
        help="Captures (HTML or text, also .gz), folders of them, WARC files (.warc, .warc.gz, .warc.zst), and "
        "addresses (http://…, https://…) to fetch.",
        metavar="PATHS",
        show_default=False,
    ),
]
CapturedAt = Annotated[
    str | None,
    typer.Option(
        "--captured-at",
        metavar="MOMENT",
        help="When the captures were made, e.g. 2025-07-15T09:30:00Z; relative dates are read against it. "
        f"'{FILE_TIME}' takes each file's modification time. Without it a sidecar's captured_at counts "
        "(page.txt.json beside page.txt); with neither, relative dates stay as printed.",
    ),
]
Url = Annotated[str | None, typer.Option("--url", help="Address of the page, where the capture does not tell it.")]
Site = Annotated[
    str | None, typer.Option("--site", help="Profile to read the pages with, e.g. daily8. Default: recognised.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")]
JsonPages = Annotated[bool, typer.Option("--json", help="Print one JSON object per page and line, and nothing else.")]
_DAY: dict[str, Any] = {"formats": ["%Y-%m-%d"], "metavar": "YYYY-MM-DD"}
Since = Annotated[datetime | None, typer.Option(**_DAY, help="First day (UTC). Default: the first there is.")]
Until = Annotated[datetime | None, typer.Option(**_DAY, help="Last day (UTC). Default: the last there is.")]
Processes = Annotated[int, typer.Option(help="Processes that share the work. 0: by the cores.")]
Note = Annotated[str | None, typer.Option(help="Why, for those who read the decision later; kept with it.")]
Out = Annotated[Path | None, typer.Option("--out", help="File to write. Default: standard output.")]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="The named addresses may be inside the own network (loopback, 10.…, …).")
]
Direct = Annotated[
    bool, typer.Option("--direct", help="Run the same stages without Prefect (starts in a second, leaves no flow run).")
]


def check_profiles(profiles: Iterable[Profile]) -> None:
    """Raise ProfileError when a layout of a profile has a selector that is none."""
    for profile in profiles:
        if profile.html:
            from tasks.split.html.selected import check_selectors

            check_selectors(profile)


def read_defaults(captured_at: str | None, url: str | None, site: str | None) -> Defaults:
    """The options as what is known of all captures. Raises BadParameter or ProfileError."""
    check_profiles(all_profiles())
    if site is not None:
        profile_named(site)
    if url is not None and not url.startswith(("http://", "https://")):
        raise BadParameter(f"url: {url!r} is no address, expected http://… or https://…")
    if captured_at is None or captured_at == FILE_TIME:
        return Defaults(None, captured_at == FILE_TIME, url, site)
    return Defaults(parse_moment(captured_at), False, url, site)


def day(moment: datetime | None) -> date | None:
    """The day that an option names."""
    return moment.date() if moment else None
