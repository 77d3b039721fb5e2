"""Profiles: the declared facts of one aggregator, as TOML files in ``tasks/profiles/``.

A profile says what somebody who writes no Python can read off the site: its hosts, time zone, date order, the marks by
which a text capture is recognised, and the words that are its chrome. Standard library only.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tasks.errors import ProfileError

FOLDER = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts of one aggregator. Key by key as in the file."""

    name: str
    title: str = ""
    """Name for people."""
    hosts: tuple[str, ...] = ()
    """Host names, without ``www.``; sub-domains are included."""
    time_zone: str = "UTC"
    """IANA name; printed times that carry no zone are read in it."""
    date_order: str = "DMY"
    """``DMY``, ``MDY`` or ``YMD``: how an all-digit date is read."""
    expect_related: tuple[int, int] = (0, 1000)
    """Outside this range a page loads with a warning."""
    logo: tuple[str, ...] = ()
    """Lines that open a page before its title."""
    body_end: tuple[str, ...] = ()
    """Lines that end the primary's body."""
    chrome: tuple[str, ...] = ()
    """Lines between the primary and the related heading; a ``*`` stands for any words."""
    tags_heading: tuple[str, ...] = ()
    """Marks among ``body_end`` under which the page prints its hashtags."""
    related_heading: tuple[str, ...] = ()
    listing_heading: tuple[str, ...] = ()
    """Openings of the heading of a listing; what follows is its tag."""
    tail: tuple[str, ...] = ()
    """Lines that end the last card; everything behind them is chrome."""
    date_prefix: tuple[str, ...] = ()
    """Icon labels that are fused to a date."""


def read_profile(path: Path) -> Profile:
    """Read one profile file.

    Raises ProfileError when the file is no TOML, a key is unknown or a value has the wrong form.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ProfileError(f"{path}: cannot be read as TOML: {error}; mend the file") from error
    known = {f.name for f in fields(Profile)}
    unknown = sorted(set(raw) - known)
    if unknown:
        raise ProfileError(f"{path}: unknown key {unknown[0]!r}; the keys are {', '.join(sorted(known))}")
    values: dict[str, Any] = {"name": path.stem}
    for key, value in raw.items():
        values[key] = tuple(value) if isinstance(value, list) else value
    profile = Profile(**values)
    _check(path, profile)
    return profile


def _check(path: Path, profile: Profile) -> None:
    if profile.name != path.stem:
        raise ProfileError(f"{path}: name is {profile.name!r}, expected the file's own name {path.stem!r}")
    if profile.date_order not in ("DMY", "MDY", "YMD"):
        raise ProfileError(f"{path}: date_order is {profile.date_order!r}, expected DMY, MDY or YMD")
    if len(profile.expect_related) != 2:
        raise ProfileError(f"{path}: expect_related is {profile.expect_related!r}, expected [least, most]")


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every profile that ships with the project, in the order of their names. Raises ProfileError."""
    return tuple(read_profile(path) for path in sorted(FOLDER.glob("*.toml")))


def profile_named(name: str) -> Profile:
    """The profile of that name. Raises ProfileError with the names there are."""
    for profile in all_profiles():
        if profile.name == name:
            return profile
    names = ", ".join(profile.name for profile in all_profiles())
    raise ProfileError(f"no profile is named {name!r}; there are: {names}")


def profile_for_url(url: str | None) -> Profile | None:
    """The profile whose hosts hold this address, or None."""
    host = (urlsplit(url).hostname or "") if url else ""
    for profile in all_profiles():
        if any(host == known or host.endswith("." + known) for known in profile.hosts):
            return profile
    return None
