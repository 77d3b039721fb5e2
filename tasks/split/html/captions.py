"""Captions without a tag of their own: the only words beside a picture in its box."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.split.html import cues as c
from tasks.split.html.openings import Phrases
from tasks.split.html.rules import (
    CAPTION_BOX_RUNS,
    CAPTION_MOST,
    CAPTION_NAMED_MOST,
    CAPTIONS_SHARE,
    WRAPPERS_MOST,
)
from tasks.split.html.tags import CELLS, HEADINGS
from tasks.split.html.tree import Tree

_HEAD = c.PUBLISHER | c.DATE
"""Cues of the line above a title, where an outlet's sign stands beside its name and the date."""
_NO_BOX = frozenset(["li", "p", "a", "body", "main", "article", "pre", "tr", "dl"]) | HEADINGS | CELLS
_CREDIT = Phrases(
    r"\b(?:foto(?:graf\w*)?|photo(?:graph\w*)?|fotoğraf|pictures?|images?|bild|credit|фото|снимок|снимка)\b ?"
    r"(?:[:：/|©]|by\b|von\b|di\b|de\b|автора)|\bφωτ|"
    r"\b(?:foto|фото|archivio|archiv|arkiv) [^\W\d_]+(?: [^\W\d_]+)?\W*$|"
    r"[ⓒ©]|[摄攝]\W*$|撮影|写真|사진|ภาพ[ :：]|ছবি\s?:|عکس\s?:|تصوير\s?:|ảnh\s?:"
)
"""How a line behind a picture says who took it."""
_HINT = re.compile("foto|photo|picture|image|bild|credit|archiv|arkiv")
"""Without which no line in ASCII does; a look, before the search."""


def mark_captions(tree: Tree) -> None:
    """Mark the words beside pictures as captions, unless they are much of its prose: then it is told in boxes."""
    found = set(_credited(tree))
    for elem in _boxes(tree):
        low, high = tree.first[elem], tree.last[elem]
        runs = tree.runs[low:high]
        most = CAPTION_NAMED_MOST if tree.bits[elem] & (c.FIGURE | c.CAPTION) else CAPTION_MOST
        is_head = any(run.tag in HEADINGS or run.tag == "li" or run.bits & _HEAD == _HEAD for run in runs)
        if sum(run.size for run in runs) <= most and not is_head:
            found.update(range(low, high))
    mass = sum(tree.runs[at].prose for at in found)
    if not mass or mass <= CAPTIONS_SHARE * sum(run.prose for run in tree.runs):
        for at in found:
            tree.runs[at].bits |= c.CAPTION


def _credited(tree: Tree) -> Iterator[int]:
    """Numbers of the short lines right behind pictures that name who took them."""
    for _, at in tree.pictures:
        run = tree.runs[at] if at < len(tree.runs) else None
        if run is None or run.size > CAPTION_MOST or run.tag in HEADINGS:
            continue
        if (not run.text.isascii() or _HINT.search(run.text.lower())) and _CREDIT.search(run.text):
            yield at


def _boxes(tree: Tree) -> set[int]:
    """The smallest elements that hold a picture and a text, where they hold few texts; wrappers of them included."""
    out: set[int] = set()
    for node, _ in tree.pictures:
        up = node.parent
        place = None
        for _ in range(WRAPPERS_MOST):
            if up is None:
                break
            place = tree.places.get(up.mem_id)
            if place is not None:
                break
            up = up.parent
        if place is None or place[0] <= 0 or place[1]:
            continue  # no text around it, or a picture in a link: a card's
        elem = place[0]
        if tree.tag[elem] not in _NO_BOX and tree.last[elem] - tree.first[elem] <= CAPTION_BOX_RUNS:
            out.add(elem)
    return out
