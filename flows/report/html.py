"""A report as one HTML file that asks nobody for anything.

The file says first what it may do: run the scripts whose digests it names, and load nothing. What pages and people
wrote comes into it in two ways only, escaped as HTML or as JSON in which no ``<`` stands.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from db.report.read import HOUR_EDGES, WORD_EDGES, Report, Table
from flows.run.contract import dumps

_FOLDER = Path(__file__).parent
_SCRIPTS = (
    "data", "words", "theme", "shapes", "charts_volume", "charts_stories", "charts_links", "charts_operations", "page",
)  # fmt: skip
"""The page's own scripts, in an order in which none calls a later one while it is read."""
_COMPARED = ("coverage", "freshness")
"""Tables in which sites stand beside each other."""
_HOURS_A_DAY = 24
_MOST_BYTES = 1_990_000


def as_html(report: Report) -> str:
    """The whole page; as many sites can be chosen in it as keep it below the bound, those with most pages first."""
    while True:
        page = _page(report)
        if len(page.encode()) < _MOST_BYTES or not report.sites or report.window.site:
            return page
        report = _without(report, report.sites[-1])


def _without(report: Report, site: str) -> Report:
    """The report without a choice for this site; among the sites that are compared it stays."""
    tables = {
        name: replace(table, rows=[row for row in table.rows if row[0] != site])
        if table.columns[0] == "site" and name not in _COMPARED else table
        for name, table in report.tables.items()
    }  # fmt: skip
    return replace(report, sites=report.sites[:-1], tables=tables)


def _page(report: Report) -> str:
    library = (_FOLDER / "vega" / "vega.js").read_text(encoding="utf-8")
    own = "\n".join((_FOLDER / "page" / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    read = 'const report = JSON.parse(document.getElementById("report").textContent);\n'
    script = f'(() => {{\n"use strict";\n{read}{own}}})();\n'
    style = (_FOLDER / "page" / "page.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; script-src {_digest(library)} {_digest(script)}; style-src {_digest(style)};"
        " base-uri 'none'; form-action 'none'"
    )
    title = f"Newsweir report{f' of {report.window.site}' if report.window.site else ''}"
    return (
        f'<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><title>{escape(title)}</title><style>{style}</style></head>'
        f"<body>{_body(report, title)}"
        f'<script type="application/json" id="report">{_json(report)}</script>'
        f"<script>{library}</script><script>{script}</script></body></html>\n"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _body(report: Report, title: str) -> str:
    about = [f"Made {_moment(report.made_at)} UTC of database {report.database}."]
    if report.first_day and report.last_day:
        about.append(f"Captures from {report.first_day} to {report.last_day}, by {report.unit}.")
    week = " week of" if report.unit == "week" else ""
    return (
        '<a class="skip" href="#charts">To the charts</a>'
        f'<header><h1>{escape(title)}</h1><p class="lead">{escape(" ".join(about))}</p>{_figures(report)}'
        '<nav aria-label="Contents"><ul id="contents"></ul></nav></header>'
        '<form id="choose" aria-label="What the charts show"><div><label>Site<select id="site"></select></label>'
        f'<label>From{week}<select id="from"></select></label><label>To{week}<select id="to"></select></label>'
        '<button type="reset">Reset</button><p id="choice" role="status"></p></div></form>'
        '<main id="charts" tabindex="-1"><noscript><p>The charts and their tables are made by scripts of this file,'
        " which this reader does not run; newsweir report --json has the same numbers.</p></noscript>"
        '<p id="more"></p></main><footer><p>A day is a day in UTC. An article counts on the day on which a capture'
        " first showed it, and for every site that shows it; what has no known day is in the numbers of all days only."
        " What columns mean: newsweir dictionary. Text is as captured. Drawn by Vega and Vega-Lite (BSD-3-Clause).</p>"
        "</footer>"
    )


def _figures(report: Report) -> str:
    told = report.figures
    captures, waiting = told["captures"], told["quarantined"]
    share = f"{100 * waiting / captures:.1f} %" if captures else "none"
    late, watched = told["late_sites"], told["watched_sites"]
    cards = [
        ("Articles", f"{told['articles']:,}", f"{told['opened_articles']:,} with a page about them"),
        ("Pages", f"{told['pages']:,}", f"{captures:,} captures"),
        ("Sites", f"{told['sites']:,}", f"{watched:,} polled, {late:,} late" if watched else "none is polled"),
        ("Publishers", f"{told['publishers']:,}", "in all their spellings"),
        ("Stories", f"{told['stories']:,}", f"{told['copied_stories']:,} of them copied"),
        ("In quarantine", share, f"{waiting:,} captures wait"),
        ("Latest capture", *_age(told["last_captured_at"], report.made_at)),
    ]
    return (
        '<dl class="figures" aria-label="Key figures">'
        + "".join(
            f'<div><dt>{escape(name)}</dt><dd>{escape(value)}<span class="small">{escape(note)}</span></dd></div>'
            for name, value, note in cards
        )
        + "</dl>"
    )


def _age(at: datetime | None, now: datetime) -> tuple[str, str]:
    if at is None:
        return "unknown", "no capture's moment is known"
    hours = (now - at).total_seconds() / 3600
    if hours < 2 * _HOURS_A_DAY:
        return f"{hours:.0f} hours", f"ago: {_moment(at)} UTC"
    return f"{hours / _HOURS_A_DAY:,.0f} days", f"ago: {_moment(at)} UTC"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def as_object(report: Report) -> dict[str, Any]:
    """The report for programs: every table with the names of its columns."""
    return {
        **_about(report),
        "figures": report.figures,
        "tables": {name: {"columns": table.columns, "rows": table.rows} for name, table in report.tables.items()},
    }


def _about(report: Report) -> dict[str, Any]:
    return {
        "made_at": report.made_at, "site": report.window.site, "since": report.window.since,
        "until": report.window.until,
        "unit": report.unit, "first_day": report.first_day, "last_day": report.last_day, "sites": report.sites,
        "site_count": report.site_count, "hour_edges": HOUR_EDGES, "word_edges": WORD_EDGES,
    }  # fmt: skip


def _json(report: Report) -> str:
    """The report as the page reads it: columns, those of names as places in a list of them."""
    tables = {name: _columns(table) for name, table in report.tables.items()}
    text = dumps({"meta": _about(report), "figures": report.figures, "tables": tables}, is_dense=True)
    # Nothing in it can end the element, begin a comment, or be a line end of a script.
    return re.sub("[<>\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _columns(table: Table) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    levels: dict[str, list[str]] = {}
    for at, name in enumerate(table.columns):
        values = [row[at] for row in table.rows]
        if any(value is not None and not isinstance(value, int | float) for value in values):
            texts = [None if value is None else str(value) for value in values]
            levels[name] = sorted({text for text in texts if text is not None})
            places = {text: place for place, text in enumerate(levels[name])}
            values = [None if text is None else places[text] for text in texts]
        columns[name] = values
    return {"columns": columns, "levels": levels, "size": len(table.rows)}
