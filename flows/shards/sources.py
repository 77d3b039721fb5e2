"""What a backfill's parameters name, in order and cut into shards: files, records of WARC files, addresses."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from db.backfill.plans import Shard
from db.backfill.remote import REMOTE
from flows.pipeline.warc import pages_of_warc
from flows.run.parameters import is_address
from flows.run.plan_ingest import is_remote_warc, is_warc, refuse_one_address_for_many
from flows.shards.backfill_parameters import BackfillParameters
from tasks.captures import find_captures, parse_moment
from tasks.errors import BadParameter, NoCaptures
from tasks.fetch.urls import safe_url
from tasks.work import to_stored

_log = logging.getLogger("newsweir.discover")
_MOST_ROUNDS = 5
"""Sitemap indexes within indexes; the protocol knows one level."""


class Sources(NamedTuple):
    """What is named, in the order in which it is done."""

    files: list[Path]
    warcs: list[Path | str]
    """Files of this machine, and addresses of others'."""
    addresses: list[str]
    sitemaps: list[str]


Dated = Sequence[tuple[str, str]]
ReadSitemaps = Callable[[Sequence[str]], Sequence[tuple[Dated, Dated]]]
"""Fetches sitemaps; of each its pages and other sitemaps, with when they changed last."""


def named_sources(parameters: BackfillParameters) -> Sources:
    """What the parameters name, looked at on this machine only: addresses are not asked.

    Raises NoCaptures when they name nothing, BadParameter when what they name cannot be done.
    """
    names = list(parameters.paths) + _lines(parameters.list_file)
    places = [Path(name).expanduser() for name in names if not is_address(name)]
    addresses = [safe_url(name) for name in names if is_address(name) and not is_remote_warc(name)]
    warcs: list[Path | str] = [path for path in places if is_warc(path)]
    warcs += [safe_url(name) for name in names if is_remote_warc(name)] + _listed_warcs(parameters)
    plain = [path for path in places if not is_warc(path)]
    if not (names or warcs or parameters.sitemaps):
        raise NoCaptures(
            "a backfill needs paths, a list file, a list of WARC files or a sitemap; name captures or a folder of them"
        )
    files = find_captures(plain) if plain else []
    refuse_one_address_for_many(parameters, files)
    for path in warcs:
        if isinstance(path, Path) and not path.exists():
            raise BadParameter(f"warc_list: {path}: there is no such file; name where they are with warc_base")
    if parameters.order != "given":
        files = sorted(files, key=_file_moment, reverse=parameters.order == "newest")
        warcs = sorted(warcs, key=warc_name, reverse=parameters.order == "newest")
    return Sources(files, list(dict.fromkeys(warcs)), list(dict.fromkeys(addresses)), list(parameters.sitemaps))


def warc_name(warc: Path | str) -> str:
    """A WARC file's own name, which begins with its moment where Common Crawl's are meant."""
    return (warc if isinstance(warc, Path) else Path(urlsplit(warc).path)).name


def cut(sources: Sources, parameters: BackfillParameters, read_sitemaps: ReadSitemaps) -> Iterator[Shard]:
    """The shards of what is named. Fetches the sitemaps. Raises BadParameter when the web would be asked too much."""
    size = parameters.shard_size
    for items in _chunks([str(path) for path in sources.files], size):
        yield Shard("files", items)
    yield from _warc_shards(sources.warcs, size, is_newest_first=parameters.order == "newest")
    addresses = [*sources.addresses, *sitemap_pages(sources.sitemaps, parameters, read_sitemaps)]
    refuse_too_many(len(addresses), parameters)
    for items in _chunks(list(dict.fromkeys(map(safe_url, addresses))), size):
        yield Shard("urls", items)


def refuse_too_many(count: int, parameters: BackfillParameters) -> None:
    """Raises BadParameter when more addresses would be asked than the parameters allow."""
    if count > parameters.most_addresses:
        raise BadParameter(
            f"most_addresses: {count:,} addresses would be asked, more than {parameters.most_addresses:,}; none was: "
            f"look at it with --dry-run, then allow it with --most {count}"
        )


def sitemap_pages(sitemaps: Sequence[str], parameters: BackfillParameters, read: ReadSitemaps) -> list[str]:
    """The pages of the sitemaps, and of those that they name, that changed within the days asked for.

    A page that does not tell its day is taken only when no day is asked for.
    """
    pages: list[tuple[str, str]] = []
    todo, seen = list(sitemaps), set(sitemaps)
    undated = 0
    for _ in range(_MOST_ROUNDS):
        if not todo:
            break
        found = read(todo)
        undated += sum(not day for entries, _ in found for day, _ in entries)
        pages += [page for entries, _ in found for page in entries if _is_within(page[0], parameters)]
        # What an index says of its sitemaps bounds its newest page only.
        more = [url for _, others in found for day, url in others if not day or _is_since(day, parameters)]
        todo = [url for url in dict.fromkeys(more) if url not in seen]
        seen.update(todo)
    if todo:
        _log.warning(
            "%d sitemaps are not read, e.g. %s: they are named by sitemaps of sitemaps, %d deep; name them yourself",
            len(todo), todo[0], _MOST_ROUNDS,
        )  # fmt: skip
    if undated and (parameters.since or parameters.until):
        _log.warning("%d pages of the sitemaps do not tell their day, and are left out", undated)
    if parameters.order != "given":
        pages.sort(key=lambda page: page[0], reverse=parameters.order == "newest")
    return [url for _, url in pages]


def _is_within(day: str, parameters: BackfillParameters) -> bool:
    if not (parameters.since or parameters.until):
        return True
    return bool(day) and _is_since(day, parameters) and not (parameters.until and day[:10] > str(parameters.until))


def _is_since(day: str, parameters: BackfillParameters) -> bool:
    return parameters.since is None or _last_day(day) >= parameters.since


def _last_day(day: str) -> date:
    """The day of an ISO 8601 text, which may name a month or a year only; what is no date is of today."""
    text = day[:10]
    text += {4: "-12-31", 7: "-28"}.get(len(text), "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.max


def _warc_shards(warcs: Sequence[Path | str], size: int, *, is_newest_first: bool) -> Iterator[Shard]:
    """Local files by their pages; a remote one is one shard, whose pages are known when it is here."""
    for path in warcs:
        if isinstance(path, str):
            yield Shard(REMOTE, [path])
            continue
        chunks = list(_chunks([to_stored(item) for item in pages_of_warc(path)], size))
        for items in reversed(chunks) if is_newest_first else chunks:
            yield Shard("warc", items)


def _listed_warcs(parameters: BackfillParameters) -> list[Path | str]:
    if not parameters.warc_list:
        return []
    base = parameters.warc_base or str(Path(parameters.warc_list).expanduser().parent)
    found: list[Path | str] = []
    for line in _lines(parameters.warc_list):
        if is_address(line):
            found.append(safe_url(line))
        elif is_address(base):
            found.append(safe_url(f"{base.rstrip('/')}/{line.lstrip('/')}"))
        else:
            found.append(Path(line) if Path(line).is_absolute() else Path(base).expanduser() / line)
    return found


def _lines(path: str | None) -> list[str]:
    if not path:
        return []
    data = Path(path).expanduser().read_bytes()
    try:
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadParameter(f"{path}: is no list of names, one per line, in UTF-8: {error}") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _file_moment(path: Path) -> float:
    """The moment of a capture as its sidecar tells it, else the file's; for the order only."""
    sidecar = path.with_name(path.name.removesuffix(".gz") + ".json")
    try:
        return parse_moment(json.loads(sidecar.read_text(encoding="utf-8"))["captured_at"]).timestamp()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, BadParameter):
        return path.stat().st_mtime if path.exists() else 0.0


def _chunks(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
