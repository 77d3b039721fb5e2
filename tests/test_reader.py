"""The readers' login: every door but schema ``bi`` is shut, and no query goes on for ever or holds up a loader."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import psycopg
import pytest
from psycopg import errors, sql

from db.grants import Limits, grant_login
from db.lock import LOADER_LOCK, lock_loading
from db.session import driver_cursor
from db.upgrade import ensure_reader_role
from tasks.errors import BadParameter, TryAgain
from tests.waiting import loading_held

READER = f"reader_{os.getpid()}"
DOORS = {
    "rows of schema news": "select * from news.article",
    "a write through a view": "update bi.article set title = ''",
    "a table of its own": "create table bi.mine (n int)",
    "a temporary table": "create temporary table mine (n int)",
    "a schema": "create schema mine",
    "a function": "create function bi.f() returns int language sql as 'select 1'",
    "a sequence": "select nextval('news.article_change_seq')",
    "a file that is written": "copy (select 1) to '/tmp/newsweir-test'",
    "a program": "copy (select 1) to program 'cat'",
    "a file that is read": "select pg_read_file('/etc/passwd')",
    "a folder": "select pg_ls_dir('.')",
    "a role": "create role more",
    "another role": "set role postgres",
    "an advisory lock": f"select pg_advisory_lock({LOADER_LOCK})",
    "an advisory lock of a transaction": f"select pg_advisory_xact_lock({LOADER_LOCK})",
    "an advisory lock that is tried": f"select pg_try_advisory_lock({LOADER_LOCK})",
    "a shared advisory lock": f"select pg_advisory_lock_shared({LOADER_LOCK})",
    "the advisory lock of a run": "select pg_advisory_lock(28274, 1)",
    "a large object": "select lo_create(0)",
    "a large object with bytes": "select lo_from_bytea(0, 'x')",
    "a large object that is open": "select lo_open(1, 131072)",
    "the end of a loader": "select pg_terminate_backend(pid) from pg_stat_activity where usename <> current_user",
    "the server's settings": "alter system set work_mem = '1GB'",
    "a reload": "select pg_reload_conf()",
    "more space for temporary files": "set temp_file_limit = -1",
    "a lock on a table": "lock table news.article in share mode",
    "a lock on a view": "lock table bi.article in exclusive mode",
    "vacuum by force": "alter table news.article set (autovacuum_enabled = off)",
    "statistics of others' columns": "select * from pg_statistic",
    "a row lock's table of stored rows": "lock table star.turn in exclusive mode",
    "a refresh": "select star.refresh_rollups()",
    "a row of stored rows": "select * from star.article",
    "rows as XML": "select query_to_xml('select * from news.article', true, true, '')",
    "words of a text index": "select * from ts_stat('select document from star.search')",
    "a sequence that is set": "select setval('news.article_change_seq', 1)",
    "a block of code": "do $$ begin delete from news.article; end $$",
    "messages in the log of changes": "select pg_logical_emit_message(false, 'x', repeat('x', 1000))",
    "notices without end": "select pg_notify('x', n::text) from generate_series(1, 9) as n",
    "a switch of the log": "select pg_switch_wal()",
    "a checkpoint": "checkpoint",
    "a replication slot": "select pg_create_physical_replication_slot('x')",
    "a publication": "create publication p for all tables",
    "triggers that are off": "set session_replication_role = replica",
    "triggers of its own": "create trigger t after insert on news.article execute function star.refresh()",
    "a rule on a view": "create rule r as on update to bi.article do instead nothing",
    "a comment on a view": "comment on view bi.article is 'x'",
    "another name of a view": "alter view bi.article rename to x",
    "a file that is looked at": "select pg_stat_file('postgresql.conf')",
    "a file in a large object": "select lo_import('/etc/passwd')",
    "passwords": "select rolpassword from pg_authid",
    "rules of logins": "select * from pg_hba_file_rules",
    "powers of its own": "alter role current_user superuser",
    "more connections": "alter role current_user connection limit 1000",
    "others' settings": "alter role postgres set work_mem = '1kB'",
    "settings of the database": "do $$ begin execute format('alter database %I set jit = off',"
                                " current_database()); end $$",
    "a role that reads all": "set role pg_read_all_data",
    "the end of a query": "select pg_cancel_backend(pid) from pg_stat_activity where usename <> current_user",
    "a library": "load 'dblink'",
    "statistics that are wrong": "select pg_stat_reset()",
    "others' queries": "select 1 / count(*) from pg_stat_activity where usename <> current_user"
                       " and query not like '<insufficient%'",
}  # fmt: skip


@pytest.fixture(scope="module")
def granted(pristine):
    """A database with a login of its own for a reader; the reader's connection."""
    database, login = pristine, READER
    ensure_reader_role(database)  # What a database lets everybody do is not copied with a template.
    done = grant_login(database, login, limits=Limits(statement="2s", temp_files="1MB"))
    with (
        psycopg.connect(database, autocommit=True) as owner,
        psycopg.connect(database, user=login, autocommit=True) as reader,
    ):
        yield database, reader, done
        reader.close()
        owner.execute(sql.SQL("drop owned by {}").format(sql.Identifier(login)))
        owner.execute(sql.SQL("drop role {}").format(sql.Identifier(login)))


@pytest.mark.parametrize("door", DOORS)
def test_a_reader_finds_every_door_shut_even_when_it_may_write(granted, door):
    _, reader, _ = granted
    reader.execute("set default_transaction_read_only = off")
    shut = (errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState, errors.DivisionByZero)
    with pytest.raises(shut):
        if DOORS[door].startswith("lock"):
            with reader.transaction():
                reader.execute(DOORS[door])
        reader.execute(DOORS[door])


def test_a_reader_sees_the_views_and_its_queries_end(granted):
    _, reader, done = granted
    assert reader.execute("select count(*) from bi.article").fetchone() == (0,)
    assert reader.execute("select count(*) from article").fetchone() == (0,)
    with pytest.raises(errors.QueryCanceled):
        reader.execute("select pg_sleep(60)")
    with pytest.raises(errors.ConfigurationLimitExceeded):
        reader.execute("select count(*) from (select n from generate_series(1, 3000000) n order by md5(n::text)) s")
    assert done.refused == ()
    assert done.password not in " ".join(done.statements)


def test_granting_again_changes_limits_and_no_password(granted):
    database, _, done = granted
    again = grant_login(database, done.login, limits=Limits(statement="2s", temp_files="1MB", memory="8MB"))
    assert again.password is None
    assert f'alter role "{READER}" set "work_mem" = \'8MB\'' in again.statements


@pytest.mark.parametrize(
    ("login", "limits", "words"),
    [
        ("postgres", Limits(), "more than a reader"),
        ("No Name", Limits(), "no name for a login"),
        ("pg_mine", Limits(), "no name for a login"),
        ("the reader", Limits(memory="lots"), "as Postgres does"),
    ],
)
def test_what_cannot_be_granted_is_refused_in_a_sentence(granted, login, limits, words):
    with pytest.raises(BadParameter, match=words):
        grant_login(granted[0], READER if login == "the reader" else login, limits=limits)


def test_the_command_shows_what_it_did_and_takes_a_password_from_a_file(granted, tmp_path):
    database, _, _ = granted
    (tmp_path / "secret").write_text("correct horse\n")
    done = subprocess.run(
        [sys.executable, "-m", "flows", "db", "grant", READER, "--statement", "2s", "--temp-files", "1MB",
         "--password-file", str(tmp_path / "secret")],
        env={"NEWSWEIR_DATABASE_URL": database, "HOME": str(tmp_path), "PATH": "/usr/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"alter role \"{READER}\" login password '…' connection limit 20;" in done.stdout
    assert "horse" not in done.stdout + done.stderr


def test_a_loader_that_waits_too_long_says_who_holds_the_lock(granted):
    database, _, _ = granted
    with loading_held(database), driver_cursor(database) as cursor:
        with pytest.raises(TryAgain, match=r"session \d+ of postgres .* pg_terminate_backend"):
            lock_loading(cursor, patience_seconds=0.2)
        # The transaction of the loader is whole.
        assert cursor.execute("select 1").fetchone() == (1,)


def test_the_lock_is_taken_when_its_holder_ends(granted):
    database, _, _ = granted
    taken = threading.Event()

    def load() -> None:
        with driver_cursor(database) as cursor:
            lock_loading(cursor)
            taken.set()

    with loading_held(database) as until_waiting:
        loader = threading.Thread(target=load)
        loader.start()
        until_waiting(1)
        assert not taken.is_set()
    loader.join()
    assert taken.is_set()
