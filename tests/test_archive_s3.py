"""The archive on a server that speaks S3: moto's, on this machine. `pip install 'moto[server]' s3fs` makes it run."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from uuid import uuid4

import pytest

from flows.run.plan import RunPlan
from tasks.archive import Archive
from tasks.captures import Defaults
from tasks.errors import StopRun
from tasks.work import url_items
from tests.aggregator import Page, running
from tests.helpers import rows
from tests.test_archive import attempt
from tests.test_web_runs import article, run_directly, web

REASON = "the S3 client and server are no dependencies of the project; the memory:// archive is tested always"
moto = pytest.importorskip("moto.server", reason=REASON)
s3fs = pytest.importorskip("s3fs", reason=REASON)


@pytest.fixture
def bucket(monkeypatch) -> Iterator[str]:
    server = moto.ThreadedMotoServer(port=0)
    server.start()
    _, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"captures-{uuid4()}"
    s3fs.S3FileSystem().mkdir(name)
    yield f"s3://{name}/news"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_files_are_brought_to_the_bucket_whole_and_read_from_it_by_ranges(bucket, tmp_path, coding):
    archive = Archive(bucket, spool=tmp_path, file_bytes=20_000, coding=coding)
    kept = [archive.store_attempts([(attempt(n), None)])[0] for n in range(30)]
    archive.close()
    assert not list(tmp_path.rglob("*.warc.*"))
    again = Archive(bucket, spool=tmp_path)
    assert [again.read(one.reference) for one in kept] == [article(n) for n in range(30)]
    found = list(again.verify())
    assert len(found) > 1
    assert [wrong for _, _, wrong in found] == [None] * len(found)


def test_a_run_fetches_into_the_bucket_and_what_a_crash_left_is_brought_there_by_the_next(bucket, database, tmp_path):
    with running() as site:
        site.pages = {f"/a/{number}": Page(article(number), is_gzip=True) for number in range(6)}
        urls = [f"{site.url}/a/{number}" for number in range(6)]
        torn = Archive(bucket, spool=tmp_path, label="torn")
        torn.store_attempts([(attempt(99), None)])
        torn._file.close()  # As its process' death does.
        plan = RunPlan("ingest", url_items(urls), Defaults(), 500, database, bucket, web=web(site), spool=tmp_path)
        assert run_directly(plan).counts == {"loaded": 6}
    assert not list(tmp_path.rglob("*.warc.*"))
    archive = Archive(bucket, spool=tmp_path)
    assert len(list(archive.files.finished())) == 2
    references = [
        r
        for (r,) in rows(
            database,
            "select archive_ref from news.fetch_attempt join news.capture using (capture_id)"
            " join news.body using (body_id) where asked_url like '%127.0.0.1%'",
        )
    ]
    assert {gzip.decompress(archive.read(reference)) for reference in references} == set(map(article, range(6)))


def test_a_server_that_is_gone_stops_the_run_and_the_file_stays_here(bucket, tmp_path, monkeypatch):
    archive = Archive(bucket, spool=tmp_path)
    reference = archive.store(b"body")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(StopRun, match="it stays in"):
        archive.close()
    assert len(list(tmp_path.rglob("*.warc.gz"))) == 1
    assert archive.read(reference) == b"body"
    with pytest.raises(StopRun, match="cannot be read"):
        Archive(bucket, spool=tmp_path / "other").read(reference)
