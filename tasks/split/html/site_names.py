"""The name of a site as its page prints it, for pages that state none for machines.

Sites print their name at several places: behind the title of the document, on the link to the front page, on feeds, in
the copyright line. One of these places may hold anything; a name that two of them agree on, or that the host is made
of, is the site's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.split.html.outlet_names import NAME_WORDS_MOST, is_company, is_of_host, is_outlet_name, without_form
from tasks.split.html.rules import SAME_TITLE
from tasks.split.html.structured import Structured
from tasks.split.html.titles import alike, words
from tasks.split.html.tree import Tree
from tasks.text import LazyPattern

_TITLE_BARS = LazyPattern(r"\s+[|·•»–—-]\s+|\s*[|]\s*|\s+::\s+")
_GENERIC = LazyPattern(
    r"(?i)\b(?:the\s)?(?:site\s|company\s|header\s|footer\s|main\s|brand\s)?(?:logo|icon|home\s?page|home|startseite|"
    r"accueil|inicio|início|website|hauptseite|главная|feed|rss|atom|"
    r"(?:go|link|back|return|zur|retour|volver) (?:to|à|a|al))\b|"
    r"ロゴ|トップ(?:ページ)?|首页|首頁|로고|الرئيسية"
)
_FEED_END = LazyPattern(r"\s*[»|(–—:].*$|\s+-\s.*$")
_MARK = LazyPattern(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\)|copyright)?[\s,–—-]*(?:(?:19|20)\d\d[\s,–—-]*)*(?:by\s)?(.*)", re.IGNORECASE
)
_MARK_END = LazyPattern(
    r"(?i)\s*(?:[.|·•,;]\s|\ball rights\b|\balle rechte\b|\btous droits\b|\btodos los\b|\b(?:19|20)\d\d\b).*$"
)
_MARK_BEHIND = LazyPattern(r"(.{2,60}?)\s*(?:©|\(c\))\s*(?:(?:19|20)\d\d\s*[-–]?\s*)+\W*", re.IGNORECASE)
_SIGNS = " .,|·•»«–—:-_*()[]©®™"
_ACRONYM_MOST = 5
_NAME_MOST, _MARK_MOST, _FOOT_RUNS, _LINKS_MOST, _AGREE = 60, 160, 60, 6, 2
"""Characters of a name and of a copyright line, runs at the end where the latter stands, links to the front page that
are asked, and places that must agree."""
_TITLE, _HOME, _FEED, _MARKED, _APP, _SOURCE = range(6)


def named_on_page(tree: Tree, data: Structured, title: str, host: str, stated: str | None = None) -> str | None:
    """The name that a page prints of its site, None where its places do not agree.

    ``title``: of the article; ``host``: of the page, empty when not known; ``stated``: a doubtful name that the page
    states, which it keeps where one of the places has it, too, or nothing but words of it.
    """
    places: dict[tuple[str, ...], set[int]] = {}
    texts: dict[tuple[str, ...], str] = {}
    for place, text in _names(tree, data, host):
        name = _GENERIC.sub("", without_form(text)).strip(_SIGNS)
        key = tuple(words(name))
        if not key or len(name) > _NAME_MOST or not is_outlet_name(name) or alike(name, title) > SAME_TITLE:
            continue
        places.setdefault(key, set()).add(place)
        texts.setdefault(key, name)
    proven = {key for key in places if _is_proven(texts[key], host)}
    sure = [key for key in places if key in proven or len(places[key]) >= _AGREE]
    best = max(
        sure,
        key=lambda key: (key in proven and len(places[key]) >= _AGREE, key in proven, len("".join(key))),
        default=None,
    )
    if stated and _is_kept(stated, places, best, best in proven and _TITLE in places.get(best or (), ())):
        return stated
    return texts[best] if best else None


def _is_kept(stated: str, places: Mapping[tuple[str, ...], Set[int]], best: tuple[str, ...] | None, sure: bool) -> bool:
    """Whether a doubtful stated name is better than the best of the printed ones. ``sure``: the title has that."""
    key = tuple(words(stated))
    if best is None or sure or is_company(stated) or len(key) > NAME_WORDS_MOST or "|" in stated:
        return best is None
    is_short = len(best) == 1 and len(best[0]) <= _ACRONYM_MOST
    return key in places or set(best) <= set(key) or is_short


def _is_proven(name: str, host: str) -> bool:
    """Whether a host is made of a name: of more than the label of a part of the site ("blogs")."""
    first, _, rest = host.removeprefix("www.").partition(".")
    return is_of_host(name, host) and not ("." in rest and "".join(words(name)) == first.replace("-", ""))


def _names(tree: Tree, data: Structured, host: str) -> Iterator[tuple[int, str]]:
    """Places of a page that may hold the site's name, and what they hold."""
    pieces = [piece.strip() for piece in _TITLE_BARS.split(data.title or "") if piece.strip()]
    if len(pieces) > 1:
        yield from ((_TITLE, piece) for piece in (pieces[-1], pieces[0]))
    app = data.first("apple-mobile-web-app-title", "application-name")
    if app:
        yield _APP, app
    source = data.first("source", "copyright")
    if source:
        yield _SOURCE, _MARK_END.sub("", source)
    yield from ((_HOME, text) for text in _on_front_links(tree.parser, host))
    for node in tree.parser.css('link[type="application/rss+xml"], link[type="application/atom+xml"]')[:2]:
        yield _FEED, _FEED_END.sub("", node.attributes.get("title") or "")
    for run in tree.runs[-_FOOT_RUNS:]:
        if run.size < _MARK_MOST and ("©" in run.text or "opyright" in run.text or "(c)" in run.text):
            behind = _MARK_BEHIND.fullmatch(run.text)  # "The Weir © 2021"
            if behind:
                yield _MARKED, behind[1]
            found = _MARK.search(run.text)
            if found:
                yield _MARKED, _MARK_END.sub("", found[1])


def _on_front_links(parser: LexborHTMLParser, host: str) -> Iterator[str]:
    """What links to the front page print, and say of themselves."""
    fronts = ["/", "./", *(f"{scheme}://{host}{end}" for scheme in ("https", "http") for end in ("", "/") if host)]
    selector = ", ".join(f'a[href="{front}"]' for front in fronts if '"' not in front and "\\" not in front)
    for node in parser.css(selector)[:_LINKS_MOST]:
        attrs = node.attributes
        yield from (text for text in (_text(node), attrs.get("title"), attrs.get("aria-label")) if text)
        image = node.css_first("img[alt]")
        if image is not None:
            yield image.attributes.get("alt") or ""


def _text(node: LexborNode) -> str:
    """What a link prints: a drawn logo's style sheets are none of it."""
    if node.css_first("style, script") is not None:
        return ""
    return " ".join(node.text().split())
