"""What each article is in its story, which one came first, and how sure that is. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from tasks.stories.cluster import LEAST_RATIO, Group
from tasks.story_records import Member, Override, Pair, Print, Story, Text

_EXACT_JACCARD = 0.95
_MOST_EXCERPT_RATIO, _LEAST_EXCERPT = 0.75, 0.85
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Relation:
    """How one article stands to another one of its story."""

    kind: str
    other: Print
    containment: float
    jaccard: float
    size_ratio: float
    method: str

    @property
    def closeness(self) -> tuple[float, float]:
        return self.containment, self.jaccard


def describe(group: Group, texts: dict[int, Text], overrides: list[Override]) -> Story:
    """Say of every member of a group what it is."""
    if len(group.prints) == 1 and not overrides:
        (one,) = group.prints
        alone = Member(one.article_id, one.text_id, None, None, None, None, None, "alone", False)
        return Story(one.article_id, "only", 0 if one.publisher_id is None else 1, False, (alone,))
    first = min(group.prints, key=_when)
    by_text: dict[int, list[Print]] = defaultdict(list)
    for one in sorted(group.prints, key=_when):
        by_text[one.text_id].append(one)
    beside: dict[int, list[Pair]] = defaultdict(list)
    for pair in group.pairs:
        beside[pair.a].append(pair)
        beside[pair.b].append(pair)
    inside = {one.article_id for one in group.prints}
    manual = {
        one.article_id: override
        for override in overrides
        for one in group.prints
        if one.article_id in (override.article_id, override.other_article_id)
        and (
            {override.article_id, override.other_article_id} <= inside
            if override.is_merge
            else override.article_id == one.article_id
        )
    }
    members = tuple(
        _member(one, first, _relations(one, by_text, beside, texts), one.article_id in manual, len(group.prints))
        for one in group.prints
    )
    publishers = {one.publisher_id for one in group.prints} - {None}
    return Story(first.article_id, _certainty(first, group.prints), len(publishers), bool(manual), members)


def _when(one: Print) -> tuple[datetime, datetime, int]:
    return one.published_at or one.published_max_at or _NEVER, one.first_seen_at or _NEVER, one.article_id


def _certainty(first: Print, prints: tuple[Print, ...]) -> str:
    others = [one for one in prints if one is not first]
    if not others:
        return "only"
    latest = first.published_max_at or first.published_at
    if latest is None:
        return "unknown"
    earliest = [one.published_min_at or one.published_at for one in others]
    return "certain" if all(moment is not None and latest < moment for moment in earliest) else "likely"


def _relations(
    one: Print, by_text: dict[int, list[Print]], beside: dict[int, list[Pair]], texts: dict[int, Text]
) -> list[_Relation]:
    """Its relation to the earliest print of its own wording and of every wording like it."""
    found = []
    twins = [other for other in by_text[one.text_id] if other is not one]
    if twins:
        found.append(_Relation("exact", twins[0], 1.0, 1.0, 1.0, "text"))
    for pair in beside[one.text_id]:
        text_id = pair.b if pair.a == one.text_id else pair.a
        if text_id in by_text:
            other, like = by_text[text_id][0], pair.likeness
            method = "runs" if like.size_ratio >= LEAST_RATIO else "part"
            kind = _kind(one, other, pair, texts)
            found.append(_Relation(kind, other, like.containment, like.jaccard, like.size_ratio, method))
    return found


def _kind(one: Print, other: Print, pair: Pair, texts: dict[int, Text]) -> str:
    like = pair.likeness
    if like.jaccard >= _EXACT_JACCARD:
        return "exact"
    is_shorter = texts[one.text_id].run_count < texts[other.text_id].run_count
    if is_shorter and like.size_ratio < _MOST_EXCERPT_RATIO and like.containment >= _LEAST_EXCERPT:
        return "excerpt"
    return _by_publisher(one, other)


def _by_publisher(one: Print, other: Print) -> str:
    is_same = one.publisher_id is not None and one.publisher_id == other.publisher_id
    return "revision" if is_same else "syndicated"


def _member(one: Print, first: Print, relations: list[_Relation], is_manual: bool, count: int) -> Member:
    if not relations:
        kind = None if one is first else _by_publisher(one, first)
        method = "manual" if is_manual or count > 1 else "alone"
        return Member(one.article_id, one.text_id, kind, None, None, None, None, method, is_manual)
    best = max(relations, key=lambda relation: (_pull(relation, one, first), relation.closeness))
    kind = None if one is first and best.kind != "excerpt" else best.kind
    return Member(
        one.article_id, one.text_id, kind, best.other.article_id,
        best.containment, best.jaccard, best.size_ratio, best.method, is_manual,
    )  # fmt: skip


def _pull(relation: _Relation, one: Print, first: Print) -> int:
    """What an article is compared with: its own wording first, then what it is a part of, then the first print."""
    order = {"exact": 3, "excerpt": 2}.get(relation.kind, 0)
    if one is first and relation.kind == "exact":
        return 1
    return order or (1 if relation.other is first else 0)
