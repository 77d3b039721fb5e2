"""Data-quality checks: what a run measures against its own history, what fails it, what warns, and what people see."""

from __future__ import annotations

import json
import re
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.backfill.plans import finish_backfill, open_backfill
from db.quality.bounds import History, mean_bounds, recent, share_bounds
from db.quality.check import Result, judge
from db.quality.declared import Check, read_checks
from db.quality.measures import Measure, SiteAge
from db.quality.read import read_results
from db.read import read_runs
from db.runs import Account, end_run, link_run
from flows.run.declared_sites import declare
from tasks.errors import BadParameter, QualityFailed
from tests.helpers import ingest, rows, write
from tests.pages import bulleted, listing, story
from tests.test_cli import newsweir  # noqa: F401 - a fixture
from tests.test_web_runs import declared, run_due, site, web  # noqa: F401 - site is a fixture

FIXTURES = Path(__file__).parent / "fixtures" / "profiles"
STORY = (FIXTURES / "tidewire" / "story-2026.html").read_text(encoding="utf-8")
WHOLE = Account(1, 10, 10, {}, 0, 0, 0, True)
RIDDLE = "Nothing here is like any page\n" * 3


def measure(name: str, hits: int, total: int, *before: tuple[int, int]) -> Measure:
    return Measure(name, "news.example", hits, total, History([h for h, _ in before], [t for _, t in before]))


def judged(found: Measure, **changes: object) -> Result:
    checks = read_checks()
    for name, value in changes.items():
        object.__setattr__(checks[found.check_name], name, value)
    return next(result for result in judge(WHOLE, [found], [], checks) if result.check_name == found.check_name)


def test_a_host_whose_pages_are_suddenly_not_understood_fails_the_run():
    before = [(1, 100)] * 5
    assert judged(measure("unknown_layout", 2, 100, *before)).status == "passed"
    result = judged(measure("unknown_layout", 30, 100, *before))
    assert result.status == "failed"
    assert result.measured == 0.3
    assert result.expected_max is not None
    assert 0.05 < result.expected_max < 0.15


def test_a_host_that_is_always_half_understood_is_no_news():
    assert judged(measure("unknown_layout", 55, 100, *[(50, 100)] * 5)).status == "passed"


def test_a_host_whose_share_swings_from_run_to_run_is_given_its_swing():
    swinging = [(10, 100), (40, 100), (12, 100), (45, 100), (8, 100), (38, 100)]
    assert judged(measure("unknown_layout", 48, 100, *swinging)).status == "passed"
    assert judged(measure("unknown_layout", 48, 100, *[(25, 100)] * 6)).status == "failed"


def test_without_history_a_check_that_would_fail_only_warns():
    assert judged(measure("unknown_layout", 99, 100)).status == "warning"
    assert judged(measure("unknown_layout", 60, 100)).status == "passed"


def test_a_host_of_which_each_run_brings_few_pages_is_judged_by_the_last_runs_together():
    calm = [(0, 4)] * 20
    assert judged(measure("unknown_layout", 3, 4, *calm)).status == "passed"
    assert judged(measure("unknown_layout", 4, 4, (3, 4), *calm)).status == "failed"


def test_articles_a_page_may_rise_but_not_fall():
    before = [(1000, 100)] * 5
    assert judged(measure("articles_per_page", 3000, 100, *before)).status == "passed"
    assert judged(measure("articles_per_page", 300, 100, *before)).status == "warning"


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(50, 500)), min_size=1, max_size=30), st.integers(1, 500)
)  # fmt: skip
def test_what_was_always_so_never_fails(before, total):
    history = History([h for h, _ in before], [t for _, t in before])
    pooled = sum(history.hits) / history.total
    check = Check("x", sigmas=4.0, least_change=0.01)
    bounds = share_bounds(check, history, total)
    assert bounds.hold((sum(history.hits) + 0.5) / (history.total + 1))
    assert bounds.least is not None
    assert bounds.most is not None
    assert 0 <= bounds.least <= bounds.most <= 1
    assert mean_bounds(check, history, total).hold(pooled)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20), st.integers(0, 9), st.integers(0, 100))
def test_no_page_is_counted_twice_or_lost_between_a_run_and_its_history(before, total, least):
    history = History([h for h, _ in before], [t for _, t in before])
    hits, count, rest = recent(1, total, history, least)
    assert count + rest.total == total + history.total
    assert hits + sum(rest.hits) == 1 + sum(history.hits)
    assert count >= least or not rest.totals


def test_sites_that_are_not_asked_or_bring_nothing_are_named():
    ages = [
        SiteAge("fresh", 0.5, 2.0, 500.0, 1.0), SiteAge("late", 30.0, 30.0, 500.0, 6.0),
        SiteAge("never", None, None, 50.0, 6.0), SiteAge("new", None, None, 0.1, 6.0),
        SiteAge("quiet", 1, 100.0, 500, 6.0),
    ]  # fmt: skip
    results = {r.subject: r for r in judge(WHOLE, [], ages, read_checks()) if r.check_name == "freshness"}
    assert {name for name, r in results.items() if not r.is_passed} == {"late", "never", "quiet"}
    assert results[""].detail == "2 of 5 declared sites are fresh"
    assert "not asked for 30 hours, expected 13 at most" in results["late"].detail


def test_a_run_s_checks_are_kept_with_what_was_measured_and_expected(database, tmp_path):
    for number in range(3):
        pages = [bulleted(story(n), [story(n + 300)]) for n in range(number * 20, number * 20 + 20)]
        report = ingest(database, write(tmp_path / str(number), *pages), tmp_path / "archive")
        assert report.quality is not None
        assert report.quality.wrong() == []
    found = dict(
        rows(database, "select check_name, expected_max from bi.data_quality where run_id = 3 and subject = 'daily8'")
    )
    assert set(found) == {"unknown_layout", "walls", "generic_layout", "articles_per_page", "related_in_range"}
    assert found["unknown_layout"] is not None
    assert rows(database, "select measured, hit_count, total_count from bi.data_quality where run_id = 3"
                          " and subject = 'bulleted related.publisher'") == [(1.0, 20, 20)]  # fmt: skip


def test_pages_that_no_layout_explains_any_longer_fail_the_run_and_stay_loaded_and_in_quarantine(database, tmp_path):
    def host(folder: str, pages: list[str]) -> list[Path]:
        paths = write(tmp_path / folder, *pages)
        for number, path in enumerate(paths):
            url = f"https://river.example/{folder}/{number}"
            Path(f"{path}.json").write_text(json.dumps({"url": url, "captured_at": "2026-06-18T16:30:00Z"}))
        return paths

    good = [bulleted(story(n), [story(n + 300)]) for n in range(40)]
    ingest(database, host("good", good), tmp_path / "archive", captured_at=None)
    drifted = host("bad", [*good[:5], *(f"{RIDDLE}{n}\n" for n in range(12))])
    with pytest.raises(
        QualityFailed, match=r"unknown_layout: river.example: 12 of 17 \(0.706\), expected at most 0\.1"
    ):
        ingest(database, drifted, tmp_path / "archive", captured_at=None)
    assert rows(database, "select state, left(detail, 36) from news.run where run_id = 2") == [
        ("failed", "run 2 loaded what it could, but 1 of")
    ]
    assert rows(database, "select count(*) from news.quarantine where reason = 'unknown_layout'") == [(12,)]
    assert rows(database, "select is_balanced, loaded_count + unchanged_count from bi.run where run_id = 2") == [
        (True, 5)
    ]
    # It does not become the history of the next one.
    with pytest.raises(QualityFailed):
        ingest(
            database, host("worse", [f"{RIDDLE}{n} again\n" for n in range(12)]), tmp_path / "archive", captured_at=None
        )


def test_pages_that_an_earlier_run_set_aside_are_no_news_in_the_next(database, tmp_path):
    paths = write(tmp_path / "in", *(f"{RIDDLE}{n}\n" for n in range(25)))
    checks = "select is_passed from news.dq_result where run_id = %s and check_name = 'unknown_layout'"
    for run_id, expected in ((1, [(False,)]), (2, [])):
        assert ingest(database, paths, tmp_path / "archive").account.outcomes["quarantined"] == 25
        assert rows(database, checks, run_id) == expected
    ingest(
        database, [*paths, *write(tmp_path / "new", *(f"{RIDDLE}{n} more\n" for n in range(25)))], tmp_path / "archive"
    )
    assert rows(database, checks.replace("is_passed", "total_count"), 3) == [(25,)]


def test_the_runs_of_one_backfill_are_shown_together_and_what_a_finished_one_made_good_is_no_failure(
    database, tmp_path
):
    for number in (1, 2):
        paths = write(tmp_path / str(number), *(f"{RIDDLE}{number} {n}\n" for n in range(25)))
        ingest(database, paths, tmp_path / "archive")
    backfill_id, _ = open_backfill(database, key="a", kind="backfill", parameters={})
    assert {result["run_id"] for result in read_results(database, None)[1]} == {2}
    for run_id in (1, 2):
        link_run(database, run_id, backfill_id)
    end_run(database, 1, "failed", "the machine stopped")
    assert {result["run_id"] for result in read_results(database, None)[1]} == {1, 2}
    assert {result["run_id"] for result in read_results(database, 2)[1]} == {2}
    assert [run["is_made_good"] for run in read_runs(database)] == [False, False]
    with psycopg.connect(database) as connection:
        connection.execute("update news.backfill set is_planned = true")
    assert finish_backfill(database, backfill_id)
    assert [run["is_made_good"] for run in read_runs(database)] == [True, True]


def test_a_failure_that_later_runs_made_good_in_full_is_shown_no_more(database, tmp_path, newsweir):
    def goods() -> list[bool]:
        return [run["is_made_good"] for run in read_runs(database)][::-1]

    paths = write(tmp_path / "in", *(bulleted(story(n), [story(n + 50)]) for n in range(4)))
    ingest(database, paths, tmp_path / "archive")
    with psycopg.connect(database) as connection:  # As if it had been killed after its second page.
        connection.execute("update news.run set state = 'interrupted', detail = 'it was killed'")
        connection.execute("delete from news.run_page where item_number > 2")
    assert goods() == [False]
    ingest(database, paths[1:], tmp_path / "archive")
    assert goods()[0] is False
    assert "run 1 interrupted" in newsweir("status").stdout
    ingest(database, paths, tmp_path / "archive")
    assert goods()[0] is True
    assert "run 1 interrupted" not in newsweir("status").stdout
    with psycopg.connect(database) as connection:  # A page that was not had, in a run that failed.
        connection.execute("update news.run set state = 'failed' where run_id = 3")
        connection.execute(
            "update news.run_page set outcome = 'failed_try_again', reason = 'x' where (run_id, item_number) = (3, 1)"
        )
    ingest(database, paths[1:], tmp_path / "archive")
    assert goods()[2] is False
    ingest(database, paths[:1], tmp_path / "archive")
    assert goods()[2] is True


def test_renamed_classes_of_a_profile_s_site_raise_the_alarm(newsweir, database, tmp_path):
    """PARS-13: every selector misses; the pages are read by the general rules, which nobody would notice."""

    def pages(folder: str, page: str) -> Path:
        for number, path in enumerate(write(tmp_path / folder, *[page] * 15, suffix=".html")):
            path.write_text(page.replace("</h1>", f" {folder} {number}</h1>"))
            Path(f"{path}.json").write_text(
                json.dumps(
                    {"url": f"https://tidewire.example/{folder}/{number}", "captured_at": "2026-06-18T16:30:00Z"}
                )
            )
        return tmp_path / folder

    options = {"NEWSWEIR_PROFILES": str(FIXTURES)}
    for number in range(3):
        done = newsweir("ingest", "--direct", str(pages(f"good{number}", STORY)), **options)
        assert (done.returncode, done.stderr) == (0, "")
    renamed = re.sub(r'(class|id)="([^"]+)"', lambda m: f'{m[1]}="{" ".join("z-" + w for w in m[2].split())}"', STORY)
    done = newsweir("ingest", "--direct", str(pages("renamed", renamed)), **options)
    assert done.returncode == 5, done.stdout + done.stderr
    assert "generic_layout: tidewire.example: 15 of 15 (1)" in done.stderr or "unknown_layout" in done.stderr
    shown = newsweir("quality", **options)
    assert shown.returncode == 5
    assert re.search(r"failed (?:run \d+ )?(?:generic|unknown)_layout", shown.stdout)
    status = json.loads(newsweir("status", "--json", **options).stdout)
    assert {check["check_name"] for check in status["checks"]} & {"generic_layout", "unknown_layout"}


def test_related_articles_without_their_primary_are_kept_or_set_aside_and_counted(database, tmp_path):
    """SPLI-01: nothing of the group is lost: every card is an appearance, or its page is in quarantine."""
    whole = bulleted(story(1), [story(n) for n in range(2, 8)])
    without = whole[whole.index("Related Articles") :]
    headless = "\n".join(["logo", "", "", *whole.splitlines()[whole.splitlines().index("Orange background") :]])
    paths = write(tmp_path / "in", without, headless, listing("Boats", [story(n) for n in range(2, 8)]))
    report = ingest(database, paths, tmp_path / "archive")
    assert report.account.is_balanced
    for result in report.results:
        cards = len(result.related_article_ids)
        assert (result.outcome.value == "loaded" and cards == 6) or result.outcome.value == "quarantined"
    expected, found = rows(
        database,
        "select sum(primary_count + related_count), (select count(*) from news.appearance) from news.capture",
    )[0]
    assert expected == found
    waiting = rows(database, "select count(*) from news.quarantine join news.capture using (capture_id)"
                             " join news.body using (body_id)"
                             " where archive_ref is null")  # fmt: skip
    assert waiting == [(0,)]


def test_an_operator_changes_a_check_by_a_file_and_a_wrong_file_is_refused_before_anything_runs(
    newsweir, database, tmp_path
):  # fmt: skip
    own = tmp_path / "checks.toml"
    own.write_text('[unknown_layout]\non_failure = "warn"\nleast_total = 5\nmost_share = 0.1\n')
    assert read_checks(own)["unknown_layout"].on_failure == "warn"
    assert read_checks(own)["unknown_layout"].sigmas == 4.0
    for text, said in (
        ("[unknown]\nsigmas = 1", "there is no check 'unknown', expected one of account, unknown_layout"),
        ("[account]\nsigma = 1", "[account] has no key 'sigma', expected one of title, on_failure"),
        ("[account]\nsigmas = -1", "sigmas is -1, expected a number, 0 or more"),
        ("[account]\non_failure = 'stop'", "on_failure is 'stop', expected warn or fail"),
        ("account = 1", "account is 1, expected a table [account]"),
        ("[", "cannot be read"),
    ):
        own.write_text(text)
        with pytest.raises(BadParameter, match=re.escape(said)):
            read_checks(own)
    done = newsweir("ingest", "--direct", NEWSWEIR_CHECKS=str(own))
    assert done.returncode == 2
    assert rows(database, "select count(*) from news.run") == [(0,)]


def test_the_freshness_of_declared_sites_is_shown_and_warned_of(database, site, newsweir, tmp_path):
    declare(database, declared(site, feeds=[site.url + "/rss"], poll_every=["15m", "1h"]))
    assert rows(database, "select status, is_declared from bi.freshness") == [("never", True)]
    run_due(database, tmp_path / "archive", web(site))
    assert rows(database, "select status from bi.freshness") == [("fresh",)]
    with psycopg.connect(database) as connection:
        connection.execute("update news.start_page set last_polled_at = now() - interval '9 hours'")
        connection.execute("update news.page set last_seen_at = now() - interval '9 hours'")
    assert rows(database, "select status from bi.freshness") == [("late",)]
    report = ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive")
    assert report.quality is not None
    assert [(r.check_name, r.subject, r.status) for r in report.quality.wrong()] == [("freshness", "river", "warning")]
    shown = newsweir("status").stdout
    assert "check freshness (run 2): river: not asked for 10 hours, expected 3 at most" in " ".join(shown.split())
    assert "late or never 1: river" in shown


def test_wrong_settings_fail_before_anything_is_asked_for(site, newsweir, new_database, tmp_path):
    """OPER-03: a wrong address of the database, and a database of a newer program: no request, a clear message."""
    nowhere = newsweir("ingest", "--direct", site.url + "/a/1", NEWSWEIR_DATABASE_URL="postgresql://127.0.0.1:1/none")
    assert nowhere.returncode == 1
    assert "no database answers at postgresql" in nowhere.stderr
    ahead = new_database(True)
    with psycopg.connect(ahead, autocommit=True) as connection:
        connection.execute("update news.schema_revision set version_num = '9999'")
    newer = newsweir("ingest", "--direct", site.url + "/a/1", NEWSWEIR_DATABASE_URL=ahead)
    assert newer.returncode == 1
    assert "a newer newsweir migrated it" in newer.stderr
    assert site.paths() == []


def test_the_quality_command_names_what_it_has_not(newsweir):
    assert newsweir("quality").stdout == "No run was checked yet.\n"
    done = newsweir("quality", "77")
    assert (done.returncode, "there is no run 77" in done.stderr) == (2, True)
