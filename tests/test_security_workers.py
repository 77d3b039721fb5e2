"""A parse worker that a page has taken over: what it finds, what it reaches, and what it can say to its parent."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import socket
from pathlib import Path

import pytest

from flows.pipeline.files import open_file
from flows.pipeline.parsing import make_pool
from tasks.captures import Defaults
from tasks.records import PageRecord
from tasks.workers.answers import BadAnswer, decode, encode
from tests.helpers import write
from tests.pages import bulleted, story

SAMPLE = sorted((Path(__file__).parents[1] / "flows" / "run" / "sample").glob("*.html"))
_TAKEN = """
import dataclasses, os, socket
from pathlib import Path
from flows.pipeline.records import finish_page
from tasks.workers.parse_pool import serve
def taken(record, capture):
    links = [os.readlink(one) for one in Path("/proc/self/fd").glob("*") if one.is_symlink()]
    said = [f"environment={sorted(os.environ)}", f"sockets={sum(one.startswith('socket:') for one in links)}"]
    for what in ("connect", "write"):
        try:
            if what == "connect":
                socket.create_connection(("127.0.0.1", PORT), 5)
            else:
                Path("FILE").write_text("x" * 100)
            said.append(what)
        except OSError as error:
            said.append(f"no {what}: {error.errno}")
    return dataclasses.replace(finish_page(record, capture), detail="; ".join(said))
serve(taken, lambda: None)
"""
_ANSWERS = """
import struct
from tasks.workers.fork_server import serve_forks
def work(link):
    link.recv(1)
    content = CONTENT
    link.sendall(struct.pack("!Q", LENGTH or len(content)) + content)
    while link.recv(65536):
        pass
serve_forks(lambda: None, work)
"""


def ask(program: str, folder: Path) -> PageRecord:
    pool = make_pool(1, program)
    try:
        paths = write(folder, bulleted(story(1), [story(2)]))
        return pool.map(paths, lambda path: open_file(path, Defaults(), None))[0]
    finally:
        pool.close()


def test_a_worker_has_no_secrets_no_network_and_writes_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSWEIR_DATABASE_URL", "postgresql://kim:hidden1@db/news")
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "newsweir:hidden2")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said = (
            ask(_TAKEN.replace("PORT", str(port)).replace("FILE", str(tmp_path / "made")), tmp_path / "in").detail or ""
        )
    assert "hidden" not in said
    assert "NEWSWEIR_DATABASE_URL" not in said
    assert "PREFECT" not in said
    assert "sockets=1" in said or not Path("/proc/self/fd").exists()  # its own, none of the server's
    assert not (tmp_path / "made").exists() or (tmp_path / "made").stat().st_size == 0
    if can_leave_the_network():
        assert "no connect" in said


def can_leave_the_network() -> bool:
    """Whether this system lets a process without rights give up its network."""
    child = os.fork()
    if child == 0:
        import ctypes

        os._exit(0 if ctypes.CDLL(None).unshare(0x10000000 | 0x40000000) == 0 else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


class Attack:
    """What a pickle would run in the parent."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.file,)


@pytest.mark.parametrize("kind", ["pickle", "nonsense", "nested", "endless"])
def test_an_answer_that_is_no_record_runs_nothing_and_quarantines_its_page(kind, tmp_path):
    content = {
        "pickle": pickle.dumps(Attack(tmp_path / "ran")),
        "nonsense": b"{}",
        "nested": b"[" * 100_000,
        "endless": b"x",
    }[kind]
    length = 2**60 if kind == "endless" else 0
    record = ask(_ANSWERS.replace("CONTENT", repr(content)).replace("LENGTH", str(length)), tmp_path / "in")
    assert record.reason == "parse_crash"
    assert "gave no record" in (record.detail or "")
    assert not (tmp_path / "ran").exists()


def test_records_come_back_as_they_were_and_a_field_of_another_type_is_refused():
    pool = make_pool(1)
    try:
        records = pool.map(SAMPLE, lambda path: open_file(path, Defaults(), None))
    finally:
        pool.close()
    assert sum(len(record.related) for record in records) > 5
    for record in records:
        assert decode(encode(record)) == record
        assert type(decode(encode(record)).outcome) is type(record.outcome)  # type: ignore[union-attr] # a record
    assert decode(encode(None)) is None
    values = json.loads(encode(records[0]))
    for at, field in enumerate(dataclasses.fields(PageRecord)):
        wrong = [*values[:at], {"__class__": "x"}, *values[at + 1 :]]
        with pytest.raises(BadAnswer):
            decode(json.dumps(wrong).encode())
        assert field
