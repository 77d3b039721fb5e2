"""The five real captures beside the checkout against their hand-made truth: every article, field and position."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.helpers import ingest, rows, snapshot

CAPTURES = 5
ARTICLES = 17


@pytest.fixture(scope="module")
def truth(request: pytest.FixtureRequest) -> dict[str, Any]:
    from tests.conftest import SHARED

    if not (SHARED / "seeds" / "truth.json").is_file():
        pytest.skip(f"the real captures are not here ({SHARED / 'seeds'})")
    return json.loads((SHARED / "seeds" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pages(truth: dict[str, Any], shared_seeds: Any) -> dict[str, Any]:
    """What ``newsweir split --json`` prints for the captures, by file name."""
    command = [sys.executable, "-m", "flows", "split", str(shared_seeds), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {page["path"].rsplit("/", 1)[-1]: page for page in found}


@pytest.fixture(scope="module")
def shared_seeds() -> Any:
    from tests.conftest import SHARED

    return SHARED / "seeds"


def test_every_article_of_the_captures_is_exact(truth, pages):
    count = 0
    for document in truth["documents"]:
        page = pages[document["seed"]]
        assert page["outcome"] == "loaded"
        assert [article["position"] for article in page["related"]] == list(range(1, len(document["related"]) + 1))
        assert len(page["related"]) == len(document["related"])
        for found, true in zip(
            [page["primary"], *page["related"]], [document["primary"], *document["related"]], strict=True
        ):
            count += 1
            body = found["body"]
            assert found["title"] == true["title"]
            assert found["publisher"] in true["publisher_accepted"], true["id"]
            assert found["published_raw"] in true["date_raw_accepted"], true["id"]
            assert found["agency"] == true["agency"], true["id"]
            assert hashlib.sha256(body.encode()).hexdigest() == true["body_sha256"], true["id"]
            assert (body[:60], body[-60:]) == (true["body_first60"], true["body_last60"])
            assert len(body.split()) == true["word_count"]
            assert (found["language"], found["completeness"]) == ("en", "full")
    assert (len(truth["documents"]), count) == (CAPTURES, ARTICLES)


def test_no_line_of_chrome_is_in_a_body(truth, pages):
    for document in truth["documents"]:
        page = pages[document["seed"]]
        lines = {line for article in (page["primary"], *page["related"]) for line in article["body"].split("\n")}
        assert not lines & {chrome["text"] for chrome in document["boilerplate_lines"]}


def test_an_absolute_date_is_placed_in_time_and_a_relative_one_stays_raw(truth, pages):
    for document in truth["documents"]:
        page = pages[document["seed"]]
        for found, true in zip(
            [page["primary"], *page["related"]], [document["primary"], *document["related"]], strict=True
        ):
            if true["date_resolved"] is None:
                assert found["published_at"] is None
            else:
                assert found["published_at"].startswith(true["date_resolved"].rstrip("Z"))


def test_the_captures_load_as_seventeen_articles_twice_is_once(truth, shared_seeds, database, tmp_path):
    moment = datetime(2025, 7, 20, tzinfo=UTC)
    first = ingest(database, [shared_seeds], tmp_path / "archive", captured_at=moment)
    assert first.counts == {"loaded": CAPTURES}
    assert rows(database, "select count(*), count(published_at) from bi.article") == [(ARTICLES, ARTICLES - 1)]
    before = snapshot(database)
    assert ingest(database, [shared_seeds], tmp_path / "archive", captured_at=moment).counts == {"unchanged": CAPTURES}
    assert snapshot(database) == before
