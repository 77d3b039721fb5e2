"""What the places where two texts differ say of each other: numbers and names that contradict, and how much that is.

In scripts with capitals a fact is a number or a name; in scripts without, all that stands in such a place may be one.
One contradiction counts once, however often it stands there: a name in two transcriptions is one difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from tasks.stories.letters import CASELESS, DENSE, DIGIT, HAN, LETTER, NAME, OPENING, is_slip, tokenize
from tasks.stories.places import Comparison, Place
from tasks.stories.sketch import Sketch

_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "eine deux trois quatre cinq six sept huit neuf dix onze douze",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "um dois três quatro cinco seis sete oito nove dez onze doze",
    "uno due tre quattro cinque sei sette otto nove dieci undici dodici",
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    "一 二 三 四 五 六 七 八 九 十",
)
_OPENINGS = (
    "a an the this that these those he she it they we you i his her its their our in on at by for from with "
    "without of to as if when while where who what why how after before since until but and or so yet also "
    "then there here no not some many most all every each one another according asked officials police earlier "
    "later meanwhile however although though because despite der die das ein eine er sie es wir im in am an "
    "auf bei mit nach vor von zu aus wie wenn als doch aber und auch so le la les un une il elle ils elles "
    "nous dans en sur au aux des du de par pour avec mais et selon ce cette ces el los las un una en con por "
    "para pero y según este esta il lo gli i un nel nella secondo ma e o os as um uma no na в на по с из о об "
    "при за от до и но а он она они это как что "
)
SMALL_PLACE = 6
_NOUNS_PER_NAME = 6
_MOST_EDGE = 12
_LEAST_FRAME, _LEAST_EDGE_FRAME = 1 / 3, 2 / 3


@dataclass(frozen=True, slots=True)
class Contradiction:
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
        return len(self.comparison.names) // (_NOUNS_PER_NAME if self.comparison.has_noun_capitals else 1)

    @property
    def agreeing(self) -> int:
        """Different facts that stand between the same words in both."""
        return self.named + len(self.comparison.numbers)


def compare_facts(one: Sketch, other: Sketch, comparison: Comparison, *, caseless: bool) -> Facts:
    """Read the places where two texts differ."""
    found: set[Contradiction] = set()
    telling = 0
    ours, theirs = _fact_sums(one), _fact_sums(other)
    for place in comparison.places:
        if not any(
            mine[place.end] > mine[place.start] and yours[place.other_end] > yours[place.other_start]
            for mine, yours in zip(ours, theirs, strict=True)
        ):
            continue
        here = _contradictions(one, other, place, caseless=caseless)
        found.update(here)
        telling += bool(here)
    return Facts(frozenset(found), telling, comparison)


def _fact_sums(one: Sketch) -> tuple[list[int], list[int]]:
    """Before each token, how many numbers and how many names there may be: most places hold neither in both texts."""
    kinds = one.tokens.kinds
    may_be_number = (kinds == DIGIT) | _may_be_number_words().take(one.tokens.hashes.astype(np.uint16))
    return _sums(may_be_number), _sums(~may_be_number & (kinds != LETTER))


def _sums(flags: NDArray[np.bool_]) -> list[int]:
    sums: list[int] = flags.cumsum().tolist()
    return [0, *sums]


def _contradictions(one: Sketch, other: Sketch, place: Place, *, caseless: bool) -> list[Contradiction]:
    numbers, names, plain = _read(one, place.start, place.end, caseless=caseless)
    other_numbers, other_names, other_plain = _read(other, place.other_start, place.other_end, caseless=caseless)
    if place.size > SMALL_PLACE and not caseless and plain and other_plain:
        # Other words around other facts are another sentence, which contradicts nothing.
        least = _LEAST_EDGE_FRAME if place.is_edge and place.size > _MOST_EDGE else _LEAST_FRAME
        if len(plain & other_plain) < least * min(len(plain), len(other_plain)):
            return []
    if caseless and place.size > _MOST_EDGE and (place.is_edge or not _is_dense_place(one, place)):
        return []
    found = []
    for is_number, ours, theirs in ((True, numbers, other_numbers), (False, names, other_names)):
        mine, yours = ours - theirs, theirs - ours
        if mine and yours and (is_number or not _are_slips(mine, yours)):
            found.append(Contradiction(is_number, frozenset(mine), frozenset(yours)))
    return found


def _are_slips(mine: set[int], yours: set[int]) -> bool:
    """Whether every word of the one is a word of the other with a letter changed."""
    return len(mine) == len(yours) and all(any(is_slip(one, other) for other in yours) for one in mine)


def _is_dense_place(one: Sketch, place: Place) -> bool:
    return any(kind == DENSE for _, kind in one.token_part(place.start, place.end))


def _read(one: Sketch, start: int, end: int, *, caseless: bool) -> tuple[set[int], set[int], set[int]]:
    """Numbers, names and other words of a stretch."""
    numbers: set[int] = set()
    names: set[int] = set()
    plain: set[int] = set()
    tokens, values = one.token_part(start, end), _number_words()
    # One character in place of another is a slip of the pen, unless it is a number.
    is_character = caseless and len(tokens) == 1 and tokens[0][1] in (HAN, DENSE)
    for token, kind in tokens:
        if kind == DIGIT or token in values:
            numbers.add(values.get(token, token))
        elif (
            kind == NAME
            or (kind in (CASELESS, HAN, DENSE) and not is_character)
            or (kind == OPENING and token not in _openings())
        ):
            names.add(token)
        else:
            plain.add(token)
    return numbers, names, plain


@cache
def _number_words() -> dict[int, int]:
    """The hash of the figure by the hash of the word."""
    return {
        token: tokenize(str(number)).hashes.tolist()[0]
        for words in _NUMBER_WORDS
        for number, word in enumerate(words.split(), start=1)
        for token in tokenize(word).hashes.tolist()
    }


@cache
def _may_be_number_words() -> NDArray[np.bool_]:
    """By the low bits of a hash, whether it may be a number word."""
    table = np.zeros(0x10000, np.bool_)
    table[[token & 0xFFFF for token in _number_words()]] = True
    return table


@cache
def _openings() -> frozenset[int]:
    """Words that begin sentences and name nobody."""
    return frozenset(tokenize(_OPENINGS).hashes.tolist())
