"""A declared site's start pages as the frontier knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tasks.errors import BadParameter
from tasks.fetch.failures import FetchFailed
from tasks.fetch.urls import target_of
from tasks.fingerprint import canonical_url, page_key
from tasks.site import Site


def start_rows(site: Site) -> list[dict[str, str]]:
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
