"""Walls at status 200 are set aside under reasons of their own; stories about cookies, logins and the like are not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.pipeline.records import split_capture
from flows.run.declared_sites import declare
from tasks.errors import QualityFailed
from tasks.records import Capture
from tasks.split.walls import Wall
from tests import wall_pages
from tests.aggregator import Page, redirect, running
from tests.helpers import rows
from tests.test_cli import newsweir  # noqa: F401 - a fixture
from tests.test_web_runs import article, declared, feed, make_due, run, run_due, web

NEWS = (
    "The harbour council met on the quay on Monday and counted {} boats while rain fell over the sheds of the old town."
)


def document(title: str, paragraphs: tuple[str, ...], head: str = "", body: str = "") -> bytes:
    text = "".join(f"<p>{words}</p>" for words in paragraphs)
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><h1>{title}</h1>{text}{body}</body></html>"
    ).encode()


NOINDEX = '<meta name="robots" content="noindex,nofollow">'
WALLS = {
    "check of a service": ("wall_bot_check", document(
        "Just a moment...", ("Enable JavaScript and cookies to continue.",),
        '<script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1"></script>')),
    "check, German": ("wall_bot_check", document(
        "Einen Moment bitte | Hafenbote", ("Bitte aktivieren Sie JavaScript und Cookies.",), NOINDEX)),
    "denied by a network": ("wall_bot_check", document(
        "Access Denied", ("You don't have permission to access this page on this server.", "Reference #18.2f1a3b"))),
    "denied, Russian": ("wall_bot_check", document("Доступ ограничен", ("Подтвердите, что вы не робот.",), NOINDEX)),
    "check, Chinese": ("wall_bot_check", document("安全验证", ("请完成验证,证明您不是机器人。",))),
    "missing": ("not_found_page", document("Page not found - Harbour Gazette", (
        "Sorry, the page that you requested may have been moved or deleted.", "Go back to our home page."))),
    "missing, French": ("not_found_page", document("Page introuvable", (
        "La page demandée n'existe plus. Retournez à la page d'accueil.",))),
    "missing, Spanish": ("not_found_page", document("Página no encontrada", ("La dirección no existe.",), NOINDEX)),
    "missing, Japanese": ("not_found_page", document("ページが見つかりません", ("トップページへお戻りください。",))),
    "missing, Polish": ("not_found_page", document("Nie znaleziono strony", ("Sprawdź adres.",), NOINDEX)),
    "removed": ("not_found_page", document("This article is no longer available", (
        "The article you are looking for was removed by its publisher and cannot be found here any more.",))),
    "consent": ("wall_consent", document("We value your privacy", (
        "We and our partners store and access information on a device, such as cookies, for personalised ads.",
        "You may withdraw or change your choices in our privacy policy at any time."))),
    "consent, German": ("wall_consent", document("Datenschutz-Einstellungen", (
        "Wir und unsere Partner brauchen Ihre Einwilligung für Cookies.",), NOINDEX)),
    "login": ("wall_login", document("Log in to continue", (
        "Enter your e-mail address and password to go on.", "Forgot your password? Create an account."),
        body='<form><input type="password" name="p"></form>')),
    "login, Dutch": ("wall_login", document("Inloggen", ("Vul uw wachtwoord in.",),
                                            body='<form><input type="password"></form>')),
    "country": ("wall_geo", document("Not available in your region", (
        "For legal reasons this content cannot be shown to visitors from the European Economic Area.",))),
    "country by law": ("wall_geo", document("451: Unavailable due to legal reasons", (
        "We recognize you are attempting to access this website from a country belonging to the European Economic Area "
        "including the EU which enforces the General Data Protection Regulation and access is not granted.",))),
    "maintenance": ("maintenance_page", document("Scheduled maintenance", (
        "We are improving our servers and will be back soon. Please try again later.", "We apologize for any "
        "inconvenience."))),
    "maintenance, Italian": ("maintenance_page", document("Sito in manutenzione", ("Riprova più tardi.",), NOINDEX)),
    "an error of the server": ("maintenance_page", document("Service Unavailable", (
        "The server has technical difficulties. Please try again later.",))),
}  # fmt: skip
STORIES = {
    "about a check": document("Just a moment: why bot checks slow down the harbour's ticket shop", tuple(
        NEWS.format(n) for n in range(4))),
    "about missing pages": document("Page not found: a city deletes its archive", (
        "The city deleted half of its archive on Monday, and readers now see the words page not found.",
        *(NEWS.format(n) for n in range(5)))),
    "about cookies": document("What cookies are, and how to reject them", (
        "Cookies store information on a device. Publishers and their partners use them for personalised ads.",
        "Readers may withdraw consent at any time, says the privacy policy of most sites.",
        *(NEWS.format(n) for n in range(4)))),
    "titled like a wall, with a statement of its own": document("Access denied", (
        "Reporters were denied access to the old harbour on Monday, and nobody would say why.", NEWS.format(4)),
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Access denied",'
        '"datePublished":"2026-06-18"}</script>'),
    "titled like a wall, with a long text": document("Unter Wartung", tuple(NEWS.format(n) for n in range(12))),
    "short, on a site with a comment check": document("Ferry runs late again", (NEWS.format(2), NEWS.format(3)),
        '<script src="https://www.google.com/recaptcha/api.js"></script>'
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'),
    "short, with a login form in its header": document("Council says password rules are too old", (
        "The council wants people to log in without a password.", NEWS.format(2)),
        body='<form><input type="password"></form>'),
    "about a login": document("Sign in to save the harbour: a petition", (NEWS.format(1), NEWS.format(2))),
}  # fmt: skip


def capture(content: bytes, url: str = "http://news.example/a/1", asked: str | None = None) -> Capture:
    return Capture(
        path=asked or url, content=content, captured_at=datetime(2026, 6, 18, tzinfo=UTC), captured_at_source="fetch",
        url=url, site=None, charset=None,
    )  # fmt: skip


@pytest.mark.parametrize("kind", WALLS | wall_pages.WALLS)
def test_a_wall_is_set_aside_with_a_reason_of_its_own(kind):
    reason, content = {**WALLS, **wall_pages.WALLS}[kind]
    with pytest.raises(Wall) as found:
        split_capture(capture(content))
    assert found.value.reason == reason


@pytest.mark.parametrize("kind", STORIES | wall_pages.STORIES)
def test_a_story_about_walls_stays_an_article(kind):
    page = split_capture(capture({**STORIES, **wall_pages.STORIES}[kind])).split
    assert page.primary is not None


@pytest.mark.parametrize(
    ("asked", "answered", "reason"),
    [
        ("http://news.example/2026/06/boats-wait-outside-1234.html", "http://news.example/", "not_found_page"),
        ("http://news.example/a/boats-wait-outside", "https://www.news.example/en/", "not_found_page"),
        ("http://news.example/a/1", "http://news.example/error/404?from=/a/1", "not_found_page"),
        ("http://news.example/a/1", "https://accounts.news.example/v2?next=%2Fa%2F1", "wall_login"),
        (
            "http://news.example/a/1",
            "https://consent.news.example/gate?u=http%3A%2F%2Fnews.example%2Fa%2F1",
            "wall_consent",
        ),
        ("http://news.example/", "http://news.example/en/", None),
        ("http://news.example/index.html", "http://news.example/", None),
        ("http://short.example/x9-12345", "http://news.example/a/1", None),
        ("http://news.example/?p=1234", "http://news.example/a/boats-wait-outside", None),
        ("http://news.example/a/1", "http://news.example/a/1/?utm_source=x&ref=/a/1", None),
    ],
)
def test_an_address_that_a_redirect_led_to_may_say_that_it_is_another_page_s(asked, answered, reason):
    words = ("Your e-mail address, please, or accept all cookies, or go to our home page.", NEWS.format(1))
    content = document("Harbour Gazette", words, NOINDEX)
    if reason is None:
        assert split_capture(capture(content, answered, asked)).split.primary is not None
        return
    with pytest.raises(Wall) as found:
        split_capture(capture(content, answered, asked))
    assert found.value.reason == reason


def test_headers_that_only_a_wall_has_are_looked_at():
    content = document("news.example", ("Please go on.",))
    with pytest.raises(Wall) as found:
        split_capture(replace(capture(content), headers="cf-mitigated: challenge\nx-robots-tag: noindex"))
    assert found.value.reason == "wall_bot_check"


NOTICE = document("Hafenbote", (
    "Dieser Ort ist leer, und niemand an der Mole weiß, wohin das Stück gekommen ist, das hier lag.",
    "Vielleicht hat der Wind es mitgenommen, vielleicht auch die Flut am Montag nach dem ersten Sturm.",
    "Wer will, der schaue an den anderen Tagen vorbei, an denen mehr Boote im Hafen liegen als heute.",
    "Wir wünschen eine gute Fahrt und immer eine Handbreit Wasser unter dem Kiel.",
))  # fmt: skip


@pytest.mark.parametrize("batches", [[[1, 2, 3, 4, 5]], [[1, 2], [3], [4, 5]], [[5], [4], [3], [2], [1]]])
def test_a_text_at_many_addresses_of_a_host_is_set_aside_in_whatever_order_its_pages_come(database, tmp_path, batches):
    with running() as site:
        for number in range(1, 6):
            site.pages[f"/a/{number}"] = Page(NOTICE)
        site.pages["/b/1"] = Page(article(1))
        run(database, tmp_path, [site.url + "/b/1"], web(site))
        before = rows(database, "select article_id, title, change_seq from news.article")
        reports = [run(database, tmp_path, [f"{site.url}/a/{n}" for n in batch], web(site)) for batch in batches]
        assert rows(database, "select reason, stage, count(*) from news.quarantine group by 1, 2") == [
            ("repeated_page", "load", 5)
        ]
        assert rows(database, "select article_id, title, change_seq from news.article") == before
        assert rows(database, "select count(*) from news.appearance") == [(1,)]
        assert rows(database, "select count(*) from news.page where page_kind is not null") == [(1,)]
        assert rows(database, "select bool_and(is_balanced) from news.run_account") == [(True,)]
        assert reports[-1].counts == {"quarantined": len(batches[-1])}


def test_an_article_under_three_addresses_or_with_a_date_stays_one(database, tmp_path):
    dated = article(3).replace(b"<h1>", b'<meta property="article:published_time" content="2026-06-18T08:00:00Z"><h1>')
    with running() as site:
        for number in range(1, 6):
            site.pages[f"/dated/{number}"] = Page(dated)
            site.pages[f"/twice/{number}"] = Page(article(4 if number < 4 else 5))
        urls = [f"{site.url}/{kind}/{n}" for kind in ("dated", "twice") for n in range(1, 6)]
        assert run(database, tmp_path, urls, web(site)).counts == {"loaded": 10}
        assert rows(database, "select count(*) from news.article") == [(3,)]


def test_a_notice_to_which_all_addresses_redirect_is_set_aside(database, tmp_path):
    with running() as site:
        site.pages["/hinweis"] = Page(NOTICE)
        for number in range(1, 5):
            site.handlers[f"/a/{number}"] = redirect("/hinweis")
        run(database, tmp_path, [f"{site.url}/a/{n}" for n in range(1, 3)], web(site))
        run(database, tmp_path, [f"{site.url}/a/{n}" for n in range(3, 5)], web(site))
        assert rows(database, "select count(*) from news.article") == [(0,)]
        assert rows(database, "select distinct reason from news.quarantine") == [("repeated_page",)]


def test_an_alarm_is_raised_where_a_host_begins_to_answer_with_walls(database, newsweir, tmp_path):
    with running() as site:
        for number in range(40):
            site.pages[f"/a/{number}"] = Page(article(number))
        site.pages["/rss"] = Page(feed(*[f"{site.url}/a/{n}" for n in range(35)]))
        declare(database, declared(site, feeds=[site.url + "/rss"], depth=1))
        assert run_due(database, tmp_path, web(site)).counts == {"loaded": 36}
        for number in range(35, 40):
            site.pages[f"/a/{number}"] = Page(WALLS["check of a service"][1])
        site.pages["/rss"] = Page(feed(*[f"{site.url}/a/{n}" for n in range(35, 40)]))
        make_due(database)
        with pytest.raises(QualityFailed, match=r"walls: 127\.0\.0\.1: 5 of 5"):
            run_due(database, tmp_path, web(site))
        (check,) = rows(database, "select subject, status, hit_count, total_count from bi.data_quality"
                                  " where check_name = 'walls' and run_id = 2")  # fmt: skip
        assert check == ("127.0.0.1", "failed", 5, 5)
        assert "walls" in newsweir("status").stdout
        listed = newsweir("site", "list").stdout
        assert "5 of 5" in listed
        (line,) = newsweir("site", "list", "--json").stdout.splitlines()
        assert any("5 of 5" in words for words in json.loads(line)["alarms"])


def test_a_redirect_to_a_login_is_a_wall_whatever_its_title_says():
    content = document("Harbour Gazette", ("Your e-mail address and your password, please.",),
                       body='<form><input type="password"></form>')  # fmt: skip
    with pytest.raises(Wall) as found:
        split_capture(capture(content, "http://news.example/login?next=/a/1", "http://news.example/a/1"))
    assert found.value.reason == "wall_login"


def test_a_page_behind_a_wall_is_asked_for_again_another_day_and_loads_then(database, tmp_path):
    with running() as site:
        site.pages["/rss"] = Page(feed(site.url + "/a/1", site.url + "/a/2", site.url + "/a/3"))
        site.pages["/a/1"] = Page(WALLS["check of a service"][1])
        site.pages["/a/2"] = Page(WALLS["missing"][1])
        site.pages["/login"] = Page(WALLS["login"][1])
        site.handlers["/a/3"] = redirect("/login")
        declare(database, declared(site, feeds=[site.url + "/rss"]))
        run_due(database, tmp_path, web(site))
        found = rows(database, "select reason from news.quarantine order by reason")
        assert found == [("not_found_page",), ("wall_bot_check",), ("wall_login",)]
        state = "select url ~ '/a/1', state, failure_count from news.frontier where depth = 1 order by url"
        assert rows(database, state) == [(True, "waiting", 1), (False, "done", 0), (False, "waiting", 1)]
        site.pages["/a/1"] = Page(article(1))
        import psycopg

        with psycopg.connect(database) as connection:
            connection.execute("update news.frontier set due_at = now() where depth = 1 and state = 'waiting'")
        run_due(database, tmp_path, web(site))
        assert rows(database, "select count(*) from news.appearance where role = 'primary'") == [(1,)]
        assert rows(database, state)[0] == (True, "done", 0)
