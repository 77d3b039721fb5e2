"""``newsweir automations``: Prefect's automations that crash zombies and tell of failed, crashed and late runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from typing import Annotated

import typer

from flows.cli.commands.options import Json
from flows.deployed.call import on_configured_api
from flows.run.contract import dumps

app = typer.Typer(
    help="Prefect's automations: crash runs whose process is gone, tell of failed, crashed and late runs.",
    no_args_is_help=True,
)
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
    _show("apply_automations", as_json=as_json, is_dry=dry_run)
    if dry_run and not as_json:
        print("nothing was done (--dry-run)")


@app.command("list")
def list_automations(as_json: Json = False) -> None:
    """Show the automations as the server has them.

    Exit codes: 0 done · 1 the API does not answer · 2 no API is configured.
    """
    words = {"unchanged": "as declared", "updated": "the server has another version; newsweir automations apply"}
    _show("list_automations", words, as_json=as_json)


@app.command()
def remove(as_json: Json = False) -> None:
    """Take the automations and the block with the address away again.

    Exit codes: 0 done · 1 the API does not answer · 2 no API is configured.
    """
    _show("remove_automations", {"missing": "was not there"}, as_json=as_json)


def _show(does: str, words: Mapping[str, str] | None = None, *, as_json: bool, **options: bool) -> None:
    """Do what a function of ``flows.deployed.automations`` does and print it; imported once Prefect is set up."""
    name = "flows.deployed.automations"
    found = on_configured_api(lambda: list(getattr(import_module(name), does)(**options)))
    if as_json:
        print(dumps({"automations": [asdict(one) for one in found]}))
        return
    for one in found:
        said = {**_WORDS, **(words or {})}.get(one.action, one.action)
        print(f"{one.name}: {said}" + (" (paused)" if one.is_paused else ""))
