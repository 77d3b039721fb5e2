"""What a related item leads to: an article, or a section, a product, an advertisement, a legal page, a person.

Read from the address first, then from the wording of the title, then from the card around it. Words are in
``link_words.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tasks.records import Label, LinkKind
from tasks.split.html import cues as c
from tasks.split.html.byline_words import is_name
from tasks.split.html.cards import Card
from tasks.split.html.links import same_domain
from tasks.split.html.tags import HEADINGS

_FILE = Path(__file__).with_name("link_words.toml")
_PRICE = re.compile(r"(?:[$€£¥₹]|\b(?:USD|EUR|Rs\.?)\s?)\d|\d\s?(?:€|EUR\b|zł\b|kr\b)|\b\d+% off\b", re.IGNORECASE)
_PAID = re.compile(
    r"(?i)^\W*(?:sponsored|promoted|ad|advertisement|paid (?:content|post)|partner content|anzeige|gesponsert|"
    r"publicidad|patrocinado|contenu sponsorisé|sponsrad|annons|reklam|広告|广告)\b"
)
_DATED_PATH = re.compile(r"/(?:19|20)\d\d/?[-/]?(?:0?[1-9]|1[0-2])(?:[/-]|$)|/(?:19|20)\d{6}(?:/|-|$)")
_NUMBER = re.compile(r"(?:^|[-_./a-z])\d{5,}(?:$|[-_./?])|[a-z]?\d{6,}")
_DIGITS = re.compile(r"\d{5}")
"""Without which there is none; a look, before the search."""
_OPAQUE = re.compile(r"(?=.*\d)[\da-z]{8,}(?:-[\da-z]{4,})*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_STEM = re.compile(r"[.:]")
_GROUP = re.compile(
    r"(?:^|[-_])(?:categor(?:y|ies|ia|ias|ie|ieen)|kategorien?|tags?|topics?|spotlight|dossiers?|hubs?)$"
)
_GROUP_PREFIX = re.compile(r"(?:category|kategorie|categor[ií]a|catégorie|portal|tag|topic):")
_TOOL = re.compile(
    r"(?:^|[-_])(?:calculator|rechner|simulator|configurator|konfigurator|finder|comparison-tool)(?:\.\w+)?$"
)
_SOLD = re.compile(
    r"(?:^|-)(?:services?|solutions|consulting|agency|company|contractors?|rentals?|software|pricing|quotes?|"
    r"certifications?|courses?|training|packages|tours?|templates?|"
    r"near-me|leistungen|dienstleistungen|lösungen|servicios|soluciones|serviços|soluções|servizi|prestations)$"
)
"""How the address of a page ends that sells something, and ..."""
_TOLD = re.compile(
    r"(?i)\d|[?!:,–—]|\b(?:how|what|why|when|which|best|top|vs|guide|tips|review|wie|was|warum|comment|cómo)\b"
)
"""... what the title of such a page does not say."""
_PAID_QUERY = re.compile(
    r"(?:^|&)(?:utm_medium=(?:cpc|ppc|cpm|paid\w*|affiliates?|display|native|sponsored)(?:&|$)|merchant=)"
)
_POLICIES = frozenset(["policy", "disclosure", "disclaimer"])
_LEGAL = re.compile(r"\b(?:terms of (?:sale|use|service)|(?:privacy|cookie|disclosure|copyright) policy)$")
_SLUG_WORDS, _LONG_SLUG = 4, 5
_FOLDER_WORDS = 3
_TITLE_WORDS, _LONG_TITLE = 4, 6
_SPACELESS = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SPACELESS_TITLE = 10


class _Words:
    """The lists of ``link_words.toml``: parts of paths and of hosts as sets, beginnings of titles as tuples."""

    def __init__(self) -> None:
        said: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))

        def parts(key: str) -> frozenset[str]:
            return frozenset(said[key].split())

        def titles(key: str) -> tuple[str, ...]:
            return tuple(said[key].split("|"))

        self.legal_paths, self.person_paths = parts("legal_paths"), parts("person_paths")
        self.product_paths, self.section_paths = parts("product_paths"), parts("section_paths")
        self.index_paths = parts("index_paths")
        self.job_paths, self.article_paths = parts("job_paths"), parts("article_paths")
        self.ad_hosts, self.ad_host_parts = parts("ad_hosts"), parts("ad_host_parts")
        self.ad_paths, self.app_hosts = parts("ad_paths"), parts("app_hosts")
        self.legal_titles, self.product_titles = titles("legal_titles"), titles("product_titles")
        self.section_titles, self.call_titles = titles("section_titles"), titles("call_titles")


_words = cache(_Words)


@dataclass(frozen=True, slots=True)
class _Address:
    host: str
    parts: tuple[str, ...]
    query: str
    slug_words: int
    """Words of its longest part."""
    is_dated: bool
    has_number: bool

    @property
    def last(self) -> str:
        return self.parts[-1] if self.parts else ""


@lru_cache(1024)  # a card's is asked for twice, and lists repeat their links
def _address(url: str) -> _Address:
    try:
        split = urlsplit(url)
        host, path = (split.hostname or "").removeprefix("www."), unquote(split.path)
    except ValueError:
        return _Address("", (), "", 0, is_dated=False, has_number=False)
    parts = tuple(
        part.casefold().replace(" ", "-")
        for part in path.split("/")
        if part and part not in ("index.html", "index.php")
    )
    slugs = [[word for word in _WORD.findall(part) if not word.isdigit()] for part in parts]
    named = "/".join(parts)
    has_number = bool(_DIGITS.search(named) and _NUMBER.search(named)) or bool(
        parts and _OPAQUE.fullmatch(parts[-1].split(".")[0])
    )
    slug_words = max(map(len, slugs), default=0)
    return _Address(host, parts, split.query, slug_words, bool(_DATED_PATH.search(path)), has_number)


def kind_of(card: Card, href: str, page_host: str) -> LinkKind:
    """What a card leads to. ``href``: its address, relative without the page's; ``page_host``: of the page."""
    words, at = _words(), _address(card.url or href)
    title = card.title.text.casefold().strip()
    if _is_ad(card, at):
        return LinkKind.AD
    stems = {_STEM.split(part)[0] for part in at.parts}
    end = at.last.rpartition("-")[2]
    is_legal = stems & words.legal_paths or (end in _POLICIES and title.endswith(end))
    is_titled = title.startswith(words.legal_titles) or (_LEGAL.search(title) and not _has_date(card, at))
    if (is_legal and at.slug_words < _LONG_SLUG) or is_titled:
        return LinkKind.LEGAL
    is_slugged = at.slug_words >= _SLUG_WORDS
    first, parents = at.parts[:1], {_STEM.split(part)[0] for part in at.parts[:-1]}
    if _is_person(card, at, parents):
        return LinkKind.PERSON
    if at.host in words.app_hosts or _is_product(card, at, parents, title, page_host):
        return LinkKind.PRODUCT
    if parents & words.job_paths or (stems & words.job_paths and not is_slugged):
        return LinkKind.SECTION if len(at.parts) < 2 else LinkKind.AD
    if title.startswith(words.call_titles) or _is_group(at):
        return LinkKind.SECTION
    if at.is_dated or (is_slugged and at.has_number):
        return LinkKind.ARTICLE
    if _is_section(card, at, stems, parents, title):
        return LinkKind.SECTION
    if is_slugged or at.has_number or (at.slug_words > 2 and stems & words.article_paths):
        return LinkKind.ARTICLE
    return _by_shape(card, at, bool(first))


def _has_date(card: Card, at: _Address) -> bool:
    """Whether a card or its address says when it was published: news is about terms and services, too."""
    return at.is_dated or bool(card.stamp) or bool(card.texts(Label.CARD_DATE))


def _is_ad(card: Card, at: _Address) -> bool:
    words = _words()
    hosts = at.host.split(".")
    return (
        any(".".join(hosts[n:]) in words.ad_hosts for n in range(len(hosts)))
        or (len(hosts) > 2 and hosts[0] in words.ad_host_parts)
        or not words.ad_paths.isdisjoint(at.parts)
        or _PAID_QUERY.search(at.query) is not None
        or bool(card.title.bits & c.AD)
        or any(run.size < 40 and _PAID.match(run.text) for run, _ in card.parts)
    )


def _is_group(at: _Address) -> bool:
    """Whether a part of the path names a group of articles: "category:ports", "blog-categories/ports"."""
    return any(_GROUP.search(part) for part in at.parts[:-1]) or bool(at.parts and _GROUP_PREFIX.match(at.last))


def _is_person(card: Card, at: _Address, parents: set[str]) -> bool:
    """Whether a link leads to somebody's page: its path says so, and its title is a name."""
    name = card.title.text.split(",")[0].strip()
    is_named = is_name(name) and name.istitle() and len(name.split()) <= 4
    return (bool(parents & _words().person_paths) or at.last.startswith("@")) and (is_named or len(at.parts) <= 2)


def _is_product(card: Card, at: _Address, parents: set[str], title: str, page_host: str) -> bool:
    words = _words()
    teaser = Label.CARD_BODY
    if any(_PRICE.search(run.text) for run, label in card.parts if run.size < 40 and label is not teaser):
        return True
    if at.is_dated:
        return False
    if _TOOL.search(at.last):
        return True
    stem = at.last.split(".")[0]
    if _SOLD.search(stem) and not (_has_date(card, at) or parents & words.article_paths or _TOLD.search(title)):
        return True
    is_told = parents & words.article_paths or (at.slug_words >= _SLUG_WORDS and _TOLD.search(title))
    if stem in words.product_paths or (parents & words.product_paths and not is_told):
        return True
    hosts = at.host.split(".")
    is_shop = len(hosts) > 2 and hosts[0] in ("shop", "store", "tickets", "deals", "gutscheine", "abo", "subscribe")
    return is_shop or (title.startswith(words.product_titles) and at.slug_words < _SLUG_WORDS)


def _is_section(card: Card, at: _Address, stems: set[str], parents: set[str], title: str) -> bool:
    words = _words()
    if not at.parts and not at.query:
        return True
    if at.last in words.index_paths and title.split()[-1] in words.index_paths:
        return True
    if title.startswith(words.section_titles) and at.slug_words < _LONG_SLUG:
        return True
    if parents & words.section_paths and len(parents) <= 2 and not at.has_number and at.slug_words < _LONG_SLUG:
        return not (parents & words.article_paths and at.slug_words >= _SLUG_WORDS)
    return len(at.parts) <= 2 and stems <= words.section_paths | words.article_paths


def _by_shape(card: Card, at: _Address, has_path: bool) -> LinkKind:
    """The same where the address does not tell: a title of a headline's length in a card with a date or a teaser."""
    text = card.title.text
    count = len(_WORD.findall(text))
    is_long = count >= _LONG_TITLE or (_SPACELESS.search(text) is not None and len(text) >= _SPACELESS_TITLE)
    is_folder = (
        at.slug_words <= _FOLDER_WORDS and len(_WORD.findall(at.last)) == 1 and not any(map(str.isdigit, at.last))
    )
    if is_folder and not at.query and not card.stamp:
        return LinkKind.UNKNOWN if is_long else LinkKind.SECTION
    has_parts = bool(card.stamp) or any(label in (Label.CARD_DATE, Label.CARD_BODY) for _, label in card.parts)
    if has_path and (is_long or (count >= _TITLE_WORDS and (has_parts or card.title.tag in HEADINGS))):
        return LinkKind.ARTICLE
    if at.query and (is_long or has_parts):
        return LinkKind.ARTICLE
    if at.slug_words <= 2 and count <= _TITLE_WORDS and not has_parts:
        return LinkKind.SECTION
    return LinkKind.ARTICLE if has_parts and count >= 3 else LinkKind.UNKNOWN


def leads_home(url: str | None, href: str, page_host: str) -> bool:
    """Whether a card leads to a page of the same domain."""
    if url is None:
        return True  # relative, and the page's own address is not known
    return bool(page_host) and same_domain(_address(url).host, page_host.removeprefix("www."))
