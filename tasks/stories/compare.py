"""Whether two texts are one: how much of the shorter the longer one holds, where, and whether their facts contradict.

Containment rather than Jaccard, so that an excerpt counts as much as a full print. Containment alone would join forms
(weather, auctions, audiences) that share all but their facts, and reports that share a background. So facts are looked
at in the places where the texts differ, and less than nearly all of a text has to come with its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tasks.stories.facts import Facts, compare_facts
from tasks.stories.places import Comparison, compare_places
from tasks.stories.respelled import has_other_style, may_be_one_wording, respell_all, share_numbers
from tasks.stories.runs import NOTE_WORDS
from tasks.stories.shared import Couple, most_shared, shared_runs
from tasks.stories.sketch import Sketch, style_all
from tasks.stories.weigh import LEAST_FIGURES, MOST_CONTRADICTED, SURE, TITLES_MUST_AGREE, weigh
from tasks.story_records import Likeness

LEAST_CONTAINMENT = 0.5
LEAST_SHORT_CONTAINMENT = 0.8
_NEARLY_ALL = 0.88
"""From here on a text stands whole in the other one, edits aside, wherever its beginning is."""
_MOST_OWN_LEAD = 0.16
"""A background stands behind reports of their own: the share of both texts before what they share."""
_LEAST_NUMBERS, _LEAST_SHARED_NUMBERS = 5, 0.35
_RUNS_PER_FIGURE = 8
_LEAST_STYLED, _LEAST_STYLED_RATIO, _MOST_STYLED = 0.2, 0.6, 500
"""Of one text in two styles: the runs that are the same, the size of the one to the other; and the most runs of a text
that is judged again: in a longer one figures and names are a smaller part, and it takes long."""
_MOST_TOGETHER = 1 << 17
"""Runs of the texts that are judged in one array."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of two texts, and why."""

    shared: int
    """Runs that both hold."""
    agreement: float | None
    """None: they contradict each other; else see SURE."""
    reason: str
    sizes: tuple[int, int]
    """Runs of both texts as they were compared, the fewer first."""
    facts: Facts | None = None
    is_contradiction: bool = False
    """Whether they share enough, and many of their facts contradict: two texts that may meet nowhere."""


def compare(couples: Sequence[Couple]) -> list[Likeness | None]:
    """Compare the texts of each couple; None where the two are not one text."""
    found: list[Likeness | None] = [None] * len(couples)
    sized = [_by_size(*couple) for couple in couples]
    left = [at for at, (one, other) in enumerate(sized) if not _are_told_apart(one, other)]
    most = most_shared([sized[at] for at in left])
    left = [at for at, shared in zip(left, most, strict=True) if _may_be_one(*sized[at], shared)]
    for at, verdict in zip(left, judge_all([sized[at] for at in left]), strict=True):
        if verdict.agreement is not None:
            small, large = verdict.sizes
            union = small + large - verdict.shared
            found[at] = Likeness(verdict.shared / small, verdict.shared / union, small / large, verdict.agreement)
    return found


def _may_be_one(one: Sketch, other: Sketch, shared: int) -> bool:
    """Whether two texts, the shorter first, can be one that share no more runs than so many, if in two styles."""
    return _is_alike(one, other, shared) or (_have_one_size(one, other) and shared >= _LEAST_STYLED * one.run_count)


def _are_told_apart(one: Sketch, other: Sketch) -> bool:
    """Whether their numbers are others, in whatever style."""
    if not _has_other_numbers(one, other):
        return False
    return not (_have_one_size(one, other) and may_be_one_wording(one, other))


def _by_size(one: Sketch, other: Sketch) -> Couple:
    """The shorter text first; of equals the wording decides."""
    sizes = one.run_count, other.run_count
    is_turned = sizes[1] < sizes[0] or (sizes[1] == sizes[0] and other.key < one.key)
    return (other, one) if is_turned else (one, other)


def judge(one: Sketch, other: Sketch) -> Verdict:
    """Judge two texts. The same whichever comes first."""
    return next(judge_all([(one, other)]))


def judge_all(couples: Sequence[Couple]) -> Iterator[Verdict]:
    """Judge the texts of each couple.

    Where they differ much in what may be two styles of writing one thing, they are judged again in one style.
    """
    part: list[Couple] = []
    size = 0
    for number, couple in enumerate(couples, start=1):
        part.append(_by_size(*couple))
        size += couple[0].run_count + couple[1].run_count
        if size >= _MOST_TOGETHER or number == len(couples):
            verdicts = _judge(part)
            yield from [again or verdict for again, verdict in zip(_judge_again(part, verdicts), verdicts, strict=True)]
            part, size = [], 0


def _judge_again(couples: Sequence[Couple], verdicts: Sequence[Verdict]) -> list[Verdict | None]:
    """The verdicts in one style on those of the couples that may be two styles of one text, and that say more."""
    unsure = {at: verdict for at, verdict in enumerate(verdicts) if _may_be_styles(*couples[at], verdict)}
    written = {at: couples[at] for at in unsure if not has_other_style(*couples[at])}
    found = _respelled(written, unsure)
    style_all(text for at in unsure if at not in found for text in couples[at])
    plain = {
        at: _by_size(one.in_one_style, other.in_one_style)
        for at, (one, other) in ((at, couples[at]) for at in unsure if at not in found)
        if (one.in_one_style is not one or other.in_one_style is not other)
        and share_numbers(one.in_one_style, other.in_one_style)
    }
    again = dict(zip(plain, _judge([*plain.values()]), strict=True))
    found |= _respelled({at: plain[at] for at, verdict in again.items() if not _is_sure(verdict)}, again)
    found |= {at: verdict for at, verdict in again.items() if _is_sure(verdict)}
    return [found.get(at) for at in range(len(couples))]


def _respelled(couples: Mapping[int, Couple], verdicts: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """The verdicts with the names of the one text as the other spells them, where all of these are one name."""
    known = [facts.comparison if (facts := verdicts[at].facts) else None for at in couples]
    texts = respell_all([*couples.values()], known)
    spelled = {at: _by_size(text, other) for (at, (_, other)), text in zip(couples.items(), texts, strict=True) if text}
    found: dict[int, Verdict] = {}
    for at, again in zip(spelled, _judge([*spelled.values()]), strict=True):
        if again.agreement is not None and again.facts is not None and not again.facts.contradictions:
            agreement = max(SURE, again.agreement)
            if again.shared >= _NEARLY_ALL * again.sizes[1] or _is_sure(again):
                reason = "a name is written in two ways, and no fact contradicts"
                found[at] = replace(again, agreement=agreement, reason=reason)
    return found


def _is_sure(verdict: Verdict) -> bool:
    return verdict.agreement is not None and verdict.agreement >= SURE


def _may_be_styles(one: Sketch, other: Sketch, verdict: Verdict) -> bool:
    """Whether two texts that are not surely one share what house styles and transcriptions leave of one text."""
    is_settled = verdict.agreement is not None and verdict.facts is not None and not verdict.facts.contradictions
    if _is_sure(verdict) or (is_settled and verdict.agreement != TITLES_MUST_AGREE):
        return False
    is_alike = _have_one_size(one, other) and verdict.shared >= _LEAST_STYLED * one.run_count
    return is_alike and may_be_one_wording(one, other)


def _have_one_size(one: Sketch, other: Sketch) -> bool:
    """Whether two texts, the shorter first, are short and alike enough in size to be one text in two styles."""
    return _LEAST_STYLED_RATIO * other.run_count <= one.run_count and other.run_count <= _MOST_STYLED


def _judge(couples: Sequence[Couple]) -> list[Verdict]:
    """Judge the texts of each couple, the shorter one first, as they are written."""
    found: dict[int, Verdict] = {}
    left: list[int] = []
    shared = shared_runs(couples) if couples else []
    for at, ((one, other), both) in enumerate(zip(couples, shared, strict=True)):
        sizes = one.run_count, other.run_count
        if not _is_alike(one, other, both.different):
            reason = "too little of the shorter text stands in the longer one"
            found[at] = Verdict(both.different, None, reason, sizes)
        elif _has_other_numbers(one, other):
            reason = "hardly a number of the shorter text stands in the longer one"
            found[at] = Verdict(both.different, None, reason, sizes, is_contradiction=True)
        else:
            left.append(at)
    if left:
        comparisons = compare_places([couples[at] for at in left], [shared[at].places for at in left])
        found |= {at: _read(shared[at].different, one) for at, one in zip(left, comparisons, strict=True)}
    return [found[at] for at in range(len(couples))]


def _read(shared: int, comparison: Comparison) -> Verdict:
    """The verdict on two texts that share so many runs, by what stands where they differ."""
    one, other = comparison.one, comparison.other
    sizes = one.run_count, other.run_count
    facts = compare_facts(comparison)
    agreement, reason = weigh(one, other, facts)
    is_part = shared < _NEARLY_ALL * one.run_count and facts.comparison.own_lead > _MOST_OWN_LEAD
    if agreement is not None and is_part and not _is_full_of_numbers(shared, facts):
        reason = "a part without the beginning of either: titles decide"
        return Verdict(shared, min(agreement, TITLES_MUST_AGREE), reason, sizes, facts)
    told = facts.contradicting + facts.agreeing
    is_contradiction = agreement is None and facts.contradicting > MOST_CONTRADICTED * told
    return Verdict(shared, agreement, reason, sizes, facts, is_contradiction)


def _is_full_of_numbers(shared: int, facts: Facts) -> bool:
    """Whether what both hold is the figures themselves, which no background is."""
    numbers = len(facts.comparison.numbers)
    return numbers >= LEAST_FIGURES and _RUNS_PER_FIGURE * numbers >= shared and not facts.contradictions


def _is_alike(a: Sketch, b: Sketch, shared: int) -> bool:
    """Whether enough of the shorter text stands in the longer one."""
    least = LEAST_SHORT_CONTAINMENT if a.is_short or b.is_short else LEAST_CONTAINMENT
    return shared >= least * max(1, min(a.run_count, b.run_count))


def _has_other_numbers(one: Sketch, other: Sketch) -> bool:
    """Whether a note is full of numbers that another does not have: most forms are told apart by this."""
    if one.word_count >= NOTE_WORDS or len(one.numbers) < _LEAST_NUMBERS:
        return False
    return len(one.numbers & other.numbers) < _LEAST_SHARED_NUMBERS * len(one.numbers)
