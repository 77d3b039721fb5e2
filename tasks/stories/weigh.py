"""What the facts of two texts that are alike say: that they are one text, that they are not, or that titles decide."""

from __future__ import annotations

import re

from tasks.stories.facts import SMALL_PLACE, Facts
from tasks.stories.runs import NOTE_WORDS
from tasks.stories.sketch import LEAST_NAMES, NAMELESS_WORDS, SHORT_WORDS, Sketch

MOST_CONTRADICTED = 0.3
_LEAST_CONTRADICTED = 0.12
_MOST_PART = 0.75
LEAST_FIGURES = 6
_LEAST_TELLING, _LEAST_TELLING_OF_LONG = 0.25, 0.5
"""Share of the differing places that contradict: nearly all in forms, few in a text that was edited."""
_MANY, _WORDS_PER_DENSE_CONTRADICTION = 4, 25
"""So many so close together are another report, however much agrees."""
_LEAST_UPDATE_NAMES, _MOST_UPDATE_NUMBERS, _WORDS_PER_UPDATE = 3, 3, 12
"""So many names that agree back a text whose numbers moved on, up to so many (or half as many as there are names)."""
_MOST_CASELESS_UPDATE = 5
_MOST_CASELESS, _SHORT_NOTE_WORDS, _VERY_SHORT_NOTE_WORDS, _FEW_PLACES = 10, 150, 100, 2
_CLOCK = re.compile(r"\d{1,2}:\d\d")
SURE, TITLES_MAY_CONTRADICT, TITLES_MUST_AGREE = 0.75, 0.5, 0.25
"""What an agreement of at least so much asks of the titles: nothing; not to contradict; to agree."""


def _clock_count(one: Sketch, other: Sketch, facts: Facts) -> int:
    """How many of the numbers that contradict are times of day in both texts."""
    if not (_CLOCK.search(one.body) or _CLOCK.search(other.body)):
        return 0
    words = {**one.words, **other.words}
    sides = [(found.ours, found.theirs) for found in facts.contradictions if found.is_number]
    return sum(all(any(_CLOCK.fullmatch(words.get(w, "")) for w in side) for side in both) for both in sides)


def weigh(one: Sketch, other: Sketch, facts: Facts) -> tuple[float | None, str]:
    """The agreement and its reason. ``one`` is the shorter text."""
    words, caseless = min(one.word_count, other.word_count), one.is_caseless
    numbers, names = facts.count(is_number=True), facts.count(is_number=False)
    wrong = numbers + names
    places, inserted = len(facts.comparison.places), facts.comparison.inserted_count
    if not wrong:
        # A word or two that stand otherwise and nothing else: whether that is all they are about, titles say.
        is_small = all(place.size <= SMALL_PLACE for place in facts.comparison.places)
        is_reworded_note = words < NOTE_WORDS and 0 < places <= _FEW_PLACES and is_small and not inserted
        # A form has the size of another one; what is much shorter is a part.
        is_part = not places and words >= SHORT_WORDS and one.run_count < _MOST_PART * other.run_count
        is_told = facts.named >= LEAST_NAMES or len(facts.comparison.numbers) >= LEAST_FIGURES
        is_named = words >= NAMELESS_WORDS or caseless or is_told
        if is_part or (is_named and not is_reworded_note):
            return 1.0, "no fact contradicts"
        return TITLES_MAY_CONTRADICT, "no fact contradicts, but they say little: titles may contradict"
    agreeing, named = facts.agreeing, facts.named
    if words < SHORT_WORDS and (numbers or named < LEAST_NAMES):
        return None, "facts of a short text contradict"
    share = wrong / (wrong + agreeing)
    sure = SURE + (1 - SURE) * (1 - share)
    is_backed = named >= _LEAST_UPDATE_NAMES or (caseless and words >= 2 * _WORDS_PER_UPDATE * numbers)
    most = max(_MOST_UPDATE_NUMBERS, named // 2)
    if caseless:
        most = max(most, min(_MOST_CASELESS_UPDATE, words // (2 * _WORDS_PER_UPDATE)))
    # Another time of day is another event more often than another state of one: it counts twice.
    is_update = not names and is_backed and numbers <= most and words >= _WORDS_PER_UPDATE * numbers
    if is_update and (2 * numbers <= most or numbers + _clock_count(one, other, facts) <= most):
        return sure, "numbers moved on, every name agrees"
    least_telling = _LEAST_TELLING if words < NOTE_WORDS else _LEAST_TELLING_OF_LONG
    is_form = facts.telling_places >= least_telling * (places + inserted)
    if is_form and words < _SHORT_NOTE_WORDS and facts.has_long_name and share > _LEAST_CONTRADICTED:
        return None, "another whole name in a short note"
    is_pure = not inserted and places == facts.telling_places == len(facts.contradictions)
    if is_pure and names and words < _VERY_SHORT_NOTE_WORDS:
        return None, "a very short note differs in names and in nothing else"
    if caseless:
        least = 1 if words < _VERY_SHORT_NOTE_WORDS and not inserted and places <= _FEW_PLACES else 2
        # Of a long text, an edit or where it was cut.
        is_one_place = words >= NOTE_WORDS and facts.telling_places == 1
        if least <= wrong <= _MOST_CASELESS and is_form and not is_one_place:
            return None, "the places of a form contradict"
        return TITLES_MAY_CONTRADICT, "titles may contradict"
    is_dense = wrong >= _MANY and wrong * _WORDS_PER_DENSE_CONTRADICTION >= words
    if share <= _LEAST_CONTRADICTED and not is_dense:
        return sure, "hardly any of many facts contradict"
    if share > MOST_CONTRADICTED and is_form and (wrong > 1 or words < NOTE_WORDS):
        return None, "the facts contradict"
    if is_dense:
        return None, "many facts contradict"
    return TITLES_MAY_CONTRADICT + (SURE - TITLES_MAY_CONTRADICT) * (1 - share) * 0.99, "titles may contradict"
