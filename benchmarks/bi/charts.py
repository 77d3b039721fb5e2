"""The charts of the Superset bundle as the SQL that Superset asks for them, by title."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

BUNDLE = Path(__file__).parents[2] / "docker" / "superset" / "bundle"
_STEPS = {"P1D": "day", "P1W": "week", "P1M": "month"}


def read_charts() -> dict[str, str]:
    """One query per chart."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(BUNDLE.glob("datasets/**/*.yaml"))]
    datasets = {file["uuid"]: file for file in files}
    charts = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(BUNDLE.glob("charts/*.yaml"))]
    return {chart["slice_name"]: _as_sql(chart, datasets[chart["dataset_uuid"]]) for chart in charts}


def _as_sql(chart: dict[str, Any], dataset: dict[str, Any]) -> str:
    (query,) = json.loads(chart["query_context"])["queries"]
    expressions = {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}
    source = f"({dataset['sql']}) as told" if dataset["sql"] else f"bi.{dataset['table_name']}"
    columns = [_column(column) for column in query["columns"]]
    measures = [f"{expressions[name]} as {name}" for name in query["metrics"] or []]
    where = query["extras"]["where"] or "true"
    series = query.get("series_columns") or []
    if query["series_limit"] and series:
        names = ", ".join(series)
        order = expressions[query["series_limit_metric"]]
        most = f"select {names} from {source} where {where} group by {names} order by {order} desc limit"
        where += f" and ({names}) in ({most} {query['series_limit']})"
    asked = f"select {', '.join(columns + measures)} from {source} where {where}"
    if measures and columns:
        asked += f" group by {', '.join(str(place + 1) for place in range(len(columns)))}"
    if query["orderby"]:
        asked += " order by " + ", ".join(f"{name} {'asc' if rises else 'desc'}" for name, rises in query["orderby"])
    return f"{asked} limit {query['row_limit']}"


def _column(column: str | dict[str, Any]) -> str:
    """A column, or the step of time that the horizontal axis has."""
    if isinstance(column, str):
        return column
    step = _STEPS.get(column.get("timeGrain", ""))
    return f"date_trunc('{step}', {column['sqlExpression']})" if step else str(column["sqlExpression"])
