"""Runs that fetch: a site on this machine, crawled into the database by the rules it sets, again and after crashes."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from db.fetching.frontier import Link, add_links
from db.session import engine_for
from flows.pipeline.context import WebSettings
from flows.run.declared_sites import declare
from flows.run.direct import run_directly
from flows.run.plan import RunPlan
from flows.run.plan_ingest import due_batches, plan_fetch
from flows.run.report import RunReport
from tasks.captures import Defaults
from tasks.errors import BadParameter
from tasks.records import Outcome
from tasks.site import Site
from tasks.work import url_items
from tests.aggregator import Aggregator, Page, raw, redirect, respond, running
from tests.helpers import rows, snapshot

AGENT = "HarbourBot/1.0 (+https://harbour.example/bot)"
WORDS = ("anchor", "barge", "canal", "dredger", "eddy", "ferry", "gull", "harbour", "inlet", "jetty")


def article(number: int, related: tuple[int, ...] = (), base: str = "") -> bytes:
    """One article page with cards of related ones."""
    word = WORDS[number % len(WORDS)]
    body = "".join(
        f"<p>The {word} keepers of ward {number} met at dawn and counted {number + n} boats before the fog came down, "
        f"and by noon the {word} was clear again and everybody in ward {number} had gone home for a warm lunch.</p>"
        for n in range(4)
    )
    cards = "".join(
        f'<li><a href="{base}/a/{n}"><h3>The {WORDS[n % 10]} of ward {n} is counted again</h3></a>'
        f"<p>Harbour Gazette</p></li>"
        for n in related
    )
    return (
        f"<!doctype html><html lang=en><head><title>The {word} of ward {number} is counted again</title></head><body>"
        f"<article><h1>The {word} of ward {number} is counted again</h1>{body}</article>"
        f"<aside><h2>Related Articles</h2><ul>{cards}</ul></aside></body></html>"
    ).encode()


def feed(*links: str) -> bytes:
    items = "".join(f"<item><title>x &amp; y</title><link>{link}</link></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


def sitemap(*links: str) -> bytes:
    urls = "".join(f"<url><loc>{link}</loc><lastmod>2026-06-18</lastmod></url>" for link in links)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


@pytest.fixture
def site() -> Iterator[Aggregator]:
    with running() as server:
        yield server


def web(server: Aggregator, **values: object) -> WebSettings:
    options = {"delay_seconds": 0.0, "patience_seconds": 3.0, "retry_seconds": 0.05, "deadline_seconds": 5.0}
    return WebSettings(AGENT, allow_private=(server.host,), **{**options, **values})  # type: ignore[arg-type] # any field


def run(database: str, archive: Path, urls: list[str], settings: WebSettings, kind: str = "ingest") -> RunReport:
    return run_directly(RunPlan(kind, url_items(urls), Defaults(), 500, database, archive, web=settings))


def run_due(database: str, archive: Path, settings: WebSettings, sites: tuple[str, ...] = ()) -> RunReport:
    due = due_batches(database, sites, 500)
    return run_directly(
        RunPlan("ingest", (), Defaults(), 500, database, archive, due=due, web=settings, is_pending_read=True)
    )


def make_due(database: str) -> None:
    """As if the time had come."""
    with psycopg.connect(database) as connection:
        connection.execute("update news.frontier set due_at = now() where state = 'waiting'")


def test_a_page_is_fetched_archived_and_loaded_and_its_row_says_all_of_it(database, site, tmp_path):
    site.pages["/a/1"] = Page(article(1, (2, 3)), is_gzip=True)
    site.handlers["/old"] = redirect("/a/1", 301)
    report = run(database, tmp_path / "archive", [site.url + "/old"], web(site))
    assert report.counts == {"loaded": 1}
    ((asked, answered, hops, status, outcome, robots, agent, kept, etag, source, address),) = rows(
        database,
        "select asked_url, answered_url, hops, status, capture.outcome, robots, agent, archive_ref, etag,"
        " captured_at_source, address from news.fetch_attempt join news.capture using (capture_id)"
        " join news.body using (body_id)",
    )
    assert (asked, answered, status, outcome) == (site.url + "/old", site.url + "/a/1", 200, "loaded")
    assert hops == [{"url": site.url + "/old", "status": 301}]
    assert (robots, agent, source, address) == ("none", AGENT, "fetch", "127.0.0.1")
    assert kept.startswith("warc:")
    assert etag
    assert rows(database, "select count(*) from bi.article where title like 'The barge of ward 1 %'") == [(1,)]
    assert rows(database, "select host, outcome, redirect_count from bi.fetch") == [(site.host, "loaded", 1)]


def test_a_host_that_was_refused_as_private_is_asked_as_soon_as_it_is_allowed(database, site, tmp_path):
    site.pages["/a/1"] = Page(article(1))
    refused = run(database, tmp_path / "archive", [site.url + "/a/1"], replace(web(site), allow_private=()))
    (page,) = refused.results
    assert page.reason == "blocked_address"
    assert "127.0.0.1 is not public; if that is meant" in (page.detail or "")
    assert "--allow-private" in (page.detail or "")
    assert site.requests == []
    assert run(database, tmp_path / "archive", [site.url + "/a/1"], web(site)).counts == {"loaded": 1}


def test_a_second_run_transfers_what_changed_only_and_moves_last_seen(database, site, tmp_path):
    for number in range(10):
        site.pages[f"/a/{number}"] = Page(article(number, (number + 1,)), is_conditional=number % 2 == 0)
    urls = [f"{site.url}/a/{number}" for number in range(10)]
    first = run(database, tmp_path / "archive", urls, web(site))
    assert first.counts == {"loaded": 10}
    before = dict(rows(database, "select article_id, last_seen_at from news.article"))
    updated = rows(database, "select article_id, updated_at, change_seq from news.article order by 1")
    site.pages["/a/4"] = Page(article(4, (7,)))
    second = run(database, tmp_path / "archive", urls, web(site))
    assert second.counts == {"not_modified": 4, "unchanged": 5, "loaded": 1}
    after = dict(rows(database, "select article_id, last_seen_at from news.article"))
    seen = rows(database, "select article_id from news.appearance where is_current and page_id in"
                          " (select page_id from news.page where url like '%/a/2')")  # fmt: skip
    assert seen
    assert all(after[number] > before[number] for (number,) in seen)
    assert rows(database, "select article_id, updated_at, change_seq from news.article order by 1") == updated
    bodies = rows(database, "select count(distinct body_hash), count(distinct archive_ref) from news.body")
    assert bodies == [(11, 11)]


def declared(server: Aggregator, **values: object) -> Site:
    options = {"name": "river", "depth": 2, "delay_seconds": 0.0, "concurrency": 4, "allow_private": [server.host]}
    return Site.from_dict({**options, **values}, "test")


def test_pages_are_found_by_feed_sitemap_listing_and_related_links_to_the_declared_depth(database, site, tmp_path):
    for number in range(1, 60):
        site.pages[f"/a/{number}"] = Page(article(number, (number + 20,)))
    site.pages["/rss"] = Page(feed(site.url + "/a/1", "/a/2", "https://elsewhere.example/x"))
    site.pages["/map"] = Page(
        f"<sitemapindex><sitemap><loc>{site.url}/map2</loc></sitemap></sitemapindex>".encode(),
        headers={"content-type": "application/xml"},
    )
    site.pages["/map2"] = Page(sitemap(site.url + "/a/2", site.url + "/a/3"))
    cards = "".join(
        f'<div class="card"><a href="/a/{n}"><h3>The {WORDS[n % 10]} of ward {n} is counted again</h3></a>'
        f"<p>The keepers of ward {n} met at dawn and counted their boats before the fog came down.</p></div>"
        for n in range(4, 10)
    )
    site.pages["/tag"] = Page(
        f"<html><head><title>Harbours</title></head><body><main>{cards}</main></body></html>".encode()
    )
    declare(
        database, declared(site, feeds=[site.url + "/rss"], sitemaps=[site.url + "/map"], listings=[site.url + "/tag"])
    )
    report = run_due(database, tmp_path / "archive", web(site))
    asked = Counter(site.paths())
    assert set(asked.values()) == {1}
    listed, related = {f"/a/{n}" for n in range(1, 10)}, {f"/a/{n}" for n in range(21, 30)}
    assert set(asked) == {"/rss", "/map", "/map2", "/tag"} | listed | related
    assert report.account.is_balanced
    assert report.account.planned_count == 22
    assert report.counts["loaded"] >= 20
    found = dict(rows(database, "select url, found_on_url from news.frontier where depth = 2"))
    assert found[site.url + "/a/21"] == site.url + "/a/1"
    # Nothing is due now; the start pages will be, and say why.
    assert run_due(database, tmp_path / "archive", web(site)).results == []
    why = dict(
        rows(database, "select start_page_kind, why from news.due_page where start_page_kind is not null and depth = 0")
    )
    assert "2 of 2 links were new, so every 00:15:00 (bounds 00:15:00 to 24:00:00)" in why["feed"]
    assert rows(database, "select distinct site_key from news.page join news.site using (site_id)") == [("river",)]


def test_polling_slows_down_while_nothing_is_new_and_hurries_when_there_is(database, site, tmp_path):
    site.pages["/rss"] = Page(feed(*(f"{site.url}/a/{n}" for n in range(10))), is_conditional=False)
    for number in range(30):
        site.pages[f"/a/{number}"] = Page(article(number))
    declare(database, declared(site, feeds=[site.url + "/rss"], poll_every=["10m", "2h"]))
    intervals = []
    for new in ((), (), (), (), (), (), (), (), range(10, 20), range(20, 22)):
        links = [f"{site.url}/a/{n}" for n in (*new, *range(10))][:10]
        site.pages["/rss"] = Page(feed(*links), is_conditional=False)
        run_due(database, tmp_path / "archive", web(site))
        intervals += [seconds for (seconds,) in rows(database, "select interval_seconds from news.start_page")]
        make_due(database)
    assert intervals[:3] == [600, 900, 1350]
    assert intervals[7] == 7200
    assert intervals[8] == 3600
    assert intervals[9] == pytest.approx(2880)


def test_the_pages_of_one_run_are_bounded_and_the_rest_come_with_the_next(database, site, tmp_path):
    for number in range(30):
        site.pages[f"/a/{number}"] = Page(article(number))
    site.pages["/map"] = Page(sitemap(*(f"{site.url}/a/{n}" for n in range(30))))
    declare(database, declared(site, sitemaps=[site.url + "/map"], pages_per_run=20))
    run_due(database, tmp_path / "archive", web(site))
    assert len(site.paths()) == 21
    run_due(database, tmp_path / "archive", web(site))
    assert sorted(site.paths()) == sorted(["/map", *(f"/a/{n}" for n in range(30))])


def test_every_outcome_is_counted_once_and_has_its_reason(database, site, tmp_path):
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private/\n")
    site.pages["/a/1"] = Page(article(1))
    site.pages["/empty"] = Page(b"<html><body> </body></html>")
    site.handlers["/gone"] = raw(respond(b"", 410))
    site.handlers["/broken"] = raw(respond(b"", 500))
    site.handlers["/parked"] = raw(respond(b"", 429, retry_after="3600"))
    site.handlers["/big"] = raw(respond(b"x" * 2_000_000))
    paths = ["/a/1", "/empty", "/gone", "/private/1", "/big", "/broken", "/missing"]
    urls = [site.url + path for path in paths] + ["ftp://a.example/", "http://127.0.0.9/"]
    report = run(database, tmp_path / "archive", urls, web(site, largest_bytes=1_000_000, tries=2))
    found = {result.path.removeprefix(site.url): (result.outcome.value, result.reason) for result in report.results}
    assert found == {
        "/a/1": ("loaded", None),
        "/empty": ("quarantined", "empty"),
        "/gone": ("gone", "gone"),
        "/private/1": ("disallowed", "robots"),
        "/big": ("quarantined", "too_large_wire"),
        "/broken": ("failed_try_again", "server_error"),
        "/missing": ("gone", "not_found"),
        "ftp://a.example/": ("failed_try_again", "scheme"),
        "http://127.0.0.9/": ("failed_try_again", "blocked_address"),
    }
    assert [result.path for result in report.results] == urls
    assert report.account.is_balanced
    assert "/private/1" not in site.paths()
    assert site.paths().count("/broken") == 2
    assert rows(database, "select count(*) from news.fetch_attempt where asked_url like '%%/broken'") == [(2,)]
    assert rows(database, "select robots_rule from news.fetch_attempt where reason = 'robots'") == [
        ("Disallow: /private/",)
    ]
    assert rows(database, "select stage from news.quarantine where reason = 'too_large_wire'") == [("fetch",)]
    parked = run(database, tmp_path / "archive", [site.url + "/parked", site.url + "/a/1"], web(site))
    outcomes = {r.path.removeprefix(site.url): (r.outcome.value, r.reason) for r in parked.results}
    assert outcomes["/parked"] == ("deferred", "rate_limited")
    assert outcomes["/a/1"][0] in ("not_modified", "deferred")


def test_two_workers_are_as_polite_as_one(database, site, tmp_path):
    for number in range(16):
        site.pages[f"/a/{number}"] = Page(article(number))
    urls = [f"{site.url}/a/{number}" for number in range(16)]
    settings = web(site, delay_seconds=0.1, patience_seconds=60.0)
    errors = []

    def work(part: int) -> None:
        try:
            run(database, tmp_path / f"archive{part}", urls[part::2], settings)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(part,)) for part in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(Counter(site.paths()).values()) == [1] * 16
    assert site.most_at_once[site.host] == 1
    pages = [request.at for request in site.requests if request.path != "/robots.txt"]
    # Between first and last lie fifteen pauses; two workers that do not know of each other would need half of them. How
    # late a single request arrives says how busy the machine is.
    assert max(pages) - min(pages) > 12 * 0.1
    assert rows(database, "select count(*) from news.host where held_by is not null") == [(0,)]


def test_a_page_that_another_worker_has_in_hand_is_put_off_and_a_dead_worker_s_is_free(database, site, tmp_path):
    from db.fetching.frontier import claim_addresses
    from db.fetching.worker import Worker

    site.pages["/a/1"] = Page(article(1))
    run(database, tmp_path / "archive", [site.url + "/a/1"], web(site))
    worker = Worker(database)
    ((key,),) = rows(database, "select page_key from news.frontier")
    assert list(claim_addresses(database, worker.number, [key])) == [key]
    report = run(database, tmp_path / "archive", [site.url + "/a/1"], web(site))
    assert [(r.outcome, r.reason) for r in report.results] == [(Outcome.DEFERRED, "host_busy")]
    worker.close()
    report = run(database, tmp_path / "archive", [site.url + "/a/1"], web(site))
    assert report.counts == {"not_modified": 1}


def test_retry_after_parks_the_host_and_no_other(database, site, tmp_path):
    for number in range(4):
        site.pages[f"/a/{number}"] = Page(article(number))
    first = [True]

    async def once(request, writer):
        writer.write(respond(b"", 429, retry_after="1") if first else respond(article(0)))
        first.clear()

    site.handlers["/a/0"] = once
    other = f"http://127.0.0.2:{site.port}"
    settings = WebSettings(
        AGENT, allow_private=(site.host, f"127.0.0.2:{site.port}"), delay_seconds=0.0, patience_seconds=10.0,
        retry_seconds=0.05,
    )  # fmt: skip
    start = time.monotonic()
    urls = [site.url + "/a/0", site.url + "/a/1", other + "/a/2", other + "/a/3"]
    report = run(database, tmp_path / "archive", urls, settings)
    assert report.counts == {"loaded": 4}
    times = {request.host + request.path: request.at - start for request in site.requests}
    again = [request.at for request in site.requests if request.path == "/a/0"]
    assert len(again) == 2
    assert again[1] - again[0] >= 1.0
    assert times[f"127.0.0.2:{site.port}/a/3"] < again[1] - start


def test_a_storm_of_503_opens_the_circuit_and_puts_the_rest_off(database, site, tmp_path):
    site.fallback = lambda path: Page(b"busy", 503) if path.startswith("/a/") else None
    urls = [f"{site.url}/a/{number}" for number in range(40)]
    report = run(database, tmp_path / "archive", urls, web(site, tries=1, patience_seconds=5.0))
    reasons = Counter((r.outcome.value, r.reason) for r in report.results)
    assert len(site.paths()) == 5
    assert reasons == {("failed_try_again", "server_error"): 5, ("deferred", "circuit_open"): 35}
    assert rows(database, "select failure_count, circuit_until > now() from news.host") == [(5, True)]
    # When it is over everything is loaded.
    site.fallback = lambda path: Page(article(int(path[3:]))) if path.startswith("/a/") else None
    with psycopg.connect(database) as connection:
        connection.execute("update news.host set circuit_until = now(), next_request_at = now(), delay_seconds = 0")
    again = run(database, tmp_path / "archive", urls, web(site))
    assert again.counts == {"loaded": 40}
    assert rows(database, "select failure_count, circuit_until from news.host") == [(0, None)]


def test_what_newsweir_fetch_left_in_the_archive_is_read_later_without_the_network(database, site, tmp_path):
    for number in range(5):
        site.pages[f"/a/{number}"] = Page(article(number), is_gzip=True)
    urls = [f"{site.url}/a/{number}" for number in range(5)]
    fetched = run(database, tmp_path / "archive", urls, web(site, is_read=False), "fetch")
    assert {(r.outcome.value, r.reason) for r in fetched.results} == {("deferred", "not_read")}
    before = len(site.requests)
    plan = RunPlan("ingest", (), Defaults(), 500, database, tmp_path / "archive", is_pending_read=True)
    assert run_directly(plan).counts == {"loaded": 5}
    assert run_directly(plan).results == []
    assert len(site.requests) == before
    assert rows(database, "select count(*) from bi.article") == [(5,)]


def test_a_capture_loaded_from_the_web_again_from_the_archive_changes_no_row(database, site, tmp_path):
    site.pages["/a/1"] = Page(article(1, (2,)))
    run(database, tmp_path / "archive", [site.url + "/a/1"], web(site))
    before = snapshot(database)
    with psycopg.connect(database) as connection:
        connection.execute("update news.capture set outcome = 'fetched', is_newest = false")
    plan = RunPlan("ingest", (), Defaults(), 500, database, tmp_path / "archive", is_pending_read=True)
    run_directly(plan)
    assert {k: v for k, v in snapshot(database).items() if k != "capture"} == {
        k: v for k, v in before.items() if k != "capture"
    }


def test_one_body_that_is_missing_in_the_archive_keeps_no_other_from_being_read(database, site, tmp_path):
    for number in range(3):
        site.pages[f"/a/{number}"] = Page(article(number))
        run(database, tmp_path / "archive", [f"{site.url}/a/{number}"], web(site, is_read=False), "fetch")
    sorted((tmp_path / "archive").rglob("*.warc.gz"))[1].unlink()
    plan = RunPlan("ingest", (), Defaults(), 500, database, tmp_path / "archive", is_pending_read=True)
    assert run_directly(plan).counts == {"loaded": 2, "quarantined": 1}
    assert rows(database, "select reason from news.quarantine") == [("damaged",)]
    assert run_directly(plan).results == []


def test_why_tells_what_became_of_an_address(database, site, tmp_path):
    from db.fetching.frontier import explain_url
    from flows.cli.why import key_of, sentence

    site.pages["/a/1"] = Page(article(1, (2,)))
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private/\n")
    site.handlers["/old"] = redirect("/a/1")
    run(database, tmp_path / "archive", [site.url + path for path in ("/old", "/private/x")], web(site))

    def why(url: str) -> str:
        return sentence(explain_url(database, key_of(url)))

    assert why(site.url + "/old") == "It was loaded."
    assert why(site.url + "/a/1#part") == "It was loaded."
    assert "(robots): robots.txt forbids" in why(site.url + "/private/x")
    assert "by 'Disallow: /private/'" in why(site.url + "/private/x")
    assert why("https://nowhere.example/").startswith("It is not known: no site declares it")
    declare(database, declared(site, feeds=[site.url + "/rss"]))
    assert why(site.url + "/rss") == "It was declared or named, and not fetched yet: declared; never polled."


def test_without_a_name_no_public_host_is_asked(database, tmp_path):
    report = run(database, tmp_path / "archive", ["http://news.example/"], WebSettings())
    assert [(r.outcome.value, r.reason) for r in report.results] == [("failed_try_again", "no_user_agent")]


def test_a_wrong_declaration_is_refused_by_key(site):
    with pytest.raises(BadParameter, match="depth is 0, expected a whole number from 1 to 10"):
        declared(site, feeds=["http://a.example/"], depth=0)
    with pytest.raises(BadParameter, match="names no start page"):
        declared(site)
    with pytest.raises(BadParameter, match="has the key 'feed'; the keys are name"):
        declared(site, feed=["http://a.example/"])
    with pytest.raises(BadParameter, match="poll_every"):
        declared(site, feeds=["http://a.example/"], poll_every=["1d", "1h"])


def test_the_plan_of_a_fetch_allows_the_named_hosts_only_when_asked(database):
    plan = plan_fetch(["http://10.0.0.1:8080/x"], database, allow_private=True)
    assert plan.web is not None
    assert plan.web.allow_private == ("10.0.0.1:8080",)
    assert plan_fetch(["http://10.0.0.1:8080/x"], database, allow_private=False).web.allow_private == ()  # type: ignore[union-attr] # set
    assert datetime.now(UTC).tzinfo


def test_an_address_that_several_pages_show_is_found_on_the_nearest_whichever_was_read_first(database, new_database):
    shown = [("/b", 2), ("/a", 2), ("/z", 1), ("/c", 3), ("/y", 1)]
    found = []
    for url, order in ((database, shown), (new_database(True), shown[::-1])):
        with engine_for(url).begin() as connection:
            for page, depth in order:
                words = f"found on {page}"
                link = Link("k", "http://n.example/x", "n.example", found_on_url=page, depth=depth, due_reason=words)
                add_links(connection, [link])
            named = Link("h", "http://n.example/h", "n.example", due_reason="named by hand")
            for one in (named, replace(named, depth=1, found_on_url="/a", due_reason="found on /a")):
                add_links(connection, [one])
        found.append(rows(url, "select page_key, depth, found_on_url, due_reason from news.frontier order by 1"))
    assert found[0] == found[1] == [("h", 0, None, "named by hand"), ("k", 1, "/y", "found on /y")]
