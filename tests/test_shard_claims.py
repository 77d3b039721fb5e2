"""Shards as one process takes them: each done when its pages are loaded, none blamed for what another one did."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.backfill.claims import claim_shard, count_deaths
from db.backfill.plans import Shard, add_shards, open_backfill, read_progress
from db.backfill.remote import REMOTE
from db.fetching.worker import Worker
from db.locks import Holder
from db.runs import begin_run
from flows.pipeline.context import RunContext
from flows.shards.claims import Claims
from tasks.captures import Defaults
from tasks.errors import ShardUnusable
from tasks.work import from_stored
from tests.helpers import rows


@pytest.fixture
def context(database, tmp_path):
    """A run of a backfill's process, under way."""
    holder = Holder(database)
    run_id = begin_run(database, holder=holder, kind="backfill", planned_count=0, versions=("0", "0"), flow=None)
    yield RunContext(database, tmp_path, run_id, Defaults())
    holder.close()


def planned(database: str, *shards: tuple[str, list[str]]) -> int:
    """A backfill with these shards, each of a source and items."""
    backfill_id, _ = open_backfill(database, key="k", kind="backfill", parameters={})
    add_shards(database, backfill_id, [Shard(source, items) for source, items in shards])
    return backfill_id


def claims(database: str, backfill_id: int) -> Claims:
    """Claims whose shards have a batch per item."""

    def parts(shard):
        for item in shard.items:
            if item == "unusable":
                raise ShardUnusable("it cannot be had")
            yield [from_stored("files", item)], 1

    return Claims(database, backfill_id, parts)


def states(database: str) -> list[tuple[str, int]]:
    return rows(database, "select state, done_count from news.backfill_shard order by shard_number")


def test_a_shard_is_done_when_its_last_batch_is_loaded_and_not_when_the_next_shard_is_taken(database, context):
    taken = claims(database, planned(database, ("files", ["a", "b"]), ("files", ["c"])))
    batches = taken.batches(context)
    assert [item.path for item in next(batches)] == [Path("a")]
    next(batches)
    assert states(database) == [("taken", 0), ("waiting", 0)]
    taken.batch_done()  # "a"
    assert states(database) == [("taken", 1), ("waiting", 0)]
    next(batches)  # "c", split while "b" is loaded
    assert states(database) == [("taken", 1), ("taken", 0)]
    taken.batch_done()  # "b"
    assert states(database) == [("done", 2), ("taken", 0)]
    assert next(batches, None) is None
    taken.batch_done()
    taken.end(None)
    assert states(database) == [("done", 2), ("done", 1)]


def test_both_shards_in_hand_are_given_back_and_the_one_under_way_keeps_the_error(database, context):
    taken = claims(database, planned(database, ("files", ["a"]), ("files", ["b"])))
    batches = taken.batches(context)
    next(batches), next(batches)
    taken.end(ValueError("the disk is full"))
    assert states(database) == [("waiting", 0), ("waiting", 0)]
    errors = rows(database, "select error from news.backfill_shard order by shard_number")
    assert errors == [("the disk is full",), (None,)]


def test_a_shard_in_whose_hands_a_process_died_is_worked_on_alone(database, context):
    backfill_id = planned(database, ("files", ["a"]), ("files", ["b"]), ("files", ["c"]))
    dead = Worker(database)
    claim_shard(database, backfill_id, dead.number, context.run_id)
    dead.close()
    count_deaths(database, backfill_id)
    taken = claims(database, backfill_id)
    batches = taken.batches(context)
    assert next(batches) == ()
    assert [item.path for item in next(batches)] == [Path("a")]
    assert next(batches) == ()  # None is taken beside it.
    assert [state for state, _ in states(database)] == ["taken", "waiting", "waiting"]
    taken.batch_done()
    assert [item.path for item in next(batches)] == [Path("b")]
    assert [item.path for item in next(batches)] == [Path("c")]
    taken.end(None)


@pytest.mark.parametrize("source", [REMOTE, "files"])
def test_what_comes_from_elsewhere_waits_until_there_is_room_for_it(database, context, source):
    taken = claims(database, planned(database, ("files", ["a"]), (source, ["b"])))
    batches = taken.batches(context)
    next(batches)
    assert (next(batches) == ()) == (source == REMOTE)
    taken.end(None)


def test_a_shard_that_cannot_be_had_is_given_up_and_the_next_one_is_done(database, context):
    backfill_id = planned(database, ("files", ["a"]), ("files", ["unusable"]), ("files", ["c"]))
    taken = claims(database, backfill_id)
    for _ in taken.batches(context):
        taken.batch_done()
    taken.end(None)
    assert [state for state, _ in states(database)] == ["done", "failed", "done"]
    assert read_progress(database, backfill_id).error == "it cannot be had"
