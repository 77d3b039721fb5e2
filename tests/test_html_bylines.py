"""Names that pages print in odd ways: kinds, each on a page of our own."""

from __future__ import annotations

import pytest

from tasks.records import SplitArticle
from tasks.split.html import split_html

TITLE = "Harbour council votes to rebuild the old breakwater"
BODY = "".join(
    f"<p>Paragraph {number} tells of the breakwater, of the stones that settle and of the boats behind it.</p>"
    for number in range(1, 8)
)


def article(inside: str) -> SplitArticle:
    html = f"<html lang=en><head><title>{TITLE}</title></head><body>{inside}</body></html>"
    found = split_html(html, url="https://ledger.example/harbour/breakwater", profile=None).primary
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ('<span class="author">By Ada Quill with Jo Bell</span>', ("Ada Quill", "Jo Bell")),
        ("<p>Recipe by Ada Quill</p>", ("Ada Quill",)),
        ('<p class="author-link"><a href="/reviewer/ada">Medically reviewed by Ada Quill</a></p>', ("Ada Quill",)),
        ("<div>Posted by HarbourSelect on Tuesday, August 29, 2023</div>", ("HarbourSelect",)),
        (
            '<p>By <a href="/who/ada">A. J. Quill</a> &nbsp; <a href="/print">View In Digital Edition</a></p>',
            ("A. J. Quill",),
        ),
        ("<p>Dec 26, 2025 • Ada Quill in Harbour Life</p>", ("Ada Quill",)),
        ('<div class="hero-title-wrap"><span class="hero__author">Ada Quill</span></div>', ("Ada Quill",)),
        ('<div><img src="a.jpg"><div>Ada Quill</div><div>Co-Founder</div></div>', ("Ada Quill",)),
        ('<div class="product-card"><div>Best Rowboat</div><div>Nine of ten</div></div>', ()),
        ("<p>PIN FOR LATER</p>", ()),
    ],
)
def test_a_byline_gives_the_names_and_nothing_beside_them(byline: str, names: tuple[str, ...]) -> None:
    assert article(f"<h1>{TITLE}</h1>{byline}<article>{BODY}</article>").authors == names


def test_the_byline_right_below_the_title_is_believed_before_those_of_cards_that_follow() -> None:
    cards = "".join(
        f'<div class="teaser"><h3><a href="/p/{n}">A place by the sea, number {n}</a></h3><p>By Kim Dune</p></div>'
        for n in range(40)
    )
    found = article(f"<h1>{TITLE}</h1><p>By Ada Quill</p><section>{cards}</section><article>{BODY * 3}</article>")
    assert found.authors == ("Ada Quill",)
