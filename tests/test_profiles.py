"""Profiles of aggregators: their files, the layouts of their HTML, and the commands that try and check them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from flows.cli.profile_check import check_page, records_of, saved_pages
from tasks.errors import LayoutChanged, ProfileError
from tasks.profile import Profile, read_profile
from tasks.records import Label, PageKind
from tasks.split.html import split_html
from tasks.split.html.selected import check_selectors

FOLDER = Path(__file__).parent / "fixtures" / "profiles"
STORY = (FOLDER / "tidewire" / "story-2026.html").read_text(encoding="utf-8")
ADDRESS = "https://tidewire.example/s/481"


@pytest.fixture
def tidewire() -> Profile:
    return read_profile(FOLDER / "tidewire.toml")


def newsweir(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command with the test's profiles."""
    environment = {**os.environ, "NEWSWEIR_PROFILES": str(FOLDER)}
    command = [sys.executable, "-m", "flows", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_saved_pages_of_every_layout_give_the_records_expected_of_them(tidewire):
    pages = saved_pages(tidewire)
    assert [path.name for path in pages] == ["front.html", "story-2024.html", "story-2026.html"]
    for path in pages:
        assert check_page(tidewire, path) == []


def test_a_layout_selects_what_the_generic_rules_would_read_otherwise(tidewire):
    page = split_html(STORY, url=ADDRESS, profile=tidewire, captured_on=date(2026, 2, 3))
    assert page.layout == "tidewire-2026"
    assert page.profile == "tidewire"
    assert page.primary is not None
    assert page.primary.title == "Pilot boats to run on rapeseed from spring"
    assert page.primary.publisher_raw == "The Quay Ledger"
    assert page.primary.authors == ("Ina Brandt", "Luc Moreau")
    assert page.primary.category == "Harbours"
    assert "Vote" not in " ".join(page.primary.paragraphs)
    assert [card.url for card in page.related] == [f"https://tidewire.example/s/{n}" for n in (477, 470)]
    assert page.warnings == ()


def test_every_block_of_a_selected_page_is_labelled_once_with_the_selector_s_name(tidewire):
    page = split_html(STORY, url=ADDRESS, profile=tidewire, captured_on=date(2026, 2, 3))
    labels = {block.block.text: (block.label, block.rule, block.item) for block in page.blocks}
    assert len(page.blocks) == 22
    assert labels["Harbour Gazette"] == (Label.CARD_PUBLISHER, "tidewire-2026.card_publisher", 1)
    assert labels["via The Quay Ledger"] == (Label.PUBLISHER, "tidewire-2026.publisher", 0)
    assert labels["Vote: would you sail on rapeseed?"][0] is Label.CHROME


def test_a_layout_counts_for_captures_of_its_time_only(tidewire):
    page = split_html(STORY, url=ADDRESS, profile=tidewire, captured_on=date(2025, 6, 1))
    assert page.layout == "generic-html"
    assert page.warnings == ("no layout of profile tidewire explains this page; it was read by the generic rules",)
    assert split_html(STORY, url=ADDRESS, profile=tidewire, captured_on=None).layout == "tidewire-2026"


def test_a_listing_layout_gives_cards_and_no_primary(tidewire):
    html = (FOLDER / "tidewire" / "front.html").read_text(encoding="utf-8")
    page = split_html(html, url="https://tidewire.example/", profile=tidewire)
    assert page.page_kind is PageKind.LISTING
    assert page.primary is None
    assert len(page.related) == 3


def test_a_title_that_is_gone_is_refused_and_a_missing_list_is_warned_of(tidewire):
    with pytest.raises(LayoutChanged, match="its title"):
        split_html(STORY.replace("headline", "head-line"), url=ADDRESS, profile=tidewire)
    page = split_html(STORY.replace('class="also"', 'class="gone"'), url=ADDRESS, profile=tidewire)
    assert page.warnings == ("0 related articles, the layout tidewire-2026 expects 2 to 12",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[html]]\npage = "main"', "layout is missing"),
        ('[[html]]\nlayout = "a"', "page is missing"),
        ('[[html]]\nlayout = "a"\npage = "b"\nbodi = "p"', "unknown key 'bodi'"),
        ('[[html]]\nlayout = "a"\npage = "b"\ncard_title = "p"', "card_title needs card"),
        ('[[html]]\nlayout = "a"\npage = "b"\nvalid_from = "May"', "valid_from is 'May', expected date"),
        ('[[html]]\nlayout = "a"\npage = "b"\nexpect_related = [1]', "expected \\[least, most\\]"),
        ('[html]\nlayout = "a"', "html is a table"),
        ("title = [", "cannot be read as TOML"),
    ],
)
def test_a_wrong_profile_is_refused_with_the_key_and_what_it_should_be(tmp_path, text, words):
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(ProfileError, match=words):
        read_profile(path)


def test_a_selector_that_is_none_is_named_with_its_layout_and_key(tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text('[[html]]\nlayout = "a"\npage = "main"\ntitle = "h1[["')
    with pytest.raises(ProfileError, match=r"layout a, title: .* is no CSS selector"):
        check_selectors(read_profile(path))


def test_profile_check_prints_what_differs_and_fails(tmp_path, monkeypatch):
    shutil.copytree(FOLDER, tmp_path / "profiles")
    monkeypatch.setattr(sys.modules[__name__], "FOLDER", tmp_path / "profiles")
    assert newsweir("profile", "check").returncode == 0
    page = tmp_path / "profiles" / "tidewire" / "story-2026.html"
    page.write_text(page.read_text().replace("The Quay Ledger", "The Quay Leger", 1))
    done = newsweir("profile", "check")
    assert done.returncode == 1
    assert 'articles[0].publisher: expected "The Quay Ledger", found "The Quay Leger"' in done.stdout
    (page.parent / "story-2026.expected.json").unlink()
    assert "is missing" in newsweir("profile", "check").stdout
    shutil.rmtree(page.parent)
    assert "tidewire: no saved page" in newsweir("profile", "check").stderr


def test_profile_try_shows_what_each_selector_selects(tidewire):
    page = FOLDER / "tidewire" / "story-2026.html"
    done = newsweir("profile", "try", str(page), "--profile", str(FOLDER / "tidewire.toml"))
    assert done.returncode == 0
    assert "layout tidewire-2026: fits this page" in done.stdout
    assert "layout tidewire-2024: does not fit this page" in done.stdout
    tried = json.loads(newsweir("profile", "try", str(page), "--json").stdout)
    assert tried["layouts"][0]["selected"]["card_publisher"]["count"] == 3
    expected = split_html(STORY, url=ADDRESS, profile=tidewire, captured_on=date(2026, 2, 3))
    assert tried["records"] == records_of(expected)


def test_a_wrong_profile_stops_a_command_before_anything_is_done(tmp_path, monkeypatch):
    (tmp_path / "bad.toml").write_text('[[html]]\nlayout = "a"\npage = "h1[["')
    monkeypatch.setattr(sys.modules[__name__], "FOLDER", tmp_path)
    done = newsweir("split", str(Path(__file__).parent / "fixtures" / "html" / "article.html"))
    assert done.returncode == 2
    assert "is no CSS selector" in done.stderr
