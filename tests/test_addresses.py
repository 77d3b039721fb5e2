"""One key for the addresses of one article: redirectors, mobile and AMP twins, tracking; every other key stays."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.write.keys import identity_keys
from tasks.addresses import join_address, same_address
from tasks.fingerprint import address_key, canonical_url, digest, fingerprint
from tests.test_fingerprint import WHOLE

STORY = "https://www.heron.example/2026/otters-move-in"
_PACKED = (
    urlsafe_b64encode(b"\x08\x13\x22" + bytes([len(STORY)]) + STORY.encode() + b"\xd2\x01\x00").decode().rstrip("=")
)


@pytest.mark.parametrize(
    "twin",
    [
        "https://m.heron.example/2026/otters-move-in",
        "https://amp.heron.example/2026/otters-move-in",
        "https://www.heron.example/2026/otters-move-in/amp",
        "https://www.heron.example/amp/2026/otters-move-in",
        "https://www.heron.example/2026/otters-move-in.amp",
        "https://www.heron.example/2026/otters-move-in?amp=1",
        "https://www.heron.example/2026/otters-move-in?outputType=amp&utm_source=x",
        "https://www.heron.example/2026/otters-move-in?ref=front&smid=tw",
        "https://heron-example.cache.example/c/s/www.heron.example/2026/otters-move-in",
        "https://search.example/amp/s/www.heron.example/2026/otters-move-in?usqp=3",
        f"https://search.example/url?sa=t&url={quote(STORY, safe='')}&ved=9",
        f"https://l.social.example/l.php?u={quote(STORY + '?utm_medium=social', safe='')}&h=AT2",
        f"https://click.example/?url={quote(STORY, safe='')}",
        f"https://out.example/go?target={quote('https://search.example/url?q=' + quote(STORY, safe=''), safe='')}",
        f"https://search.example/_ylt=A0/RV=2/RE=17/RU={quote(STORY, safe='')}/RK=2/RS=x-",
        f"https://archive.example/web/20260618120000/{STORY}",
        f"https://news.example/rss/articles/{_PACKED}?oc=5",
    ],
)
def test_twins_and_redirectors_have_the_key_of_the_article_and_keep_their_address(twin):
    url = canonical_url(twin)
    assert address_key(url) == digest("url", STORY)
    article = fingerprint(replace(WHOLE, url=twin))
    assert article.url == url
    assert identity_keys(article)[0] == f"url:{digest('url', STORY)}"


@pytest.mark.parametrize(
    "url",
    [
        STORY,
        "https://heron.example/2026/otters-move-in/",
        "https://heron.example/guitars/amp",  # a section, not the twin of one
        "https://amp.dev/",
        "https://m.co.uk/a-story-of-1999",
        "https://heron.example/login?redirect=https%3A%2F%2Fheron.example%2F2026%2Fa",  # a form, not the article
        "https://validator.example/check?url=https%3A%2F%2Fheron.example%2F2026%2Fa",
        "https://search.example/?q=https%3A%2F%2Fheron.example%2F2026%2Fa",
        "https://heron.example/url?url=https%3A%2F%2Fother.example%2F",  # a front page
        "https://heron.example/article?id=7&page=2",
        "https://heron.example/calendar?m=202406",
        "http://127.0.0.1:8000/2026/a-story",
        "https://heron.example/p/Q0FFU0FnZ0NDQUVTQWdnQ0NBRVNBZ2dDQ0FFU0FnZ0M",  # packed, and no address
    ],
)
def test_an_address_that_is_no_twin_keeps_its_key(url):
    assert same_address(url) == url
    assert address_key(url) == digest("url", url)


_LABEL = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=9)
_SLUG = st.lists(_LABEL, min_size=2, max_size=5).map("-".join)
_STORY = st.builds(lambda site, part, slug: f"https://www.{site}.example/{part}/{slug}", _LABEL, _LABEL, _SLUG)
_MOBILE = st.sampled_from(["m", "mobile", "amp", "touch"])


@settings(max_examples=150, deadline=None)
@given(_STORY, _MOBILE, st.lists(st.sampled_from(["wrap", "track", "amp", "host"]), max_size=4))
def test_any_chain_of_wrappers_and_marks_leads_to_one_key(story, label, steps):
    url = story
    for step in steps:
        if step == "wrap":
            url = "https://out.example/redirect?" + urlencode({"x": "1", "url": url})
        elif step == "track":
            url += ("&" if "?" in url else "?") + "utm_source=a&ref=b"
        elif step == "amp" and "?" not in url and not url.endswith("/amp"):
            url += "/amp"
        elif step == "host":
            url = url.replace("https://www.", f"https://{label}.", 1) if url.startswith("https://www.") else url
    assert address_key(canonical_url(url)) == digest("url", story)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=40))
def test_no_text_breaks_the_key_and_the_same_address_stands_for_itself(path, query):
    url = canonical_url(f"https://heron.example/{path}?{query}")
    if url is not None:
        same = same_address(url)
        assert same_address(same) == same
        assert len(address_key(url) or "") == 64


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/x?", "/x"), ("/x#", "/x"), ("/x;", "/x"), ("/x;?", "/x"), ("/x?a=1#", "/x?a=1"), ("/x?#f", "/x#f"),
        ("/x;p?", "/x;p"), ("https://heron.example/x?", "/x"), ("/x?a=1;b=2", "/x?a=1;b=2"), ("x;y?z#f", "/d/x;y?z#f"),
    ],
)  # fmt: skip
def test_a_link_is_the_same_address_on_every_python(link, address):
    assert join_address("http://heron.example/d/p?q=1", link).partition("//heron.example")[2] == address
