"""What an article said before its publisher rewrote it: a pure function of the two rows."""

from __future__ import annotations

from collections import Counter

from db.write.rows import ArticleRevisionRow, ArticleRow
from tasks.text import folded_words


def is_rewritten(known: ArticleRow, merged: ArticleRow) -> bool:
    """Whether one full text took the place of another; a full text in place of a teaser is no revision."""
    return known.completeness == merged.completeness == "full" and known.text_key != merged.text_key


def replaced_text(known: ArticleRow, merged: ArticleRow, number: int, capture_id: int) -> ArticleRevisionRow:
    """The row of the text that was replaced, with what changed in words, repeats counted and their order left aside."""
    old, new = Counter(folded_words(known.body)), Counter(folded_words(merged.body))
    return ArticleRevisionRow(
        known.article_id,
        number,
        title=known.title,
        body=known.body,
        word_count=known.word_count,
        text_key=known.text_key,
        words_added_count=(new - old).total(),
        words_removed_count=(old - new).total(),
        last_seen_at=known.last_seen_at,
        replaced_capture_id=capture_id,
    )
