"""What every command promises: JSON for programs, and exit codes that its help names."""

from __future__ import annotations

import inspect
import json
import os
import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli.app import COMMANDS as NAMES
from flows.cli.app import app, load_command
from flows.run import exit_codes
from flows.run.exit_codes import MEANING, RUNS, WRONG_USE
from flows.run.process import exit_code_of
from flows.settings import settings
from tasks.errors import NewsweirError


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(path), command
        return
    for name, one in inner.items():
        yield from walk(one, (*path, name))


OTHERS = ("db psql", "prefect")
"""What follows these is another program's."""
COMMANDS: dict[str, Any] = {path: one for name in NAMES for path, one in walk(load_command(name), (name,))}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_can_print_json_and_its_help_names_its_exit_codes(name):
    assert "--json" in {option for parameter in COMMANDS[name].params for option in parameter.opts}
    shown = CliRunner().invoke(app, [*name.split(), "--help"], terminal_width=200)
    assert shown.exit_code == 0
    assert "--json" in shown.output
    assert "Exit code" in shown.output


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_list_of_commands_says_of_each_what_its_own_help_begins_with(name):
    """The list is kept beside the names, so that it is shown without loading them."""
    first = str(load_command(name).help).partition("\n\n")[0].replace("\n", " ")
    assert NAMES[name].rstrip(".").split(";")[0].split(":")[0] in first or name in ("story", "profile", "automations")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_of_a_command_names_every_exit_code_that_its_module_uses(name):
    used = {value for constant, value in vars(exit_codes).items() if isinstance(value, int) and constant in
            inspect.getsource(inspect.unwrap(COMMANDS[name].callback))}  # fmt: skip
    words = str(COMMANDS[name].help)
    for code in used:
        assert re.search(rf"\b{code} ", words), (name, code)


def test_help_texts_flow_at_eighty_columns():
    shown = CliRunner().invoke(app, ["backfill", "-h"], terminal_width=80).output.splitlines()
    start = next(at for at, line in enumerate(shown) if "Takes files and folders" in line)
    paragraph = shown[start : next(at for at, line in enumerate(shown) if at > start and not line.strip())]
    assert all(len(line.rstrip()) > 60 for line in paragraph[:-1])


@pytest.mark.parametrize("name", ["", *sorted(COMMANDS)])
def test_help_says_what_its_source_says_in_columns_that_are_read(name):
    shown = CliRunner().invoke(app, [*name.split(), "--help"], terminal_width=80).output
    assert "%" not in shown
    assert "[[" not in shown
    assert "-h" in shown or name in OTHERS
    words = "".join(re.sub(r"[│╭╰╮╯─]", " ", shown).split())
    for one in (COMMANDS[name], *COMMANDS[name].params) if name else ():
        said = str(one.help).replace("\\[", "[")
        assert "".join(said.split()) in words, said


WRONG = """
nosuch | --nosuch | ingest /nowhere | ingest --captured-at noon | ingest --url ftp://x | ingest --site nowhere
ingest --only river --direct | backfill | backfill /nowhere | backfill --since 2026-13-01 x | backfill --order odd .
backfill --processes many . | backfill --processes -1 . | backfill --list /nowhere | reparse --since x
reparse --since 2026-02-01 --until 2026-01-01 | split | split /nowhere | explain /nowhere | maintain --only nosuch
maintain --rows-days 0 | quality x | quality 9 | profile nosuch | profile try /nowhere | profile check --pages /nowhere
story | story merge | story 9 | stories cluster /nowhere out | stories rebuild --batch-size 0 | fetch notanaddress
why notanaddress | site add /nowhere.toml | site add x --depth 99 | site show x | archive verify --sample 0
archive verify --since x | automations list | publisher merge a | publisher undo x | publisher list --limit 0
dictionary --format nosuch | dictionary --out /nowhere/x | report --days 0 | report --days 3 --since 2026-01-01
export | export nosuch | export article --json | export article --format parquet | export article --deleted x
purge undo 9 | purge site x --dry-run | db psql --json -f x | db grant dash --password-file /nowhere
db restore /nowhere | --settings /nowhere status
""".replace("\n", "|").split("|")


@pytest.mark.parametrize(
    "words",
    [*filter(None, map(str.strip, WRONG)), *(f"{name} --no-such-option" for name in COMMANDS if name not in OTHERS),
     *(name for name, one in COMMANDS.items() if any(parameter.required for parameter in one.params))],
)  # fmt: skip
def test_wrong_use_of_any_command_ends_with_2(words, pristine, monkeypatch):
    monkeypatch.setenv("NEWSWEIR_DATABASE_URL", pristine)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("NEWSWEIR_SETTINGS", os.environ.get("NEWSWEIR_SETTINGS", ""))  # What --settings sets goes again.
    settings.cache_clear()
    done = CliRunner().invoke(app, words.split())
    settings.cache_clear()
    error = done.exception
    assert (exit_code_of(error) if isinstance(error, NewsweirError) else done.exit_code) == WRONG_USE, done.output


def test_the_version_is_printed():
    assert CliRunner().invoke(app, ["--version"]).output == f"newsweir {version('newsweir')}\n"


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
        (["db", "psql", "-c", "select 1 as one"], {"results"}),
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


def test_statements_for_psql_are_done_and_printed_as_json(database, monkeypatch):
    from flows.settings import settings

    monkeypatch.setenv("NEWSWEIR_DATABASE_URL", database)
    settings.cache_clear()
    try:

        def psql(*words: str) -> Any:
            return CliRunner().invoke(app, ["db", "psql", *words])

        several = "create temp table t (day date, n numeric, note jsonb);"
        several += "insert into t values ('2026-03-01', 1.5, '{\"a\": [1]}'), (null, null, null); select * from t"
        done = psql("--json", "-c", several, "--command=select 7 as n where false", "-cselect '100%' as share")
        found = json.loads(done.output)["results"]
        assert [result["row_count"] for result in found] == [0, 2, 2, 0, 1]
        assert found[2]["columns"] == ["day", "n", "note"]
        assert found[2]["rows"][0]["day"] == "2026-03-01"
        assert float(found[2]["rows"][0]["n"]) == 1.5
        assert found[2]["rows"][0]["note"] == {"a": [1]}
        assert found[3] == {"columns": ["n"], "rows": [], "row_count": 0}
        assert found[4]["rows"] == [{"share": "100%"}]
        for words, message in (
            (("-c", "select no_such_column"), 'column "no_such_column" does not exist'),
            (("-At", "-c", "select 1"), "'-At' is psql's own"),
            ((), "expected a statement"),
        ):
            refused = psql("--json", *words)
            assert refused.exit_code != 0
            assert message in str(refused.exception)
    finally:
        settings.cache_clear()
