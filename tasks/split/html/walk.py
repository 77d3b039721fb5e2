"""One walk over the parsed tree: runs of text in page order, and the elements that hold them as ranges of runs.

Elements are numbered in page order, in parallel lists: the hot loop. One holds runs ``first[e]`` to ``last[e] - 1``.
"""

from __future__ import annotations

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from tasks.split.html.cues import CATEGORY, HIDDEN, LINES, MEMO, NOTES, TEXT, bits_of
from tasks.split.html.lines import APART_MOST, FAR_OUT, has_lines, is_hover_card
from tasks.split.html.printed import date_in
from tasks.split.html.tags import BR_ID, IMG_ID, INLINE, PARTERS, PLAIN, SKIP, TAGS, TEXT_ID, tag_of
from tasks.split.html.tree import Run, Tree

_OPTIONS = LexborDocumentOptions.WO_EVENTS.value  # with events, 50 KB of <option> take seconds (measured)


def read_tree(html: str) -> Tree:
    """Parse a page once and walk it once."""
    parser = LexborHTMLParser(html, options=_OPTIONS, scripting=True)
    tree = Tree(parser)
    if (body := parser.body) is not None:
        _Walk(tree, body).walk()
    return tree


APART = CATEGORY | HIDDEN
"""Cues of inline elements that are read apart even inside a paragraph or a heading: a kicker before a title."""
PARAS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"])
_PARTING = dict.fromkeys(PARAS, APART) | dict.fromkeys(("li", "span", "cite", "td", "dd"), ~(TEXT | NOTES))
"""Cues by which an inline element is read apart, by the element around it: an item's link may be called its text."""
RARE = frozenset(("id", "hidden", "aria-hidden", "style", "role", "datetime", "itemprop"))
"""Attributes besides the class that the walk reads; most elements have none of them."""


class _Walk:
    """The walk itself: it goes from text to text and looks only at the elements around texts.

    Elements without text cost nothing; a run ends where the next text stands in another block element.
    """

    def __init__(self, tree: Tree, body: LexborNode) -> None:
        self.tree = tree
        self.body = body
        # of each element, in page order: its tag, the number of its parent, its class attribute, its cues
        self.tags, self.parents, self.names, self.bits = ["body"], [-1], [""], [0]
        # node -> number of its block element (-1: its text is none of the page's), number of its link (0: none), depth
        self.known: dict[int, tuple[int, int, int]] = {body.mem_id: (0, 0, 0)}
        self.hrefs: list[str] = [""]

    def walk(self) -> None:
        """Visit every text of the page, in page order."""
        tree, known, tags = self.tree, self.known, self.tags
        runs = tree.runs
        parts: list[str] = []
        owners: list[int] = []
        block = depth = 0
        is_parted = is_pictured = is_spaced = False
        seen: tuple[int, int, int] | None = None
        for node in self.body.traverse(include_text=True):
            number = node.tag_id
            if number != TEXT_ID:
                if number == IMG_ID:
                    tree.pictures.append((node, len(runs) + (1 if parts else 0)))
                    is_pictured = bool(parts)
                elif not parts:
                    continue
                elif number == BR_ID:
                    if parts[-1] == "\n":
                        self._emit(parts, owners, block, depth)
                    else:
                        parts.append("\n")
                        owners.append(owners[-1])
                        is_spaced = False
                elif number in PARTERS:
                    is_parted = True
                continue
            if node.is_empty_text_node or not (text := node.text_content) or text.isspace():
                is_spaced = True
                continue
            parent = node.parent
            if parent is None:
                continue
            place = known.get(parent.mem_id)
            if place is None:
                place = self._look(parent, parts)
            if place[0] < 0:
                continue
            if parts:
                if (
                    place[0] != block
                    or (is_parted and tags[block] not in PARAS)
                    or (
                        not (is_spaced := is_spaced and parts[-1] != "\n")
                        and (
                            (place is not seen and self._is_apart(parts[-1], text, block))
                            or (is_pictured and parts[-1][-1].isalnum() and text[0].isalnum())
                        )
                    )
                ):
                    self._emit(parts, owners, block, depth)
                elif is_spaced:
                    parts.append(" ")
                    owners.append(owners[-1])
            is_parted = is_pictured = is_spaced = False
            block, link, depth = seen = place
            if "\n" in text and self.bits[block] & LINES:
                for line in text.split("\n"):
                    if not line.isspace() and line:
                        parts.append(line)
                        owners.append(link)
                    elif parts:
                        self._emit(parts, owners, block, depth)
                    if parts:
                        parts.append("\n")
                        owners.append(link)
                continue
            parts.append(text)
            owners.append(link)
        if parts:
            self._emit(parts, owners, block, depth)
        self._close()

    def _look(self, node: LexborNode, parts: list[str]) -> tuple[int, int, int]:
        """Place of an element that was not seen before, and of its ancestors. ``parts``: of the run before it."""
        known, tags, cues = self.known, self.tags, self.bits
        path = [node]
        up = node.parent
        place = None
        while up is not None:
            place = known.get(up.mem_id)
            if place is not None:
                break
            path.append(up)
            up = up.parent
        block, link, depth = place = place or (0, 0, 0)
        for one in reversed(path):
            tag, kind, bits = TAGS.get(one.tag_id) or tag_of(one)
            if kind == SKIP or block < 0:
                block, link, depth = place = (-1, 0, 0)
            elif kind != PLAIN:
                attrs = one.attributes
                depth += 1
                name = attrs.get("class")
                if name:
                    more = MEMO.get(name)
                    bits |= bits_of(name) if more is None else more
                if not RARE.isdisjoint(attrs):
                    bits |= self._rare(tag, attrs, block, parts)
                bits |= cues[block] & LINES
                is_part = kind != INLINE
                if not is_part:
                    around = tags[block]
                    if tag == "a" and attrs and not link:
                        link = len(self.hrefs)
                        self.hrefs.append(attrs.get("href") or "")
                    elif tag == "span" and attrs and around in PARAS and is_hover_card(one, attrs):
                        known[one.mem_id] = place = (-1, 0, 0)
                        block = -1
                        continue
                    is_part = bits & _PARTING.get(around, ~NOTES) > 0
                if is_part:
                    tags.append(tag)
                    self.parents.append(block)
                    self.names.append(name or "")
                    block = len(cues)
                    cues.append(bits)
                place = (block, link, depth)
            known[one.mem_id] = place
        return place

    def _is_apart(self, before: str, text: str, block: int) -> bool:
        """Whether two neighbours in different elements of one line are two things that only style parts."""
        return (
            2 < len(before) < APART_MOST
            and (2 < len(text) < APART_MOST or (len(text) == 2 and text[0].isdigit() and text[1].isalpha()))
            and not before[-1].isspace()
            and not text[0].isspace()
            and before[-1].isalnum()
            and text[0].isalnum()
            and self.tags[block] not in PARAS
        )

    def _rare(self, tag: str, attrs: dict[str, str | None], elem: int, parts: list[str]) -> int:
        """Cues of the less common attributes of an element; what it states for machines is kept.

        The id of a heading or a paragraph is made of its own words, or its number, for links to it: it says nothing of
        what it is.
        """
        bits = 0
        name = attrs.get("id")
        if name and tag not in PARAS:
            more = MEMO.get(name)
            bits = bits_of(name) if more is None else more
            if len(attrs) == 1:
                return bits
        stamp = attrs.get("datetime")
        if stamp:
            name = f"{attrs.get('class')} {attrs.get('itemprop')}".lower()
            number = len(self.tree.runs) + bool(parts)
            self.tree.times.append(("updat" in name or "modif" in name, number, stamp))
        if "itemprop" in attrs:
            self.tree.props.append((attrs["itemprop"] or "", elem, attrs.get("content") or stamp))
        if "hidden" in attrs or attrs.get("aria-hidden") == "true":
            bits |= HIDDEN
        name = attrs.get("style")
        if name:
            if ("none" in name and "display" in name) or FAR_OUT.search(name):
                bits |= HIDDEN
            if "white-space" in name and "pre" in name:
                bits |= LINES
        name = attrs.get("role")
        if name:
            bits |= bits_of(name)
        return bits

    def _emit(self, parts: list[str], owners: list[int], elem: int, depth: int) -> None:
        """Make what was gathered a run, or several where its lines are paragraphs or it is a row of links."""
        text = parts[0]
        if len(parts) > 1:
            text = "".join(parts)
            if "\n" in parts and has_lines(text):
                start = 0
                for end in (*(at for at, part in enumerate(parts) if part == "\n"), len(parts)):
                    if start < end:
                        self._emit(parts[start:end], owners[start:end], elem, depth)
                    start = end + 1
                text = ""
        is_plain = text.isprintable() and "  " not in text  # most have single spaces, which is quickly seen
        text = text.strip(" ") if is_plain else " ".join(text.replace("\xad", "").split())  # no soft hyphens
        if text:
            tag, link = self.tags[elem], owners[0]
            if len(owners) > 1 and owners.count(link) != len(owners):
                self._linked(text, parts, owners, elem, tag, depth)
            elif link:
                self.tree.runs.append(Run(text, elem, tag, depth, [(text, self.hrefs[link])], len(text)))
            else:
                self.tree.runs.append(Run(text, elem, tag, depth, _NO_LINKS, 0))
        parts.clear()
        owners.clear()

    def _linked(self, text: str, parts: list[str], owners: list[int], elem: int, tag: str, depth: int) -> None:
        is_para = tag in PARAS
        pieces: list[tuple[str, int]] = []
        at = 0
        for end in range(1, len(parts) + 1):
            if end == len(parts) or owners[end] != owners[at]:
                if owners[at] or not is_para:  # of a paragraph only its links are asked for
                    piece = " ".join("".join(parts[at:end]).split())
                    if piece:
                        pieces.append((piece, owners[at]))
                at = end
        named = [(piece, self.hrefs[owner]) for piece, owner in pieces if owner]
        size = sum(len(piece) for piece, _ in named)
        beside = len(text) - size
        runs = self.tree.runs
        if not is_para and (
            (len(named) > 1 and size > 0.6 * len(text))  # a row of links
            or (
                len(named) == 1
                and size > _BESIDE_MOST
                and (
                    beside < _BESIDE_MOST
                    or (beside < _DATED_MOST and any(not owner and date_in(piece) for piece, owner in pieces))
                )
            )
        ):
            for piece, owner in pieces:
                links = [(piece, self.hrefs[owner])] if owner else _NO_LINKS
                runs.append(Run(piece, elem, tag, depth, links, len(piece) if owner else 0))
        else:
            runs.append(Run(text, elem, tag, depth, named, size))

    def _close(self) -> None:
        """Say of every element which runs it holds, and what its class names mean."""
        tree, parents = self.tree, self.parents
        first: list[int] = []
        last = [0] * len(parents)
        for number, run in enumerate(tree.runs):
            elem = run.elem
            last[elem] = number + 1
            if elem >= len(first):  # both are in page order
                first += [number] * (elem + 1 - len(first))
        for elem in range(len(parents) - 1, 0, -1):
            if last[elem] > last[parents[elem]]:
                last[parents[elem]] = last[elem]
        first += [0] * (len(parents) - len(first))
        tree.first = [low if high else 0 for low, high in zip(first, last, strict=True)]
        tree.last = last
        tree.tag, tree.parent, tree.name, tree.bits = self.tags, parents, self.names, self.bits
        tree.places = self.known


_BESIDE_MOST = 24
"""Characters beside a link that are a date or a name, not a sentence around it."""
_DATED_MOST = 50
"""The same where a date is among them: the outlet and the date of a card."""
_NO_LINKS: list[tuple[str, str]] = []  # shared, never changed
