"""What strangers send is read in time in proportion to its size: inputs are doubled, CPU time of one thread counts."""

from __future__ import annotations

import ast
import gzip
import importlib
import io
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import db
import flows
import tasks
from tasks.archive.framing import iter_framed
from tasks.captures import LARGEST_BYTES, Defaults, read_capture
from tasks.decode import decode_page
from tasks.discover.anchors import read_anchors
from tasks.discover.feeds import read_feed
from tasks.discover.sitemaps import read_sitemap
from tasks.errors import SkipPage
from tasks.text import LazyPattern
from tests.conformance import robots_allowed
from tests.growth import attack, grows_too_fast

_OTHERS = ("db.migrations", "flows.__main__", "flows.shards.dask", "flows.cli.parquet_file")
"""Modules that run when they are imported, or need what is not always installed."""
_IN_WORKERS = ("tasks.split", "tasks.normalize", "tasks.printed_dates", "tasks.fused_dates")
"""Modules that read pages in processes with a deadline in CPU time (tests/test_parse_workers.py)."""


def patterns() -> Iterator[tuple[str, re.Pattern[Any], str]]:
    """Every pattern of the project with its name, and how its module uses it: compiled, lazy, or written in a call."""
    seen = set()
    for package in (tasks, flows, db):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.startswith(_OTHERS):
                continue
            loaded = importlib.import_module(module.name)
            text = Path(str(loaded.__file__)).read_text(encoding="utf-8")
            for name, value in vars(loaded).items():
                for pattern in _inside(value):
                    if (pattern.pattern, pattern.flags) not in seen:
                        seen.add((pattern.pattern, pattern.flags))
                        uses = set(re.findall(rf"\b{name}\.(\w+)", text))
                        is_anchored = bool(uses) and uses <= {"match", "fullmatch"}
                        yield f"{module.name}.{name}", pattern, "match" if is_anchored else "search"
            for line, pattern, method in _in_calls(text):
                if (pattern.pattern, pattern.flags) not in seen:
                    seen.add((pattern.pattern, pattern.flags))
                    yield f"{module.name}:{line}", pattern, method


def _in_calls(text: str) -> Iterator[tuple[int, re.Pattern[Any], str]]:
    """Patterns that stand as constants in calls of module ``re``."""
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.func.attr != "escape"
            and node.args and isinstance(node.args[0], ast.Constant)
        ):  # fmt: skip
            method = "match" if node.func.attr in ("match", "fullmatch") else "search"
            yield node.lineno, re.compile(node.args[0].value), method


def _inside(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, LazyPattern):
        value = value._pattern
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        yield from _inside((*value, *value.values()), depth + 1)
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _inside(one, depth + 1)


def test_the_fuzz_finds_a_pattern_that_is_quadratic():
    assert attack(re.compile(r"<a\b[^>]*href")) != []
    assert attack(re.compile(r"<(script)\b.*?</\1>")) != []
    assert attack(re.compile(rb"\s+$")) != []
    assert attack(re.compile(r"<a\b[^<>]*+href")) == []


def test_no_pattern_outside_the_parse_workers_takes_four_times_as_long_for_twice_the_input():
    found = list(patterns())
    assert len(found) > 150
    outside = [(name, pattern, method) for name, pattern, method in found if not name.startswith(_IN_WORKERS)]
    assert {name: inputs for name, pattern, method in outside if (inputs := attack(pattern, method))} == {}


_FRAGMENTS = [
    *"<![CDATA[|<!--|<!|<!a>|<!a[>|<?|<a |<a|<a href=|<a '|<a \"|<a href='x'>|</a|</a>|<script>|<style ".split("|"),
    *"<item>|<item><link>|<link href='x'/>|<url><loc>|&|&amp|&#|&#1| |\n|http://|{|[|]]>|<|>|\"|a='b' ".split("|"),
    "<a" + " " * 60, "<rss xml:base='http://a.example/'>",
]  # fmt: skip
_OPENINGS = "|<rss><channel>|<rss a='|<html><a href='/x'>|<!DOCTYPE x [|<?xml encoding='|{".split("|")


def _unread(call: Any) -> Any:
    def read(content: Any) -> None:
        try:
            call(content)
        except SkipPage:
            return

    return read


@pytest.mark.parametrize(
    "read",
    [
        lambda content: read_feed(content, "http://a.example/"),
        lambda content: read_sitemap(content, "http://a.example/"),
        lambda content: read_anchors(content.decode(), "http://a.example/"),
        lambda content: decode_page(content),
    ],
    ids=["feed", "sitemap", "anchors", "decode"],
)
def test_feeds_sitemaps_anchors_and_charsets_take_time_in_proportion(read):
    slow = {}
    for opening in _OPENINGS:
        for unit in _FRAGMENTS:

            def make(n: int, opening: str = opening, unit: str = unit) -> bytes:
                return (opening + unit * (n // len(unit))).encode()

            ratio = grows_too_fast(_unread(read), make, 8000)
            if ratio is not None:
                slow[(opening, unit)] = ratio
    assert slow == {}


@pytest.mark.parametrize(
    "unit",
    ["Disallow: /a", "Disallow: /" + "*a" * 50, " ", "Disallow: /a\n", "User-agent: *\n", "Allow: /*$\n", "#", ":"],
)
def test_robots_files_take_time_in_proportion(unit):
    opening = "User-agent: *\nDisallow: /x"
    assert grows_too_fast(
        lambda text: robots_allowed(text, "newsweir", "http://a.example/" + "a" * 2000),
        lambda n: opening + unit * (n // len(unit)) + "z", 20_000,
    ) is None  # fmt: skip


def warc(unit: bytes, count: int) -> io.BytesIO:
    return io.BytesIO(b"WARC/1.1\r\nWARC-Type: response\r\n" + unit * count)


_COUNT = 20_000
_RECORD = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\nbody"


@pytest.mark.parametrize(
    "unit",
    [
        b" more\r\n",
        b"\r\n",
        b"WARC/1.1\r\n",
        b"A: b\r\n",
        b" ",
        _RECORD % 10**12,
        _RECORD % (21 * 1024 * 1024),
        _RECORD % 3,
    ],
    ids=range(8),
)
def test_heads_of_warc_records_and_false_lengths_take_time_in_proportion(unit):
    def read(file: io.BytesIO) -> None:
        file.seek(0)
        assert len(list(iter_framed(file, 2 * LARGEST_BYTES))) > 0

    assert grows_too_fast(read, lambda n: warc(unit, n // len(unit)), 60_000) is None


def test_records_that_tell_lengths_of_megabytes_are_told_apart_in_bounded_time_and_none_is_lost():
    body = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 100 + b"\r\n\r\n"
    for packed in (False, True):
        content = body * _COUNT
        file = io.BytesIO(gzip.compress(content, 1) if packed else content)
        framed = list(iter_framed(file, 2 * LARGEST_BYTES))
        assert sum(1 for record in framed if record.field("warc-type")) == _COUNT


def test_a_sidecar_larger_than_any_is_refused_before_it_is_read(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>text</p>")
    sidecar = tmp_path / "page.html.json"
    with sidecar.open("wb") as file:
        file.truncate(3 * 1024**3)  # Sparse: it takes no space, and gigabytes when it is read.
    with pytest.raises(SkipPage, match="at most"):
        read_capture(page, Defaults())
    sidecar.write_text("[" * 60_000)
    with pytest.raises(SkipPage):
        read_capture(page, Defaults())
