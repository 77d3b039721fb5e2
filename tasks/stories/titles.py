"""What the titles of two texts say of each other. A text has as many titles as it has prints under different ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise, product

from tasks.stories.letters import tokenize_all
from tasks.stories.sketch import title_words
from tasks.story_records import Neighbourhood
from tasks.text import fold

_LEAST_AGREEING = 1 / 3
_LEAST_FRAME = 1 / 2
_LEAST_ALIKE = 2 / 3
_LEAST_TOLD = 1 / 2
_STEM = 4
_ARTICLE = "\u0627\u0644"
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W_]+")


class Titles:
    """The titles of the texts of some pairs, read at once when any is asked for: few pairs need them."""

    def __init__(self, near: Neighbourhood) -> None:
        self._titles: dict[int, set[str]] = {text_id: set() for pair in near.pairs for text_id in (pair.a, pair.b)}
        for one in near.prints:
            if one.text_id in self._titles:
                self._titles[one.text_id].add(one.title)

    @cached_property
    def _words(self) -> dict[str, list[int]]:
        titles = [*set().union(*self._titles.values())]
        return {title: cut.hashes.tolist() for title, cut in zip(titles, tokenize_all(titles), strict=True)}

    def agree(self, a: int, b: int) -> bool:
        """Whether any title of the one agrees with any of the other; no title agrees with all."""
        return self._any(_agree, a, b)

    def are_alike(self, a: int, b: int) -> bool:
        """Whether any title of the one is nearly any of the other; an empty one is like none."""
        return self._any(_are_alike, a, b)

    def contradict(self, a: int, b: int) -> bool:
        """Whether all titles of the one are those of the other with other words in their places."""
        return not self._any(lambda one, other: not _contradict(one, other), a, b)

    def share_stems(self, a: int, b: int) -> bool:
        """Whether half of what any title of the one says stands in any of the other, in whatever forms of its words."""
        return not self.contradict(a, b) and any(_share_stems(*both) for both in self._in_stems(a, b))

    def are_told(self, a: int, b: int, body: str, other_body: str) -> bool:
        """Whether both texts tell half of what any title of the one says otherwise than any of the other."""
        told = _stems(body) & _stems(other_body)
        return any(_is_told(one, other, told) for one, other in self._in_stems(a, b))

    def _in_stems(self, a: int, b: int) -> Iterator[tuple[set[str], set[str]]]:
        return product(map(_stems, self._titles[a]), map(_stems, self._titles[b]))

    def _any(self, test: Callable[[list[int], list[int]], bool], a: int, b: int) -> bool:
        return any(test(one, other) for one in self._of(a) for other in self._of(b))

    def _of(self, text_id: int) -> list[list[int]]:
        return [self._words[title] for title in self._titles[text_id]]


def _share_stems(one: set[str], other: set[str]) -> bool:
    least = min(len(one), len(other))
    return least > 1 and len(one & other) >= _LEAST_TOLD * least


def _is_told(one: set[str], other: set[str], told: set[str]) -> bool:
    return any(mine and len(mine & told) >= _LEAST_TOLD * len(mine) for mine in (one - other, other - one))


def _stems(text: str) -> set[str]:
    """The beginnings of the words that say something; of scripts without spaces, two characters in a row."""
    text = fold(text)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c)[0] != "M")
    spaceless = (pair for run in _SPACELESS.findall(text) for pair in pairwise(run))
    stems = {_stem(word) for word in _WORD.findall(text) if not _SPACELESS.match(word)} - {""}
    return stems | {"".join(pair) for pair in spaceless}


def _stem(word: str) -> str:
    return word.removeprefix(_ARTICLE)[:_STEM] if len(word) >= _STEM else ""


def titles_contradict(one: str, other: str) -> bool:
    """Whether two titles are one frame with other words in its places."""
    return _contradict(title_words(one), title_words(other))


def _agree(one: list[int], other: list[int]) -> bool:
    """Whether a third of the words of the shorter title stands in the other, and is no frame around other words."""
    if not one or not other:
        return True
    ours, theirs = {*one}, {*other}
    is_alike = len(ours & theirs) >= _LEAST_AGREEING * min(len(ours), len(theirs))
    return is_alike and not _contradict(one, other)


def _are_alike(one: list[int], other: list[int]) -> bool:
    shared = len({*one} & {*other})
    return bool(shared) and shared >= _LEAST_ALIKE * min(len({*one}), len({*other})) and not _contradict(one, other)


def _contradict(one: list[int], other: list[int]) -> bool:
    """Whether half of the words of the shorter title is a frame that both have, with other words in its places."""
    ours, theirs = {*one}, {*other}
    shared = len(ours & theirs)
    if shared < 2 or shared < _LEAST_FRAME * min(len(ours), len(theirs)) or not (ours - theirs and theirs - ours):
        return False
    return any(
        kind == "replace" and {*one[a:b]} - theirs and {*other[c:d]} - ours
        for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    )
