"""Settings come from the environment and the home folder: a folder of captures changes nothing and runs nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.child import python_command
from tests.deployed import in_venv
from tests.helpers import rows, write
from tests.hostile import hostile_folder
from tests.pages import bulleted, story
from tests.waiting import LIMIT_SECONDS

_PREFECT = """
import json, sys
from pathlib import Path
from flows.deployed.prefect_files import ignore_current_folder
ignore_current_folder(Path(sys.argv[1]))
from prefect.settings import PREFECT_LOGGING_LEVEL, get_current_settings, temporary_settings
def seen():
    found = get_current_settings()
    return [found.api.url, found.logging.extra_loggers, str(found.profiles_path)]
now = seen()
with temporary_settings({PREFECT_LOGGING_LEVEL: "ERROR"}):
    later = seen()
from prefect.settings import Settings
made = Settings()
print(json.dumps([now, later, [made.api.url, made.logging.extra_loggers, str(made.profiles_path)]]))
"""


def run(folder: Path, home: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        command, cwd=folder, env=kept | {"HOME": str(home), "NEWSWEIR_HOME": str(home)} | environment,
        capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False,
    )  # fmt: skip


def test_a_folder_of_captures_with_settings_and_modules_runs_nothing_at_an_ingest_in_it(database, tmp_path):
    folder = hostile_folder(tmp_path / "in")
    write(folder, bulleted(story(1), [story(2)]))
    command = in_venv(["newsweir", "ingest", "--direct", "--json", "."])
    done = run(folder, tmp_path / "home", *command, NEWSWEIR_DATABASE_URL=database)
    assert done.stderr == ""
    assert "loaded" in {json.loads(line)["outcome"] for line in done.stdout.splitlines()}
    assert rows(database, "select count(*) from news.run") == [(1,)]
    assert not (folder / "ran").exists()


def test_prefect_reads_no_file_of_the_current_folder_now_or_later(tmp_path):
    folder, home = hostile_folder(tmp_path / "in"), tmp_path / "home"
    done = run(folder, home, *python_command(_PREFECT), str(home / "empty"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[None, [], str(home / ".prefect" / "profiles.toml")]] * 3
    assert not (folder / "ran").exists()


def test_the_same_folder_is_believed_by_prefect_itself_so_that_the_attack_is_one(tmp_path):
    folder = hostile_folder(tmp_path / "in")
    done = run(
        folder,
        tmp_path,
        sys.executable,
        "-P",
        "-c",
        "from prefect.settings import *\nprint(get_current_settings().api.url)",
    )
    assert done.stdout.strip() == "http://127.0.0.1:9/api"


@pytest.mark.parametrize("way", ["home", "option", "environment"])
def test_a_file_of_settings_counts_in_the_home_folder_or_where_it_is_named(way, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    file = home / "settings.env" if way == "home" else tmp_path / "mine.env"
    file.write_text("NEWSWEIR_BATCH_SIZE=nine\n")
    options = ["--settings", str(file)] if way == "option" else []
    environment = {"NEWSWEIR_SETTINGS": str(file)} if way == "environment" else {}
    command = in_venv(["newsweir", *options, "db", "stop"])
    done = run(tmp_path, home, *command, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert "NEWSWEIR_BATCH_SIZE" in done.stderr
    better = run(tmp_path, home, *command, **environment, NEWSWEIR_BATCH_SIZE="9")
    assert better.returncode == 0, better.stderr


def test_a_named_file_of_settings_that_is_not_there_is_said(tmp_path):
    done = run(tmp_path, tmp_path, *in_venv(["newsweir", "--settings", "none.env", "db", "stop"]))
    assert done.returncode == 2
    assert "there is no file" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("NEWSWEIR_PROXY", "proxy.lan:3128", "expected http://user:password@host:port"),
        ("NEWSWEIR_PROXY", "http://kim:pass/word@proxy.lan:3128", "expected http://user:password@host:port"),
        ("NEWSWEIR_CA_FILE", "none.pem", "none.pem is no file of certificates (PEM): No such file or directory"),
        ("NEWSWEIR_CA_FILE", __file__, "is no file of certificates (PEM): [X509: NO_CERTIFICATE_OR_CRL_FOUND]"),
    ],
)
def test_a_proxy_or_certificates_that_cannot_be_used_are_refused_before_a_run_by_name_and_without_a_password(
    tmp_path, name, value, words
):
    done = run(tmp_path, tmp_path, *in_venv(["newsweir", "db", "stop"]), **{name: value})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"newsweir: {name}: ")
    assert words in done.stderr
    assert "word@" not in done.stderr.replace("password@", "")


@pytest.mark.parametrize("value", ["", "http://[::1]:3128", "https://kim:p%40ss@proxy.lan:3128/", "http://proxy.lan"])
def test_every_form_of_a_proxy_and_an_empty_one_are_taken(tmp_path, value):
    done = run(tmp_path, tmp_path, *in_venv(["newsweir", "db", "stop"]), NEWSWEIR_PROXY=value)
    assert done.returncode == 0, done.stderr
