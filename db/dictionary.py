"""The codebook of schema bi, read from the database: grain, keys, references, and the meaning of every column."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from psycopg import Cursor, sql

from db.column_notes import ColumnNote, read_notes
from db.session import driver_cursor


@dataclass(slots=True)
class ColumnMeaning:
    """A column of a view."""

    name: str
    type: str
    meaning: str
    is_nullable: bool
    """The meaning says what NULL means; where it does not, there is none."""
    references: str | None
    checks: list[str]
    """Checks of every run that guard it (``newsweir quality``)."""
    measured: str | None
    """How true it was when that was measured, and where that is told. None: nobody measured."""
    null_share: float | None = None
    """0 to 1. None: the data were not looked at, or there are no rows."""
    example: str | None = None
    """Some value. None: the data were not looked at, or every value is NULL."""


@dataclass(slots=True)
class ViewMeaning:
    """A view of schema bi."""

    name: str
    grain: str
    key: list[str]
    natural_key: list[str]
    columns: list[ColumnMeaning] = field(default_factory=list)
    row_count: int | None = None


@dataclass(frozen=True, slots=True)
class FunctionMeaning:
    """A function of schema bi that readers call."""

    name: str
    arguments: str
    """As Postgres writes them, with their defaults."""
    result: str
    meaning: str


_COLUMNS = """
select c.relname, obj_description(c.oid, 'pg_class'), contract.key, contract.natural_key, a.attname,
       format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum),
       contract.referred[array_position(contract.referring, a.attname::text)]
from pg_class as c
join bi.contract() as contract on contract.view_name = c.relname
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
where c.relnamespace = 'bi'::regnamespace
order by c.relname, a.attnum
"""
_FUNCTIONS = """
select proname, pg_get_function_arguments(oid), pg_get_function_result(oid), obj_description(oid, 'pg_proc')
from pg_proc where pronamespace = 'bi'::regnamespace order by proname
"""
_LONGEST_EXAMPLE = 60
_SAMPLED_ROWS = 100_000


def read_dictionary(url: str, *, has_data: bool) -> list[ViewMeaning]:
    """Every view of schema bi in the order of names; with shares of NULL and examples of the first rows if asked."""
    found: dict[str, ViewMeaning] = {}
    notes = read_notes()
    with driver_cursor(url) as cursor:
        cursor.execute(_COLUMNS)
        for view, grain, key, natural_key, column, kind, meaning, refers in cursor.fetchall():
            about = found.setdefault(view, ViewMeaning(view, grain, key, natural_key))
            note = notes.get(f"{view}.{column}", ColumnNote())
            is_nullable = "NULL" in meaning
            about.columns.append(ColumnMeaning(column, kind, meaning, is_nullable, refers, note.checks, note.measured))
        if has_data:
            for about in found.values():
                _look(cursor, about)
    return list(found.values())


def read_functions(url: str) -> list[FunctionMeaning]:
    """Every function of schema bi in the order of names."""
    with driver_cursor(url) as cursor:
        return [FunctionMeaning(*row) for row in cursor.execute(_FUNCTIONS).fetchall()]


def _look(cursor: Cursor[Any], about: ViewMeaning) -> None:
    some = sql.SQL("select * from bi.{} limit {}").format(sql.Identifier(about.name), sql.Literal(_SAMPLED_ROWS))
    parts = [
        sql.SQL("count({0}), left(min({0}::text) filter (where {0}::text <> ''), {1})").format(
            sql.Identifier(column.name), sql.Literal(_LONGEST_EXAMPLE)
        )
        for column in about.columns
    ]
    cursor.execute(sql.SQL("select count(*), {} from ({}) as seen").format(sql.SQL(", ").join(parts), some))
    row = cursor.fetchone()
    assert row is not None
    about.row_count = row[0]
    for number, column in enumerate(about.columns):
        filled, column.example = row[1 + 2 * number], row[2 + 2 * number]
        column.null_share = round(1 - filled / row[0], 4) if row[0] else None


def as_json(views: list[ViewMeaning], functions: list[FunctionMeaning]) -> dict[str, Any]:
    """The codebook as one object."""
    return {"views": [asdict(view) for view in views], "functions": [asdict(function) for function in functions]}


def as_mermaid(views: list[ViewMeaning]) -> str:
    """Which view refers to which, as an entity-relationship diagram; views that refer to none are left out."""
    lines = ["erDiagram"]
    for view in views:
        for column in view.columns:
            if column.references:
                how = "o|" if column.is_nullable else "||"
                lines.append(f'    {view.name} }}o--{how} {column.references} : "{column.name}"')
    return "\n".join(lines)


def as_markdown(views: list[ViewMeaning], functions: list[FunctionMeaning]) -> str:
    """The codebook for people; what pages wrote is shown as it is, without being markup."""
    lines = [
        "# Dictionary of schema bi",
        "",
        "Written by `newsweir dictionary`. All instants are UTC. A column that may be NULL says what NULL means. "
        "Guarded by: the check of every run (`newsweir quality`) that tells when the column goes wrong.",
        "",
        "```mermaid",
        as_mermaid(views),
        "```",
    ]
    for view in views:
        lines += ["", f"## {view.name}", "", view.grain, "", f"Key: {_list(view.key)}."]
        if view.natural_key:
            lines += [f"Natural key: {_list(view.natural_key)}."]
        has_data = view.row_count is not None
        lines += ["", "| column | type | meaning |" + (" NULL | example |" if has_data else "")]
        lines += ["|---|---|---|" + ("---|---|" if has_data else "")]
        for column in view.columns:
            refers = f" → [{column.references}](#{column.references})" if column.references else ""
            cells = [f"`{column.name}`", column.type, " ".join([_cell(column.meaning) + refers, *_notes(column)])]
            if has_data:
                share = "" if column.null_share is None else f"{100 * column.null_share:.1f} %"
                cells += [share, _cell(column.example or "")]
            lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "## Functions", "", "| call | result | meaning |", "|---|---|---|"]
    for told in functions:
        lines.append(f"| `bi.{told.name}({told.arguments})` | {_cell(told.result)} | {_cell(told.meaning)} |")
    return "\n".join(lines) + "\n"


def as_dbt(views: list[ViewMeaning]) -> str:
    """A ``sources.yml`` of dbt, with its tests of keys and references."""
    lines = ["version: 2", "sources:", "  - name: newsweir", "    schema: bi", "    tables:"]
    for view in views:
        lines += [f"      - name: {view.name}", f"        description: {_yaml(view.grain)}", "        columns:"]
        for column in view.columns:
            lines += [f"          - name: {column.name}", f"            description: {_yaml(column.meaning)}"]
            tests = ["unique"] if view.key == [column.name] else []
            tests += [] if column.is_nullable else ["not_null"]
            if column.references:
                to = next(other for other in views if other.name == column.references)
                target = f"{{to: \"source('newsweir', '{to.name}')\", field: {to.key[0]}}}"
                tests.append(f"relationships: {target}")
            if tests:
                lines += ["            tests:", *(f"              - {test}" for test in tests)]
    return "\n".join(lines) + "\n"


def _notes(column: ColumnMeaning) -> list[str]:
    found = [f"Guarded by {_list(column.checks)}."] if column.checks else []
    return [*found, _cell(f"Measured: {column.measured}.")] if column.measured else found


def _list(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _cell(text: str) -> str:
    """Text in a cell of a table, with every character that Markdown or HTML would act on made harmless."""
    plain = re.sub(r"\s+", " ", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*\[\]|~])", r"\\\1", plain)
