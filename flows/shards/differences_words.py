"""The differences of a re-parse in words: one line, and a report in Markdown."""

from __future__ import annotations

from db.reparse.differences import Differences
from tasks.printable import for_markdown

EXAMPLES = 10
WORDS = {
    "split": "splits", "page_kind": "page kinds", "title": "titles", "body": "bodies", "publisher": "publishers",
    "authors": "authors", "date": "dates", "other": "other fields", "new_article": "new articles",
    "gone_article": "articles go", "understood": "pages understood at last", "refused": "pages no longer understood",
}  # fmt: skip


def in_words(found: Differences) -> str:
    """One line: how many captures were read, and what changes."""
    counts = found.counts()
    said = ", ".join(f"{count} {WORDS[kind]}" for kind, count in counts.items()) or "nothing changes"
    why = "removed by age, or missing or damaged, which newsweir archive verify names"
    unread = f"; {found.unreadable_count} stay as they are, for their bytes are {why}" if found.unreadable_count else ""
    return f"{found.read_count} captures read again: {said}{unread}"


def as_markdown(found: Differences) -> str:
    """The same as a report."""
    lines = [f"# {in_words(found)}", "", "| what | page | before | after |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {WORDS[one.kind]} | {_cell(one.page)} | {_cell(one.before)} | {_cell(one.after)} |"
        for one in found.chosen(EXAMPLES)
    ]
    return "\n".join(lines)


def short(text: str) -> str:
    """A text on one line, cut."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 200 else plain[:199] + "…"


def _cell(text: str | None) -> str:
    return for_markdown(short(text or ""))
