"""``explain --html``: the page with its labels drawn over it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tasks.split.html import split_html
from tasks.split.html.drawn import drawn_html, drawn_text
from tasks.split.text import split_text
from tests.pages import bulleted, story

FIXTURES = Path(__file__).parent / "fixtures"
ARTICLE = (FIXTURES / "html" / "article.html").read_text(encoding="utf-8")
URL = "https://news.example.org/a/1"


def test_every_labelled_block_of_a_page_carries_its_label_item_and_rule() -> None:
    page = split_html(ARTICLE, url=URL, profile=None)
    drawn = LexborHTMLParser(drawn_html(ARTICLE, page))
    tags = [node.attributes["data-nw"] or "" for node in drawn.css("[data-nw]")]
    bodies = sum(str(block.label) == "body" for block in page.blocks)
    assert sum(tag.startswith("body primary · main-text") for tag in tags) == bodies > 2
    assert any(tag.startswith("title primary") for tag in tags)
    assert any(re.match(r"card_title #1 · card-", tag) for tag in tags)
    key = drawn.css_first(".nw-key")
    assert key is not None
    assert f"body × {bodies}" in key.text()


def test_scripts_of_a_drawn_page_are_switched_off_before_any_of_them() -> None:
    html = ARTICLE.replace("<head>", "<head><script>document.body.innerHTML = ''</script>")
    drawn = drawn_html(html, split_html(html, url=URL, profile=None))
    assert drawn.index("script-src 'none'") < drawn.index("<script>")


def test_text_captures_are_drawn_line_by_line_and_escaped() -> None:
    text = bulleted(story(1, title="Ferries & <b>bells</b> of the northern ward"), [story(2), story(3)])
    page = split_text(text, profile=None)
    drawn = drawn_text(page)
    assert drawn.count("<div data-nw=") == len(page.blocks)
    assert "Ferries &amp; &lt;b&gt;bells" in drawn


@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium on this machine: the drawn page is not opened")
def test_a_browser_shows_the_labels(tmp_path) -> None:
    html = ARTICLE.replace("</body>", "<script>document.body.innerHTML = 'redrawn'</script></body>")
    path = tmp_path / "drawn.html"
    path.write_text(drawn_html(html, split_html(html, url=URL, profile=None)), encoding="utf-8")
    done = subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-first-run", f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom", path.as_uri(),
        ],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert 'data-nw="title primary' in done.stdout
    assert ">redrawn<" not in done.stdout
