"""What an analyst finds wrong in the names of real pages: loads pages, counts, and lists the names to be judged.

    python benchmarks/bi/counts.py ../shared/corpora/*/pages ../shared/seeds --database postgresql://…/empty

The database must be empty; it is filled. Prints one JSON object: the counts, each with its SQL in COUNTS, and every
publisher's name with its articles and its source. Which names are wrong is for a person to say: README.md has it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from db.upgrade import upgrade_database
from flows.run.direct import run_directly
from flows.run.plan import RunPlan
from tasks.captures import Defaults, find_captures
from tasks.work import file_items

_HTML = "article_id in (select article_id from bi.slot join bi.page using (page_id) where layout like 'generic%')"
COUNTS = {
    "articles": "select count(*) from bi.article",
    "pages": "select count(*) from bi.page",
    "articles of HTML pages": "select count(*) from bi.article where " + _HTML,
    "of them without a publisher": "select count(*) from bi.article where publisher_id = 0 and " + _HTML,
    "of them opened": "select count(*) from bi.article where is_opened and " + _HTML,
    "opened without a publisher": "select count(*) from bi.article where is_opened and publisher_id = 0 and " + _HTML,
    "publishers": "select count(distinct publisher_id) from bi.article where publisher_id <> 0",
    "spellings joined by rule": "select count(*) from bi.publisher_alias where joined_by = 'rule'",
    "names of two publishers with equal letters": "select count(*) from (select regexp_replace(lower(publisher),"
    " '[^[:alnum:]]', '', 'g') from bi.publisher where publisher_id in (select publisher_id from bi.article)"
    " group by 1 having count(*) > 1) as same",
    "pages with an address whose site is another host's": "select count(*) from bi.page join bi.site using (site_id)"
    " where page_url is not null and regexp_replace(page_url, '^https?://(www\\.)?([^/:]+).*', '\\2') <> site.site",
    "sites": "select count(*) from bi.site where site_id in (select site_id from bi.page)",
}
NAMES = """
select publisher, string_agg(distinct publisher_source, ', '), count(*), min(coalesce(domain, ''))
from bi.article where publisher_id <> 0 group by 1 order by 3 desc, 1
"""


def main() -> None:
    """Load, count, list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--database", required=True)
    parser.add_argument("--asked-only", action="store_true", help="The pages are there.")
    given = parser.parse_args()
    if not given.asked_only:
        load(given.folders, given.database)
    with psycopg.connect(given.database) as connection:
        found: dict[str, object] = {
            name: connection.execute(query).fetchone()[0]  # type: ignore[index] # one row
            for name, query in COUNTS.items()
        }
        found["names"] = connection.execute(NAMES).fetchall()
    print(json.dumps(found, indent=1, ensure_ascii=False))


def load(folders: list[Path], database: str) -> None:
    """Read the pages as a first-time user would, without addresses."""
    upgrade_database(database)
    items = file_items(find_captures(folders))
    with tempfile.TemporaryDirectory() as archive:
        defaults = Defaults(datetime(2026, 9, 1, tzinfo=UTC), False, None, None)
        run_directly(RunPlan("ingest", items, defaults, 500, database, Path(archive)))


if __name__ == "__main__":
    main()
