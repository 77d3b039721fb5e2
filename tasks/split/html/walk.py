"""One walk over the parsed tree: runs of text in page order, and the elements that hold them as ranges of runs.

Elements are numbered in page order and kept as parallel lists: the walk is the hot loop of the whole split.
An element holds the runs ``first[e]`` up to, not including, ``last[e]``.
"""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from tasks.split.html.cues import HIDDEN, MEMO, TAGS_BITS, bits_of

_OPTIONS = LexborDocumentOptions.WO_EVENTS.value  # with events, 50 KB of <option> take seconds (measured)

SKIP, BREAK, INLINE, BLOCK, PARA, PLAIN = 0, 1, 2, 3, 4, 5
KIND: dict[str, int] = {}
for _kind, _names in (
    (SKIP, "script style svg template noscript iframe object canvas audio video math select datalist input meta link img "
           "source wbr head base track param map area textarea embed col colgroup -comment -doctype title"),
    (BREAK, "br"),
    (INLINE, "a span font label time cite small data output"),
    (PLAIN, "b i em strong u s sub sup mark abbr q code kbd ins del bdi bdo big samp var dfn tt strike acronym ruby rb rt "
            "rp nobr"),
    (PARA, "p h1 h2 h3 h4 h5 h6 pre"),
):
    for _name in _names.split():
        KIND[_name] = _kind


class Run:
    """One run of text between block boundaries, and later what it is."""

    __slots__ = ("bits", "depth", "elem", "href", "item", "label", "link_size", "links", "prose", "rule", "score", "size", "tag", "text")

    def __init__(
        self, text: str, elem: int, tag: str, depth: int, links: list[tuple[str, str]], link_size: int
    ) -> None:
        self.text = text
        self.size = len(text)
        self.elem = elem
        self.tag = tag
        self.depth = depth
        self.prose = 0
        self.links = links
        self.link_size = link_size
        self.href: str | None = links[0][1] if links else None
        self.bits = 0
        self.label: Any = None
        self.rule = ""
        self.item: int | None = None
        self.score: float | None = None


class Tree:
    """The page as runs and elements; see the head of this module."""

    __slots__ = ("attrs", "bits", "first", "last", "parent", "parser", "props", "runs", "tag", "times")

    def __init__(self, parser: LexborHTMLParser) -> None:
        self.parser = parser
        self.runs: list[Run] = []
        self.tag: list[str] = []
        self.parent: list[int] = []
        self.bits: list[int] = []
        self.first: list[int] = []
        self.last: list[int] = []
        self.attrs: list[dict[str, str | None] | None] = []
        self.times: list[tuple[int, int, str]] = []
        """(element, run, value) of every <time datetime> and the like, in page order."""
        self.props: list[tuple[str, int, str | None]] = []
        """(itemprop, element, content attribute) in page order."""


def read_tree(html: str) -> Tree:
    """Parse a page once and walk it once."""
    parser = LexborHTMLParser(html, options=_OPTIONS, scripting=True)
    tree = Tree(parser)
    body = parser.body
    if body is not None:
        _walk(tree, body)
    return tree


RARE = frozenset(("id", "hidden", "aria-hidden", "style", "role"))
STATED = frozenset(("datetime", "itemprop"))
INFO: dict[str, tuple[int, int]] = {tag: (kind, TAGS_BITS.get(tag, 0)) for tag, kind in KIND.items()}
INFO.update({tag: (KIND.get(tag, BLOCK), bits) for tag, bits in TAGS_BITS.items()})
_UNKNOWN = (BLOCK, 0)


def _rare(attrs: dict[str, str | None]) -> int:
    """Bits of the less common attributes of an element."""
    bits = 0
    name = attrs.get("id")
    if name:
        bits = bits_of(name)
    if "hidden" in attrs or attrs.get("aria-hidden") == "true":
        bits |= HIDDEN
    name = attrs.get("style")
    if name and "none" in name and "display" in name:
        bits |= HIDDEN
    name = attrs.get("role")
    if name:
        bits |= bits_of(name)
    return bits


def _bits(tag: str, attrs: dict[str, str | None]) -> int:
    """Bits of one element: its tag, its class names and its less common attributes."""
    bits = TAGS_BITS.get(tag, 0)
    name = attrs.get("class")
    if name:
        more = MEMO.get(name)
        bits |= bits_of(name) if more is None else more
    return bits if RARE.isdisjoint(attrs) else bits | _rare(attrs)


def _walk(tree: Tree, body: LexborNode) -> None:  # the hot loop: one frame, no calls that it can do without
    runs, times, props = tree.runs, tree.times, tree.props
    info = INFO.get
    # element -> [tag, parent, first run, last run, attributes]; runs end where the element closes
    rows: list[list[Any]] = [["body", -1, 0, 0, None]]
    parts: list[str] = []
    links: list[tuple[int, int, str]] = []
    href: str | None = None
    link_start = current = depth = 0
    current_tag = "body"
    stack: list[tuple[Any, int, bool]] = []
    nodes = body.iter(include_text=True, skip_empty=True)
    beside = False  # the sibling before this one was inline: white space between the two was skipped
    while True:
        for node in nodes:
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                if text:
                    parts.append(text)
                beside = False
                continue
            kind, bits = info(tag, _UNKNOWN) if tag else (SKIP, 0)
            if kind == SKIP:
                continue
            if kind == BREAK:
                if parts:
                    if parts[-1] != "\n":
                        parts.append("\n")
                    else:
                        link_start = _flush(runs, parts, links, href, link_start, current, current_tag, depth)
                continue
            if kind == PLAIN or kind == INLINE:
                if parts and beside:
                    before = node.prev
                    if before is not None and before.tag == "-text":
                        parts.append(" ")
                beside = False
            if kind == PLAIN:
                stack.append((nodes, -2, False))
                nodes = node.iter(include_text=True)
                break
            attrs = node.attributes
            if attrs and not STATED.isdisjoint(attrs):
                stamp = attrs.get("datetime")
                if stamp:
                    times.append((current, len(runs) + (1 if parts and kind != INLINE else 0), stamp))
                if "itemprop" in attrs:
                    props.append((attrs["itemprop"] or "", len(rows), attrs.get("content") or stamp))
            link = False
            if kind == INLINE:
                if tag == "a" and href is None:
                    href = (attrs.get("href") or "") if attrs else ""
                    link_start = len(parts)
                    link = True
                if current_tag in PARAS or not attrs or not (bits or _bits(tag, attrs)):
                    stack.append((nodes, -3 if link else -2, False))
                    nodes = node.iter(include_text=True)
                    break
            stack.append((nodes, current, link))
            if parts:
                link_start = _flush(runs, parts, links, href, link_start, current, current_tag, depth)
            rows.append([tag, current, len(runs), 0, attrs])
            current = len(rows) - 1
            current_tag = tag
            depth += 1
            nodes = node.iter(include_text=True, skip_empty=kind == BLOCK)
            beside = False
            break
        else:
            if not stack:
                break
            nodes, back, link = stack.pop()
            if back >= 0:
                beside = current_tag == "span"
                if parts:
                    link_start = _flush(runs, parts, links, href, link_start, current, current_tag, depth)
                rows[current][3] = len(runs)
                current = back
                current_tag = rows[back][0]
                depth -= 1
                if link:
                    href = None
            else:
                beside = True
                if back == -3:
                    if href is not None and len(parts) > link_start:
                        links.append((link_start, len(parts), href))
                    href = None
    if parts:
        _flush(runs, parts, links, href, link_start, 0, "body", 0)
    rows[0][3] = len(runs)
    tree.tag, tree.parent, tree.first, tree.last, tree.attrs = map(list, zip(*rows, strict=True))
    # class names are read only where there is text
    tree.bits = [
        _bits(tag, attrs) if attrs and first != last else 0 if first == last else TAGS_BITS.get(tag, 0)
        for tag, _, first, last, attrs in rows
    ]


def _flush(
    runs: list[Run], parts: list[str], links: list[tuple[int, int, str]], href: str | None, link_start: int,
    elem: int, tag: str, depth: int,
) -> int:
    """Make what was gathered a run, and start again; the new start of an open link is 0."""
    if href is not None and len(parts) > link_start:
        links.append((link_start, len(parts), href))
    text = " ".join((parts[0] if len(parts) == 1 else "".join(parts)).split())
    if text:
        if links:
            _add(runs, text, parts, links, elem, tag, depth)
        else:
            runs.append(Run(text, elem, tag, depth, _NO_LINKS, 0))
    parts.clear()
    if links:
        links.clear()
    return 0


_NO_LINKS: list[tuple[str, str]] = []  # shared, never changed
PARAS = frozenset("p h1 h2 h3 h4 h5 h6 pre".split())


def _add(
    runs: list[Run], text: str, parts: list[str], links: list[tuple[int, int, str]], elem: int, tag: str, depth: int
) -> None:
    named = []
    size = 0
    for start, end, href in links:
        name = " ".join("".join(parts[start:end]).split())
        if name:
            named.append((name, href))
            size += len(name)
    if len(named) > 1 and size > 0.6 * len(text) and tag != "p":
        _cut(runs, parts, links, elem, tag, depth)
    else:
        runs.append(Run(text, elem, tag, depth, named, size))


def _cut(runs: list[Run], parts: list[str], links: list[tuple[int, int, str]], elem: int, tag: str, depth: int) -> None:
    """A row of links is one run each, with the text between them apart."""
    at = 0
    for start, end, href in links:
        for low, high, link in ((at, start, None), (start, end, href)):
            text = " ".join("".join(parts[low:high]).split())
            if text:
                named = [(text, link)] if link is not None else []
                runs.append(Run(text, elem, tag, depth, named, len(text) if named else 0))
        at = end
    text = " ".join("".join(parts[at:]).split())
    if text:
        runs.append(Run(text, elem, tag, depth, [], 0))
