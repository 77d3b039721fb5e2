"""What each tag is to the walk: a block, part of a line, or nothing that a reader sees; and what it says by itself."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.split.html.cues import TAGS_BITS

SKIP, BREAK, INLINE, BLOCK, PARA, PLAIN = 0, 1, 2, 3, 4, 5
KIND: dict[str, int] = {}
for _kind, _names in (
    (
        SKIP,
        "script style svg template noscript iframe object canvas audio video math select datalist input meta link img "
        "source wbr head base track param map area textarea embed col colgroup -comment -doctype title",
    ),
    (BREAK, "br"),
    (INLINE, "a span font label time cite small data output"),
    (
        PLAIN,
        "b i em strong u s sub sup mark abbr q code kbd ins del bdi bdo big samp var dfn tt strike acronym ruby rb rt "
        "rp nobr",
    ),
    (PARA, "p h1 h2 h3 h4 h5 h6 pre"),
):
    for _name in _names.split():
        KIND[_name] = _kind

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
CELLS = frozenset(["td", "th", "dd", "dt"])
"""Tags of values in tables and lists of terms: there a date alone is one of them."""
_OWN_TAGS = 200
TAGS: dict[int, tuple[str, int, int]] = {}
"""Name, kind and cues of HTML's own tags by their number, as they are met."""


def tag_of(node: LexborNode) -> tuple[str, int, int]:
    """Name, kind and cues of an element's tag; those of HTML's own tags are remembered by their number."""
    tag = node.tag or ""
    found = (tag, KIND.get(tag, BLOCK) if tag else SKIP, TAGS_BITS.get(tag, 0))
    if node.tag_id < _OWN_TAGS:  # the numbers of other tags are addresses, good for one page
        TAGS[node.tag_id] = found
    return found


def _tag_id(name: str) -> int:
    body = LexborHTMLParser(f"<body>x<{name}>").body
    node = body.last_child if body is not None else None
    return node.tag_id if node is not None else -1


TEXT_ID, BR_ID, IMG_ID = 2, _tag_id("br"), _tag_id("img")
"""Numbers of nodes that the walk tells apart by their number alone."""
PARTERS = frozenset(map(_tag_id, "div p hr section ul ol figure aside article blockquote".split()))
"""Blocks that part the text around them even where they are empty."""
