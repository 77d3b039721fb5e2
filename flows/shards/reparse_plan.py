"""A re-parse: shown in one process, written in shards that any number of processes share."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import Any

from db.backfill.claims import ClaimedShard
from db.backfill.plans import Shard, add_shards, is_planned, open_backfill
from db.reparse.differences import Differences
from db.reparse.settle import is_same
from flows.pipeline.reparse import chosen_captures, count_unreadable_captures, is_unread, preview_readings, readings_of
from flows.run.plan import RunPlan
from flows.settings import archive_folder, settings, spool_folder
from flows.shards.claims import Claims, Items
from flows.shards.reparse_parameters import ReparseParameters
from tasks.archive import Archive
from tasks.captures import Defaults
from tasks.version import PARSER_VERSION
from tasks.work import ReparseItem, batches_of, from_stored, to_stored

_HOW = {"processes", "shard_size", "batch_size"}
Show = Callable[[int, int], None]
"""Is told how many of how many captures are read."""


def show_differences(parameters: ReparseParameters, url: str, show: Show) -> Differences:
    """Read the chosen captures again and collect what that would change; nothing is written.

    Raises BadParameter when the site is not known.
    """
    choice = parameters.choice()
    ids = chosen_captures(url, choice)
    archive, found = Archive(archive_folder(), spool=spool_folder()), Differences()
    found.unreadable_count = count_unreadable_captures(url, choice)
    # Loaders wait while changes are written and rolled back, so pages are read before, and only what differs is kept.
    with TemporaryFile() as spool:
        batches = 0
        for start in range(0, len(ids), parameters.batch_size):
            readings = readings_of(url, archive, ids[start : start + parameters.batch_size])
            found.read_count += len(readings)
            found.unreadable_count += sum(map(is_unread, readings))
            pickle.dump([reading for reading in readings if not is_same(reading)], spool)
            batches += 1
            show(min(start + parameters.batch_size, len(ids)), len(ids))
        spool.seek(0)
        found.add(preview_readings(url, (pickle.load(spool) for _ in range(batches))))
    return found


def plan_reparse(parameters: ReparseParameters, url: str) -> int:
    """The re-parse that these parameters ask for, its shards in the database; its id. One under way goes on.

    Raises BadParameter when the site is not known.
    """
    ids = chosen_captures(url, parameters.choice())
    told = parameters.model_dump(mode="json")
    asked = {name: value for name, value in told.items() if name not in _HOW} | {"rules": PARSER_VERSION}
    key = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    backfill_id, _ = open_backfill(url, key=key, kind="reparse", parameters=told)
    if not is_planned(url, backfill_id):
        size = parameters.shard_size
        shards = (
            Shard("captures", [to_stored(ReparseItem(number)) for number in ids[at : at + size]])
            for at in range(0, len(ids), size)
        )
        add_shards(url, backfill_id, shards)
    return backfill_id


def reparse_plan(url: str, backfill_id: int, told: dict[str, Any]) -> tuple[RunPlan, Claims]:
    """One process's run over the shards of a re-parse, and its claims."""
    parameters = ReparseParameters.model_validate(told)

    def parts(shard: ClaimedShard) -> Iterator[tuple[Items, int]]:
        for items in batches_of([from_stored(shard.source, item) for item in shard.items], parameters.batch_size):
            yield items, len(items)

    claims = Claims(url, backfill_id, parts)
    plan = RunPlan(
        "reparse", (), Defaults(), parameters.batch_size, url, archive_folder(), spool=spool_folder(),
        archive_coding=settings().archive_coding, shards=claims.batches,
        batch_done=claims.batch_done, is_lean=True,
    )  # fmt: skip
    return plan, claims
