"""``newsweir split``: what a page becomes, without a database."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.commands.options import CapturedAt, JsonPages, Paths, Site, Url, read_defaults
from flows.cli.render_page import print_record
from flows.pipeline.files import open_file, split_files
from flows.pipeline.records import finish_page
from flows.run.contract import dumps, scored, split_json
from flows.run.exit_codes import OK, SOME_PAGES_FAILED
from tasks.captures import Defaults, find_captures
from tasks.errors import BadParameter
from tasks.records import Outcome

_AT_ONCE = 64


def split(
    paths: Paths = None,
    captured_at: CapturedAt = None,
    url: Url = None,
    site: Site = None,
    as_json: JsonPages = False,
    as_lines: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help='Answer JSON lines on standard input ({"id", "html_path", "url", "charset"}) one by one, for scorers.',
        ),
    ] = False,
) -> None:
    """Split captures into primary and related articles and print them; nothing is stored.

    --json prints one object per page and line: path, page_kind, layout, outcome, reason, primary, related.
    """
    if as_lines:
        _answer_lines()
        raise typer.Exit(OK)
    if not paths:
        raise BadParameter("name captures or folders of them, e.g. newsweir split page.html")
    defaults = read_defaults(captured_at, url, site)
    code = OK
    found = find_captures(paths)
    for start in range(0, len(found), _AT_ONCE):
        for record in split_files(found[start : start + _AT_ONCE], defaults, None):
            if record.outcome is not Outcome.LOADED:
                code = SOME_PAGES_FAILED
            if as_json:
                print(split_json(record), flush=True)
            else:
                print_record(record)
    raise typer.Exit(code)


def _answer_lines() -> None:
    """One answer per line of standard input, in order, flushed; a refused page answers with nulls and its reason."""
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            path = Path(asked["html_path"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadParameter(f"--jsonl: {line[:80]!r} is no JSON object with html_path: {error}") from error
        record, capture = open_file(path, Defaults(url=asked.get("url")), None)
        if capture is not None:
            record = finish_page(record, replace(capture, charset=asked.get("charset")))
        answer = scored(record.primary, record.related)
        print(dumps({"id": asked.get("id"), **answer, "kind": record.page_kind, "reason": record.reason}), flush=True)
