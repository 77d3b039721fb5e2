"""WARC files on a data host: brought here in parts that survive cuts and kills, read, removed; a real loopback host."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import random
import re
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.errors import StopRun
from tasks.fetch import download
from tasks.fetch.addresses import Guard
from tasks.fetch.client import Network
from tasks.fetch.download import Downloader, Patience
from tasks.fetch.failures import FetchFailed, Reason
from tests.aggregator import Aggregator, Request, Writer, redirect, respond, running
from tests.helpers import rows
from tests.test_backfill import content, start
from tests.test_web_runs import article
from tests.waiting import LIMIT_SECONDS, wait_for

AGENT = {"NEWSWEIR_USER_AGENT": "Bot (x@y.example)"}
PATIENCE = Patience(4, 0.01, 1.0)


def warc(*numbers: int) -> bytes:
    """A WARC file as a crawler elsewhere writes it: one response per page, and what else there is in such files."""
    made = io.BytesIO()
    writer = WARCWriter(made, gzip=True)
    writer.write_record(writer.create_warcinfo_record("CC.warc.gz", {"software": "a crawler"}))
    for number in numbers:
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                f"https://news.example/a/{number}", "response", payload=io.BytesIO(article(number, (number + 1,))),
                http_headers=head, warc_headers_dict={"WARC-Date": f"2026-03-01T00:{number:02d}:00Z"},
            )
        )  # fmt: skip
    return made.getvalue()


class Files:
    """Files of a data host that knows ranges. ``cut`` maps a path to how many bytes an answer brings at most."""

    def __init__(self, server: Aggregator, **files: bytes) -> None:
        self.server, self.files = server, {f"/{name}.warc.gz": data for name, data in files.items()}
        self.cuts: dict[str, list[int | None]] = {}
        self.is_hanging = False
        server.handlers |= dict.fromkeys(self.files, self.answer)

    def etag(self, path: str) -> str:
        return f'"{hash(self.files[path])}"'

    async def answer(self, request: Request, writer: Writer) -> None:
        data = self.files[request.path]
        first, headers, status = 0, {"etag": self.etag(request.path)}, 200
        asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
        if asked and request.headers.get("if-range") == headers["etag"]:
            first, status = int(asked[1]), 206
            headers["content-range"] = f"bytes {first}-{len(data) - 1}/{len(data)}"
            if first >= len(data):
                writer.write(respond(status=416))
                return
        body = data[first:]
        cut = self.cuts[request.path].pop(0) if self.cuts.get(request.path) else None
        head, _, _ = respond(body, status, **headers).partition(b"\r\n\r\n")
        writer.write(head + b"\r\n\r\n" + (b"" if request.method == "HEAD" else body[:cut]))
        await writer.drain()
        if cut is not None and self.is_hanging:
            await asyncio.sleep(LIMIT_SECONDS)

    def ranges(self, path: str) -> list[str | None]:
        return [request.headers.get("range") for request in self.server.requests if request.path == path]


@pytest.fixture
def host():
    with running() as server:
        yield server


def run(database: str, home: Path, *arguments: object, **environment: str) -> tuple[dict[str, Any], int, str]:
    process = start(database, home, "--json", "--allow-private", *arguments, **AGENT, **environment)
    out, errors = process.communicate(timeout=LIMIT_SECONDS)
    lines = out.splitlines()
    return json.loads(lines[-1])["backfill"] if process.returncode in (0, 3) else {}, process.returncode, errors


def downloads(home: Path) -> list[Path]:
    return [path for path in (home / "home" / "downloads").rglob("*") if path.is_file()]


def test_a_list_with_a_data_host_brings_what_the_files_bring_from_this_machine(database, new_database, host, tmp_path):
    files = Files(host, a=warc(*range(1, 8)), b=warc(*range(20, 25)))
    (tmp_path / "paths.gz").write_bytes(gzip.compress(b"a.warc.gz\nb.warc.gz\n"))
    for path, data in files.files.items():
        (tmp_path / path[1:]).write_bytes(data)
    options = ("--warc-list", tmp_path / "paths.gz", "--warc-base", f"{host.url}/")
    summary, code, errors = run(database, tmp_path, *options, "--processes", 2, NEWSWEIR_BATCH_SIZE="2")
    assert (code, errors) == (0, "")
    assert (summary["page_count"], summary["shard_count"], summary["outcomes"]) == (12, 2, {"loaded": 12})
    assert rows(database, "select page_count, done_page_count from bi.backfill") == [(12, 12)]
    local = new_database(True)
    summary, _, _ = run(local, tmp_path / "other", "--warc-list", tmp_path / "paths.gz")
    assert summary["page_count"] == 12
    assert content(database) == content(local)
    ((example,),) = rows(database, "select min(path) from news.run_page")
    assert example.startswith(f"{host.url}/a.warc.gz@")
    assert downloads(tmp_path) == []
    assert sorted(host.paths(but=())) == ["/a.warc.gz", "/b.warc.gz"]  # robots.txt was not asked for
    again, code, _ = run(database, tmp_path, *options)
    assert (code, again["page_count"], again["done_before_count"], again["outcomes"]) == (0, 12, 12, {})
    assert len(host.requests) == 2
    again, _, _ = run(database, tmp_path, *options, "--mode", "all", "--order", "newest", "--processes", 1)
    assert (again["outcomes"], host.paths()[2:]) == ({"unchanged": 12}, ["/b.warc.gz", "/a.warc.gz"])


def test_a_download_that_is_killed_goes_on_where_it_was(database, host, tmp_path):
    files = Files(host, a=warc(*range(1, 6)))
    path, half = "/a.warc.gz", len(warc(*range(1, 6))) // 2
    files.cuts[path], files.is_hanging = [half], True
    process = start(database, tmp_path, f"{host.url}{path}", "--allow-private", **AGENT)
    wait_for(lambda: any(p.suffix == ".warc" and p.stat().st_size == half for p in downloads(tmp_path)))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    summary, code, errors = run(database, tmp_path, f"{host.url}{path}")
    assert (code, summary["outcomes"]) == (0, {"loaded": 5}), errors
    assert files.ranges(path) == [None, f"bytes={half}-"]
    assert rows(database, "select count(*), max(attempt_count) from news.backfill_shard") == [(1, 2)]
    assert downloads(tmp_path) == []


def test_a_file_that_cannot_be_had_keeps_no_other_from_being_done_and_is_tried_again(database, host, tmp_path):
    files = Files(host, a=warc(1, 2), c=b"<html><body>no such thing</body></html>")
    (tmp_path / "list").write_text("".join(f"{host.url}/{name}.warc.gz\n" for name in "bac"))
    _, code, errors = run(database, tmp_path, "--list", tmp_path / "list")
    assert code == 1
    assert "2 shards of backfill 1 were given up" in errors
    assert f"{host.url}/c.warc.gz: is no WARC file" in errors
    ((error,),) = rows(database, "select error from news.backfill_shard where shard_number = 1")
    assert (
        error
        == f"{host.url}/b.warc.gz: the server answered 404 X; check the list and --warc-base (parameter warc_base)"
    )
    assert rows(database, "select count(*) from news.run_page where outcome = 'loaded'") == [(2,)]
    files.files |= {"/b.warc.gz": warc(3), "/c.warc.gz": warc(4)}
    host.handlers["/b.warc.gz"] = files.answer
    summary, code, errors = run(database, tmp_path, "--list", tmp_path / "list")
    assert (code, summary["backfill_id"], summary["outcomes"]) == (0, 1, {"loaded": 4}), errors
    assert host.paths().count("/a.warc.gz") == 1
    assert downloads(tmp_path) == []


def test_an_address_that_is_not_public_is_refused_with_the_next_move(database, host, tmp_path):
    Files(host, a=warc(1))
    process = start(database, tmp_path, f"{host.url}/a.warc.gz", **AGENT)
    _, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 1
    assert "127.0.0.1 is not public; if that is meant, allow it with --allow-private" in errors
    assert host.requests == []
    assert rows(database, "select state from news.backfill_shard") == [("waiting",)]


def test_a_dry_run_asks_for_sizes_only_and_knows_pages_once_some_were_done(database, host, tmp_path):
    files = Files(host, a=warc(1, 2, 3), b=warc(4, 5, 6))
    (tmp_path / "list").write_text("a.warc.gz\nb.warc.gz\nno.warc.gz\n")

    def dry(*options: object) -> dict[str, Any]:
        process = start(
            database, tmp_path, "--dry-run", "--json", "--allow-private", "--warc-list", tmp_path / "list",
            "--warc-base", host.url, *options, **AGENT,
        )  # fmt: skip
        return dict(json.loads(process.communicate(timeout=LIMIT_SECONDS)[0])["remote"])

    found = dry()
    assert {request.method for request in host.requests} == {"HEAD"}
    assert found["byte_count"] == sum(map(len, files.files.values()))
    assert (found["file_count"], found["page_count"], found["problem_count"]) == (3, None, 1)
    assert "/no.warc.gz: the server answered 404" in found["problem"]
    run(database, tmp_path, f"{host.url}/a.warc.gz")
    assert dry()["page_count"] == 6


def bring(
    url: str, place: Path, *, allowed: bool = True, patience: Patience = PATIENCE
) -> list[tuple[int, int | None]]:
    """One download at once, in this process; what it told."""
    told: list[tuple[int, int | None]] = []

    async def go() -> None:
        guard = Guard(frozenset({"127.0.0.1"})) if allowed else Guard()
        loader = Downloader("Bot (x@y.example)", Network(guard), patience)
        try:
            await loader.bring(url, place, lambda *so_far: told.append(so_far))
        finally:
            await loader.close()

    asyncio.run(go())
    return told


@pytest.mark.parametrize("seed", range(5))
def test_a_connection_cut_anywhere_costs_nothing_that_came(host, tmp_path, seed):
    rng = random.Random(seed)
    data = rng.randbytes(200_000)
    files = Files(host, a=data)
    files.cuts["/a.warc.gz"] = [rng.randrange(90_000) for _ in range(6)]
    expected = sum(files.cuts["/a.warc.gz"])
    told = bring(f"{host.url}/a.warc.gz", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == data
    assert told[-1] == (len(data), len(data))
    came = [int(text[6:-1]) for text in files.ranges("/a.warc.gz") if text]
    assert came == sorted(came)
    assert came[-1] <= expected
    asked = len(host.requests)
    bring(f"{host.url}/a.warc.gz", tmp_path / "a")
    assert len(host.requests) == asked


def test_a_file_that_changed_between_two_parts_is_brought_anew(host, tmp_path):
    files = Files(host, a=b"old " * 50_000)
    files.cuts["/a.warc.gz"] = [100_000]
    with pytest.raises(FetchFailed):
        bring(f"{host.url}/a.warc.gz", tmp_path / "a", patience=Patience(1))
    assert (tmp_path / "a").stat().st_size == 100_000
    files.files["/a.warc.gz"] = b"new " * 40_000
    bring(f"{host.url}/a.warc.gz", tmp_path / "a")
    assert files.ranges("/a.warc.gz") == [None, "bytes=100000-"]
    assert (tmp_path / "a").read_bytes() == b"new " * 40_000


def test_a_busy_host_is_come_back_to_when_it_says_and_a_redirect_is_followed(host, tmp_path):
    files = Files(host, a=b"x" * 1000)
    waits = [{"retry_after": "1"}, {}]

    async def busy(request: Request, writer: Writer) -> None:
        if waits:
            writer.write(respond(b"later", 503, **waits.pop(0)))
        else:
            await files.answer(request, writer)

    host.handlers["/a.warc.gz"] = busy
    host.handlers["/moved.warc.gz"] = redirect("/a.warc.gz")
    began = time.monotonic()
    bring(f"{host.url}/moved.warc.gz", tmp_path / "a")
    assert time.monotonic() - began >= 0.9
    assert (tmp_path / "a").read_bytes() == b"x" * 1000
    waits += [{"retry_after": "7200"}]
    with pytest.raises(FetchFailed, match="503 X, and asks to come back in 120 minutes"):
        bring(f"{host.url}/a.warc.gz", tmp_path / "b")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (respond(status=404), Reason.NOT_FOUND),
        (respond(status=403), Reason.REFUSED),
        (redirect("http://10.0.0.1/a.warc.gz"), Reason.BLOCKED_ADDRESS),
        (redirect("/a.warc.gz"), Reason.REDIRECT_LOOP),
        (redirect("file:///etc/passwd"), Reason.SCHEME),
    ],
)
def test_what_cannot_be_had_is_named(host, tmp_path, answer, reason):
    async def send(_: Request, writer: Writer) -> None:
        writer.write(answer)

    host.handlers["/a.warc.gz"] = send if isinstance(answer, bytes) else answer
    with pytest.raises(FetchFailed) as failed:
        bring(f"{host.url}/a.warc.gz", tmp_path / "a")
    assert failed.value.reason is reason


def test_a_file_that_the_disk_has_no_room_for_is_refused_before_it_comes(host, tmp_path, monkeypatch):
    Files(host, a=b"x" * 10_000)
    # More than any disk has: other tests free space meanwhile.
    monkeypatch.setattr(download, "_SPARE", 2 * shutil.disk_usage(tmp_path).total)
    with pytest.raises(StopRun, match="free some space, name a home on a larger disk"):
        bring(f"{host.url}/a.warc.gz", tmp_path / "a")
    assert not (tmp_path / "a").exists()
