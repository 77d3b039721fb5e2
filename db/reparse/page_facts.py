"""What another reading says of pages besides their articles: the site whose profile reads them, and their tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor

from db.reparse.known import Reading
from db.write.gather import read_rows, take_ids
from db.write.rows import SiteRow, TagRow
from tasks.fingerprint import name_key
from tasks.profile import all_profiles


def write_page_facts(cursor: Cursor[Any], moved: Sequence[Reading]) -> None:
    """Let the newest capture of a page say whose it is and what it is about."""
    newest = [(capture, record) for capture, record in moved if capture.is_newest]
    _sites(cursor, [(c.page_id, r.site) for c, r in newest if r.site and r.site != c.site_key])
    _tags(cursor, {capture.page_id: [*dict.fromkeys(record.tags)] for capture, record in newest})


def _sites(cursor: Cursor[Any], pages: Sequence[tuple[int, str]]) -> None:
    if not pages:
        return
    profiles = {profile.name: profile for profile in all_profiles()}
    keys = sorted({key for _, key in pages if key in profiles})
    for key in keys:
        cursor.execute(
            "insert into news.site (site_key, title, time_zone) values (%s, %s, %s) on conflict (site_key) do nothing",
            [key, profiles[key].title or key, profiles[key].time_zone],
        )
    ids = {row.site_key: row.site_id for row in read_rows(cursor, SiteRow, "site_key", keys)}
    cursor.executemany(
        "update news.page set site_id = %s, updated_at = now() where page_id = %s",
        [(ids[key], page_id) for page_id, key in pages if key in ids],
    )


def _tags(cursor: Cursor[Any], tags: dict[int, list[str]]) -> None:
    """Tags are added; they are taken away where no other capture of the page may have told them."""
    names = {name_key(name): name for found in tags.values() for name in found}
    ids = {row.tag_key: row.tag_id for row in read_rows(cursor, TagRow, "tag_key", sorted(names))}
    missing = sorted(names.keys() - ids.keys())
    for key, tag_id in zip(missing, take_ids(cursor, "tag", "tag_id", len(missing)), strict=True):
        cursor.execute("insert into news.tag (tag_id, tag_key, name) values (%s, %s, %s)", [tag_id, key, names[key]])
        ids[key] = tag_id
    pairs = [(page_id, ids[name_key(name)]) for page_id, found in tags.items() for name in found]
    cursor.execute(
        "delete from news.page_tag as gone where page_id = any(%s)"
        " and not exists (select from unnest(%s::bigint[], %s::bigint[]) as kept (page_id, tag_id)"
        " where kept.page_id = gone.page_id and kept.tag_id = gone.tag_id)"
        " and (select count(*) from news.capture where capture.page_id = gone.page_id and outcome = 'loaded') = 1",
        [list(tags), [page_id for page_id, _ in pairs], [tag_id for _, tag_id in pairs]],
    )
    cursor.executemany(
        "insert into news.page_tag (page_id, tag_id) values (%s, %s) on conflict do nothing", sorted(set(pairs))
    )
