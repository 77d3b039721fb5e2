"""What the documentation shows is run: the analysts' queries, the compose file, the settings, the reasons."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from flows.cli.commands.options import check_profiles
from flows.run.plan import SAMPLE_SITE
from flows.settings import Settings
from tasks.profile import read_profile
from tests.helpers import ingest

ROOT = Path(__file__).parents[1]
QUERIES = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "bi.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def sample(named_database: Callable[[bool], str]) -> str:
    """A database with the sample site, as a reader sees it."""
    import tempfile

    url = named_database(True)
    with tempfile.TemporaryDirectory() as folder:
        ingest(url, [SAMPLE_SITE], Path(folder), captured_at=None)
    return url


@pytest.mark.xdist_group("sample")
@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_an_example_query_gives_rows_to_the_readers_role(sample, query):
    with psycopg.connect(sample) as connection:
        connection.execute("set role newsweir_bi")
        assert connection.execute(query).fetchall()


def test_the_compose_file_follows_its_schema():
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"NEWSWEIR_{name.upper()}" not in readme] == []


def test_every_reason_of_a_quarantine_stands_in_the_readme():
    import tasks.captures
    import tasks.errors

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    kinds = [
        kind
        for module in (tasks.errors, tasks.captures)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, tasks.errors.SkipPage) and kind is not tasks.errors.SkipPage
    ]
    assert len(kinds) > 8
    assert [kind.reason for kind in kinds if f"`{kind.reason}`" not in readme] == []


def test_the_lock_files_carry_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in lock
        assert "index-url" not in lock
        pins = re.findall(r"^[a-z0-9][^\s=]*==\S+", lock, re.MULTILINE)
        assert len(pins) > 90
        assert lock.count("--hash=sha256:") > len(pins)


def test_the_profile_in_the_documentation_is_one(tmp_path):
    text = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
    path = tmp_path / "tidewire.toml"
    path.write_text(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0], encoding="utf-8")
    profile = read_profile(path)
    check_profiles([profile])
    assert profile.html[0].card_fields["url"] == "a.also__link@href"
