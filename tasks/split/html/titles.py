"""Which of a page's statements about its title to believe: a weighted vote."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from tasks.split.html import cues as c
from tasks.split.html.printed import date_in
from tasks.split.html.rules import (
    HEAD_REACH,
    LIKE_LEAST,
    LIKE_SURE,
    LINE_WORDS,
    SAME_TITLE,
    SITE_MOST,
    SITE_WORDS,
    TITLE_LINE_MOST,
    TITLE_LINES,
    TITLE_VOTES,
)
from tasks.split.html.structured import Structured, names_of, text_of, types_of
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree

_WORD = re.compile(r"[^\W_]+")
_MARKUP = re.compile(r"</?(?:em|i|b|strong|span|br|sup|sub|u|q|mark|small|p|h\d|a|font)\b[^<>]*>", re.I)
_SIGNS = " |·•«»–—:_-"
_NO_TITLE = c.NAV | c.HIDDEN | c.RELATED | c.COMMENT | c.FOOTER
_FRONT = re.compile(r"(?:https?:)?(?://[^/]*)?/?(?:index\.\w+)?")
"""The address of a site's front page: a heading that links there names the site."""
_SEPARATOR = re.compile(r"\s*(?:\|\s*|[–—]\s+|(?<=\s)(?:[·•«»:-]|::)\s+)|(?<=[^\W\da-zA-Z_])[_－](?=[^\W\d_])")
_SEPARATORS = frozenset("|·•«»–—:-_－")
"""Signs of which every separator has one; a look, before the pattern's split."""


@lru_cache(1024)  # the same few names and titles are compared with each other by many rules
def words(text: str) -> list[str]:
    """Words of a text, folded, for comparing titles; not to be changed."""
    return _WORD.findall(text.casefold())


def alike(one: str, other: str) -> float:
    """Share of common words of two titles, 0 to 1."""
    a, b = set(words(one)), set(words(other))
    return len(a & b) / max(len(a | b), 1)


def stated_titles(data: Structured) -> list[str]:
    """Titles the page states of itself for machines, the most trusted first."""
    out = []
    for value in (
        text_of(data.article.get("headline")),
        data.first("og:title"),
        data.first("twitter:title"),
        data.first("headline", "dc.title", "dcterms.title", "parsely-title"),
        text_of(data.article.get("name")),
        data.title,
    ):
        if value:
            value = " ".join(_MARKUP.sub("", value).split())
            if value not in out:
                out.append(value)
    return out


def without_site(title: str, site: str | None, *, sure: bool = False) -> str:
    """A title without the name of the site at its end or start. ``sure``: only where the site's name is known."""
    pieces = _pieces(title)
    if len(pieces) < 2:
        return title
    if site:
        folded = words(site)
        if words(pieces[-1]) == folded:
            return title[: title.rfind(pieces[-1])].rstrip(_SIGNS)
        if words(pieces[0]) == folded:
            return title[len(pieces[0]) :].lstrip(_SIGNS)
    if not sure and len(pieces[-1].encode()) <= SITE_MOST and _is_more(pieces[:-1], pieces[-1]):
        return without_site(title[: title.rfind(pieces[-1])].rstrip(_SIGNS), site)
    return title


@lru_cache(256)  # a page states one title at several places, and several rules ask each
def _pieces(title: str) -> list[str]:
    """The parts of a title between separators; not to be changed."""
    return [title] if _SEPARATORS.isdisjoint(title) else _SEPARATOR.split(title)


def _is_more(pieces: list[str], last: str) -> bool:
    """Whether what stands before the last piece of a title is long enough to be one, and the last is a site's name."""
    before = len(words(" ".join(pieces)))
    if before < SITE_WORDS - 1:  # one word, as far as spaces tell: a script written without them
        return not pieces[0].isascii() and len(pieces[0]) > 2 * len(last)
    return len(words(last)) <= SITE_WORDS


def without_titles(body: list[Run], heading: Run | None, titles: list[str]) -> list[Run]:
    """The text without the lines that print its title once more: the heading anywhere, its variants at the top."""
    top = {id(run) for run in body[:TITLE_LINES] if run.size < TITLE_LINE_MOST}
    return [
        run
        for run in body
        if run is not heading
        and run.text != titles[0]
        and not (id(run) in top and any(alike(run.text, title) > SAME_TITLE for title in titles))
    ]


def choose_title(tree: Tree, data: Structured, before: int) -> tuple[str | None, Run | None]:
    """The title by vote of what the page prints and states, and the run that prints it.

    A news article's own JSON-LD headline weighs most; other pages state titles for search engines there, so the
    heading that the reader sees comes first. ``before``: number of the first run of the body.
    """
    site = data.first("og:site_name") or next(iter(names_of(data.article.get("publisher"))), None)
    stated = stated_titles(data)
    run, score = _heading(tree, [without_site(one, site, sure=True) for one in stated], site, before)
    authors = [words(name) for name in names_of(data.article.get("author"))]
    is_news = any("News" in kind for kind in types_of(data.article))
    votes: dict[tuple[str, ...], float] = {}
    texts: dict[tuple[str, ...], str] = {}

    def vote(text: str | None, weight: float) -> None:
        if text:
            text = unescape(text) if "&" in text else text  # pages escape twice
            text = _MARKUP.sub("", text)
            text = _without_author(text, authors)
            key = tuple(words(text))
            if key:
                votes[key] = votes.get(key, 0.0) + weight
                texts.setdefault(key, text)

    names_site = run is not None and (
        site_words(run.text, site) or (run.href is not None and _FRONT.fullmatch(run.href) is not None)
    )
    if run is not None and not names_site:
        if run.tag == "h1" and not is_news and score > LIKE_LEAST:
            place = "own h1"
        elif score > LIKE_SURE:
            place = "h1" if run.tag == "h1" else "h2" if run.tag == "h2" else "line"
        else:
            place = "lone h1"
        own = _without_glued(run.text, stated, site)
        vote(own, TITLE_VOTES[place])
        if run.tag == "h1" and words(own) == words(without_site(data.first("og:title") or "", site)):
            vote(own, TITLE_VOTES["agreed"])
    headline = text_of(data.article.get("headline"))
    if headline and not headline.endswith(("...", "…")):
        headline = without_site(headline, site, sure=True)
        vote(headline, TITLE_VOTES["news headline" if is_news else "headline"])
    for name, weight in (("og:title", "og"), ("twitter:title", "twitter")):
        value = data.first(name)
        if value:
            is_document = data.title is not None and words(value) == words(data.title)
            vote(without_site(value, site, sure=not is_document), TITLE_VOTES[weight])
    if run is None:
        vote(data.first("headline"), TITLE_VOTES["meta headline"])
    if data.title:
        vote(without_site(data.title, site), TITLE_VOTES["document"])
    if not votes:
        return (stated[0], run) if stated else (run.text, run) if run is not None else (None, None)
    key = max(votes, key=votes.__getitem__)
    if run is None or tuple(words(run.text)) != key:
        said = [one for one in tree.runs[: before + HEAD_REACH] if one.tag in HEADINGS and not one.bits & _NO_TITLE]
        found = next((one for one in said if tuple(words(one.text)) == key), None)
        run, score = (run, score) if found is None else (found, 1.0)  # the heading above it names the site
    title = run.text.rstrip(" ¶#") if run is not None and tuple(words(run.text)) == key else texts[key]
    return title, run if score > 0.3 or not stated else None


def _without_author(title: str, authors: list[list[str]]) -> str:
    """A title without the name of its author at its end, as blogs state it. ``authors``: words of their names."""
    last = _pieces(title)[-1] if authors else title
    name = words(last)
    if last == title or not (name in authors or (name[:1] == ["by"] and name[1:] in authors)):
        return title
    return title[: title.rfind(last)].rstrip(_SIGNS)


def _without_glued(text: str, stated: list[str], site: str | None) -> str:
    """A heading without what stands in one element with the title: a kicker's day, a host in brackets, a subtitle."""
    for one in (*stated, *(without_site(one, site) for one in stated)):
        if len(words(one)) < LINE_WORDS or one == text:
            continue
        if text.startswith(one):
            rest = text[len(one) :]
            if (rest[0].isalpha() and not rest[0].islower() and one[-1].isalnum()) or rest.lstrip()[:1] in "([¶#|｜":
                return one
        elif text.endswith(one) and date_in(text[: -len(one)].strip()):
            return one
    return text.rstrip(" ¶#")


def _heading(tree: Tree, stated: list[str], site: str | None, before: int) -> tuple[Run | None, float]:
    """The heading most like a stated title, h1 before h2, the last before the body first; and how like it is.

    Where no h1 or h2 is, a line that the title states word by word between the name of the site and other pieces.
    """
    runs = tree.runs
    heads = [
        run for run in runs[: max(before, 1) + 3] if run.tag in ("h1", "h2") and not run.bits & (c.HIDDEN | c.RELATED)
    ]
    if not any(run.tag == "h1" for run in heads):
        heads += [run for run in runs if run.tag == "h1"]
    best: Run | None = None
    best_score = 0.0
    for run in heads:
        score = max((alike(run.text, one) for one in stated), default=0.0)
        if run.tag == "h1":
            score += 0.3 if run.href is None else 0.1
        elif score < 0.6:
            continue
        if site_words(run.text, site) or (run.href is not None and _FRONT.fullmatch(run.href)):
            score -= 0.5
        if score > best_score + 1e-9:
            best, best_score = run, score
    if best_score <= LIKE_LEAST:
        line = _line(runs[: max(before, 1) + 1], stated)
        if line is not None:
            return line, 1.0
    return best, best_score


def _line(runs: list[Run], stated: list[str]) -> Run | None:
    """The last line before the text that is one end of a stated title, or all of it."""
    folded = [tuple(words(one)) for one in stated]
    for run in reversed(runs):
        if run.size > TITLE_LINE_MOST or run.bits & _NO_TITLE:
            continue
        key = tuple(words(run.text))
        if (len(key) >= LINE_WORDS or run.size * 2 >= max(map(len, stated), default=0) > 0) and any(
            key and (one[: len(key)] == key or one[-len(key) :] == key) for one in folded
        ):
            return run
    return None


def site_words(text: str, site: str | None) -> bool:
    """Whether a heading is only the name of the site."""
    return site is not None and words(text) == words(site)
