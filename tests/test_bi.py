"""Schema bi: its contract, the rows behind it, increments, names, search, readers' rights, files."""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from psycopg.rows import dict_row
from pyarrow import parquet
from typer.testing import CliRunner

from benchmarks.bi.charts import read_charts
from db import publishers
from db.column_notes import read_notes, read_told
from db.dictionary import as_dbt, as_json, as_markdown, read_dictionary, read_functions
from db.quality.declared import read_checks
from db.read import read_summary
from db.report.read import Window, read_report
from db.session import engine_for
from db.star import ROLLUPS, STORED, read_view, read_views
from db.upgrade import apply_views
from flows.cli.app import app
from flows.cli.commands.export import safe_cell
from flows.cli.dictionary_page import as_html
from flows.settings import settings
from tasks.errors import BadParameter
from tasks.fingerprint import name_key
from tasks.records import LinkKind, PageRecord
from tests.articles import put
from tests.conftest import drop_databases
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, story
from tests.test_cli import newsweir
from tests.worlds import Captured, Printed, load, record

__all__ = ["newsweir"]

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "db" / "examples").glob("*.sql"))
SAMPLE = ROOT / "flows" / "run" / "sample"
VIEWS = {view.name: view for view in read_views()}


@pytest.fixture(scope="module")
def sample(server, named_database, tmp_path_factory):
    """A database with the sample, a second capture of a page, and a page that was not understood."""
    url = named_database(True)
    folder = tmp_path_factory.mktemp("bi")
    pages = [bulleted(story(n), [story(n + 1), story(n + 2)]) for n in range(4)]
    ingest(url, sorted(SAMPLE.glob("*.*")), folder / "archive", captured_at=None)
    ingest(url, write(folder / "in", *pages, "A riddle\n"), folder / "archive")
    undated = bulleted(story(7), [story(8), story(9)])
    ingest(url, write(folder / "undated", undated), folder / "archive", captured_at=None)
    yield url
    drop_databases(server, [url])


def stale(url: str, names: tuple[str, ...] = STORED) -> dict[str, int]:
    """Stored rows that are not what their source says now, by view."""
    found = {}
    for name in names:
        columns = ", ".join(read_view("rollups" if name in ROLLUPS else "star", name).columns)
        if name != "run_stamp":
            query = "select count(*) from ((select {c} from star.{n}{a} except all select {c} from star.{n}{b})) as x"
            found[name] = sum(
                rows(url, query.format(c=columns, n=name, a=a, b=b))[0][0] for a, b in (("_now", ""), ("", "_now"))
            )
    return {name: count for name, count in found.items() if count}


def test_names_types_keys_references_and_meanings_are_those_of_the_committed_dictionary(pristine):
    views, functions = read_dictionary(pristine, has_data=False), read_functions(pristine)
    assert {view.name for view in views} == set(VIEWS)
    assert [told.name for told in functions if not told.meaning] == []
    remedy = "newsweir dictionary --no-data --format … --out docs/dictionary.…; name in CHANGELOG.md what readers lose"
    assert json.loads((ROOT / "docs/dictionary.json").read_text("utf-8")) == as_json(views, functions), remedy
    assert (ROOT / "docs/dictionary.md").read_text("utf-8") == as_markdown(views, functions), remedy
    assert (ROOT / "docs/sources.yml").read_text("utf-8") == as_dbt(views), remedy


def test_checks_and_figures_of_the_dictionary_are_those_of_their_sources():
    told = read_told()
    columns = {f"{view.name}.{column}" for view in VIEWS.values() for column in view.columns}
    assert set(told["guarded_by"]) == set(read_checks())
    assert set(read_notes()) <= columns
    for measured in told["measured"]:
        source = (ROOT / measured["source"]).read_text("utf-8")
        wanted = [*measured["figures"].values(), *(name for name in measured["figures"])]
        assert [part for part in wanted if part not in source] == [], measured["columns"]


def test_the_dictionary_of_data_shows_shares_and_examples_without_acting_on_what_pages_wrote(database):
    put(database, ["a text"], titles=["<script>alert(1)</script> | [x](y) `z`"])
    views = read_dictionary(database, has_data=True)
    article = next(view for view in views if view.name == "article")
    assert {column.name: column.null_share for column in article.columns}["agency"] == 1.0
    functions = read_functions(database)
    for text in (as_markdown(views, functions), as_html(views, functions)):
        assert "<script>" not in text
        assert "alert(1)" in text
    assert "\\| \\[x\\](y)" in as_markdown(views, functions)


def test_every_view_but_backfills_has_a_change_seq():
    without = {name for name, view in VIEWS.items() if name not in STORED and "change_seq" not in view.columns}
    assert without - set(ROLLUPS) == {"backfill"}


def test_no_dimension_hides_behind_the_name_of_its_view_and_no_column_is_an_array(pristine):
    found = {view.name: {column.name: column.type for column in view.columns} for view in
             read_dictionary(pristine, has_data=False)}  # fmt: skip
    dimensions = ("publisher", "site", "domain", "author", "tag", "section", "language", "date")
    assert [name for name in dimensions if name not in found[name]] == []
    assert [(name, c) for name, columns in found.items() for c, kind in columns.items() if kind.endswith("[]")] == []
    assert [
        (name, c) for name, columns in found.items() for c, kind in columns.items() if "without time zone" in kind
    ] == []


@pytest.mark.parametrize("name", VIEWS)
def test_keys_are_unique_references_lead_somewhere_and_null_is_only_where_it_is_told(sample, name):
    view = VIEWS[name]
    for key in filter(None, (view.key, view.natural_key)):
        assert (
            rows(sample, f"select {', '.join(key)} from bi.{name} group by {', '.join(key)} having count(*) > 1") == []
        )
    for column, to in view.references.items():
        key = VIEWS[to].key[0]
        lost = f"select {column} from bi.{name} as t where {column} is not null and not exists"
        assert rows(sample, f"{lost} (select from bi.{to} as o where o.{key} = t.{column})") == [], column
    for column, meaning in view.columns.items():
        if "NULL" not in meaning:
            assert rows(sample, f"select count(*) from bi.{name} where {column} is null") == [(0,)], column


def test_stored_rows_are_what_their_sources_say_after_loads_purges_and_renames(database):
    world = [
        Captured(page, hour, Printed(page, "Harbour Gazette", True, True, 3), (
            Printed((page + hour) % 5, "The Estuary Post", bool(hour % 2), True, 2),
            Printed(4, None, True, False, None)))
        for page in range(4) for hour in (0, 1, 5)
    ]  # fmt: skip
    random.Random(7).shuffle(world)
    records = [record(captured) for captured in world]
    load(database, records[:6], 3)
    # From here on the rollups follow the days that move.
    assert rows(database, "select star.refresh_rollups()") == [(True,)]
    load(database, records[6:], 3)
    assert stale(database) == {}
    assert rows(database, "select star.refresh_rollups()") == [(True,)]
    assert stale(database, ROLLUPS) == {}
    assert [name for name in ROLLUPS if rows(database, f"select count(*) from bi.{name}") == [(0,)]] == []
    assert rows(database, "select count(*) from star.moved_day, star.refresh_rollups()") == [(0,)]
    with engine_for(database).begin() as connection:
        apply_views(connection)  # What an upgrade of a database with rows does.
    assert (stale(database), stale(database, ROLLUPS)) == ({}, {})
    assert rows(database, "select count(*) > 0, count(*) filter (where slot_id is null) from bi.slot_capture") == [
        (True, 0)
    ]
    with psycopg.connect(database) as connection:
        connection.execute("update news.article set publisher_id = null where article_id = (select min(article_id) from"
                           " news.article)")  # fmt: skip
        connection.execute("update news.page set site_id = null")
        connection.execute("insert into news.publisher_decision (kind, publisher_key, into_key) values"
                           " ('merge', 'estuary post', 'harbour gazette')")  # fmt: skip
        connection.execute("delete from news.story_member where article_id = 2")
        connection.execute(
            "update news.article set published_at = published_at - interval '9 days' where article_id = 3"
        )
        connection.execute(
            "update news.capture set captured_at = captured_at + interval '40 days' where capture_id = 1"
        )
    assert stale(database) == {}
    assert set(stale(database, ROLLUPS)) >= {"publisher_day", "site_day", "slot_day", "co_shown_week"}
    assert rows(database, "select star.refresh_rollups()") == [(True,)]
    assert stale(database, ROLLUPS) == {}
    assert rows(database, "select publisher, aliases_text from bi.publisher where publisher_id <> 0") == [
        ("Harbour Gazette", "The Estuary Post")
    ]
    assert rows(database, "select count(*) from star.dirty, star.pending") == [(0,)]


def test_a_commit_asks_for_the_ids_it_touched_as_often_among_many_stored_rows_as_among_few(database):
    def asked() -> int:
        with psycopg.connect(database) as connection:
            connection.execute("analyze")  # What few pages hold is read through.
            connection.execute("set track_functions = 'all'")
            connection.execute("update news.article set agency = 'a' || txid_current() where article_id = 1")
            connection.execute("set constraints all immediate")
            query = "select calls from pg_stat_xact_user_functions where (schemaname, funcname) = ('star', 'ids')"
            ((calls,),) = connection.execute(query).fetchall()
            return int(calls)

    def page(number: int) -> PageRecord:
        return record(Captured(number, number, Printed(number % 10, "Harbour Gazette", True, True, 3), ()))

    load(database, [page(0)], 1)
    few = asked()
    load(database, [page(n) for n in range(1, 30)], 30)
    assert asked() == few


def test_change_seq_moves_with_every_column_and_with_nothing_else(database, tmp_path):
    files = write(tmp_path / "in", *(bulleted(story(n), [story(n + 1)]) for n in range(3)))
    ingest(database, files, tmp_path / "archive")
    ((seen,),) = rows(database, "select max(change_seq) from bi.article")
    ingest(database, files, tmp_path / "archive")
    assert rows(database, "select count(*) from bi.article where change_seq > %s", seen) == [(0,)]
    more = write(tmp_path / "more", bulleted(story(9), [story(1)]))
    ingest(database, more, tmp_path / "archive")
    moved = rows(database, "select title, page_count from bi.article where change_seq > %s order by 1", seen)
    assert moved == sorted([(story(1).title, 3), (story(9).title, 1)])


def test_an_extract_that_goes_on_after_the_largest_change_seq_misses_nothing_of_writers_that_overlap(database):
    put(database, ["one text of some length about a harbour wall", "another one about the ferry and its timetable"])
    with psycopg.connect(database) as slow, psycopg.connect(database) as fast:
        slow.execute("update news.article set agency = 'slow' where article_id = 1")
        fast.execute("update news.article set agency = 'fast' where article_id = 2")
        fast.commit()
        ((seen,),) = rows(database, "select max(change_seq) from bi.article")
        slow.commit()
    assert rows(database, "select agency from bi.article where change_seq > %s", seen) == [("slow",)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_query_says_what_it_answers_and_gives_rows(sample, path):
    text = path.read_text("utf-8")
    assert re.match(r"-- .+[?.]", text)
    with psycopg.connect(sample) as connection:
        connection.execute("set role newsweir_bi")
        connection.execute(text)


MACROS = {
    r"\$__timeGroupAlias\((.+?), '1d'\)": r'floor(extract(epoch from \1) / 86400) * 86400 as "time"',
    r"\$__timeFilter\((.+?)\)": r"\1 between '2020-01-01T00:00:00Z' and '2100-01-01T00:00:00Z'",
    r"\$site": "select site from bi.site",
}
"""Of Grafana's data source for Postgres, as its guide says; a variable of all values is their list."""


def test_the_recipes_for_grafana_and_metabase_give_rows_to_the_reader(sample):
    queries = re.findall(r"```sql grafana\n(.+?)```", (ROOT / "docs/bi.md").read_text("utf-8"), flags=re.S)
    assert len(queries) == 6
    with psycopg.connect(sample) as connection:
        connection.execute("set role newsweir_bi")
        for query in queries:
            for macro, written in MACROS.items():
                query = re.sub(macro, written, query)
            assert "$" not in query
            assert connection.execute(query).fetchall() != [], query
        for name, view in VIEWS.items():
            # Its sync, its fingerprint of ten thousand rows, and the values of a column that a filter lists.
            told = "select count(*) from information_schema.columns where table_schema = 'bi' and table_name = %s"
            assert connection.execute(told, [name]).fetchone()[0] >= len(view.columns)
            connection.execute(f"select {', '.join(view.columns)} from bi.{name} limit 10000")
            listed = next(iter(view.columns))
            connection.execute(f"select {listed} from bi.{name} group by {listed} order by {listed} limit 1001")


NUMBERS = {
    "How many articles came in?": "article_count", "How many publishers published?": "publisher_count",
    "How many captures were made?": "capture_count", "How many pages wait in quarantine?": "quarantine_count",
    "How many texts are printed by more than one article?": "copied_story_count",
}  # fmt: skip
COUNTS = {
    "article_count": "from bi.article", "page_count": "from bi.page", "capture_count": "from bi.capture",
    "appearance_count": "from bi.slot", "story_count": "from bi.story",
    "publisher_count": "from bi.publisher where publisher_id in"
                       " (select publisher_id from bi.article where publisher_id <> 0)",
    "copied_story_count": "from bi.story where copy_count > 0",
    "primary_article_count": "from bi.article where is_opened",
    "quarantine_count": "from bi.quarantine where not is_resolved",
    "related_article_count": "from bi.article where related_page_count > 0",
    "duplicate_article_count": "from bi.article where page_count > 1",
}  # fmt: skip
IN_REPORT = {"appearance_count": "slots", "primary_article_count": "opened_articles", "quarantine_count": "quarantined",
             "story_count": "stories", "copied_story_count": "copied_stories"}  # fmt: skip


def test_status_report_dashboards_and_sql_tell_the_same_counts_where_moments_and_dates_are_unknown_too(sample):
    told, figures = read_summary(sample), read_report(sample, Window()).figures
    assert rows(sample, "select count(*) from bi.article where published_at is null") > [(0,)]
    assert rows(sample, "select count(*) from bi.capture where captured_at is null") > [(0,)]
    for name, source in COUNTS.items():
        assert rows(sample, f"select count(*) {source}") == [(told[name],)], name
        in_report = IN_REPORT.get(name, name.removesuffix("_count") + "s")
        assert figures.get(in_report, told[name]) == told[name], name
    charts = read_charts()
    shown = {title: rows(sample, charts[title])[0][0] for title in NUMBERS}
    assert shown == {title: told[name] for title, name in NUMBERS.items()}


def test_names_are_joined_by_rule_and_by_people_and_decisions_hold_through_loads_and_can_be_undone(newsweir, database):
    texts = [f"text number {n} about a matter of its own with words enough" for n in range(5)]
    put(database, texts, publishers=["Le Monde", "Le Monde.fr", "Vox", "Vox.com", "Fox"])
    with psycopg.connect(database) as connection:
        connection.execute("update news.publisher set publisher_key = lower(name)")
    count = "select count(distinct publisher_id) from bi.article"
    assert rows(database, count) == [(3,)]
    publishers.split(database, "Vox.com", None)
    assert rows(database, count) == [(4,)]
    publishers.merge(database, ["Fox"], "Le Monde", "bought")
    publishers.rename(database, "Le Monde", "Monde & Fox", None)
    ((fox,),) = rows(database, "select publisher_id from news.publisher where name = 'Fox'")
    put(database, ["a later text of the fox about something else entirely"], first_id=10)
    with psycopg.connect(database) as connection:
        connection.execute("update news.article set publisher_id = %s where article_id = 10", [fox])
    assert rows(database, "select publisher, count(*) from bi.article group by 1 order by 1") == [
        ("Monde & Fox", 4), ("Vox", 1), ("Vox.com", 1)]  # fmt: skip
    assert rows(database, "select alias, joined_by from bi.publisher_alias order by alias_key")[0] == (
        "Fox",
        "decision",
    )
    shown = json.loads(newsweir("publisher", "list", "--json").stdout)["publishers"][0]
    assert (shown["publisher"], shown["aliases"]) == ("Monde & Fox", "Fox; Le Monde.fr")
    assert publishers.undo(database, None).kind == "rename"
    assert publishers.undo(database, None).kind == "merge"
    assert rows(database, count) == [(4,)]
    with pytest.raises(BadParameter, match="no publisher is called 'Nobody'"):
        publishers.merge(database, ["Nobody"], "Vox", None)
    assert stale(database) == {}


PAIRS = {
    "Bloomberg": "Bloomberg.com", "Le Monde": "Le Monde.fr", "NPR": "NPR.org", "NDR": "ndr.de", "Vox": "Vox.com",
    "TODAY": "TODAY.com", "Libération": "liberation.fr", "Metro": "Metro.co.uk", "WIRED": "WIRED.jp",
    "Coastal Farmer": "coastalfarmer.example", "The Guardian": "theguardian.com", "TMZ": "http://www.tmz.com",
    "Kleine Zeitung.at": "kleinezeitung.at",
}  # fmt: skip
APART = ("Mirror", "Mirror.us", "mirror.co.uk", "Index", "index.html", "BBC", "news.bbc.co.uk", "Associated Press",
         "Estuary Post", "Estuary-Post", "estuarypost.com", "St. Louis", "No. 5")  # fmt: skip


def test_a_name_and_its_domain_are_one_publisher_unless_two_could_be_meant(database):
    names = [*PAIRS, *PAIRS.values(), *APART]
    put(database, [f"text number {n} about a matter of its own" for n in range(len(names))], publishers=names)
    with psycopg.connect(database) as connection:
        for name in names:
            keyed = "update news.publisher set publisher_key = %s where name = %s"
            connection.execute(keyed, [name_key(name), name])
    joined = rows(
        database, "select publisher, alias, joined_by from bi.publisher_alias join bi.publisher using (publisher_id)"
        " where alias <> publisher",
    )  # fmt: skip
    assert {tuple(sorted(row[:2])) for row in joined} == {tuple(sorted(pair)) for pair in PAIRS.items()}
    assert {row[2] for row in joined} == {"rule"}
    shown = {publisher for publisher, *_ in joined}
    assert shown - set(PAIRS) <= {"kleinezeitung.at"}  # of two domains either stands for both
    told, seen = read_summary(database)["publisher_count"], read_report(database, Window()).figures["publishers"]
    assert told == seen == len(PAIRS) + len(APART)
    assert stale(database) == {}


def test_a_spelling_that_a_new_name_parts_from_its_publisher_is_told_of_it_no_longer(database):
    told = []
    for key in ("metro", "metro.us", "metro.co.uk"):
        with psycopg.connect(database) as connection:
            connection.execute("insert into news.publisher (publisher_key, name) values (%s, %s)", [key, key])
        told += rows(database, "select aliases_text from bi.publisher where publisher_key = 'metro'")
    assert told == [(None,), ("metro.us",), (None,)]


def test_an_article_is_what_the_best_of_its_links_leads_to_and_a_host_s_check_names_its_site(database):
    links = {1: ("product", "article"), 2: ("ad", "legal"), 3: (None, "section")}
    pages = [Captured(n, 24 * n, Printed(0, "Harbour Gazette", True, True, 1), tuple(
        Printed(number, "The Estuary Post", False, True, 9) for number in links)) for n in (0, 1)]  # fmt: skip
    for n, one in enumerate(map(record, pages)):
        told = zip(one.related, links.values(), strict=True)
        cards = (replace(card, link_kind=kinds[n] and LinkKind(kinds[n])) for card, kinds in told)
        load(database, [replace(one, related=tuple(cards))], 2)
    assert rows(database, "select link_kind, is_opened from bi.article order by is_opened desc, link_kind") == [
        ("article", True), ("ad", False), ("article", False), ("unknown", False)]  # fmt: skip
    # What a page showed last is of its capture, whenever it was loaded.
    assert rows(database, "select capture_lag_hours - new_article_lag_hours from bi.freshness") == [(0.0,)]
    with psycopg.connect(database) as connection:
        connection.execute(
            "insert into news.dq_result (run_id, check_name, subject, is_passed, detail)"
            " select (select min(run_id) from news.run), name, subject, true, 'x'"
            " from (values ('walls', 'www.river.example'), ('field_filled', 'made primary.date'), ('account', ''),"
            " ('duplicate_share', 'ingest')) as t (name, subject)"
        )
    assert rows(database, "select check_name, site from bi.data_quality join bi.site using (site)") == [
        ("walls", "river.example")]  # fmt: skip
    assert rows(database, "select count(*) from bi.data_quality where site is null") == [(3,)]


def test_search_finds_forms_of_words_phrases_and_scripts_without_spaces_through_its_index(database):
    put(
        database,
        [
            "The harbour walls were repaired by dredgers in the night.",
            "東京都の港で新しい防波堤が２０２６年に完成した。",
            "항구의 방파제가 폭풍으로 파손되었다.",
        ],
    )
    with psycopg.connect(database) as connection:
        connection.execute("update news.article set language = (array['en', 'ja', 'ko'])[article_id]")
    with psycopg.connect(database) as connection:
        connection.execute("select star.refresh_search()")
    found = rows(database, "select article_id, highlight from bi.search('harbour wall', language => 'en')")
    assert [(number, "⟦walls⟧" in words) for number, words in found] == [(1, True)]
    assert rows(database, "select article_id from bi.search('\"wall harbour\"')") == []
    for words, shown in (
        ("防波堤", "防波堤"),
        ("完成 東京都", "東京都"),
        ("２０２６年", "２０２６年"),
        ("港", "港"),
        ("방파제", "방파제"),
        ("港 방파제", None),
    ):
        hits = rows(database, f"select highlight from bi.search('{words}')")
        assert [f"⟦{shown}⟧" in highlight for (highlight,) in hits] == [True] * (shown is not None), words
    plan = "explain select * from star.search where document @@ star.query_of('english', 'harbour')"
    with psycopg.connect(database) as connection:
        connection.execute("set enable_seqscan = off")
        assert "search_document" in str(connection.execute(plan).fetchall())


def test_of_common_words_the_articles_loaded_last_are_ranked(database):
    put(database, ["harbour " * (10 if n == 0 else 1) + f"text {n}" for n in range(1100)])
    with psycopg.connect(database) as connection:
        connection.execute("update news.article set language = 'en'")
    with psycopg.connect(database) as connection:
        connection.execute("select star.refresh_search()")
        connection.execute("set role newsweir_bi")
        best = connection.execute("select article_id from bi.search('harbour', most => 1000)").fetchall()
        assert {number for (number,) in best} == set(range(101, 1101))
        assert connection.execute("select article_id from bi.search('harbour \"text 0\"')").fetchall() == [(1,)]


def test_search_by_likeness_says_what_to_do_where_the_server_has_no_trigrams(pristine):
    if rows(pristine, "select count(*) from pg_available_extensions where name = 'pg_trgm'") != [(0,)]:
        pytest.skip("this server has pg_trgm; tests/test_backup.py searches by likeness")
    with psycopg.connect(pristine) as connection:
        connection.execute("set role newsweir_bi")
        with pytest.raises(errors.FeatureNotSupported, match="has no pg_trgm"):
            connection.execute("select * from bi.search_similar('harbour')")


def test_a_reader_comes_to_stored_rows_by_the_views_only(pristine):
    for statement in (
        "select * from star.article",
        "select star.refresh_rollups()",
        "lock table star.turn in exclusive mode",
        "delete from bi.author",
    ):
        with psycopg.connect(pristine) as connection:
            connection.execute("set role newsweir_bi")
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)


def test_an_export_goes_on_where_the_last_one_ended_and_tells_what_left(newsweir, database, tmp_path):
    put(database, ["a text of the harbour and its walls and ferries", "=cmd|' /C calc'!A0 is how this text begins"])
    first = json.loads(newsweir("export", "article_text", "--out", str(tmp_path / "all.csv"), "--json").stdout)
    assert first["row_count"] == 2
    cells = list(csv.DictReader((tmp_path / "all.csv").open(encoding="utf-8")))
    assert any(cell["body"].startswith("'=cmd") for cell in cells)
    since = ("--since", str(first["change_seq"]), "--format", "jsonl")
    nothing = json.loads(newsweir("export", "article", "--out", str(tmp_path / "n"), "--json", *since).stdout)
    assert (nothing["row_count"], nothing["change_seq"]) == (0, first["change_seq"])
    with psycopg.connect(database) as connection:
        connection.execute("update news.article set agency = 'dpa' where article_id = 1")
    newsweir("export", "article", "--out", str(tmp_path / "m.jsonl"), *since)
    assert [json.loads(line)["agency"] for line in (tmp_path / "m.jsonl").read_text("utf-8").splitlines()] == ["dpa"]


def test_parquet_keeps_types_nulls_instants_in_utc_and_meanings(sample, tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSWEIR_DATABASE_URL", sample)
    settings.cache_clear()
    views = read_dictionary(sample, has_data=False)
    described = {view.name: {column.name: column.meaning for column in view.columns} for view in views}
    try:
        for name in VIEWS:
            path = tmp_path / name
            done = CliRunner().invoke(app, ["export", name, "--format", "parquet", "--out", str(path), "--json"])
            assert done.exit_code == 0, (name, done.exception)
            with psycopg.connect(sample, row_factory=dict_row) as connection:
                connection.execute("set timezone to 'Asia/Kathmandu'")
                told = connection.execute(f"select * from bi.{name}").fetchall()
            table = parquet.read_table(path)
            assert table.num_rows == len(told) == json.loads(done.output)["row_count"]
            assert table.column_names == [*{**dict.fromkeys(VIEWS[name].columns), **dict.fromkeys(table.column_names)}]
            if name not in ("freshness", "date"):  # what these say moves with the clock
                keyed = {tuple(str(row[key]) for key in VIEWS[name].key): row for row in told}
                for row in table.to_pylist():
                    assert row == keyed[tuple(str(row[key]) for key in VIEWS[name].key)], name
            for field in table.schema:
                kind = {"timestamp[us, tz=UTC]", "date32[day]", "int64", "int32", "double", "bool", "string"}
                assert str(field.type) in kind, (name, field)
                assert field.metadata[b"description"].decode() == described[name][field.name]
        monkeypatch.delitem(sys.modules, "flows.cli.parquet_file")
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        refused = CliRunner().invoke(app, ["export", "site", "--format", "parquet", "--out", str(tmp_path / "none")])
        assert "pip install 'newsweir[parquet]'" in str(refused.exception)
        assert not (tmp_path / "none").exists()
    finally:
        settings.cache_clear()


def test_no_cell_begins_a_formula():
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "\r=1"):
        assert safe_cell(text).startswith("'")
    assert [safe_cell(value) for value in ("plain", 3, -2.5, None, True)] == ["plain", 3, -2.5, None, "true"]
