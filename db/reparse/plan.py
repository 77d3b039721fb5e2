"""What readings change: the rows to write and to delete, and the differences to show. Pure but for the publishers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from db.reparse.align import sightings
from db.reparse.derive import Derived, Sighting, derive
from db.reparse.differences import Difference, article_differences
from db.reparse.known import Around, Reading
from db.write.rows import AppearanceRow, CaptureRow, PageRow
from db.write.sightings import appearance_row
from tasks.records import Article

Key = tuple[int, int, str]
"""Page, article and role of an appearance."""


@dataclass(slots=True)
class Changes:
    """What a batch of readings changes."""

    articles: dict[int, Derived] = field(default_factory=dict)
    """Articles of which something moves, and new ones (negative ids)."""
    gone: set[int] = field(default_factory=set)
    """Articles that no capture shows any more."""
    appearances: list[AppearanceRow] = field(default_factory=list)
    unshown: set[Key] = field(default_factory=set)
    captures: list[CaptureRow] = field(default_factory=list)
    pages: list[PageRow] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def plan_changes(around: Around, publisher_id: Callable[[Article], int | None], names: dict[int, str]) -> Changes:
    """Decide what a batch of readings changes. ``names`` are publishers by id, filled by ``publisher_id``."""
    changes = Changes()
    for capture, record in around.moved:
        _page(around, changes, (capture, record))
    for article_id in sorted(around.affected):
        found = derive(article_id, around.seen.get(article_id, ()), publisher_id)
        if found is None:
            if not _is_shown_elsewhere(around, article_id):
                changes.gone.add(article_id)
                row = around.articles.get(article_id)
                if row is not None:
                    page = _page_of(around, article_id)
                    changes.differences.append(Difference("gone_article", article_id, page, row.title, None))
            continue
        known, page = around.articles.get(article_id), _page_of(around, article_id)
        if known is None:
            changes.differences.append(Difference("new_article", article_id, page, None, found.row.title))
        else:
            changes.differences += article_differences(known, found.row, page, names)
        changes.articles[article_id] = found
    return changes


def _page(around: Around, changes: Changes, reading: Reading) -> None:
    """What one capture's page shows now, what the capture counts, and how the split differs."""
    capture, record = reading
    rows = {(row.page_id, row.article_id, row.role): row for row in around.shown.get(capture.page_id, ())}
    mine = {key for key, row in rows.items() if row.last_capture_id == capture.capture_id}
    shown = _shown_rows(around, reading, rows)
    for key, row in shown.items():
        known = rows.get(key)
        if known is None or known.last_capture_id == capture.capture_id:
            changes.appearances += [row] if row != known else []
            _replace(around, row)
    for key in mine - shown.keys():
        other = _shown_by_another(around, rows[key])
        if other is None:
            changes.unshown.add(key)
            around.shown[capture.page_id] = [r for r in around.shown[capture.page_id] if r is not rows[key]]
        else:
            changes.appearances.append(other)
            _replace(around, other)
    stored = around.captures[capture.capture_id]
    primaries = sum(role == "primary" for _, _, role in shown)
    changes.captures.append(replace(
        stored, layout=record.layout, parser_version=record.parser_version, primary_count=primaries,
        related_count=len(shown) - primaries, warnings=list(record.warnings), record_hash=record.record_hash,
        source_url=record.source_url, source_site=record.source_site, charset=record.charset, outcome="loaded",
    ))  # fmt: skip
    _page_row(around, changes, reading)
    name = capture.page_url or capture.source_path
    was, now = _told(mine, rows), _told(shown.keys(), shown)
    if capture.is_newest and was[1] != now[1]:
        changes.differences.append(Difference("split", capture.page_id, name, was[0], now[0]))


def _page_row(around: Around, changes: Changes, reading: Reading) -> None:
    capture, record = reading
    page = around.pages[capture.page_id]
    kind = record.page_kind.value if record.page_kind else None
    if not capture.is_newest or (page.page_kind, page.layout) == (kind, record.layout):
        return
    if page.page_kind != kind:
        name = capture.page_url or capture.source_path
        changes.differences.append(Difference("page_kind", capture.page_id, name, page.page_kind, kind))
    around.pages[capture.page_id] = page = replace(page, page_kind=kind, layout=record.layout)
    changes.pages.append(page)


def _told(keys: Iterable[Key], rows: dict[Key, AppearanceRow]) -> tuple[str, frozenset[tuple[int, str]]]:
    """A split in words, and as what is compared: which articles in which roles."""
    found = sorted((rows[key].role, rows[key].position, rows[key].title_raw) for key in keys)
    primary = next((title for role, _, title in found if role == "primary"), "no primary")
    related = [title for role, _, title in found if role == "related"]
    return f"{primary} + {len(related)} related: " + " | ".join(related[:4]), frozenset((a, r) for _, a, r in keys)


def _shown_rows(around: Around, reading: Reading, rows: dict[Key, AppearanceRow]) -> dict[Key, AppearanceRow]:
    """The appearances that a capture makes, as loading makes them: what is printed twice counts at its first place."""
    capture, record = reading
    shown: dict[Key, AppearanceRow] = {}
    found = zip(around.assigned[capture.capture_id], sightings(record), strict=True)
    for article_id, (role, article) in found:
        key = (capture.page_id, article_id, role)
        if (capture.page_id, article_id, "primary") in shown or key in shown:
            continue
        position = 0 if role == "primary" else 1 + sum(r == "related" for _, _, r in shown)
        first = rows[key].first_capture_id if key in rows else capture.capture_id
        shown[key] = appearance_row(
            capture.page_id, article_id, role, position, article, (first, capture.capture_id),
            is_current=capture.is_newest,
        )  # fmt: skip
    return shown


def _shown_by_another(around: Around, row: AppearanceRow) -> AppearanceRow | None:
    """An appearance as the newest other capture of its page makes it; None when none does."""
    seen = [
        one for one in around.seen.get(row.article_id, ())
        if one.page_id == row.page_id and one.role == row.role and one.capture_id != row.last_capture_id
    ]  # fmt: skip
    if not seen:
        return None
    last: Sighting = max(seen, key=lambda one: (one.is_newest, one.capture_id))
    first = min(one.capture_id for one in seen)
    return appearance_row(
        row.page_id, row.article_id, row.role, last.position, last.article, (first, last.capture_id),
        is_current=last.is_newest,
    )  # fmt: skip


def _replace(around: Around, row: AppearanceRow) -> None:
    """Let later captures of the batch see the row."""
    kept = [
        other for other in around.shown.get(row.page_id, ())
        if (other.article_id, other.role) != (row.article_id, row.role)
    ]  # fmt: skip
    around.shown[row.page_id] = [*kept, row]


def _is_shown_elsewhere(around: Around, article_id: int) -> bool:
    """Whether pages outside the batch still show it: they are read again in their own turn."""
    return article_id > 0 and any(row.article_id == article_id for rows in around.shown.values() for row in rows)


def _page_of(around: Around, article_id: int) -> str:
    seen = around.seen.get(article_id)
    record = seen[0].record if seen else next(iter(around.moved))[1]
    return record.url or record.path
