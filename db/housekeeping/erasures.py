"""Records of the archive that wait to be removed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from db.outage import outlasts_outage
from db.query import query_rows
from db.session import engine_for

_WAITING = """
select distinct archive_ref from news.body where erased_at is not null and archive_ref is not null
order by archive_ref limit :most
"""
_FORGET = """
update news.body set archive_ref = null where archive_ref = any(:refs) and erased_at is not null returning body_id
"""
_UNUSED = """
delete from news.body where body_id = any(:ids)
and not exists (select from news.capture where capture.body_id = body.body_id)
"""


def read_erasures(url: str, most: int) -> list[str]:
    """References that wait, in the order of their files."""
    return [reference for (reference,) in query_rows(url, _WAITING, most=most)]


@outlasts_outage
def settle_erasures(url: str, references: Sequence[str]) -> None:
    """Forget references whose bytes are gone, and bodies that no capture has."""
    with engine_for(url).begin() as connection:
        ids = connection.execute(text(_FORGET), {"refs": list(references)}).scalars().all()
        connection.execute(text(_UNUSED), {"ids": list(ids)})
