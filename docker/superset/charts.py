"""What Superset wants told of one chart: the form that its page shows, and the query that its data endpoint asks."""

from __future__ import annotations

import json
from typing import Any

Told = dict[str, Any]
Columns = dict[str, Told]
SHAPES = {
    "number": "big_number_total",
    "lines": "echarts_timeseries_line",
    "bars": "echarts_timeseries_bar",
    "ranking": "echarts_timeseries_bar",
    "pie": "pie",
    "table": "table",
    "rows": "table",
    "grid": "heatmap_v2",
    "flows": "graph_chart",
}
"""Superset's name of each kind of chart."""


def is_temporal(column: Told) -> bool:
    """Whether a column is a day or an instant."""
    return column["type"] == "date" or column["type"].startswith("timestamp")


def time_filter(column: str) -> Told:
    """What the filter Days of a dashboard puts its range into."""
    return {
        "clause": "WHERE",
        "comparator": "No filter",
        "expressionType": "SIMPLE",
        "operator": "TEMPORAL_RANGE",
        "subject": column,
    }


def is_time(told: Told, columns: Columns) -> bool:
    """Whether the horizontal axis is a time."""
    return "x" in told and is_temporal(columns[told["x"]])


def form_of(told: Told, dataset: Told, columns: Columns) -> Told:
    """What the page of the chart shows."""
    metrics, by = told.get("metrics", []), told.get("by", [])
    where = [{"clause": "WHERE", "expressionType": "SQL", "sqlExpression": told["where"]}] if "where" in told else []
    shared: Told = {
        "viz_type": SHAPES[told["kind"]],
        "datasource": "0__table",
        "row_limit": told.get("most", 10000),
        "adhoc_filters": ([time_filter(dataset["time"])] if "time" in dataset else []) + where,
        "color_scheme": "supersetColors",
        "extra_form_data": {},
        "dashboards": [],
    }
    form = dataset["metrics"][metrics[0]][1] if metrics else "SMART_NUMBER"
    match told["kind"]:
        case "number":
            return shared | {
                "metric": metrics[0],
                "y_axis_format": form,
                "subtitle": told.get("after", ""),
                "header_font_size": 0.4,
            }
        case "lines" | "bars" | "ranking":
            is_ranking = told["kind"] == "ranking"
            return shared | {
                "x_axis": told["x"],
                "time_grain_sqla": told.get("grain", "P1D") if is_time(told, columns) else None,
                "metrics": metrics,
                "groupby": by,
                "limit": told.get("most_series", 0),
                "timeseries_limit_metric": metrics[0],
                "order_desc": True,
                "stack": "Stack" if told.get("is_stacked") else None,
                "show_legend": len(metrics) + len(by) > 1,
                "legendType": "scroll",
                "legendOrientation": "top",
                "rich_tooltip": True,
                "truncate_metric": True,
                "y_axis_format": form,
                "x_axis_time_format": "%Y-%m-%d",
                "tooltipTimeFormat": "%Y-%m-%d",
                "truncateXAxis": not is_ranking,
                "orientation": "horizontal" if is_ranking else "vertical",
                "xAxisForceCategorical": not is_time(told, columns),
                "x_axis_sort": metrics[0] if is_ranking else told["x"],
                "x_axis_sort_asc": True,
                "x_axis_sort_series": "sum" if is_ranking else "name",
                "x_axis_sort_series_ascending": True,
                "sort_series_type": "sum",
                "show_empty_columns": True,
            }
        case "pie":
            return shared | {
                "groupby": by,
                "metric": metrics[0],
                "number_format": form,
                "donut": True,
                "show_labels": True,
                "label_type": "key_percent",
                "show_legend": False,
                "sort_by_metric": True,
            }
        case "table":
            return shared | {
                "query_mode": "aggregate",
                "groupby": by,
                "metrics": metrics,
                "timeseries_limit_metric": metrics[0],
                "order_desc": True,
                "allow_render_html": False,
                "include_search": True,
                "page_length": 0,
                "show_cell_bars": False,
            }
        case "rows":
            return shared | {
                "query_mode": "raw",
                "all_columns": told["columns"],
                "order_by_cols": [json.dumps([name, False]) for name in told["order"]],
                "allow_render_html": False,
                "include_search": True,
                "page_length": 0,
                "table_timestamp_format": "%Y-%m-%d %H:%M",
                "show_cell_bars": False,
                "column_config": {
                    name: {
                        "d3NumberFormat": ",.1f"
                        if about["type"] == "double precision"
                        else "d"
                        if name.endswith("_id")
                        else ",d"
                    }
                    for name, about in columns.items()
                    if name in told["columns"] and about["type"] in ("double precision", "bigint", "integer")
                },
            }
        case "grid":
            return shared | {
                "x_axis": told["x"],
                "groupby": by[0],
                "metric": metrics[0],
                "time_grain_sqla": told.get("grain", "P1D"),
                "normalize_across": "heatmap",
                "linear_color_scheme": "schemeOranges",
                "legend_type": "continuous",
                "sort_x_axis": "alpha_asc",
                "sort_y_axis": "alpha_asc",
                "x_axis_time_format": "%Y-%m-%d",
                "y_axis_format": form,
                "xscale_interval": -1,
                "yscale_interval": 1,
                "left_margin": "auto",
                "bottom_margin": "auto",
                "show_legend": True,
                "show_percentage": False,
                "show_values": False,
            }
        case "flows":
            return shared | {
                "source": by[0],
                "target": by[1],
                "metric": metrics[0],
                "layout": "circular",
                "edgeSymbol": "none,arrow",
                "roam": True,
                "show_legend": False,
                "baseNodeSize": 15,
                "baseEdgeWidth": 3,
                "selectedMode": "single",
                "edgeLength": 400,
            }
    raise SystemExit(f"dashboards.toml: {told['title']!r} is of no known kind: {told['kind']}")


def query_of(told: Told, dataset: Told, columns: Columns) -> Told:
    """What its data endpoint asks the database."""
    axis = {
        "columnType": "BASE_AXIS",
        "expressionType": "SQL",
        "label": told.get("x"),
        "sqlExpression": told.get("x"),
        **({"timeGrain": told.get("grain", "P1D")} if is_time(told, columns) else {}),
    }
    picked: list[Any] = ([axis] if "x" in told else []) + told.get("by", []) + told.get("columns", [])
    metrics = told.get("metrics", [])
    orders = [[name, False] for name in told.get("order", metrics[:1])] if told["kind"] != "number" else []
    time = dataset.get("time")
    return {
        "columns": picked,
        "metrics": metrics or None,
        "orderby": orders,
        "row_limit": told.get("most", 10000),
        "filters": [{"col": time, "op": "TEMPORAL_RANGE", "val": "No filter"}] if time else [],
        "extras": {"having": "", "where": f"({told['where']})" if "where" in told else ""},
        "series_columns": told.get("by", []) if told.get("most_series") else [],
        "series_limit": told.get("most_series", 0),
        "series_limit_metric": metrics[0] if told.get("most_series") else None,
        "order_desc": True,
        "post_processing": [],
        "annotation_layers": [],
        "applied_time_extras": {},
        "custom_params": {},
        "custom_form_data": {},
        "url_params": {},
    }
