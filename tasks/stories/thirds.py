"""Texts that meet through a third one: the items of a digest, and texts that contradict each other.

Pairs alone cannot tell: a round-up holds two briefs in full, and a print without its lead is like two reports that name
two places. So whether two texts that met may be in one story is asked again, of the texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from tasks.stories.cluster import Group
from tasks.stories.compare import judge_all
from tasks.stories.parts import Parts, Read
from tasks.stories.runs import NOTE_WORDS
from tasks.stories.sketch import Sketch
from tasks.stories.titles import Titles
from tasks.story_records import Neighbourhood, Pair

_LEAST_PART = 0.8
"""A part stands in the other text whole, edits aside."""
_MOST_TOGETHER = 1.15
"""Two parts side by side are not longer than the text that holds both."""
_LEAST_SHARED_NAMES = 0.25
_LEAST_OWN, _CLEARLY = 6, 3
"""Runs that only one of two texts has, of each of them; so many times more of the one than of the other is clear."""
_MOST_TEXTS = 64
"""In a story of more texts nothing is asked again: the cost grows with their square, and not all were compared."""


def without_digests(near: Neighbourhood, pairs: Sequence[Pair], read: Read) -> list[Pair]:
    """The pairs without those of a text that holds several texts which have nothing to do with each other."""
    parts = _parts(near)
    if not parts:
        return list(pairs)
    paired = {(pair.a, pair.b) for pair in pairs}
    titles = Titles(near)
    asked = {
        (whole, one, other)
        for whole, found in parts.items()
        for one, other in combinations(sorted(found), 2)
        if (one, other) not in paired
        and near.texts[one].run_count + near.texts[other].run_count <= _MOST_TOGETHER * near.texts[whole].run_count
        and not (titles.are_alike(whole, one) and titles.are_alike(whole, other))
    }
    if not asked:
        return list(pairs)
    sketches = read({text_id for texts in asked for text_id in texts})
    told = Parts(sketches)
    digests = {
        whole
        for whole, one, other in asked
        if _are_strangers(sketches.get(one), sketches.get(other)) and told.are_apart(whole, one, other)
    }
    return [pair for pair in pairs if not any(_is_part_of(near, pair, whole) for whole in digests & {pair.a, pair.b})]


def _parts(near: Neighbourhood) -> dict[int, set[int]]:
    """For each text that holds several shorter ones, which, whether titles and dates agree or not."""
    printed = {one.text_id for one in near.prints}
    found: dict[int, set[int]] = defaultdict(set)
    for pair in near.pairs:
        if {pair.a, pair.b} <= printed and pair.likeness.containment >= _LEAST_PART:
            short, long = sorted((pair.a, pair.b), key=lambda text_id: near.texts[text_id].run_count)
            if near.texts[short].run_count < near.texts[long].run_count:
                found[long].add(short)
    return {whole: parts for whole, parts in found.items() if len(parts) > 1}


def _is_part_of(near: Neighbourhood, pair: Pair, whole: int) -> bool:
    other = pair.b if pair.a == whole else pair.a
    is_shorter = near.texts[other].run_count < near.texts[whole].run_count
    return is_shorter and pair.likeness.containment >= _LEAST_PART


def _are_strangers(one: Sketch | None, other: Sketch | None) -> bool:
    """Whether two texts share no words to speak of and few names: parts of one report share the names in it."""
    if one is None or other is None:
        return False
    least = min(len(one.names), len(other.names))
    return len(one.names & other.names) <= max(1.0, _LEAST_SHARED_NAMES * least)


def _are_notes(near: Neighbourhood, pair: tuple[int, int]) -> bool:
    return min(near.texts[text_id].word_count for text_id in pair) < NOTE_WORDS


def contradictions(
    groups: Sequence[Group], near: Neighbourhood, close: Sequence[Pair], read: Read
) -> list[tuple[int, int]]:
    """Two texts each of one group that contradict each other, by their titles or by their facts."""
    is_close = {(pair.a, pair.b) for pair in close}
    known = {(pair.a, pair.b) for pair in near.pairs}
    titles = Titles(near)
    found: list[tuple[int, int]] = []
    for group in groups:
        texts = sorted({one.text_id for one in group.prints})
        if not 2 < len(texts) <= _MOST_TEXTS:
            continue
        apart = [pair for pair in combinations(texts, 2) if pair not in is_close]
        # Of longer texts titles decide about a pair, and no more: editors write others.
        found += [pair for pair in apart if pair in known and _are_notes(near, pair) and titles.contradict(*pair)]
        untold = [pair for pair in apart if pair not in known]
        sketches = read({text_id for pair in untold for text_id in pair}) if untold else {}
        asked = [pair for pair in untold if {*pair} <= sketches.keys()]
        verdicts = judge_all([(sketches[one], sketches[other]) for one, other in asked])
        found += [pair for pair, verdict in zip(asked, verdicts, strict=True) if verdict.is_contradiction]
    return found


def without_backgrounds(pairs: Sequence[Pair], foes: Sequence[tuple[int, int]], read: Read) -> list[Pair]:
    """The pairs without those of a text that stands in two which contradict each other, but for the one it is about.

    What holds nothing of what tells these two apart is what agencies and papers put behind both: it joins neither.
    """
    beside: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        beside[pair.a].add(pair.b)
        beside[pair.b].add(pair.a)
    asked = [(*foe, third) for foe in foes for third in beside[foe[0]] & beside[foe[1]]]
    sketches = read({text_id for texts in asked for text_id in texts}) if asked else {}
    apart: set[tuple[int, int]] = set()
    for one, other, third in asked:
        if {one, other, third} <= sketches.keys():
            for text in _not_of(sketches, third, one, other):
                apart.add((min(text, third), max(text, third)))
    return [pair for pair in pairs if (pair.a, pair.b) not in apart]


def _not_of(sketches: dict[int, Sketch], third: int, one: int, other: int) -> list[int]:
    """Those of two texts of whose own a third one, which is like both, holds nothing, or clearly the less."""
    texts = sketches[one], sketches[other]
    own = [{*a.runs.tolist()} - {*b.runs.tolist()} for a, b in (texts, texts[::-1])]
    if min(map(len, own)) < _LEAST_OWN:
        return []
    mine, yours = (len(runs & {*sketches[third].runs.tolist()}) for runs in own)
    if not mine and not yours:
        facts = [a.told_facts - b.told_facts for a, b in (texts, texts[::-1])]
        mine, yours = (len(found & sketches[third].told_facts) for found in facts)
    if not mine and not yours:
        return [one, other]
    if min(mine, yours) * _CLEARLY > max(mine, yours):
        return []
    return [other if mine > yours else one]
