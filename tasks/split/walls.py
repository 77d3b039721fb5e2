"""Walls: pages at status 200 that stand in an article's place (bot checks, missing pages, consent, logins, …). Pure.

Nothing that one site alone prints is looked for. A wall has little text, calls itself by a title that many systems
share in many languages, and says in its text, its markup or its address what it is. One of these alone proves
nothing: a story *about* cookies, logins or missing pages has a title, a text or a statement of its own, and stays an
article.
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

ASKED_AGAIN = frozenset({"wall_bot_check", "wall_consent", "maintenance_page", "wall_login"})
"""Kinds of walls behind which the page may stand another day."""
_MOST_UNITS = 220
"""Words (or two letters of a script without spaces) beyond which a text is no wall's."""
_FEW_UNITS = 30
_ENOUGH = 4
_HEAD_BYTES = 200_000
_NOISE = re.compile(r"<(script|style|noscript|svg|template)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")
_TITLE = re.compile(r"<title[^>]{0,200}>(.*?)</title", re.DOTALL | re.IGNORECASE)
_H1 = re.compile(r"<h1[^>]{0,500}>(.*?)</h1", re.DOTALL | re.IGNORECASE)
_NOINDEX = re.compile(r"<meta[^>]{0,300}\bnoindex\b", re.IGNORECASE)
_STATED = re.compile(
    r"[\"'](?:news|blog|live|report\w*|opinion\w*)?(?:article|posting)[\"']|article:published_time|\bdatepublished\b",
    re.IGNORECASE,
)
"""How a page states for machines that it is an article."""
_PARTS = re.compile(r"\s+[|–—·:»«•-]+\s+|\s*[|»]\s*|: ")
_WORDLESS = re.compile("[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]")
_EDGES = " \t\r\n.,!?…:;-–—|\"'“”„()[]。！？"
_LOGIN_PATH = re.compile(
    r"/(?:log[-_]?in|sign[-_]?in|signon|auth|sso|oauth2?|account/(?:login|signin)|users?/(?:login|sign_in)|anmelden|connexion)"
    r"(?:[/.?]|$)",
    re.IGNORECASE,
)
_CONSENT_PATH = re.compile(
    r"^(?:consent|guce|privacy|cmp)\.|/(?:consent|cookie-?wall|privacy-?(?:wall|gate)|gdpr)(?:[/.?]|$)", re.I
)
_MISSING_PATH = re.compile(r"/(?:404|not[-_]?found|page-not-found|error(?:/404|404)?)(?:[/.?]|$)", re.IGNORECASE)


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


def check_wall(
    text: str, *, is_html: bool, title: str | None, body: str | None, url: str | None, asked_url: str | None
) -> None:
    """Raise Wall when the page is one.

    ``title`` and ``body`` are those of the primary article as it was split, None where there is none; ``asked_url`` is
    the address before redirects.
    """
    # Nearly every page has a body that is too long for a wall's: no more of it is looked at.
    words = body or (_shown(text) if is_html else text)
    units = _units(words)
    if units > _MOST_UNITS:
        return
    head = text[:_HEAD_BYTES] if is_html else ""
    titles = _titles(head, title, "" if is_html else text)
    is_stated = bool(_STATED.search(head))
    moved = _moved_to(url, asked_url)
    for kind in _kinds():
        score, why = _score(kind, titles, words, head, moved)
        if is_html and _NOINDEX.search(head):
            score += 1
        score += units <= _FEW_UNITS
        if score - 3 * is_stated >= _ENOUGH and why:
            raise Wall(kind.reason, f"this is no article but {_NAMES[kind.reason]}: {'; '.join(why)}")


def _score(kind: _Kind, titles: list[str], words: str, head: str, moved: str | None) -> tuple[int, list[str]]:
    score, why = 0, []
    called = next((title for title in titles if kind.titles.fullmatch(title)), None)
    if called is not None:
        score, why = 3, [f"it is titled {called!r}"]
    lower = words.lower()
    cues = [found[0] for cue in kind.cues if (found := cue.search(lower))]
    mark = kind.marks.search(head) if kind.marks and head else None
    if moved == kind.reason:
        score += 3
        why.append("its address was changed to such a page's")
    if mark and kind.reason == "wall_login" and not why:
        mark = None  # Many pages have a form for readers in their header.
    if mark:
        score += 1 if called or moved == kind.reason else 2
        why.append(f"its markup has {mark[0]!r}")
    if not why and len(cues) < 3:
        return 0, []
    if cues:
        score += min(len(cues), 2)
        why.append(f"its text says {', '.join(map(repr, cues[:3]))}")
    return score, why if called or mark or moved == kind.reason else []


_NAMES = {
    "wall_bot_check": "a check for bots", "not_found_page": "a page that says that nothing is here",
    "wall_consent": "a question for consent", "wall_login": "a login", "wall_geo": "a refusal for this country",
    "maintenance_page": "a notice that the site is not working now",
}  # fmt: skip


@cache
def _kinds() -> tuple[_Kind, ...]:
    values = tomllib.loads(files("tasks.split").joinpath("wall_phrases.toml").read_text(encoding="utf-8"))
    return tuple(
        _Kind(
            reason,
            re.compile("|".join(f"(?:{one})" for one in told["titles"]), re.IGNORECASE),
            tuple(re.compile(one, re.IGNORECASE | re.MULTILINE) for one in told["cues"]),
            re.compile("|".join(told["marks"]), re.IGNORECASE) if "marks" in told else None,
        )
        for reason, told in values.items()
    )


def _titles(head: str, title: str | None, plain: str) -> list[str]:
    """What the page calls itself: its titles, whole, and each without the name of its site."""
    found = [title or "", *(_plain(m[1]) for p in (_TITLE, _H1) if (m := p.search(head)))]
    found += plain.strip().splitlines()[:1]
    parts = [part for one in found for part in (one, *_PARTS.split(one))]
    return [text for text in dict.fromkeys(part.strip(_EDGES) for part in parts) if text]


def _plain(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).replace("’", "'").split())


def _shown(markup: str) -> str:
    """The text of a page as it is shown, roughly: scripts, styles, comments and tags left out."""
    return _plain(_TITLE.sub(" ", _NOISE.sub(" ", markup)))


def _units(text: str) -> int:
    words = len(text.split())
    return words if words > _MOST_UNITS or text.isascii() else words + len(_WORDLESS.findall(text)) // 2


def _moved_to(url: str | None, asked_url: str | None) -> str | None:
    """Which kind of wall the address speaks of that a redirect led to; None: no redirect, or none of these."""
    if not url or not asked_url or not asked_url.startswith(("http://", "https://")):
        return None
    here, asked = urlsplit(url), urlsplit(asked_url)
    if (here.netloc, here.path.rstrip("/")) == (asked.netloc, asked.path.rstrip("/")):
        return None
    place = {
        "wall_login": _LOGIN_PATH.search(here.path) and not _LOGIN_PATH.search(asked.path),
        "wall_consent": _CONSENT_PATH.search(here.netloc) or _CONSENT_PATH.search(here.path),
        "not_found_page": _MISSING_PATH.search(here.path) and not _MISSING_PATH.search(asked.path),
    }
    return next((reason for reason, is_so in place.items() if is_so), None)
