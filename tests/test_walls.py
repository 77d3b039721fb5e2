"""Walls at status 200 are set aside under reasons of their own; stories about cookies, logins and the like are not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.pipeline.records import split_capture
from flows.run.declared_sites import declare
from tasks.records import Capture
from tasks.split.walls import Wall
from tests.aggregator import Page, redirect, running
from tests.helpers import rows
from tests.test_web_runs import article, declared, feed, run_due, web

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


@pytest.mark.parametrize("kind", WALLS)
def test_a_wall_is_set_aside_with_a_reason_of_its_own(kind):
    reason, content = WALLS[kind]
    with pytest.raises(Wall) as found:
        split_capture(capture(content))
    assert found.value.reason == reason


@pytest.mark.parametrize("kind", STORIES)
def test_a_story_about_walls_stays_an_article(kind):
    page = split_capture(capture(STORIES[kind])).split
    assert page.primary is not None


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
