"""A declared site: where its new pages are looked for, how far links are followed, how it may be asked.

Standard library only: everybody may import this module. One TOML file each, e.g.

    name = "example-river"
    listings = ["https://news.example.org/tag/harbours"]
    feeds = ["https://news.example.org/rss"]
    sitemaps = ["https://news.example.org/news-sitemap.xml"]
    depth = 2                    # links away from a start page that are followed: what it lists, and what is related
    pages_per_run = 200
    poll_every = ["15m", "1d"]   # bounds; within them polling follows how much new a start page brings
    delay_seconds = 2.0          # between two requests, at least; robots.txt may ask for more
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from tasks.errors import BadParameter

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)")
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
_KINDS = {"listings": "listing", "feeds": "feed", "sitemaps": "sitemap"}


@dataclass(frozen=True, slots=True)
class StartPage:
    """Where new pages of a site are looked for."""

    url: str
    kind: str
    """listing, feed or sitemap."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site as declared. Raises BadParameter, naming site and key, for what cannot be meant."""

    name: str
    title: str = ""
    listings: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    """Hosts whose pages are its own; links elsewhere are not followed. Empty: those of the start pages."""
    depth: int = 1
    """How many links away from a start page pages are fetched: 1 is what it lists, 2 what is related to that."""
    pages_per_run: int = 200
    poll_every: tuple[str, ...] = ("15m", "1d")
    """Shortest and longest time between two polls of a start page."""
    revisit_every: str | None = None
    """How often article pages are asked for again, conditionally. None: never."""
    delay_seconds: float = 1.0
    concurrency: int = 1
    """Requests in flight to one host, 1 to 8."""
    allow_private: tuple[str, ...] = ()
    """Hosts (``host`` or ``host:port``) that may be at addresses that are not public."""
    follow: tuple[str, ...] = ()
    """Regular expressions of which a followed address matches one. Empty: all are followed."""
    skip: tuple[str, ...] = ()
    """Regular expressions of which a followed address matches none."""
    is_active: bool = True
    _compiled: dict[str, list[re.Pattern[str]]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_dict(cls, values: dict[str, Any], where: str) -> Self:
        """The declaration in a table. Raises BadParameter."""
        known = {item.name: item for item in fields(cls) if not item.name.startswith("_")}
        for key, value in values.items():
            if key not in known:
                raise BadParameter(f"{where}: has the key {key!r}; the keys are {', '.join(known)}")
            if isinstance(value, list):
                values = {**values, key: tuple(value)}
        site = cls(**values) if "name" in values else None
        if site is None:
            raise BadParameter(f"{where}: has no name")
        site.check(where)
        return site

    def to_dict(self) -> dict[str, Any]:
        """The declaration as plain values."""
        found = {item.name: getattr(self, item.name) for item in fields(self) if not item.name.startswith("_")}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}

    def check(self, where: str) -> None:
        """Raises BadParameter for the first thing that is wrong."""

        def refuse(key: str, expected: str) -> None:
            raise BadParameter(f"{where}: {key} is {getattr(self, key)!r}, expected {expected}")

        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            refuse("name", "small letters, digits, dots and dashes")
        for key in ("listings", "feeds", "sitemaps", "hosts", "allow_private", "follow", "skip", "poll_every"):
            value = getattr(self, key)
            if not isinstance(value, tuple) or not all(isinstance(item, str) for item in value):
                refuse(key, "a list of texts")
        for key in _KINDS:
            for url in getattr(self, key):
                if "@" in urlsplit(url).netloc:
                    raise BadParameter(
                        f"{where}: {key} has an address of {urlsplit(url).hostname} with a password in it, which would"
                        " be stored and shown; leave it out"
                    )
                if not url.startswith(("http://", "https://")) or not urlsplit(url).hostname:
                    raise BadParameter(f"{where}: {key} has {url!r}, expected http://… or https://…")
        if not self.start_pages:
            raise BadParameter(f"{where}: names no start page; give listings, feeds or sitemaps")
        for key, least, most in (("depth", 1, 10), ("pages_per_run", 1, 1_000_000), ("concurrency", 1, 8)):
            value = getattr(self, key)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                refuse(key, f"a whole number from {least} to {most}")
        if not isinstance(self.delay_seconds, int | float) or not 0 <= self.delay_seconds <= 3600:
            refuse("delay_seconds", "a number from 0 to 3600")
        if len(self.poll_every) != 2 or not 0 < self.poll_bounds[0] <= self.poll_bounds[1]:
            refuse("poll_every", 'two spans, the shorter first, e.g. ["15m", "1d"]')
        if self.revisit_every is not None:
            span(self.revisit_every)
        for key in ("follow", "skip"):
            self._patterns(key)

    @property
    def start_pages(self) -> tuple[StartPage, ...]:
        """All start pages with their kinds."""
        return tuple(StartPage(url, kind) for key, kind in _KINDS.items() for url in getattr(self, key))

    @property
    def poll_bounds(self) -> tuple[float, float]:
        """Shortest and longest time between two polls, in seconds."""
        shortest, longest = self.poll_every
        return span(shortest), span(longest)

    @property
    def own_hosts(self) -> frozenset[str]:
        """Hosts whose pages are the site's own."""
        named = self.hosts or tuple(urlsplit(page.url).hostname or "" for page in self.start_pages)
        return frozenset(host.lower() for host in named)

    def follows(self, url: str) -> bool:
        """Whether a link to the address is followed."""
        if (urlsplit(url).hostname or "") not in self.own_hosts:
            return False
        follow, skip = self._patterns("follow"), self._patterns("skip")
        return (not follow or any(p.search(url) for p in follow)) and not any(p.search(url) for p in skip)

    def _patterns(self, key: str) -> list[re.Pattern[str]]:
        if key not in self._compiled:
            try:
                self._compiled[key] = [re.compile(pattern) for pattern in getattr(self, key)]
            except re.error as error:
                raise BadParameter(f"site {self.name}: {key} has {error.pattern!r}: {error}") from error
        return self._compiled[key]


def span(text: str) -> float:
    """Seconds of a span such as ``90s``, ``15m``, ``6h`` or ``1d``. Raises BadParameter."""
    found = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise BadParameter(f"{text!r} is no span of time, expected a number with s, m, h or d, e.g. 15m")
    return float(found[1]) * _UNITS[found[2]]


def read_site(path: Path) -> Site:
    """The declaration in a TOML file. Raises BadParameter that names the file."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadParameter(f"{path}: cannot be read as TOML: {error}") from error
    return Site.from_dict({"name": path.stem, **values}, str(path))
