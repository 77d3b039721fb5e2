"""The end of a text looked for from the end backwards: calls of the house, notices, short lives of authors."""

from __future__ import annotations

import re

from tasks.split.html.rules import CLOSING_LEAST, CLOSING_LINE_MOST, CLOSING_MOST, CLOSING_REACH, CLOSING_SHARE
from tasks.split.html.tree import Run
from tasks.split.html.wording import CALL, HOUSE, NOTICE, STRONG_CALL

_LINES = frozenset(["p", "div", "span", "em", "section", "small"])
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")


def without_closing(body: list[Run], site: str | None) -> list[Run]:
    """The text without the lines behind its last paragraph that the site adds. ``site``: its name, None: not known.

    One plain sign is enough (a notice, "follow us"); signs that an author may give as well count from two lines on.
    """
    most = max(CLOSING_SHARE * sum(run.size for run in body), CLOSING_MOST)
    end = len(body)
    cut = doubtful = 0
    for at in range(len(body) - 1, max(0, len(body) - 1 - CLOSING_REACH), -1):
        run = body[at]
        cut += run.size
        if cut > most or run.size > CLOSING_LINE_MOST or run.tag not in _LINES:
            break
        if STRONG_CALL.search(run.text) or NOTICE.match(run.text):
            end, doubtful = at, 0
        elif _may_call(run, site):
            doubtful += 1
            if doubtful >= CLOSING_LEAST:
                end = at
        else:
            break
    return body[:end]


def _may_call(run: Run, site: str | None) -> bool:
    """Whether a line may call its reader to do something for the house."""
    text = run.text
    if CALL.search(text) or _MAIL.search(text):
        return True
    named = site is not None and len(site) > 3 and site.casefold() in text.casefold()
    return named and bool(HOUSE.search(text) or run.link_size)
