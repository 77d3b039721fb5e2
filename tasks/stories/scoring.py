"""Stories for scorers: documents in, clusters out, no database. The rules are those of a run, the store is another."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.errors import BadParameter
from tasks.stories.decide import decide
from tasks.stories.memory import NO_TEXT
from tasks.stories.saved import Saved, load, save
from tasks.story_records import Print


def cluster_lines(lines: Iterable[str], folder: Path | None = None) -> list[dict[str, str]]:
    """Cluster documents {id, title, body, publisher[, date]}; {id, cluster} of every document known so far.

    ``folder`` keeps what came before from call to call. A later line for an id replaces the earlier one. ``cluster`` is
    the smallest id of the story. Raises BadParameter naming the line when one is no such document, or when the folder
    was written by another version.
    """
    saved = load(folder) if folder else Saved()
    documents = [_document(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    for document in documents:
        article_id = saved.ids.setdefault(document["id"], len(saved.ids) + 1)
        publisher_id = saved.publishers.setdefault(document.get("publisher") or "", len(saved.publishers))
        when = _moment(document.get("date"))
        title = document.get("title") or ""
        one = Print(article_id, NO_TEXT, title, publisher_id or None, when, when, when)
        saved.store.put(one, document.get("body") or "")
    decide(saved.store, {saved.ids[document["id"]] for document in documents})
    if folder:
        save(saved, folder)
    names = {article_id: name for name, article_id in saved.ids.items()}
    return [{"id": name, "cluster": _cluster(saved, name, names)} for name in saved.ids]


def _cluster(saved: Saved, name: str, names: dict[int, str]) -> str:
    story = saved.store.stories.get(saved.ids[name])
    return min(names[member.article_id] for member in story.members) if story else name


def _document(number: int, line: str) -> dict[str, Any]:
    try:
        document = json.loads(line)
        if not isinstance(document["id"], str) or not isinstance(document.get("body") or "", str):
            raise TypeError("id and body are to be texts")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadParameter(
            f"line {number} is no document {{id, title, body, publisher}}: {type(error).__name__}: {error}"
        ) from error
    return dict(document)


def _moment(text: str | None) -> datetime | None:
    """An ISO date, in UTC where it names no zone; None when it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
