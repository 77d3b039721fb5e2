"""The differences of a re-parse, as people and programs read them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.markup import escape

from db.reparse.differences import Difference, Differences
from flows.console import out, print_table

_EXAMPLES = 10
_WORDS = {
    "split": "splits", "page_kind": "page kinds", "title": "titles", "body": "bodies", "publisher": "publishers",
    "authors": "authors", "date": "dates", "other": "other fields", "new_article": "new articles",
    "gone_article": "articles go", "understood": "pages understood at last", "refused": "pages no longer understood",
}  # fmt: skip

_last: list[Differences] = []


def heard(found: Differences) -> Differences:
    """Remember the differences of this process, for the command that called the flow."""
    _last[:] = [found]
    return found


def last_heard() -> Differences | None:
    """What ``heard`` remembered last."""
    return _last[0] if _last else None


def in_words(found: Differences) -> str:
    """One line: how many captures were read, and what changes."""
    counts = found.counts()
    said = ", ".join(f"{count} {_WORDS[kind]}" for kind, count in counts.items()) or "nothing changes"
    unread = (
        f"; {found.unreadable_count} could not be read again and stay as they are" if found.unreadable_count else ""
    )
    return f"{found.read_count} captures read again: {said}{unread}"


def as_json(found: Differences) -> dict[str, Any]:
    """The differences as one object: counts by kind, and examples."""
    return {
        "read_count": found.read_count,
        "unreadable_count": found.unreadable_count,
        "changes": found.counts(),
        "examples": [asdict(one) for one in found.chosen(_EXAMPLES)],
    }


def print_differences(found: Differences) -> None:
    """Counts, and ten examples that are not all of one kind."""
    out.print(in_words(found) + ".")
    rows = [[_WORDS[kind], str(count)] for kind, count in found.counts().items()]
    if rows:
        print_table("What changes", ("what", "how many"), rows, numbers=1)
    for one in found.chosen(_EXAMPLES):
        out.print(f"[bold]{_WORDS[one.kind]}[/] {escape(one.page)}", soft_wrap=True)
        if one.before is not None:
            out.print(f"  [red]- {escape(_short(one.before))}[/]", soft_wrap=True)
        if one.after is not None:
            out.print(f"  [green]+ {escape(_short(one.after))}[/]", soft_wrap=True)


def as_markdown(found: Differences) -> str:
    """The same as a report."""
    lines = [f"# {in_words(found)}", "", "| what | page | before | after |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {_WORDS[one.kind]} | {_cell(one.page)} | {_cell(one.before)} | {_cell(one.after)} |"
        for one in found.chosen(_EXAMPLES)
    ]
    return "\n".join(lines)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 200 else plain[:199] + "…"


def _cell(text: str | None) -> str:
    return _short(text or "").replace("|", "\\|")


__all__ = ["Difference", "as_json", "as_markdown", "heard", "in_words", "last_heard", "print_differences"]
