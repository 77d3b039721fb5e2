"""A purge: tombstones first, then rows in batches, then word to the archive. A killed one goes on when asked again.

Each batch is one transaction under the loader's lock: loading waits for it, so nothing comes in between that the next
batch would miss.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor

from db.housekeeping.articles import Stories, remove_articles, remove_pages, set_cause
from db.housekeeping.targets import IS_SHOWING, Target, count_target, find_target
from db.housekeeping.tombstones import delete_addresses, note_erasures, tombstone_key
from db.lock import lock_loading
from db.outage import outlasts_outage
from db.query import first_column, first_value, query_dicts
from db.session import driver_cursor
from db.write.keys import text_identity
from tasks.errors import BadParameter
from tasks.fingerprint import canonical_url, page_key

_BATCH = 200
_WARNING = "what it showed was purged"


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge removed, or would."""

    purge_id: int | None
    """None: it was a dry run."""
    kind: str
    target: str
    article_count: int
    appearance_count: int
    page_count: int
    body_count: int
    """Records of the archive."""


@outlasts_outage
def preview_purge(url: str, kind: str, name: str, *, is_erasing_cards: bool) -> Purged:
    """What a purge would remove; nothing is written. Raises BadParameter when the name names nothing."""
    with driver_cursor(url) as cursor:
        target = find_target(cursor, kind, name)
        return Purged(None, kind, target.label, **count_target(cursor, target, is_erasing_cards=is_erasing_cards))


@outlasts_outage
def purge(
    url: str, kind: str, name: str, reason: str | None, stories: Stories, *, is_erasing_cards: bool,
    domains: Sequence[str] = (), progress: Callable[[int], None] = lambda _: None,
) -> Purged:  # fmt: skip
    """Remove a thing for good and keep it away. Raises BadParameter when the name names nothing.

    The archive's bytes are noted for erasure only: ``flows.pipeline.purged`` removes them, which must follow.
    """
    with driver_cursor(url) as cursor:
        lock_loading(cursor)
        target = find_target(cursor, kind, name)
        purge_id = _begin(cursor, target, reason, is_erasing_cards)
        _bury(cursor, purge_id, target.tombstones | {tombstone_key("host", domain.lower()) for domain in domains})
        if target.site_id is not None:
            cursor.execute(
                "update news.start_page set is_active = false, updated_at = now() where site_id = %s and is_active",
                [target.site_id],
            )
        if target.page_key is not None:
            delete_addresses(cursor, [target.page_key])
        done = _finished(cursor, purge_id, target)
    while done is None:
        count, done = _batch(url, purge_id, target, stories, is_erasing_cards)
        progress(count)
    return done


def _begin(cursor: Cursor[Any], target: Target, reason: str | None, is_erasing_cards: bool) -> int:
    begun = (
        "select purge_id from news.purge where kind = %s and target = %s and finished_at is null and undone_at is null"
    )
    begin = "insert into news.purge (kind, target, reason, is_erasing_cards) values (%s, %s, %s, %s) returning purge_id"
    found = first_value(cursor, begun, [target.kind, target.label])
    return int(found or first_value(cursor, begin, [target.kind, target.label, reason, is_erasing_cards]))


def _bury(cursor: Cursor[Any], purge_id: int, keys: Collection[str]) -> None:
    cursor.execute(
        "insert into news.tombstone (tombstone_key, purge_id) select key, %s from unnest(%s::text[]) as t (key)"
        " order by key on conflict do nothing",
        [purge_id, sorted(keys)],
    )


@outlasts_outage
def _batch(
    url: str, purge_id: int, target: Target, stories: Stories, is_erasing_cards: bool
) -> tuple[int, Purged | None]:
    """Purge some articles or, where none are left, pages: how many, and the purge where nothing is left.

    The last batch ends the purge as well: what is killed later is asked for by a name that names nothing any more.
    """
    with driver_cursor(url) as cursor:
        lock_loading(cursor)
        set_cause(cursor, "purged")
        if articles := first_column(cursor, *target.some_articles(_BATCH)):
            _articles(cursor, purge_id, articles, stories, is_erasing_cards)
            return len(articles), _finished(cursor, purge_id, target)
        pages = first_column(cursor, *target.some_pages(_BATCH))
        appearances, alone, bodies = _pages(cursor, purge_id, pages, stories)
        _count(cursor, purge_id, alone, appearances, len(pages), bodies)
        return len(pages), _finished(cursor, purge_id, target)


def _articles(cursor: Cursor[Any], purge_id: int, ids: Sequence[int], stories: Stories, is_erasing_cards: bool) -> None:
    """Purge articles and the pages about them."""
    _bury(cursor, purge_id, _identities(cursor, ids))
    primary = "select distinct page_id from news.appearance where role = 'primary' and article_id = any(%s)"
    about = first_column(cursor, primary, [ids])
    bodies = _erase(
        cursor,
        "select body.archive_ref, body.body_hash"
        " from news.appearance as shown join news.capture using (page_id) join news.body using (body_id)"
        f" where %s and shown.article_id = any(%s) and erased_at is null and {IS_SHOWING}",
        [is_erasing_cards, ids],
    )
    appearances, alone, about_bodies = _pages(cursor, purge_id, about, stories, ids)
    appearances += remove_articles(cursor, ids, stories, _WARNING)
    _count(cursor, purge_id, len(ids) + alone, appearances, len(about), bodies + about_bodies)


def _pages(
    cursor: Cursor[Any], purge_id: int, page_ids: Sequence[int], stories: Stories, buried: Collection[int] = ()
) -> tuple[int, int, int]:
    """Purge pages; how many appearances, articles besides the buried ones, and bodies went."""
    if not page_ids:
        return 0, 0, 0
    keys = first_column(cursor, "select page_key from news.page where page_id = any(%s)", [list(page_ids)])
    bodies_of = "select distinct body_hash from news.capture join news.body using (body_id) where page_id = any(%s)"
    hashes = first_column(cursor, bodies_of, [list(page_ids)])
    _bury(
        cursor, purge_id, {*(tombstone_key("page", k) for k in keys), *(tombstone_key("body", body) for body in hashes)}
    )
    delete_addresses(cursor, keys)
    bodies = _erase(
        cursor,
        "select archive_ref, body_hash from news.capture join news.body using (body_id)"
        " where page_id = any(%s) and erased_at is null",
        [list(page_ids)],
    )
    left = "select count(*) from news.article where article_id = any(%s)"
    before = first_value(cursor, left, [list(buried)])
    appearances, alone = remove_pages(cursor, page_ids, stories, _WARNING)
    after = first_value(cursor, left, [list(buried)])
    return appearances, alone - (before - after), bodies


_TEXTS = """
select distinct sighting.publisher_raw, sighting.text_key, article.publisher_id is null, not exists (
    select from news.print join news.print as other using (wording_key)
    where print.article_id = article.article_id and other.article_id <> all(%(ids)s)
)
from news.sighting join news.article using (article_id) where article.article_id = any(%(ids)s)
"""


def _identities(cursor: Cursor[Any], article_ids: Sequence[int]) -> set[str]:
    """Tombstones of articles; see ``article_keys`` for what each is compared with."""
    known = "select identity_key from news.article_identity where article_id = any(%s)"
    keys = {tombstone_key("identity", identity) for identity in first_column(cursor, known, [list(article_ids)])}
    cursor.execute(_TEXTS, {"ids": list(article_ids)})
    for publisher, text_key, is_nobodys, is_only in cursor.fetchall():
        keys.add(tombstone_key("identity", text_identity(publisher, text_key)))
        nobodys = text_identity(None, text_key)
        if is_only:
            keys.add(tombstone_key("identity", nobodys))
        if is_nobodys:
            keys.add(tombstone_key("wording", nobodys))
    return keys


def _erase(cursor: Cursor[Any], query: str, parameters: Sequence[Any]) -> int:
    cursor.execute(query, parameters)
    found = cursor.fetchall()
    if found:
        note_erasures(cursor, [row[0] for row in found], [row[1] for row in found])
    return len({row[0] for row in found})


def _count(cursor: Cursor[Any], purge_id: int, articles: int, appearances: int, pages: int, bodies: int) -> None:
    cursor.execute(
        "update news.purge set article_count = article_count + %s, appearance_count = appearance_count + %s,"
        " page_count = page_count + %s, body_count = body_count + %s where purge_id = %s",
        [articles, appearances, pages, bodies, purge_id],
    )


def _finished(cursor: Cursor[Any], purge_id: int, target: Target) -> Purged | None:
    """The purge, ended, where nothing of its target is left; None where something is."""
    if first_column(cursor, *target.some_articles(1)) or first_column(cursor, *target.some_pages(1)):
        return None
    if target.publisher_id is not None:
        cursor.execute("delete from news.publisher_alias where publisher_id = %s", [target.publisher_id])
        cursor.execute("delete from news.publisher where publisher_id = %s", [target.publisher_id])
    cursor.execute("update news.purge set finished_at = now() where purge_id = %s", [purge_id])
    return _purge_where(cursor, "purge_id = %s", [purge_id])


@outlasts_outage
def earlier_purge(url: str, kind: str, name: str) -> Purged | None:
    """The purge that took what a number, an article's address, a publisher's or a site's name no longer names."""
    number = name.strip().lstrip("ap")
    label = f"{kind} {number}" if kind in ("article", "page") and number.isdecimal() else name.strip()
    address = canonical_url(name) if kind == "article" else None
    key = tombstone_key("page", page_key(address, "")) if address else None
    with driver_cursor(url) as cursor:
        return _purge_where(
            cursor,
            "kind = %s and undone_at is null and (lower(target) = lower(%s)"
            " or purge_id in (select purge_id from news.tombstone where tombstone_key = %s))",
            [kind, label, key],
        )


def _purge_where(cursor: Cursor[Any], condition: str, values: Sequence[Any]) -> Purged | None:
    cursor.execute(
        "select purge_id, kind, target, article_count, appearance_count, page_count, body_count from news.purge"
        f" where {condition} order by purge_id desc limit 1",
        values,
    )
    row = cursor.fetchone()
    return Purged(*row) if row else None


def list_purges(url: str) -> list[dict[str, Any]]:
    """All purges, newest first."""
    return query_dicts(
        url,
        "select purge_id, kind, target, reason, article_count, appearance_count, page_count, body_count,"
        " created_at, finished_at, undone_at,"
        " (select count(*) from news.tombstone where tombstone.purge_id = purge.purge_id) as tombstone_count"
        " from news.purge order by purge_id desc",
    )


@outlasts_outage
def undo_purge(url: str, purge_id: int) -> int:
    """Lift a purge's tombstones; how many. What it removed stays removed, but may come back from now on.

    Raises BadParameter when there is no such purge.
    """
    with driver_cursor(url) as cursor:
        lock_loading(cursor)
        lift = "update news.purge set undone_at = coalesce(undone_at, now()) where purge_id = %s returning 1"
        if first_value(cursor, lift, [purge_id]) is None:
            raise BadParameter(f"purge: there is no purge {purge_id}; newsweir purge list shows them")
        cursor.execute("delete from news.tombstone where purge_id = %s", [purge_id])
        count = cursor.rowcount
        # The frontier knows purged pages by digest only; they are found again like any new page.
        cursor.execute("delete from news.frontier where url like 'purged:%%' and held_by is null")
        return count
