"""Made-up HTML pages in many shapes: listings, and articles with lists around them. The words are the tests' own."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

_NOUNS = (
    "harbour council river market school orchard bridge museum library valley railway theatre bakery garden".split()
)
_VERBS = "opens closes rebuilds sells studies paints counts moves cleans measures celebrates questions".split()
_TAILS = (
    "after a winter of delays", "before the autumn vote", "for the second time this year", "with help from abroad",
    "while neighbours look on", "and nobody knows why", "in spite of the weather", "as prices fall again",
)  # fmt: skip
_SENTENCES = (
    "The {0} committee met for three hours on Monday and put off its decision about the {1}.",
    "Residents near the {1} say that they were never asked, and that they would have said no.",
    "“We have waited for this {0} since my mother was a girl,” said a woman who keeps a stall there.",
    "A report of the {1} office names eleven reasons, of which the {0} is the last and the cheapest.",
    "Next week the {0} will be measured once more, this time from the side that faces the {1}.",
    "None of the {0} workers wanted to give a name; two of them gave a number instead.",
)


@dataclass(frozen=True)
class Piece:
    """One made-up article: what a card or a page says of it."""

    title: str
    teaser: str
    slug: str
    date: str


def piece(rng: random.Random) -> Piece:
    """A piece whose words follow from the random source."""
    noun, other = rng.sample(_NOUNS, 2)
    title = f"{noun.capitalize()} {rng.choice(_VERBS)} the {other} {rng.choice(_TAILS)}"
    date = f"2026-{rng.randint(1, 9):02}-{rng.randint(1, 28):02}"
    return Piece(title, prose(rng, 1), title.lower().replace(" ", "-"), date)


def prose(rng: random.Random, count: int) -> str:
    """So many sentences on one line."""
    return " ".join(rng.choice(_SENTENCES).format(*rng.sample(_NOUNS, 2)) for _ in range(count))


def card(rng: random.Random, one: Piece, style: str) -> str:
    """A card in one of the common shapes: ``line``, ``block``, ``figure``, ``long`` (a teaser of several sentences)."""
    link = f'<a href="/{rng.choice(("news", "story", "a"))}/{one.slug}-{rng.randint(1000, 9999)}.html">'
    if style == "line":
        return f"<li>{link}{one.title}</a></li>"
    if style == "figure":
        return (
            f'<div class="tile">{link}<img src="/i.jpg" alt=""><h3>{one.title}</h3></a>'
            f'<time datetime="{one.date}">{one.date}</time></div>'
        )
    teaser = prose(rng, rng.randint(3, 6)) if style == "long" else one.teaser
    return (
        f'<article class="item"><h2 class="item-title">{link}{one.title}</a></h2><p>{teaser}</p>'
        f'<span class="date">{one.date}</span></article>'
    )


def post(rng: random.Random, one: Piece) -> str:
    """A whole post in a river: a linked heading and several paragraphs."""
    text = "".join(f"<p>{prose(rng, 3)}</p>" for _ in range(rng.randint(2, 5)))
    head = f'<h2><a href="/{one.date[:4]}/{one.slug}/">{one.title}</a></h2>'
    return f'<div class="post">{head}<div class="txt">{text}</div></div>'


def page(head: str, body: str) -> str:
    """A page around a body, with the navigation and the footer that every site has."""
    nav = "".join(f'<li><a href="/{name}">{name.capitalize()}</a></li>' for name in _NOUNS[:7])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head><body>'
        f"<header><nav><ul>{nav}</ul></nav></header>{body}<footer>"
        '<p>© 2026 The Weir Courier. All rights reserved.</p><a href="/imprint">Imprint</a></footer></body></html>'
    )


def listing(rng: random.Random) -> tuple[str, str, int]:
    """A listing page, its address and its number of cards; its shape follows from the random source."""
    section = rng.choice(_NOUNS)
    style = rng.choice(("line", "block", "figure", "long", "post"))
    count = rng.randint(*{"line": (12, 60), "post": (4, 10)}.get(style, (8, 40)))
    pieces: dict[str, Piece] = {}
    while len(pieces) < count:
        one = piece(rng)
        pieces.setdefault(one.title, one)
    cards = "".join(post(rng, one) if style == "post" else card(rng, one, style) for one in pieces.values())
    kind = rng.choice(('<meta property="og:type" content="website">', "", ""))
    state = {"@context": "https://schema.org", "@type": rng.choice(("CollectionPage", "WebPage", "WebSite"))}
    stated = f'<script type="application/ld+json">{json.dumps(state)}</script>' if rng.random() < 0.4 else ""
    heading = rng.choice((f"<h1>{section.capitalize()}</h1>", f"<h1>Latest news about the {section}</h1>", ""))
    intro = f"<p>{prose(rng, 2)}</p>" if rng.random() < 0.3 else ""
    box = f"<ul>{cards}</ul>" if style == "line" else f'<div class="list">{cards}</div>'
    head = f"<title>{section.capitalize()} - The Weir Courier</title>{kind}{stated}"
    path = rng.choice(("", section, f"topics/{section}", f"{section}/page/2"))
    return page(head, f"<main>{heading}{intro}{box}</main>"), f"https://courier.example.org/{path}", count


def article(rng: random.Random) -> tuple[str, str, str]:
    """An article page with lists around it, its address and its title."""
    one = piece(rng)
    length = rng.randint(3, 14)
    text = "".join(f"<p>{prose(rng, rng.randint(1, 4))}</p>" for _ in range(length))
    state = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": one.title, "datePublished": one.date}
    stated = f'<script type="application/ld+json">{json.dumps(state)}</script>' if rng.random() < 0.6 else ""
    kind = '<meta property="og:type" content="article">' if rng.random() < 0.6 else ""
    related = "".join(card(rng, piece(rng), rng.choice(("line", "figure"))) for _ in range(rng.randint(0, 14)))
    latest = "".join(card(rng, piece(rng), "line") for _ in range(rng.randint(0, 25)))
    body = (
        f'<main><article><h1>{one.title}</h1><div class="text">{text}</div></article>'
        f'<section class="related"><h2>Related</h2>{related}</section></main>'
        f'<aside class="sidebar"><h3>Latest</h3><ul>{latest}</ul></aside>'
    )
    path = rng.choice((f"news/{one.slug}-{rng.randint(10000, 99999)}.html", f"{one.date[:4]}/{one.slug}/", "a?id=4711"))
    return (
        page(f"<title>{one.title} | The Weir Courier</title>{kind}{stated}", body),
        f"https://courier.example.org/{path}",
        one.title,
    )
