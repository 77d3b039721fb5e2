"""Sites as they are declared: by file or by command, into the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from db.fetching.sites import declare_site, declared_sites
from tasks.errors import BadParameter
from tasks.fetch.failures import FetchFailed
from tasks.fetch.urls import target_of
from tasks.fingerprint import canonical_url, page_key
from tasks.site import Site, read_site


def declare(url: str, site: Site) -> int:
    """Make or change a declared site; its id. Raises BadParameter when a start page's address cannot be asked for."""
    shortest, longest = site.poll_bounds
    starts: list[dict[str, Any]] = [
        {**row, "shortest": shortest, "longest": longest, "depth": site.depth} for row in _start_rows(site)
    ]
    return declare_site(url, site.to_dict(), starts)


def apply_files(url: str, folder: Path) -> int:
    """Declare every site of a folder's TOML files that is not declared so yet; how many were changed."""
    if not folder.is_dir():
        return 0
    known = {values["name"]: values for _, values in declared_sites(url)}
    changed = 0
    names: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        site = read_site(path)
        if site.name in names:
            raise BadParameter(f"{path}: declares {site.name!r}, as {names[site.name]} does; name one otherwise")
        names[site.name] = path
        if known.get(site.name) != site.to_dict():
            declare(url, site)
            changed += 1
    return changed


def _start_rows(site: Site) -> list[dict[str, str]]:
    """Address, identity, host and kind of each start page. Raises BadParameter for what cannot be asked for."""
    rows = {}
    for page in site.start_pages:
        url = canonical_url(page.url)
        try:
            target = target_of(url or page.url)
        except FetchFailed as error:
            raise BadParameter(f"site {site.name}: {error.detail}") from error
        key = page_key(url, page.url)
        rows[key] = {"url": url or target.url, "page_key": key, "host_key": target.host_key, "kind": page.kind}
    return list(rows.values())


def start_keys(declarations: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Identities of the start pages that sites declare, by their declarations as stored."""
    return frozenset(
        page_key(canonical_url(url), url)
        for declaration in declarations
        for kind in ("listings", "feeds", "sitemaps")
        for url in declaration.get(kind) or ()
    )
