"""Which of a page's statements about its article to believe: title, authors, dates, publisher."""

from __future__ import annotations

import re
from html import unescape

from tasks.records import DateSource
from tasks.split.html import cues as c
from tasks.split.html.rules import (
    BOILERPLATE,
    BYLINE_REACH,
    DATE_REACH,
    NOT_BYLINE,
    PRINTED_DATE,
    TIME_REACH,
    TITLE_VOTES,
)
from tasks.split.html.structured import Structured, names_of, text_of, types_of
from tasks.split.html.walk import Run, Tree

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[|·•«»–—:-]\s+|\s*\|\s*|\s+::\s+|\s*[–—]\s+")


def words(text: str) -> list[str]:
    """Words of a text, folded, for comparing titles."""
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
            value = " ".join(value.split())
            if value not in out:
                out.append(value)
    return out


def without_site(title: str, site: str | None, *, sure: bool = False) -> str:
    """A title without the name of the site at its end or start. ``sure``: only where the site's name is known."""
    pieces = _SEPARATOR.split(title)
    if len(pieces) < 2:
        return title
    if site:
        folded = words(site)
        if words(pieces[-1]) == folded:
            return title[: title.rfind(pieces[-1])].rstrip(" |·•«»–—:-")
        if words(pieces[0]) == folded:
            return title[len(pieces[0]) :].lstrip(" |·•«»–—:-")
    if not sure and len(words(pieces[-1])) <= 4 and len(words(pieces[0])) >= 3:
        return title[: title.rfind(pieces[-1])].rstrip(" |·•«»–—:-")
    return title


def choose_title(tree: Tree, data: Structured, before: int) -> tuple[str | None, Run | None]:
    """The title by vote of what the page prints and states, and the run that prints it.

    A news article's own JSON-LD headline weighs most; other pages state titles for search engines there, so the
    heading that the reader sees comes first. ``before``: number of the first run of the body.
    """
    site = data.first("og:site_name") or next(iter(names_of(data.article.get("publisher"))), None)
    stated = stated_titles(data)
    run, score = _heading(tree, [without_site(one, site, sure=True) for one in stated], site, before)
    is_news = any("News" in kind for kind in types_of(data.article))
    votes: dict[tuple[str, ...], float] = {}
    texts: dict[tuple[str, ...], str] = {}

    def vote(text: str | None, weight: float) -> None:
        if text:
            key = tuple(words(text))
            if key:
                votes[key] = votes.get(key, 0.0) + weight
                texts.setdefault(key, text)

    if run is not None and not site_words(run.text, site):
        vote(run.text, TITLE_VOTES["h1" if run.tag == "h1" else "h2"] if score > 0.62 else TITLE_VOTES["lone h1"])
    headline = text_of(data.article.get("headline"))
    if headline and not headline.endswith(("...", "…")):
        headline = without_site(headline, site, sure=True)
        vote(headline, TITLE_VOTES["news headline" if is_news else "headline"])
    for name, weight in (("og:title", "og"), ("twitter:title", "twitter")):
        value = data.first(name)
        if value:
            vote(without_site(unescape(value), site, sure=True), TITLE_VOTES[weight])
    if data.title:
        vote(without_site(data.title, site), TITLE_VOTES["document"])
    if not votes:
        return (stated[0], run) if stated else (run.text, run) if run is not None else (None, None)
    key = max(votes, key=votes.__getitem__)
    title = run.text if run is not None and tuple(words(run.text)) == key else texts[key]
    return title, run if score > 0.3 else None


def _heading(tree: Tree, stated: list[str], site: str | None, before: int) -> tuple[Run | None, float]:
    """The heading most like a stated title, h1 before h2, the last before the body first; and how like it is."""
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
        if site_words(run.text, site):
            score -= 0.5
        if score > best_score + 1e-9:
            best, best_score = run, score
    return best, best_score


def site_words(text: str, site: str | None) -> bool:
    """Whether a heading is only the name of the site."""
    return site is not None and words(text) == words(site)


PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "article.published",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "dcterms.date",
    "dc.date.created",
    "dcterms.issued",
    "citation_publication_date",
    "citation_date",
    "article_date_original",
    "og:published_time",
    "og:pubdate",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "datecreated",
    "shareaholic:article_published_time",
    "last-published",
    "published_time",
    "timestamp",
    "originalpublicationdate",
    "og:release_date",
    "article:published",
    "cxense:publishtime",
    "bt:pubdate",
    "buildtime",
)
MODIFIED_NAMES = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "article:updated_time",
    "modified_time",
    "og:modified_time",
)
_DATED = re.compile(r"(?:19|20)\d\d|\d\d?[./-]\d\d?[./-]\d\d")
_URL_DATE = re.compile(r"(?:^|[/_\-.])((?:19|20)\d\d)[/_\-.]?(0[1-9]|1[0-2])[/_\-.]?(0[1-9]|[12]\d|3[01])(?=$|[/_\-.])")


def choose_published(
    tree: Tree, data: Structured, low: int, high: int, url: str | None
) -> tuple[str | None, DateSource, Run | None]:
    """When the article was published, as printed; which part of the page says so; the run that prints it.

    ``low`` and ``high``: numbers of the first run of the body and of the one behind its last.
    """
    article = data.article
    stated = (
        text_of(article.get("datePublished")),
        text_of(article.get("dateCreated")),
        *(value for name in PUBLISHED_NAMES for value in data.meta.get(name, ())),
        *(value for name, _, value in tree.props if "datePublished" in name),
        text_of(data.page.get("datePublished")),
        text_of(article.get("uploadDate")),
    )
    value = next((one.strip() for one in stated if one and _DATED.search(one)), None)
    visible, run = _visible_date(tree, low, high)
    if value:
        return value, DateSource.METADATA, run
    stamp = _nearest_time(tree, low)
    if stamp:
        return stamp, DateSource.METADATA, run
    if visible:
        return visible, DateSource.BYLINE, run
    match = _URL_DATE.search(url or "")
    if match:
        return "-".join(match.groups()), DateSource.METADATA, None
    value = text_of(article.get("dateModified")) or data.first(*MODIFIED_NAMES)
    return (value, DateSource.METADATA, None) if value else (None, DateSource.ABSENT, None)


def _nearest_time(tree: Tree, low: int) -> str | None:
    """Value of the <time> nearest to the start of the body, not one of a comment, a card or the footer."""
    best: tuple[int, str] | None = None
    for _, at, stamp in tree.times:
        run = tree.runs[at] if at < len(tree.runs) else None
        if run is not None and run.bits & (c.COMMENT | c.RELATED | c.RANKED | c.FOOTER | c.NAV | c.ASIDE):
            continue
        if not any(ch.isdigit() for ch in stamp[:4]):
            continue
        far = low - at if at <= low else 2 * (at - low) + 5
        if far <= TIME_REACH and (best is None or far < best[0]):
            best = (far, stamp)
    return best[1] if best else None


def _visible_date(tree: Tree, low: int, high: int) -> tuple[str | None, Run | None]:
    """The date printed between the title and the text, else just behind the text."""
    runs = tree.runs
    for at in (*range(low, max(-1, low - DATE_REACH), -1), low + 1, low + 2, *range(high, min(len(runs), high + 6))):
        run = runs[at] if at < len(runs) else None
        if run is None or run.size > 110 or run.bits & (c.COMMENT | c.RELATED | c.RANKED | c.FOOTER | c.NAV | c.HIDDEN):
            continue
        if not any(ch.isdigit() for ch in run.text):
            continue
        match = PRINTED_DATE.search(run.text)
        if match and (run.size < 70 or run.bits & (c.DATE | c.BYLINE)):
            return match.group(0), run
    return None, None


def choose_modified(data: Structured) -> str | None:
    """When the article was last changed, as stated."""
    return text_of(data.article.get("dateModified")) or data.first(*MODIFIED_NAMES)


_BY = re.compile(
    r"(?i)^\W*(?:(?:written|posted|reported|story|text|words|published)\s+by|by|von|par|por|di|da|door|av|af|text|texte|autor(?:in)?|author)\b[:\s]+"
)
_BARS = re.compile(r"\s*[|·•]\s*")
_JOINT = re.compile(r"\s*(?:,|;|\||/|&|•|·|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b)\s*", re.I)
_NO_NAME = re.compile(
    r"(?i)https?:|www\.|\.com\b|@|^\d+$|^(?:admin|editor|staff|redaktion|webmaster|administrator|guest|by|unknown|none|null)$"
)


AUTHOR_NAMES = (
    "author",
    "parsely-author",
    "article:author_name",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "sailthru.author",
    "citation_author",
    "article:author",
    "cxenseparse:author",
    "dc.contributor",
    "creator",
    "authors",
)


def choose_authors(tree: Tree, data: Structured, low: int) -> tuple[tuple[str, ...], Run | None]:
    """Names of the authors, from JSON-LD, else meta elements, else the byline; and the run that prints them."""
    names = names_of(data.article.get("author")) or names_of(data.article.get("creator"))
    site = {tuple(words(one)) for one in (data.first("og:site_name"), *names_of(data.article.get("publisher"))) if one}
    seen, run = visible_names(tree, low)
    stated = [name for name in names if not _NO_NAME.search(name)]
    if not stated:
        stated = [
            piece
            for key in AUTHOR_NAMES
            for value in data.meta.get(key, ())[:20]
            if not value.startswith(("http", "/", "@"))
            for piece in split_names(value)
            if not _NO_NAME.search(piece)
        ]
    if stated and seen and all(tuple(words(name)) in site for name in stated):
        stated = []  # the page states only its own name; the byline is nearer to the truth
    out: list[str] = []
    folded: set[tuple[str, ...]] = set()
    for name in stated or seen:
        name = _BY.sub("", name).strip(" ,;|")
        key = tuple(words(name))
        if key and key not in folded and len(name) < 100:
            folded.add(key)
            out.append(name)
    return tuple(out[:20]), run


def split_names(text: str) -> list[str]:
    """Names in a byline such as "By Ann Alpha and Ben Beta"."""
    text = _BY.sub("", text).strip()
    return [piece for piece in _JOINT.split(text) if piece and len(piece) < 60]


def visible_names(tree: Tree, low: int) -> tuple[list[str], Run | None]:
    """Names in the byline nearest to the start of the body, and its run."""
    runs = tree.runs
    for at in sorted(range(max(0, low - BYLINE_REACH), min(len(runs), low + 6)), key=lambda n: abs(n - low)):
        run = runs[at]
        if run.size > 120 or run.bits & NOT_BYLINE:
            continue
        pieces = _BARS.split(PRINTED_DATE.sub("|", run.text))
        by = [piece for piece in pieces if _BY.match(piece)]
        if not by and not run.bits & c.BYLINE:
            continue
        names = [name for piece in by or pieces for name in split_names(piece) if is_name(name)]
        if not names and by and len(by[-1]) < 12 and at + 1 < len(runs):
            names = [name for name in split_names(runs[at + 1].text) if is_name(name)]
        if names:
            return names, run
    return [], None


def is_name(text: str) -> bool:
    """Whether a piece of a byline has the form of a person's or a desk's name."""
    parts = text.split()
    return (
        1 < len(parts) < 5
        and not any(ch.isdigit() for ch in text)
        and not _NO_NAME.search(text)
        and parts[0][0].isupper()
        and (parts[-1][0].isupper() or not parts[-1][0].isalpha())
        and not BOILERPLATE.match(text)
    )


def choose_publisher(data: Structured) -> str | None:
    """Name of the publisher as stated."""
    names = names_of(data.article.get("publisher")) or names_of(data.page.get("publisher"))
    return (names[0] if names else None) or data.first(
        "og:site_name", "application-name", "publisher", "dc.publisher", "cre"
    )
