"""Stories out of pairs of texts: a pure function of the whole set of pairs, so no order of arrival shows in it.

- Texts that are alike join, the most alike first.
- A text more than five times shorter than another joins its best parent only: a teaser or a digest must not chain two
  stories.
- What a person decided holds: merged articles join first, split ones never meet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from tasks.story_records import Neighbourhood, Override, Pair, Print, Text

LEAST_RATIO = 0.2


@dataclass(frozen=True, slots=True)
class Group:
    """The prints of one story and the pairs within it."""

    prints: tuple[Print, ...]
    pairs: tuple[Pair, ...]


def cluster(near: Neighbourhood, close: Sequence[Pair], foes: Iterable[tuple[int, int]] = ()) -> list[Group]:
    """Make the stories of a neighbourhood; every print is in exactly one.

    ``close``: the pairs that count, see ``tasks.stories.close``. ``foes``: texts that may not meet, unless people
    merged any.
    """
    is_merged = any(override.is_merge for override in near.overrides)
    joined = _Joined(near.overrides, () if is_merged else foes)
    for override in near.overrides:
        if override.is_merge:
            joined.join(("article", override.article_id), ("article", override.other_article_id))
    alone = _alone(near, close)
    nodes = _place(joined, near, alone)
    pairs = sorted(close, key=lambda pair: _rank(pair, near.texts), reverse=True)
    for pair in pairs:
        if pair.likeness.size_ratio >= LEAST_RATIO:
            for a, b in product(nodes[pair.a], nodes[pair.b]):
                joined.join(a, b)
    _attach(joined, [pair for pair in pairs if pair.likeness.size_ratio < LEAST_RATIO], near.texts)
    return _groups(joined, near.prints, pairs, nodes, alone)


def _alone(near: Neighbourhood, close: Sequence[Pair]) -> set[int]:
    """The articles that nothing connects with any other, as most are."""
    if near.overrides:
        return set()
    counts = Counter(one.text_id for one in near.prints)
    paired = {text_id for pair in close for text_id in (pair.a, pair.b)}
    return {one.article_id for one in near.prints if counts[one.text_id] == 1 and one.text_id not in paired}


Node = tuple[str, int]


class _Joined:
    """Disjoint sets of articles and texts; sets that hold foes do not join."""

    def __init__(self, overrides: Iterable[Override], foes: Iterable[tuple[int, int]] = ()) -> None:
        self._parent: dict[Node, Node] = {}
        self._foes: dict[Node, set[Node]] = defaultdict(set)
        """By the root of a set: articles and texts that may not be in it."""
        self._marked: dict[Node, set[Node]] = defaultdict(set)
        """By the root of a set: those in it that have foes."""
        split = [(o.article_id, o.other_article_id) for o in overrides if not o.is_merge]
        for kind, pairs in (("article", split), ("text", foes)):
            for one, other in pairs:
                a, b = (kind, one), (kind, other)
                self._foes[a].add(b)
                self._foes[b].add(a)
                self._marked[a], self._marked[b] = {a}, {b}

    def root(self, node: Node) -> Node:
        above = self._parent.setdefault(node, node)
        while above != node:
            self._parent[node] = above = self._parent[above]
            node, above = above, self._parent[above]
        return node

    def join(self, one: Node, other: Node) -> bool:
        """Join two sets unless they hold foes; whether they are one now."""
        a, b = self.root(one), self.root(other)
        if a == b:
            return True
        if self._foes[a] & self._marked[b] or self._foes[b] & self._marked[a]:
            return False
        self._parent[b] = a
        self._foes[a] |= self._foes.pop(b, set())
        self._marked[a] |= self._marked.pop(b, set())
        return True


def _place(joined: _Joined, near: Neighbourhood, alone: set[int]) -> dict[int, list[Node]]:
    """Join the prints that are not alone with their texts; the nodes of each text.

    A print that was split from another one of the same wording gets a node of its own for that wording, which is like
    all that the wording is like: what was taken out together stays together, and new copies find a side.
    """
    split = {override.article_id for override in near.overrides if not override.is_merge}
    nodes: dict[int, list[Node]] = {text_id: [("text", text_id)] for text_id in near.texts}
    prints = [one for one in near.prints if one.article_id not in alone]
    for one in sorted(prints, key=lambda p: (p.article_id in split, p.text_id, p.article_id)):
        article, places = ("article", one.article_id), nodes[one.text_id]
        if not any(joined.join(place, article) for place in places):
            places.append(("apart", one.article_id))
            joined.join(places[-1], article)
    return nodes


def _rank(pair: Pair, texts: dict[int, Text]) -> tuple[float, float, float, tuple[UUID, UUID]]:
    """How alike; of equals the wording decides, never the order of arrival."""
    a, b = sorted((texts[pair.a].key, texts[pair.b].key))
    return pair.likeness.containment, pair.likeness.jaccard, pair.likeness.agreement, (a, b)


def _attach(joined: _Joined, pairs: Sequence[Pair], texts: dict[int, Text]) -> None:
    """Join each set whose longest text is a small part of another text to the best of those. ``pairs``: best first."""
    if not pairs:
        return
    longest: dict[Node, tuple[int, UUID, int]] = {}
    for text in texts.values():
        root = joined.root(("text", text.text_id))
        longest[root] = max(longest.get(root, (0, text.key, 0)), (text.run_count, text.key, text.text_id))
    parents: dict[int, int] = {}
    for pair in pairs:
        short, long = sorted((pair.a, pair.b), key=lambda text_id: (texts[text_id].run_count, texts[text_id].key))
        if longest[joined.root(("text", short))][2] == short:
            parents.setdefault(short, long)
    for short, long in sorted(parents.items(), key=lambda item: texts[item[0]].key):
        joined.join(("text", long), ("text", short))


def _groups(
    joined: _Joined, prints: Sequence[Print], pairs: Sequence[Pair], nodes: dict[int, list[Node]], alone: set[int]
) -> list[Group]:
    members: dict[Node, list[Print]] = defaultdict(list)
    for one in prints:
        node = ("article", one.article_id)
        members[node if one.article_id in alone else joined.root(node)].append(one)
    within: dict[Node, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for root in {joined.root(node) for node in nodes[pair.a]} & {joined.root(node) for node in nodes[pair.b]}:
            within[root].append(pair)
    return [
        Group(tuple(sorted(found, key=lambda p: p.article_id)), tuple(within.get(root, ())))
        for root, found in members.items()
    ]
