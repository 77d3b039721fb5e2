"""Links of a listing page that read like headlines, for listings that no layout explains. Pure.

Read tag by tag, in time in proportion to the page: parsers of HTML are not, for what strangers may send, and this runs
outside the processes that may be killed.
"""

from __future__ import annotations

import re
from html import unescape

from tasks.discover.feeds import Found, absolute
from tasks.discover.xml import ATTRIBUTE, TAG
from tasks.text import count_words

_FEWEST_WORDS = 4
_MOST_LINKS = 10_000
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title)\b.*?(?:</\1\b|\Z)", re.S | re.I)
"""What a reader does not see; what is not ended goes on to the end of the page."""


def read_anchors(text: str, base: str) -> Found:
    """Addresses of the links whose text has at least four words (eight characters without spaces), absolute, each once,
    in the page's order.

    Of more than 10,000 the first are taken, which the warning says.
    """
    root, found, is_cut = _anchors(_UNSEEN.sub(" ", text), base)
    links: dict[str, None] = {}
    for href, words in found:
        if _is_headline(words) and not href.startswith("#"):
            links |= absolute(root, href.strip())
    if len(links) <= _MOST_LINKS and not is_cut:
        return Found(tuple(links))
    return Found(tuple(links)[:_MOST_LINKS], f"only the first {min(len(links), _MOST_LINKS)} of its links were taken")


def _is_headline(words: str) -> bool:
    # Of scripts without spaces each character counts.
    return len(words.split()) >= _FEWEST_WORDS or count_words(words) >= 2 * _FEWEST_WORDS


def _anchors(text: str, base: str) -> tuple[str, list[tuple[str, str]], bool]:
    """The address that links are relative to, the links with their texts, and whether there are more."""
    root, found = None, []
    is_cut = False
    href: str | None = None
    words: list[str] = []
    end = 0
    for tag in TAG.finditer(text):
        name = tag["name"].lower()
        if href:
            words.append(unescape(text[end : tag.start()]))
        end = tag.end()
        values = {} if name not in ("a", "base", "img") or tag["slash"] else _attributes(tag["attributes"])
        if name == "base" and root is None:
            root = values.get("href")
        elif name == "img" and href:
            words.append(values.get("alt", ""))
        elif name == "a":
            if href:
                found.append((href, " ".join(words)))
            href, words = values.get("href"), []
        if len(found) >= 5 * _MOST_LINKS:
            href, is_cut = None, True
            break
    if href:
        found.append((href, " ".join([*words, unescape(text[end:])])))
    return next(iter(absolute(base, root or "")), base), found, is_cut


def _attributes(written: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, *forms in ATTRIBUTE.findall(written):
        values.setdefault(key.lower(), unescape("".join(forms)))
    return values
