"""Profiles: the declared facts of one aggregator, as TOML files in ``tasks/profiles/`` and ``$NEWSWEIR_PROFILES``.

A profile says what somebody who writes no Python can read off the site: its hosts, time zone, date order, the marks by
which a text capture is recognised, the words that are its chrome, and for its HTML the CSS selectors of each version of
its layout. Standard library only.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tasks.errors import ProfileError

FOLDER = Path(__file__).parent / "profiles"


FOLDERS_VARIABLE = "NEWSWEIR_PROFILES"
"""Environment variable: more folders of profiles, parted as in PATH."""

PAGE_FIELDS = ("title", "body", "publisher", "date", "authors", "credit", "category", "tags", "url")
CARD_FIELDS = ("title", "url", "teaser", "publisher", "date", "category")


@dataclass(frozen=True, slots=True)
class HtmlLayout:
    """One version of an aggregator's markup: CSS selectors, ``selector@attribute`` for an attribute's value.

    What a layout does not select is read by the generic rules.
    """

    layout: str
    """Name, kept with every page that is read by it."""
    page: str
    """What only pages of this layout have; a page without it is tried with the next."""
    fields: dict[str, str] = field(default_factory=dict)
    """Selector by field of the primary (``PAGE_FIELDS``)."""
    card: str | None = None
    """Each related article; None: the generic rules find them."""
    card_fields: dict[str, str] = field(default_factory=dict)
    """Selector inside a card by field (``CARD_FIELDS``)."""
    is_listing: bool = False
    """Pages of this layout have no primary."""
    valid_from: date | None = None
    valid_until: date | None = None
    """Days of capture, inclusive, between which the layout was in use; None: open."""
    expect_related: tuple[int, int] = (0, 1000)
    """Outside this range a page loads with a warning."""

    def was_used_on(self, day: date | None) -> bool:
        """Whether a page captured on that day may have this layout; True when the day is unknown."""
        if day is None:
            return True
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


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
    ago_rounding: str = ""
    """``nearest`` or ``down``: how "3 hours ago" was counted. Empty: not known, the bounds of dates hold both."""
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
    html: tuple[HtmlLayout, ...] = ()
    """Layouts of its HTML pages, tried in the order of the file."""
    folder: Path = FOLDER
    """Where its file is; saved pages stand in a folder of its name beside it."""


def read_profile(path: Path) -> Profile:
    """Read one profile file.

    Raises ProfileError when the file is no TOML, a key is unknown or a value has the wrong form.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ProfileError(f"{path}: cannot be read as TOML: {error}; fix the file") from error
    known = {f.name for f in fields(Profile)} - {"folder"}
    unknown = sorted(set(raw) - known)
    if unknown:
        raise ProfileError(f"{path}: unknown key {unknown[0]!r}; the keys are {', '.join(sorted(known))}")
    values: dict[str, Any] = {"name": path.stem, "folder": path.parent}
    for key, value in raw.items():
        values[key] = tuple(value) if isinstance(value, list) else value
    layouts = values.get("html", ())
    if not isinstance(layouts, tuple):
        raise ProfileError(f"{path}: html is a table, expected one or more [[html]] tables")
    values["html"] = tuple(_layout(path, number, table) for number, table in enumerate(layouts, 1))
    profile = Profile(**values)
    _check(path, profile)
    return profile


_LAYOUT_KEYS = {
    "layout": str, "page": str, "card": str, "is_listing": bool, "valid_from": date, "valid_until": date,
    "expect_related": list,
}  # fmt: skip


def _layout(path: Path, number: int, table: dict[str, Any]) -> HtmlLayout:
    """One ``[[html]]`` table. Raises ProfileError with the key and what it should be."""
    where = f"{path}: [[html]] number {number}"
    selectors: dict[str, dict[str, str]] = {"": {}, "card_": {}}
    values: dict[str, Any] = {}
    for key, value in table.items():
        prefix = "card_" if key.startswith("card_") else ""
        if key in _LAYOUT_KEYS:
            if not isinstance(value, _LAYOUT_KEYS[key]):
                raise ProfileError(f"{where}: {key} is {value!r}, expected {_LAYOUT_KEYS[key].__name__}")
            values[key] = tuple(value) if isinstance(value, list) else value
        elif key.removeprefix(prefix) not in (CARD_FIELDS if prefix else PAGE_FIELDS):
            keys = (*_LAYOUT_KEYS, *PAGE_FIELDS, *("card_" + name for name in CARD_FIELDS))
            raise ProfileError(f"{where}: unknown key {key!r}; the keys are {', '.join(keys)}")
        elif not isinstance(value, str) or not value.strip():
            raise ProfileError(f"{where}: {key} is {value!r}, expected a CSS selector")
        else:
            selectors[prefix][key.removeprefix(prefix)] = value
    for key in ("layout", "page"):
        if key not in values:
            raise ProfileError(f"{where}: {key} is missing")
    if len(values.get("expect_related", (0, 0))) != 2:
        raise ProfileError(f"{where}: expect_related is {values['expect_related']!r}, expected [least, most]")
    if selectors["card_"] and "card" not in values:
        raise ProfileError(
            f"{where}: card_{next(iter(selectors['card_']))} needs card, the selector of each related article"
        )
    return HtmlLayout(fields=selectors[""], card_fields=selectors["card_"], **values)


def _check(path: Path, profile: Profile) -> None:
    if profile.name != path.stem:
        raise ProfileError(f"{path}: name is {profile.name!r}, expected the file's own name {path.stem!r}")
    if profile.ago_rounding not in ("", "nearest", "down"):
        raise ProfileError(f"{path}: ago_rounding is {profile.ago_rounding!r}, expected nearest or down")
    if profile.date_order not in ("DMY", "MDY", "YMD"):
        raise ProfileError(f"{path}: date_order is {profile.date_order!r}, expected DMY, MDY or YMD")
    if not isinstance(profile.expect_related, tuple) or len(profile.expect_related) != 2:
        raise ProfileError(f"{path}: expect_related is {profile.expect_related!r}, expected [least, most]")


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every profile of the project and of the folders in ``$NEWSWEIR_PROFILES``, by name; of two of one name the last.

    Raises ProfileError.
    """
    found: dict[str, Profile] = {}
    for folder in (FOLDER, *map(Path, filter(None, os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep)))):
        if not folder.is_dir():
            raise ProfileError(f"{FOLDERS_VARIABLE}: {folder} is no folder; make it or fix the variable")
        for path in sorted(folder.glob("*.toml")):
            found[path.stem] = read_profile(path)
    return tuple(found[name] for name in sorted(found))


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
