"""A database of revision 0006, the last one before 0.1.0, brought to the first one: its rows copied into new tables.

The old tables are set aside as schema ``news_0006`` and removed when the rows are over, in one transaction; a bridge
that was interrupted begins again. Sightings, which 0006 did not keep, are made of what each page's newest capture
showed; ``newsweir reparse --apply`` afterwards makes them of all captures whose bytes are there.
"""

from __future__ import annotations

from sqlalchemy import Connection, Identity, Table, text

from db.schema import metadata
from db.schema.base import SCHEMA

BRIDGED_REVISION = "0006"
_OLD = "news_0006"

# What is not said by a column of the same name.
_SAID: dict[str, dict[str, str]] = {
    "article": {
        "text_state": "case completeness when 'full' then 'full' when 'none' then 'none' else 'partial' end",
        "access": "case when is_free then 'free' when not is_free then 'paid' else 'unknown' end",
    },
    "page": {
        "site_id": "case when declared.declaration is null then own.site_id else old.site_id end",
        "profile": "case when declared.declaration is null and declared.site_key is distinct from old.host"
        " then declared.site_key end",
    },
}
_MOVED = {"fetch_attempt": "capture"}
"""Tables whose rows stood in another one."""
_HOST = "regexp_replace(substring(url from '^[a-z]+://([^/:]+)'), '^www[.]', '')"
# Attempts and captures were one table. What an attempt found unchanged is no capture, unless it is the body's only one.
_IS_CAPTURE = f"""old.body_hash is not null and (old.outcome in ('loaded', 'quarantined', 'fetched', 'gone')
    or old.outcome = 'unchanged' and not exists (
        select from {_OLD}.capture as first
        where first.body_hash = old.body_hash and first.capture_id < old.capture_id))"""
_BODIES = f"""
insert into {SCHEMA}.body (body_hash, byte_count, archive_ref, record_id, payload_digest, erased_at)
select distinct on (body_hash, archive_ref) body_hash, byte_count, archive_ref, archive_record_id, payload_digest,
       case when archive_ref is null then coalesce(purged_at, now()) end
from {_OLD}.capture as old where {_IS_CAPTURE} order by body_hash, archive_ref, capture_id
"""
_WAITING = f"""
insert into {SCHEMA}.body (body_hash, archive_ref, erased_at) select 'unknown', archive_ref, created_at
from {_OLD}.erasure
"""
_PROBLEMS = f"""
update {SCHEMA}.body set problem = found.problem, problem_detail = found.detail, problem_count = found.seen_count
from {_OLD}.archive_check as found join {SCHEMA}.capture using (capture_id) where body.body_id = capture.body_id
"""
_BROUGHT = f"left join {SCHEMA}.capture as brought on brought.capture_id = old.capture_id"
_SAID |= {
    "capture": {"body_id": "body.body_id"},
    "fetch_attempt": {
        "fetch_attempt_id": "old.capture_id",
        "capture_id": "brought.capture_id",
        "outcome": "case when brought.capture_id is null then old.outcome else 'fetched' end",
    },
    "quarantine": {
        "capture_id": "brought.capture_id",
        "fetch_attempt_id": "case when brought.capture_id is null then old.capture_id end",
    },
    "run_page": {"capture_id": "brought.capture_id"},
}
_FROM = {
    "capture": f"{_OLD}.capture as old join {SCHEMA}.body on body.body_hash = old.body_hash"
    f" and body.archive_ref is not distinct from old.archive_ref and {_IS_CAPTURE}",
    "fetch_attempt": f"{_OLD}.capture as old {_BROUGHT} where old.asked_url is not null",
    "quarantine": f"{_OLD}.quarantine as old {_BROUGHT}",
    "run_page": f"{_OLD}.run_page as old {_BROUGHT}",
    "page": f"(select *, {_HOST} as host from {_OLD}.page) as old left join {_OLD}.site as declared using (site_id)"
    f" left join {SCHEMA}.site as own on own.site_key = old.host",
    # An article was on a page as primary and as related by the order of loading.
    "appearance": f"(select distinct on (page_id, article_id) * from {_OLD}.appearance"
    " order by page_id, article_id, is_current desc, last_capture_id desc, role) as old",
}
_HOSTS = f"""
insert into {SCHEMA}.site (site_key, title) select distinct {_HOST}, {_HOST} from {_OLD}.page
where {_HOST} is not null on conflict (site_key) do nothing
"""
_UNUSED = f"""
delete from {SCHEMA}.site where declaration is null
and not exists (select from {SCHEMA}.page where page.site_id = site.site_id)
and not exists (select from {SCHEMA}.frontier where frontier.site_id = site.site_id)
and not exists (select from {SCHEMA}.start_page where start_page.site_id = site.site_id)
"""
_TEXTS = f"delete from {SCHEMA}.article_identity where identity_key like 'text:%'"
_SIGHTINGS = f"""
insert into {SCHEMA}.sighting (
    capture_id, place, article_id, title_raw, body, publisher_raw, url, category, published_raw, published_at,
    published_min_at, published_max_at, published_precision, published_source, completeness, text_state, access,
    is_free, agency, authors, language, tags, image_url, modified_at, text_key
)
select
    shown.last_capture_id,
    case when shown.role = 'primary' then 0
         else row_number() over (
             partition by shown.last_capture_id, shown.role order by shown.position, article_id
         ) end,
    article_id, shown.title_raw, case when article.body = '' then '' end,
    coalesce(shown.publisher_raw, publisher.name), coalesce(shown.url, article.url),
    coalesce(shown.category, article.category), shown.published_raw, shown.published_at, shown.published_min_at,
    shown.published_max_at, shown.published_precision, shown.published_source, article.completeness,
    article.text_state, article.access, article.is_free, article.agency, nullif(article.authors, array[]::text[]),
    article.language, nullif(article.tags, array[]::text[]), article.image_url, article.modified_at, article.text_key
from {SCHEMA}.appearance as shown
join {SCHEMA}.article using (article_id)
left join {SCHEMA}.publisher using (publisher_id)
"""


def has_old_schema(connection: Connection) -> bool:
    """Whether rows of revision 0006 wait to be brought over."""
    found = connection.execute(text("select to_regnamespace(:name) is not null"), {"name": _OLD})
    return bool(found.scalar_one())


def rename_old_schema(connection: Connection) -> None:
    """Put the old tables aside; the readers' views are made anew."""
    connection.execute(text("drop schema if exists bi cascade"))
    connection.execute(text(f"alter schema {SCHEMA} rename to {_OLD}"))
    connection.commit()


def bring_over(connection: Connection) -> None:
    """Copy the rows of the old tables into the new ones, and remove the old ones."""
    for name in ("article_change_seq", "fetch_worker"):
        connection.execute(text(f"select setval('{SCHEMA}.{name}', last_value, is_called) from {_OLD}.{name}"))
    connection.execute(text(_BODIES))
    for table in metadata.sorted_tables:
        old = _MOVED.get(table.name, table.name)
        if connection.execute(text(f"select to_regclass('{_OLD}.{old}') is not null")).scalar_one():
            _copy(connection, table, old)
            if table.name == "site":
                connection.execute(text(_HOSTS))
    for statement in (_WAITING, _PROBLEMS):
        connection.execute(text(statement))
    connection.execute(text(_SIGHTINGS))
    connection.execute(text(_TEXTS))  # Prints say what texts are known by.
    connection.execute(text(_UNUSED))  # Profiles were sites.
    connection.execute(text(f"drop schema {_OLD} cascade"))


def _copy(connection: Connection, table: Table, old_name: str) -> None:
    old = connection.execute(
        text("select attname from pg_attribute where attrelid = cast(:name as regclass) and attnum > 0"
             " and not attisdropped"),
        {"name": f"{_OLD}.{old_name}"},
    )  # fmt: skip
    said = {str(name): f"old.{name}" for (name,) in old if name in table.columns} | _SAID.get(table.name, {})
    source = _FROM.get(table.name, f"{_OLD}.{old_name} as old")
    connection.execute(
        text(f"insert into {SCHEMA}.{table.name} ({', '.join(said)}) select {', '.join(said.values())} from {source}")
    )
    for column in table.columns:
        if isinstance(column.identity, Identity):
            name = connection.execute(
                text("select pg_get_serial_sequence(:table, :column)"),
                {"table": f"{_OLD}.{old_name}", "column": f"{old_name}_id" if old_name != table.name else column.name},
            ).scalar_one()
            connection.execute(
                text(
                    f"select setval(pg_get_serial_sequence('{SCHEMA}.{table.name}', '{column.name}'), last_value,"
                    f" is_called) from {name}"
                )
            )
