"""What an article row says: a pure function of the set of its sightings, in whatever order these came.

Every choice between sightings is by a rank that is made of what they say and when, never of when they were loaded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, TypeVar

from db.write.rows import ArticleRevisionRow, ArticleRow, SightingRow
from tasks.text import count_words, folded_words

_FULLNESS = {"none": 0, "caption": 1, "teaser": 2, "full": 3}
_EXACTNESS = {"second": 4, "minute": 3, "hour": 2, "day": 1, "unknown": 0}
_CERTAINTY = {"metadata": 3, "byline": 2, "card": 1, "body": 0, "absent": -1}
NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""Stands before every known moment."""
_ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
T = TypeVar("T")


@dataclass(slots=True)
class Seen:
    """One sighting with what its capture and page say of it."""

    row: SightingRow
    body: str
    """Its text, wherever it is kept."""
    captured_at: datetime | None
    seen_until: datetime | None
    """Latest moment at which the page was known to be as this capture shows it."""
    capture_key: str
    page_id: int
    page_key: str
    has_address: bool
    """Whether the page is known by its address."""
    parser_version: str
    publisher_id: int | None
    stored: SightingRow | None = None
    """The row as it is in the database. None: it is new."""
    print_key: bytes = b""
    """Its print, once it is identified."""
    url_key: str | None = None
    """Identity of its address, as its record tells it. None: it was stored before, or has no address."""

    @property
    def is_primary(self) -> bool:
        """Whether the page is about the article."""
        return self.row.place == 0

    @property
    def order(self) -> tuple[str, str, int]:
        """Breaks ties between sightings that say the same of themselves."""
        return self.page_key, self.capture_key, self.row.place


@dataclass(slots=True)
class Derived:
    """What all sightings of an article make of it."""

    row: ArticleRow
    revisions: list[ArticleRevisionRow]


def derive(article_id: int, seen: Sequence[Seen]) -> Derived:
    """The article that these sightings show; there is at least one."""
    texts = _texts(seen)
    chosen, prints = texts[-1]
    best = _best(prints, _form)
    title = _best(prints, lambda one: (one.is_primary, _moment(one), *_smaller(one.row.title_raw))).row.title_raw
    # The print that fills what the chosen text does not say: primaries first, of these the earliest.
    ranked = sorted(
        seen, key=lambda one: (not one.is_primary, one.row.text_key != chosen, one.captured_at or _ALWAYS, one.order)
    )

    def first(name: str) -> Any:
        for one in ranked:
            found = getattr(one.row, name)
            if found not in (None, [], "unknown"):
                return found
        return None

    named = next((one for one in ranked if one.publisher_id is not None), None)
    moments = [one.captured_at for one in seen if one.captured_at is not None]
    ends = [one.seen_until for one in seen if one.seen_until is not None]
    row = ArticleRow(
        article_id,
        title=title,
        body=best.body,
        publisher_id=named.publisher_id if named else None,
        agency=first("agency"),
        authors=first("authors") or [],
        language=best.row.language or first("language"),
        url=first("url"),
        category=first("category"),
        tags=first("tags") or [],
        image_url=first("image_url"),
        is_free=first("is_free"),
        word_count=count_words(best.body),
        completeness=best.row.completeness,
        **derive_date([one.row for one in seen]),
        modified_at=max((one.row.modified_at for one in seen if one.row.modified_at), default=None),
        text_key=chosen,
        text_state=best.row.text_state,
        access=first("access") or "unknown",
        publisher_source=named.row.publisher_source if named else None,
        parser_version=best.parser_version,
        first_seen_at=min(moments, default=None),
        last_seen_at=max(ends, default=None),
    )
    return Derived(row, _revisions(article_id, texts))


def _texts(seen: Iterable[Seen]) -> list[tuple[str, list[Seen]]]:
    """The wordings of an article with their prints; the last one is its text, full ones before it were replaced."""
    by_text: dict[str, list[Seen]] = {}
    for one in seen:
        by_text.setdefault(one.row.text_key, []).append(one)

    def rank(found: tuple[str, list[Seen]]) -> tuple[Any, ...]:
        key, prints = found
        fullness = max(_FULLNESS[one.row.completeness] for one in prints)
        words = max(len(one.body) for one in prints)
        when = max(_moment(one) for one in prints)
        later = (when, words) if fullness == _FULLNESS["full"] else (words, when)
        return fullness, *later, any(one.is_primary for one in prints), key

    return sorted(by_text.items(), key=rank) if len(by_text) > 1 else [*by_text.items()]


def _best(found: Sequence[T], rank: Callable[[T], tuple[Any, ...]]) -> T:
    """The one of the highest rank; most articles are seen once, and what is alone needs none."""
    return max(found, key=rank) if len(found) > 1 else found[0]


def _moment(one: Seen) -> datetime:
    return one.captured_at or NEVER


def _form(one: Seen) -> tuple[Any, ...]:
    """Of prints of one wording the better: the fuller, the one with paragraphs, a primary; then the smaller text."""
    fullness = _FULLNESS[one.row.completeness]
    return (
        fullness,
        one.body.count("\n"),
        one.is_primary,
        *_smaller(one.body),
        one.parser_version,
        *_smaller(*one.order),
    )


class _Smaller:
    """Turns the order of a value around, so that the smaller one is the maximum."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Smaller) -> bool:
        return bool(other.value < self.value)

    def __gt__(self, other: _Smaller) -> bool:
        return bool(other.value > self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Smaller) and bool(self.value == other.value)

    __hash__ = None  # type: ignore[assignment] # compared only


def _smaller(*values: Any) -> tuple[_Smaller, ...]:
    return tuple(map(_Smaller, values))


def date_rank(row: SightingRow | ArticleRow) -> tuple[Any, ...]:
    """The better of two dates is the more exact one, then the one from the surer place; the text breaks ties."""
    return (
        row.published_min_at is not None and row.published_max_at is not None,
        _EXACTNESS[row.published_precision],
        _CERTAINTY[row.published_source],
        row.published_raw or "",
        row.published_at or NEVER,
        row.published_min_at or NEVER,
        row.published_max_at or NEVER,
    )


def derive_date(rows: Sequence[SightingRow]) -> dict[str, Any]:
    """The columns of an article's date: the best one, cut to what all allow; a contradiction is recorded."""
    best = _best(rows, date_rank)
    bounds = [(r.published_min_at, r.published_max_at) for r in rows if r.published_min_at and r.published_max_at]
    earliest, latest = best.published_min_at, best.published_max_at
    at, is_conflict = best.published_at, False
    if bounds:
        low, high = max(low for low, _ in bounds), min(high for _, high in bounds)
        is_conflict = low > high
        if not is_conflict:
            earliest, latest = low, high
            at = min(max(at, low), high) if at is not None else None
    return {
        "published_raw": best.published_raw,
        "published_at": at,
        "published_min_at": earliest,
        "published_max_at": latest,
        "published_precision": best.published_precision,
        "published_source": best.published_source,
        "has_date_conflict": is_conflict,
    }


def _revisions(article_id: int, texts: Sequence[tuple[str, list[Seen]]]) -> list[ArticleRevisionRow]:
    """The full texts that others replaced, with what changed in words, repeats counted and their order left aside."""
    full = [prints for _, prints in texts if any(one.row.completeness == "full" for one in prints)]
    rows = []
    for number, (prints, later) in enumerate(pairwise(full), start=1):
        best, successor = max(prints, key=_form), max(later, key=_form)
        old, new = Counter(folded_words(best.body)), Counter(folded_words(successor.body))
        shown = [one.captured_at for one in prints if one.captured_at]
        title = max(prints, key=lambda one: (one.is_primary, _moment(one), *_smaller(one.row.title_raw)))
        rows.append(
            ArticleRevisionRow(
                article_id,
                number,
                title=title.row.title_raw,
                body=best.body,
                word_count=count_words(best.body),
                words_added_count=(new - old).total(),
                words_removed_count=(old - new).total(),
                last_seen_at=max(shown, default=None),
                replaced_capture_id=min(later, key=lambda one: (_moment(one), one.order)).row.capture_id,
            )
        )
    return rows


def as_stored(one: Seen, body: str) -> SightingRow:
    """A sighting's row, from now on as it is stored beside its article's text: not twice what differs in line ends."""
    row = one.row
    row.is_flat = bool(one.body) and one.body != body and one.body == body.replace("\n", " ")
    row.body = None if row.is_flat or (one.body and one.body == body) else one.body
    return row


def adds_nothing(known: ArticleRow, one: Seen) -> bool:
    """Whether a sighting leaves all of a known article but its span of moments as it is, so far as its row alone tells.

    Where the row does not tell, all sightings are read; this is what spares it for most cards.
    """
    row = one.row
    if row.text_key == known.text_key:
        is_text_same = (
            one.body == known.body and row.title_raw == known.title and row.completeness == known.completeness
        )
        if not is_text_same or row.text_state != known.text_state or one.parser_version != known.parser_version:
            return False
    elif _FULLNESS[row.completeness] >= _FULLNESS[known.completeness] or one.is_primary:
        return False
    fills = (
        (one.publisher_id, known.publisher_id), (row.publisher_source, known.publisher_source),
        (row.agency, known.agency), (row.authors or None, known.authors or None), (row.language, known.language),
        (row.url, known.url), (row.category, known.category), (row.tags or None, known.tags or None),
        (row.image_url, known.image_url), (row.is_free, known.is_free), (row.modified_at, known.modified_at),
        (row.access if row.access != "unknown" else None, known.access),
    )  # fmt: skip
    if any(said is not None and said != stands for said, stands in fills):
        return False
    if one.publisher_id is not None and row.publisher_source != known.publisher_source:
        return False
    return _dates_nothing(known, row)


def _dates_nothing(known: ArticleRow, row: SightingRow) -> bool:
    if row.published_raw is None and row.published_min_at is None and row.published_at is None:
        return known.published_raw is not None or known.published_min_at is not None
    # A known date may be clamped, so an equal rank does not show that the best one stays the best.
    if date_rank(row)[:4] > date_rank(known)[:4]:
        return False
    if date_rank(row)[:4] == date_rank(known)[:4] and _dates(row) != _dates(known):
        return False
    if row.published_min_at is None or row.published_max_at is None:
        return True
    if known.has_date_conflict:
        return True
    if known.published_min_at is None or known.published_max_at is None:
        return False
    return row.published_min_at <= known.published_min_at and row.published_max_at >= known.published_max_at


def _dates(row: SightingRow | ArticleRow) -> tuple[Any, ...]:
    return row.published_at, row.published_min_at, row.published_max_at
