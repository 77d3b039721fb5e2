"""Who reads each table, column and index of schema news; ``python -m tests.readers DATABASE_URL`` lists it.

A view of schema bi reads a column when Postgres says that it depends on it. A file of db/ reads a column when it names
the table and the column outside of what it inserts, or reads the rows of a class of ``db.write`` that has it. An index
is read by what reads its first column; one that holds a constraint is read by the constraint.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import psycopg

from db.schema import metadata
from db.write import rows as row_classes
from db.write.row import Row

_DB = Path(__file__).parents[1] / "db"
_NO_READERS = {"schema", "migrations"}
_WRITTEN = re.compile(r"insert into [\w.{}]+ (?:as \w+ )?\([^)]*\)", re.IGNORECASE)
_BY_VIEWS = """
select distinct source.relname, attname, view.relname
from pg_depend join pg_rewrite on pg_rewrite.oid = pg_depend.objid and classid = 'pg_rewrite'::regclass
join pg_class as view on view.oid = ev_class
join pg_class as source on source.oid = refobjid
join pg_attribute on attrelid = refobjid and attnum = refobjsubid
where source.relnamespace = 'news'::regnamespace and source.relkind = 'r' and view.oid <> source.oid
"""

Readers = dict[tuple[str, str], set[str]]


def read_readers(url: str) -> Readers:
    """The readers of every column, by table and column."""
    found: Readers = {(table.name, column.name): set() for table in metadata.sorted_tables for column in table.columns}
    with psycopg.connect(url) as connection:
        for table, column, view in connection.execute(_BY_VIEWS):
            if (table, column) in found:
                found[table, column].add(f"view {view}")
    classes = {kind.__name__: kind for kind in vars(row_classes).values() if isinstance(kind, type)}
    for path in sorted(_DB.rglob("*.py")):
        name = str(path.relative_to(_DB.parent))
        if _NO_READERS & {*path.parts} or path.name == "bridge.py":
            continue
        code = path.read_text(encoding="utf-8")
        words = {*re.findall(r"\w+", _WRITTEN.sub("", code))}
        for table, column in found:
            # Statements on stories name their tables by what follows story_, for a rebuild has tables of its own.
            # Retention names them in its classes of rows.
            named = rf"[\w}}]\.{table}\b|{{{table.removeprefix('story_')}}}|\bClass\(\s*\"{table}\""
            if column in words and re.search(named, code):
                found[table, column].add(name)
        # Rows of these classes are read whole, compared with what is wanted, and used.
        for kind in re.findall(r"read_rows\(\s*cursor, (\w+)|(\w+Row)\.read\(", code):
            row = classes.get("".join(kind))
            if row is not None and issubclass(row, Row):
                for column in row.columns():
                    found[row.TABLE, column].add(name)
    return found


def index_readers(readers: Readers) -> dict[str, set[str]]:
    """The readers of every index that holds no constraint."""
    found = {}
    for table in metadata.sorted_tables:
        for index in table.indexes:
            first = next(iter(index.columns)).name
            found[index.name or ""] = {"a constraint"} if index.unique else readers[table.name, first]
    return found


def main() -> None:
    """Print tables, columns and indexes with their readers."""
    readers = read_readers(sys.argv[1])
    by_table: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    for (table, column), who in readers.items():
        by_table[table].append((column, who))
    for table, columns in by_table.items():
        print(table)
        for column, who in columns:
            print(f"  {column}: {', '.join(sorted(who)) or 'NOBODY'}")
    for name, who in index_readers(readers).items():
        print(f"{name}: {', '.join(sorted(who)) or 'NOBODY'}")


if __name__ == "__main__":
    main()
