"""One page for a person: its articles, or every line of it with label and rule."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from rich.markup import escape
from rich.text import Text

from flows.cli.console import out
from tasks.records import Article, Label, LabelledBlock, Outcome, PageRecord

_COLOURS = {
    Label.CHROME: "bright_black",
    Label.TITLE: "bold green",
    Label.BYLINE: "magenta",
    Label.DATE: "magenta",
    Label.PUBLISHER: "magenta",
    Label.CATEGORY: "blue",
    Label.BODY: "white",
    Label.CAPTION: "yellow",
    Label.CREDIT: "yellow",
    Label.RELATED_HEADING: "bold cyan",
    Label.CARD_TITLE: "bold blue",
    Label.CARD_PUBLISHER: "cyan",
    Label.CARD_DATE: "cyan",
    Label.CARD_CATEGORY: "blue",
    Label.CARD_BODY: "bright_blue",
    Label.UNKNOWN: "bold red",
}
_WIDEST_RULE = 42
_FOLDED_LEAST, _FOLDED_RULES = 3, 4
"""Lines of chrome behind each other that are shown as one, and how many of their rules it names."""


def print_record(record: PageRecord) -> None:
    """The articles of a page as a table, or why it was refused."""
    if record.outcome is not Outcome.LOADED:
        out.print(f"[yellow]{record.outcome}[/] ({record.reason}): {escape(record.detail or '')}")
        return
    out.print(f"[bold]{escape(record.path)}[/]: {record.page_kind}, layout {record.layout}")
    if record.primary:
        _print_article("primary", record.primary)
    for position, article in enumerate(record.related, start=1):
        _print_article(f"#{position}", article)
    for warning in record.warnings:
        out.print(f"  [yellow]warning:[/] {escape(warning)}")


def _print_article(place: str, article: Article) -> None:
    instant = f"{article.published_at:%Y-%m-%d %H:%M} ({article.published_precision})" if article.published_at else "–"
    facts = (
        article.publisher or "no publisher",
        f"{article.published_raw} = {instant}" if article.published_raw else "no date",
        f"{len(article.body.split())} words, {article.completeness}",
        *((f"agency {article.agency}",) if article.agency else ()),
        *((article.url,) if article.url else ()),
    )
    out.print(f"  [cyan]{place:<8}[/] {escape(article.title)}")
    out.print(f"           [dim]{escape(' · '.join(facts))}[/]")


def print_blocks(blocks: tuple[LabelledBlock, ...], *, every: bool = False) -> None:
    """The blocks of a page, a line each: its line, label, item and rule, then its words.

    A run of chrome is one line, which says how many blocks it stands for and by which rules, unless ``every`` is set.
    """
    for is_chrome, group in groupby(blocks, key=lambda one: one.label is Label.CHROME):
        run = list(group)
        if is_chrome and len(run) >= _FOLDED_LEAST and not every:
            out.print(_folded(run))
        else:
            for labelled in run:
                out.print(_line(labelled))


def _folded(run: list[LabelledBlock]) -> Text:
    counts = Counter(one.rule.removeprefix("cue-") for one in run)
    rules = ", ".join(name for name, _ in counts.most_common(_FOLDED_RULES))
    more = ", …" if len(counts) > _FOLDED_RULES else ""
    return Text(f"{run[0].block.line:>5}  … {len(run)} lines: {rules}{more}", style=_COLOURS[Label.CHROME])


def _line(labelled: LabelledBlock) -> Text:
    width = max(out.width - 80, 30)
    colour = _COLOURS[labelled.label]
    item = "" if labelled.item is None else ("primary" if labelled.item == 0 else f"#{labelled.item}")
    rule = labelled.rule if labelled.score is None else f"{labelled.rule} ({labelled.score:.2f})"
    line = Text(f"{labelled.block.line:>5}  ")
    line.append(f"{labelled.label:<16}", style=colour)
    line.append(f"{item:<8}", style="dim")
    line.append(f"{rule[:_WIDEST_RULE]:<{_WIDEST_RULE}}  ", style="dim")
    text = labelled.block.text
    line.append(text if not out.is_terminal or len(text) <= width else text[: width - 1] + "…", style=colour)
    return line
