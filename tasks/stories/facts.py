"""What the places where two texts differ say of each other: numbers and names that contradict, and how much that is.

In scripts with capitals a fact is a number or a name; in scripts without, all that stands in such a place may be one.
One contradiction counts once, however often it stands there: a name in two transcriptions is one difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from tasks.stories.letters import is_slip
from tasks.stories.places import Comparison, Place
from tasks.stories.symbols import CASELESS, DENSE, DIGIT, HAN, NAME, OPENING
from tasks.stories.words import number_words, opening_words

SMALL_PLACE = 6
_NOUNS_PER_NAME = 6
_MOST_EDGE, _MOST_DENSE_EDGE = 12, 30
_LEAST_FRAME, _LEAST_EDGE_FRAME = 1 / 3, 2 / 3


Tokens = Sequence[tuple[int, int]]
"""Hash and kind of each token of a place."""


class Contradiction(NamedTuple):
    """What one text says and the other says in its place; hashes of tokens."""

    is_number: bool
    ours: frozenset[int]
    theirs: frozenset[int]

    @property
    def weight(self) -> int:
        """How many facts it is: a name has two words, a number one."""
        count = min(len(self.ours), len(self.theirs))
        return count if self.is_number else ceil(count / 2)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of two texts."""

    contradictions: frozenset[Contradiction]
    telling_places: int
    """Places that hold a contradiction."""
    comparison: Comparison

    def count(self, *, is_number: bool) -> int:
        """Facts that contradict."""
        return sum(one.weight for one in self.contradictions if one.is_number == is_number)

    @property
    def contradicting(self) -> int:
        """Facts that contradict."""
        return sum(one.weight for one in self.contradictions)

    @property
    def has_long_name(self) -> bool:
        """Whether any two names that contradict have two words, or characters, or more."""
        return any(min(len(one.ours), len(one.theirs)) > 1 for one in self.contradictions if not one.is_number)

    @property
    def named(self) -> int:
        """Different names that stand between the same words in both; a few of all where every noun has a capital."""
        return len(self.comparison.names) // (_NOUNS_PER_NAME if self.comparison.one.has_noun_capitals else 1)

    @property
    def agreeing(self) -> int:
        """Different facts that stand between the same words in both."""
        return self.named + len(self.comparison.numbers)


def compare_facts(comparison: Comparison) -> Facts:
    """Read the places where two texts differ."""
    one, other = comparison.one, comparison.other
    caseless = one.is_caseless
    found: set[Contradiction] = set()
    telling = 0
    for place in comparison.telling:
        ours, theirs = one.token_part(place.start, place.end), other.token_part(place.other_start, place.other_end)
        here = _contradictions(ours, theirs, place, caseless=caseless)
        found.update(here)
        telling += bool(here)
    return Facts(frozenset(found), telling, comparison)


def _contradictions(ours: Tokens, theirs: Tokens, place: Place, *, caseless: bool) -> list[Contradiction]:
    if place.is_edge and not caseless and place.size > max(_MOST_EDGE, 2 * min(len(ours), len(theirs))):
        return []  # A lead or an end in place of another one.
    numbers, names, plain = _read(ours, caseless=caseless)
    other_numbers, other_names, other_plain = _read(theirs, caseless=caseless)
    if place.size > SMALL_PLACE and not caseless and plain and other_plain:
        # Other words around other facts are another sentence, which contradicts nothing.
        least = _LEAST_EDGE_FRAME if place.is_edge and place.size > _MOST_EDGE else _LEAST_FRAME
        if len(plain & other_plain) < least * min(len(plain), len(other_plain)):
            return []
    is_dense = any(kind == DENSE for _, kind in ours)
    if caseless and place.size > (_MOST_DENSE_EDGE if is_dense else _MOST_EDGE) and (place.is_edge or not is_dense):
        return []
    found = []
    for is_number, here, there in ((True, numbers, other_numbers), (False, names, other_names)):
        mine, yours = here - there, there - here
        if mine and yours and (is_number or not _are_slips(mine, yours)):
            found.append(Contradiction(is_number, frozenset(mine), frozenset(yours)))
    return found


def _are_slips(mine: set[int], yours: set[int]) -> bool:
    """Whether every word of the one is a word of the other with a letter changed."""
    return len(mine) == len(yours) and all(any(is_slip(one, other) for other in yours) for one in mine)


def _read(tokens: Tokens, *, caseless: bool) -> tuple[set[int], set[int], set[int]]:
    """Numbers, names and other words of a stretch."""
    numbers: set[int] = set()
    names: set[int] = set()
    plain: set[int] = set()
    values = number_words()
    # One character in place of another is a slip of the pen, unless it is a number.
    is_character = caseless and len(tokens) == 1 and tokens[0][1] in (HAN, DENSE)
    for token, kind in tokens:
        if kind == DIGIT or token in values:
            numbers.add(values.get(token, token))
        elif (
            kind == NAME
            or (kind in (CASELESS, HAN, DENSE) and not is_character)
            or (kind == OPENING and token not in opening_words())
        ):
            names.add(token)
        else:
            plain.add(token)
    return numbers, names, plain
