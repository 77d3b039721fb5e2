"""Tombstones: what was purged is known again by a digest of what identifies it, and does not come back.

A page is known by its address, its bytes, its host and its site; an article by what identifies an article, its
publisher's name and the host of its address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from psycopg import Cursor

from db.outage import outlasts_outage
from db.query import first_value, query_rows
from db.session import driver_cursor
from db.write.keys import identity_keys, page_identity, site_key
from tasks.fingerprint import digest, name_key
from tasks.records import Article, Outcome, PageRecord, PageResult

PURGED = "purged"
"""The reason of a page that is left out."""
SHOWN_PATH = "(purged)"
"""What a run keeps as the name of such a page."""
REMOVED_REF = "purged:"
"""What the archive is told of a body that must not be kept."""


def tombstone_key(kind: str, value: str) -> str:
    """Digest of one thing; ``kind`` is page, body, site, host, publisher, identity or wording."""
    return digest("tombstone", kind, value)


def host_keys(url: str | None) -> Iterator[str]:
    """Tombstones that an address may have by its host and the domains above it."""
    host = (urlsplit(url).hostname or "") if url else ""
    labels = host.split(".")
    for at in range(max(1, len(labels) - 1) if host else 0):
        yield tombstone_key("host", ".".join(labels[at:]))


def page_keys(record: PageRecord) -> set[str]:
    """Tombstones by which the whole page is left out, those of its primary article not counted."""
    site = site_key(record)
    return {
        tombstone_key("page", record.page_key),
        tombstone_key("body", record.body_hash),
        *((tombstone_key("site", site),) if site else ()),
        *host_keys(record.url),
    }


def article_keys(article: Article) -> set[str]:
    """Tombstones by which an article is left out.

    The wording alone counts where one of the two prints, the purged or this one, names no publisher: so are two prints
    taken for one article when they are loaded.
    """
    url, own, nobodys = identity_keys(article)
    keys = {tombstone_key("identity", key) for key in (url, own) if key}
    keys.add(tombstone_key("wording" if article.publisher else "identity", nobodys))
    if article.publisher:
        keys.add(tombstone_key("publisher", name_key(article.publisher)))
    return keys | {*host_keys(article.url)}


def find_tombstones(cursor: Cursor[Any], keys: Collection[str]) -> dict[str, bool]:
    """Those of the keys that are tombstones; whether pages that only list the thing lose their bytes."""
    cursor.execute(
        "select tombstone_key, bool_or(is_erasing_cards) from news.tombstone join news.purge using (purge_id)"
        " where tombstone_key = any(%s) group by tombstone_key",
        [sorted(keys)],
    )
    return dict(cursor.fetchall())


def has_tombstones(cursor: Cursor[Any]) -> bool:
    """Whether anything was ever purged: else nothing need be digested."""
    return bool(first_value(cursor, "select exists (select from news.tombstone)"))


def sift(cursor: Cursor[Any], records: Sequence[PageRecord]) -> list[PageRecord]:
    """The records without what was purged, in their order; bytes that must go are noted for erasure.

    A page that was purged itself, or is about a purged article, comes back with the outcome ``gone`` and the reason
    ``purged``; of others purged articles are left out, which a warning counts.
    """
    if not has_tombstones(cursor):
        return list(records)
    keys: set[str] = set()
    for record in records:
        if record.page_key:
            keys |= page_keys(record)
            own = _about(record)
            keys |= {tombstone_key("identity", own)} if own else set()
            for article in (record.primary, *record.related):
                keys |= article_keys(article) if article else set()
    found = find_tombstones(cursor, keys)
    sifted = [_sifted(record, found) if found and record.page_key else record for record in records]
    _note_erasures(
        cursor, [old for old, new in zip(records, sifted, strict=True) if old.archive_ref != new.archive_ref]
    )
    return sifted


def kept_path(result: PageResult) -> str:
    """The name under which a run keeps a page: none where it was purged."""
    return SHOWN_PATH if result.reason == PURGED else result.path


def _about(record: PageRecord) -> str | None:
    """The key of a page's own article."""
    return page_identity(record.page_key) if record.url and record.primary else None


def _sifted(record: PageRecord, found: dict[str, bool]) -> PageRecord:
    own = _about(record)
    about = page_keys(record) | ({tombstone_key("identity", own)} if own else set())
    about |= article_keys(record.primary) if record.primary else set()
    if about & found.keys():
        return replace(
            record, outcome=Outcome.GONE, reason=PURGED, archive_ref="", url=None, primary=None, related=(), tags=(),
            warnings=(), stage=None,
            detail=f"{record.path}: it was purged and stays away; newsweir purge list shows why, purge undo lifts it",
        )  # fmt: skip
    hits = [(article, article_keys(article) & found.keys()) for article in record.related]
    kept = tuple(article for article, keys in hits if not keys)
    if len(kept) == len(record.related):
        return record
    count = len(record.related) - len(kept)
    is_erased = any(found[key] for _, keys in hits for key in keys)
    words = "purged article was" if count == 1 else "purged articles were"
    return replace(
        record, related=kept, warnings=(*record.warnings, f"{count} {words} left out"),
        archive_ref="" if is_erased else record.archive_ref,
    )  # fmt: skip


def _note_erasures(cursor: Cursor[Any], records: Iterable[PageRecord]) -> None:
    refs, hashes = zip(*[(r.archive_ref, r.body_hash) for r in records if r.archive_ref] or [("", "")], strict=True)
    if any(refs):
        note_erasures(cursor, list(refs), list(hashes))


def note_erasures(cursor: Cursor[Any], refs: Sequence[str], body_hashes: Sequence[str]) -> None:
    """Have records leave the archive: whatever has these bytes says at once that they are erased.

    The references stay until the records are removed.
    """
    cursor.execute(
        "update news.body set erased_at = now() where body_hash = any(%(hashes)s) and erased_at is null",
        {"hashes": list(body_hashes)},
    )
    # What was archived and not loaded has no row yet.
    cursor.execute(
        "insert into news.body (body_hash, archive_ref, erased_at) select distinct body_hash, ref, now()"
        " from unnest(%(hashes)s::text[], %(refs)s::text[]) as t (body_hash, ref)"
        " where ref like 'warc:%%' order by 1, 2 on conflict do nothing",
        {"refs": list(refs), "hashes": list(body_hashes)},
    )


@outlasts_outage
def delete_bodies(url: str, bodies: Sequence[tuple[str, str]]) -> None:
    """Have bodies leave the archive, each by its reference and digest."""
    with driver_cursor(url) as cursor:
        note_erasures(cursor, [ref for ref, _ in bodies], [digest for _, digest in bodies])


@outlasts_outage
def is_anything_purged(url: str) -> bool:
    """Whether there are tombstones at all."""
    with driver_cursor(url) as cursor:
        return has_tombstones(cursor)


def purged_addresses(url: str, page_keys_by_address: dict[str, str]) -> set[str]:
    """Those of the addresses that must not be asked for: their page, their host or their site was purged."""
    if not page_keys_by_address or not is_anything_purged(url):
        return set()  # Digests of all hosts would be a tenth of a second for a batch.
    asked = {
        address: {tombstone_key("page", key), *host_keys(address)} for address, key in page_keys_by_address.items()
    }
    found = _found(url, {key for keys in asked.values() for key in keys})
    return {address for address, keys in asked.items() if keys & found}


def purged_bodies(url: str, body_hashes: Iterable[str]) -> set[str]:
    """Those of the digests whose bytes must not be kept."""
    asked = {tombstone_key("body", body): body for body in body_hashes}
    return {asked[key] for key in _found(url, asked)}


def _found(url: str, keys: Collection[str]) -> set[str]:
    query = "select tombstone_key from news.tombstone where tombstone_key = any(:keys)"
    return {key for (key,) in query_rows(url, query, keys=sorted(keys))} if keys else set()


@outlasts_outage
def exclude_addresses(url: str, keys: Sequence[str]) -> None:
    """Have the purged pages with these keys never come due again; see ``delete_addresses``."""
    if keys:
        with driver_cursor(url) as cursor:
            delete_addresses(cursor, keys)


def delete_addresses(cursor: Cursor[Any], keys: Sequence[str]) -> None:
    """Have pages never come due again, and the frontier forget their addresses; ``keys`` are their page keys."""
    cursor.execute(_DELETE_ADDRESSES, [list(keys)])


_DELETE_ADDRESSES = """
update news.frontier set
    state = 'given_up', due_at = null, due_reason = 'it was purged', url = 'purged:' || page_key, host_key = 'purged',
    found_on_url = null, etag = null, last_modified = null, body_hash = null, last_outcome = 'gone',
    last_reason = 'purged'
where page_key = any(%s)
"""
