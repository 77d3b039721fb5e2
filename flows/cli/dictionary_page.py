"""The codebook of schema bi as one HTML page that loads nothing."""

from __future__ import annotations

from html import escape

from db.dictionary import ColumnMeaning, FunctionMeaning, ViewMeaning

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:auto;padding:1rem;color-scheme:light dark}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #8886;padding:.3rem .5rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}nav a{margin-right:.7rem;display:inline-block}"
)


def as_html(views: list[ViewMeaning], functions: list[FunctionMeaning]) -> str:
    """The codebook for people, with a link from each reference to what it refers to."""
    links = "".join(f'<a href="#{view.name}">{view.name}</a>' for view in views)
    links += '<a href="#functions">functions</a>'
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Dictionary of schema bi</title><style>{_STYLE}</style></head><body><h1>Dictionary of schema bi</h1>"
        f"<p>All instants are UTC. A column that may be NULL says what NULL means.</p><nav>{links}</nav>"
        + "".join(map(_view, views))
        + _functions(functions)
        + "</body></html>\n"
    )


def _view(view: ViewMeaning) -> str:
    rows = "".join(_row(column) for column in view.columns)
    return (
        f'<h2 id="{view.name}">{view.name}</h2><p>{escape(view.grain)}</p><p>Key: {", ".join(view.key)}.'
        + (f" Natural key: {', '.join(view.natural_key)}." if view.natural_key else "")
        + "</p><table><thead><tr><th>column<th>type<th>meaning<th>NULL<th>example</tr></thead><tbody>"
        + f"{rows}</tbody></table>"
    )


def _functions(functions: list[FunctionMeaning]) -> str:
    rows = "".join(
        f"<tr><td><code>bi.{told.name}({escape(told.arguments)})</code><td>{escape(told.result)}<td>{escape(told.meaning)}</tr>"
        for told in functions
    )
    return (
        '<h2 id="functions">functions</h2><table><thead><tr><th>call<th>result<th>meaning</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(column: ColumnMeaning) -> str:
    refers = f' → <a href="#{column.references}">{column.references}</a>' if column.references else ""
    notes = f" <small>Guarded by {', '.join(column.checks)}.</small>" if column.checks else ""
    notes += f" <small>Measured: {escape(column.measured)}.</small>" if column.measured else ""
    share = "" if column.null_share is None else f"{100 * column.null_share:.1f} %"
    return (
        f"<tr><td><code>{column.name}</code><td>{escape(column.type)}<td>{escape(column.meaning)}{refers}{notes}"
        f"<td>{share}<td>{escape(column.example or '')}</tr>"
    )
