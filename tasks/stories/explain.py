"""Why two texts are one story or are not, in their own words: the verdict of ``compare`` with its facts spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.stories.compare import judge
from tasks.stories.letters import tokenize_all
from tasks.stories.sketch import sketch
from tasks.stories.titles import titles_contradict
from tasks.story_records import PairReason

_WORD = re.compile(r"\d[\d.,:]*\d|[^\W\d_]+|\d")


def explain_pair(title: str, body: str, other_title: str, other_body: str) -> PairReason:
    """Compare two articles as the stories do, and say what was found. Only these two titles count."""
    one, other = sketch(title, body), sketch(other_title, other_body)
    verdict = judge(one, other)
    words = {**_words(other_body), **_words(body)}
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


def _words(text: str) -> dict[int, str]:
    """Each token's hash with the word as printed, in the order of the text."""
    found: dict[int, str] = {}
    words = _WORD.findall(text)
    for word, tokens in zip(words, tokenize_all(words), strict=True):
        hashes = tokens.hashes.tolist()
        # A word of a script without spaces is as many tokens as it has characters.
        for token, part in zip(hashes, [word] if len(hashes) == 1 else word, strict=False):
            found.setdefault(token, part)
    return found


def _spelled(tokens: Iterable[int], words: dict[int, str]) -> list[str]:
    """The words of some tokens, in the order in which they are printed."""
    order = {token: at for at, token in enumerate(words)}
    return [words[token] for token in sorted(tokens, key=lambda token: order.get(token, -1)) if token in words]
