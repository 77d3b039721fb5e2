"""Stories in Postgres: decided with the load, alike in any order, whole after a crash, rebuilt behind the readers."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
from datetime import timedelta
from threading import Thread

import psycopg
import pytest
from alembic import command

from db.session import engine_for
from db.stories.rebuild import rebuild_stories
from db.upgrade import migration_config
from flows.pipeline.stories import decide_stories
from tasks.errors import StopRun
from tests.articles import decide, put, stories, story_rows
from tests.conftest import MOMENT
from tests.helpers import ingest, rows, snapshot, write
from tests.pages import Story, bulleted
from tests.prose import prose
from tests.waiting import wait_for


def page(number: int, publisher: str, body: str, title: str | None = None) -> str:
    """A page about one text; nobody else's words stand on it."""
    return bulleted(
        Story(title or f"Bridge and lantern {number}", publisher, body=(body,)), [], byline=f"{publisher}2 hours ago"
    )


def variants() -> list[str]:
    """Nine articles of three texts and three of none, in three scripts."""
    found = []
    for language, seed in (("english", 1), ("arabic", 2), ("japanese", 3)):
        found += [
            prose(language, seed, 24),
            prose(language, seed + 50, 2) + " " + prose(language, seed, 24, start=2),
            prose(language, seed, 24, end=14),
            prose(language, seed + 90, 24),
        ]
    return found


WANTED = {frozenset(ids) for ids in ((1, 2, 3), (4,), (5, 6, 7), (8,), (9, 10, 11), (12,))}


@pytest.mark.parametrize("size", [1, 7, 12])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_stories_are_the_same_in_any_order_and_batches_and_a_second_time_writes_nothing(database, size, seed):
    ids = put(database, variants())
    random.Random(seed).shuffle(ids)
    for start in range(0, len(ids), size):
        decide(database, ids[start : start + size])
    assert stories(database) == WANTED
    before = story_rows(database)
    decide(database, ids)
    assert story_rows(database) == before


def test_an_ingest_decides_its_articles_and_the_views_show_them(database, tmp_path):
    text = prose("english", 1, 24)
    pages = [
        page(1, "Harbour Gazette", text),
        page(2, "Estuary Post", prose("english", 2, 2) + " " + text),
        page(3, "Island Courier", text),
        page(4, "Island Courier", prose("english", 1, 24, end=14)),
        page(5, "Island Courier", prose("english", 9, 24)),
    ]
    ingest(database, write(tmp_path / "in", *pages), tmp_path / "archive")
    found = rows(
        database,
        "select article_count, copy_count, publisher_count, exact_count, syndicated_count, excerpt_count,"
        " first_certainty, spread_hours from bi.story order by article_count",
    )
    assert found == [(1, 0, 1, 0, 0, 0, "only", None), (4, 3, 3, 1, 1, 1, "likely", 0.0)]
    kinds = rows(database, "select publisher, kind, method from bi.story_member order by article_id")
    assert kinds == [
        ("Harbour Gazette", None, "text"),
        ("Estuary Post", "syndicated", "runs"),
        ("Island Courier", "exact", "text"),
        ("Island Courier", "excerpt", "runs"),
        ("Island Courier", None, "alone"),
    ]
    before = snapshot(database)
    ingest(database, write(tmp_path / "in", *pages), tmp_path / "archive")
    assert snapshot(database) == before


def test_the_seeds_are_sixteen_stories_in_any_order_one_file_at_a_time_and_again(new_database, tmp_path, shared):
    seeds = sorted((shared / "seeds").glob("*.txt"))
    together = None
    for order in (seeds, seeds[::-1], [seeds[2], seeds[0], seeds[4], seeds[3], seeds[1]]):
        database = new_database(True)
        for path in [*order, *order]:
            ingest(database, [path], tmp_path / "archive")
        assert rows(database, "select count(*), sum(article_count) from news.story") == [(16, 17)]
        pair = rows(
            database,
            "select array_agg(path order by path) from (select story_id, right(source_path, 24) as path"
            " from news.story_member join news.story using (story_id) join news.appearance using (article_id)"
            " join news.capture on capture_id = last_capture_id where article_count = 2) as shown group by story_id",
        )
        together = together or pair
        assert pair == together
        assert [name[:3] for name in pair[0][0]] == ["001", "002"]


def test_two_loaders_at_once_do_not_miss_each_others_copies(database, tmp_path):
    texts = [prose("english", n, 16) for n in range(12)]
    sides = [
        write(
            tmp_path / side,
            *(page(n, f"{side} paper", f"{prose('english', 99, 1)} {text}") for n, text in enumerate(texts)),
        )
        for side in ("east", "west")
    ]
    failed: list[BaseException] = []

    def load(paths: list) -> None:
        try:
            ingest(database, paths, tmp_path / "archive", batch_size=1)
        except BaseException as error:
            failed.append(error)

    loaders = [Thread(target=load, args=(paths,)) for paths in sides]
    for loader in loaders:
        loader.start()
    for loader in loaders:
        loader.join()
    assert failed == []
    assert rows(database, "select article_count, publisher_count, count(*) from news.story group by 1, 2") == [
        (2, 2, 12)
    ]


def test_a_loader_killed_among_the_stories_leaves_neither_articles_nor_stories(database, tmp_path):
    paths = write(tmp_path / "in", *(page(n, "Harbour Gazette", prose("english", n % 2, 16)) for n in range(4)))
    before = snapshot(database)
    environment = os.environ | {"NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(tmp_path)}
    with psycopg.connect(database) as blocker:
        # The step waits here, after the articles are written and before their pairs are.
        blocker.execute("lock table news.story_pair in access exclusive mode")
        loader = subprocess.Popen(
            [sys.executable, "-m", "flows", "ingest", "--direct", str(tmp_path / "in")],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        waiting = "select count(*) from pg_locks where not granted and relation = 'news.story_pair'::regclass"
        with psycopg.connect(database, autocommit=True) as watcher:
            wait_for(lambda: watcher.execute(waiting).fetchone() == (1,))
        loader.send_signal(signal.SIGKILL)
        loader.wait()
    assert snapshot(database) == before
    ingest(database, paths, tmp_path / "archive")
    assert sorted(map(len, stories(database))) == [1, 1]  # One publisher: an article per text.
    assert rows(database, "select count(*) from news.article") == [(2,)]


def test_a_rewritten_text_is_kept_with_what_changed_and_the_story_follows(database, tmp_path):
    url = "https://river.example/page"
    first = "The council opened the bridge on Monday. " + prose("english", 1, 12)
    second = "The council closed the bridge on Tuesday night. " + prose("english", 1, 12)
    ingest(database, write(tmp_path / "a", page(1, "Harbour Gazette", first)), tmp_path / "archive", url=url)
    ingest(
        database, write(tmp_path / "b", page(1, "Harbour Gazette", second)), tmp_path / "archive", url=url,
        captured_at=MOMENT + timedelta(hours=2),
    )  # fmt: skip
    found = rows(
        database,
        "select revision_number, is_current, words_added_count, words_removed_count, first_seen_at, body from"
        " bi.article_revision order by 1",
    )
    assert found == [
        (1, False, None, None, None, first.strip()),
        (2, True, 3, 2, MOMENT + timedelta(hours=2), second.strip()),
    ]
    assert rows(database, "select body from bi.article_text") == [(second.strip(),)]
    assert rows(database, "select article_count from bi.story") == [(1,)]
    copy = write(tmp_path / "c", page(2, "Estuary Post", second + " Read more"))
    ingest(database, copy, tmp_path / "archive")
    assert rows(database, "select article_count, publisher_count from bi.story") == [(2, 2)]


def test_an_article_that_says_too_little_now_leaves_its_story_and_comes_back(database):
    ids = put(database, [prose("english", 1), prose("english", 1) + " Read more"])
    decide(database, ids)
    for body, wanted in (("Watch the video", {frozenset({1})}), (prose("english", 1), {frozenset({1, 2})})):
        with psycopg.connect(database) as connection:
            connection.execute("update news.article set body = %s where article_id = 2", [body])
        decide(database, [2])
        assert stories(database) == wanted
    assert rows(database, "select count(*), max(article_count) from news.story") == [(1, 2)]


def test_two_articles_of_one_publisher_with_a_changed_text_are_revisions(database, tmp_path):
    pages = [
        page(1, "Harbour Gazette", prose("english", 1, 16)),
        page(2, "Harbour Gazette", prose("english", 2, 2) + " " + prose("english", 1, 16, start=2)),
    ]
    ingest(database, write(tmp_path / "in", *pages), tmp_path / "archive")
    assert rows(database, "select kind from bi.story_member order by article_id") == [(None,), ("revision",)]


def rebuild(database: str, **options):
    steps = []
    return rebuild_stories(database, decide_stories, lambda done, total: steps.append((done, total)), **options), steps


class TestRebuild:
    def test_it_finds_the_same_stories_keeps_their_ids_and_reports_that_nothing_moved(self, database):
        ids = put(database, variants())
        decide(database, ids)
        before = story_rows(database)
        moves, steps = rebuild(database, batch_size=5)
        assert (moves.article_count, moves.story_count, moves.moved_count, moves.relabelled_count) == (12, 6, 0, 0)
        assert steps == [(0, 12), (5, 12), (10, 12), (12, 12)]
        after = story_rows(database)
        assert after["story"] == before["story"]
        assert [row[:2] for row in after["story_member"]] == [row[:2] for row in before["story_member"]]
        with engine_for(database).connect() as connection:
            command.check(migration_config(connection))
        decide(database, ids)
        assert story_rows(database) == after

    def test_it_reports_and_mends_what_was_wrong(self, database):
        decide(database, put(database, variants()))
        with psycopg.connect(database) as connection:
            connection.execute("update news.story_member set story_id = 2 where article_id = 3")
        moves, _ = rebuild(database)
        assert stories(database) == WANTED
        assert moves.moved_count == 4  # 3 itself, 1 and 2 that it joins, 4 that it leaves
        assert {article_id for article_id, _, _ in moves.examples} == {1, 2, 3, 4}
        assert rows(database, "select state, moved_count from news.story_rebuild") == [("completed", 4)]

    def test_articles_of_a_database_that_kept_no_stories_get_theirs(self, new_database):
        database = new_database(True)
        put(database, variants())
        assert stories(database) == set()
        moves, _ = rebuild(database)
        assert stories(database) == WANTED
        assert (moves.story_count_before, moves.moved_count) == (0, 12)

    def test_a_killed_one_goes_on_and_readers_see_the_old_stories_until_it_is_done(self, database):
        ids = put(database, variants())
        decide(database, ids[:6])
        old = stories(database)
        calls = itertools.count()

        def breaks(*arguments):
            if next(calls) == 2:
                raise KeyboardInterrupt
            decide_stories(*arguments)

        with pytest.raises(KeyboardInterrupt):
            rebuild_stories(database, breaks, lambda *_: None, batch_size=3)
        assert stories(database) == old
        # What is loaded, changed and decided meanwhile is in the new stories, too.
        put(database, [prose("english", 1, 24) + " Read more"], first_id=13)
        with psycopg.connect(database) as connection:
            connection.execute(
                "update news.article set body = (select body from news.article where article_id = 5),"
                " change_seq = nextval('news.article_change_seq') where article_id = 1"
            )
            connection.execute(
                "insert into news.story_override (kind, article_id, other_article_id) values ('merge', 4, 12)"
            )
        _, steps = rebuild(database, batch_size=100)
        assert steps[0] == (6, 13)
        assert stories(database) == {frozenset(s) for s in ((2, 3, 13), (4, 12), (1, 5, 6, 7), (8,), (9, 10, 11))}

    def test_two_at_once_are_refused(self, database):
        put(database, variants())
        with pytest.raises(StopRun, match="another rebuild"):
            rebuild_stories(database, lambda *_: rebuild(database), lambda *_: None)

    def test_what_people_decided_holds(self, database):
        decide(database, put(database, variants()))
        with psycopg.connect(database) as connection:
            connection.execute(
                "insert into news.story_override (kind, article_id, other_article_id)"
                " values ('merge', 4, 8), ('split', 3, 1), ('split', 3, 2)"
            )
        rebuild(database)
        decided = (WANTED - {frozenset({1, 2, 3}), frozenset({4}), frozenset({8})}) | {
            frozenset({1, 2}), frozenset({3}), frozenset({4, 8}),
        }  # fmt: skip
        assert stories(database) == decided
        assert rows(
            database, "select array_agg(article_id order by article_id) from bi.story_member where is_manual"
        ) == [([3, 4, 8],)]
