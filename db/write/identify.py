"""Which article each sighting is: the articles around new and lost prints are decided anew from all their prints.

A sighting whose print is known is its article, and nothing is decided. Else the prints that share a key with it, those
that share one with these, and so on, are read; ``partition`` says which of them are one article, as it would have said
had they come in any other order. Articles keep their ids; prints that are another article now move there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import Cursor, sql

from db.write.derive import Seen
from db.write.former import Former
from db.write.gather import read_rows
from db.write.keys import address_identity, page_identity
from db.write.partition import keys_of, partition
from db.write.plan import TakeId
from db.write.prints import Prints, short_digest
from db.write.row import Row
from db.write.rows import ArticleIdentityRow, PrintRow
from db.write.stored import read_seen

_AROUND = """
select {columns} from news.print where article_id <> all(%(known)s) and article_id in (
    select article_id from news.print
    where url_key = any(%(url_key)s) or page_key = any(%(page_key)s) or wording_key = any(%(wording_key)s)
)
"""


@dataclass(slots=True)
class Identified:
    """Which article each print is, and what that changes."""

    prints: Prints
    article_of: dict[bytes, int] = field(default_factory=dict)
    """article_id by print_key, of the batch's prints and of those around what is new or lost."""
    fresh: set[int] = field(default_factory=set)
    joined: dict[int, int] = field(default_factory=dict)
    """Articles that turned out to be another one, with that one."""
    moved: set[int] = field(default_factory=set)
    """Articles that stored prints leave, or come to."""
    rows: list[Row] = field(default_factory=list)
    """Prints and identities to write."""
    gone_prints: list[bytes] = field(default_factory=list)
    gone_identities: list[str] = field(default_factory=list)


def identify(
    cursor: Cursor[Any], seen: Sequence[Seen], stale: Collection[int], lost: Iterable[PrintRow], former: Former,
    take_id: TakeId,
) -> Identified:  # fmt: skip
    """Find the articles of new sightings, and of what may be another article now that sightings were taken away.

    ``stale``: articles of which sightings were taken away; ``lost``: prints of articles that were.
    """
    found = Identified(Prints())
    examples: dict[bytes, Seen] = {}
    for one in seen:
        one.print_key = found.prints.of(one).print_key
        examples.setdefault(one.print_key, one)
    known = {row.print_key: row for row in read_rows(cursor, PrintRow, "print_key", examples)}
    found.article_of = {key: row.article_id for key, row in known.items()}
    fresh = [found.prints.of(one) for key, one in examples.items() if key not in known]
    living, dead = _sorted_out(cursor, found.prints, stale, examples)
    found.gone_prints = [row.print_key for row in dead]
    dead += lost
    if fresh or dead:
        around = {row.print_key: row for row in living} | _around(cursor, [*fresh, *living, *dead], dead)
        groups = partition(
            [*around.values(), *fresh], _publishers(cursor, [*around.values(), *fresh]),
            lambda asked: _bodies(cursor, found.prints, around, examples.values(), asked),
        )  # fmt: skip
        arrivals = {key: number for number, key in enumerate(examples)}
        _give_ids(found, groups, former.ids(groups, seen, dead), arrivals, take_id)
        ids = {row.article_id for row in (*around.values(), *dead)} | {*stale}
        _own_addresses(cursor, found, groups, ids, [examples[one.print_key] for one in fresh])
    return found


def _sorted_out(
    cursor: Cursor[Any], prints: Prints, stale: Collection[int], new: Collection[bytes]
) -> tuple[list[PrintRow], list[PrintRow]]:
    """The stored prints of stale articles: those that some sighting still shows, and the others."""
    stored = read_rows(cursor, PrintRow, "article_id", stale)
    shown = {prints.of(one).print_key for one in read_seen(cursor, "sighting.article_id", stale)} | {*new}
    return [row for row in stored if row.print_key in shown], [row for row in stored if row.print_key not in shown]


def _around(cursor: Cursor[Any], start: Iterable[PrintRow], dead: Iterable[PrintRow]) -> dict[bytes, PrintRow]:
    """The stored prints of all articles that share keys with these prints, directly or through others."""
    query = sql.SQL(_AROUND).format(columns=sql.SQL(", ").join(map(sql.Identifier, PrintRow.columns())))
    gone = {row.print_key for row in dead}
    found: dict[bytes, PrintRow] = {}
    known: set[int] = set()
    asked: set[tuple[str, bytes]] = set()
    new = {key for one in start for key in keys_of(one)}
    while new:
        by_column: dict[str, list[bytes]] = {"url_key": [], "page_key": [], "wording_key": []}
        for name, key in new:
            by_column[name].append(key)
        asked |= new
        cursor.execute(query, {**by_column, "known": [*known]})
        rows = [PrintRow.read(values) for values in cursor.fetchall()]
        known |= {row.article_id for row in rows}
        rows = [row for row in rows if row.print_key not in gone]
        found |= {row.print_key: row for row in rows}
        new = {key for row in rows for key in keys_of(row)} - asked
    return found


def _publishers(cursor: Cursor[Any], prints: Iterable[PrintRow]) -> dict[str, str]:
    """publisher_key by the names that prints have; a name that is new is its own."""
    names = {one.publisher_key for one in prints if one.publisher_key}
    cursor.execute(
        "select alias_key, publisher_key from news.publisher_alias join news.publisher using (publisher_id)"
        " where alias_key = any(%s) and alias_key <> publisher_key",
        [sorted(names)],
    )
    return dict(cursor.fetchall())


def _bodies(
    cursor: Cursor[Any], prints: Prints, stored: Mapping[bytes, PrintRow], new: Iterable[Seen],
    asked: Collection[PrintRow],
) -> dict[bytes, str]:  # fmt: skip
    """The texts of prints by their wordings: from the batch, else from what stored articles show."""
    wordings = {one.wording_key for one in asked}
    found = {prints.of(one).wording_key: one.body for one in new}
    ids = {row.article_id for row in stored.values() if row.wording_key in wordings - found.keys()}
    found |= {prints.of(one).wording_key: one.body for one in read_seen(cursor, "sighting.article_id", ids)}
    return found


def _give_ids(
    found: Identified,
    groups: Sequence[list[PrintRow]],
    former: Mapping[int, int],
    arrivals: Mapping[bytes, int],
    take_id: TakeId,
) -> None:
    """An id for each group: each id that is there goes to the group with most of its prints; of several the smallest.

    ``former``: emptied articles, with the place of the group that another reading of their captures made.
    """
    most: dict[int, tuple[int, int]] = {article_id: (-1, place) for article_id, place in former.items()}
    for place, group in enumerate(groups):
        for article_id, count in Counter(row.article_id for row in group if row.article_id).items():
            most[article_id] = min(most.get(article_id, (0, 0)), (-count, place))
    claimed: dict[int, list[int]] = defaultdict(list)
    for article_id, (_, place) in most.items():
        claimed[place].append(article_id)
    chosen: dict[int, int] = {}
    for place, ids in claimed.items():
        chosen[place] = min(ids)
        found.joined |= {article_id: chosen[place] for article_id in ids if article_id != chosen[place]}
    for _, place in sorted(
        (arrivals[row.print_key], place) for place, group in enumerate(groups) for row in group if row.article_id == 0
    ):
        if place not in chosen:
            # Ids rise in the order in which articles are met.
            chosen[place] = take_id("article")
            found.fresh.add(chosen[place])
    for place, group in enumerate(groups):
        if place not in chosen:
            # What an article was parted from, without anything new.
            chosen[place] = take_id("article")
            found.fresh.add(chosen[place])
        for row in group:
            before = found.joined.get(row.article_id, row.article_id)
            found.article_of[row.print_key] = chosen[place]
            if row.article_id != chosen[place]:
                found.rows.append(replace(row, article_id=chosen[place]))
            if before not in (0, chosen[place]):
                found.moved |= {before, chosen[place]}


def _own_addresses(
    cursor: Cursor[Any], found: Identified, groups: Iterable[list[PrintRow]], ids: Collection[int], new: Iterable[Seen]
) -> None:
    """Have each address be the key of one of the articles that stood there: of the text with the smallest digest."""
    stored = {row.identity_key: row.article_id for row in read_rows(cursor, ArticleIdentityRow, "article_id", ids)}
    texts = {short_digest(key): key for key in stored}
    for one in new:
        own = [address_identity(one.row.url, one.url_key)] if one.row.url else []
        own += [page_identity(one.page_key)] if one.is_primary and one.has_address else []
        texts |= {short_digest(key): key for key in own}
    ranked = sorted(
        (not row.has_text, row.print_key, key) for group in groups for row in group
        for key in (row.url_key, row.page_key) if key
    )  # fmt: skip
    owners: dict[bytes, int] = {}
    for _, print_key, key in ranked:
        owners.setdefault(key, found.article_of[print_key])
    for digest, owner in owners.items():
        if stored.get(texts[digest]) != owner:
            found.rows.append(ArticleIdentityRow(texts[digest], owner))
    found.gone_identities = [key for digest, key in texts.items() if digest not in owners]
