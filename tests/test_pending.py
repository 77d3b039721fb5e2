"""What was fetched and not read is read later as what it is: feeds, sitemaps, listings, and pages with their links."""

from __future__ import annotations

from uuid import uuid4

import psycopg

from flows.run.declared_sites import declare
from flows.run.direct import run_directly
from flows.run.plan import RunPlan
from flows.run.report import RunReport
from tasks.captures import Defaults
from tests.aggregator import Page, running
from tests.helpers import rows
from tests.test_web_runs import article, declared, feed, run_due, sitemap, web


def test_feeds_sitemaps_and_listings_that_were_archived_and_not_read_give_their_links_later(database, tmp_path):
    with running() as site:
        pages = {n: f"{site.url}/a/{n}" for n in range(4)}
        site.pages["/rss"] = Page(feed(pages[0]))
        site.pages["/map"] = Page(sitemap(pages[1]))
        site.pages["/list"] = Page(
            f"<html><body><h1>News</h1><a href='{pages[2]}'>The barge of ward two is counted</a></body></html>".encode()
        )
        for number in range(4):
            site.pages[f"/a/{number}"] = Page(article(number, (3,)))
        starts = {"feeds": [site.url + "/rss"], "sitemaps": [site.url + "/map"], "listings": [site.url + "/list"]}
        declare(database, declared(site, depth=2, **starts))
        run_due(database, tmp_path, web(site, is_read=False))
        assert set(site.paths()) == {"/rss", "/map", "/list"}
        plan = RunPlan("ingest", (), Defaults(), 500, database, tmp_path, is_pending_read=True, web=web(site))
        report = run_directly(plan)
        assert report.account.is_balanced
        assert rows(database, "select count(*) from news.capture where outcome = 'fetched'") == [(0,)]
        run_due(database, tmp_path, web(site))
        assert {f"/a/{n}" for n in range(4)} <= set(site.paths())
        links = rows(database, "select kind, last_link_count from news.start_page order by kind")
        assert links == [("feed", 1), ("listing", 1), ("sitemap", 1)]


def test_a_start_page_that_cannot_be_read_is_a_failure_and_no_page_without_news(database, tmp_path):
    with running() as site:
        site.pages["/rss"] = Page(b"<!doctype html><html><body><h1>We moved</h1></body></html>")
        declare(database, declared(site, feeds=[site.url + "/rss"]))
        report = run_due(database, tmp_path, web(site))
    assert report.counts == {"failed_try_again": 1}
    assert report.account.is_balanced
    assert rows(database, "select reason from news.run_page") == [("unreadable_start_page",)]


def test_a_feed_that_names_nothing_any_more_is_an_alarm_until_it_names_something(database, tmp_path):
    with running() as site:

        def poll(*links: str) -> RunReport:
            items = "".join(f"<item><title>A</title><link>{link}</link></item>" for link in links)
            # A body of its own for each poll: one that is the same as before is not read again.
            feed = f"<rss version='2.0'><channel><title>{uuid4()}</title>{items}</channel></rss>"
            site.pages["/rss"] = Page(feed.encode())
            with psycopg.connect(database) as connection:
                connection.execute("update news.frontier set due_at = now() where url like '%/rss'")
            return run_due(database, tmp_path, web(site))

        site.pages["/a/0"] = Page(article(0, ()))
        declare(database, declared(site, feeds=[site.url + "/rss"]))
        assert poll().counts == {"unchanged": 1}  # It never named any.
        assert poll(site.url + "/a/0").counts == {"loaded": 2}
        for _ in range(2):
            report = poll()
            assert report.counts == {"failed_try_again": 1}
            (result,) = report.failed()
            assert result.reason == "empty_start_page"
            assert "named 1 pages before" in (result.detail or "")
        assert poll(site.url + "/a/0").counts == {"unchanged": 1}


def test_a_chain_of_sitemaps_that_name_one_more_each_ends_with_the_pages_of_the_run(database, tmp_path):
    with running() as site:

        def answer(path: str) -> Page | None:
            number = int(path.removeprefix("/map") or 0) if path.startswith("/map") else None
            if number is None:
                return None
            # Two more each: one more would end by its depth.
            entries = "".join(f"<sitemap><loc>{site.url}/map{2 * number + n}</loc></sitemap>" for n in (1, 2))
            return Page(f"<sitemapindex>{entries}</sitemapindex>".encode())

        site.fallback = answer
        declare(database, declared(site, sitemaps=[site.url + "/map0"], pages_per_run=5))
        run_due(database, tmp_path, web(site))
        assert len(site.paths()) == 6
