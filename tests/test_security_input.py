"""Links and devices in folders of captures, files without an end, secrets in addresses."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from db.session import safe_url, without_secrets
from flows.pipeline.files import split_files
from tasks.captures import LARGEST_KEPT, Defaults, find_captures
from tasks.errors import BadParameter
from tasks.records import Outcome
from tasks.site import Site
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, story


@pytest.fixture
def folder(tmp_path):
    """A folder with captures, and with what does not belong to it."""
    inside = tmp_path / "in"
    write(inside, bulleted(story(1), [story(2)]))
    (tmp_path / "secret.txt").write_text("a secret of the operator's " * 50)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "more.txt").write_text("another secret " * 50)
    (inside / "environment.txt").symlink_to("/proc/self/environ")
    (inside / "secret.html").symlink_to(tmp_path / "secret.txt")
    (inside / "relative.txt").symlink_to("../secret.txt")
    (inside / "folder.txt").symlink_to(tmp_path / "elsewhere")
    (inside / "elsewhere").symlink_to(tmp_path / "elsewhere")
    (inside / "zero.txt").symlink_to("/dev/zero")
    os.mkfifo(inside / "pipe.txt")
    return inside


def test_links_that_lead_out_devices_and_pipes_are_told_and_not_read(folder, database, tmp_path):
    report = ingest(database, [folder], tmp_path / "archive")
    by_name = {Path(result.path).name: result for result in report.results}
    refused = {name for name, result in by_name.items() if result.outcome is Outcome.FAILED}
    assert refused == {
        "environment.txt", "secret.html", "relative.txt", "folder.txt", "elsewhere", "zero.txt", "pipe.txt"
    }  # fmt: skip
    assert "is a link out of its folder" in (by_name["secret.html"].detail or "")
    assert "is no regular file" in (by_name["pipe.txt"].detail or "")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "archive").rglob("*") if path.is_file())
    assert b"secret" not in kept
    assert rows(database, "select count(*) from news.body where erased_at is null") == [(1,)]


def test_a_link_within_the_folder_is_its_target_once_and_a_named_one_is_followed(folder, tmp_path):
    (folder / "same.txt").symlink_to(next(folder.glob("[0-9]*")).name)
    names = [path.name for path in find_captures([folder])]
    assert "same.txt" not in names
    assert find_captures([folder / "relative.txt"]) == [tmp_path / "secret.txt"]


def test_a_file_without_an_end_is_refused_before_it_is_read(tmp_path):
    huge = tmp_path / "huge.html"
    with huge.open("wb") as file:
        file.truncate(50 * 1024**3)
    before = psutil.Process().cpu_times().user
    (record,) = split_files([huge], Defaults(), None)
    assert record.outcome is Outcome.FAILED
    assert f"beyond {LARGEST_KEPT:,}" in (record.detail or "")
    assert psutil.Process().cpu_times().user - before < 5


@pytest.mark.parametrize(
    "url",
    ["postgresql://kim:hidden1@db/news?password=hidden2&sslmode=require", "postgresql://kim@db/n?password=hidden1"],
)
def test_passwords_of_a_database_stand_in_no_message_and_in_no_arguments(url):
    assert "hidden" not in safe_url(url)
    plain, environment = without_secrets(url)
    assert "hidden" not in plain
    assert environment["PGPASSWORD"] == "hidden1"
    assert plain.startswith("postgresql://kim@db/n")


def test_a_site_with_a_password_in_an_address_is_refused_without_repeating_it():
    values = {"name": "river", "listings": ["https://kim:hidden1@news.example.org/list"]}
    with pytest.raises(BadParameter, match="password in it") as refused:
        Site.from_dict(values, "site river")
    assert "hidden1" not in str(refused.value)
