"""Captures on disk: found, described by their sidecars, decoded, kept."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.archive import Archive
from tasks.captures import BadSidecar, Defaults, find_captures, parse_moment, read_capture
from tasks.decode import decode_page
from tasks.errors import BadParameter, BinaryCapture, CaptureTooLarge, NewsweirError, NoCaptures, StopRun


def test_a_folder_is_searched_for_captures_and_a_named_file_is_taken_as_it_is(tmp_path):
    for name in ("b.html", "a.txt", "sub/c.htm", "sub/d.txt.gz", "notes.pdf", ".hidden/e.txt", "a.txt.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    names = [p.relative_to(tmp_path).as_posix() for p in find_captures([tmp_path])]
    assert names == ["a.txt", "b.html", "sub/c.htm", "sub/d.txt.gz"]
    assert find_captures([tmp_path / "notes.pdf", tmp_path / "notes.pdf"]) == [tmp_path / "notes.pdf"]


def test_a_folder_without_captures_is_said_to_be_one(tmp_path):
    with pytest.raises(NoCaptures, match="no captures there"):
        find_captures([tmp_path])
    with pytest.raises(NoCaptures, match="no such file"):
        find_captures([tmp_path / "missing"])


def test_what_the_user_says_wins_over_the_sidecar_and_the_file_s_time_only_counts_when_asked_for(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("x")
    os.utime(page, (0, 86400))
    assert read_capture(page, Defaults()).captured_at is None
    timed = read_capture(page, Defaults(use_file_time=True))
    assert (timed.captured_at, timed.captured_at_source) == (datetime(1970, 1, 2, tzinfo=UTC), "file_time")
    (tmp_path / "page.json").write_text(
        json.dumps({"captured_at": "2026-01-02T03:04:05+02:00", "url": "https://a.example/"})
    )
    told = read_capture(page, Defaults(use_file_time=True))
    assert (told.captured_at, told.captured_at_source) == (datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC), "sidecar")
    assert told.url == "https://a.example/"
    said = datetime(2025, 1, 1, tzinfo=UTC)
    assert read_capture(page, Defaults(captured_at=said)).captured_at_source == "argument"


@pytest.mark.parametrize("sidecar", ["{", "[1]", '{"captured_at": "yesterday"}', '{"url": 3}'])
def test_a_wrong_sidecar_is_refused_with_its_name(tmp_path, sidecar):
    (tmp_path / "page.txt").write_text("x")
    (tmp_path / "page.txt.json").write_text(sidecar)
    with pytest.raises(BadSidecar, match="page"):
        read_capture(tmp_path / "page.txt", Defaults())


def test_a_capture_of_50_mb_is_refused_unread(tmp_path):
    page = tmp_path / "page.html"
    with page.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(CaptureTooLarge, match="50,000,000 bytes"):
        read_capture(page, Defaults())


def test_a_gzip_bomb_is_refused_at_the_limit(tmp_path):
    page = tmp_path / "page.html.gz"
    page.write_bytes(gzip.compress(b" " * 30_000_000))
    with pytest.raises(CaptureTooLarge, match="unpacked"):
        read_capture(page, Defaults())


def test_a_moment_without_a_zone_is_utc_and_nonsense_is_refused():
    assert parse_moment("2026-01-02T03:04") == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    with pytest.raises(BadParameter, match="captured_at is 'noon'"):
        parse_moment("noon")


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("Grüße".encode(), "utf-8"),
        ("Grüße".encode("utf-8-sig"), "utf-8"),
        ("Grüße".encode("utf-16"), "utf-16"),
        ('<meta charset="iso-8859-1">Grüße'.encode("latin-1"), "cp1252"),
        ('<meta charset="windows-1251">Привет'.encode("cp1251"), "cp1251"),
        ('<meta charset="utf-16">Grüße'.encode(), "utf-8"),
        ("A long line of text in which one word, Grüße, is broken: ".encode() + b"\xff and so on", "utf-8"),
    ],
)
def test_bytes_are_read_in_the_charset_that_the_page_has(content, charset):
    page = decode_page(content)
    assert page.charset == charset
    assert "Grüße" in page.text or "Привет" in page.text


def test_a_charset_that_the_transport_declares_comes_first():
    assert decode_page("Привет, мир".encode("koi8-r"), declared="koi8-r").text == "Привет, мир"


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + bytes(100), b"%PDF-1.7 x", bytes(range(32)) * 40, b"\x1f\x8b\x08"]
)
def test_a_binary_file_is_refused(content):
    with pytest.raises(BinaryCapture):
        decode_page(content)


@given(st.binary(max_size=2000))
def test_any_bytes_are_text_or_refused_with_an_error_of_ours(content):
    with contextlib.suppress(NewsweirError):
        assert isinstance(decode_page(content).text, str)


def test_a_body_is_kept_once_and_read_back_whole(tmp_path):
    archive = Archive(tmp_path)
    reference = archive.store(b"body")
    assert archive.store(b"body") == reference
    assert archive.read(reference) == b"body"
    assert len(list(tmp_path.rglob("*.gz"))) == 1
    assert not list(tmp_path.rglob(".new-*"))


def test_a_damaged_archive_record_is_noticed(tmp_path):
    archive = Archive(tmp_path)
    reference = archive.store(b"body")
    file = next(tmp_path.rglob("*.gz"))
    whole = file.read_bytes()
    at = whole.rindex(b"\x1f\x8b\x08")
    other = gzip.compress(gzip.decompress(whole[at:]).replace(b"body", b"dyob"))
    file.write_bytes(whole[:at] + other + bytes(1000))
    with pytest.raises(StopRun, match="damaged"):
        archive.read(reference)
    file.write_bytes(whole[: at + 10])
    with pytest.raises(StopRun, match="cannot be read"):
        archive.read(reference)


def test_an_archive_that_cannot_be_written_stops_the_run(tmp_path):
    (tmp_path / "archive").write_text("a file where the folder should be")
    with pytest.raises(StopRun, match="cannot be written"):
        Archive(tmp_path / "archive").store(b"body")
