"""``newsweir stories``: the stories of the whole database, and the scorers' protocol."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from db.stories.rebuild import rebuild_stories
from flows.cli.clustering import cluster_file
from flows.cli.commands.options import Json
from flows.cli.console import counted
from flows.cli.render_story import print_moves
from flows.pipeline.stories import decide_stories
from flows.run.contract import dumps
from flows.settings import database_url

app = typer.Typer(help="The stories: rebuild all of them, or cluster documents of a file.", no_args_is_help=True)


@app.command()
def rebuild(
    is_restarted: Annotated[
        bool, typer.Option("--restart", help="Begin anew, where a killed rebuild would go on.")
    ] = False,
    batch_size: Annotated[int, typer.Option("--batch-size", min=1, max=20_000, help="Articles a transaction.")] = 1000,
    as_json: Json = False,
) -> None:
    """Decide the stories of all articles anew, with the present algorithm, and report what moved.

    Readers see the old stories until the new are complete, and loading goes on meanwhile. A killed rebuild goes on
    where it was. Needed after an upgrade that changes the algorithm, and for articles that were loaded before stories
    were kept. What people decided (newsweir story merge, split) holds.
    """
    with counted("articles", is_silent=as_json) as progress:
        moves = rebuild_stories(
            database_url(), decide_stories, progress, batch_size=batch_size, is_restarted=is_restarted
        )
    if as_json:
        print(dumps(asdict(moves)))
    else:
        print_moves(moves)


@app.command()
def cluster(
    source: Annotated[Path, typer.Argument(metavar="IN", help="JSON lines {id, title, body, publisher[, date]}.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="JSON lines {id, cluster}, of all documents known.")],
    state: Annotated[
        Path | None, typer.Option("--state", help="Folder that keeps what came before, from call to call.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object when it is done.")] = False,
) -> None:
    """Cluster the documents of a file by the rules of a run, without a database: for scorers and for trying things out.

    Called again with the same --state, later documents are tested against the earlier ones; a later line for an id
    replaces the earlier one, and OUT names every document known so far, since a new one may join two clusters.
    """
    cluster_file(str(source), str(target), str(state) if state else None)
    if as_json:
        print(dumps({"in": str(source), "out": str(target), "state": str(state) if state else None}))
