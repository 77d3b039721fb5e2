"""Records of the archive that wait to be removed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from db.outage import outlasts_outage
from db.session import engine_for

_WAITING = "erased_at is not null and archive_ref is not null"
_FORGET = """
update news.body set archive_ref = null where archive_ref = any(:refs) and erased_at is not null returning body_id
"""
_UNUSED = """
delete from news.body where body_id = any(:ids)
and not exists (select from news.capture where capture.body_id = body.body_id)
"""


@outlasts_outage
def read_erasures(url: str, most: int) -> list[str]:
    """References that wait, in the order of their files."""
    with engine_for(url).connect() as connection:
        rows = connection.execute(
            text(f"select distinct archive_ref from news.body where {_WAITING} order by archive_ref limit :most"),
            {"most": most},
        )
        return [row[0] for row in rows]


@outlasts_outage
def settle_erasures(url: str, references: Sequence[str]) -> None:
    """Forget references whose bytes are gone, and bodies that no capture has."""
    with engine_for(url).begin() as connection:
        ids = connection.execute(text(_FORGET), {"refs": list(references)}).scalars().all()
        connection.execute(text(_UNUSED), {"ids": list(ids)})
