"""Records of the archive that wait to be removed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from db.outage import outlasts_outage
from db.session import engine_for


@outlasts_outage
def read_erasures(url: str, most: int) -> list[str]:
    """References that wait, in the order of their files."""
    with engine_for(url).connect() as connection:
        rows = connection.execute(
            text("select archive_ref from news.erasure order by archive_ref limit :most"), {"most": most}
        )
        return [row[0] for row in rows]


@outlasts_outage
def settle_erasures(url: str, references: Sequence[str]) -> None:
    """Forget references whose bytes are gone."""
    with engine_for(url).begin() as connection:
        connection.execute(text("delete from news.erasure where archive_ref = any(:refs)"), {"refs": list(references)})
