"""What is purged is gone, rows and bytes, and stays away by whatever way it comes."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from db.housekeeping.purge import Purged, preview_purge, purge, undo_purge
from flows.maintenance.archive_check import check_captures
from flows.pipeline.purged import erase_waiting
from flows.pipeline.stories import stories_for_removal
from flows.run.declared_sites import declare
from flows.run.direct import run_directly
from flows.run.plan import RunPlan
from tasks.archive import Archive
from tasks.archive.files import Files
from tasks.archive.packing import iter_members, unpacked
from tasks.archive.reading import iter_records
from tasks.archive.removing import filler, remove_records, zstd_filler
from tasks.captures import Defaults
from tasks.errors import BadParameter
from tests.aggregator import Page, redirect
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, listing, story
from tests.test_archive import check
from tests.test_cli import newsweir  # noqa: F401 - a fixture
from tests.test_web_runs import article, declared, run, run_due, site, web  # noqa: F401 - site is a fixture


def purge_now(database: str, archive: Path, kind: str, name: str, **options: object) -> Purged:
    cards = kind in ("article", "page")
    values = {"is_erasing_cards": cards, **options}
    done = purge(database, kind, name, "asked by letter", stories_for_removal(), **values)  # type: ignore[arg-type] # any
    erase_waiting(database, archive, archive / "spool")
    return done


def holds(archive: Path, words: str) -> list[str]:
    """Files of the archive in which words stand, packed or not."""
    found = []
    for path in sorted(path for path in archive.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        plain = bytearray()
        data = raw
        while data[:2] == b"\x1f\x8b":
            unpacker = zlib.decompressobj(31)
            plain += unpacker.decompress(data)
            data = unpacker.unused_data
        if words.encode() in raw or words.encode() in plain:
            found.append(path.name)
    return found


def with_url(folder: Path, name: str, page: str, url: str) -> Path:
    (path,) = write(folder / name, page)
    Path(f"{path}.json").write_text(json.dumps({"url": url, "captured_at": "2026-06-18T16:30:00Z"}))
    return path


@pytest.fixture
def three(tmp_path) -> list[Path]:
    """Three pages: the second is about story 2, which the first lists, too."""
    return [
        with_url(tmp_path, "a", bulleted(story(1), [story(2), story(7)]), "https://river.example/1"),
        with_url(tmp_path, "b", bulleted(story(2), [story(3)]), "https://river.example/2"),
        with_url(tmp_path, "c", bulleted(story(4), [story(3), story(5)]), "https://river.example/3"),
    ]


def titles(database: str) -> list[str]:
    return [title for (title,) in rows(database, "select title from bi.article order by title")]


def test_a_purged_page_is_gone_from_rows_stories_and_archive_and_the_rest_is_as_before(database, three, tmp_path):
    archive = tmp_path / "archive"
    ingest(database, three, archive, captured_at=None)
    others = rows(
        database,
        "select capture_id, archive_ref from news.capture join news.body using (body_id) where page_id <> 2 order by 1",
    )
    assert holds(archive, story(2).title)
    assert preview_purge(database, "page", "https://river.example/2", is_erasing_cards=True).article_count == 1
    done = purge_now(database, archive, "page", "https://river.example/2")
    assert (done.article_count, done.page_count, done.body_count) == (1, 1, 2)
    assert not holds(archive, story(2).title)
    assert not holds(archive, "keepers of ward 2")
    assert story(2).title not in titles(database)
    assert titles(database) == sorted(story(n).title for n in (1, 3, 4, 5, 7))
    for table in ("page", "frontier"):
        assert rows(database, f"select count(*) from news.{table} where url like '%%river.example/2'") == [(0,)]
    # Page 1 listed it: its bytes are gone and it says so; page 3 is whole where it was.
    assert rows(
        database,
        "select archive_ref, erased_at is not null from news.capture join news.body using (body_id) where page_id = 1",
    ) == [(None, True)]
    (kept,) = rows(
        database,
        "select capture_id, archive_ref from news.capture join news.body using (body_id) where archive_ref is not null",
    )
    assert kept in others
    check(archive)
    report = check_captures(database, archive, tmp_path)
    assert (report.checked_count, report.wrong) == (1, [])
    assert rows(database, "select count(*) from news.body where erased_at is not null and archive_ref is not null") == [
        (0,)
    ]
    assert rows(database, "select bool_and(is_balanced) from news.run_account") == [(True,)]


def test_no_word_of_a_purged_article_stays_in_any_table(database, three, tmp_path):
    ingest(database, three, tmp_path / "archive", captured_at=None)
    purge_now(database, tmp_path / "archive", "article", "https://river.example/2")
    tables = rows(
        database, "select relname from pg_class where relkind = 'r' and relnamespace = 'news'::regnamespace order by 1"
    )
    found = [
        table
        for (table,) in tables
        if rows(database, f"select 1 from news.{table} as t where t::text ilike '%%ward 2%%'"
                          " or t::text like '%%river.example/2%%' limit 1")
    ]  # fmt: skip
    assert found == []
    text_ids = "select text_id from news.story_text union all select text_id from news.story_sample"
    left = rows(
        database, f"select count(*) from ({text_ids}) as t where text_id not in (select text_id from news.story_member)"
    )
    assert left == [(0,)]


def test_purging_leaves_what_ingesting_without_it_would_have_left(new_database, three, tmp_path):
    with_it, without_it = new_database(True), new_database(True)
    ingest(with_it, three, tmp_path / "one", captured_at=None)
    purge_now(with_it, tmp_path / "one", "page", "https://river.example/2")
    ingest(without_it, [three[0], three[2]], tmp_path / "two", captured_at=None)
    purge_now(without_it, tmp_path / "two", "article", str(rows(
        without_it, "select article_id from news.article where title = %s", story(2).title)[0][0]))  # fmt: skip
    query = (
        "select title, publisher, page_count, completeness, story_kind, (select article_count from bi.story"
        " where story.story_id = article.story_id) from bi.article order by title"
    )
    assert rows(with_it, query) == rows(without_it, query)


def test_a_purged_page_does_not_come_back_with_the_same_or_with_other_bytes(database, three, tmp_path):
    archive = tmp_path / "archive"
    ingest(database, three, archive, captured_at=None)
    purge_now(database, archive, "page", "https://river.example/2")
    before = titles(database)
    again = ingest(database, three, archive, captured_at=None)
    assert again.counts == {"unchanged": 2, "gone": 1}
    assert [(r.outcome, r.reason) for r in again.results][1] == ("gone", "purged")
    assert again.account.is_balanced
    changed = with_url(
        tmp_path, "d", bulleted(story(2, date="3 hours ago"), [story(3), story(6)]), "https://river.example/2"
    )
    nowhere = write(tmp_path / "e", three[1].read_text())  # the same bytes, without an address
    late = ingest(database, [changed, *nowhere], archive, captured_at=None)
    assert late.counts == {"gone": 2}
    assert titles(database) == before
    assert not holds(archive, story(2).title)
    assert rows(database, "select count(*) from news.run_page where path = '(purged)'") == [(4,)]


def test_a_purged_article_is_left_out_of_new_pages_counted_and_their_bytes_go(database, three, tmp_path):
    archive = tmp_path / "archive"
    ingest(database, three, archive, captured_at=None)
    purge_now(database, archive, "article", "https://river.example/2")
    new = with_url(tmp_path, "d", bulleted(story(8), [story(2), story(9)]), "https://river.example/8")
    report = ingest(database, [new], archive, captured_at=None)
    assert report.counts == {"loaded": 1}
    assert report.account.is_balanced
    assert report.results[0].warnings[-1] == "1 purged article was left out"
    assert story(2).title not in titles(database)
    assert story(9).title in titles(database)
    assert not holds(archive, story(2).title)
    assert rows(
        database, "select position, title_raw from bi.appearance where page_url like '%/8' and role = 'related'"
    ) == [(1, story(9).title)]


def test_a_purged_publisher_stays_away_under_every_known_spelling_and_others_stay(database, tmp_path):
    pages = [
        bulleted(
            story(1, publisher="Harbour Gazette"),
            [story(2, publisher="Canal Post"), story(3)],
            byline="Canal Post2 days ago",
        ),
        listing("Boats", [story(4, publisher="CANAL POST"), story(5)]),
    ]
    paths = [with_url(tmp_path, f"p{n}", page, f"https://river.example/{n}") for n, page in enumerate(pages)]
    ingest(database, paths, tmp_path / "archive", captured_at=None)
    done = purge_now(database, tmp_path / "archive", "publisher", "canal post")
    assert done.article_count >= 3
    assert titles(database) == sorted([story(5).title])
    assert rows(database, "select count(*) from bi.publisher where publisher ilike 'canal post'") == [(0,)]
    new = with_url(
        tmp_path, "new", listing("More", [story(6, publisher="The Canal Post"), story(7)]), "https://river.example/n"
    )
    report = ingest(database, [new], tmp_path / "archive", captured_at=None)
    assert report.account.is_balanced
    assert titles(database) == sorted([story(5).title, story(7).title])


def test_deletions_are_told_to_incremental_extracts_in_one_sequence_with_changes(database, three, tmp_path):
    ingest(database, three, tmp_path / "archive", captured_at=None)
    ((seen,),) = rows(database, "select max(change_seq) from bi.article")
    ((article_id,),) = rows(database, "select article_id from bi.article where title = %s", story(2).title)
    purge_now(database, tmp_path / "archive", "article", str(article_id))
    told = rows(database, "select view_name, row_id, cause from bi.deleted where change_seq > %s order by 1", seen)
    assert ("article", article_id, "purged") in told
    assert sum(name == "appearance" for name, _, _ in told) == 3
    assert {cause for name, _, cause in told if name != "story"} == {"purged"}


def test_an_undone_purge_lets_the_page_come_back(database, three, tmp_path):
    ingest(database, three, tmp_path / "archive", captured_at=None)
    done = purge_now(database, tmp_path / "archive", "page", "https://river.example/2")
    assert done.purge_id is not None
    assert undo_purge(database, done.purge_id) > 2
    assert ingest(database, three, tmp_path / "archive", captured_at=None).counts == {"unchanged": 2, "loaded": 1}
    assert story(2).title in titles(database)
    with pytest.raises(BadParameter, match="there is no purge 99"):
        undo_purge(database, 99)


def test_a_purge_that_is_stopped_goes_on_where_it_was(database, tmp_path):
    paths = [
        with_url(tmp_path, f"p{n}", bulleted(story(n), [story(n + 500)]), f"https://river.example/{n}")
        for n in range(230)
    ]
    ingest(database, paths, tmp_path / "archive", captured_at=None)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        purge_now(database, tmp_path / "archive", "site", "river.example", progress=stop)
    assert rows(database, "select count(*) from news.page") == [(30,)]
    assert rows(database, "select finished_at from news.purge") == [(None,)]
    done = purge_now(database, tmp_path / "archive", "site", "river.example")
    assert (done.purge_id, done.page_count) == (1, 230)
    assert rows(database, "select count(*) from news.page") == [(0,)]
    assert rows(database, "select count(*) from news.article") == [(0,)]
    assert not holds(tmp_path / "archive", "keepers of ward")
    check(tmp_path / "archive")


def test_a_purged_address_is_never_asked_for_again_and_what_redirects_there_is_not_kept(database, site, tmp_path):
    site.pages["/a/1"] = Page(article(1, (2,)))
    site.pages["/a/3"] = Page(article(3))
    archive = tmp_path / "archive"
    run(database, archive, [site.url + "/a/1", site.url + "/a/3"], web(site))
    purge_now(database, archive, "page", site.url + "/a/1")
    site.requests.clear()
    site.handlers["/old"] = redirect("/a/1", 301)
    report = run(database, archive, [site.url + "/a/1", site.url + "/old", site.url + "/a/3"], web(site))
    assert [(r.outcome.value, r.reason) for r in report.results] == [
        ("gone", "purged"), ("gone", "purged"), ("not_modified", None)
    ]  # fmt: skip
    assert report.account.is_balanced
    assert site.paths().count("/a/1") == 1  # by the redirect only, which nobody could foresee
    assert not holds(archive, "of ward 1 ")
    assert rows(database, "select count(*) from news.article where title like '%%ward 1 %%'") == [(0,)]
    assert rows(database, "select count(*) from news.fetch_attempt where answered_url like '%%/a/1'") == [(0,)]


def test_links_to_a_purged_page_are_found_and_not_followed(database, site, tmp_path):
    site.pages["/a/1"] = Page(article(1))
    site.pages["/a/2"] = Page(article(2))
    purge_now(database, tmp_path / "archive", "page", site.url + "/a/1")
    links = "".join(f"<url><loc>{site.url}/a/{n}</loc></url>" for n in (1, 2))
    site.pages["/map"] = Page(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{links}</urlset>'.encode(),
        headers={"content-type": "application/xml"},
    )
    declare(database, declared(site, sitemaps=[site.url + "/map"]))
    report = run_due(database, tmp_path / "archive", web(site))
    assert report.counts == {"unchanged": 1, "loaded": 1, "gone": 1} or report.counts["gone"] == 1
    assert "/a/1" not in site.paths()
    assert rows(database, "select count(*) from news.frontier where url like '%%/a/1'") == [(0,)]
    assert run_due(database, tmp_path / "archive", web(site)).results == []


def test_what_was_fetched_and_not_read_before_a_purge_is_not_read_after_it(database, site, tmp_path):
    site.pages["/a/1"] = Page(article(1))
    archive = tmp_path / "archive"
    run(database, archive, [site.url + "/a/1"], web(site, is_read=False), kind="fetch")
    purge_now(database, archive, "page", site.url + "/a/1")
    plan = RunPlan("ingest", (), Defaults(), 500, database, archive, is_pending_read=True)
    assert run_directly(plan).results == []
    assert rows(database, "select count(*) from news.article") == [(0,)]
    assert not holds(archive, "of ward 1 ")


@pytest.mark.parametrize("length", [21, 40, 150, 166, 167, 300, 70_000, 3_000_000])
def test_a_filler_has_exactly_the_length_of_what_it_replaces_and_is_one_gzip_member(length, tmp_path):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(filler(length))
    with path.open("rb") as file:
        ((offset, found, head),) = iter_members(file, 1000)
    assert (offset, found, path.stat().st_size) == (0, length, length)
    assert head in (b"",) or head.startswith(b"WARC/1.1\r\nWARC-Type: metadata\r\n")


@pytest.mark.parametrize("length", [13, 40, 200, 208, 209, 300, 131_084, 131_085, 131_086, 300_000])
def test_a_filler_of_zstandard_has_exactly_the_length_of_what_it_replaces(length):
    assert len(zstd_filler(length)) == length
    plain = unpacked(zstd_filler(length), 1_000_000)
    assert plain.isspace() or plain.startswith(b"WARC/1.1\r\nWARC-Type: metadata\r\n")


def test_a_record_is_removed_from_a_file_of_zstandard_and_its_neighbours_stay(tmp_path):
    archive = Archive(tmp_path / "archive", coding="zstd")
    bodies = [(f"words of number {n} " * 40).encode() for n in range(3)]
    references = [archive.store(body) for body in bodies]
    archive.close()
    assert remove_records(Files(tmp_path / "archive"), [references[1]]).removed == (references[1],)
    assert [archive.read(references[n]) for n in (0, 2)] == [bodies[0], bodies[2]]
    (path,) = (tmp_path / "archive").rglob("*.warc.zst")
    with path.open("rb") as file:
        kinds = [record.kind for _, record in iter_records(file)]
    assert kinds == ["warcinfo", "resource", "metadata", "resource"]
    assert [wrong for _, _, wrong in archive.verify()] == [None]


def test_removing_a_record_again_or_from_a_file_that_is_not_there_changes_nothing(tmp_path):
    archive = Archive(tmp_path / "archive")
    keep, drop = archive.store(b"kept words " * 50), archive.store(b"dropped words " * 50)
    # While the file is under way its writer goes on behind the hole.
    removed = remove_records(Files(tmp_path / "archive"), [drop, "warc:2026-01/none.warc.gz@0+100"])
    assert (removed.removed, removed.missing) == ((drop,), ("warc:2026-01/none.warc.gz@0+100",))
    later = archive.store(b"later words " * 50)
    archive.close()
    assert remove_records(Files(tmp_path / "archive"), [drop]).removed == (drop,)
    assert archive.read(keep).startswith(b"kept")
    assert archive.read(later).startswith(b"later")
    assert not holds(tmp_path / "archive", "dropped words")
    check(tmp_path / "archive")


def test_the_command_asks_shows_and_lists(newsweir, three, database, tmp_path):
    home = tmp_path / "home" / "archive"
    ingest(database, three, home, captured_at=None)
    would = json.loads(newsweir("purge", "article", "https://river.example/2", "--dry-run", "--json").stdout)
    assert (would["purge_id"], would["article_count"], would["page_count"]) == (None, 1, 1)
    assert story(2).title in titles(database)
    refused = newsweir("purge", "article", "https://river.example/2", "--json")
    assert refused.returncode == 2
    assert "add --yes" in refused.stderr
    assert newsweir("purge", "article", "https://river.example/2").returncode == 1  # nobody answers
    done = newsweir("purge", "article", "https://river.example/2", "--yes", "--reason", "court order", "--json")
    assert json.loads(done.stdout)["erased_count"] == 2
    (listed,) = map(json.loads, newsweir("purge", "list", "--json").stdout.splitlines())
    for name in ("https://river.example/2", listed["target"].split()[1]):  # Given again behind a kill, it is no fault.
        again = newsweir("purge", "article", name, "--yes", "--json")
        assert (again.returncode, json.loads(again.stdout)["purge_id"]) == (0, listed["purge_id"])
    assert (listed["target"].split()[0], listed["reason"]) == ("article", "court order")
    assert newsweir("purge", "undo", "1").returncode == 0
    assert newsweir("purge", "article", "https://river.example/2", "--yes").returncode == 2
    unknown = newsweir("purge", "publisher", "Nobody's Herald", "--yes")
    assert (unknown.returncode, "there is no publisher" in unknown.stderr) == (2, True)
