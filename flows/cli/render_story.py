"""A story for a person: its articles as a table, then each text beside the first one, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from db.stories.read import StoryShown
from db.stories.replacing import Moves
from flows.cli.console import out
from tasks.stories.explain import explain_pair
from tasks.stories.sentences import side_by_side
from tasks.story_records import PairReason

_MOST_COMPARED, _MOST_FACTS = 12, 12
_MARKS = {"=": "dim", "~": "yellow", "+": "green", "-": "red"}


def print_story(shown: StoryShown, *, with_texts: bool) -> None:
    """The story, its articles, what people decided, and the texts."""
    story = shown.story
    out.print(f"[bold]Story {story['story_id']}[/]: {escape(story['title'])}")
    facts = [_count(story["article_count"], "article"), _count(story["publisher_count"], "publisher")]
    if story["spread_hours"]:
        facts.append(f"spread over {story['spread_hours']:g} hours")
    facts.append(f"which came first: {story['first_certainty']}")
    by_hand = ", [magenta]shaped by hand[/]" if story["is_manual"] else ""
    out.print(f"{', '.join(facts)}; algorithm {story['algorithm_version']}{by_hand}")
    by_id = {member["article_id"]: member for member in shown.members}
    for member in shown.members:
        _print_member(member)
        compared = by_id.get(member["compared_article_id"])
        if compared is not None and with_texts:
            print_reason(member, compared, reason_of(member, compared))
    for decision in shown.overrides:
        out.print(
            f"[magenta]{decision['kind']}[/] a{decision['article_id']} and a{decision['other_article_id']}, "
            f"{decision['created_at']:%Y-%m-%d %H:%M}" + escape(f": {decision['note']}" if decision["note"] else "")
        )
    for revision in shown.revisions:
        if revision["words_added_count"] is not None:
            out.print(
                f"a{revision['article_id']} revision {revision['revision_number']}: "
                f"{revision['words_added_count']} words added, {revision['words_removed_count']} removed"
            )
    if with_texts:
        _print_texts(shown.members)


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _print_member(member: dict[str, Any]) -> None:
    when = (
        f"{member['published_at']:%Y-%m-%d %H:%M} ({member['published_precision']})" if member["published_at"] else ""
    )
    facts = (
        "first" if member["is_first"] else "",
        member["kind"] or "",
        "[magenta]by hand[/]" if member["is_manual"] else "",
        escape(member["publisher"] or "no publisher"),
        when or "no date",
        _count(member["word_count"], "word"),
    )
    out.print(f"  [cyan]a{member['article_id']:<6}[/] {escape(member['title'])}")
    out.print(f"          {' · '.join(fact for fact in facts if fact)}")
    if member["containment"] is not None:
        out.print(
            f"          [dim]beside a{member['compared_article_id']} (rule {member['method']}): containment "
            f"{member['containment']:.2f}, Jaccard {member['jaccard']:.2f}, size {member['size_ratio']:.2f}[/]"
        )


def reason_of(one: dict[str, Any], other: dict[str, Any]) -> PairReason:
    """Why two articles are one text, or are not."""
    return explain_pair(one["title"], one["body"], other["title"], other["body"])


def print_reason(one: dict[str, Any], other: dict[str, Any], reason: PairReason) -> None:
    """How much of which text, what agrees and what contradicts."""
    verdict = "alike" if reason.is_alike else "not alike"
    titles = "; the titles contradict" if reason.titles_contradict else ""
    a, b = f"a{one['article_id']}", f"a{other['article_id']}"
    out.print(
        f"          [dim]{a} and {b}: {verdict}, {escape(reason.reason)}{titles}; "
        f"{reason.share_of_first:.0%} of {a}, {reason.share_of_second:.0%} of {b}[/]"
    )
    if reason.agreed:
        more = f" and {len(reason.agreed) - _MOST_FACTS} more" if len(reason.agreed) > _MOST_FACTS else ""
        facts = escape(", ".join(reason.agreed[:_MOST_FACTS]))
        out.print(f"          [dim]agreed: {facts}{more}[/]")
    for ours, theirs in reason.contradicted[:_MOST_FACTS]:
        out.print(f"          [yellow]contradicted: {escape(ours)} | {escape(theirs)}[/]")


def _print_texts(members: Sequence[dict[str, Any]]) -> None:
    first = members[0]
    if len(members) == 1:
        out.print(Text(first["body"]), soft_wrap=False)
        return
    for member in members[1 : 1 + _MOST_COMPARED]:
        pairs = side_by_side(first["body"], member["body"])
        same = sum(pair.mark == "=" for pair in pairs)
        table = Table(
            "", f"a{first['article_id']} {first['publisher'] or ''}".strip(),
            f"a{member['article_id']} {member['publisher'] or ''}".strip(),
            title=f"{same} of {len(pairs)} sentences are the same", title_justify="left", expand=True, show_lines=False,
        )  # fmt: skip
        for pair in pairs:
            style = _MARKS[pair.mark]
            table.add_row(Text(pair.mark, style=style), Text(pair.left or "", style), Text(pair.right or "", style))
        out.print(table, soft_wrap=False)
    if len(members) > 1 + _MOST_COMPARED:
        out.print(f"… and {len(members) - 1 - _MOST_COMPARED} more articles (--json prints them all)")


def print_moves(moves: Moves) -> None:
    """What a rebuild moved."""
    out.print(
        f"{moves.article_count} articles are in {moves.story_count} stories (before: {moves.story_count_before}). "
        f"{moves.moved_count} articles have other companions than before, {moves.relabelled_count} others are another "
        "kind of copy."
    )
    for article_id, before, after in moves.examples:
        left = f"story {before}" if before is not None else "none"
        out.print(f"  a{article_id}: from {left} to story {after}")
    if moves.moved_count > len(moves.examples) > 0:
        out.print(f"  … and {moves.moved_count - len(moves.examples)} more")
