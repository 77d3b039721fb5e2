"""``newsweir report``: the numbers of the page, what it may do, and the page itself in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from db.read import read_summary
from db.report.read import Report, Window, read_report
from flows.cli.app import app
from flows.report import html
from flows.report.html import as_html
from flows.settings import settings
from tasks.errors import BadParameter
from tasks.fingerprint import capture_key, page_key, record_hash
from tasks.records import PageRecord
from tests.browser import CHROMIUM, browser
from tests.conftest import drop_databases
from tests.helpers import ingest, rows, write
from tests.worlds import Captured, Printed, load, record

ROOT = Path(__file__).parents[1]
HOSTILE = "</script><img src=CALL/name onerror=fetch('CALL/onerror')><!--<script>"
NAMES = ("Harbour Gazette", "The Estuary Post", "Coastal Farmer", HOSTILE)
SITES = ("river.example", "tide.example")
DAYS = 24


def page_of(site: str, captured: Captured) -> PageRecord:
    """A capture of a page of a site."""
    found = record(captured)
    url = f"https://{site}/{captured.page}"
    key = page_key(url, "")
    found = replace(found, url=url, page_key=key, capture_key=capture_key(key, found.body_hash, found.captured_at))
    return replace(found, record_hash=record_hash(found))


@pytest.fixture(scope="module")
def world(server, named_database, tmp_path_factory):
    """Four texts that four publishers print one after the other, on the pages of two sites, captured on three days."""
    url = named_database(True)
    records = []
    for text in range(4):
        for place, name in enumerate(NAMES):
            for hour in (0, 2, 3 * DAYS):
                age = 300 - 20 * text - 7 * place + hour
                about = Printed(text, name, True, True, age, is_revised=hour > 0 and place == 0)
                others = [Printed((text + n) % 4, NAMES[(place + n) % 4], False, True, age + n) for n in (1, 2, 3)]
                # The last link is gone when the page is captured again.
                related = tuple(others if hour == 0 else others[:2])
                records.append(page_of(SITES[place % 2], Captured(10 * text + place, hour, about, related)))
    load(url, records, 12)
    folder = tmp_path_factory.mktemp("report")
    ingest(url, write(folder / "in", "A riddle\n"), folder / "archive")
    with psycopg.connect(url) as connection:
        connection.execute(
            "update news.article set language = 'en', category = %s, agency = 'AFP', access = (array['free', 'paid'])"
            "[1 + article_id %% 2]", [HOSTILE],
        )  # fmt: skip
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into news.fetch_attempt (run_id, asked_key, asked_url, answered_url, requested_at, outcome,"
            " try_number, hops, page_id, waited_seconds, elapsed_seconds, wire_bytes)"
            " select 1, 'key', 'https://river.example/', 'https://river.example/', '2026-06-18', 'gone', 1, '[]',"
            " min(page_id), 0, 1, 99 from news.page"
        )
        connection.execute("insert into news.deleted_row (view_name, row_id, row_key, cause) values"
                           " ('article', 900, '900', 'purged')")  # fmt: skip
        connection.execute("select star.refresh_rollups()")
    yield url
    drop_databases(server, [url])


def sums(report: Report, table: str, measure: str, site: str = "*") -> int:
    found = report.tables[table]
    place = found.columns.index(measure)
    return sum(row[place] for row in found.rows if row[0] == site)


def test_the_counts_of_the_report_are_those_of_status_and_of_sql(world):
    report, told = read_report(world, Window()), read_summary(world)
    figures = report.figures
    for name, counted in (("articles", "article"), ("pages", "page"), ("captures", "capture"), ("stories", "story"),
                          ("publishers", "publisher"), ("copied_stories", "copied_story"), ("slots", "appearance"),
                          ("quarantined", "quarantine"), ("opened_articles", "primary_article")):  # fmt: skip
        assert figures[name] == told[f"{counted}_count"] > 0, name
    for table in ("came_in", "publishers", "languages", "sections", "dates", "copies"):
        assert sums(report, table, "articles") == figures["articles"], table
    assert sums(report, "first", "stories") == figures["copied_stories"]
    ((links,),) = rows(world, "select count(*) from bi.slot where role = 'related'")
    assert {sums(report, table, "slots") for table in ("ages", "own", "positions", "beside")} == {links}
    ((own,),) = rows(world, "select count(*) from bi.slot where role = 'related' and is_same_publisher")
    assert sum(row[3] for row in report.tables["own"].rows if row[0] == "*" and row[2] == "own") == own
    ((stayed, watched),) = rows(
        world, "select count(*) filter (where shown_hours > 0), count(*) from bi.slot join bi.page using (page_id)"
        " where role = 'related' and last_captured_at > first_shown_at",
    )  # fmt: skip
    assert (sums(report, "held", "stayed"), sums(report, "held", "slots")) == (stayed, watched)
    for site in SITES:
        ((articles,),) = rows(world, "select count(distinct article_id) from bi.slot join bi.site using (site_id)"
                              " where site = %s", site)  # fmt: skip
        assert sums(report, "came_in", "articles", site) == articles
    assert sum(row[3] for row in report.tables["coverage"].rows) == 2 * 2  # each site lacks two days of four


def test_a_report_of_a_site_and_of_days_counts_these_only(world):
    whole = read_report(world, Window(SITES[0]))
    assert (whole.sites, whole.figures["sites"], whole.figures["pages"]) == ([SITES[0]], 1, 8)
    assert {row[0] for row in whole.tables["came_in"].rows} == {SITES[0]}
    assert sums(whole, "came_in", "articles", SITES[0]) == whole.figures["articles"]
    late = read_report(world, Window(since=date(2026, 6, 20)))
    ((captures, pages),) = rows(world, "select count(*), count(distinct page_id) from bi.capture"
                                " where captured_date_utc >= '2026-06-20'")  # fmt: skip
    assert (late.figures["captures"], late.figures["pages"], late.figures["articles"]) == (captures, pages, 0)
    assert sums(late, "came_in", "articles") == late.figures["articles"]
    with pytest.raises(BadParameter, match="no page of a site 'nowhere'"):
        read_report(world, Window("nowhere"))


def test_the_login_of_a_reader_suffices(world):
    told, whole = read_report(f"{world}&options=-c%20role%3Dnewsweir_bi", Window()), read_report(world, Window())
    assert told.tables.keys() == whole.tables.keys()
    for name, table in whole.tables.items():
        # Hours until now go on between the two.
        lasting = [at for at, column in enumerate(table.columns) if not column.endswith("_lag_hours")]
        shown, expected = ([[row[at] for at in lasting] for row in one.rows] for one in (told.tables[name], table))
        assert (name, told.tables[name].columns, shown) == (name, table.columns, expected)


def test_what_pages_wrote_is_harmless_in_the_page_and_its_policy_names_the_scripts_that_may_run(world):
    page = as_html(read_report(world, Window()))
    assert len(page.encode()) < 2_000_000
    policy = re.match(
        r'<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="(.*?)">', page
    )
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]
    tree = LexborHTMLParser(page)
    scripts = tree.css("script")
    assert [script.attributes.get("type") for script in scripts] == ["application/json", None, None]
    for script in scripts[1:]:
        digest = base64.b64encode(hashlib.sha256((script.text() or "").encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]
    data = scripts[0].text() or ""
    assert "<" not in data
    assert HOSTILE in json.dumps(json.loads(data), ensure_ascii=False)
    assert tree.css("img, iframe, link, [onerror], [src]") == []


def test_a_page_that_would_be_too_large_has_fewer_sites_to_choose_from(world, monkeypatch):
    report = read_report(world, Window())
    monkeypatch.setattr(html, "_MOST_BYTES", len(as_html(report).encode()))
    smaller = json.loads(re.findall(r'<script type="application/json" id="report">(.*?)</script>', as_html(report))[0])
    assert smaller["meta"]["sites"] == report.sites[:-1]
    assert report.sites[-1] not in smaller["tables"]["came_in"]["levels"]["site"]
    assert "*" in smaller["tables"]["came_in"]["levels"]["site"]


def test_the_command_writes_the_page_and_prints_its_numbers(world, monkeypatch, tmp_path):
    def newsweir(*words: str) -> Any:
        return CliRunner().invoke(app, ["report", *words])

    monkeypatch.setenv("NEWSWEIR_DATABASE_URL", world)
    settings.cache_clear()
    try:
        done = newsweir("--out", str(tmp_path / "report.html"))
        assert done.output.startswith(f"wrote {tmp_path / 'report.html'} (16 articles, 49 captures, ")
        assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
        told = json.loads(
            newsweir("--json", "--site", SITES[1], "--since", "2026-06-18", "--until", "2026-06-19").output
        )
        assert (told["site"], told["since"], told["unit"]) == (SITES[1], "2026-06-18", "day")
        assert told["tables"]["came_in"]["columns"] == ["site", "day", "opened", "articles"]
        monkeypatch.setenv("NEWSWEIR_DATABASE_URL", f"{world}&options=-c%20role%3Dnewsweir_bi")
        settings.cache_clear()
        assert json.loads(newsweir("--json").output)["figures"]["articles"] == 16
        sheet = CliRunner().invoke(app, ["export", "site"])
        assert SITES[0] in sheet.output
        for words, message in (
            (("--days", "3", "--since", "2026-06-18"), "--days stands for"),
            (("--since", "2026-06-19", "--until", "2026-06-18"), "is after"),
        ):
            refused = newsweir(*words)
            assert refused.exit_code != 0
            assert message in str(refused.exception)
    finally:
        settings.cache_clear()


def test_the_library_in_the_package_is_the_one_that_the_documentation_tells_how_to_make():
    library = (ROOT / "flows/report/vega/vega.js").read_bytes()
    assert hashlib.sha256(library).hexdigest() in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    lock = json.loads((ROOT / "flows/report/vega/package-lock.json").read_text(encoding="utf-8"))
    assert all(entry.get("integrity") for name, entry in lock["packages"].items() if name)
    assert not any("resolved" in entry for entry in lock["packages"].values())
    declared = json.loads((ROOT / "flows/report/vega/package.json").read_text(encoding="utf-8"))["devDependencies"]
    notice = (ROOT / "flows/report/vega/NOTICE.txt").read_text(encoding="utf-8")
    assert [
        name for name in declared if name != "esbuild" and f"{name} {declared[name]} (BSD-3-Clause)" not in notice
    ] == []


MARKS = """[...document.querySelectorAll('article')].map((chart) => ({
  id: chart.id, answer: chart.querySelector('.answer').textContent,
  marks: chart.querySelectorAll(['rect', 'symbol', 'line'].map((kind) => `.mark-${kind}.role-mark path`).join()).length,
  wide: chart.querySelector('svg')?.getBoundingClientRect().width ?? 0, room: chart.clientWidth,
  cut: [...chart.querySelectorAll('svg text')].filter((text) => {
    const [own, all] = [text.getBoundingClientRect(), chart.querySelector('svg').getBoundingClientRect()];
    return own.right > all.right + 1 || own.left < all.left - 1 || own.top < all.top - 1 || own.bottom > all.bottom + 1;
  }).map((text) => text.textContent),
  told: chart.querySelector('.chart').getAttribute('aria-label'), table: !chart.querySelector('details').hidden,
}))"""


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the report is not opened")
def test_a_browser_draws_every_chart_asks_nobody_and_complains_of_nothing(world, pristine, tmp_path):
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    path = tmp_path / "report.html"
    text = as_html(read_report(world, Window())).replace("CALL", f"http://127.0.0.1:{server.server_address[1]}")
    path.write_text(text, encoding="utf-8")
    try:
        with browser(tmp_path / "profile") as page:
            for width in (1300, 380):
                page.open(path, width=width)
                charts = page.run(MARKS)
                assert len(charts) == 25
                assert [chart["id"] for chart in charts if not (chart["marks"] and chart["table"])] == []
                assert [chart["id"] for chart in charts if not chart["answer"].endswith(".")] == []
                assert [
                    chart["id"] for chart in charts if re.search("undefined|NaN|null|Infinity", chart["told"])
                ] == []
                assert [chart["id"] for chart in charts if chart["wide"] > chart["room"]] == []
                assert {chart["id"]: chart["cut"] for chart in charts if chart["cut"]} == {}
                assert page.run("document.documentElement.scrollWidth <= innerWidth")
            page.choose(site=SITES[1])
            ((articles,),) = rows(world, "select count(distinct article_id) from bi.slot join bi.site using (site_id)"
                                  " where site = %s", SITES[1])  # fmt: skip
            assert f"{articles} articles" in page.run("document.getElementById('choice').textContent")
            assert "all sites together only" in page.run("document.querySelector('#fetches .answer').textContent")
            page.choose(site="*", **{"from": "2026-06-19"})
            assert page.run("document.querySelector('#came-in .answer').textContent") == (
                "There are no articles in the chosen days and site.")  # fmt: skip
            page.run("document.querySelector('#reset, button[type=reset]').click()")
            page.choose(site="*")
            page.run("document.querySelector('#publishers summary').click()")
            page.run("new Promise((next) => setTimeout(next, 0))")
            names = page.run("[...document.querySelectorAll('#publishers tbody th')].map((cell) => cell.textContent)")
            assert any(name.startswith("</script><img") for name in names)
            assert page.run("document.querySelectorAll('main img, main script').length") == 0
            found = read_report(world, Window())
            first = found.tables["came_in"].rows[0]
            found.tables["came_in"].rows.append((first[0], None, *first[2:-1], 1234))
            path.write_text(as_html(found), encoding="utf-8")
            page.open(path)
            assert page.run("document.querySelector('#came-in .answer').textContent").endswith(
                " Of 1,234 articles no day is known: they are not in the picture.")  # fmt: skip
            path.write_text(as_html(read_report(pristine, Window())), encoding="utf-8")
            page.open(path)
            told = {chart["id"]: chart["answer"] for chart in page.run(MARKS) if not chart["table"]}
            assert len(told) == 25
            assert (told["quarantine"], told["agencies"]) == (
                "Every capture was understood.",
                "No text names an agency.",
            )
            assert page.said == []
            assert {url for url in page.asked if not url.startswith("file:")} == set()
        assert asked == []
    finally:
        server.shutdown()
        server.server_close()
