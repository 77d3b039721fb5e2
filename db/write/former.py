"""Which article another reading makes of one that the last reading showed, so that it keeps its id. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from db.write.derive import Seen
from db.write.partition import keys_of
from db.write.rows import PrintRow, SightingRow
from tasks.text import folded_words

_ALIKE = 0.5
"""Share of a title's words that two readings of one card have in common."""


@dataclass(frozen=True, slots=True)
class Former:
    """What the last reading of captures that are read again showed."""

    emptied: frozenset[int] = frozenset()
    """Articles of which no sighting is left: their ids are free."""
    places: Mapping[int, Sequence[SightingRow]] = field(default_factory=dict)
    """What each capture showed, by capture_id."""

    def ids(self, groups: Sequence[list[PrintRow]], seen: Iterable[Seen], dead: Iterable[PrintRow]) -> dict[int, int]:
        """Emptied articles with the place of the group that each is now: by a key of its prints, else by its card."""
        found: dict[int, int] = {}
        if not self.emptied:
            return found
        place_of = {row.print_key: place for place, group in enumerate(groups) for row in group}
        owners: dict[tuple[str, bytes], int] = {}
        for row in sorted(dead, key=lambda row: row.article_id):
            if row.article_id in self.emptied:
                for key in keys_of(row):
                    owners.setdefault(key, row.article_id)
        for place, group in enumerate(groups):
            for row in group:
                for key in keys_of(row):
                    if key in owners:
                        found.setdefault(owners[key], place)
        ids = [min((row.article_id for row in group if row.article_id), default=None) for group in groups]
        for one in seen:
            at = place_of.get(one.print_key)
            if at is None or at in found.values():
                continue
            before, stored = self._card_before(one, found), ids[at]
            if before is not None and (stored is None or before < stored):
                found[before] = at
        return found

    def _card_before(self, one: Seen, found: Mapping[int, int]) -> int | None:
        """The emptied article that the capture's last reading showed in the place of a sighting."""
        places = self.places.get(one.row.capture_id, ())
        free = [row for row in places if row.article_id in self.emptied and row.article_id not in found]
        if any(row.article_id not in self.emptied for row in places if _is_one_card(row, one.row)):
            return None
        words = set(folded_words(one.row.title_raw))
        for row in free:
            if (row.place == 0) != one.is_primary:
                continue
            other = set(folded_words(row.title_raw))
            is_alike = len(words & other) >= _ALIKE * max(1, min(len(words), len(other)))
            if one.is_primary or (is_alike and (row.url is None or one.row.url is None or row.url == one.row.url)):
                return row.article_id
        return None


def _is_one_card(row: SightingRow, other: SightingRow) -> bool:
    """Whether two readings of a capture say the same of an article in the same place."""
    return (row.place == 0) == (other.place == 0) and row.title_raw == other.title_raw and row.url == other.url
