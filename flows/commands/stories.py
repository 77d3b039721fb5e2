"""``newsweir stories``: the stories of the whole database, and the scorers' protocol."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The stories: rebuild all of them, or cluster documents of a file.", no_args_is_help=True)


@app.command()
def cluster(
    source: Annotated[Path, typer.Argument(metavar="IN", help="JSON lines {id, title, body, publisher[, date]}.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="JSON lines {id, cluster}, of all documents known.")],
    state: Annotated[
        Path | None, typer.Option("--state", help="Folder that keeps what came before, from call to call.")
    ] = None,
) -> None:
    """Cluster the documents of a file by the rules of a run, without a database: for scorers and for trying things out.

    Called again with the same --state, later documents are tested against the earlier ones; a later line for an id
    replaces the earlier one, and OUT names every document known so far, since a new one may join two clusters.
    """
    from tasks.errors import BadParameter
    from tasks.steps import cluster_documents

    try:
        with source.open(encoding="utf-8") as lines:
            found = cluster_documents(lines, state)
        with target.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in found)
    except (OSError, UnicodeError) as error:
        raise BadParameter(f"{source} to {target}: {error}") from error
