"""Start pages: nothing that a feed, sitemap or listing says is lost without a word; alarms stand where one looks."""

from __future__ import annotations

import json

import pytest

from flows.run.declared_sites import declare
from tasks.discover import read_anchors, read_feed, read_sitemap
from tests.aggregator import Page, redirect
from tests.helpers import rows
from tests.test_cli import newsweir  # noqa: F401 - a fixture
from tests.test_web_runs import article, declared, feed, make_due, run_due, site, sitemap, web  # noqa: F401 - site too

BASE = "https://weir.example/"


@pytest.mark.parametrize(
    ("read", "content", "links", "warning"),
    [
        (read_feed, b"<rss><channel><item><link>/1</link></item><item><title>x</title></item></channel></rss>", 1,
         "1 of 2 entries name no address of a page"),
        (read_feed, b'{"items": [{"url": "/1"}, {"id": 2}, 3, {"url": "mailto:a@b.example"}]}', 1,
         "3 of 4 entries name no address of a page"),
        (read_sitemap, b"<urlset><url><loc>/1</loc></url><url><loc>http://[</loc></url><url/></urlset>", 1,
         "2 of 3 entries name no address of a page"),
        (read_sitemap, b"https://weir.example/1\nweir.example/2\n\nHTTPS://weir.example/3\n", 2,
         "1 of 3 entries name no address of a page"),
        (read_sitemap, b"<sitemapindex>" + b"".join(b"<sitemap><loc>/%d</loc></sitemap>" % n for n in range(50_001))
         + b"</sitemapindex>", 0, "only the first 50000 entries were read"),
    ],
)  # fmt: skip
def test_what_a_feed_or_sitemap_says_and_nobody_reads_is_counted(read, content, links, warning):
    found = read(content, BASE)
    assert (len(found.links), found.warning) == (links, warning)


def test_headlines_of_any_script_are_links_and_more_than_are_taken_are_told_of():
    page = '<a href="/1">港口机器人昨日正式上岗</a><a href="/2">更多</a><a href="mailto:x">write to all of us</a>'
    assert read_anchors(page, BASE) == ((BASE + "1",), None, ())
    many = "".join(f'<a href="/{n}">four words of text</a>' for n in range(10_001))
    found = read_anchors(many, BASE)
    assert (len(found.links), found.warning) == (10_000, "only the first 10000 of its links were taken")


def test_sitemaps_of_sitemaps_end_by_depth_and_the_run_says_what_is_not_followed(database, site, tmp_path):
    for number in range(9):
        more = f"<sitemapindex><sitemap><loc>{site.url}/m{number + 1}.xml</loc></sitemap></sitemapindex>"
        site.pages[f"/m{number}.xml"] = Page(more.encode())
    declare(database, declared(site, sitemaps=[site.url + "/m0.xml"], pages_per_run=100))
    report = run_due(database, tmp_path, web(site))
    make_due(database)
    run_due(database, tmp_path, web(site))
    asked = {path for path in site.paths() if path != "/robots.txt"}
    assert asked == {"/m0.xml", "/m1.xml", "/m2.xml", "/m3.xml"}
    words = f"{site.url}/m3.xml: 1 sitemaps that it names are not followed: it is itself 3 sitemaps deep"
    assert [words] == [one for result in report.results for one in result.warnings]
    assert rows(database, "select last_warning from news.start_page") == [(words,)]


def test_an_empty_sitemap_that_an_index_names_is_no_alarm(database, site, tmp_path):
    site.pages["/m.xml"] = Page(
        f"<sitemapindex><sitemap><loc>{site.url}/june.xml</loc></sitemap></sitemapindex>".encode()
    )
    site.pages["/june.xml"] = Page(sitemap())
    declare(database, declared(site, sitemaps=[site.url + "/m.xml"]))
    assert run_due(database, tmp_path, web(site)).counts == {"loaded": 1, "unchanged": 1}


def test_alarms_of_start_pages_stand_in_the_list_of_sites_and_go_when_they_are_good(
    database,
    site,
    newsweir,
    tmp_path,
):
    def listed() -> dict[str, list[str]]:
        found = map(json.loads, newsweir("site", "list", "--json").stdout.splitlines())
        return {row["url"].rpartition("/")[2]: row["alarms"] for row in found}

    for number in range(1, 4):
        site.pages[f"/a/{number}"] = Page(article(number))
    site.pages["/new.rss"] = Page(feed(site.url + "/a/1"))
    site.handlers["/old.rss"] = redirect("/new.rss", 301)
    site.handlers["/for-now.rss"] = redirect("/new.rss", 302)
    site.pages["/emptied.rss"] = Page(feed(site.url + "/a/2"))
    site.pages["/page.rss"] = Page(b"<html><body>Welcome</body></html>")
    site.pages["/list"] = Page(b'<html><body><a href="/a/3">The inlet of ward three</a></body></html>')
    names = ("old.rss", "for-now.rss", "emptied.rss", "page.rss")
    declare(database, declared(site, feeds=[f"{site.url}/{name}" for name in names], listings=[site.url + "/list"]))
    run_due(database, tmp_path, web(site))
    site.pages["/emptied.rss"] = Page(feed())
    site.pages["/list"] = Page(b"<html><body>\xff\xfe\x00" + bytes(range(128, 256)) * 9 + b"</body></html>")
    make_due(database)
    report = run_due(database, tmp_path, web(site))
    found = listed()
    assert found["for-now.rss"] == []
    assert found["old.rss"] == [f"it has moved for good to {site.url}/new.rss: correct the declaration of site river"]
    assert found["emptied.rss"] == ["empty_start_page: it named 1 pages before and names none now; look at its address"]
    assert found["page.rss"][0] == "unreadable_start_page: what it answers is no feed; look at its address"
    assert "no link of it was read" in " ".join(found["list"])
    assert [r.subject for r in report.quality.wrong()] == ["river"]
    shown = newsweir("site", "list").stdout
    assert shown.count("alarm") == sum(map(len, found.values()))
    assert "It has moved for good to" in newsweir("why", site.url + "/old.rss").stdout
    assert "empty_start_page" in newsweir("status").stdout
    site.pages["/emptied.rss"] = Page(feed(site.url + "/a/2"))
    site.pages["/list"] = Page(b'<html><body><a href="/a/3">The inlet of ward three again</a></body></html>')
    make_due(database)
    run_due(database, tmp_path, web(site))
    found = listed()
    assert (found["emptied.rss"], found["list"]) == ([], [])
