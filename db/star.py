"""Schema star and the views of schema bi, made from the scripts of ``db/views``.

Each script is one query whose first lines say the grain, the key, what the columns refer to and what is indexed; the
comment behind a column of the query is that column's comment. Stored rows are made of schema news alone, so a change of
a script drops them and fills them again: no migration moves them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection

VIEWS = Path(__file__).parent / "views"
STORED = (
    "publisher_join", "publisher", "publisher_alias", "site", "article", "article_author", "article_tag", "page",
    "slot",
    "story_member", "story", "story_edge", "capture", "fetch", "quarantine", "takedown", "data_quality", "run_stamp",
)  # fmt: skip
"""Kept by every transaction that writes, in an order in which each reads only earlier ones."""
ROLLUPS = ("publisher_day", "site_day", "slot_day", "co_shown_week", "copy_week", "coverage", "field_fill")
"""Refreshed at the end of runs and by maintenance."""
LIVE = (
    "article_text", "article_revision", "appearance", "slot_capture", "run", "freshness", "deleted", "backfill",
    "author", "tag", "section", "domain", "language", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """One view as its script tells it."""

    name: str
    comment: str
    query: str
    columns: dict[str, str]
    """Meaning by name, in order."""
    key: tuple[str, ...]
    natural_key: tuple[str, ...]
    references: dict[str, str]
    """View by column: ``publisher_id`` → ``publisher``."""
    indexes: tuple[str, ...]
    watched: tuple[str, ...]
    """Columns whose changes other stored rows depend on."""
    is_hidden: bool
    moves_with: tuple[str, ...] = ()
    """Of a rollup: the kinds of moved days that move it."""
    moves_by: str | None = None
    """Its column that holds such a day, or the week or month of it. None: all of it moves."""


def read_view(folder: str, name: str) -> View:
    """The script ``db/views/FOLDER/NAME.sql``."""
    text = (VIEWS / folder / f"{name}.sql").read_text(encoding="utf-8")
    head = [line[3:] for line in text.splitlines() if line.startswith("-- ")]
    said = dict(
        line.split(": ", 1) for line in head if re.match(r"(key|natural key|refers|index|watch|moves with): ", line)
    )
    kinds, _, moves_by = said.get("moves with", "").partition(" by ")
    refers = [pair.partition(" ")[::2] for pair in said.get("refers", "").split(", ") if pair]
    return View(
        name, head[0], re.sub(r"^--.*\n", "", text, flags=re.M).strip().rstrip(";"),
        dict(re.findall(r"\b(\w+),? +-- (.+)$", text, flags=re.M)),
        _words(said.get("key", "")), _words(said.get("natural key", "")), dict(refers),
        tuple(said.get("index", "").split("; ")) if "index" in said else (), _words(said.get("watch", "")),
        "hidden" in head, _words(kinds), moves_by or None,
    )  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(", ")) if text else ()


def read_views() -> list[View]:
    """The views that readers see."""
    found = [read_view("star", name) for name in STORED] + [read_view("rollups", name) for name in ROLLUPS]
    return [view for view in found if not view.is_hidden] + [read_view("live", name) for name in LIVE]


def make_star(connection: Connection) -> None:
    """Make schema star and its views in bi anew, and fill them."""
    run = connection.exec_driver_sql
    # Millions of rows are joined and sorted once; what runs later has the server's own settings.
    run("set local work_mem = '128MB'")
    run("set local maintenance_work_mem = '256MB'")
    run("drop schema if exists star cascade")
    # Its body is text, so that it does not go with what it reads.
    run("drop function if exists bi.search")
    for view in read_views():
        run(f"drop view if exists bi.{view.name} cascade")
    _script(connection, "functions")
    _load_public_suffixes(connection)
    _script(connection, "dimensions")
    for name in STORED:
        _make_stored(connection, read_view("star", name))
    _script(connection, "refresh")
    run("select star.fill_dimensions()")
    for name in ROLLUPS:
        _make_stored(connection, read_view("rollups", name))
    _script(connection, "rollups")
    _script(connection, "search")
    make_similar(connection)
    run("select star.watch_days()")
    for view in read_views():
        query = view.query
        if view.name not in LIVE:
            query = f"select {', '.join(view.columns)}, change_seq from star.{view.name}"
            view.columns["change_seq"] = "Rises whenever a column of the row moves, in the order of commits."
        run(f"create view bi.{view.name} as {query}".replace("%", "%%"))
        values = (view.name, list(view.key), list(view.natural_key), [*view.references], [*view.references.values()])
        run("insert into star.contract values (%s, %s, %s, %s, %s)", values)
        _comment(connection, "view", f"bi.{view.name}", view.comment)
        for column, meaning in view.columns.items():
            _comment(connection, "column", f"bi.{view.name}.{column}", meaning)


def make_similar(connection: Connection) -> None:
    """Make the search by likeness: with pg_trgm where the server has it, else one that says what to do."""
    _script(connection, "similar")


def refresh_rollups(connection: Connection, patience: float = 0.0) -> bool:
    """Bring rollups and search up to date; False when it was not done.

    Readers go on meanwhile, and loaders wait only while changed rows are written. With a ``patience`` it is done only
    when that many times what it took the last time has passed since: frequent small runs do not pay for it each time.
    """
    is_done = bool(connection.exec_driver_sql("select star.refresh_rollups(%s)", (patience,)).scalar_one())
    if is_done:
        connection.exec_driver_sql("select star.refresh_search()")
    return is_done


def _make_stored(connection: Connection, view: View) -> None:
    run = connection.exec_driver_sql
    table, key = f"star.{view.name}", ", ".join(view.key)
    run(f"create view {table}_now as {view.query}".replace("%", "%%"))
    sequence = "nextval('news.article_change_seq')"
    added = ["change_seq", *(["watch_seq"] if view.watched else [])]
    # Numbered here and not by the sequence, whose function Postgres lets no parallel query call. Nobody else can take a
    # number meanwhile: dropping the triggers has locked what is written.
    (first,) = run(f"select {sequence}").one()
    picked = ", ".join(f"{first} + row_number() over () as {name}" for name in added)
    # Indexes of rows that are there are made by sorting, at a fraction of what row by row takes.
    run(f"create table {table} as select told.*, {picked} from {table}_now as told")
    kept = ", ".join(f"alter {name} set default {sequence}, alter {name} set not null" for name in added)
    run(f"alter table {table} add primary key ({key}), {kept}")
    for columns in ("change_seq", *view.indexes):
        run(f"create index on {table} {columns if columns.startswith('using ') else f'({columns})'}")
    run(f"select setval('news.article_change_seq', greatest({first}, max(change_seq))) from {table}")
    run(f"analyze {table}")
    _comment(connection, "table", table, view.comment)
    moves = (list(view.moves_with), view.moves_by)
    values = (view.name, list(view.key), list(view.watched), view.is_hidden, *moves)
    run("insert into star.kept values (%s, %s, %s, %s, %s, %s)", values)


def _script(connection: Connection, name: str) -> None:
    # Colons and percent signs of the text are no parameters.
    connection.exec_driver_sql(
        (VIEWS / "star" / "setup" / f"{name}.sql").read_text(encoding="utf-8").replace("%", "%%")
    )


def _comment(connection: Connection, kind: str, name: str, words: str) -> None:
    quoted = words.replace("'", "''").replace("%", "%%")
    connection.exec_driver_sql(f"comment on {kind} {name} is '{quoted}'")


def _load_public_suffixes(connection: Connection) -> None:
    """The list that comes with tldextract, without what companies registered in it."""
    text = files("tldextract").joinpath(".tld_set_snapshot").read_text(encoding="utf-8")
    public = text.partition("===BEGIN PRIVATE DOMAINS===")[0]
    lines = [line.strip() for line in public.splitlines() if line.strip() and not line.startswith(("//", "!", "*"))]
    suffixes = sorted({line.encode("idna").decode() if not line.isascii() else line for line in lines})
    connection.exec_driver_sql("insert into star.public_suffix select unnest(%s::text[])", (suffixes,))
