"""Made-up captures for the measurements: article pages of a news site, with a menu, a body, and related cards.

``python -m benchmarks.backfill.pages FOLDER COUNT`` writes so many, each with its sidecar, a thousand a folder.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

_WORDS = (
    "harbour council river market school orchard bridge museum library valley railway theatre bakery garden tower "
    "winter spring harvest ferry lantern quarry meadow signal copper timber granite village district station committee "
    "engineer painter baker sailor teacher farmer surgeon miller driver keeper morning evening autumn summer opening "
    "measure question answer reason letter number window corner season promise visitor stranger neighbour"
).split()
_VERBS = "opens closes rebuilds sells studies paints counts moves cleans measures celebrates questions".split()
_RELATED = 8
_MENU = "".join(f'<li class="nav__item"><a class="nav__link" href="/s/{w}">{w.title()}</a></li>' for w in _WORDS[:40])
_PAD = "".join(
    f'<div class="promo promo--{n}" data-id="{n}"><span class="promo__icon"><svg viewBox="0 0 24 24"><path d="M{n} 2L3 '
    f'4h9v{n}z"></path></svg></span><button type="button" class="promo__button">Share</button></div>'
    for n in range(40)
)


def title_of(number: int) -> str:
    """Title of an article, from its number alone."""
    rng = random.Random(number)
    first, second, third = rng.sample(_WORDS, 3)
    return f"{first.capitalize()} {rng.choice(_VERBS)} the {second} of {third} ward {number}"


def page_of(number: int) -> str:
    """One page: article ``number`` with cards of articles near it."""
    rng = random.Random(number * 7919 + 1)
    title = title_of(number)
    body = "".join(f'<p class="article__text">{_sentences(rng, number)}</p>' for _ in range(rng.randint(6, 14)))
    cards = "".join(_card(rng, number + rng.randint(1, 500)) for _ in range(_RELATED))
    day = f"2026-{1 + number % 9:02}-{1 + number % 28:02}"
    about = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": f"{day}T08:00:00Z",
                        "author": {"@type": "Person", "name": "Ada Quill"}})  # fmt: skip
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Weir Post</title>'
        f'<meta property="og:site_name" content="The Weir Post"><script type="application/ld+json">{about}</script>'
        f"<style>.a{{color:red}}</style></head><body><header><nav><ul>{_MENU}</ul></nav></header><main><article>"
        f'<h1>{title}</h1><div class="byline">By Ada Quill</div><time datetime="{day}T08:00:00Z">{day}</time>{body}'
        f'</article><aside class="related"><h2>Related articles</h2><ul>{cards}</ul></aside></main>{_PAD}'
        f"<footer><p>All rights reserved.</p><ul>{_MENU}</ul></footer></body></html>"
    )


def _sentences(rng: random.Random, number: int) -> str:
    words = [rng.choice(_WORDS) for _ in range(rng.randint(40, 80))]
    return f"In ward {number}, " + " ".join(words) + "."


def _card(rng: random.Random, number: int) -> str:
    return (
        f'<li class="card"><a class="card__link" href="/news/{number}.html"><h3>{title_of(number)}</h3></a>'
        f'<p class="card__teaser">{_sentences(random.Random(number), number)}</p></li>'
    )


def write_pages(folder: Path, count: int, first: int = 0) -> None:
    """Write so many pages with their sidecars, from a number on."""
    for number in range(first, first + count):
        place = folder / f"{number // 1000:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:07}.html").write_text(page_of(number))
        told = {
            "url": f"https://post.example/news/{number}.html",
            "captured_at": f"2026-10-{1 + number % 28:02}T12:00:00Z",
        }
        (place / f"{number:07}.html.json").write_text(json.dumps(told))


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]), int(sys.argv[2]))
