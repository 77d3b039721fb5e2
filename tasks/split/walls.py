"""Walls: pages at status 200 that stand in an article's place (bot checks, missing pages, consent, logins, …). Pure.

Nothing that one site alone prints is looked for. A wall has little text, calls itself by a title that many systems
share in many languages, and says in its text, its markup, its headers or its address what it is. One of these alone
proves nothing: a story *about* cookies, logins or missing pages has a title, a text, a date or a statement of its own,
and stays an article.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from html import unescape
from importlib.resources import files
from urllib.parse import urlsplit

from tasks.errors import SkipPage
from tasks.split.moved import GATE, is_front_page, moved_to

ASKED_AGAIN = frozenset({"wall_bot_check", "wall_consent", "maintenance_page", "wall_login"})
"""Kinds of walls behind which the page may stand another day."""
_NAMES = {
    "wall_bot_check": "a check for bots", "not_found_page": "a page that says that nothing is here",
    "wall_consent": "a question for consent", "wall_login": "a login", "wall_geo": "a refusal for this country",
    "maintenance_page": "a notice that the site is not working now",
}  # fmt: skip
TELLING_HEADERS = frozenset({"cf-mitigated", "x-amzn-waf-action", "x-robots-tag"})
"""Headers of an answer that say whether it is a wall."""
_MOST_UNITS = 220
"""Words (or two letters of a script without spaces) beyond which a text is no wall's."""
_FEW_UNITS = 30
_ENOUGH = 4
_MOST_OF_MARKS, _MOST_OF_TEXT = 3, 2
"""What marks and weak marks bring together, at most, and one more on a page without a title; what the text brings."""
_HEAD_BYTES = 200_000
_NOISE = re.compile(
    r"<(script|style|noscript|svg|template|nav|header|footer|aside)\b[^<]*+(?:<(?!/\1\b)[^<]*+)*+(?:</\1\b|\Z)"
    r"|<!--.*?(?:-->|\Z)",
    re.S | re.I,
)
"""What is no text of the page's own; what is not ended goes on to the end, so that it is looked at once."""
_TAG = re.compile(r"<[^>]{0,2000}>")
_TITLE = re.compile(r"<title[^>]{0,200}>(.*?)</title", re.DOTALL | re.IGNORECASE)
_H1 = re.compile(r"<h1[^>]{0,500}>(.*?)</h1", re.DOTALL | re.IGNORECASE)
_NOINDEX = re.compile(r"<meta[^>]{0,300}\bnoindex\b|^x-robots-tag:.*\bnoindex\b", re.IGNORECASE | re.MULTILINE)
_STATED = re.compile(
    r"[\"'](?:news|blog|live|report\w*|opinion\w*)?(?:article|posting)[\"']|article:published_time|\bdatepublished\b",
    re.IGNORECASE,
)
"""How a page states for machines that it is an article."""
_PARTS = re.compile(r"\s+[|–—·»«•-]+\s+|\s*[|｜»]\s*")
_LEAD = re.compile(
    r"(?:(?:http|error|errore|fehler|erreur|status|ошибка)?\W{0,3}\d{3}\b|oops|ops|ups|hoppla|oups|sorry|désolé|"
    r"lo sentimos|entschuldigung|scusa|beklager|tyvärr|извините|عذراً?|抱歉|죄송합니다|申し訳ありません)\W+",
    re.IGNORECASE,
)
"""A number or a word of regret before what a wall calls itself."""
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*|\n")
_WORDLESS = re.compile("[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]")
_EDGES = " \t\r\n.,!?…:;-–—|\"'“”„()[]。！？"


class Wall(SkipPage):
    """The page is no article but stands in the place of one; ``reason`` says which kind it is."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Kind:
    reason: str
    titles: re.Pattern[str]
    cues: tuple[re.Pattern[str], ...]
    marks: re.Pattern[str] | None
    """What only a wall of this kind has in its markup or headers."""
    weak_marks: re.Pattern[str] | None
    """What other pages have as well."""


@dataclass(frozen=True, slots=True)
class _Page:
    titles: list[str]
    words: str
    head: str
    moved: str | None
    is_untitled: bool
    """It has no title but its own address."""


def check_wall(
    text: str, *, is_html: bool, title: str | None, body: str | None, url: str | None, asked_url: str | None,
    is_dated: bool = False, headers: str = "",
) -> None:  # fmt: skip
    """Raise Wall when the page is one.

    ``title`` and ``body`` are those of the primary article as it was split, None where there is none, and ``is_dated``
    says whether it shows a date; ``asked_url`` is the address before redirects; ``headers`` those of the answer that
    tell something, a line each.
    """
    if is_front_page(url, asked_url):
        raise Wall("not_found_page", f"the page is not here: its address now leads to the site's front page, {url}")
    # Nearly every page has a body that is too long for a wall's: no more of it is looked at.
    words = body or (_shown(text) if is_html else text)
    units = _units(words)
    if units > _MOST_UNITS:
        return
    head = f"{headers}\n{text[:_HEAD_BYTES]}" if is_html else ""
    titles = _titles(head, title, "" if is_html else text, words if units <= _FEW_UNITS else "")
    page = _Page(titles, words, head, moved_to(url, asked_url), is_html and _is_untitled(head, url))
    general = bool(is_html and "noindex" in head.lower() and _NOINDEX.search(head)) + (units <= _FEW_UNITS)
    general -= 3 * bool(is_dated or _STATED.search(head))
    scored = [(*_score(kind, page, _ENOUGH - general), kind.reason) for kind in _kinds()]
    score, why, reason = max(scored, key=lambda found: found[0])
    if why and score + general >= _ENOUGH:
        raise Wall(reason, f"this is no article but {_NAMES[reason]}: {'; '.join(why)}")


def _score(kind: _Kind, page: _Page, least: int) -> tuple[int, list[str]]:
    """How much speaks for a kind of wall, and what; nothing where only its text does, or where it cannot be ``least``.

    The markup is looked through last, and only where it could still decide: that costs more than all else here.
    """
    score, why = 0, []
    called = next((title for title in page.titles if kind.titles.fullmatch(title)), None)
    if called is not None:
        score, why = 3, [f"it is titled {called!r}"]
    if page.moved == kind.reason:
        score += 3
        why.append("its address was changed to such a page's")
    elif page.moved == GATE:
        score += 2
        why.append("its address leads back to the one that was asked for")
    if score + _MOST_OF_MARKS + _MOST_OF_TEXT + page.is_untitled < least:
        return 0, []
    lower = page.words.lower()
    cues = [found[0] for cue in kind.cues if (found := cue.search(lower))]
    said = min(len(cues), _MOST_OF_TEXT)
    if score + _MOST_OF_MARKS + said + page.is_untitled < least:
        return 0, []
    mark = kind.marks.search(page.head) if kind.marks else None
    if mark:
        score += 1 if why else 2
        why.append(f"its markup has {mark[0]!r}")
    weak = kind.weak_marks.search(page.head) if kind.weak_marks and (why or page.is_untitled) else None
    if weak:
        score += 1 + page.is_untitled
        why.append(f"its markup has {weak[0]!r}")
    if cues and why:
        score += said
        why.append(f"its text says {', '.join(map(repr, cues[:3]))}")
    return score, why


@cache
def _kinds() -> tuple[_Kind, ...]:
    values = tomllib.loads(files("tasks.split").joinpath("wall_phrases.toml").read_text(encoding="utf-8"))
    return tuple(
        _Kind(
            reason,
            # What follows a colon is a headline's own.
            re.compile("|".join(f"(?:{one.replace('.*', '[^:]*')})" for one in told["titles"]), re.IGNORECASE),
            tuple(re.compile(one, re.IGNORECASE | re.MULTILINE) for one in told["cues"]),
            _any_of(told.get("marks")),
            _any_of(told.get("weak_marks")),
        )
        for reason, told in values.items()
    )


def _any_of(expressions: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(expressions), re.IGNORECASE) if expressions else None


def _titles(head: str, title: str | None, plain: str, short: str) -> list[str]:
    """What the page calls itself: its titles, whole, and each without the name of its site or a number before it.

    A text of few words is all title: ``short``.
    """
    found = [*(_plain(m[1]) for p in (_TITLE, _H1) if (m := p.search(head))), title or ""]
    found += plain.strip().splitlines()[:1]
    # A site's name may stand before a colon; a headline goes on behind one.
    parts = [part for one in found for part in (one, *_PARTS.split(one), one.rpartition(": ")[2])]
    parts += _SENTENCE.split(short)
    parts += [_LEAD.sub("", part, count=1) for part in parts]
    return [text for text in dict.fromkeys(part.strip(_EDGES) for part in parts) if text]


def _is_untitled(head: str, url: str | None) -> bool:
    host = urlsplit(url or "").netloc
    names = [_plain(m[1]) for p in (_TITLE, _H1) if (m := p.search(head))]
    return all(not name or (host and host in name and " " not in name) for name in names)


def _plain(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).replace("’", "'").split())


def _shown(markup: str) -> str:
    """The text of a page as it is shown, roughly: scripts, menus, comments and tags left out."""
    return _plain(_TITLE.sub(" ", _NOISE.sub(" ", markup)))


def _units(text: str) -> int:
    words = len(text.split(None, _MOST_UNITS))
    return words if words > _MOST_UNITS or text.isascii() else words + len(_WORDLESS.findall(text)) // 2
