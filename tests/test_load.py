"""Loading on the real Postgres: twice is once, duplicates, two loaders at once, refused values."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from db.runs import check_account, read_account
from tests.conftest import MOMENT
from tests.helpers import ingest, rows, snapshot, write
from tests.pages import bulleted, dashed, listing, story


def test_pages_become_articles_with_appearances(database, tmp_path):
    pages = [bulleted(story(1), [story(2), story(3)], byline="Harbour Gazette2 hours ago"), listing("Sea", [story(4)])]
    report = ingest(database, write(tmp_path / "in", *pages), tmp_path / "archive")
    assert report.counts == {"loaded": 2}
    assert rows(database, "select role, position, title_raw from bi.appearance order by page_id, position") == [
        ("primary", 0, story(1).title),
        ("related", 1, story(2).title),
        ("related", 2, story(3).title),
        ("related", 1, story(4).title),
    ]
    assert rows(database, "select count(*) from bi.article") == [(4,)]


def test_loading_the_same_capture_twice_changes_no_row(database, tmp_path):
    pages = [bulleted(story(1), [story(1), story(2)]), dashed(story(3), [story(4), story(2)]), "", "no page at all\n"]
    paths = write(tmp_path / "in", *pages)
    ingest(database, paths, tmp_path / "archive")
    before = snapshot(database)
    again = ingest(database, paths, tmp_path / "archive")
    assert again.counts == {"unchanged": 2, "quarantined": 2}
    assert snapshot(database) == before


def test_a_moved_copy_of_a_capture_is_the_same_capture(database, tmp_path):
    page = bulleted(story(1), [story(2)])
    ingest(database, write(tmp_path / "a", page), tmp_path / "archive")
    before = snapshot(database)
    assert ingest(database, write(tmp_path / "b", page, page), tmp_path / "archive").counts == {"unchanged": 2}
    assert snapshot(database) == before


def test_a_paragraphed_and_a_flattened_copy_are_one_article_with_two_appearances(database, tmp_path):
    pages = [bulleted(story(1), [story(2)], byline="Harbour Gazette2 hours ago"), dashed(story(3), [story(1)])]
    report = ingest(database, write(tmp_path / "in", *pages), tmp_path / "archive")
    found = rows(
        database,
        "select page_count, primary_page_count, related_page_count, body"
        " from bi.article join bi.article_text using (article_id) where article.title = %s",
        story(1).title,
    )
    assert found == [(2, 1, 1, "\n".join(story(1).body))]
    assert sum(result.duplicate_count for result in report.results) == 1


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_copy_that_names_no_publisher_joins_the_one_that_does(database, tmp_path, is_reversed):
    pages = [bulleted(story(1), [story(2)]), dashed(story(3), [story(1)])]
    paths = write(tmp_path / "in", *(pages[::-1] if is_reversed else pages))
    ingest(database, paths, tmp_path / "archive")
    assert rows(database, "select publisher, page_count from bi.article where title = %s", story(1).title) == [
        ("Harbour Gazette", 2)
    ]


def test_one_text_under_two_publishers_is_two_articles(database, tmp_path):
    other = story(1, publisher="The Estuary Post")
    ingest(database, write(tmp_path / "in", listing("Sea", [story(1), other])), tmp_path / "archive")
    assert rows(database, "select publisher from bi.article order by 1") == [
        ("Harbour Gazette",),
        ("The Estuary Post",),
    ]


def test_two_texts_under_one_title_are_two_articles(database, tmp_path):
    other = story(2, title=story(1).title)
    ingest(database, write(tmp_path / "in", listing("Sea", [story(1), other])), tmp_path / "archive")
    assert rows(database, "select count(*) from bi.article") == [(2,)]


def test_sightings_sharpen_the_date_and_a_contradiction_is_recorded(database, tmp_path):
    one = dashed(story(1), [story(2, date="an hour ago")])
    later = dashed(story(3), [story(2, date="2 hours ago")])
    ingest(database, write(tmp_path / "a", one), tmp_path / "archive")
    query = "select published_min_at, published_max_at, has_date_conflict from bi.article where title = %s"
    (first,) = rows(database, query, story(2).title)
    ingest(database, write(tmp_path / "b", later), tmp_path / "archive", captured_at=MOMENT + timedelta(minutes=40))
    (second,) = rows(database, query, story(2).title)
    assert first[0] <= second[0] <= second[1] <= first[1]
    assert second[1] - second[0] < first[1] - first[0]
    assert not second[2]
    ingest(database, write(tmp_path / "c", later + "\n"), tmp_path / "archive", captured_at=MOMENT + timedelta(days=9))
    assert rows(database, query, story(2).title)[0][2]


def test_without_a_moment_nothing_is_dated_by_the_run(database, tmp_path):
    ingest(database, write(tmp_path / "in", dashed(story(1), [story(2)])), tmp_path / "archive", captured_at=None)
    assert rows(
        database,
        "select published_raw, published_at, published_min_at, published_max_at, first_seen_at, last_seen_at"
        " from bi.article where title = %s",
        story(2).title,
    ) == [("2 hours ago", None, None, None, None, None)]


def test_an_older_capture_brought_in_late_does_not_undo_a_newer_one(database, tmp_path):
    url = "https://river.example/page"
    new, old = bulleted(story(1), [story(2)]), bulleted(story(1), [story(3)])
    ingest(database, write(tmp_path / "new", new), tmp_path / "archive", url=url)
    ingest(
        database, write(tmp_path / "old", old), tmp_path / "archive", url=url, captured_at=MOMENT - timedelta(days=1)
    )
    assert rows(database, "select title_raw, is_current from bi.appearance where role = 'related' order by 1") == [
        (story(2).title, True),
        (story(3).title, False),
    ]
    assert rows(database, "select count(*), min(first_seen_at), max(last_seen_at) from news.page") == [
        (1, MOMENT - timedelta(days=1), MOMENT)
    ]


def test_a_page_captured_again_keeps_its_article_and_takes_the_new_text(database, tmp_path):
    url = "https://river.example/page"
    first, second = story(1), story(1, body=(*story(1).body, "A correction was added at noon, and signed."))
    ingest(database, write(tmp_path / "a", bulleted(first, [])), tmp_path / "archive", url=url)
    ((identity, stamp, sequence),) = rows(database, "select article_id, updated_at, change_seq from bi.article")
    later = MOMENT + timedelta(hours=1)
    report = ingest(
        database, write(tmp_path / "b", bulleted(second, [])), tmp_path / "archive", url=url, captured_at=later
    )
    ((same, moved, higher, body),) = rows(
        database,
        "select article_id, updated_at, article.change_seq, body from bi.article"
        " join bi.article_text using (article_id)",
    )
    assert (same, body) == (identity, "\n".join(second.body))
    assert moved > stamp
    assert higher > sequence
    assert report.results[0].changed_count == 1


def test_quarantined_pages_keep_their_bytes_and_cost_the_others_nothing(database, tmp_path):
    good = bulleted(story(1), [story(2)])
    odd = [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        "what is this\n",
        good.replace("Related Articles", "Related Articles\n" + "odd words " * 30),
    ]
    paths = write(tmp_path / "in", good, *odd)
    report = ingest(database, paths, tmp_path / "archive")
    assert [r.reason for r in report.results] == [None, "empty", "binary", "unknown_layout", "layout_changed"]
    assert rows(database, "select count(*) from bi.article") == [(2,)]
    from tasks.archive import Archive

    kept = rows(
        database,
        "select archive_ref from news.quarantine join news.capture using (capture_id)"
        " join news.body using (body_id) order by capture_id",
    )
    contents = [Archive(tmp_path / "archive").read(reference) for (reference,) in kept]
    assert contents == [o if isinstance(o, bytes) else o.encode() for o in odd]


def test_a_file_that_is_too_large_is_kept_and_quarantined(database, tmp_path):
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(50_000_000)
    report = ingest(database, [tmp_path / "big.txt"], tmp_path / "archive")
    assert [r.reason for r in report.results] == ["too_large"]
    assert rows(database, "select byte_count from news.body") == [(50_000_000,)]


def test_nul_and_lone_surrogates_do_not_reach_the_database(database, tmp_path):
    text = bulleted(story(1, body=("A text with a\x00 NUL in it, and more words behind it.",)), [story(2)])
    ingest(database, write(tmp_path / "in", text), tmp_path / "archive")
    assert rows(database, "select body from bi.article_text where title = %s", story(1).title) == [
        ("A text with a NUL in it, and more words behind it.",)
    ]


def test_a_page_that_postgres_refuses_is_found_by_halving_and_the_others_load(database, tmp_path):
    paths = write(tmp_path / "in", *(bulleted(story(n), [story(n + 20)]) for n in range(7)))
    # A rule that the schema does not have, so that one page of the batch is refused by the server itself.
    rows_of = f"alter table news.article add constraint no_ward_3 check (title <> '{story(3).title}')"
    import psycopg

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(rows_of)
    report = ingest(database, paths, tmp_path / "archive")
    assert [r.outcome.value for r in report.results] == ["loaded"] * 3 + ["quarantined"] + ["loaded"] * 3
    assert rows(database, "select stage, reason, sqlstate from news.quarantine") == [
        ("load", "refused_by_database", "23514")
    ]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("alter table news.article drop constraint no_ward_3")
    assert ingest(database, paths, tmp_path / "archive").counts == {"unchanged": 6, "loaded": 1}
    assert rows(database, "select resolved_at is not null from news.quarantine") == [(True,)]


INGEST = """
import sys
from pathlib import Path
from tests.helpers import ingest
for line in sys.stdin:
    url, archive = line.split()
    ingest(url, [Path(sys.argv[1])], Path(archive), batch_size=2)
    print("done", flush=True)
"""


@pytest.mark.parametrize("attempts", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_two_ingests_at_once_lose_nothing_duplicate_nothing_and_do_not_deadlock(new_database, tmp_path, attempts):
    folder = tmp_path / "in"
    write(folder, *(dashed(story(n), [story(m) for m in range(n + 1, n + 5)]) for n in range(6)))
    expected = None
    loaders = [
        subprocess.Popen(
            [sys.executable, "-c", INGEST, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for attempt in range(attempts):
        url = new_database(True)
        for loader in loaders:
            print(url, tmp_path / f"archive{attempt}", file=loader.stdin, flush=True)
        assert [loader.stdout.readline() for loader in loaders if loader.stdout] == ["done\n"] * 2, attempt
        found = [
            rows(url, "select title, publisher, page_count from bi.article order by 1, 2"),
            rows(url, "select count(*) from bi.appearance"),
            rows(url, "select count(*) from news.capture"),
            rows(url, "select sum(loaded_count), sum(unchanged_count), bool_and(is_balanced) from bi.run"),
        ]
        expected = expected or found
        assert found == expected, attempt
    assert [(loader.communicate(timeout=120)[1], loader.returncode) for loader in loaders] == [("", 0)] * 2
    assert expected is not None
    assert expected[3] == [(6, 6, True)]


def test_a_lost_connection_repeats_the_transaction(database, tmp_path):
    import threading

    import psycopg

    paths = write(tmp_path / "in", *(bulleted(story(n), [story(n + 20)]) for n in range(5)))
    blocker = psycopg.connect(database)
    blocker.execute("select pg_advisory_xact_lock(%s)", [0x6E6577736C64])

    def kill_the_loader() -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            while not connection.execute(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and not granted"
                " and database = (select oid from pg_database where datname = current_database())"
            ).fetchall():
                pass
        blocker.rollback()

    thread = threading.Thread(target=kill_the_loader)
    thread.start()
    report = ingest(database, paths, tmp_path / "archive")
    thread.join()
    blocker.close()
    assert report.counts == {"loaded": 5}
    check_account(read_account(database, report.run_id))


def test_a_site_that_is_added_beside_a_loader_costs_no_page(database, tmp_path):
    import threading

    import psycopg

    beside = psycopg.connect(database)
    beside.execute("insert into news.site (site_key, title) values ('river.example', 'River')")

    def commit_when_the_loader_waits() -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            while not connection.execute(
                "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            ).fetchall():
                pass
        beside.commit()

    thread = threading.Thread(target=commit_when_the_loader_waits)
    thread.start()
    paths = write(tmp_path / "in", bulleted(story(1), [story(2)]))
    report = ingest(database, paths, tmp_path / "archive", url="https://www.river.example/1")
    thread.join()
    beside.close()
    assert report.counts == {"loaded": 1}
    assert rows(database, "select title, count(*) from news.site join news.page using (site_id) group by 1") == [
        ("River", 1)
    ]


def test_an_account_that_does_not_add_up_is_noticed(database, tmp_path):
    from tasks.errors import AccountsDoNotAddUp

    report = ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    import psycopg

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("delete from news.appearance where role = 'related'")
    with pytest.raises(AccountsDoNotAddUp, match="1 with missing appearances"):
        check_account(read_account(database, report.run_id))


PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><link rel="canonical" href="{url}">
<meta property="og:site_name" content="Coastal Farmer"></head><body><article><h1>{title}</h1>{body}</article>{related}
</body></html>"""
TEXT = "".join(
    f"<p>The net menders of ward {n} knot what the tide of day {n} has torn, and hang it up to dry.</p>"
    for n in range(12)
)
CARDS = """<section class="related"><h2>Related articles</h2><ul>
<li class="card"><a href="/u1"><h3>Net menders hang up the nets</h3></a></li>
<li class="card"><a href="/u7"><h3>Salt makers look for apprentices</h3></a></li>
<li class="card"><a href="/u8"><h3>A weather buoy comes home by post</h3></a></li></ul></section>"""
OTHER = "".join(
    f"<p>Gull number {n} was seen on post number {n} at noon, and nobody knows what it wanted there.</p>"
    for n in range(12)
)


def html(title: str, url: str, body: str, related: str = "") -> str:
    return PAGE.format(title=title, url=f"https://coast.example/{url}", body=body, related=related)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("batch_size", [1, 3])
def test_a_card_a_copy_and_the_article_are_one_in_any_order(database, tmp_path, order, batch_size):
    pages = [
        html("Gulls stand on posts", "gulls", OTHER, CARDS),
        html("Net menders hang up the nets", "elsewhere/u1", TEXT),
        html("Net menders hang up the nets", "u1", TEXT),
    ]
    paths = write(tmp_path / "in", *(pages[n] for n in order), suffix=".html")
    ingest(database, paths, tmp_path / "archive", batch_size=batch_size)
    found = rows(database, "select title, page_count, completeness from bi.article where title like 'Net menders%%'")
    assert found == [("Net menders hang up the nets", 3, "full")]
    assert rows(database, "select count(*) from bi.article") == [(4,)]
    assert rows(database, "select bool_and(is_balanced) from bi.run") == [(True,)]
    # What is gone left no story behind: the two texts are a story each, the cards say too little.
    assert rows(database, "select article_count, count(*) from news.story group by 1") == [(1, 2)]
    assert rows(database, "select count(distinct story_id), count(*) from news.story_member") == [(2, 2)]
    before = snapshot(database)
    assert ingest(database, paths, tmp_path / "archive").counts == {"unchanged": 3}
    assert snapshot(database) == before


def test_different_articles_under_one_notice_stay_apart(database, tmp_path):
    notice = "<p>This text is for subscribers. Please log in or choose an offer to read on, and thank you for your"
    notice += (
        " support of independent reporting from the coast, which costs more than the paper that it is printed on.</p>"
    )
    titles = [f"Exclusive number {n}: what the harbour master found on quay {n}" for n in range(3)]
    pages = [html(title, f"exclusive/{n}", notice * 2) for n, title in enumerate(titles)]
    ingest(database, write(tmp_path / "in", *pages, suffix=".html"), tmp_path / "archive")
    assert rows(database, "select title from bi.article order by 1") == [(title,) for title in titles]


def test_another_text_at_the_same_address_is_another_article(database, tmp_path):
    pages = [html("Net menders hang up the nets", "today", TEXT), html("Gulls stand on posts", "today", OTHER)]
    ingest(database, write(tmp_path / "in", *pages, suffix=".html"), tmp_path / "archive")
    assert rows(database, "select title from bi.article order by 1") == [
        ("Gulls stand on posts",),
        ("Net menders hang up the nets",),
    ]


def test_addresses_are_stored_in_one_spelling_without_user_and_tracking(database, tmp_path):
    (path,) = write(tmp_path / "in", bulleted(story(1), [story(2)]))
    path.with_name(path.name + ".json").write_text(
        '{"url": "https://user:secret@Harbour.example:443/p?utm_source=x&a=1#frag"}'
    )
    ingest(database, [path], tmp_path / "archive")
    assert rows(database, "select url from news.page") == [("https://harbour.example/p?a=1",)]


@pytest.mark.parametrize(
    "sidecar",
    [
        '{"site": "nope"}',
        '{"url": "https://h.example/\\ud800x"}',
        '{"url": "javascript:alert(1)"}',
        '{"captured_at": "2999-01-01"}',
        '{"captured_at": "0001-01-01"}',
        '{"capturedAt": "2026-01-01"}',
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_a_wrong_sidecar_costs_its_own_page_only_and_is_settled_once_it_is_mended(database, tmp_path, sidecar, suffix):
    good = bulleted(story(1), [story(2)]) if suffix == ".txt" else html("Net menders hang up the nets", "u1", TEXT)
    bad = bulleted(story(3), [story(4)]) if suffix == ".txt" else html("Gulls stand on posts", "u2", OTHER)
    paths = write(tmp_path / "in", good, bad, suffix=suffix)
    beside = paths[1].with_name(paths[1].name + ".json")
    beside.write_text(sidecar)
    first = ingest(database, paths, tmp_path / "archive", captured_at=None)
    assert [result.reason for result in first.results] == [None, "bad_sidecar"]
    beside.write_text('{"captured_at": "2026-06-01"}')
    assert ingest(database, paths, tmp_path / "archive", captured_at=None).counts == {"unchanged": 1, "loaded": 1}
    assert rows(database, "select count(*) from news.quarantine where resolved_at is null") == [(0,)]


def test_a_file_name_that_is_no_utf8_is_loaded_like_any_other(database, tmp_path):
    (path,) = write(tmp_path / "in", bulleted(story(1), [story(2)]))
    path.rename(os.fsdecode(os.fsencode(str(tmp_path / "in")) + b"/caf\xe9.txt"))
    report = ingest(database, [tmp_path / "in"], tmp_path / "archive")
    assert report.counts == {"loaded": 1}
    assert rows(database, "select source_path from news.capture")[0][0].endswith("caf\\xe9.txt")


def test_a_quarantined_page_is_read_again_once_by_newer_rules(database, tmp_path):
    import psycopg

    from db.done import done_captures
    from tasks.version import PARSER_VERSION

    (path,) = write(tmp_path / "in", "no page\n")
    ingest(database, [path], tmp_path / "archive")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("update news.capture set parser_version = 'older'")
    ingest(database, [path], tmp_path / "archive")
    ((body_hash,),) = rows(database, "select body_hash from news.body")
    assert done_captures(database, [body_hash], PARSER_VERSION) == {(body_hash, MOMENT, None): "failed"}
