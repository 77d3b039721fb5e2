"""Why a line inside the main element is no text: its cues, its form, its words."""

from __future__ import annotations

from tasks.split.html import cues as c
from tasks.split.html.printed import date_in
from tasks.split.html.rules import (
    BOILERPLATE_MOST,
    BYLINE_MOST,
    DATE_ALONE_MOST,
    DATE_REST_MOST,
    LINKED_RUN_MOST,
    META_LABELS,
    META_LINE_MOST,
    NOT_BODY,
    PROSE_LEAST,
    SIGNS_MOST,
)
from tasks.split.html.tags import CELLS, HEADINGS
from tasks.split.html.tree import Run
from tasks.split.html.wording import BOILERPLATE, RANKED_HEADING, RELATED_HEADING

_LINES = frozenset(["p", "li"])
_TEXT_TAGS = HEADINGS | {"p", "li", "blockquote", "td", "dd", "pre", "th", "dt", "summary"}
"""Elements whose short lines are text as well."""


def refusal(run: Run) -> str | None:
    """Why a run of the main element is no text, None where it is."""
    size = run.size
    if run.bits & NOT_BODY:
        return "cue"
    if run.tag == "h1":
        return "title"
    if size < BYLINE_MOST and (run.bits & c.BYLINE or (run.bits & c.DATE and _is_date_line(run))):
        return "byline"
    if run.bits & c.EMBED and (run.tag != "p" or (run.text[0] in "—–-" and "@" in run.text)):
        return "embed"  # of a quoted post the words are text, its name and its date are not
    if size < SIGNS_MOST and run.tag in ("p", "div") and not any(map(str.isalpha, run.text)):
        return "signs"
    if size < DATE_ALONE_MOST and run.tag not in CELLS and run.text[0].isdigit() and date_in(run.text) == (0, size):
        return "date"
    if size < BOILERPLATE_MOST and BOILERPLATE.match(run.text):
        return "boilerplate"
    if (
        size < 80
        and (RELATED_HEADING.match(run.text) or RANKED_HEADING.match(run.text))
        and (run.text[-1] != "." or run.text.endswith(".."))
    ):
        return "heading"
    if size < META_LINE_MOST and size > DATE_ALONE_MOST and _is_meta_line(run):
        return "byline"
    if run.link_size > LINKED_RUN_MOST * size:
        return "linked"
    if run.tag in _TEXT_TAGS:
        return None
    if size < PROSE_LEAST:
        return "short"
    return None


def _is_date_line(run: Run) -> bool:
    """Whether a line that is called a date says little else: a heading of a live report begins with its clock."""
    if run.tag not in HEADINGS and run.tag not in _LINES:
        return True
    found = date_in(run.text)
    rest = run.text[: found[0]] + run.text[found[1] :] if found else run.text
    return sum(map(str.isalpha, rest)) < DATE_REST_MOST


def _is_meta_line(run: Run) -> bool:
    """Whether a line is nothing but date, author, section and tags: a day first, then labels and their links."""
    if not run.text[0].isdigit() or run.text[-1] in ".!?…" or run.text.count(":") < META_LABELS:
        return False
    found = date_in(run.text)
    return found is not None and found[0] == 0 and run.tag not in CELLS
