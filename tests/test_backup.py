"""Backups: a restored database is the same, row by row, and goes on working (LOAD-13)."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.backup import back_up, call, entries_of, make_database, program_path
from db.restore import restore
from db.session import engine_for
from db.upgrade import upgrade_database
from flows.maintenance.archive_check import check_captures
from tasks.errors import BadParameter, StopRun
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, story
from tests.test_cli import newsweir  # noqa: F401 - a fixture
from tests.waiting import wait_for


def checksums(database: str) -> dict[str, tuple[int, str]]:
    """Rows and the digest of all rows, in order, by table; and where every sequence stands."""
    found = {}
    tables = rows(database, "select relname, relkind from pg_class where relnamespace = 'news'::regnamespace"
                            " and relkind in ('r', 'S') order by 1")  # fmt: skip
    for name, kind in tables:
        query = (
            "select count(*), coalesce(md5(string_agg(t::text, '|' order by t::text collate \"C\")), '')"
            f" from news.{name} t"
            if kind == "r"
            else f"select last_value, is_called::text from news.{name}"
        )
        found[name] = rows(database, query)[0]
    return found


@pytest.fixture
def copies(database):
    """Names of databases to restore into; they are dropped at the end."""
    made: list[str] = []
    yield made
    for url in made:
        engine_for(url).dispose()
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(f"drop database if exists {url.split('?')[0].rpartition('/')[2]} with (force)")


def test_a_restored_database_is_the_same_row_by_row_and_goes_on_loading(database, copies, tmp_path):
    archive = tmp_path / "archive"
    pages = [bulleted(story(n), [story(n + 1), story(n + 90)]) for n in range(40)]
    ingest(database, write(tmp_path / "in", *pages, "A riddle\n"), archive)
    done = back_up(database, tmp_path / "news.dump")
    assert done.byte_count == (tmp_path / "news.dump").stat().st_size
    assert list(tmp_path.glob("*.part")) == []
    copies.append(make_database(database, "restored_copy"))
    counts = restore(copies[0], tmp_path / "news.dump").row_counts
    assert counts["page"] == 41
    before = checksums(database)
    assert len(before) > 30
    # Stored rows of bi are made anew, so the sequence of changes goes on.
    same = checksums(copies[0])
    assert same.pop("article_change_seq") > before.pop("article_change_seq")
    assert same == before
    views = "select jsonb_agg(to_jsonb(a) - 'change_seq' order by article_id) from bi.article as a"
    assert rows(copies[0], views) == rows(database, views)
    with psycopg.connect(copies[0], autocommit=True) as connection:
        connection.execute("set role newsweir_bi")
        assert connection.execute("select count(*) from bi.run").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from news.article")
    # The archive's copy belongs to it, the same pages are unchanged, new ones load, deletions are told.
    shutil.copytree(archive, tmp_path / "copied")
    assert check_captures(copies[0], tmp_path / "copied", tmp_path).wrong == []
    again = ingest(copies[0], [tmp_path / "in"], tmp_path / "copied")
    assert again.counts == {"unchanged": 40, "quarantined": 1}
    more = ingest(copies[0], write(tmp_path / "more", bulleted(story(200), [story(201)])), tmp_path / "copied")
    assert more.counts == {"loaded": 1}
    ((article_id, change_seq),) = rows(
        copies[0], "select article_id, change_seq from bi.article where title = %s", story(200).title
    )
    assert rows(
        database, "select max(article_id) < %s, max(change_seq) < %s from bi.article", article_id, change_seq
    ) == [(True, True)]


def test_a_database_with_rows_is_never_overwritten_and_what_is_no_backup_is_refused(database, copies, tmp_path):
    ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    back_up(database, tmp_path / "news.dump")
    with pytest.raises(BadParameter, match=r"has rows \(news.run\)"):
        restore(database, tmp_path / "news.dump")
    with pytest.raises(BadParameter, match="there is no folder"):
        back_up(database, tmp_path / "none" / "x.dump")
    (tmp_path / "text").write_text("no backup")
    for name, said in (("text", "is no backup of newsweir"), ("none", "there is no file")):
        with pytest.raises(BadParameter, match=said):
            restore(database, tmp_path / name)
    with pytest.raises(BadParameter, match="already"):
        make_database(database, database.split("?")[0].rpartition("/")[2])
    whole = (tmp_path / "news.dump").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) * 2 // 3])
    copies.append(make_database(database, "restored_cut"))
    with pytest.raises((StopRun, BadParameter)):
        restore(copies[0], tmp_path / "cut")
    assert rows(copies[0], "select count(*) from pg_namespace where nspname in ('news', 'bi')") == [(0,)]
    assert rows(database, "select count(*) from bi.article") == [(2,)]


def test_the_commands_say_what_they_wrote(newsweir, database, copies, tmp_path):
    ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    done = json.loads(newsweir("db", "backup", str(tmp_path / "x.dump"), "--json").stdout)
    assert done["entry_count"] > 100
    copies.append(database.replace(database.split("?")[0].rpartition("/")[2], "restored_by_command"))
    restored = json.loads(
        newsweir("db", "restore", str(tmp_path / "x.dump"), "--into", "restored_by_command", "--json").stdout
    )
    assert restored["row_counts"]["article"] == 2
    assert newsweir("db", "restore", str(tmp_path / "x.dump")).returncode == 2
    assert Path(done["file"]).exists()


HOSTILE = """
create function news.run_as_owner() returns trigger language plpgsql as $$ begin
  execute 'create role stolen superuser'; return new; end $$;
create trigger aa_stolen before insert on news.site for each row execute function news.run_as_owner();
create function news.indexed(text) returns text immutable language plpgsql as $$ begin
  execute 'create role stolen superuser'; return $1; exception when others then return $1; end $$;
create index stolen on news.publisher (news.indexed(name));
"""


def test_a_restore_takes_rows_alone_and_no_code_of_the_file_ever_runs(database, copies, new_database, tmp_path):
    ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(HOSTILE)
    back_up(database, tmp_path / "hostile.dump")
    assert any("run_as_owner" in line for line in entries_of(tmp_path / "hostile.dump"))
    copies.append(make_database(database, "restored_hostile"))
    told = []
    restore(copies[0], tmp_path / "hostile.dump", told.append)
    assert "are replaced by" in told[0]
    # Roles are the server's: tests beside this one have theirs for a while.
    left = "select count(*) from pg_roles where rolname = 'stolen' or rolname like 'newsweir_restore%'"
    wait_for(lambda: rows(copies[0], left) == [(0,)])
    assert rows(copies[0], "select to_regproc('news.run_as_owner'), to_regproc('news.indexed')") == [(None, None)]
    more = ingest(copies[0], write(tmp_path / "more", bulleted(story(200), [story(201)])), tmp_path / "copied")
    assert more.counts == {"loaded": 1}


def test_statements_that_a_file_hides_in_its_rows_have_no_rights(database, copies, tmp_path):
    """The table of contents says how rows are copied, and pg_restore executes what stands there."""
    ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    back_up(database, tmp_path / "news.dump")
    content = (tmp_path / "news.dump").read_bytes()
    wanted = b"COPY news.site ("
    assert content.count(wanted) == 1
    start = content.index(wanted)
    end = content.index(b";\n", start)
    attack = b"create role stolen superuser; COPY news.site from stdin"
    assert len(attack) <= end - start
    hostile = content[:start] + attack + b" " * (end - start - len(attack)) + content[end:]
    (tmp_path / "hostile.dump").write_bytes(hostile)
    copies.append(make_database(database, "restored_statement"))
    with pytest.raises(StopRun, match="permission denied to create role"):
        restore(copies[0], tmp_path / "hostile.dump")
    assert rows(copies[0], "select count(*) from pg_roles where rolname = 'stolen'") == [(0,)]
    assert rows(copies[0], "select count(*) from pg_namespace where nspname in ('news', 'bi')") == [(0,)]


def test_a_backup_of_other_things_or_of_nothing_is_refused_before_anything_is_done(database, new_database, tmp_path):
    other = new_database(False)
    with psycopg.connect(other, autocommit=True) as connection:
        connection.execute("create schema evil; create table evil.t (x int)")
    for name, wanted in (("all", "which no backup of newsweir has"), ("none", "holds no rows")):
        options = ["--schema-only", "--schema=news"] if name == "none" else []
        file, source = tmp_path / f"{name}.dump", database if name == "none" else other
        made = call([program_path("pg_dump"), "--format=custom", f"--file={file}", f"--dbname={source}", *options], {})
        assert made.returncode == 0, made.stderr
        with pytest.raises(BadParameter, match=wanted):
            restore(database, file)
    assert rows(database, "select count(*) from news.run") == [(0,)]


@pytest.fixture(scope="module")
def older_server(tmp_path_factory) -> Iterator[str]:
    """Address of a server of the oldest version that newsweir works with; skipped where its programs are not here."""
    programs = Path("/usr/lib/postgresql/15/bin")
    if not (programs / "initdb").exists():
        pytest.skip(f"no Postgres 15 is installed here ({programs}): its restore is not tried")
    folder = Path(tempfile.mkdtemp(prefix="nw15-", dir="/tmp"))
    is_root = os.getuid() == 0
    user = {"user": pwd.getpwnam("postgres").pw_uid, "group": pwd.getpwnam("postgres").pw_gid} if is_root else {}
    if is_root:
        os.chown(folder, user["user"], user["group"])
    control: list[str | Path] = [programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]

    def call(*command: str | Path) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)

    call(programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "--no-sync")
    call(*control, "-o", f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off", "start")
    yield f"postgresql://postgres@/postgres?host={folder}"
    call(*control, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def test_a_backup_of_an_older_server_is_restored_there(older_server, tmp_path):
    first, second = (make_database(older_server, name) for name in ("first", "second"))
    upgrade_database(first)
    ingest(first, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    back_up(first, tmp_path / "news.dump")
    assert restore(second, tmp_path / "news.dump").row_counts["article"] == 2
    same, before = checksums(second), checksums(first)
    assert same.pop("article_change_seq") > before.pop("article_change_seq")
    assert same == before
    with pytest.raises(BadParameter, match="has rows"):
        restore(second, tmp_path / "news.dump")
    if rows(second, "select count(*) from pg_available_extensions where name = 'pg_trgm'") == [(1,)]:
        # One letter is missing, and one is wrong.
        title = story(1).title.replace("r", "", 1).replace("a", "o", 1)
        with psycopg.connect(second) as connection:
            connection.execute("set role newsweir_bi")
            found = connection.execute("select title from bi.search_similar(%s)", [title]).fetchall()
        assert found[0] == (story(1).title,)
    for url in (first, second):
        engine_for(url).dispose()
