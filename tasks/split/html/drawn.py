"""A page with the labels of its blocks drawn over it, as one HTML file to open in a browser."""

from __future__ import annotations

from collections import Counter, defaultdict
from html import escape

from selectolax.lexbor import LexborNode

from tasks.records import Label, LabelledBlock, SplitPage
from tasks.split.html.tree import Tree
from tasks.split.html.walk import read_tree

_COLOURS = {
    Label.TITLE: "#0a7d28",
    Label.BYLINE: "#a020a0",
    Label.DATE: "#a020a0",
    Label.PUBLISHER: "#a020a0",
    Label.CATEGORY: "#0060c0",
    Label.BODY: "#20a050",
    Label.CAPTION: "#b08000",
    Label.CREDIT: "#b08000",
    Label.RELATED_HEADING: "#008b8b",
    Label.CARD_TITLE: "#1040d0",
    Label.CARD_PUBLISHER: "#4080d0",
    Label.CARD_DATE: "#4080d0",
    Label.CARD_CATEGORY: "#4080d0",
    Label.CARD_BODY: "#60a0ff",
    Label.UNKNOWN: "#e00000",
}
# Nothing of the page may run, and nothing may tell its server that somebody looks: pictures, styles and fonts are asked
# for from nowhere. It is the file's first element, before anything of the page.
_POLICY = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; """
    """img-src data:; base-uri 'none'; form-action 'none'"><meta name="referrer" content="no-referrer">"""
)
_ACTIVE = "script, base, link, meta, iframe, frame, object, embed, applet, portal, template, noscript"
"""Elements that run, load, redirect or say what the page is: the drawing needs none of them."""
_LEADING = ("href", "xlink:href", "action", "formaction", "ping", "target", "srcdoc", "src", "srcset", "poster",
            "background", "data", "http-equiv", "autofocus", "manifest", "imagesrcset")  # fmt: skip
"""Attributes that lead or load somewhere; what an address was stands in the title."""
_STYLE = (
    "[data-nw]{outline:2px solid var(--nw)!important;outline-offset:-1px;position:relative}"
    "[data-nw]::before{content:attr(data-nw);background:var(--nw);color:#fff;font:10px/13px monospace!important;"
    "padding:0 3px;position:absolute;top:-7px;right:0;left:auto;z-index:99999;white-space:nowrap;opacity:.92;"
    "text-transform:none}"
    "[data-nw-chrome]{opacity:.45}"
    ".nw-key{position:fixed;right:6px;bottom:6px;z-index:100000;background:#fff;color:#000;border:1px solid #888;"
    "font:12px/17px monospace!important;padding:6px 10px;max-height:60vh;overflow:auto}"
    ".nw-key b{display:inline-block;width:11px;height:11px;margin-right:6px}"
    ".nw-lines{font:13px/19px monospace}.nw-lines div{margin:9px 0;padding:4px 8px;min-height:14px}"
)


def drawn_html(html: str, page: SplitPage) -> str:
    """An HTML page with an outline and a tag around every labelled block; it runs, loads and leads nowhere.

    ``html`` is the page's markup, ``page`` what it was split into. A tag says label, item and rule.
    """
    tree = read_tree(html)
    by_element: dict[int, list[LabelledBlock]] = defaultdict(list)
    for run, labelled in zip(tree.runs, page.blocks, strict=True):
        by_element[run.elem].append(labelled)
    for elem, node in _elements(tree):
        found = by_element.get(elem)
        if found:
            _mark(node, found)
    _make_inert(tree)
    body = tree.parser.body
    shown = body.html if body is not None else ""
    return (
        f'<!doctype html><html><head>{_POLICY}<meta charset="utf-8"><style>{_STYLE}</style></head>'
        f"{_without_end(shown or '<body>')}{_key(page)}</body></html>\n"
    )


def _make_inert(tree: Tree) -> None:
    """Take away all that runs, loads or leads somewhere; the policy before it holds what this misses."""
    for node in tree.parser.css(_ACTIVE):
        node.decompose()
    for node in tree.parser.css("*"):
        for name in list(node.attributes):
            if name.lower() in _LEADING or name.lower().startswith("on"):
                value = node.attributes.get(name)
                del node.attrs[name]
                if name.lower() == "href" and value and "title" not in node.attributes:
                    node.attrs["title"] = value


def _without_end(body: str) -> str:
    return body.removesuffix("</body>")


def drawn_text(page: SplitPage) -> str:
    """A text capture as an HTML page, a box a line, in the order of the capture."""
    lines = "".join(
        f'<div data-nw="{escape(_tag(one))}" style="--nw:{_COLOURS.get(one.label, "#999")}"'
        f"{' data-nw-chrome' if one.label is Label.CHROME else ''}>{escape(one.block.text)}</div>"
        for one in page.blocks
    )
    return (
        f'<!doctype html><html><head>{_POLICY}<meta charset="utf-8"><style>{_STYLE}</style></head>'
        f'<body class="nw-lines">{lines}{_key(page)}</body></html>\n'
    )


def _elements(tree: Tree) -> list[tuple[int, LexborNode]]:
    """The node of each block element. Collected first: a tree is not changed while it is walked."""
    body = tree.parser.body
    first: dict[int, LexborNode] = {}
    for node in body.traverse() if body is not None else ():
        place = tree.places.get(node.mem_id)
        if place is not None and place[0] >= 0:
            first.setdefault(place[0], node)
    return list(first.items())


def _mark(node: LexborNode, found: list[LabelledBlock]) -> None:
    tags = list(dict.fromkeys(map(_tag, found)))
    label = next((one.label for one in found if one.label is not Label.CHROME), Label.CHROME)
    if label is Label.CHROME:
        node.attrs["data-nw-chrome"] = ""
        node.attrs["title"] = " | ".join(tags)
        return
    node.attrs["data-nw"] = " | ".join(tags)
    node.attrs["style"] = f"{node.attributes.get('style') or ''};--nw:{_COLOURS[label]}"


def _tag(one: LabelledBlock) -> str:
    item = "" if one.item is None else " primary" if one.item == 0 else f" #{one.item}"
    score = "" if one.score is None else f" {one.score:.2f}"
    return f"{one.label}{item} · {one.rule}{score}"


def _key(page: SplitPage) -> str:
    counts = Counter(one.label for one in page.blocks)
    lines = "".join(
        f'<div><b style="background:{_COLOURS.get(label, "#bbb")}"></b>{label} × {count}</div>'
        for label, count in sorted(counts.items(), key=lambda pair: list(Label).index(pair[0]))
    )
    return f'<div class="nw-key">{page.page_kind}, layout {escape(page.layout)}{lines}</div>'
