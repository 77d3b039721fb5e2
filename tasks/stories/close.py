"""The pairs of texts that count: those that titles and dates do not speak against.

- A text below 40 words, or one more than five times shorter, needs a title to speak for it: a notice that sites print
  in place of texts stands under titles that have nothing in common, and so do a digest and the items in it.
- What a title says otherwise, and both texts tell, is no contradiction: editors put others over one text.
- More than 72 hours apart, only a nearly unchanged text is the same story: weekly notes repeat themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from tasks.stories.cluster import LEAST_RATIO
from tasks.stories.parts import Parts, Read
from tasks.stories.sketch import SHORT_WORDS
from tasks.stories.titles import Titles
from tasks.stories.weigh import SURE, TITLES_MAY_CONTRADICT
from tasks.story_records import Neighbourhood, Pair, Print

FAR = timedelta(hours=72)
LEAST_FAR = 0.9
_LEAST_TOLD, _LEAST_TOLD_WORDS, _MOST_PART = 0.95, 12, 0.75
_MOST_DOUBTS = 16
"""Of a text with more doubtful pairs the titles decide: it is one of many of its form, and reading all takes long."""
Span = tuple[datetime, datetime]


def close_pairs(near: Neighbourhood, read: Read) -> list[Pair]:
    """The pairs of texts that still have prints, without those whose titles or dates speak against them."""
    spans, titles = _spans(near.prints), Titles(near)
    found: list[Pair] = []
    doubtful: list[Pair] = []
    for pair in near.pairs:
        if pair.a in spans and pair.b in spans and not _is_far(pair, spans[pair.a], spans[pair.b]):
            agreement = pair.likeness.agreement
            if agreement < TITLES_MAY_CONTRADICT and not titles.are_alike(pair.a, pair.b):
                continue
            (found if _do_titles_agree(pair, near, titles) else doubtful).append(pair)
    return [*found, *_told(doubtful, near, titles, read)]


def _spans(prints: list[Print]) -> dict[int, Span | None]:
    """By text, from when to when its prints may be; None: any of them is not dated."""
    spans: dict[int, Span | None] = {}
    for one in prints:
        span = spans.get(one.text_id)
        early, late = one.published_min_at or one.published_at, one.published_max_at or one.published_at
        if early is None or late is None:
            spans.setdefault(one.text_id, None)
        elif span is None:
            spans[one.text_id] = early, late
        else:
            spans[one.text_id] = min(span[0], early), max(span[1], late)
    return spans


def _is_far(pair: Pair, a: Span | None, b: Span | None) -> bool:
    if a is None or b is None or max(a[0], b[0]) - min(a[1], b[1]) <= FAR:
        return False
    if pair.likeness.jaccard == 1.0:
        return pair.likeness.agreement < TITLES_MAY_CONTRADICT  # One wording holds, however long ago.
    return min(pair.likeness.containment, pair.likeness.agreement) < LEAST_FAR


def _do_titles_agree(pair: Pair, near: Neighbourhood, titles: Titles) -> bool:
    """Whether titles speak for a pair that needs it, and not against one where they might."""
    agreement = pair.likeness.agreement
    shorter = min(near.texts[pair.a].word_count, near.texts[pair.b].word_count)
    is_weak = pair.likeness.size_ratio < LEAST_RATIO or (shorter < SHORT_WORDS and agreement < 1.0)
    if is_weak and not titles.agree(pair.a, pair.b):
        return False
    return agreement >= SURE or not titles.contradict(pair.a, pair.b)


def _told(doubtful: list[Pair], near: Neighbourhood, titles: Titles, read: Read) -> Iterator[Pair]:
    """Of pairs that titles do not speak for, those where the texts tell what the titles say."""
    counts = Counter(text_id for pair in doubtful for text_id in (pair.a, pair.b))
    asked = [
        pair
        for pair in doubtful
        if max(counts[pair.a], counts[pair.b]) <= _MOST_DOUBTS
        and pair.likeness.containment >= _LEAST_TOLD
        and min(near.texts[pair.a].word_count, near.texts[pair.b].word_count) >= _LEAST_TOLD_WORDS
    ]
    sketches = read({text_id for pair in asked for text_id in (pair.a, pair.b)}) if asked else {}
    parts = Parts(sketches)
    for pair in asked:
        one, other = (sketches.get(text_id) for text_id in (pair.a, pair.b))
        if one and other and titles.share_stems(pair.a, pair.b):
            yield pair
        elif one and other and titles.are_told(pair.a, pair.b, one.body, other.body):
            short, long = (pair.a, pair.b) if one.run_count < other.run_count else (pair.b, pair.a)
            if pair.likeness.size_ratio >= _MOST_PART or parts.belongs(short, long):
                yield pair
