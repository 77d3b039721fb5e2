"""Rows are a function of what was captured: any order, any batches, read again or not, bytes gone or not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.housekeeping.articles import remove_articles, remove_pages
from db.reparse.settle import Place, preview, settle
from db.reparse.stored import read_stored
from db.session import driver_cursor
from db.write.fill import fill_prints
from flows.pipeline.stories import decide_moved, stories_for_removal
from tasks.fingerprint import fingerprint, record_hash
from tasks.records import Article, PageRecord
from tests.helpers import rows
from tests.worlds import TABLES, Captured, Printed, load, load_killed_and_beside, record, said, unsettled, worlds, wrong

ON_ONE_DATABASE = settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
THE_SAME_WORLDS = settings(ON_ONE_DATABASE, derandomize=True)
OTHER_WORLDS = settings(ON_ONE_DATABASE, max_examples=60, phases=[Phase.generate])


def emptied(database: str) -> str:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"truncate {', '.join('news.' + table for table in TABLES)} cascade")
    return database


KILLS = st.builds("{}_load_commit:{}".format, st.sampled_from(("before", "after")), st.integers(1, 4))


@THE_SAME_WORLDS
@given(world=worlds(), seed=st.integers(0, 5), batch_size=st.integers(1, 8), fail_at=KILLS)
def test_any_order_batches_loaders_and_kills_give_the_same_rows(database, world, seed, batch_size, fail_at):
    check_any_order(database, world, seed, batch_size, fail_at)


@pytest.mark.slow
@OTHER_WORLDS
@given(world=worlds(), seed=st.integers(0, 5), batch_size=st.integers(1, 8), fail_at=KILLS)
def test_any_order_batches_loaders_and_kills_give_the_same_rows_in_any_world(
    database, world, seed, batch_size, fail_at
):
    check_any_order(database, world, seed, batch_size, fail_at)


def check_any_order(database: str, world: Sequence[Captured], seed: int, batch_size: int, fail_at: str) -> None:
    records = [record(captured) for captured in world]
    load(emptied(database), records, len(records))
    expected = said(database)
    assert wrong(database) == []
    shuffled = random.Random(seed).sample(records, len(records))
    load_killed_and_beside(emptied(database), shuffled, batch_size, fail_at)
    assert wrong(database) == []
    assert said(database) == expected
    with driver_cursor(database) as cursor:
        cursor.execute("delete from news.print")
        fill_prints(cursor)
    assert said(database) == expected


@THE_SAME_WORLDS
@given(world=worlds(), page=st.integers(0, 3))
def test_pages_that_are_removed_leave_the_rows_of_the_others(database, world, page):
    check_without_page(database, world, page)


@pytest.mark.slow
@OTHER_WORLDS
@given(world=worlds(), page=st.integers(0, 3))
def test_pages_that_are_removed_leave_the_rows_of_the_others_in_any_world(database, world, page):
    check_without_page(database, world, page)


def check_without_page(database: str, world: Sequence[Captured], page: int) -> None:
    """What is left is what loading the others gives; so it is after retention, of what has no page left."""
    records = [record(captured) for captured in world]
    others = [found for found, captured in zip(records, world, strict=True) if captured.page != page]
    load(emptied(database), others, len(others))
    expected = said(database)
    load(emptied(database), records, len(records))
    ids = [i for (i,) in rows(database, "select page_id from news.page where page_key <> all(%s)",
                              [found.page_key for found in others])]  # fmt: skip
    with driver_cursor(database) as cursor:
        remove_pages(cursor, ids, stories_for_removal(), "")
    assert wrong(database) == []
    assert said(database) == expected
    oldest = [i for (i,) in rows(database, "select article_id from news.article order by article_id limit 2")]
    with driver_cursor(database) as cursor:
        remove_articles(cursor, oldest, stories_for_removal(), "")
    assert unsettled(database) == []


def fixed(found: PageRecord) -> PageRecord:
    """A reading by another rule: titles lose their first word, and the last card is none."""
    articles = [
        fingerprint(replace(one, title=one.title.removeprefix("The "))) if one else None
        for one in (found.primary, *found.related)
    ]
    primary, related = articles[0], tuple(one for one in articles[1:] if one)
    related = related[:-1] if primary or len(related) > 1 else related
    again = replace(found, primary=primary, related=related, parser_version="2")
    return replace(again, record_hash=record_hash(again))


def read_again(database: str, records: Sequence[PageRecord], run_id: int, batch_size: int) -> None:
    by_key = {one.capture_key: one for one in records}
    ids = [i for (i,) in rows(database, "select capture_id from news.capture order by 1")]
    for start in range(0, len(ids), batch_size):
        with driver_cursor(database) as cursor:
            stored = read_stored(cursor, ids[start : start + batch_size])
        readings = [(one, by_key[one.capture_key]) for one in stored]
        if readings:
            settle(database, Place(run_id, 100 + start), readings, decide_moved)


@THE_SAME_WORLDS
@given(world=worlds(), batch_size=st.integers(1, 8))
def test_reading_again_gives_what_loading_the_new_readings_first_would(database, world, batch_size):
    check_reading_again(database, world, batch_size)


@pytest.mark.slow
@OTHER_WORLDS
@given(world=worlds(), batch_size=st.integers(1, 8))
def test_reading_any_world_again_gives_what_loading_the_new_readings_first_would(database, world, batch_size):
    check_reading_again(database, world, batch_size)


def check_reading_again(database: str, world: Sequence[Captured], batch_size: int) -> None:
    records = [record(captured) for captured in world]
    again = [fixed(one) for one in records]
    load(emptied(database), again, len(again))
    expected = said(database)
    run_id = load(emptied(database), records, len(records))
    as_loaded = said(database)
    read_again(database, records, run_id, batch_size)
    assert said(database) == as_loaded
    read_again(database, again, run_id, batch_size)
    assert wrong(database) == []
    assert said(database) == expected
    # Offered again after an upgrade, captures are read by its rules, too.
    load(database, [replace(one, parser_version="3") for one in records], batch_size)
    assert wrong(database) == []
    assert said(database) == as_loaded


@THE_SAME_WORLDS
@given(world=worlds(), data=st.data())
def test_what_cannot_be_read_again_stays_and_a_preview_writes_nothing(database, world, data):
    check_without_some(database, world, data)


@pytest.mark.slow
@OTHER_WORLDS
@given(world=worlds(), data=st.data())
def test_what_cannot_be_read_again_stays_in_any_world(database, world, data):
    check_without_some(database, world, data)


def check_without_some(database: str, world: Sequence[Captured], data: Any) -> None:
    records = [record(captured) for captured in world]
    # Without a body the title is part of a text's identity, and the test below says what is not fixed there.
    whole = [one.capture_key for one in records if all(shown.body for shown in shown_by(one))]
    gone = data.draw(st.sets(st.sampled_from(whole))) if whole else set()
    check_reading_again_without(database, records, gone)


def test_a_headline_whose_bytes_are_gone_is_its_own_article_when_the_page_is_read_under_another_title(database):
    """Loaded anew the headlines are two articles, and read again in batches, too."""
    headline = Printed(0, "Harbour Gazette", is_full=False, has_address=False, hours=None)
    world = [
        Captured(0, 1, headline, (headline,)), Captured(3, None, replace(headline, number=3, publisher=None), ()),
        Captured(0, None, headline, ()),
        Captured(1, None, None, (headline, headline, headline)),
    ]  # fmt: skip
    records = [record(captured) for captured in world]
    check_reading_again_without(database, records, {records[3].capture_key})


def shown_by(found: PageRecord) -> list[Article]:
    return [one for one in (found.primary, *found.related) if one is not None]


def check_reading_again_without(database: str, records: Sequence[PageRecord], gone: set[str]) -> None:
    """Read all again by another rule where the bytes of some are gone: the rows are those of loading what each says."""
    again = [fixed(one) for one in records]
    mixed = [old if old.capture_key in gone else new for old, new in zip(records, again, strict=True)]
    load(emptied(database), mixed, len(mixed))
    expected = said(database)
    run_id = load(emptied(database), records, len(records))
    with psycopg.connect(database) as connection:
        connection.execute(
            "update news.body set archive_ref = null, erased_at = now() where body_id in"
            " (select body_id from news.capture where capture_key = any(%s))",
            [sorted(gone)],
        )
    before = said(database)
    by_key = {one.capture_key: one for one in again}
    with driver_cursor(database) as cursor:
        stored = read_stored(cursor, [i for (i,) in rows(database, "select capture_id from news.capture")])
    preview(database, [[(one, by_key[one.capture_key])] for one in stored], decide_moved)
    assert said(database) == before
    read_again(database, again, run_id, 2)
    assert wrong(database) == []
    assert said(database) == expected


def test_worlds_hold_what_they_are_made_for():
    from hypothesis import find

    def is_rich(world: list[Captured]) -> bool:
        cards = [one for captured in world for one in captured.related]
        return len({(one.number, one.publisher) for one in cards if one.is_full}) > 1

    assert find(worlds(), is_rich, settings=OTHER_WORLDS)  # whichever: none is made small
