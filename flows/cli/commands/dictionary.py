"""``newsweir dictionary``: what every view and column of schema bi means."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from db.dictionary import as_dbt, as_json, as_markdown, read_dictionary, read_functions
from flows.cli.commands.options import Out
from flows.cli.dictionary_page import as_html
from flows.cli.written import written
from flows.run.contract import dumps
from flows.settings import database_url


class Format(StrEnum):
    """What it is written as."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    DBT = "dbt"


def dictionary(
    kind: Annotated[
        Format,
        typer.Option("--format", metavar="FORMAT", help="markdown, html, json, or dbt (a sources.yml with tests)."),
    ] = Format.MARKDOWN,
    to: Out = None,
    has_data: Annotated[
        bool, typer.Option("--data/--no-data", help="With shares of NULL and an example per column.")
    ] = True,
    as_object: Annotated[bool, typer.Option("--json", help="As --format json.")] = False,
) -> None:
    """Write the codebook of schema bi from the database: grain, keys, types, meanings, shares of NULL, examples.

    It reads schema bi only, so the login of a dashboard suffices.
    """
    url = database_url(is_reader=True)
    views, functions = read_dictionary(url, has_data=has_data), read_functions(url)
    writers: dict[Format, Callable[[], str]] = {
        Format.MARKDOWN: lambda: as_markdown(views, functions),
        Format.HTML: lambda: as_html(views, functions),
        Format.DBT: lambda: as_dbt(views),
        Format.JSON: lambda: dumps(as_json(views, functions)),
    }
    text = writers[Format.JSON if as_object else kind]()
    if to is None:
        print(text, end="" if text.endswith("\n") else "\n")
    else:
        with written(to) as file:
            file.write_text(text, encoding="utf-8")
        print(f"wrote {to} ({len(views)} views)")
