"""What an ingest will do, decided before Prefect is asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from db.fetching.frontier import due_pages
from db.fetching.sites import declared_sites
from db.locks import ALL_SITES
from flows.pipeline.context import WebSettings
from flows.pipeline.warc import pages_of_warc
from flows.run.declared_sites import apply_files, start_keys
from flows.run.parameters import CaptureParameters, IngestParameters, is_address
from flows.run.plan import SAMPLE_SITE, RunPlan
from flows.settings import archive_folder, settings, sites_folder, spool_folder
from tasks.captures import Defaults, find_captures
from tasks.errors import BadParameter
from tasks.fetch.urls import safe_url
from tasks.work import UrlItem, WorkItem, file_items, url_items


def refuse_one_address_for_many(parameters: CaptureParameters, captures: Sequence[Path]) -> None:
    """Raises BadParameter when one page's address is given for several captures."""
    if parameters.url is not None and len(captures) > 1:
        raise BadParameter(
            f"url: one address for {len(captures)} captures; name one, or put a sidecar with a url beside each"
        )


def named_captures(parameters: IngestParameters) -> list[Path]:
    """The captures that the parameters name, by default the sample site's. Raises NoCaptures or BadParameter."""
    is_empty = not (parameters.paths or parameters.due or parameters.archived)
    named = [Path(path).expanduser() for path in parameters.paths if not is_address(path)]
    plain = [path for path in named if not is_warc(path)]
    captures = find_captures(plain or [SAMPLE_SITE]) if plain or is_empty else []
    refuse_one_address_for_many(parameters, captures)
    return captures


def plan_ingest(parameters: IngestParameters, url: str) -> RunPlan:
    """The plan of an ingest into the database at ``url``. Raises NoCaptures or BadParameter."""
    captures = named_captures(parameters)
    addresses = [path for path in parameters.paths if is_address(path)]
    remote = next(filter(is_remote_warc, addresses), None)
    if remote is not None:
        raise BadParameter(f"paths: {remote} is a remote WARC file; newsweir backfill brings it")
    warcs = [Path(path).expanduser() for path in parameters.paths if not is_address(path) and is_warc(Path(path))]
    records: list[WorkItem] = [item for path in dict.fromkeys(warcs) for item in pages_of_warc(path)]
    has_web = bool(addresses or parameters.due)
    sites = sites_to_fetch(url, parameters.due_sites) if parameters.due else []
    return RunPlan(
        "ingest", [*file_items(captures), *records, *url_items(map(safe_url, addresses))], parameters.defaults(),
        parameters.batch_size, url, archive_folder(),
        due=due_batches(url, parameters.due_sites, parameters.batch_size) if parameters.due else None,
        sites=sites,
        web=web_settings(addresses if parameters.allow_private else ()) if has_web else None,
        spool=spool_folder(), archive_coding=settings().archive_coding,
        is_pending_read=parameters.due or parameters.archived,
    )  # fmt: skip


def plan_fetch(addresses: Sequence[str], url: str, *, allow_private: bool) -> RunPlan:
    """The plan of a fetch that reads nothing: the bodies wait in the archive."""
    web = replace(web_settings(addresses if allow_private else ()), is_read=False)
    return RunPlan(
        "fetch", url_items(map(safe_url, addresses)), Defaults(), settings().batch_size, url, archive_folder(), web=web,
        spool=spool_folder(), archive_coding=settings().archive_coding,
    )  # fmt: skip


def is_warc(path: Path) -> bool:
    """Whether a file is named like a WARC file."""
    return path.name.lower().endswith((".warc", ".warc.gz", ".warc.zst"))


def is_remote_warc(name: str) -> bool:
    """Whether a source is the address of a WARC file rather than of a page."""
    return is_address(name) and is_warc(Path(urlsplit(name).path))


def web_settings(inside: Sequence[str] = ()) -> WebSettings:
    """How pages are fetched, by the settings. ``inside`` are addresses whose hosts may be private."""
    found = settings()
    return WebSettings(
        agent=found.user_agent,
        proxy=found.proxy.get_secret_value() if found.proxy else None,
        ca_file=str(found.ca_file) if found.ca_file else None,
        allow_private=tuple(urlsplit(address).netloc.rpartition("@")[2].lower() for address in inside),
        connections=found.connections,
    )


def sites_to_fetch(url: str, names: Sequence[str]) -> list[tuple[int, str]]:
    """Number and name of the declared sites of a run, all of them when none is named.

    The sites' files are read first, so that a change of one is in force. Raises BadParameter for an unknown name.
    """
    apply_files(url, sites_folder())
    declared = [(site_id, str(values["name"])) for site_id, values in declared_sites(url)]
    if not names:
        return [(ALL_SITES, "every declared site"), *declared]
    unknown = sorted(set(names) - {name for _, name in declared})
    if unknown:
        known = ", ".join(name for _, name in declared) or "none yet; newsweir site add declares one"
        raise BadParameter(f"due_sites: no site is declared as {', '.join(unknown)}; declared: {known}")
    return [(site_id, name) for site_id, name in declared if name in names]


def due_batches(url: str, sites: Sequence[str], most: int) -> Callable[[Collection[int]], Iterator[list[WorkItem]]]:
    """Batches of what is due, start pages first: what a batch finds is in a later one.

    Where nothing is due the batch is empty: a batch under way may find something. Twice running, it is the end.

    Each site's ``pages_per_run`` bounds all that is asked for but its declared start pages; the sites whose numbers are
    given are left out.
    """

    def batches(but: Collection[int]) -> Iterator[list[WorkItem]]:
        declared = declared_sites(url)
        left = {site_id: 0 if site_id in but else int(values["pages_per_run"]) for site_id, values in declared}
        starts = start_keys(values for _, values in declared)
        started, seen = datetime.now(UTC), set[str]()
        was_empty = False
        while True:
            batch: list[WorkItem] = []
            for key, address, site_id, _ in due_pages(url, most, sites, started, left, sorted(seen)):
                seen.add(key)
                # Sitemaps that a sitemap names count as pages: each may name another one, without an end.
                if key not in starts and site_id is not None:
                    if left.get(site_id, 1) <= 0:
                        continue
                    left[site_id] -= 1
                batch.append(UrlItem(address))
            if was_empty and not batch:
                return
            was_empty = not batch
            yield batch

    return batches
