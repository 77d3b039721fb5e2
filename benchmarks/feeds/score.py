"""Feeds and sitemaps: how many entries' addresses of well-formed and malformed files are read, beside other readers.

``python -m benchmarks.feeds.score FEEDPARSER GOFEED`` takes the unpacked sources of feedparser (its ``tests``) and of
gofeed (its ``testdata``). Four feeds and two sitemaps are damaged in every way of ``damage.py``, too: the truth of
a damaged file is what was named before, less what the damage took.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.feeds.damage import DAMAGES, FEEDS, SITEMAPS, URLS
from tasks.discover import read_feed, read_sitemap

BASE = "http://n.example/feeds/all.xml"
_STATED = re.compile(rb"entries\[0\]\[u?'link'\]\s*==\s*u?'(http[^']+)'")
_SECONDS = 5.0
Reader = Callable[[bytes], list[str]]
File = tuple[str, bytes, list[str]]


def main() -> None:
    """A line of counts for each suite and reader; with ``--list`` what ours misses."""
    feedparser, gofeed = map(Path, sys.argv[1:3])
    suites: dict[str, tuple[list[File], dict[str, Reader]]] = {
        "feedparser's, stated links": ([*_stated(feedparser)], _feed_readers()),
        "gofeed's, expected links": ([*_expected(gofeed)], _feed_readers()),
        "damaged feeds": ([*_damaged(FEEDS)], _feed_readers()),
        "damaged sitemaps": ([*_damaged(SITEMAPS)], _sitemap_readers()),
    }
    for suite, (files, readers) in suites.items():
        for name, read in readers.items():
            started, right, named, foreign = time.process_time(), 0, 0, 0
            for label, content, truth in files:
                found = _links(read, content)
                missing = [link for link in truth if link not in found]
                right += not missing
                named += len(truth) - len(missing)
                foreign += bool({*found} - {*truth} - {link.rstrip("/") for link in truth})
                if "--list" in sys.argv and name == "newsweir" and (missing or foreign):
                    print(f"    {suite}: {label}: {missing} missing, {found[:4]}")
            milliseconds = 1000 * (time.process_time() - started) / len(files)
            total = sum(len(truth) for _, _, truth in files)
            counts = f"{right:4} of {len(files)} files, {named:4} of {total} entries"
            print(f"{suite:27} {name:28} {counts}, {foreign:3} files with others, {milliseconds:.2f} ms")


def _links(read: Reader, content: bytes) -> list[str]:
    try:
        return [link.strip() for link in read(content) if link]
    except Exception:  # A reader that raises has read nothing.
        return []


def _stated(folder: Path) -> Iterator[File]:
    for path in sorted((folder / "tests").rglob("*.xml")):
        content = path.read_bytes()
        if found := _STATED.search(content[:2000]):
            yield path.name, content, [found[1].decode()]


def _expected(folder: Path) -> Iterator[File]:
    for path in sorted((folder / "testdata").rglob("*.json")):
        source = next((path.with_suffix(s) for s in (".xml",) if path.with_suffix(s).exists()), None)
        try:
            items = (json.loads(path.read_text()).get("items") or []) if source else []
        except (ValueError, AttributeError):
            continue
        links = [item.get("link") for item in items if isinstance(item, dict)]
        if source and any(links):
            yield source.name, source.read_bytes(), [link for link in links if link and link.startswith("http")]


def _damaged(whole: dict[str, bytes]) -> Iterator[File]:
    for kind, content in whole.items():
        for damage, (break_it, kept) in DAMAGES.items():
            broken = break_it(content)
            if broken != content:
                yield f"{kind}, {damage}", broken, URLS[:kept]


def _version(package: str) -> str:
    return f"{package} {importlib.metadata.version(package)}"


def _feed_readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {"newsweir": lambda content: list(read_feed(content, BASE).links)}

    def entries(parsed: Any) -> list[str]:
        return [entry.get("link") or "" for entry in parsed.entries]

    try:
        import feedparser

        readers[_version("feedparser")] = lambda content: entries(feedparser.parse(content))
        import fastfeedparser

        readers[_version("fastfeedparser")] = lambda content: entries(fastfeedparser.parse(content))
        import feedparser_rs

        readers[_version("feedparser-rs")] = lambda content: [
            e.link or "" for e in feedparser_rs.parse(content).entries
        ]
        import io

        import podcastparser

        readers[_version("podcastparser")] = lambda content: [
            episode["link"] for episode in podcastparser.parse(BASE, io.BytesIO(content))["episodes"]
        ]
        from lxml import etree

        readers[_version("lxml") + ", recovering"] = lambda content: [
            (link.text or link.get("href") or "")
            for link in etree.fromstring(content, etree.XMLParser(recover=True, resolve_entities=False)).iter("{*}link")
            if link.getparent().tag.rpartition("}")[2] in ("item", "entry")
        ]
    except ImportError as error:
        print(f"left out: {error}", file=sys.stderr)
    return readers


def _sitemap_readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {"newsweir": lambda content: list(read_sitemap(content, BASE).links)}
    try:
        import logging

        from usp.tree import sitemap_from_str

        logging.disable(logging.CRITICAL)
        readers[_version("ultimate-sitemap-parser")] = lambda content: [
            page.url for page in sitemap_from_str(content.decode("utf-8", "replace")).all_pages()
        ]
        from lxml import etree

        readers[_version("lxml") + ", recovering"] = lambda content: [
            loc.text or "" for loc in etree.fromstring(content, etree.XMLParser(recover=True)).iter("{*}loc")
        ]
    except ImportError as error:
        print(f"left out: {error}", file=sys.stderr)
    return readers


if __name__ == "__main__":
    main()
