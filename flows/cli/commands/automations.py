"""``newsweir automations``: Prefect's automations that crash zombies and tell of failed, crashed and late runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.deployed.call import on_configured_api
from flows.run.contract import dumps
from flows.run.exit_codes import OK

if TYPE_CHECKING:
    from flows.deployed.automations import Applied

app = typer.Typer(
    help="Prefect's automations: crash runs whose process is gone, tell of failed, crashed and late runs.",
    no_args_is_help=True,
)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")]
_WORDS = {
    "left_out": "left out: set NEWSWEIR_NOTIFY_URL (or NEWSWEIR_NOTIFY_BLOCK) and apply again",
    "missing": "not on the server; newsweir automations apply makes it",
}


@app.command()
def apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Make or change the automations on the configured Prefect API; doing it again changes nothing.

    NEWSWEIR_NOTIFY_URL (a webhook, https://…) or NEWSWEIR_NOTIFY_BLOCK (type/name of a notification block made in
    Prefect, for e-mail and others) say who is told; the address is kept in a block on the server, encrypted. With
    neither only the automation that crashes zombie runs is made. An automation that was paused stays paused.

    Exit codes: 0 done · 1 the API does not answer · 2 a setting is wrong, or no API is configured.
    """

    def run() -> list[Applied]:
        from flows.deployed.automations import apply_automations

        return apply_automations(is_dry=dry_run)

    _show(_on_api(run), as_json=as_json)
    if dry_run and not as_json:
        print("nothing was done (--dry-run)")


@app.command("list")
def list_automations(as_json: Json = False) -> None:
    """Show the automations as the server has them.

    Exit codes: 0 done · 1 the API does not answer · 2 no API is configured.
    """

    def run() -> list[Applied]:
        from flows.deployed.automations import list_automations as listed

        return listed()

    words = {"unchanged": "as declared", "updated": "the server has another version; newsweir automations apply"}
    _show(_on_api(run), as_json=as_json, words=words)


@app.command()
def remove(as_json: Json = False) -> None:
    """Take the automations and the block with the address away again.

    Exit codes: 0 done · 1 the API does not answer · 2 no API is configured.
    """

    def run() -> list[Applied]:
        from flows.deployed.automations import remove_automations

        return remove_automations()

    _show(_on_api(run), as_json=as_json, words={"missing": "was not there"})


def _on_api(run: Callable[[], list[Applied]]) -> list[Applied]:

    return on_configured_api(run)


def _show(found: list[Applied], *, as_json: bool, words: dict[str, str] | None = None) -> None:

    if as_json:
        print(dumps({"automations": [asdict(one) for one in found]}))
        raise typer.Exit(OK)
    for one in found:
        said = {**_WORDS, **(words or {})}.get(one.action, one.action)
        print(f"{one.name}: {said}" + (" (paused)" if one.is_paused else ""))
