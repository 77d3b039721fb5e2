"""The prints of articles that were loaded before prints were kept, read from their sightings."""

from __future__ import annotations

from typing import Any

from psycopg import Cursor

from db.write.apply import apply
from db.write.prints import Prints
from db.write.rows import PrintRow
from db.write.stored import read_seen

_STEP = 2000


def fill_prints(cursor: Cursor[Any]) -> int:
    """Fill the table of prints where it is empty; how many there are. A print of two articles is the older one's."""
    cursor.execute("select exists (select from news.print)")
    if (cursor.fetchone() or (True,))[0]:
        return 0
    count, last = 0, 0
    while True:
        cursor.execute(
            "select article_id from news.article where article_id > %s order by article_id limit %s", [last, _STEP]
        )
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return count
        prints = Prints()
        found: dict[bytes, PrintRow] = {}
        for one in sorted(read_seen(cursor, "sighting.article_id", ids), key=lambda one: one.row.article_id):
            row = prints.of(one)
            found.setdefault(row.print_key, PrintRow(row.print_key, one.row.article_id, *row.values()[2:]))
        cursor.execute("select print_key from news.print where print_key = any(%s)", [[*found]])
        known = {row[0] for row in cursor.fetchall()}
        apply(cursor, [row for key, row in found.items() if key not in known])
        count, last = count + len(found), ids[-1]
