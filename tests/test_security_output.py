"""Text of strangers reaches no terminal and no Markdown raw: escapes, marks of direction, links, images."""

from __future__ import annotations

import io
import logging
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from flows.deployed.clean_logs import clean_logs
from flows.shards.differences_words import _cell
from tasks.printable import for_log, for_markdown, for_spreadsheet, for_terminal
from tests.deployed import in_venv
from tests.helpers import write
from tests.pages import bulleted, story
from tests.waiting import LIMIT_SECONDS

HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\u202eevil\u2066 ![x](http://a.example/i) [click](javascript:alert(1)) <img src=x> `a` | b"
)
_RAW = ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200f"]


def test_each_place_gets_its_own_harmless_form():
    assert for_terminal("a\x1b[31m\tb\nc\u202ed\x9b") == "a\\x1b[31m\tb\nc\\u202ed\\x9b"
    assert for_log("a\nlevel=INFO b") == "a\\nlevel=INFO b"
    inert = for_markdown(HOSTILE)
    assert inert[0] == inert[-1] == "`"
    assert inert.count("`") == 2
    assert "|" not in inert
    assert for_spreadsheet("=1+1\x1b[2J\n\u202eb\u200f") == "'=1+1\\x1b[2J\n\\u202eb\u200f"
    assert [for_spreadsheet(text)[:1] for text in ("\t-1", "＝x", "a=b", "")] == ["'", "'", "a", ""]
    assert for_terminal("Öl & «fisk» 漢字 👩‍🌾 हिन्दी") == "Öl & «fisk» 漢字 👩‍🌾 हिन्दी"


def test_a_log_of_a_run_shows_a_strangers_words_on_one_line_and_written_out():
    seen = io.StringIO()
    logger = logging.getLogger("prefect.task_runs")
    handler = logging.StreamHandler(seen)
    logger.addHandler(handler)
    try:
        clean_logs()
        clean_logs()
        logger.error("stage=fetch error=%s", f"{HOSTILE}\nstage=load accepted=7")
        try:
            raise ValueError(HOSTILE)
        except ValueError:
            logger.exception("Task run failed with exception: %s", HOSTILE)
    finally:
        logger.removeHandler(handler)
    shown = seen.getvalue()
    assert [mark for mark in _RAW if mark in shown] == []
    assert "accepted=7" in shown.splitlines()[0]
    assert "Traceback" in shown
    assert "ValueError: \\x1b" in shown


def test_artifacts_show_a_servers_words_as_code():
    assert _cell(HOSTILE).startswith("`")


@pytest.fixture
def hostile_run(database, tmp_path):
    """What each command prints of a page whose every part is hostile."""
    folder = tmp_path / "in"
    name = "page\x1b[31m\u202egpj.html"
    article = f"<html><head><title>{HOSTILE}</title></head><body><article><h1>Ferries {HOSTILE}</h1>"
    body = "".join(
        f"<p>The boats {HOSTILE} left the harbour before dawn with sixty people on board.</p>" for _ in range(9)
    )
    folder.mkdir()
    (folder / name).write_text(f"{article}{body}</article></body></html>", encoding="utf-8")
    (folder / f"bad{name}").write_bytes(b"\x89PNG\r\n" + bytes(range(256)))
    write(folder / "plain", bulleted(story(1, title=f"Bells {HOSTILE}"), [story(2)]))
    environment = os.environ | {
        "NEWSWEIR_DATABASE_URL": database,
        "NEWSWEIR_HOME": str(tmp_path / "home"),
        "COLUMNS": "150",
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            in_venv(["newsweir", *words]), env=environment, capture_output=True, timeout=LIMIT_SECONDS, check=False
        )
        return (done.stdout + done.stderr).decode("utf-8", "replace")

    return folder, folder / name, run


_MORE = [
    ["split", "{folder}"], ["status"], ["why", f"http://a.example/{HOSTILE}"],
    ["explain", "{folder}"], ["story", "a1"], ["quality"], ["split", "{folder}/none" + HOSTILE], ["reparse"],
    ["split", "{page}", "--site", HOSTILE], ["maintain", "--dry-run"], ["archive", "verify"], ["publisher", "list"],
    ["export", "article"], ["export", "article_text"], ["site", "list"], ["story", "why", "a1", "a2"], ["dictionary"],
]  # fmt: skip


def raw_marks(run: Any, folder: Path, page: Path, commands: list[list[str]]) -> dict[str, list[str]]:
    found = {}
    for words in commands:
        text = run(*(word.replace("{folder}", str(folder)).replace("{page}", str(page)) for word in words))
        assert text
        found[" ".join(words)] = [mark for mark in _RAW if mark in text]
    return {command: marks for command, marks in found.items() if marks}


def test_no_command_prints_an_escape_or_a_mark_of_direction(hostile_run):
    folder, page, run = hostile_run
    ingested, explained = run("ingest", "--direct", str(folder)), run("explain", str(page), "--all")
    assert [mark for mark in _RAW if mark in ingested + explained] == []
    assert "\\x1b" in ingested
    assert "\\u202e" in explained


@pytest.mark.slow
def test_no_other_command_does_either(hostile_run):
    folder, page, run = hostile_run
    run("ingest", "--direct", str(folder))
    assert raw_marks(run, folder, page, _MORE) == {}
