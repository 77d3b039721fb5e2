"""What the database itself refuses, and the code that names its tables and columns."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from db.schema import metadata
from db.stories import rows as story_rows
from db.write import rows as write_rows
from db.write.row import Row
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, story
from tests.readers import index_readers, read_readers

ROOT = Path(__file__).parents[1]

BREAKS = {
    "a second newest capture of a page": "insert into news.capture (capture_key, page_id, body_id, run_id, source_path,"
    " outcome, is_newest, primary_count, related_count, warnings) select 'x', page_id, body_id, run_id, 'x', 'loaded', true, 0, 0,"
    " '{}'"
    " from news.capture limit 1",
    "a newest capture that is not loaded": "update news.capture set outcome = 'quarantined' where is_newest",
    "an outcome nobody knows": "update news.capture set is_newest = false, outcome = 'fine'",
    "two primaries of one capture": "update news.capture set primary_count = 2",
    "a capture without bytes": "update news.capture set body_id = null",
    "bytes without a digest": "update news.body set body_hash = null",
    "bytes that are neither kept nor erased": "update news.body set archive_ref = null",
    "a problem nobody knows": "update news.body set problem = 'ugly', problem_detail = 'x'",
    "a problem that nobody describes": "update news.body set problem = 'missing'",
    "an outcome of an attempt nobody knows": "insert into news.fetch_attempt (asked_key, asked_url, requested_at, page_id,"
    " run_id, outcome, try_number, answered_url, hops, waited_seconds, elapsed_seconds, wire_bytes)"
    " select 'x', 'x', now(), page_id, run_id, 'loaded', 1, 'x', '[]', 0, 0, 0 from news.capture limit 1",
    "an attempt that failed and brought a capture": "insert into news.fetch_attempt (asked_key, asked_url, requested_at,"
    " page_id, run_id, capture_id, outcome, try_number, answered_url, hops, waited_seconds, elapsed_seconds, wire_bytes)"
    " select 'x', 'x', now(), page_id, run_id, capture_id, 'failed', 1, 'x', '[]', 0, 0, 0 from news.capture limit 1",
    "a refusal of nothing": "insert into news.quarantine (run_id, stage, reason, detail, parser_version)"
    " select run_id, 'split', 'x', 'x', '' from news.run limit 1",
    "a second primary on a page": "update news.appearance set role = 'primary', position = 0",
    "a related article at the place of the primary": "update news.appearance set position = 0 where role = 'related'",
    "an article twice on a page": "insert into news.appearance (page_id, article_id, role, position, title_raw,"
    " completeness, is_current, first_capture_id, last_capture_id) select page_id, article_id, 'related', 9, 'x',"
    " 'full', false, first_capture_id, last_capture_id from news.appearance limit 1",
    "two sightings in one place": "update news.sighting set place = 1",
    "a place above the page": "update news.sighting set place = -1 where place = 0",
    "a page kind nobody knows": "update news.page set page_kind = 'poster'",
    "a page last seen before it was first seen": "update news.page set first_seen_at = now(),"
    " last_seen_at = '2001-01-01'",
    "a precision nobody knows": "update news.article set published_precision = 'century'",
    "a source of a date nobody knows": "update news.appearance set published_source = 'rumour'",
    "bounds that cross": "update news.article set published_min_at = now(), published_max_at = '2001-01-01'",
    "a text state nobody knows": "update news.article set text_state = 'long'",
    "an access nobody knows": "update news.article set access = 'barter'",
    "a completeness nobody knows": "update news.article set completeness = 'most'",
    "a source of a publisher nobody knows": "update news.article set publisher_source = 'rumour'",
    "a kind of link nobody knows": "update news.appearance set link_kind = 'chain'",
    "words below none": "update news.article set word_count = -1",
    "a kind of run nobody knows": "update news.run set kind = 'walk'",
}


@pytest.fixture
def loaded(database: str, tmp_path: Path) -> str:
    pages = (bulleted(story(1), [story(2), story(3)]), bulleted(story(4), [story(5), story(2)]))
    ingest(database, write(tmp_path / "in", *pages), tmp_path / "archive")
    return database


def test_the_database_refuses_what_the_code_relies_on(loaded):
    taken = []
    for what, statement in BREAKS.items():
        with psycopg.connect(loaded) as connection:
            try:
                connection.execute(statement)
                connection.execute("set constraints all immediate")
                taken.append(what)
            except psycopg.IntegrityError:
                pass
            connection.rollback()
    assert taken == []
    assert rows(loaded, "select count(*) from news.capture") == [(2,)]


def test_the_classes_of_rows_name_columns_that_their_tables_have():
    kinds = [
        kind for module in (write_rows, story_rows) for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Row) and kind is not Row
    ]  # fmt: skip
    assert len(kinds) >= 15
    for kind in kinds:
        table = metadata.tables[f"news.{kind.TABLE}"]
        assert {*kind.columns()} <= {*table.columns.keys()}, kind
        assert {*kind.KEY, *kind.OWN, *kind.QUIET} <= {*kind.columns()}, kind
        unique = [{*table.primary_key.columns.keys()}, *({c.name} for c in table.columns if c.unique)]
        unique += [{*c.columns.keys()} for c in table.constraints if hasattr(c, "columns")]
        assert {*kind.KEY} in unique, kind
        # What a row leaves out has a default, or may be unknown.
        for column in table.columns:
            is_filled = column.name in kind.columns() or column.nullable or column.server_default is not None
            assert is_filled or column.identity is not None, (kind, column.name)


def test_every_table_column_and_index_has_a_reader(pristine):
    readers = read_readers(pristine)
    assert {f"{table}.{column}" for (table, column), who in readers.items() if not who} == set()
    assert {name for name, who in index_readers(readers).items() if not who} == set()
