"""A label and a rule for every block that is neither text nor card."""

from __future__ import annotations

from tasks.records import Block, Label, LabelledBlock
from tasks.split.html import cues as c
from tasks.split.html.links import Links
from tasks.split.html.rules import (
    CHROME_CUES,
)
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import BOILERPLATE


def set_label(run: Run, label: Label, rule: str, item: int | None = None, score: float | None = None) -> None:
    """Label a run, unless it carries a label already: the first rule wins."""
    if run.label is None:
        run.label, run.rule, run.item, run.score = label, rule, item, score


def label_rest(tree: Tree, low: int, high: int) -> None:
    """Label what no rule has claimed; runs ``low`` to ``high`` stand around the text of the primary."""
    for at, run in enumerate(tree.runs):
        if run.label is None:
            label, rule = _near(run) if low <= at < high else (None, "")
            if label is None:
                label, rule = Label.CHROME, _chrome(run)
            set_label(run, label, rule, 0 if label is not Label.CHROME else None)


def _near(run: Run) -> tuple[Label | None, str]:
    bits = run.bits
    if bits & (c.NAV | c.COMMENT | c.AD | c.SHARE | c.PROMPT | c.RELATED | c.FORM | c.HIDDEN):
        return None, ""
    for bit, label in (
        (c.CREDIT, Label.CREDIT),
        (c.CAPTION, Label.CAPTION),
        (c.BYLINE, Label.BYLINE),
        (c.DATE, Label.DATE),
        (c.PUBLISHER, Label.PUBLISHER),
        (c.CATEGORY, Label.CATEGORY),
    ):
        if bits & bit:
            return label, "cue-" + str(label)
    return None, ""


def _chrome(run: Run) -> str:
    for name, bit in CHROME_CUES:
        if run.bits & bit:
            return "cue-" + name
    if run.link_size > 0.6 * run.size:
        return "linked"
    if run.size < 220 and BOILERPLATE.match(run.text):
        return "boilerplate"
    return "outside-text"


def labelled(tree: Tree, links: Links) -> tuple[LabelledBlock, ...]:
    """The runs as records, in page order."""
    return tuple(
        LabelledBlock(
            Block(run.text, number, 0, 0, run.tag, links(run.href) if run.href else None, run.depth),
            run.label or Label.UNKNOWN,
            run.rule,
            run.item,
            run.score,
        )
        for number, run in enumerate(tree.runs, 1)
    )
