"""The text that a page states for machines (JSON-LD ``articleBody``) beside the text that it prints.

Where both are one text, what stands in the printed text only is a box of the page; where the page prints a beginning
and states the whole, the whole is read. A stated text is never trusted alone: sites state summaries, other editions
and whole pages there.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import Any

from tasks.split.html.rules import BEGINNING_MOST, LINE_SHARE, STATED_AGREE, STATED_LEAST, STATED_MORE, STATED_SHARE
from tasks.split.html.tree import Run

_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"\n|<(?:br|/p|/div|/h\d|/li)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_HEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6"])


def stated_paragraphs(stated: Any) -> tuple[str, ...]:
    """The paragraphs of a JSON-LD text, without markup; empty when there are fewer than ``STATED_LEAST`` characters."""
    if isinstance(stated, list):
        stated = "\n".join(piece for piece in stated if isinstance(piece, str))
    if not isinstance(stated, str) or len(stated) < STATED_LEAST:
        return ()
    text = unescape(stated) if "&" in stated else stated
    pieces = (" ".join(_TAG.sub(" ", piece).split()) for piece in _BREAK.split(text))
    return tuple(piece for piece in pieces if piece)


def agreed(body: list[Run], stated: tuple[str, ...]) -> list[Run]:
    """The printed text without the lines that the stated text does not have, where both are the same text."""
    known = _pairs(" ".join(stated))
    shared = [_share(run.text, known) for run in body]
    size = sum(run.size for run in body)
    same = sum(run.size * share for run, share in zip(body, shared, strict=True))
    if not size or same < STATED_SHARE * size or same < STATED_AGREE * sum(map(len, stated)):
        return body
    start = next(at for at, share in enumerate(shared) if share > LINE_SHARE)  # a standfirst is seldom stated
    end = len(body)
    while body[end - 1].tag in _HEADINGS or shared[end - 1] <= LINE_SHARE:
        end -= 1
    return body[:start] + [
        run
        for run, share in zip(body[start:end], shared[start:end], strict=True)
        if share > LINE_SHARE or run.tag in _HEADINGS
    ]


def is_longer(body: list[Run], stated: tuple[str, ...]) -> bool:
    """Whether the page prints only the beginning of the text that it states."""
    size = sum(run.size for run in body)
    if size > BEGINNING_MOST or sum(map(len, stated)) < STATED_MORE * size + STATED_LEAST:
        return False
    known = _pairs(" ".join(stated))
    return sum(run.size * _share(run.text, known) for run in body) >= STATED_SHARE * size


def _pairs(text: str) -> set[tuple[str, str]]:
    words = _WORD.findall(text.casefold())
    return set(pairwise(words))


def _share(text: str, known: set[tuple[str, str]]) -> float:
    """Share of the neighbouring words of a line that the stated text has as neighbours too."""
    words = _WORD.findall(text.casefold())
    if len(words) < 2:
        return 1.0
    return sum(pair in known for pair in pairwise(words)) / (len(words) - 1)
