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
from db.star import read_views
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


def test_a_database_of_others_is_left_alone_until_somebody_asks_for_tables_in_it(new_database, commands, tmp_path):
    others = new_database(False)

    def newsweir(*words: str) -> subprocess.CompletedProcess[str]:
        return commands.run(*words, env=os.environ | {"NEWSWEIR_DATABASE_URL": others, "NEWSWEIR_HOME": str(tmp_path)})

    with psycopg.connect(others) as connection:
        connection.execute("create table customer (id int)")
    for words in (["status"], ["ingest", "--direct", __file__]):
        done = newsweir(*words)
        assert done.returncode == 1
        assert "has tables of others (such as public.customer) and none of Newsweir: name another" in done.stderr
    assert rows(others, "select to_regnamespace('news')") == [(None,)]
    assert newsweir("db", "upgrade").returncode == 0
    assert newsweir("status").returncode == 0


def test_an_upgrade_that_was_cut_short_before_the_views_is_done_again(database):
    with psycopg.connect(database) as connection:
        connection.execute("comment on schema star is 'Made by revision 0101.'")
        connection.execute("drop view bi.tag")
    upgrade_database(database)
    assert rows(database, "select count(*) from bi.tag") == [(0,)]


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


def test_the_readers_role_reads_the_views_and_nothing_else(new_database, tmp_path):
    database = new_database(False)
    upgrade_database(database)
    ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("set role newsweir_bi")
        for view in read_views():
            assert connection.execute(f"select count(*) from bi.{view.name}").fetchone() is not None
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
    joined = "select count(*) from bi.article join bi.publisher using (publisher_id)"
    assert rows(database, joined) == rows(database, "select count(*) from news.article")


def interrupt_once_asleep(url: str) -> None:
    """Send this process Ctrl-C once the server sleeps for it."""
    with psycopg.connect(url, autocommit=True) as watcher:
        asleep = "select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
        wait_for(lambda: watcher.execute(asleep).fetchall())
    os.kill(os.getpid(), signal.SIGINT)


def test_an_embedded_database_has_letters_and_an_order_that_do_not_hang_on_the_machine(database):
    found = rows(database, "select datlocprovider, datlocale from pg_database where datname = current_database()")
    assert found == [("b", "C.UTF-8")]


def test_a_connection_compiles_no_query_and_compresses_as_the_server_can(database):
    asked = """
        select current_setting('jit'), setting = 'lz4' or 'lz4' <> all(enumvals)
        from pg_settings where name = 'default_toast_compression'
    """
    with driver_cursor(database) as cursor:
        cursor.execute(asked)
        assert cursor.fetchone() == ("off", True)


def test_lists_arrive_as_psycopg_itself_would_send_them(database):
    lists = [
        ([3, -(2**40)], "bigint[]"), ([True, False], "boolean[]"), ([[1, 2], [3, 4]], "integer[]"),
        ([], "text[]"), (["", "null", 'a "b" {c}, \\d', "é\n\u3000"], "text[]"),
        (["a", None], "text[]"), ([b"", b"\x00\\x"], "bytea[]"),
    ]  # fmt: skip
    with driver_cursor(database) as cursor:
        for values, kind in lists:
            cursor.execute(f"select %s::{kind}", [values])
            assert cursor.fetchone() == (values,)
        with pytest.raises(psycopg.DataError, match="NUL"):
            cursor.execute("select %s::text[]", [["a", "b\0c"]])


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
    assert "restore a backup into another database instead" in refused.stderr
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
