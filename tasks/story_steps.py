"""The stories stage composed with its stores, beside ``tasks.steps``.

Each function imports what it needs: an ingest that moves nothing loads no numpy, a scorer no database driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.story_records import PairReason, SentencePair

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
    from tasks.stories.sketch import sketch

    decide(PostgresStore(cursor, sketch, schema), article_ids, text_ids)


def settle_stories(cursor: Any, article_ids: Sequence[int]) -> None:
    """Make the stories around articles anew, after a person decided something of them."""
    from db.stories.store import PostgresStore
    from tasks.stories.decide import settle
    from tasks.stories.sketch import sketch

    settle(PostgresStore(cursor, sketch), (), article_ids)


def stories_for_removal() -> Stories:
    """What the removal of articles asks of the stories: settle what is left, and find texts in their index."""
    from uuid import UUID

    from db.housekeeping.articles import Stories
    from tasks.stories.sketch import sketch

    def sketched(title: str, body: str) -> tuple[UUID, Sequence[int]]:
        found = sketch(title, body)
        return found.key, found.sample

    return Stories(lambda cursor, text_ids: decide_stories(cursor, "news", (), text_ids), sketched)


def compare_texts(left: str, right: str) -> list[SentencePair]:
    """Two texts side by side, sentence by sentence."""
    from tasks.stories.sentences import side_by_side

    return side_by_side(left, right)


def explain_pair(title: str, body: str, other_title: str, other_body: str) -> PairReason:
    """Why two articles are one text, or are not."""
    from tasks.stories import explain

    return explain.explain_pair(title, body, other_title, other_body)


def cluster_documents(lines: Iterable[str], state: Path | None) -> list[dict[str, str]]:
    """Stories of JSON lines without a database; see ``tasks.stories.scoring``. Raises BadParameter."""
    from tasks.stories.scoring import cluster_lines

    return cluster_lines(lines, state)
