"""The archive: standard WARC files, each body once, whole after a crash; and WARC files of others as input."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import random
import resource
import signal
import subprocess
import sys
import traceback
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.pipeline.context import WebSettings
from flows.pipeline.warc import pages_of_warc
from flows.run.declared_sites import declare
from flows.run.parameters import IngestParameters
from flows.run.plan import RunPlan
from flows.run.plan_ingest import due_batches, plan_ingest
from tasks.archive import Archive, KnownBody
from tasks.archive.building import stream_resource
from tasks.archive.packing import ENDINGS
from tasks.archive.reading import DamagedRecord, check_digest, iter_records
from tasks.archive.references import Reference
from tasks.attempt import Answer, Attempt, AttemptOutcome
from tasks.captures import Defaults
from tasks.errors import NoCaptures, StopRun, TryAgain
from tasks.work import url_items
from tests.aggregator import Page, running
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, story
from tests.test_web_runs import AGENT, article, declared, run, run_directly, run_due, sitemap, web

MOMENT = datetime(2026, 6, 18, 16, 30, tzinfo=UTC)


def attempt(number: int, body: bytes | None = None, coding: str | None = None) -> Attempt:
    content = body if body is not None else article(number)
    payload = gzip.compress(content) if coding else content
    headers = (("Content-Type", "text/html"), *((("Content-Encoding", coding),) if coding else ()))
    url = f"http://news.example/a/{number}"
    answer = Answer(url, 200, "OK", "HTTP/1.1", headers, payload, content, "192.0.2.1")
    return Attempt(
        url, AttemptOutcome.FETCHED, MOMENT, url, answer=answer, agent=AGENT, robots="allowed",
        body_hash=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def check(folder: Path) -> None:
    """What two other libraries say of all files: whole, clean digests, the same records."""
    files = sorted(folder.rglob("*.warc.gz"))
    assert files
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *map(str, files)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    for file in files:
        with file.open("rb") as stream:
            fast = [record.record_id for record in ArchiveIterator(stream, parse_http=False)]
        with file.open("rb") as stream:
            slow = [record.rec_headers.get_header("WARC-Record-ID") for record in WarcioIterator(stream)]
        assert [identity.strip("<>") for identity in slow] == [str(identity).strip("<>") for identity in fast]
        assert len(slow) > 1


def test_files_of_ours_are_read_back_whole_by_fastwarc_and_warcio(tmp_path):
    archive = Archive(tmp_path)
    first = archive.store_attempts([(attempt(1), None), (attempt(2, coding="gzip"), None)])
    known = KnownBody(first[0].reference, first[0].record_id, first[0].payload_digest, attempt(1).url, MOMENT)
    (again,) = archive.store_attempts([(attempt(1), known)])
    archive.store(b"a capture that came as a file", moment=MOMENT)
    archive.close()
    check(tmp_path)
    assert again.reference == first[0].reference
    kinds = Counter()
    with next(tmp_path.rglob("*.warc.gz")).open("rb") as stream:
        for record in WarcioIterator(stream):
            kinds[record.rec_type] += 1
            assert record.rec_headers.protocol == "WARC/1.1"
            if record.rec_type == "revisit":
                assert record.rec_headers.get_header("WARC-Refers-To") == first[0].record_id
                assert record.rec_headers.get_header("WARC-Refers-To-Target-URI") == attempt(1).url
    assert kinds == {"warcinfo": 1, "response": 2, "metadata": 3, "revisit": 1, "resource": 1}
    assert [wrong for _, _, wrong in archive.verify()] == [None]
    record = archive.record(first[1].reference)
    assert record.header("content-encoding") == "gzip"
    assert gzip.decompress(record.payload) == article(2)


def test_files_packed_with_zstd_are_read_back_whole_by_fastwarc_and_by_us(tmp_path):
    archive = Archive(tmp_path, coding="zstd")
    kept = archive.store_attempts([(attempt(1), None), (attempt(2, coding="gzip"), None)])
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(3_000_000))
    reference = archive.store_file(large)[0]
    archive.close()
    (file,) = tmp_path.rglob("*.warc.*")
    assert file.name.endswith(".warc.zst")
    with file.open("rb") as stream:
        records = [(r.headers["WARC-Type"], r.verify_block_digest()) for r in ArchiveIterator(stream, parse_http=False)]
    kinds = ["warcinfo", "response", "metadata", "response", "metadata", "resource"]
    assert [kind for kind, _ in records] == kinds
    assert all(is_whole for _, is_whole in records)
    assert archive.record(kept[0].reference).payload == article(1)
    assert gzip.decompress(archive.record(kept[1].reference).payload) == article(2)
    assert archive.read(reference) == large.read_bytes()
    assert [wrong for _, _, wrong in archive.verify()] == [None]
    # A record is a frame of its own, so that one is read without the others.
    place = Reference.parse(kept[1].reference)
    assert place is not None
    frame = file.read_bytes()[place.offset : place.offset + place.length]
    assert zstandard.ZstdDecompressor().decompress(frame).startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")


def test_the_setting_packs_new_files_with_zstd_and_both_codings_are_one_archive(database, tmp_path):
    with running() as site:
        site.pages = {f"/a/{number}": Page(article(number), is_gzip=True) for number in range(4)}
        urls = [f"{site.url}/a/{number}" for number in range(4)]
        run(database, tmp_path, urls[:2], web(site))
        plan = RunPlan("ingest", url_items(urls), Defaults(), 500, database, tmp_path, web=web(site),
                       archive_coding="zstd")  # fmt: skip
        report = run_directly(plan)
    assert report.account.is_balanced
    assert sorted(file.suffix for file in tmp_path.rglob("*.warc.*")) == [".gz", ".zst"]
    archive = Archive(tmp_path)
    references = rows(database, "select archive_ref from news.body where archive_ref is not null")
    assert {gzip.decompress(archive.read(reference)) for (reference,) in references} == set(map(article, range(4)))
    assert [wrong for _, _, wrong in archive.verify()] == [None, None]


def test_a_file_is_closed_at_its_size_and_the_next_one_begins(tmp_path):
    archive = Archive(tmp_path, file_bytes=20_000)
    references = [archive.store(os.urandom(5000)) for _ in range(20)]
    archive.close()
    assert len(list(tmp_path.rglob("*.warc.gz"))) == 5
    assert {len(archive.read(reference)) for reference in references} == {5000}


def test_the_archive_may_lie_anywhere_fsspec_reaches(tmp_path):
    archive = Archive("memory://captures/news", spool=tmp_path)
    reference = archive.store(b"body")
    assert archive.read(reference) == b"body"
    archive.close()
    assert not list(tmp_path.rglob("*.warc.gz"))
    assert Archive("memory://captures/news", spool=tmp_path).read(reference) == b"body"
    assert [wrong for _, _, wrong in archive.verify()] == [None]
    with pytest.raises(StopRun, match="NEWSWEIR_ARCHIVE"):
        Archive("nosuchscheme://x", spool=tmp_path).verify().__next__()


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_torn_file_loses_its_last_record_at_most_and_is_whole_afterwards(tmp_path, coding):
    source = Archive(tmp_path / "source", coding=coding)
    kept = source.store_attempts([(attempt(n, coding="gzip" if n % 2 else None), None) for n in range(12)])
    source.close()
    data = next((tmp_path / "source").rglob("*.warc.*")).read_bytes()
    ends = [int(k.reference.split("@")[1].split("+")[0]) for k in kept[1:]] + [len(data)]
    dice = random.Random(7)
    for number in range(100):
        cut = dice.randrange(1, len(data))
        folder = tmp_path / f"torn{number}"
        (folder / "open" / "2026-06").mkdir(parents=True)
        (folder / "open" / "2026-06" / f"x{ENDINGS[coding]}").write_bytes(data[:cut])
        archive = Archive(folder)
        found = list(archive.recover())
        assert len(found) == sum(end <= cut for end in ends)
        assert [r.told["url"] for r in found if r.told] == [attempt(n).url for n in range(len(found))]
        assert not list((folder / "open").rglob("*.warc.*"))
        for recovered in found:
            assert archive.record(recovered.reference).payload
        assert all(wrong is None for _, _, wrong in archive.verify())


def test_a_file_whose_writer_lives_is_left_alone(tmp_path):
    living = Archive(tmp_path)
    reference = living.store(b"body")
    assert list(Archive(tmp_path).recover()) == []
    assert living.read(reference) == b"body"
    living.close()


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_damage_in_a_finished_file_is_found_by_verify(tmp_path, coding):
    archive = Archive(tmp_path, coding=coding)
    archive.store_attempts([(attempt(n), None) for n in range(5)])
    archive.close()
    file = next(tmp_path.rglob("*.warc.*"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    assert [wrong is not None for _, _, wrong in archive.verify()] == [True]
    middle = len(whole) // 2
    file.write_bytes(whole[:middle] + b"\0\0\0\0" + whole[middle + 4 :])
    assert [wrong is not None for _, _, wrong in archive.verify()] == [True]


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("is_changed", [False, True])
def test_a_record_that_is_too_large_to_be_held_is_verified_as_it_is_passed(tmp_path, coding, is_changed):
    content = random.Random(7).randbytes(3_000_000)
    digest = hashlib.sha256(content[1:] if is_changed else content).hexdigest()
    out = io.BytesIO()
    for _ in range(2):
        stream_resource("urn:x", io.BytesIO(content), len(content), digest, datetime.now(UTC), coding)(out)
    out.seek(0)
    seen = [record for _, record in iter_records(out, 1_000_000)]
    assert [record.payload for record in seen] == [b"", b""]
    for record in seen:
        with pytest.raises(DamagedRecord) if is_changed else nullcontext():
            check_digest(record)


@contextmanager
def no_file_grows_beyond(size: int):
    """As on a full disk: the system refuses to write more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("keeper", [pytest.param("thread", marks=pytest.mark.slow), "process"])
def test_a_full_disk_under_the_archive_stops_the_run_and_nothing_is_done_without_its_body(
    database, tmp_path, monkeypatch, keeper
):
    kept_by(keeper, monkeypatch)
    with running() as site:
        for number in range(40):
            site.pages[f"/a/{number}"] = Page(article(number) + os.urandom(40_000).hex().encode())
        urls = [f"{site.url}/a/{number}" for number in range(40)]
        with no_file_grows_beyond(200_000), pytest.raises(StopRun, match="cannot be written"):
            run(database, tmp_path / "archive", urls, web(site))
        assert rows(database, "select state from news.run") == [("failed",)]
        archive = Archive(tmp_path / "archive")
        for (reference,) in rows(database, "select archive_ref from news.capture join news.body using (body_id)"):
            assert archive.read(reference)
        again = run(database, tmp_path / "archive", urls, web(site))
        assert set(again.counts) <= {"loaded", "unchanged", "not_modified"}
        plan = RunPlan("ingest", (), Defaults(), 500, database, tmp_path / "archive", is_pending_read=True)
        run_directly(plan)
        assert rows(database, "select count(*) from bi.article") == [(40,)]
    check(tmp_path / "archive")


def foreign_warc(path: Path, bodies: list[bytes], *, pack: str) -> Path:
    """A WARC file as other tools write it: chunked and coded bodies, requests, images, errors between the pages."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=pack == "gzip")
    offsets = []

    def add(uri: str, kind: str, body: bytes, headers: list[tuple[str, str]], status: str = "200 OK") -> None:
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1") if kind == "response" else None
        record = writer.create_warc_record(
            uri, kind, payload=io.BytesIO(body), length=len(body), http_headers=http, warc_content_type="",
            warc_headers_dict={"WARC-Date": "2026-06-18T16:30:00Z"},
        )  # fmt: skip
        offsets.append(out.tell())
        writer.write_record(record)

    offsets.append(out.tell())
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "the tests"}))
    for number, body in enumerate(bodies):
        headers = [("Content-Type", "text/html; charset=utf-8")]
        packed = body
        if number % 3 == 1:
            packed, headers = gzip.compress(body), [*headers, ("Content-Encoding", "gzip")]
        if number % 3 == 2:
            packed = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            headers = [*headers, ("Transfer-Encoding", "chunked")]
        add(f"https://paper{number}.example/story", "response", packed, headers)
        add(f"https://paper{number}.example/logo.png", "response", b"\x89PNG", [("Content-Type", "image/png")])
        add(f"https://paper{number}.example/none", "response", b"<p>no</p>", headers[:1], "404 Not Found")
    data = out.getvalue()
    if pack == "zstd":
        ends = [*offsets[1:], len(data)]
        data = b"".join(zstandard.compress(data[a:b]) for a, b in zip(offsets, ends, strict=True))
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("name", "pack"), [("x.warc.gz", "gzip"), ("x.warc", "none"), ("x.warc.zst", "zstd")])
def test_warc_files_of_others_are_ingested_page_by_page(database, tmp_path, monkeypatch, name, pack):
    path = foreign_warc(tmp_path / name, [article(n, (n + 10,)) for n in range(7)], pack=pack)
    monkeypatch.setattr("flows.run.plan_ingest.archive_folder", lambda: tmp_path / "archive")
    parameters = IngestParameters(paths=[str(path)], batch_size=3)
    report = run_directly(plan_ingest(parameters, database))
    assert report.counts == {"loaded": 7}
    found = rows(database, "select url from news.page where page_kind is not null order by url")
    assert found == [(f"https://paper{n}.example/story",) for n in range(7)]
    assert rows(database, "select distinct captured_at, captured_at_source from news.capture") == [(MOMENT, "warc")]
    path.unlink()
    archive = Archive(tmp_path / "archive")
    assert [
        archive.read(r)
        for (r,) in rows(
            database, "select archive_ref from news.capture join news.body using (body_id) order by source_path"
        )
    ]
    check(tmp_path / "archive")


def repacked(data: bytes, how: str) -> bytes:
    """A plain WARC file as tools that know less of WARC leave it behind."""
    middle = len(data) // 2
    ways = {
        "one gzip member around all": lambda: gzip.compress(data),
        "two gzip members, cut anywhere": lambda: gzip.compress(data[:middle]) + gzip.compress(data[middle:]),
        "one zstd frame around all": lambda: zstandard.compress(data),
        "no packing, whatever its name says": lambda: data,
        "version 1.0": lambda: data.replace(b"WARC/1.1\r\n", b"WARC/1.0\r\n"),
    }
    return ways[how]()


@pytest.mark.parametrize("how", [
    "one gzip member around all", "two gzip members, cut anywhere", "one zstd frame around all",
    "no packing, whatever its name says", "version 1.0",
])  # fmt: skip
def test_warc_files_that_are_packed_as_none_should_be_are_read_in_batches_all_the_same(database, tmp_path, how):
    bodies = [bulleted(story(n), [story(n + 50)]).encode() for n in range(7)]
    plain = foreign_warc(tmp_path / "x.warc", bodies, pack="none").read_bytes()
    path = tmp_path / f"x.warc.{'zst' if 'zstd' in how else 'gz'}"
    path.write_bytes(repacked(plain, how))
    plan = plan_ingest(IngestParameters(paths=[str(path)], batch_size=3), database)
    report = run_directly(replace(plan, archive_folder=tmp_path / "archive"))
    assert report.account.is_balanced
    assert report.counts == {"loaded": 7}


def test_damage_at_the_end_of_a_warc_file_costs_no_page_before_it_and_the_run_names_it(database, tmp_path, caplog):
    bodies = [bulleted(story(n), [story(n + 50)]).encode() for n in range(6)]
    whole = foreign_warc(tmp_path / "x.warc.gz", bodies, pack="gzip").read_bytes()
    for name, data, count in (("junk", whole + b"junk" * 50, 7), ("cut", whole[:-700], 6), ("torn", whole * 2, 12)):
        path = tmp_path / f"{name}.warc.gz"
        path.write_bytes(data)
        assert len(pages_of_warc(path)) == count
    assert "junk.warc.gz: 1 records are damaged" in caplog.text
    (tmp_path / "junk.warc.gz").rename(tmp_path / "only.warc.gz")
    plan = plan_ingest(IngestParameters(paths=[str(tmp_path / "only.warc.gz")]), database)
    report = run_directly(replace(plan, archive_folder=tmp_path / "archive"))
    assert report.counts == {"loaded": 6, "quarantined": 1}
    assert rows(database, "select reason from news.quarantine") == [("damaged",)]


def test_a_warc_file_without_pages_or_that_is_none_is_refused_by_name(database, tmp_path):
    empty = foreign_warc(tmp_path / "empty.warc.gz", [], pack="gzip")
    with pytest.raises(NoCaptures, match=r"empty\.warc\.gz: holds no page"):
        plan_ingest(IngestParameters(paths=[str(empty)]), database)
    (tmp_path / "no.warc.gz").write_bytes(b"this is no WARC file")
    with pytest.raises(NoCaptures, match=r"no\.warc\.gz"):
        plan_ingest(IngestParameters(paths=[str(tmp_path / "no.warc.gz")]), database)


def test_imported_files_are_in_the_archive_once_however_often_they_are_offered(database, tmp_path):
    paths = write(tmp_path / "in", *(bulleted(story(n), [story(n + 50)]) for n in range(5)))
    ingest(database, paths, tmp_path / "archive")
    size = sum(f.stat().st_size for f in (tmp_path / "archive").rglob("*.warc.gz"))
    ingest(database, paths, tmp_path / "archive")
    assert sum(f.stat().st_size for f in (tmp_path / "archive").rglob("*.warc.gz")) == size
    check(tmp_path / "archive")


def kept_by(keeper: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who keeps what a batch fetches, however few pages it has: a thread of the run, or a process of its own."""
    monkeypatch.setattr("flows.pipeline.fetch._OWN_PROCESS_FROM", 1 if keeper == "process" else 1_000_000)


def run_due_until(fail_at: str | None, database: str, archive: Path, settings: WebSettings) -> int:
    """The exit code of a process that runs what is due until a failpoint; a fork, so that it begins at once."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        from db.session import engine_for
        from flows.pipeline.parsing import parse_pool
        from tasks import failpoints

        # The parent's connections, parsers and failpoint are not ours.
        engine_for.cache_clear()
        parse_pool.cache_clear()
        failpoints._armed.cache_clear()
        if fail_at is not None:
            os.environ[failpoints.VARIABLE] = fail_at
        due = due_batches(database, (), 8)
        run_directly(RunPlan("ingest", (), Defaults(), 8, database, archive, due=due, web=settings,
                             is_pending_read=True))  # fmt: skip
        os._exit(0)
    except TryAgain:
        os._exit(ARCHIVER_KILLED)
    except BaseException:
        traceback.print_exc()
    os._exit(1)


ARCHIVER_KILLED = 75
EACH_POINT = (
    "after_frontier_claim", "after_archive_write", "after_fsync", "before_attempts_commit", "after_attempts_commit",
    "before_load_commit", "after_load_commit",
)  # fmt: skip


def drawn(seed: int, count: int) -> list[str]:
    dice = random.Random(seed)
    return [f"{dice.choice(EACH_POINT)}:{dice.randint(1, 3)}" for _ in range(count)]


@pytest.mark.parametrize("keeper", [pytest.param("thread", marks=pytest.mark.slow), "process"])
@pytest.mark.parametrize(
    "kills", [pytest.param(EACH_POINT, id="each"), pytest.param(drawn(11, 20), id="drawn", marks=pytest.mark.slow)]
)
def test_kill_9_anywhere_loses_nothing_and_does_nothing_twice(database, tmp_path, monkeypatch, keeper, kills):
    kept_by(keeper, monkeypatch)
    count = 24
    with running() as site:

        def publish(edition: int) -> dict[str, bytes]:
            """Every page has new bytes, and its time has come."""
            bodies = {f"/a/{n}": article(n, (n + 1,)) + b"<!-- %d -->" % edition for n in range(count)}
            site.pages |= {path: Page(body, is_gzip=True) for path, body in bodies.items()}
            with psycopg.connect(database) as connection:
                connection.execute("update news.frontier set state = 'waiting', due_at = now() where depth = 1")
            return bodies

        site.pages["/map"] = Page(sitemap(*(f"{site.url}/a/{n}" for n in range(count))))
        declare(database, declared(site, sitemaps=[site.url + "/map"], concurrency=8, depth=1))
        settings = WebSettings(AGENT, allow_private=(site.host,), delay_seconds=0.0, connections=8)
        publish(0)
        run_due(database, tmp_path / "archive", settings)
        codes = []
        for edition, fail_at in enumerate(kills, start=1):
            publish(edition)
            codes.append(run_due_until(fail_at, database, tmp_path / "archive", settings))
        assert set(codes) <= {0, ARCHIVER_KILLED, -signal.SIGKILL}, codes
        # A page that a killed run had fetched is not fetched again, so that a later batch may not be there.
        assert codes.count(0) <= len(codes) // 4, list(zip(kills, codes, strict=True))
        assert run_due_until(None, database, tmp_path / "archive", settings) == 0
        bodies = publish(len(kills) + 1)
        assert run_due_until(None, database, tmp_path / "archive", settings) == 0
    # Nothing lost: the last edition of every page was loaded, with its article and its card.
    newest = rows(
        database,
        "select distinct on (page_id) body_hash, capture.outcome in ('loaded', 'unchanged') from news.capture"
        " join news.body using (body_id) join news.page using (page_id) where page.url like '%/a/%'"
        " order by page_id, captured_at desc",
    )
    assert sorted(newest) == sorted((hashlib.sha256(body).hexdigest(), True) for body in bodies.values())
    # Nothing lost: every page was loaded, with its article and its card.
    titles = rows(database, "select count(distinct page_id) from news.appearance where role = 'primary'")
    assert titles == [(count,)]
    assert rows(database, "select count(*) from news.capture where outcome = 'fetched'") == [(0,)]
    # Nothing twice: one article a ward, one appearance per page, article and role; finished runs add up.
    assert rows(database, "select count(*) from news.article where title like 'The % of ward % is counted again'") == [
        (count + 1,)
    ]
    assert rows(database, "select run_id from bi.run where state = 'completed' and not is_balanced") == []
    archive = Archive(tmp_path / "archive")
    for (reference,) in rows(database, "select archive_ref from news.capture join news.body using (body_id)"):
        assert archive.read(reference)
    assert all(wrong is None for _, _, wrong in archive.verify())
    check(tmp_path / "archive")
