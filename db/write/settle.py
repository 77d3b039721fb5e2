"""The articles and appearances of a batch: made of all their sightings, and written where they differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import Cursor

from db.write.apply import apply
from db.write.assign import shown_once
from db.write.decide import Decision, Shown
from db.write.derive import Derived, Seen, adds_nothing, as_stored, derive
from db.write.gather import read_rows
from db.write.join import join_rows, remove_unseen
from db.write.row import Row
from db.write.rows import (
    AppearanceRow,
    ArticleIdentityRow,
    ArticleRevisionRow,
    ArticleRow,
    CaptureRow,
)
from db.write.stored import appearance_of, capture_order, delete_appearances, read_seen, rebuild_pages


@dataclass(slots=True)
class Settled:
    """What a batch moved."""

    inserted: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    """Articles that no capture shows any longer."""
    moves: list[tuple[ArticleRow | None, ArticleRow | None]] = field(default_factory=list)
    """Articles before and after, where their content moved; None: there was none, or there is none any more."""
    text_ids: set[int] = field(default_factory=set)
    """Wordings of articles that are gone or turned out to be another one."""
    appearances: dict[int, dict[int, AppearanceRow]] = field(default_factory=dict)
    """What the batch's pages showed before, by page_id and article_id."""


def settle(cursor: Cursor[Any], decision: Decision, stale: Collection[int] = ()) -> Settled:
    """Write what a decision changes. ``stale`` are articles of which sightings were taken back before."""
    assigned, known = decision.assigned, decision.known
    settled = Settled()
    rebuilt: set[int] = set()
    for loser in assigned.became:
        if loser not in assigned.inserted:
            settled.moves += [(row, None) for row in read_rows(cursor, ArticleRow, "article_id", [loser])]
            pages, texts = join_rows(cursor, loser, assigned.is_now(loser))
            rebuilt |= pages
            settled.text_ids |= texts
    for article_id, seen in assigned.seen.items():
        for one in seen:
            one.row.article_id = article_id
    articles = _make_articles(cursor, decision, {assigned.is_now(i) for i in stale}, settled, rebuilt)
    settled.appearances = _known_appearances(cursor, decision.shown)
    rows = [*_show(cursor, decision, settled.appearances, rebuilt)]
    owners = {key: assigned.is_now(article_id) for key, article_id in known.identities.items()}
    _write(cursor, [*decision.plan.rows.values(), *rows], articles, owners)
    if rebuilt:
        write_rebuilt(cursor, rebuilt)
    if settled.gone:
        settled.text_ids |= remove_unseen(cursor, settled.gone)
    return settled


def rederive(cursor: Cursor[Any], article_ids: Collection[int]) -> set[int]:
    """Make articles anew of the sightings that are left; those whose content moved. One without any stays."""
    seen: dict[int, list[Seen]] = {}
    for one in read_seen(cursor, "sighting.article_id", article_ids):
        seen.setdefault(one.row.article_id, []).append(one)
    known = {row.article_id: row for row in read_rows(cursor, ArticleRow, "article_id", [*seen])}
    found = {article_id: derive(article_id, own) for article_id, own in seen.items()}
    _write(cursor, [], [(known[i], seen[i], found[i], True) for i in found], {})
    return {i for i in found if found[i].row.content() != known[i].content()}


def write_rebuilt(cursor: Cursor[Any], page_ids: Collection[int]) -> None:
    """Make what pages show anew of the sightings of their captures."""
    rebuilt = rebuild_pages(cursor, page_ids)
    delete_appearances(cursor, rebuilt.gone)
    _step_down(cursor, rebuilt.captures, rebuilt.wanted)
    apply(cursor, [*rebuilt.captures, *rebuilt.wanted])


Made = tuple[ArticleRow | None, list[Seen], Derived, bool]
"""An article as it was, its sightings that are known here, what they make of it, and whether these are all."""


def _make_articles(
    cursor: Cursor[Any], decision: Decision, stale: set[int], settled: Settled, rebuilt: set[int]
) -> list[Made]:
    assigned, known = decision.assigned, decision.known
    moved = {i for _, one, other in assigned.nobodys for i in (assigned.is_now(one), assigned.is_now(other))}
    moved |= stale | {*assigned.became.values()}
    before = {row.article_id: row for row in read_rows(
        cursor, ArticleRow, "article_id", ({*assigned.seen} | moved) - assigned.inserted)}  # fmt: skip
    whole = {
        i for i, row in before.items()
        if i in moved or i in known.revised or not all(adds_nothing(row, one) for one in assigned.seen.get(i, ()))
    }  # fmt: skip
    seen = {i: list(found) for i, found in assigned.seen.items()}
    for one in read_seen(cursor, "sighting.article_id", whole):
        seen.setdefault(one.row.article_id, []).append(one)
    for text_key, owner, other in sorted(assigned.nobodys):
        for sighting in _move_nobodys(seen, text_key, assigned.is_now(owner), assigned.is_now(other)):
            known.identities |= dict.fromkeys(_own_keys(sighting), assigned.is_now(other))
            if sighting.stored is not None:
                rebuilt.add(sighting.page_id)
    made: list[Made] = []
    for article_id in sorted(({*seen} | whole) - {*assigned.became}):
        found, row = seen.get(article_id, []), before.get(article_id)
        if not found:
            if row is not None:
                settled.gone.add(article_id)
                settled.moves.append((row, None))
            continue
        is_whole = row is None or article_id in whole
        derived = derive(article_id, found) if is_whole else _widened(row, found)
        made.append((row, found, derived, is_whole))
        if row is None:
            settled.inserted.add(article_id)
            settled.moves.append((None, derived.row))
        elif row.content() != derived.row.content():
            settled.changed.add(article_id)
            settled.moves.append((row, derived.row))
    return made


def _widened(row: ArticleRow | None, seen: list[Seen]) -> Derived:
    """A known article that new sightings leave as it is, but for its span of moments."""
    assert row is not None
    begins = [at for at in (row.first_seen_at, *(one.captured_at for one in seen)) if at]
    ends = [at for at in (row.last_seen_at, *(one.seen_until for one in seen)) if at]
    wider = replace(row, first_seen_at=min(begins, default=None), last_seen_at=max(ends, default=None))
    return Derived(wider, [], {key for one in seen for key in one.identities()})


def _own_keys(sighting: Seen) -> list[str]:
    """What identifies the article by its address or page."""
    return [key for key in sighting.identities() if not key.startswith("text:")]


def _move_nobodys(seen: dict[int, list[Seen]], text_key: str, one: int, other: int) -> list[Seen]:
    """Let the prints of a text that name no publisher go to the other article, unless an address holds them; these."""
    if one == other or one not in seen or other not in seen:
        return []
    free = [s for s in seen[one] if s.row.publisher_raw is None and s.row.text_key == text_key]
    held = {key for s in seen[one] if s not in free for key in _own_keys(s)}
    free = [s for s in free if not held & {*s.identities()}]
    seen[one] = [s for s in seen[one] if not any(s is gone for gone in free)]
    for sighting in free:
        sighting.row.article_id = other
    seen[other] += free
    return free


def _known_appearances(cursor: Cursor[Any], shown: Iterable[Shown]) -> dict[int, dict[int, AppearanceRow]]:
    page_ids = {one.capture.page_id for one in shown if one.capture is not None}
    found: dict[int, dict[int, AppearanceRow]] = {}
    for row in read_rows(cursor, AppearanceRow, "page_id", page_ids):
        found.setdefault(row.page_id, {})[row.article_id] = row
    return found


def _show(
    cursor: Cursor[Any], decision: Decision, before: dict[int, dict[int, AppearanceRow]], rebuilt: set[int]
) -> list[Row]:
    """What the batch's captures change of what their pages show; the captures' own counts are set."""
    now = {page_id: dict(found) for page_id, found in before.items()}
    captures = {row.capture_id: row for row in decision.known.captures.values()}
    wanted = {
        i for found in before.values() for row in found.values() for i in (row.first_capture_id, row.last_capture_id)
    }
    captures |= {row.capture_id: row for row in read_rows(cursor, CaptureRow, "capture_id", wanted - captures.keys())}

    def order(capture_id: int) -> tuple[Any, ...]:
        return capture_order(captures[capture_id].captured_at, captures[capture_id].capture_key)

    for shown in decision.shown:
        capture = shown.capture
        if capture is None or shown.outcome != "loaded":
            continue
        captures[capture.capture_id] = capture
        found = shown_once(shown.seen)
        capture.primary_count = sum(one.is_primary for one in found.values())
        capture.related_count = len(found) - capture.primary_count
        if capture.page_id in rebuilt:
            continue
        page = now.setdefault(capture.page_id, {})
        mine = order(capture.capture_id)
        for article_id, one in found.items():
            row = page.get(article_id)
            first = capture.capture_id if row is None or mine < order(row.first_capture_id) else row.first_capture_id
            if row is None or mine >= order(row.last_capture_id):
                page[article_id] = appearance_of(one, capture.page_id, first, is_current=capture.is_newest)
            elif first != row.first_capture_id:
                page[article_id] = replace(row, first_capture_id=first)
        if capture.is_newest:
            for article_id, row in page.items():
                if article_id not in found and row.is_current:
                    page[article_id] = replace(row, is_current=False)
    return [
        row for page_id, page in now.items() for article_id, row in page.items()
        if before.get(page_id, {}).get(article_id) != row
    ]  # fmt: skip


def _write(cursor: Cursor[Any], rows: list[Row], made: list[Made], identities: dict[str, int]) -> None:
    """Write rows and articles, with what identifies them, what they were, and what shows them."""
    fresh: list[Row] = []
    keys: dict[str, int] = {}
    for before, seen, derived, is_whole in made:
        if before != derived.row:
            fresh.append(derived.row)
        keys |= dict.fromkeys(derived.keys, derived.row.article_id)
        for one in seen:
            row = as_stored(one, derived.row.body)
            if row != one.stored:
                fresh.append(row)
        if is_whole:
            fresh += derived.revisions
    whole = [derived.row.article_id for before, _, derived, is_whole in made if is_whole and before is not None]
    cursor.execute("select article_id, revision_number from news.article_revision where article_id = any(%s)", [whole])
    told = {(row.article_id, row.revision_number) for row in fresh if isinstance(row, ArticleRevisionRow)}
    for article_id, number in {*cursor.fetchall()} - told:
        cursor.execute(
            "delete from news.article_revision where (article_id, revision_number) = (%s, %s)", [article_id, number]
        )
    fresh += _identify(cursor, keys, {*whole}, identities)
    everything = [*rows, *fresh]
    _step_down(
        cursor, [row for row in everything if isinstance(row, CaptureRow)],
        [row for row in everything if isinstance(row, AppearanceRow)],
    )  # fmt: skip
    apply(cursor, everything)


def _identify(
    cursor: Cursor[Any], keys: dict[str, int], whole: set[int], identities: dict[str, int]
) -> list[ArticleIdentityRow]:
    """Articles are known by what their sightings say; a key that is another article's stays that one's."""
    owners = {row.identity_key: row.article_id for row in read_rows(cursor, ArticleIdentityRow, "identity_key", keys)}
    for row in read_rows(cursor, ArticleIdentityRow, "article_id", whole):
        if keys.get(row.identity_key) is None:
            cursor.execute("delete from news.article_identity where identity_key = %s", [row.identity_key])
    wanted = []
    made = {*keys.values()}
    for key, article_id in keys.items():
        owner = owners.get(key)
        chosen = identities.get(key, owner)
        if chosen is not None and chosen in made:
            article_id = chosen
        elif owner is not None and owner not in whole:
            continue
        if owner != article_id:
            wanted.append(ArticleIdentityRow(key, article_id))
    return wanted


def _step_down(cursor: Cursor[Any], captures: list[CaptureRow], appearances: list[AppearanceRow]) -> None:
    """Take places that only one row of a page may have, before another row takes them."""
    older = [row.capture_id for row in captures if not row.is_newest]
    if older:
        cursor.execute("update news.capture set is_newest = false where capture_id = any(%s) and is_newest", [older])
    left = [row for row in appearances if row.role != "primary" or not row.is_current]
    if left:
        cursor.execute(
            "update news.appearance as seen set is_current = false, updated_at = now()"
            " from unnest(%s::bigint[], %s::bigint[]) as gone (page_id, article_id)"
            " where (seen.page_id, seen.article_id) = (gone.page_id, gone.article_id)"
            " and seen.role = 'primary' and seen.is_current",
            [[row.page_id for row in left], [row.article_id for row in left]],
        )
