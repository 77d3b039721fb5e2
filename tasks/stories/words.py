"""Words as they are printed; numbers written out; words that begin sentences."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tasks.stories.letters import tokenize, tokenize_all

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


@cache
def number_words() -> dict[int, int]:
    """The hash of the figure by the hash of the word."""
    return {
        token: tokenize(str(number)).hashes.tolist()[0]
        for words in _NUMBER_WORDS
        for number, word in enumerate(words.split(), start=1)
        for token in tokenize(word).hashes.tolist()
    }


@cache
def may_be_number_words() -> NDArray[np.bool_]:
    """By the low bits of a hash, whether it may be a number word."""
    table = np.zeros(0x10000, np.bool_)
    table[[token & 0xFFFF for token in number_words()]] = True
    return table


@cache
def opening_words() -> frozenset[int]:
    """Words that begin sentences and name nobody."""
    return frozenset(tokenize(_OPENINGS).hashes.tolist())


@cache
def _printed() -> re.Pattern[str]:
    # Between these are Han, Hangul and private characters only: to look at all would cost a tenth of a second.
    points = itertools.chain(range(0x300, 0x3400), range(0xA000, 0xAC00), range(0xFB00, 0x11000))
    marks = "".join(character for character in map(chr, points) if unicodedata.category(character)[0] == "M")
    return re.compile(rf"\d[\d.,:]*\d|[^\W\d_](?:[^\W\d_]|['\u2019{marks}])*|\d")


def words_by_hash(texts: Sequence[str]) -> list[dict[int, str]]:
    """Of each text its tokens' hashes with the words as printed, in the order of the text."""
    printed = [dict.fromkeys(_printed().findall(text)) for text in texts]
    words = [*dict.fromkeys(itertools.chain.from_iterable(printed))]
    tokens = {word: cut.hashes.tolist() for word, cut in zip(words, tokenize_all(words), strict=True)}
    found: list[dict[int, str]] = []
    for some in printed:
        found.append({})
        for word in some:
            hashes = tokens[word]
            # A word of a script without spaces is as many tokens as it has characters.
            for token, part in zip(hashes, [word] if len(hashes) == 1 else word, strict=False):
                found[-1].setdefault(token, part)
    return found
