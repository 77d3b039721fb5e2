"""The schema and its promise to readers: migrations, comments, views, roles, the embedded server's errors."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import psycopg
import pytest
from alembic import command
from psycopg import errors

from db.schema import HEAD_REVISION
from db.session import driver_cursor, engine_for
from db.upgrade import migration_config, missing_role, upgrade_database
from tasks.errors import DatabaseRevision
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, story
from tests.waiting import wait_for


def test_the_migrations_make_what_the_schema_declares(database):
    with engine_for(database).connect() as connection:
        command.check(migration_config(connection))


def test_an_empty_database_is_migrated_and_migrating_again_does_nothing(new_database):
    url = new_database(False)
    assert upgrade_database(url) == (None, HEAD_REVISION)
    assert upgrade_database(url) == (HEAD_REVISION, HEAD_REVISION)


def test_every_revision_can_be_left_and_reached_again(new_database):
    url = new_database(False)
    upgrade_database(url)
    with engine_for(url).connect() as connection:
        command.downgrade(migration_config(connection), "base")
        connection.commit()
    assert rows(
        url, "select count(*) from pg_class where relnamespace = 'news'::regnamespace and relkind in ('r', 'v')"
    ) == [(1,)]
    upgrade_database(url)
    assert rows(url, "select count(*) from bi.article") == [(0,)]


def test_the_newest_migration_is_the_one_the_program_expects():
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(migration_config()).get_current_head() == HEAD_REVISION


def test_a_database_of_a_newer_revision_is_refused_and_left_alone(database):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("update news.schema_revision set version_num = '9999'")
    with pytest.raises(DatabaseRevision, match="'9999', which this program does not know"):
        upgrade_database(database)


def test_every_schema_table_view_and_column_has_a_comment(database):
    missing = rows(
        database,
        """
        select c.oid::regclass::text || coalesce('.' || a.attname, '')
        from pg_class c
        left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace in ('news'::regnamespace, 'bi'::regnamespace) and c.relkind in ('r', 'v', 'm')
          and (obj_description(c.oid, 'pg_class') is null
               or (a.attnum is not null and col_description(c.oid, a.attnum) is null))
        union all
        select nspname from pg_namespace
        where nspname in ('news', 'bi') and obj_description(oid, 'pg_namespace') is null
        """,
    )
    assert missing == []


def test_every_table_and_view_says_its_grain(pristine):
    found = rows(
        pristine,
        "select relname, obj_description(oid) from pg_class"
        " where relkind in ('r', 'v') and relname <> 'schema_revision'"
        " and relnamespace in ('news'::regnamespace, 'bi'::regnamespace)",
    )
    assert [name for name, comment in found if not comment.startswith("One row per ")] == []


COLUMNS = {
    "article": "article_id title publisher_id publisher agency authors language url category tags is_free completeness "
    "word_count published_at published_date_utc published_min_at published_max_at published_precision published_source "
    "published_raw modified_at has_date_conflict primary_page_count related_page_count page_count story_id story_kind "
    "first_seen_at last_seen_at created_at updated_at change_seq image_url body text_state access publisher_source",
    "appearance": "appearance_id article_id page_id page_url page_kind site role position is_current title_raw "
    "publisher_raw category url completeness published_raw published_at published_min_at published_max_at "
    "published_precision published_source first_captured_at last_captured_at created_at updated_at link_kind "
    "profile",
    "publisher": "publisher_id name article_count full_article_count word_count first_published_at last_published_at "
    "last_seen_at created_at",
    "story": "story_id title language first_article_id first_publisher_id first_publisher first_published_at "
    "first_published_date_utc first_published_min_at first_published_max_at first_certainty article_count copy_count "
    "publisher_count exact_count syndicated_count excerpt_count revision_count last_published_at spread_hours "
    "is_manual algorithm_version created_at updated_at",
    "story_member": "article_id story_id title publisher_id publisher kind is_first compared_article_id containment "
    "jaccard size_ratio method is_manual published_at published_min_at published_max_at published_precision word_count "
    "algorithm_version created_at updated_at",
    "article_revision": "article_id revision_number is_current title publisher_id publisher word_count "
    "words_added_count words_removed_count first_seen_at last_seen_at body",
    "fetch": "fetch_id run_id url answered_url host requested_at requested_date_utc outcome reason status robots "
    "robots_rule redirect_count waited_seconds elapsed_seconds wire_bytes byte_count try_number agent",
    "backfill": "backfill_id kind parameters state page_count done_page_count shard_count done_shard_count "
    "failed_shard_count created_at last_taken_at finished_at",
    "deleted": "change_seq view_name row_id cause became_id deleted_at",
    "data_quality": "dq_result_id run_id run_kind check_name subject status is_passed measured hit_count total_count "
    "expected_min expected_max detail checked_at checked_date_utc",
    "freshness": "site is_declared status page_count last_captured_at capture_lag_hours last_new_article_at "
    "new_article_lag_hours last_polled_at start_page_count expected_interval_hours",
    "run": "run_id kind state started_at started_date_utc finished_at duration_seconds planned_count loaded_count "
    "unchanged_count not_modified_count disallowed_count gone_count failed_count quarantined_count deferred_count "
    "is_balanced inserted_article_count changed_article_count duplicate_count newsweir_version parser_version detail",
}


@pytest.mark.parametrize("view", COLUMNS)
def test_the_columns_of_a_view_do_not_change_under_a_dashboard(pristine, view):
    found = rows(
        pristine,
        "select column_name from information_schema.columns where table_schema = 'bi' and table_name = %s"
        " order by ordinal_position",
        view,
    )
    assert [name for (name,) in found] == COLUMNS[view].split()


def test_the_readers_role_reads_the_views_and_nothing_else(new_database, tmp_path):
    database = new_database(False)
    upgrade_database(database)
    ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("set role newsweir_bi")
        for view in COLUMNS:
            assert connection.execute(f"select count(*) from bi.{view}").fetchone() is not None
        for refused in (
            "select * from news.article",
            "update news.article set title = ''",
            "create table bi.mine (n int)",
            "create temporary table mine (n int)",
            "select nextval('news.article_change_seq')",
            "copy (select 1) to '/tmp/newsweir-test'",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(refused)
        readable = connection.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'v', 'm', 'p') and nspname not in ('bi', 'pg_catalog', 'information_schema')"
            " and has_table_privilege(c.oid, 'select')"
        ).fetchone()
        assert readable == (0,)


def test_an_article_on_many_pages_is_counted_once_by_every_default_view(database, tmp_path):
    pages = [bulleted(story(1), [story(9), story(2)]), bulleted(story(3), [story(9)]), bulleted(story(9), [story(4)])]
    ingest(database, write(tmp_path / "in", *pages), tmp_path / "archive")
    assert rows(database, "select count(*) from bi.article where title = %s", story(9).title) == [(1,)]
    assert rows(database, "select sum(article_count) from bi.publisher") == rows(
        database, "select count(*) from bi.article where publisher_id is not null"
    )


def interrupt_once_asleep(url: str) -> None:
    """Send this process Ctrl-C once the server sleeps for it."""
    with psycopg.connect(url, autocommit=True) as watcher:
        asleep = "select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
        wait_for(lambda: watcher.execute(asleep).fetchall())
    os.kill(os.getpid(), signal.SIGINT)


def test_a_signal_amid_a_query_is_what_shows_and_the_next_query_works(new_database, capfd):
    url = new_database(False)
    with pytest.raises(KeyboardInterrupt), driver_cursor(url) as cursor:
        cursor.execute("create table left_over (n int)")
        threading.Thread(target=interrupt_once_asleep, args=(url,)).start()
        with cursor.copy("copy (select pg_sleep(600)) to stdout") as sleeping:
            list(sleeping)
    assert capfd.readouterr().err == ""
    with driver_cursor(url) as cursor:
        assert cursor.execute("select to_regclass('left_over')").fetchone() == (None,)


def alembic(database: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", *words],
        capture_output=True, text=True, env=os.environ | {"NEWSWEIR_DATABASE_URL": database},
    )  # fmt: skip


def test_alembic_by_hand_fills_an_empty_database_and_refuses_a_downgrade_that_would_lose_rows(new_database, tmp_path):
    database = new_database(False)
    done = alembic(database, "upgrade", "head")
    assert done.returncode == 0, done.stderr
    ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    refused = alembic(database, "downgrade", "base")
    assert refused.returncode != 0
    assert "drops every table, and this database has rows" in refused.stderr
    assert rows(database, "select count(*) from bi.article") == [(2,)]


def test_where_the_user_may_not_make_the_readers_role_the_statements_for_a_superuser_are_told(pristine):
    with engine_for(pristine).connect() as connection:
        assert missing_role(connection) is None
        # In a transaction that is undone: the role belongs to the whole server.
        name, database = "newsweir_bi", pristine.split("?")[0].rpartition("/")[2]
        connection.exec_driver_sql(f"alter role {name} rename to elsewhere")
        words = missing_role(connection)
        connection.rollback()
    assert words is not None
    assert "create role newsweir_bi nologin;" in words
    assert f"grant connect on database {database} to newsweir_bi;" in words
