"""WARC files of others with every kind of damage: the next record is found again, and the run names them."""

from __future__ import annotations

import gzip
import io
from dataclasses import replace
from uuid import uuid4

import pytest

from flows.pipeline.warc import pages_of_warc
from flows.run.direct import run_directly
from flows.run.parameters import IngestParameters
from flows.run.plan_ingest import plan_ingest
from tasks.archive import Archive
from tasks.archive.reading import Record, iter_records
from tasks.errors import NoCaptures
from tests.helpers import rows
from tests.test_archive import attempt
from tests.test_web_runs import article

HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def record(number: int, head: str = HTML, body: bytes | None = None, length: int = 0, more: str = "") -> bytes:
    """One record, unpacked. ``length`` is what its Content-Length is wrong by."""
    page = article(number) if body is None else body
    block = head.encode() + (b"\r\n" if "\r\n" in head else b"\n") + page
    fields = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\nWARC-Date: 2026-06-01\r\n"
        f"WARC-Target-URI: http://news.example/a/{number}\r\nContent-Type: application/http; msgtype=response\r\n{more}"
        f"Content-Length: {len(block) + length}\r\n\r\n"
    )
    return fields.encode() + block + b"\r\n\r\n"


def read(data: bytes) -> list[Record]:
    return [found for _, found in iter_records(io.BytesIO(data))]


def chunked(body: bytes, extension: str = "") -> bytes:
    half = len(body) // 2
    return b"".join(f"{len(p):x}{extension}\r\n".encode() + p + b"\r\n" for p in (body[:half], body[half:], b""))


READABLE = {
    "a chunked coding that was undone though the head stayed": record(9, HTML + "Transfer-Encoding: chunked\r\n"),
    "a chunked coding": record(9, HTML + "Transfer-Encoding: chunked\r\n", chunked(article(9))),
    "chunks with extensions": record(9, HTML + "Transfer-Encoding: chunked\r\n", chunked(article(9), ";name=value")),
    "a content coding that was undone though the head stayed": record(9, HTML + "Content-Encoding: gzip\r\n"),
    "line ends of another system": record(9, HTML.replace("\r\n", "\n")),
    "no Content-Type": record(9, "HTTP/1.1 200 OK\r\nServer: x\r\n"),
    "a head of 40 KB": record(9, HTML + f"X-Filler: {'y' * 40_000}\r\n"),
    "a status line without a phrase": record(9, HTML.replace(" OK", "")),
}
DAMAGED = {
    "a length that is one too small": record(9, length=-1),
    "a length that is one too large": record(9, length=1),
    "a length that is far too large": record(9, length=100_000),
    "a length that is beyond what is read": record(9, length=100_000_000),
    "a length that is no number": record(9).replace(b"Content-Length: ", b"Content-Length: x"),
    "a body that the crawler cut": record(9, more="WARC-Truncated: length\r\n"),
    "a chunked body that is cut": record(9, HTML + "Transfer-Encoding: chunked\r\n", chunked(article(9))[:-200]),
    "bytes that are no record": b"these bytes are no record of anything\r\n" * 9,
}


@pytest.mark.parametrize("is_packed", [True, False], ids=["packed", "plain"])
@pytest.mark.parametrize("kind", READABLE)
def test_a_record_that_another_tool_wrote_in_its_own_way_is_read(kind, is_packed):
    pack = gzip.compress if is_packed else bytes
    found = read(pack(record(1)) + pack(READABLE[kind]) + pack(record(2)))
    assert [(one.damage, one.payload) for one in found] == [(None, article(n)) for n in (1, 9, 2)]


@pytest.mark.parametrize("is_packed", [True, False], ids=["packed", "plain"])
@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_record_is_told_and_the_ones_around_it_are_read(kind, is_packed):
    pack = gzip.compress if is_packed else bytes
    found = read(pack(record(1)) + pack(DAMAGED[kind]) + pack(record(2)))
    assert [one.payload for one in found if one.damage is None] == [article(1), article(2)]
    assert len(found) == 3


def test_broken_and_empty_members_cost_no_other_record():
    broken = bytearray(gzip.compress(record(9)))
    broken[len(broken) // 2 : len(broken) // 2 + 20] = b"\xff" * 20
    good = gzip.compress(record(1)) + gzip.compress(b"") + gzip.compress(record(2))
    found = read(good + bytes(broken) + gzip.compress(record(3)) + gzip.compress(record(4))[:-40])
    assert [one.payload for one in found if one.damage is None] == [article(n) for n in (1, 2, 3)]
    assert len([one for one in found if one.damage]) == 2


@pytest.mark.parametrize("cut", [1, 5, 300, 600])
def test_a_record_that_is_cut_short_is_never_whole(cut):
    found = read(record(1) + record(2)[: -4 - cut])
    assert [one.damage is None for one in found] == [True, False]


def test_an_arc_file_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "old.arc.gz"
    path.write_bytes(gzip.compress(b"filedesc://old.arc 0.0.0.0 20080101000000 text/plain 70\n1 0 InternetArchive\n"))
    with pytest.raises(NoCaptures, match="this is an ARC file"):
        pages_of_warc(path)


def test_the_run_names_what_was_damaged_and_loads_the_rest(database, tmp_path):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"".join(map(gzip.compress, (record(1), record(9, length=-1), record(2)))))
    plan = plan_ingest(IngestParameters(paths=[str(path)]), database)
    report = run_directly(replace(plan, archive_folder=tmp_path / "archive"))
    assert report.counts == {"loaded": 2, "quarantined": 1}
    ((reason, detail),) = rows(database, "select reason, detail from news.quarantine")
    assert reason == "damaged" and "its length is wrong" in detail and "x.warc.gz@" in detail


def test_verify_goes_on_behind_a_damaged_record_and_names_it(tmp_path):
    archive = Archive(tmp_path)
    kept = archive.store_attempts([(attempt(n), None) for n in range(3)])
    archive.close()
    place = int(kept[1].reference.partition("@")[2].partition("+")[0])
    (file,) = tmp_path.rglob("*.warc.gz")
    data = bytearray(file.read_bytes())
    data[place + 300 : place + 330] = b"\xff" * 30
    file.write_bytes(data)
    ((_, count, wrong),) = archive.verify()
    assert count == 6  # a warcinfo record, two answers, three records about them
    assert f"byte {place:,}" in wrong


def test_an_answer_with_a_large_head_can_be_read_back_and_recovered_after_a_crash(tmp_path):
    answer = attempt(1).answer
    large = replace(attempt(1), answer=replace(answer, headers=(*answer.headers, ("X-Filler", "y" * 60_000))))
    writer = Archive(tmp_path / "dead")
    kept = writer.store_attempts([(large, None), (attempt(2), None)])
    assert writer.read(kept[0].reference) == article(1)
    # What a process that was killed leaves: a file in open/ that nobody holds.
    (file,) = (tmp_path / "dead" / "open").rglob("*.warc.gz")
    left = tmp_path / "archive" / "open" / file.parent.name / file.name
    left.parent.mkdir(parents=True)
    left.write_bytes(file.read_bytes())
    found = list(Archive(tmp_path / "archive").recover())
    assert [one.record.payload for one in found] == [article(1), article(2)]
    assert all(one.told for one in found)


def test_a_damaged_record_in_an_open_file_costs_neither_the_records_behind_it_nor_the_run(tmp_path):
    writer = Archive(tmp_path / "dead")
    kept = writer.store_attempts([(attempt(n), None) for n in range(3)])
    (file,) = (tmp_path / "dead" / "open").rglob("*.warc.gz")
    data = bytearray(file.read_bytes())
    place = int(kept[1].reference.partition("@")[2].partition("+")[0])
    data[place + 300 : place + 330] = b"\xff" * 30
    left = tmp_path / "archive" / "open" / file.parent.name / file.name
    left.parent.mkdir(parents=True)
    left.write_bytes(data)
    archive = Archive(tmp_path / "archive")
    assert [one.record.payload for one in archive.recover()] == [article(0), article(2)]
    assert archive.read(kept[2].reference) == article(2)
