"""The archive read again: nothing changes when the rules did not, and what changes is shown before it is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.backfill.plans import run_counts
from flows.pipeline.reparse import chosen_captures
from flows.run.direct import run_directly
from flows.run.plan import RunPlan
from flows.shards.reparse_parameters import ReparseParameters
from flows.shards.reparse_plan import plan_reparse
from tasks.captures import Defaults, find_captures
from tasks.failpoints import VARIABLE as FAIL_AT
from tasks.work import file_items
from tests.helpers import rows, snapshot
from tests.pages import bulleted, dashed, listing, story
from tests.test_backfill import content
from tests.test_web_runs import WORDS
from tests.waiting import LIMIT_SECONDS

HOST = "quay.example"
PROFILE = """
name = "quaypost"
hosts = ["quay.example"]
time_zone = "UTC"
date_order = "DMY"

[[html]]
layout = "quay-story"
page = "div.quay"
title = "h1 .head"
body = ".copy > p"
publisher = ".from b"
card = "ul.more > li.one"
card_title = "a"
card_url = "a@href"
card_publisher = "i"
card_teaser = "p"
"""


def page(number: int, related: list[int], *, is_plain: bool = False) -> str:
    """A page on which the general rules take the kicker for a part of the title and an advertisement for a card."""
    paragraphs = "".join(f"<p>{_sentence(number, n)}</p>" for n in range(4))
    cards = "".join(
        f'<li class="one"><a href="https://{HOST}/s/{n}">{_title(n)}</a><i>Quay Ledger</i><p>{_sentence(n, 0)}</p></li>'
        for n in related
    )
    kicker = "" if is_plain else '<span class="kick">Exclusive</span> '
    advert = (
        ""
        if is_plain
        else f'<li class="own"><a href="https://{HOST}/s/900">Sofas at half their price</a><p>Ends soon</p></li>'
    )
    return (
        f'<html lang="en"><head><title>{_title(number)}</title></head><body><div class="quay"><article>'
        f'<h1>{kicker}<span class="head">{_title(number)}</span></h1><div class="from"><b>Quay Ledger</b></div>'
        f'<div class="copy">{paragraphs}</div></article><section><h2>Related articles</h2>'
        f'<ul class="more">{cards}{advert}</ul></section></div></body></html>'
    )


def _title(number: int) -> str:
    return f"The {WORDS[number % 10]} of ward {number} is counted for the {WORDS[number % 7]}"


def _sentence(number: int, at: int) -> str:
    word = WORDS[(number + at) % 10]
    return (
        f"The {word} keepers of ward {number} met at dawn and saw {number + at} boats before the fog came down, and "
        f"by noon the {word} was clear again and everybody in ward {number} had gone home for a lunch of soup {at}."
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve pages of a site, some captured twice, and text captures of another; every story is on several pages."""
    place = tmp_path / "in"
    place.mkdir()
    for number in range(10):
        _write(place / f"{number}.html", page(number, [(number + n) % 14 for n in (1, 2, 3)]), number, "2026-02-03")
    for number in (3, 4):
        _write(place / f"{number}-later.html", page(number, [9, 11]), number, "2026-02-05")
    _write(place / "plain.html", page(20, [21, 22], is_plain=True), 20, "2026-02-03")
    (place / "a.txt").write_text(bulleted(story(1), [story(2), story(3)]))
    (place / "b.txt").write_text(dashed(story(2), [story(1)]))
    (place / "c.txt").write_text(listing("Sea", [story(4), story(1)]))
    return place


def _write(path: Path, text: str, number: int, day: str) -> None:
    path.write_text(text)
    told = {"url": f"https://{HOST}/s/{number}", "captured_at": f"{day}T12:00:00Z"}
    path.with_name(path.name + ".json").write_text(json.dumps(told))


@pytest.fixture
def profiles(tmp_path: Path) -> dict[str, str]:
    """The environment in which the profile is known."""
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "quaypost.toml").write_text(PROFILE)
    return {"NEWSWEIR_PROFILES": str(tmp_path / "profiles")}


def ingest_captures(database: str, folder: Path, archive: Path) -> None:
    run_directly(RunPlan("ingest", file_items(find_captures([folder])), Defaults(), 4, database, archive))


def command(database: str, home: Path, *words: object, **environment: str) -> subprocess.Popen[str]:
    values = {"NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(home), "NEWSWEIR_ARCHIVE": str(home / "archive")}
    return subprocess.Popen(
        [sys.executable, "-m", "flows", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | values | environment,
    )  # fmt: skip


def reparse(database: str, home: Path, *words: object, **environment: str) -> dict[str, Any]:
    process = command(database, home, "reparse", "--direct", "--json", *words, **environment)
    out, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 0, errors
    return json.loads(out.splitlines()[-1])


def test_with_unchanged_rules_nothing_changes_and_applying_it_writes_no_row(database, folder, tmp_path):
    ingest_captures(database, folder, tmp_path / "archive")
    before = snapshot(database)
    assert reparse(database, tmp_path, "--check") == {
        "read_count": 16, "unreadable_count": 0, "changes": {}, "examples": [],
    }  # fmt: skip
    assert reparse(database, tmp_path, "--apply")["backfill"]["outcomes"] == {"unchanged": 16}
    assert snapshot(database) == before


def test_what_a_new_profile_changes_is_shown_first_and_then_written_as_a_fresh_load_would(
    database, new_database, folder, tmp_path, profiles
):
    ingest_captures(database, folder, tmp_path / "archive")
    before = snapshot(database)
    shown = reparse(database, tmp_path, **profiles)
    assert snapshot(database) == before
    assert shown["changes"]["title"] == 10
    assert shown["changes"]["gone_article"] == 1
    assert shown["changes"]["split"] == 10
    examples = {one["kind"]: one for one in shown["examples"]}
    assert examples["title"]["before"] == "Exclusive " + examples["title"]["after"]
    assert examples["gone_article"]["before"] == "Sofas at half their price"
    ids = dict(rows(database, "select url, article_id from bi.article where url is not null"))
    done = reparse(database, tmp_path, "--apply", **profiles)
    assert done["backfill"]["outcomes"]["loaded"] >= 10
    fresh = new_database(True)
    _fresh_load(fresh, folder, tmp_path / "fresh", profiles)
    assert content(database) == content(fresh)
    facts = (
        "select page.url, site_key, page_kind, layout, array(select name from news.tag join news.page_tag using"
        " (tag_id) where page_id = page.page_id order by 1)"
        " from news.page left join news.site using (site_id) order by 1, 4"
    )
    assert rows(database, facts) == rows(fresh, facts)
    after = dict(rows(database, "select url, article_id from bi.article where url is not null"))
    assert {url: ids[url] for url in after} == after
    assert rows(database, "select distinct is_balanced from bi.run") == [(True,)]
    again = snapshot(database)
    assert reparse(database, tmp_path, "--check", **profiles)["changes"] == {}
    reparse(database, tmp_path, "--apply", **profiles)
    assert snapshot(database) == again


def _fresh_load(database: str, folder: Path, home: Path, profiles: dict[str, str]) -> None:
    process = command(database, home, "ingest", "--direct", "--json", folder, **profiles)
    assert process.communicate(timeout=LIMIT_SECONDS) and process.returncode == 0


def test_only_rows_whose_content_moves_are_stamped(database, folder, tmp_path, profiles):
    ingest_captures(database, folder, tmp_path / "archive")
    stamps = "select article_id, title, updated_at, change_seq from news.article order by 1"
    before = {row[0]: row[1:] for row in rows(database, stamps)}
    reparse(database, tmp_path, "--apply", **profiles)
    after = {row[0]: row[1:] for row in rows(database, stamps)}
    moved = {i for i in after if after[i][1:] != before[i][1:]}
    retitled = {i for i in after if after[i][0] != before[i][0]}
    assert retitled and retitled <= moved
    texts = {i for (i,) in rows(database, "select article_id from bi.article where publisher = 'Harbour Gazette'")}
    assert not moved & texts


def test_a_part_of_the_archive_is_chosen_by_site_days_layout_version_and_address(database, folder, tmp_path, profiles):
    ingest_captures(database, folder, tmp_path / "archive")
    counts = (
        ({"site": HOST}, 13), ({"layout": "bulleted"}, 1), ({"since": "2026-02-04", "site": HOST}, 2),
        ({"until": "2026-02-04", "site": HOST}, 11), ({"url": f"https://{HOST}/s/3"}, 2),
        ({"parser_version": "0"}, 0), ({"refused_only": True}, 0),
    )  # fmt: skip
    for values, count in counts:
        assert len(chosen_captures(database, ReparseParameters(**values).choice())) == count, values
    words = ("--since", "2026-02-04", "--until", "2026-02-06", "--site", HOST, "--layout", "generic-html")
    assert reparse(database, tmp_path, *words, **profiles)["read_count"] == 2
    process = command(database, tmp_path, "reparse", "--direct", "--site", "nowhere.example")
    _, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 2
    assert f"site: no site is 'nowhere.example'; there are: daily8, {HOST}" in errors


def test_a_page_that_waited_in_quarantine_is_loaded_and_one_no_longer_understood_keeps_its_rows(
    database, folder, tmp_path, profiles
):
    _write(folder / "odd.html", "<div class=quay><h1><span class=head></span></h1></div>", 30, "2026-02-03")
    broken = Path(profiles["NEWSWEIR_PROFILES"]) / "quaypost.toml"
    ingest_captures(database, folder, tmp_path / "archive")
    before = content(database)
    broken.write_text(PROFILE.replace('title = "h1 .head"', 'title = "h1 .nothing"'))
    shown = reparse(database, tmp_path, "--site", HOST, **profiles)
    assert shown["changes"]["refused"] == 11
    process = command(database, tmp_path, "reparse", "--direct", "--apply", "--site", HOST, **profiles)
    out, _ = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 3, out
    assert content(database) == before
    assert "its rows stay" in out or "layout_changed" in out


@pytest.mark.slow
def test_a_reparse_killed_in_the_middle_goes_on_and_ends_as_an_undisturbed_one(
    database, new_database, folder, tmp_path, profiles
):
    fresh = new_database(True)
    for url in (database, fresh):
        ingest_captures(url, folder, tmp_path / "archive")
    options = ("reparse", "--direct", "--apply", "--processes", "1")
    plan_reparse(ReparseParameters(apply=True, shard_size=8, batch_size=3), database)
    points = ("after_shard_claim", "before_load_commit", "after_load_commit:2", "before_shard_done", "after_shard_done")
    for point in points:
        process = command(database, tmp_path, *options, **profiles, **{FAIL_AT: point})
        _, errors = process.communicate(timeout=LIMIT_SECONDS)
        assert process.returncode == -signal.SIGKILL, (point, errors)
    for url in (database, fresh):
        process = command(url, tmp_path, *options, **profiles)
        _, errors = process.communicate(timeout=LIMIT_SECONDS)
        assert process.returncode == 0, errors
    assert rows(database, "select count(*) from news.backfill_shard where state = 'done'") == [(2,)]
    assert content(database) == content(fresh)
    # What killed runs had done and later ones did again is counted once.
    ((backfill_id, page_count),) = rows(database, "select backfill_id, page_count from news.backfill")
    ((other_id, _),) = rows(fresh, "select backfill_id, page_count from news.backfill")
    counts = run_counts(database, backfill_id)
    assert sum(counts.values()) == page_count
    assert counts == run_counts(fresh, other_id)


def test_another_reading_that_moves_no_row_is_counted_as_unchanged(database, folder, tmp_path):
    ingest_captures(database, folder, tmp_path / "archive")
    before = content(database)
    with psycopg.connect(database) as connection:
        connection.execute("update news.capture set record_hash = 'of other rules'")
        ((count,),) = connection.execute("select count(*) from news.capture").fetchall()
    assert reparse(database, tmp_path, "--apply")["backfill"]["outcomes"] == {"unchanged": count}
    assert content(database) == before


def test_what_was_purged_does_not_come_back_by_reading_the_archive_again(database, folder, tmp_path, profiles):
    ingest_captures(database, folder, tmp_path / "archive")
    ((article_id, url),) = rows(database, f"select article_id, url from bi.article where url = 'https://{HOST}/s/4'")
    # Cards of it keep their bytes, so that other readings meet them.
    process = command(database, tmp_path, "purge", "article", article_id, "--no-cards", "--yes")
    _, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert process.returncode == 0, errors
    before = rows(database, "select count(*) from bi.article where url = %s", url)
    reparse(database, tmp_path, "--apply", **profiles)
    assert rows(database, "select count(*) from bi.article where url = %s", url) == before == [(0,)]
    assert rows(database, "select distinct is_balanced from bi.run") == [(True,)]
