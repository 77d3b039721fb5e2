"""Stories of what a batch moved: the rules composed with the store.

Each function imports what it needs: an ingest that moves nothing loads no numpy, a scorer no database driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from db.housekeeping.articles import Stories
    from db.write.load import Moved


def decide_moved(cursor: Any, moved: Moved) -> None:
    """Settle the stories of what a batch moved, in its own transaction: both are committed or neither."""
    if moved.article_ids or moved.text_ids:
        decide_stories(cursor, "news", moved.article_ids, moved.text_ids)


def decide_stories(cursor: Any, schema: str, article_ids: Iterable[int], text_ids: Iterable[int]) -> None:
    """Decide articles and settle the stories around texts, in the tables of a schema, in the cursor's transaction."""
    from db.stories.store import PostgresStore
    from tasks.stories.decide import decide
    from tasks.stories.sketch import sketch_all

    decide(PostgresStore(cursor, sketch_all, schema), article_ids, text_ids)


def settle_stories(cursor: Any, article_ids: Sequence[int]) -> None:
    """Make the stories around articles anew, after a person decided something of them."""
    from db.stories.store import PostgresStore
    from tasks.stories.decide import settle
    from tasks.stories.sketch import sketch_all

    settle(PostgresStore(cursor, sketch_all), (), article_ids)


def stories_for_removal() -> Stories:
    """What the removal of articles asks of the stories: settle what is left, and find texts in their index."""
    from db.housekeeping.articles import Stories
    from tasks.stories.sketch import sketch

    def sketched(title: str, body: str) -> tuple[UUID, Sequence[int]]:
        found = sketch(title, body)
        return found.key, found.filed

    return Stories(
        lambda cursor, text_ids: decide_stories(cursor, "news", (), text_ids), sketched,
        lambda cursor, article_ids: decide_stories(cursor, "news", article_ids, ()),
    )  # fmt: skip
