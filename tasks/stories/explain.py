"""Why two texts are one story or are not, in their own words: the verdict of ``compare`` with its facts spelled out."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.stories.compare import judge
from tasks.stories.sketch import sketch
from tasks.stories.titles import titles_contradict
from tasks.stories.words import words_by_hash
from tasks.story_records import PairReason


def explain_pair(title: str, body: str, other_title: str, other_body: str) -> PairReason:
    """Compare two articles as the stories do, and say what was found. Only these two titles count."""
    one, other = sketch(title, body), sketch(other_title, other_body)
    verdict = judge(one, other)
    first, second = words_by_hash([body, other_body])
    words = {**second, **first}
    agreed: list[str] = []
    contradicted: list[tuple[str, str]] = []
    if verdict.facts is not None:
        comparison = verdict.facts.comparison
        agreed = _spelled(comparison.names | comparison.numbers, words)
        mine = {*one.tokens.hashes.tolist()}
        for found in verdict.facts.contradictions:
            ours, theirs = (found.ours, found.theirs) if found.ours <= mine else (found.theirs, found.ours)
            contradicted.append((" ".join(_spelled(ours, words)), " ".join(_spelled(theirs, words))))
    return PairReason(
        is_alike=verdict.agreement is not None,
        reason=verdict.reason,
        titles_contradict=titles_contradict(title, other_title),
        share_of_first=verdict.shared / max(1, one.run_count),
        share_of_second=verdict.shared / max(1, other.run_count),
        agreed=tuple(agreed),
        contradicted=tuple(sorted(contradicted)),
    )


def _spelled(tokens: Iterable[int], words: dict[int, str]) -> list[str]:
    """The words of some tokens, in the order in which they are printed."""
    order = {token: at for at, token in enumerate(words)}
    return [words[token] for token in sorted(tokens, key=lambda token: order.get(token, -1)) if token in words]
