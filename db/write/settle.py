"""The articles and appearances of a batch: made of all their sightings, and written where they differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import Cursor

from db.write.apply import apply
from db.write.decide import Decision, Shown
from db.write.derive import NEVER, Derived, Seen, adds_nothing, as_stored, derive
from db.write.gather import FreshIds, Known, read_rows
from db.write.identify import Identified, identify
from db.write.join import join_rows, remove_unseen
from db.write.row import Row
from db.write.rows import AppearanceRow, ArticleRevisionRow, ArticleRow, CaptureRow, PrintRow
from db.write.seen import shown_once
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


def settle(
    cursor: Cursor[Any], decision: Decision, stale: Collection[int] = (), lost: Collection[PrintRow] = ()
) -> Settled:
    """Write what a decision changes. ``stale`` are articles of which sightings were taken back before.

    ``lost`` are prints of articles that were removed before: what is left around them is decided anew.
    """
    settled, rebuilt = Settled(), set[int]()
    seen = [one for shown in decision.shown for one in shown.seen]
    found = identify(cursor, seen, stale, lost, decision.known.former, decision.take_id)
    settled.moves += [(row, None) for row in read_rows(cursor, ArticleRow, "article_id", found.joined)]
    for loser, winner in found.joined.items():
        pages, texts = join_rows(cursor, loser, winner)
        rebuilt |= pages
        settled.text_ids |= texts
    for one in seen:
        one.row.article_id = found.article_of[one.print_key]
    moved = found.moved | {found.joined.get(i, i) for i in (*found.joined, *stale)}
    articles = _make_articles(cursor, seen, found, moved, settled, rebuilt)
    settled.appearances = _known_appearances(cursor, decision.shown)
    rows = [*_show(cursor, decision, settled.appearances, rebuilt)]
    cursor.execute("delete from news.print where print_key = any(%s)", [found.gone_prints])
    cursor.execute("delete from news.article_identity where identity_key = any(%s)", [found.gone_identities])
    _write(cursor, [*decision.plan.rows.values(), *found.rows, *rows], articles)
    if rebuilt:
        write_rebuilt(cursor, rebuilt)
    if settled.gone:
        settled.text_ids |= remove_unseen(cursor, settled.gone)
    return settled


def settle_without(cursor: Cursor[Any], stale: Collection[int], lost: Collection[PrintRow]) -> Settled:
    """Decide anew what articles are, and what they say, now that sightings or whole articles were taken away."""
    return settle(cursor, Decision(Known(), 0, NEVER, FreshIds(cursor)), stale, lost)


def write_rebuilt(cursor: Cursor[Any], page_ids: Collection[int]) -> None:
    """Make what pages show anew of the sightings of their captures."""
    rebuilt = rebuild_pages(cursor, page_ids)
    delete_appearances(cursor, rebuilt.gone)
    _step_down(cursor, rebuilt.captures, rebuilt.wanted)
    apply(cursor, [*rebuilt.captures, *rebuilt.wanted])


Made = tuple[ArticleRow | None, list[Seen], Derived, bool]
"""An article as it was, its sightings that are known here, what they make of it, and whether these are all."""


def _make_articles(
    cursor: Cursor[Any], new: Iterable[Seen], found: Identified, moved: set[int], settled: Settled, rebuilt: set[int]
) -> list[Made]:
    """The articles that sightings are new of, or that ``moved``, made of these, or of all where they add something."""
    seen: dict[int, list[Seen]] = {}
    for one in new:
        seen.setdefault(one.row.article_id, []).append(one)
    before = {
        row.article_id: row for row in read_rows(cursor, ArticleRow, "article_id", ({*seen} | moved) - found.fresh)
    }
    cursor.execute("select distinct article_id from news.article_revision where article_id = any(%s)", [[*before]])
    whole = moved | {row[0] for row in cursor.fetchall()}
    whole |= {i for i, row in before.items() if not all(adds_nothing(row, one) for one in seen.get(i, ()))}
    for one in read_seen(cursor, "sighting.article_id", whole):
        article_id = one.row.article_id
        if article_id in moved:
            one.row.article_id = found.article_of.get(found.prints.of(one).print_key, article_id)
        if one.row.article_id != article_id:
            rebuilt.add(one.page_id)
        seen.setdefault(one.row.article_id, []).append(one)
    made: list[Made] = []
    for article_id in sorted({*seen} | (whole & before.keys())):
        own, row = seen.get(article_id), before.get(article_id)
        if not own:
            settled.gone.add(article_id)
            settled.moves.append((row, None))
            continue
        is_whole = row is None or article_id in whole
        derived = derive(article_id, own) if is_whole else _widened(row, own)
        made.append((row, own, derived, is_whole))
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
    return Derived(replace(row, first_seen_at=min(begins, default=None), last_seen_at=max(ends, default=None)), [])


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


def _write(cursor: Cursor[Any], rows: list[Row], made: list[Made]) -> None:
    """Write rows and articles, with what they were, and what shows them."""
    fresh: list[Row] = []
    for before, seen, derived, is_whole in made:
        if before != derived.row:
            fresh.append(derived.row)
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
    everything = [*rows, *fresh]
    _step_down(
        cursor, [row for row in everything if isinstance(row, CaptureRow)],
        [row for row in everything if isinstance(row, AppearanceRow)],
    )  # fmt: skip
    apply(cursor, everything)


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
