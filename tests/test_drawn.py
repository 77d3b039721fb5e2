"""``explain --html``: the page with its labels drawn over it."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


HOSTILE = """<!-- <head> --><!doctype html><html><!-- <head><meta http-equiv="Content-Security-Policy" content=""> -->
<head><meta http-equiv="refresh" content="0;url=CALL/refresh"><base href="CALL/"><link rel=stylesheet href="CALL/style">
<script>fetch("CALL/script")</script><style>@import "CALL/import"; body{background:url(CALL/background)}
@font-face{font-family:x;src:url(CALL/font)} p{font-family:x}</style></head><body onload="fetch('CALL/onload')">
<h1>Ferries return to the northern ward</h1><img src="CALL/img" onerror="fetch('CALL/onerror')"><p style="background:
url(CALL/inline)">The first boats left the harbour before dawn on Monday, with sixty people on board and a dog.</p>
<svg><script>fetch("CALL/svg")</script><image href="CALL/image"></image></svg><iframe src="CALL/frame"></iframe>
<p><a href="javascript:fetch('CALL/link')" ping="CALL/ping">The second ferry follows</a> when the tide allows, the
harbour master said, and nobody is to wait longer than an hour for the crossing.</p><video src="CALL/video"></video>
<noscript><img src="CALL/noscript"></noscript><template><img src="CALL/template"></template><object
data="CALL/object"></object><form action="CALL/form"><input type=image src="CALL/input"></form>
<math href="CALL/math"></math></body></html>"""


def test_the_policy_is_the_first_element_of_the_file_and_nothing_of_the_page_runs_or_leads_anywhere() -> None:
    drawn = drawn_html(HOSTILE, split_html(HOSTILE, url=URL, profile=None))
    assert drawn.startswith(
        '<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src'
    )
    tree = LexborHTMLParser(drawn)
    assert (
        tree.css("script, base, link, iframe, object, embed, [onload], [onerror], [href], [src], [ping], [action]")
        == []
    )
    assert "refresh" not in drawn
    assert "Ferries return" in drawn


@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium on this machine: the drawn page is not opened")
def test_a_browser_that_opens_a_drawn_hostile_page_asks_nobody_for_anything(tmp_path) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    html = HOSTILE.replace("CALL", f"http://127.0.0.1:{server.server_address[1]}")
    for name, content in (("drawn", drawn_html(html, split_html(html, url=URL, profile=None))), ("raw", html)):
        path = tmp_path / f"{name}.html"
        path.write_text(content, encoding="utf-8")
        shown = opened_in_a_browser(path, tmp_path)
        if name == "drawn":
            assert asked == []
            assert 'data-nw="title primary' in shown
    server.shutdown()
    server.server_close()
    assert asked != []  # The page as it came does call out, so that the attack is one.


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
    shown = opened_in_a_browser(path, tmp_path)
    assert 'data-nw="title primary' in shown
    assert ">redrawn<" not in shown


def opened_in_a_browser(path: Path, folder: Path) -> str:
    done = subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-first-run", f"--user-data-dir={folder / 'profile'}",
            "--virtual-time-budget=5000", "--dump-dom", path.as_uri(),
        ],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout
