"""An HTML page opened once: its runs, what it states, its addresses. Generic rules and profiles start from it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from tasks.errors import EmptyCapture
from tasks.mojibake import mended
from tasks.split.html.guards import guard
from tasks.split.html.links import Links, absolute, base_of
from tasks.split.html.structured import Structured, read_structured, text_of
from tasks.split.html.tree import Tree
from tasks.split.html.walk import read_tree


@dataclass(slots=True)
class HtmlPage:
    """What every way of splitting a page needs to know of it."""

    tree: Tree
    data: Structured
    links: Links
    url: str | None
    """Address the page was captured from, absolute; None: not known."""
    base: str | None
    """What relative links are read against; a capture that does not tell where it comes from says so itself."""
    canonical: str | None
    place: dict[int, int]
    """Number of each run by its ``id``."""
    host: str
    """Host of the page, empty when its address is not known."""

    @property
    def own(self) -> set[str]:
        """Addresses of the page itself, bare: links to them are no related articles."""
        return {one.split("#")[0].rstrip("/") for one in (self.canonical, self.url) if one}


def _states_article(data: Structured) -> bool:
    """Whether a page whose scripts would print it says for machines which article it is."""
    is_article = "article" in (data.first("og:type") or "").lower() and data.first("og:title") is not None
    return is_article or bool(text_of(data.article.get("headline")))


def open_html(html: str, url: str | None) -> HtmlPage:
    """Guard, parse and walk a page.

    Raises EmptyCapture when it prints no text and states no article, HostileMarkup when its markup would exhaust the
    parser.
    """
    guard(html)
    url = absolute(url, None)
    html = mended(html)
    tree = read_tree(html)
    tree.source = html
    data = read_structured(tree.parser)
    if not tree.runs and not _states_article(data):
        raise EmptyCapture(f"{url or 'page'}: no text in {len(html)} characters of markup; fetch it again")
    base = base_of(tree.parser, url)
    canonical = absolute(data.canonical, base) or absolute(data.first("og:url"), base)
    base = base or canonical
    place = dict(zip(map(id, tree.runs), range(len(tree.runs)), strict=True))
    return HtmlPage(tree, data, Links(base), url, base, canonical, place, urlsplit(base).netloc if base else "")
