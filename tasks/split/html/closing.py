"""The end of a text looked for from the end backwards: calls of the house, notices, short lives of authors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.split.html.closing_words import ABOUT, CALL, HOUSE, LEGAL, NEWSROOM, NOTICE, STRONG_CALL, TRADE
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run
from tasks.text import LazyPattern

_LINES = frozenset(["p", "div", "span", "em", "section", "small", "blockquote"])
_ITEMS = _LINES | {"li"}
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_SIGNED = re.compile(r"[(（【［\[][^()（）]{1,14}[)）】］\]]")
"""A last line that is a name or a sign in brackets."""
_STRANGER = LazyPattern(
    r"\W*((?:[A-ZÀ-ÖØ-Þ][\w.'’-]+ ){2,4})(?:\([^()]{1,60}\) )?(?:is|was|has|writes|covers|works|ist|war|schreibt|est|"
    r"écrit|es|escribe|é|è|schrijft)\b"
)
"""How the life of somebody begins whom the page names nowhere else."""
_REACH, _LINE_MOST, _LEAST = 8, 320, 2
"""Lines from the end in which calls and notices are looked for, their characters, and how many doubtful ones stand
beside each other before they count."""
_SHARE, _MOST = 0.15, 450
"""Share of the text, or characters, that such lines have together at most."""
_NOTICE_MOST = 900
"""Characters of a notice, which lawyers write long, and of the lives of a text's authors."""
_CALL_MOST = 100
"""Characters of an item of a list behind a text that calls its reader to something."""
_LABEL_MOST = 60
"""Characters of a line among them that is no sentence."""
_NAME_REACH, _NAME_PLACE, _LIFE_LEAST = 80, 3, 60
"""Characters of a line in which the name of its subject stands, first lines of a text that may be its byline, and
characters of a life: a reporter who signs off with a name says no more."""


def without_closing(body: list[Run], site: str | None) -> list[Run]:
    """The text without the lines behind its last paragraph that the site adds. ``site``: its name, None: not known.

    One plain sign is enough (a notice, "follow us"); signs that an author may give as well count from two lines on.
    """
    return _up_to(body, _end(body, site))


def without_lives(body: list[Run], site: str | None, authors: Sequence[str]) -> list[Run]:
    """A text without its closing, without the lives of its authors behind it and what stands before those."""
    if len(body) > 1 and _SIGNED.fullmatch(body[-1].text):
        body = body[:-1]
    life = _life(body, authors)
    if life == len(body) and body:
        life -= _is_stranger(body)
    return _up_to(body, _end(body[:life], site)) if life < len(body) else body


def _up_to(body: list[Run], end: int) -> list[Run]:
    if end == len(body):
        return body
    while end and body[end - 1].tag in HEADINGS:
        end -= 1
    return body[:end]


def _end(body: list[Run], site: str | None) -> int:
    most = max(_SHARE * sum(run.size for run in body), _MOST)
    end = len(body)
    cut = doubtful = 0
    for at in range(len(body) - 1, max(0, len(body) - 1 - _REACH), -1):
        run = body[at]
        if _is_notice(run):
            end, doubtful = at, 0
            continue
        cut += run.size
        if cut > most or run.size > _LINE_MOST:
            break
        if run.tag in _LINES and _may_call(run, site):
            doubtful += 1
            if doubtful >= _LEAST:
                end = at
        elif run.size > _LABEL_MOST or run.text[-1] in ".!?。！？…":
            break
        else:
            doubtful = 0
    return end


def _is_notice(run: Run) -> bool:
    """Whether a line is plainly none of the author's."""
    text = run.text
    if run.tag not in _ITEMS or run.size > _NOTICE_MOST:
        return False
    if run.tag == "li":
        return run.size <= _CALL_MOST and bool(STRONG_CALL.search(text))
    if LEGAL.search(text) or NEWSROOM.search(text):
        return True
    return run.size <= _LINE_MOST and bool(STRONG_CALL.search(text) or NOTICE.match(text))


def _may_call(run: Run, site: str | None) -> bool:
    """Whether a line may call its reader to do something for the house."""
    text = run.text
    if CALL.search(text) or _MAIL.search(text):
        return True
    named = site is not None and len(site) > 3 and site.casefold() in text.casefold()
    return named and bool(HOUSE.search(text) or run.link_size)


def _is_stranger(body: list[Run]) -> bool:
    """Whether the last line is the life of somebody whom the text does not name: its writer."""
    last = body[-1]
    named = _STRANGER.match(last.text) if last.tag in _LINES and _LIFE_LEAST <= last.size <= _NOTICE_MOST else None
    if not named or not TRADE.search(last.text) or last.size > _SHARE * sum(run.size for run in body):
        return False
    name = named[1].split()
    return not any(name[-1] in run.text for run in body[:-1])


def _life(body: list[Run], authors: Sequence[str]) -> int:
    """Where the lives of the authors begin that stand behind a text; its end where none does."""
    names = [name for name in authors if len(name.split()) > 1]
    most = max(_SHARE * sum(run.size for run in body), _NOTICE_MOST)
    cut = 0
    found = len(body)
    for at in range(len(body) - 1, max(_NAME_PLACE, len(body) - 1 - _REACH), -1):
        cut += body[at].size
        if cut > most or body[at].tag not in _LINES:
            break
        if body[at].size >= _LIFE_LEAST and any(name in body[at].text[: _NAME_REACH + len(name)] for name in names):
            found = at
    if found == len(body):
        return found
    headed = body[found - 1] if body[found - 1].tag in HEADINGS else None
    is_told = any(name in run.text for run in body[_NAME_PLACE:found] if run is not headed for name in names)
    is_section = headed is not None and not (ABOUT.search(headed.text) or any(name in headed.text for name in names))
    return len(body) if is_told or is_section else found
