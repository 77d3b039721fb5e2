"""What every command promises: JSON for programs, and exit codes that its help names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click
import pytest
import typer
from typer.testing import CliRunner

from flows.cli import app
from flows.exits import MEANING, RUNS

NOT_OURS = {"db psql"}
"""Commands whose options all go to another program."""


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(path), command
        return
    for name, one in inner.items():
        yield from walk(one, (*path, name))


COMMANDS: dict[str, click.Command] = dict(walk(typer.main.get_command(app)))


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NOT_OURS))
def test_a_command_can_print_json_and_its_help_names_its_exit_codes(name):
    assert "--json" in {option for parameter in COMMANDS[name].params for option in parameter.opts}
    shown = CliRunner().invoke(app, [*name.split(), "--help"], terminal_width=200)
    assert shown.exit_code == 0
    assert "--json" in shown.output
    assert "Exit code" in shown.output


def test_the_help_of_a_command_that_makes_a_run_names_every_exit_code():
    for name in set(RUNS) & set(COMMANDS):
        words = " ".join(str(COMMANDS[name].help).split())
        assert all(f"{code} {meaning}" in words for code, meaning in MEANING.items())


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["db", "upgrade"], {"database", "revision", "was"}),
        (["db", "url"], {"url"}),
        (["site", "add", "river", "--feed", "http://127.0.0.1:9/rss"], {"site", "start_page_count"}),
        (["site", "remove", "river"], {"site", "is_removed", "declared_again_by"}),
        (["status"], {"database", "runs", "quarantine"}),
    ],
)
def test_json_is_one_object_and_nothing_else(database, monkeypatch, words, keys):
    from flows.settings import settings

    monkeypatch.setenv("NEWSWEIR_DATABASE_URL", database)
    settings.cache_clear()
    try:
        if words[1:2] == ["remove"]:
            CliRunner().invoke(app, ["site", "add", "river", "--feed", "http://127.0.0.1:9/rss"])
        done = CliRunner().invoke(app, [*words, "--json"])
    finally:
        settings.cache_clear()
    assert done.exit_code == 0, done.output
    assert keys <= set(json.loads(done.output))
