"""Parts of texts: whether an excerpt is of the report that holds it, or an item of a round-up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from tasks.stories.letters import Hashes, tokenize_all
from tasks.stories.runs import chain, run_ends, word_count
from tasks.stories.sentences import sentences
from tasks.stories.shared import shared_runs
from tasks.stories.sketch import LEAST_NAMES, Sketch
from tasks.stories.symbols import DENSE, HAN, KINDS, NAME

_LEAST_NAMES_AGAIN = 0.35
"""The rest of a report names again so many of those whom two parts of it name."""
_LEAST_WORDS_AGAIN, _WORDS_AGAIN_PER_DOUBLE, _REST = 0.36, 0.07, 160
"""Where a part names few, this share of its words is said again by a rest of so many words; more with each doubling."""
_LEAST_CHARACTERS_AGAIN = 0.4
"""Of that, where words are told from two or four characters in a row, most of which are no word."""
_WORD_OF = {HAN: 2, DENSE: 4}
"""Characters that are about a word."""
_LEAST_NAMED_AGAIN = 0.2
_SEAM = 2
"""Tokens by which a part may miss the end of a paragraph: a dateline, a credit."""

Read = Callable[[Collection[int]], dict[int, Sketch]]
"""Sketches of stored texts."""


class Parts:
    """How much of what parts of texts say is said again by the rest of these; each part is asked once."""

    def __init__(self, sketches: Mapping[int, Sketch]) -> None:
        self._sketches = sketches
        self._found: dict[tuple[int, int], _SaidAgain] = {}

    def are_apart(self, whole: int, *parts: int) -> bool:
        """Whether parts name others than the rest of the whole or, where they name few, are in other words."""
        found = [self._of(part, whole) for part in parts]
        names = [one.names for one in found if one.names]
        if len(names) == len(found):
            return sum(again for again, _ in names) < _LEAST_NAMES_AGAIN * sum(every for _, every in names)
        return all(one.words < one.least_words for one in found)

    def belongs(self, part: int, whole: int) -> bool:
        """Whether a part ends or begins inside a paragraph of the whole, or the rest speaks of it again.

        What stands in a round-up is one paragraph of it or some, of which the others say nothing.
        """
        if _is_inside_paragraph(self._sketches[part], self._sketches[whole]):
            return True
        found = self._of(part, whole)
        is_named = found.names is not None and found.names[0] >= _LEAST_NAMED_AGAIN * found.names[1]
        return is_named or found.words >= found.least_words

    def _of(self, part: int, whole: int) -> _SaidAgain:
        if (part, whole) not in self._found:
            self._found[part, whole] = _said_again(self._sketches[part], self._sketches[whole])
        return self._found[part, whole]


@dataclass(frozen=True, slots=True)
class _SaidAgain:
    """What the rest of a text says again of a part."""

    names: tuple[int, int] | None
    """Names of the part that the rest has, and all of them; None: too few to tell."""
    words: float
    """Share of the words of the part that the rest has."""
    least_words: float
    """What it would have at least, if the two were of one report."""


def _said_again(part: Sketch, whole: Sketch) -> _SaidAgain:
    is_rest = np.ones(len(whole.tokens.hashes), np.bool_)
    for start, end in zip(*_shared_spans(part, whole), strict=True):
        is_rest[start:end] = False
    hashes, kinds = whole.tokens.hashes[is_rest], whole.tokens.kinds[is_rest]
    names = None
    if len(part.names) >= LEAST_NAMES and not part.has_noun_capitals:
        names = len(part.names & {*hashes[kinds == NAME].tolist()}), len(part.names)
    words, rest = _words(part.tokens.hashes, part.tokens.kinds), _words(hashes, kinds)
    size = word_count(np.bincount(kinds, minlength=KINDS).tolist())
    least = _LEAST_WORDS_AGAIN + _WORDS_AGAIN_PER_DOUBLE * log2(max(size, 1) / _REST)
    if 2 * sum(np.count_nonzero(part.tokens.kinds == kind) for kind in _WORD_OF) > len(part.tokens.kinds):
        least *= _LEAST_CHARACTERS_AGAIN
    return _SaidAgain(names, len(words & rest) / max(1, len(words)), least)


def _shared_spans(part: Sketch, whole: Sketch) -> tuple[list[int], list[int]]:
    """Where the runs that a part shares with a whole begin and end in the whole."""
    starts = (shared_runs([(part, whole)])[0].places >= 0).nonzero()[0]
    return starts.tolist(), run_ends(starts, whole.tokens.kinds, len(whole.tokens.kinds)).tolist()


def _words(hashes: Hashes, kinds: NDArray[np.uint8]) -> set[int]:
    """The different words, and as many characters in a row as make one."""
    found = {*hashes[(kinds != HAN) & (kinds != DENSE)].tolist()}
    for kind, size in _WORD_OF.items():
        characters = hashes[kinds == kind]
        if len(characters):
            found |= {*chain(characters, size).tolist()}
    return found


def _is_inside_paragraph(part: Sketch, whole: Sketch) -> bool:
    """Whether a part of a whole begins or ends amid a paragraph; of a whole in one line, whether it is one sentence."""
    lines = [line for line in whole.body.splitlines() if line.strip()]
    if len(lines) == 1:
        return len(sentences(part.body)) == 1
    starts, behind = _shared_spans(part, whole)
    if not starts:
        return False
    seams = np.cumsum([0, *(len(line.hashes) for line in tokenize_all(lines))])
    ends = starts[0], behind[-1]
    return any(np.abs(seams - end).min() > _SEAM for end in ends)
