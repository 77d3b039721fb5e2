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


RARE = frozenset(("id", "hidden", "aria-hidden", "style", "role", "datetime", "itemprop"))


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


def _walk(tree: Tree, body: LexborNode) -> None:
    tags, parents, bits_list = tree.tag, tree.parent, tree.bits
    firsts, lasts, attrs_list, runs, times, props = tree.first, tree.last, tree.attrs, tree.runs, tree.times, tree.props
    kind_of, tag_bits, memo = KIND.get, TAGS_BITS.get, MEMO
    parts: list[str] = []
    links: list[tuple[int, int, str]] = []
    href: str | None = None
    link_start = 0

    def flush() -> None:
        nonlocal link_start
        if href is not None and len(parts) > link_start:
            links.append((link_start, len(parts), href))
        if len(parts) == 1:
            text = " ".join(parts[0].split())
        else:
            text = " ".join("".join(parts).split())
        if text:
            if links:
                _add(runs, text, parts, links, current, tags[current], depth)
            else:
                runs.append(Run(text, current, tags[current], depth, [], 0))
        parts.clear()
        links.clear()
        link_start = 0

    tags.append("body")
    parents.append(-1)
    bits_list.append(0)
    firsts.append(0)
    lasts.append(0)
    attrs_list.append(None)
    current = 0
    depth = 0
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
            kind = kind_of(tag, BLOCK) if tag else SKIP
            if kind == SKIP:
                continue
            if kind == BREAK:
                if parts and parts[-1] == "\n":
                    flush()
                elif parts:
                    parts.append("\n")
                continue
            if kind == PLAIN:
                if parts and beside:
                    before = node.prev
                    if before is not None and before.tag == "-text":
                        parts.append(" ")
                stack.append((nodes, -2, False))
                nodes = node.iter(include_text=True)
                beside = False
                break
            attrs = node.attributes
            bits = tag_bits(tag, 0)
            if attrs:
                name = attrs.get("class")
                if name:
                    more = memo.get(name)
                    bits |= bits_of(name) if more is None else more
                if not RARE.isdisjoint(attrs):
                    bits |= _rare(attrs)
                    if "datetime" in attrs:
                        times.append((current, len(runs) + (1 if parts and kind != INLINE else 0), attrs["datetime"] or ""))
                    if "itemprop" in attrs:
                        props.append((attrs["itemprop"] or "", len(tags), attrs.get("content") or attrs.get("datetime")))
            link = False
            if kind == INLINE:
                if parts and beside:
                    before = node.prev
                    if before is not None and before.tag == "-text":
                        parts.append(" ")
                if tag == "a":
                    if href is None:
                        href = (attrs.get("href") or "") if attrs else ""
                        link_start = len(parts)
                        link = True
                if not bits or tags[current] in PARAS:
                    stack.append((nodes, -2 if not link else -3, beside))
                    nodes = node.iter(include_text=True)
                    beside = False
                    break
            if parts:
                flush()
            stack.append((nodes, current, link))
            parents.append(current)
            current = len(tags)
            depth += 1
            tags.append(tag)
            bits_list.append(bits)
            firsts.append(len(runs))
            lasts.append(0)
            attrs_list.append(attrs)
            nodes = node.iter(include_text=True, skip_empty=kind == BLOCK)
            beside = False
            break
        else:
            if not stack:
                break
            nodes, back, link = stack.pop()
            beside = back < 0 or tags[current] == "span"
            if back >= 0:
                if parts:
                    flush()
                lasts[current] = len(runs)
                current = back
                depth -= 1
                if link:
                    href = None
            elif back == -3:
                if href is not None and len(parts) > link_start:
                    links.append((link_start, len(parts), href))
                href = None
    if parts:
        flush()
    lasts[0] = len(runs)


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
