"""What a backfill still has to do: the captures that the paths name, less those that are done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from db.done import done_captures
from flows.parameters import BackfillParameters
from flows.plans import refuse_one_address_for_many
from flows.run import RunPlan
from flows.settings import archive_folder
from tasks.captures import Defaults, find_captures, read_capture
from tasks.errors import NoCaptures, SkipPage
from tasks.version import PARSER_VERSION

_LOOKED_UP = 1000


def plan_backfill(parameters: BackfillParameters, url: str) -> RunPlan:
    """The plan of a backfill; ``done_count`` captures are left out because an earlier run did them.

    Done is a capture of the same bytes and moment that this version of the parsing rules loaded or quarantined.
    Raises NoCaptures when the paths and the list hold none.
    """
    captures = find_captures(_named(parameters))
    refuse_one_address_for_many(parameters, captures)
    todo = list(_not_done(captures, parameters.defaults(), url))
    return RunPlan(
        "backfill", todo, parameters.defaults(), parameters.batch_size, url, archive_folder(),
        done_count=len(captures) - len(todo),
    )  # fmt: skip


def _named(parameters: BackfillParameters) -> list[Path]:
    named = [Path(path).expanduser() for path in parameters.paths]
    if parameters.list_file:
        lines = Path(parameters.list_file).expanduser().read_text(encoding="utf-8").splitlines()
        named += [Path(line.strip()).expanduser() for line in lines if line.strip() and not line.startswith("#")]
    if not named:
        raise NoCaptures("a backfill needs paths or a list file; name the captures or a folder of them")
    return named


def _not_done(captures: Sequence[Path], defaults: Defaults, url: str) -> Iterator[Path]:
    for start in range(0, len(captures), _LOOKED_UP):
        batch = captures[start : start + _LOOKED_UP]
        known = {path: _identity(path, defaults) for path in batch}
        done = done_captures(url, [identity[0] for identity in known.values() if identity], PARSER_VERSION)
        yield from (path for path, identity in known.items() if identity is None or identity not in done)


def _identity(path: Path, defaults: Defaults) -> tuple[str, object] | None:
    """Digest of the bytes and moment of the capture; None when it cannot be read, which the run itself will report."""
    try:
        capture = read_capture(path, defaults)
    except (SkipPage, OSError):
        return None
    return hashlib.sha256(capture.content).hexdigest(), capture.captured_at
