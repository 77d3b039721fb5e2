"""The commands of the stories as a person or a scorer runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.articles import decide, put, stories
from tests.helpers import rows
from tests.prose import prose
from tests.test_cli import newsweir

__all__ = ["newsweir"]


@pytest.fixture
def filled(database: str) -> str:
    """Four articles: a text, an edited print of it, and two of other texts."""
    text = prose("english", 1, 12)
    bodies = [text, text.replace("bridge", "quay", 1) + " Read more.", prose("english", 2, 12), prose("english", 3, 12)]
    decide(database, put(database, bodies, publishers=["Gazette", "Post", "Gazette", "Courier"]))
    return database


def test_a_story_is_shown_side_by_side_with_the_differing_sentences_marked(newsweir, filled):
    done = newsweir("story", "a2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 articles, 2 publishers" in done.stdout
    assert "containment 0.9" in done.stdout
    marks = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("│ ")}
    assert {"=", "~", "+"} <= marks
    by_number = newsweir("story", "1", "--json")
    shown = json.loads(by_number.stdout)
    assert (shown["article_count"], [m["article_id"] for m in shown["members"]]) == (2, [1, 2])
    assert json.loads(newsweir("story", "show", "a1", "--json").stdout) == shown


def test_a_story_of_dated_articles_is_printed_as_json(newsweir, database):
    text = prose("english", 1, 12)
    dates = [datetime(2026, 3, 2, 7, 30, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)]
    decide(database, put(database, [text, text + " Read more."], publishers=["Gazette", "Post"], dates=dates))
    done = newsweir("story", "a1", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["spread_hours"] == 1.5


def test_why_says_of_two_articles_what_agreed_and_what_contradicted(newsweir, database):
    form = (
        "The trade minister received the envoy of {land}, {guest}, at the ministry today. The two sides reviewed the "
        "close relations between the two countries and ways to strengthen them in all fields. The envoy expressed "
        "thanks for the warm reception at Castle House and wished the country and its people continued progress."
    )
    one, other = form.format(land="Maravia", guest="Hugo Haddad"), form.format(land="Ulmaria", guest="Tara Osei")
    decide(database, put(database, [one, other]))
    told = json.loads(newsweir("story", "why", "a1", "a2", "--json").stdout)
    assert (told["is_alike"], told["is_one_story"]) == (False, False)
    assert any("Maravia" in ours and "Ulmaria" in theirs for ours, theirs in told["contradicted"])
    assert {"Castle", "House"} <= {*told["agreed"]}
    assert 0.5 < told["share_of_first"] < 1
    shown = newsweir("story", "why", "a1", "a2").stdout
    assert "a1 and a2: not alike" in shown
    assert "contradicted: Maravia" in shown


def test_an_address_names_the_story_of_its_article(newsweir, database, tmp_path):
    from tests.helpers import ingest, write
    from tests.pages import bulleted, story

    url = "https://River.example/lantern?utm_source=x"
    ingest(database, write(tmp_path / "in", bulleted(story(1), [story(2)])), tmp_path / "archive", url=url)
    done = newsweir("story", "https://river.example/lantern", "--json")
    assert json.loads(done.stdout)["title"] == story(1).title


def test_what_is_merged_and_split_by_hand_holds_and_shows(newsweir, filled):
    done = newsweir("story", "merge", "a3", "a4", "--note", "same event", "--json")
    assert json.loads(done.stdout)["article_ids"] == [3, 4]
    assert stories(filled) == {frozenset({1, 2}), frozenset({3, 4})}
    assert newsweir("story", "split", "a2").returncode == 0
    assert stories(filled) == {frozenset({1}), frozenset({2}), frozenset({3, 4})}
    decide(filled, [1, 2, 3, 4])
    assert newsweir("stories", "rebuild").returncode == 0
    assert stories(filled) == {frozenset({1}), frozenset({2}), frozenset({3, 4})}
    assert rows(filled, "select count(*) from bi.story where is_manual") == [(2,)]
    assert rows(filled, "select array_agg(article_id order by article_id) from bi.story_member where is_manual") == [
        ([2, 3, 4],)
    ]
    assert "same event" in newsweir("story", "a3", "--brief").stdout
    # The last decision of two articles counts.
    assert newsweir("story", "merge", "a1", "a2", "a3").returncode == 0
    assert stories(filled) == {frozenset({1, 2, 3, 4})}
    assert newsweir("story", "split", "a3", "a4").returncode == 0
    assert stories(filled) == {frozenset({1, 2}), frozenset({3, 4})}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["story", "99"], "there is no story 99"),
        (["story", "a99"], "there is no article 99"),
        (["story", "lantern"], "'lantern' names no story; expected its number (12), an article's number (a34) or"),
        (["story", "https://nowhere.example/x"], "no article is known by the address https://nowhere.example/x"),
        (["story", "merge", "a1", "a2"], "all are story 1 already"),
        (["story", "split", "a1", "a3"], "are of the stories"),
        (["story", "split", "a3"], "nothing would be left of the story"),
    ],
)
def test_a_wrong_name_or_an_empty_decision_is_refused_with_the_next_move(newsweir, filled, arguments, said):
    before = stories(filled)
    done = newsweir(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert stories(filled) == before


def test_a_rebuild_reports_what_moved(newsweir, filled):
    done = newsweir("stories", "rebuild", "--json")
    assert json.loads(done.stdout) == {
        "article_count": 4, "story_count_before": 3, "story_count": 3, "moved_count": 0, "relabelled_count": 0,
        "examples": [],
    }  # fmt: skip


def cluster(folder: Path, documents: list[dict], state: Path | None) -> subprocess.CompletedProcess[str]:
    folder.mkdir(exist_ok=True)
    (folder / "in.jsonl").write_text("".join(json.dumps(d) + "\n" for d in documents), encoding="utf-8")
    command = [sys.executable, "-m", "flows", "stories", "cluster", str(folder / "in.jsonl"), str(folder / "out.jsonl")]
    return subprocess.run([*command, *(["--state", str(state)] if state else [])], capture_output=True, text=True)


def clusters(folder: Path) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines():
        answer = json.loads(line)
        found.setdefault(answer["cluster"], set()).add(answer["id"])
    return {frozenset(ids) for ids in found.values()}


def test_a_scorer_gets_the_same_clusters_in_parts_as_at_once(tmp_path):
    documents = [
        {"id": f"{language}-{seed}-{end}", "title": "", "body": prose(language, seed, 20, end=end), "publisher": "P"}
        for language in ("english", "thai", "hebrew") for seed in (1, 2) for end in (20, 14)
    ]  # fmt: skip
    assert cluster(tmp_path / "once", documents, None).returncode == 0
    texts = {document["id"].rsplit("-", 1)[0] for document in documents}
    want = {frozenset({f"{text}-20", f"{text}-14"}) for text in texts}
    assert clusters(tmp_path / "once") == want
    for start in range(0, len(documents), 5):
        assert cluster(tmp_path / "parts", documents[::-1][start : start + 5], tmp_path / "state").returncode == 0
    assert clusters(tmp_path / "parts") == want
    # A later line for an id takes the place of the earlier one.
    changed = {**documents[0], "body": prose("english", 9, 20)}
    assert cluster(tmp_path / "parts", [changed], tmp_path / "state").returncode == 0
    assert frozenset({changed["id"]}) in clusters(tmp_path / "parts")


def test_a_line_that_is_no_document_is_named(tmp_path):
    done = cluster(tmp_path, [{"title": "no id"}], None)
    assert done.returncode == 2
    assert "line 1 is no document {id, title, body, publisher}: KeyError: 'id'" in done.stderr


def test_the_short_way_in_and_the_command_line_library_give_the_same_clusters(tmp_path):
    documents = [{"id": f"d{n}", "title": f"Tide {n % 3}", "body": TIDES[n % 3], "publisher": "P"} for n in range(6)]
    assert cluster(tmp_path, documents, None).returncode == 0
    quick = (tmp_path / "out.jsonl").read_bytes()
    command = [sys.executable, "-m", "flows", "stories", "cluster", "--state", str(tmp_path / "kept")]
    done = subprocess.run([*command, str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl")], check=False)
    assert done.returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes() == quick


TIDES = [
    f"The tide of the {name} came in at {hour} and went out again before anybody had finished counting the boats on it."
    for name, hour in (("northern inlet", "four"), ("old harbour", "seven"), ("long canal", "nine"))
]
