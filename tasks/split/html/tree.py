"""The page as the rules see it: runs of text in page order, and the elements that hold them as ranges of runs.

Elements are numbered in page order and kept as parallel lists. An element holds the runs ``first[e]`` up to, not
including, ``last[e]``.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.records import Label


class Run:
    """One run of text between block boundaries, and later what it is."""

    __slots__ = (  # a value that the class has as a default is read at five times the cost
        "bits",
        "depth",
        "elem",
        "href",
        "item",
        "label",
        "link_size",
        "links",
        "prose",
        "rule",
        "score",
        "size",
        "tag",
        "text",
    )

    def __init__(
        self, text: str, elem: int, tag: str, depth: int, links: list[tuple[str, str]], link_size: int
    ) -> None:
        self.text = text
        self.size = len(text)
        self.elem = elem
        self.tag = tag
        self.depth = depth
        self.links = links
        self.link_size = link_size
        self.href: str | None = links[0][1] if links else None
        self.bits = 0
        """Cues of the elements around it."""
        self.prose = 0
        self.label: Label | None = None
        self.rule = ""
        self.item: int | None = None
        self.score: float | None = None


class Tree:
    """The page as runs and elements; see the head of this module."""

    __slots__ = (
        "bits",
        "first",
        "last",
        "name",
        "parent",
        "parser",
        "pictures",
        "places",
        "props",
        "runs",
        "source",
        "tag",
        "times",
    )

    def __init__(self, parser: LexborHTMLParser) -> None:
        self.parser = parser
        self.source = ""
        """The page as it was parsed."""
        self.runs: list[Run] = []
        self.tag: list[str] = []
        self.parent: list[int] = []
        self.bits: list[int] = []
        self.first: list[int] = []
        self.last: list[int] = []
        self.name: list[str] = []
        """Class attribute of each element, empty without one."""
        self.times: list[tuple[bool, int, str]] = []
        """(whether of a change, run, value) of every <time datetime> and the like, in page order."""
        self.places: dict[int, tuple[int, int, int]] = {}
        """Block element (-1: not of the page's text), link and depth of every element around a text, by its node."""
        self.pictures: list[tuple[LexborNode, int]] = []
        """(node, number of the run behind it) of every picture, in page order."""
        self.props: list[tuple[str, int, str | None]] = []
        """(itemprop, element, content attribute) in page order."""
