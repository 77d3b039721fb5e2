"""Maintenance: what goes after how long, that nothing else goes, that it goes on when killed; the archive checked."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from pydantic import ValidationError

from db.housekeeping.upkeep import alone
from db.locks import Holder
from db.runs import begin_run
from flows.maintenance.archive_check import check_captures
from flows.maintenance.parameters import MaintainParameters, Step
from flows.maintenance.steps import Done, MaintenanceReport, Place, maintain_directly
from flows.run.parameters import make_parameters
from flows.run.progress import Progress, show_progress
from tasks.errors import BadParameter, StopRun
from tests.aggregator import Page, raw, respond
from tests.helpers import ingest, rows, snapshot, write
from tests.pages import bulleted, story
from tests.test_archive import check
from tests.test_cli import newsweir  # noqa: F401 - a fixture
from tests.test_web_runs import article, run, site, web  # noqa: F401 - site is a fixture

OLD = "now() - interval '3 years'"


def keep(database: str, archive: Path, *only: str, **values: object) -> MaintenanceReport:
    parameters = MaintainParameters(only=[Step(name) for name in only], **values)  # type: ignore[arg-type] # of any field
    return maintain_directly(parameters, Place(database, archive, archive / "spool"))


def step(report: MaintenanceReport, name: str) -> Done:
    return next(done for done in report.steps if done.step == name)


def age(database: str, *statements: str) -> None:
    with psycopg.connect(database) as connection:
        for statement in statements:
            connection.execute(statement)


def everything_is_old(database: str) -> None:
    age(
        database,
        f"update news.run set started_at = {OLD}, finished_at = {OLD}",
        f"update news.capture set created_at = {OLD}",
        f"update news.fetch_attempt set created_at = {OLD}",
        f"update news.dq_result set created_at = {OLD}",
        f"update news.article set last_seen_at = {OLD}, updated_at = {OLD}",
        f"update news.quarantine set created_at = {OLD}",
    )


@pytest.fixture
def loaded(database, tmp_path) -> str:
    pages = [bulleted(story(n), [story(n + 1), story(n + 50)]) for n in range(6)]
    ingest(database, write(tmp_path / "in", *pages, "A riddle\n"), tmp_path / "archive")
    return database


def test_by_default_nothing_goes_that_a_re_parse_or_an_analyst_needs(loaded, tmp_path):
    everything_is_old(loaded)
    views = ("article", "appearance", "story", "story_member", "publisher", "run")
    shown = "select to_jsonb(shown) - 'change_seq' from bi.{} as shown order by 1"
    before = snapshot(loaded), [rows(loaded, shown.format(view)) for view in views]
    report = keep(loaded, tmp_path / "archive")
    assert [done.step for done in report.steps] == [name.value for name in Step]
    assert (snapshot(loaded), [rows(loaded, shown.format(view)) for view in views]) == before
    assert step(report, "runs").counts == {"pages": 7}
    assert step(report, "verify").counts["wrong"] == 0
    assert rows(loaded, "select count(*) from news.dq_result") == [(0,)]
    assert rows(loaded, "select state, is_dry_run from news.maintenance") == [("completed", False)]
    # Again: nothing is left to do.
    again = keep(loaded, tmp_path / "archive")
    assert sum(sum(d.counts.values()) for d in again.steps if d.step not in ("verify", "analyze")) == 0


def test_a_run_whose_pages_were_forgotten_still_adds_up_and_shows_its_counts(loaded, tmp_path):
    before = rows(loaded, "select * from bi.run")
    everything_is_old(loaded)
    age(loaded, "insert into news.run (kind, state, planned_count, newsweir_version, parser_version, started_at)"
                f" values ('ingest', 'completed', 5, 'x', 'y', {OLD})",
        "insert into news.run_page (run_id, item_number, path, outcome, inserted_count, changed_count, unchanged_count,"
        " duplicate_count) values (2, 1, 'x', 'unchanged', 0, 0, 0, 0)")  # fmt: skip
    assert keep(loaded, tmp_path / "archive", "runs", batch_size=2).steps[0].counts == {"pages": 7}
    after = rows(loaded, "select * from bi.run where run_id = 1")
    assert after[0][7:-1] == before[0][7:-1]
    assert rows(loaded, "select run_id, count(*) from news.run_page group by 1") == [(2, 1)]  # it does not add up


def test_old_articles_go_with_their_stories_and_accounts_add_up_and_extracts_are_told(loaded, tmp_path):
    ((gone,),) = rows(loaded, "select article_id from news.article where title = %s", story(3).title)
    age(loaded, f"update news.article set last_seen_at = {OLD} where article_id = {gone}")
    report = keep(loaded, tmp_path / "archive", "rows", "orphans", rows_days=365)
    assert step(report, "rows").counts == {"articles": 1}
    assert rows(loaded, "select count(*) from bi.article where article_id = %s", gone) == [(0,)]
    assert rows(loaded, "select cause from bi.deleted where view_name = 'article'") == [("retention",)]
    assert rows(loaded, "select bool_and(is_balanced) from news.run_account") == [(True,)]
    assert rows(loaded, "select count(*) from news.tombstone") == [(0,)]
    everything_is_old(loaded)
    keep(loaded, tmp_path / "archive", "rows", "orphans", rows_days=365, batch_size=3)
    for table in (
        "article",
        "appearance",
        "story",
        "story_member",
        "story_text",
        "story_sample",
        "story_pair",
        "publisher",
    ):
        assert rows(loaded, f"select count(*) from news.{table}") == [(0,)], table
    assert rows(loaded, "select bool_and(is_balanced) from news.run_account") == [(True,)]


def test_an_old_file_of_the_archive_goes_as_a_whole_and_a_newer_use_keeps_it(database, tmp_path):
    archive = tmp_path / "archive"
    for number in range(3):
        ingest(database, write(tmp_path / str(number), bulleted(story(number), [story(number + 9)])), archive)
    age(database, f"update news.capture set created_at = {OLD} where run_id <= 2")
    # The second file's body was captured again of late, so it is used.
    ((first,), (second,), (third,)) = rows(database, "select archive_ref from news.body order by 1")
    age(database, f"update news.body set archive_ref = '{second}' where archive_ref = '{third}'")
    would = keep(database, archive, "raw", raw_days=365, dry_run=True)
    assert step(would, "raw").counts == {"files": 1, "captures": 1}
    assert len(list(archive.rglob("*.warc.gz"))) == 3
    report = keep(database, archive, "raw", raw_days=365)
    assert step(report, "raw").counts == {"files": 1, "captures": 1}
    assert rows(database, "select archive_ref, erased_at is not null from news.capture"
                          " join news.body using (body_id) order by capture_id") == [
        (None, True), (second, False), (second, False)
    ]  # fmt: skip
    assert first.split(":")[1].split("@")[0] not in {str(p.relative_to(archive)) for p in archive.rglob("*.warc.gz")}
    check(archive)
    # The same capture offered again is kept again, and changes no other row.
    before = rows(database, "select * from news.article order by 1")
    ingest(database, [tmp_path / "0"], archive)
    assert rows(database, "select count(*) from news.body where archive_ref is null") == [(0,)]
    assert rows(database, "select * from news.article order by 1") == before


def test_files_wait_while_a_run_is_under_way(loaded, tmp_path):
    everything_is_old(loaded)
    holder = Holder(loaded)
    run_id = begin_run(loaded, holder=holder, kind="ingest", planned_count=5, versions=("x", "y"), flow=None)
    # A run may take days, as backfills do.
    age(loaded, f"update news.run set started_at = {OLD} where run_id = {run_id}")
    report = keep(loaded, tmp_path / "archive", "raw", raw_days=365)
    assert step(report, "raw").counts == {"files": 0, "captures": 7}
    assert step(report, "raw").note == "1 more files go with the next maintenance: a run is under way"
    # Its process is killed: the row says that it is running, and nobody waits for it.
    holder.close()
    # No capture tells how old the file is now, so its name does.
    (path,) = (tmp_path / "archive").rglob("*.warc.gz")
    path.rename(path.with_name(re.sub(r"\d{8}T", "20200101T", path.name)))
    assert step(keep(loaded, tmp_path / "archive", "raw", raw_days=365), "raw").counts == {"files": 1, "captures": 0}


def test_attempts_that_brought_nothing_go_and_what_was_captured_stays(database, site, tmp_path):
    site.pages["/a/1"] = Page(article(1, (2,)))
    site.handlers["/broken"] = raw(respond(b"", 500))
    urls = [site.url + "/a/1", site.url + "/broken", site.url + "/none"]
    for _ in range(2):
        run(database, tmp_path / "archive", urls, web(site, tries=1))
        age(database, "update news.host set circuit_until = null, parked_until = null, failure_count = 0")
    everything_is_old(database)
    articles = rows(database, "select * from bi.article order by 1")
    outcomes = dict(rows(database, "select outcome, count(*) from news.fetch_attempt group by 1"))
    assert outcomes["fetched"] == 1
    report = keep(database, tmp_path / "archive", "attempts", batch_size=2)
    assert step(report, "attempts").counts == {"attempts": sum(outcomes.values()) - 1}
    assert rows(database, "select outcome from bi.fetch") == [("loaded",)]
    assert rows(database, "select * from bi.article order by 1") == articles
    assert rows(database, "select bool_and(is_balanced) from news.run_account") == [(True,)]


def test_quarantine_that_was_resolved_goes_and_what_waits_stays_until_it_is_told_to_go(loaded, tmp_path):
    everything_is_old(loaded)
    assert step(keep(loaded, tmp_path / "archive", "quarantine"), "quarantine").counts == {"quarantine": 0}
    found = step(keep(loaded, tmp_path / "archive", "quarantine", waiting_days=30), "quarantine").counts
    assert found == {"quarantine": 0, "waiting": 1}
    assert rows(loaded, "select count(*) from news.quarantine") == [(0,)]


def test_two_maintenances_never_run_at_once_and_a_killed_one_is_told_as_such(loaded, tmp_path):
    with alone(loaded), pytest.raises(StopRun, match="another maintenance is under way"):
        keep(loaded, tmp_path / "archive")
    age(loaded, "insert into news.maintenance (state) values ('running')")
    keep(loaded, tmp_path / "archive", "erase")
    assert rows(loaded, "select state from news.maintenance order by 1 desc") == [("interrupted",), ("completed",)]


def test_a_maintenance_that_is_stopped_keeps_what_it_did_and_the_next_goes_on(loaded, tmp_path):
    everything_is_old(loaded)

    class Stop(Progress):
        def advanced(self, done: int, total: int) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), show_progress(Stop()):
        keep(loaded, tmp_path / "archive", "runs", batch_size=3)
    assert rows(loaded, "select state, detail from news.maintenance") == [
        ("interrupted", "runs: stopped by a signal; the next maintenance goes on")
    ]
    assert rows(loaded, "select count(*) from news.run_page") == [(4,)]
    assert rows(loaded, "select is_balanced, planned_count from bi.run") == [(True, 7)]
    assert step(keep(loaded, tmp_path / "archive", "runs"), "runs").counts == {"pages": 4}


def test_rollups_are_brought_up_to_date(loaded, tmp_path):
    age(loaded, "update news.article set published_at = coalesce(published_at, now()) - interval '40 days'")
    assert rows(loaded, "select count(*) > 0 from star.moved_day") == [(True,)]
    assert step(keep(loaded, tmp_path / "archive", "refresh"), "refresh").note == "rollups and search are up to date"
    assert rows(loaded, "select count(*) from star.moved_day") == [(0,)]


def test_every_wrong_body_is_found_named_and_forgotten_when_it_is_whole_again(newsweir, database, tmp_path):
    archive = tmp_path / "home" / "archive"
    pages = [bulleted(story(n), [story(n + 100)]) for n in range(30)]
    ingest(database, write(tmp_path / "in", *pages), archive)
    (path,) = archive.rglob("*.warc.gz")
    whole = path.read_bytes()
    places = rows(database, "select body_id, archive_ref from news.body order by 1")
    offset, length = map(int, re.findall(r"@(\d+)\+(\d+)", places[4][1])[0])
    path.write_bytes(whole[: offset + length // 2] + b"\x55" * 20 + whole[offset + length // 2 + 20 :])
    refer = "update news.body set archive_ref = '{}' where body_id = {}"
    age(
        database, refer.format("warc:2020-01/none.warc.gz@0+99", places[7][0]), refer.format(places[9][1], places[8][0])
    )
    done = newsweir("archive", "verify", "--json")
    assert done.returncode == 3
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = {line["capture_id"]: line["problem"] for line in lines if "capture_id" in line}
    assert not any(line.get("detail", "").startswith("it is damaged") for line in lines)
    ids = dict(rows(database, "select body_id, capture_id from news.capture"))
    assert wrong == {ids[places[4][0]]: "damaged", ids[places[7][0]]: "missing", ids[places[8][0]]: "wrong_digest"}
    assert (lines[-1]["checked_count"], lines[-1]["wrong_count"]) == (30, 3)
    assert lines[-1]["captures_per_second"] > 0
    assert rows(database, "select count(*) from news.body where problem is not null") == [(3,)]
    # A sample always looks at what was wrong before.
    assert len(check_captures(database, archive, tmp_path, sample=1).wrong) == 3
    upkeep = newsweir("maintain", "--direct", "--only", "verify", "--json")
    assert (upkeep.returncode, json.loads(upkeep.stdout)["counts"]["wrong"]) == (3, 3)
    path.write_bytes(whole)
    age(database, refer.format(places[7][1], places[7][0]), refer.format(places[8][1], places[8][0]))  # fmt: skip
    assert newsweir("archive", "verify", "--sample", "5").returncode == 0
    assert rows(database, "select count(*) from news.body where problem is not null") == [(0,)]
    since = check_captures(database, archive, tmp_path, since=datetime.fromisoformat("2100-01-01T00:00:00+00:00"))
    assert since.checked_count == 0


def test_every_parameter_has_a_title_a_meaning_and_bounds_and_a_wrong_one_is_named():
    form = MaintainParameters.model_json_schema()["properties"]
    assert [name for name, field in form.items() if not field.get("title") or not field.get("description")] == []
    assert MaintainParameters().steps() == list(Step)
    for values, said in (
        ({"rows_days": 0}, "rows_days"),
        ({"only": ["nothing"]}, "only"),
        ({"batch_size": 10**9}, "batch"),
    ):
        with pytest.raises(BadParameter, match=said):
            make_parameters(MaintainParameters, **values)
    with pytest.raises(ValidationError):
        MaintainParameters(rows_day=1)  # type: ignore[call-arg] # the misspelling is the test
