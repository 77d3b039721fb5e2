"""The command as a person or a script runs it: output, errors, exit codes, quiet."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.schema import HEAD_REVISION
from flows.cli.written import written
from tasks.errors import StopRun
from tests.helpers import rows, snapshot, write
from tests.pages import bulleted, dashed, story
from tests.waiting import LIMIT_SECONDS, loading_held


@pytest.fixture
def newsweir(database, tmp_path, commands):
    """Runs a command against a fresh database and an empty home folder."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return commands.run(*arguments, env=env_for(database, tmp_path) | environment)

    return run


def env_for(database: str, home: Path) -> dict[str, str]:
    return os.environ | {
        "NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(home / "home"), "HOME": str(home), "COLUMNS": "100",
        "PYTHONWARNINGS": "default",
    }  # fmt: skip


def test_the_sample_site_is_ingested_when_nothing_is_named(newsweir, database):
    done = newsweir("ingest", "--direct")
    assert (done.returncode, done.stderr) == (0, "")
    assert "the account adds up" in done.stdout
    assert "Duplicates found: 11" in done.stdout
    assert rows(database, "select count(*) filter (where page_count > 1) > 3 from bi.article") == [(True,)]


def test_a_second_ingest_says_unchanged_and_writes_nothing(newsweir, database):
    newsweir("ingest", "--direct")
    before = snapshot(database)
    again = newsweir("ingest", "--direct", "--json")
    assert {json.loads(line)["outcome"] for line in again.stdout.splitlines()} == {"unchanged"}
    assert snapshot(database) == before


def test_json_is_one_object_per_page_and_nothing_else(newsweir, tmp_path):
    write(tmp_path / "in", bulleted(story(1), [story(2)]), "no page\n")
    done = newsweir("ingest", "--direct", "--json", tmp_path / "in")
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(page["outcome"], page["reason"]) for page in pages] == [
        ("loaded", None),
        ("quarantined", "unknown_layout"),
    ]
    assert (done.returncode, done.stderr) == (3, "")


def test_split_prints_the_contract(newsweir, tmp_path):
    (path,) = write(tmp_path / "in", bulleted(story(1), [story(2)], byline="Harbour Gazette2 hours ago"))
    done = newsweir("split", path, "--json", "--captured-at", "2026-06-18T16:30:00Z")
    page = json.loads(done.stdout)
    assert {"path", "page_kind", "layout", "outcome", "reason", "primary", "related"} <= set(page)
    fields = (
        "title url publisher agency authors language published_raw published_at published_min_at published_max_at "
        "published_precision published_source completeness body modified_at category tags image_url is_free "
        "text_state access publisher_source link_kind"
    ).split()
    assert set(page["primary"]) == set(fields)
    assert set(page["related"][0]) == {*fields, "position"}
    assert page["primary"]["body"] == "\n".join(story(1).body)
    assert page["primary"]["published_at"] == "2026-06-18T14:30:00Z"
    assert (page["outcome"], page["page_kind"], page["layout"]) == ("loaded", "article", "bulleted")


def test_a_run_with_nothing_to_do_says_so_in_place_of_an_empty_table(newsweir):
    done = newsweir("ingest", "--direct", "--due")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("There was nothing to do. newsweir site list tells which declared page is due when.")
    assert "Run 1: 0 pages planned" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_file_that_the_disk_refuses_is_named_with_the_next_move(tmp_path):
    words = r"out\.csv cannot be written: .+; free some space or name another file$"
    with pytest.raises(StopRun, match=words), written(tmp_path / "out.csv") as part:
        part.symlink_to("/dev/full")
        part.write_text("a row")
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_is_a_file_is_named_with_the_next_move(commands, tmp_path):
    (tmp_path / "home").touch()
    done = commands.run(
        "status", env=os.environ | {"NEWSWEIR_HOME": str(tmp_path / "home"), "NEWSWEIR_DATABASE_URL": ""}
    )
    assert done.returncode == 1
    assert f"look whether {tmp_path / 'home'} may be written and has room, or set NEWSWEIR_DATABASE_URL" in done.stderr
    assert "['" not in done.stderr + done.stdout


def test_explain_names_a_label_and_a_rule_for_every_line(newsweir, tmp_path):
    text = dashed(story(1), [story(2)])
    done = newsweir("explain", "--all", *write(tmp_path / "in", text))
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1 + sum(bool(line.strip()) for line in text.split("\n"))
    assert "card_publisher" in done.stdout


def test_explain_folds_a_run_of_chrome_into_one_line_that_names_its_rules(newsweir, tmp_path):
    links = "".join(f"<li><a href='/section/{n}'>Section {n}</a></li>" for n in range(40))
    body = "".join(f"<p>{line}</p>" for line in story(1).body)
    html = f"<body><nav><ul>{links}</ul></nav><article><h1>{story(1).title}</h1>{body}</article></body>"
    page = tmp_path / "page.html"
    page.write_text(html, encoding="utf-8")
    folded, every = (newsweir("explain", *option, page).stdout.splitlines() for option in ([], ["--all"]))
    assert sum("… 40 lines: nav" in line for line in folded) == 1, folded
    assert len(every) == len(folded) + 39


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ingest", "--direct", "/no/such/place"], 2, "paths.0: /no/such/place: there is no such file or folder"),
        (["ingest", "--direct", "."], 2, "no captures there"),
        (["ingest", "."], 2, "no captures there"),
        (["ingest", "--captured-at", "noon"], 2, "captured_at is 'noon', expected an ISO 8601 moment"),
        (["ingest", "--captured-at", "2999-01-01"], 2, "captured_at is '2999-01-01', which lies in the future"),
        (["ingest", "--site", "nowhere"], 2, "no profile is named 'nowhere'; there are: daily8"),
        (["ingest", "--url", "gopher://x"], 2, "url: 'gopher://x' is no address"),
        (["backfill", "--direct"], 2, "a backfill needs paths, a list file"),
        (["ingest", "--direct", "--url", "https://a.example/"], 2, "url: one address for 7 captures"),
        (["split"], 2, "name captures or folders"),
        (["ingest", "--no-such-option"], 2, "No such option"),
        (["explain", "/no/such/place"], 2, "there is no such file or folder"),
    ],
)
def test_a_wrong_word_gets_a_message_that_names_it_and_no_stack_trace(
    newsweir, tmp_path, monkeypatch, arguments, code, message
):
    monkeypatch.chdir(tmp_path)
    done = newsweir(*arguments)
    assert done.returncode == code
    assert message in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "postgresql://nobody:secret@127.0.0.1:1/news",
            "no database answers at postgresql://nobody:***@127.0.0.1:1/news",
        ),
        ("mysql://root@localhost/news", "expected postgresql://"),
        ("not an address", "NEWSWEIR_DATABASE_URL is no address"),
    ],
)
def test_a_database_that_is_not_there_is_said_so_without_its_password(newsweir, url, message):
    done = newsweir("ingest", "--direct", NEWSWEIR_DATABASE_URL=url)
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert "refused" in done.stderr or ":1/" not in url
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_of_a_newer_program_is_refused(newsweir, database):
    import psycopg

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("update news.schema_revision set version_num = '9999'")
    done = newsweir("ingest", "--direct")
    assert done.returncode == 1
    assert "upgrade this one (nothing was changed)" in done.stderr


def test_status_and_db_say_what_is_there(newsweir, database):
    newsweir("ingest", "--direct")
    status = json.loads(newsweir("status", "--json").stdout)
    assert (status["page_count"], status["quarantine_count"]) == (7, 0)
    assert "Newest runs" in newsweir("status").stdout
    assert newsweir("db", "url").stdout.strip() == database
    assert f"revision {HEAD_REVISION}" in newsweir("db", "upgrade").stdout
    asked = newsweir("db", "psql", "-c", "select count(*) from bi.run", "-c", "select 7", "-At")
    assert asked.stdout.split() == ["1", "7"]


def test_database_errors_of_any_kind_are_one_line(newsweir, database):
    for url in (database + "&foo=bar", "postgresql://h:port/db"):
        done = newsweir("ingest", "--direct", NEWSWEIR_DATABASE_URL=url)
        assert done.returncode in (1, 2)
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_what_is_no_regular_file_is_a_page_that_failed(newsweir, tmp_path):
    os.mkfifo(tmp_path / "page.html")
    done = newsweir("ingest", "--direct", "--json", tmp_path / "page.html")
    assert done.returncode == 3
    assert json.loads(done.stdout)["reason"] == "unreadable"


def test_an_interrupted_run_says_so_is_recorded_and_prints_no_trace(database, tmp_path):
    write(tmp_path / "in", *(bulleted(story(n), [story(n + 100)]) for n in range(4)))
    environment = env_for(database, tmp_path)
    command = [sys.executable, "-m", "flows", "ingest", "--direct", str(tmp_path / "in")]
    with loading_held(database) as until_waiting:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until_waiting(1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 130
    assert errors.strip() == "newsweir: interrupted; what was loaded stays, the same command goes on where it was"
    assert rows(database, "select state from news.run") == [("interrupted",)]
