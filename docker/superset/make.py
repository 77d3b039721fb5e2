"""Writes the Superset bundle (folder ``bundle``) from dashboards.toml and docs/dictionary.json.

    python docker/superset/make.py [--check]

Every column of a dataset has the meaning that the database gives it. Keys are drawn from names, so that importing again
brings up to date what is there. A name that the views do not have is an error.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

import yaml
from charts import SHAPES, Told, form_of, is_temporal, query_of

HERE = Path(__file__).parent
BUNDLE = HERE / "bundle"
DICTIONARY = HERE.parents[1] / "docs" / "dictionary.json"
NAMESPACE = UUID("6c1f0a52-5a0e-4d43-9d5e-0d6f1a7f6b1e")
DATABASE = "newsweir"
ADDRESS = "postgresql+psycopg2://dashboard@localhost:5432/newsweir"
"""Stands in the bundle; load.py puts the address of NEWSWEIR_BI_URL in its place."""
GRID_WIDTH, ROW_HEIGHT, NUMBER_HEIGHT = 12, 50, 18


def key(*names: str) -> str:
    """The same names give the same key, in every Superset."""
    return str(uuid5(NAMESPACE, "/".join(names)))


def _shown(picked: str, unknown: Sequence[str]) -> str:
    """A column of a dataset; one that a chart would show as blank where its name is unknown says so."""
    column = picked.rpartition(".")[2]
    return f"coalesce({picked}, '(unknown)') as {column}" if column in unknown else picked


class Bundle:
    """The files of the bundle, by path."""

    def __init__(self, told: Told, views: dict[str, Told]) -> None:
        self.told, self.views = told, views
        self.columns: dict[str, dict[str, Told]] = {}
        """By dataset and column: what the dictionary says."""
        self.files: dict[str, Told] = {
            "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"},
            f"databases/{DATABASE}.yaml": {
                "database_name": DATABASE,
                "sqlalchemy_uri": ADDRESS,
                "uuid": key("database"),
                "version": "1.0.0",
                "expose_in_sqllab": True,
                "allow_dml": False,
                "allow_ctas": False,
                "allow_cvas": False,
                "extra": {"allows_virtual_table_explore": True},
            },
        }
        for name in told["datasets"]:
            self.add_dataset(name)
        for dashboard in told["dashboards"]:
            self.add_dashboard(dashboard)

    def add_dataset(self, name: str) -> None:
        """A view as it is, or with the names behind some of its keys."""
        told, view = self.told["datasets"][name], self.views[name]
        columns = {column["name"]: column for column in view["columns"]}
        picked, joined = [f"{name}.{column}" for column in columns], []
        for column in told.get("with", ()):
            other, label = columns[column]["references"], column.removesuffix("_id")
            named = next(one for one in self.views[other]["columns"] if one["name"] == other)
            columns[label] = named | {"name": label, "meaning": f"{named['meaning']} It is {column}'s."}
            picked.append(f"{label}.{other} as {label}")
            joined.append(f"join bi.{other} as {label} on {label}.{other}_id = {name}.{column}")
        columns.pop("change_seq", None)
        unknown = told.get("unknown", ())
        picked = [_shown(one, unknown) for one in picked if one != f"{name}.change_seq"]
        time = told.get("time")
        if time is not None and time not in columns:
            raise SystemExit(f"dashboards.toml: {name} has no column {time!r}")
        self.columns[name] = columns
        self.files[f"datasets/{DATABASE}/{name}.yaml"] = {
            "table_name": f"{name}_named" if joined or unknown else name,
            "schema": "bi",
            "sql": "\n".join(["select", "    " + ",\n    ".join(picked), f"from bi.{name}", *joined])
            if joined or unknown
            else None,
            "main_dttm_col": time,
            "description": view["grain"],
            "normalize_columns": False,
            "always_filter_main_dttm": False,
            "filter_select_enabled": True,
            "columns": [self.column(column) for column in columns.values()],
            "metrics": [
                {
                    "metric_name": metric,
                    "expression": sql,
                    "d3format": form,
                    "description": meaning,
                    "verbose_name": spoken(metric),
                }
                for metric, (sql, form, meaning) in told.get("metrics", {}).items()
            ],
            "uuid": key("dataset", name),
            "database_uuid": key("database"),
            "version": "1.0.0",
        }

    def column(self, about: Told) -> Told:
        """One column of a dataset, as Superset wants it told."""
        return {
            "column_name": about["name"],
            "verbose_name": spoken(about["name"]),
            "description": about["meaning"],
            "type": about["type"].upper(),
            "is_dttm": is_temporal(about),
            "groupby": True,
            "filterable": True,
            "is_active": True,
        }

    def add_chart(self, told: Told) -> str:
        """A chart with all that its data endpoint and its page need; its key."""
        dataset = self.told["datasets"][told["dataset"]]
        named = [
            *told.get("by", ()),
            *told.get("columns", ()),
            *told.get("order", ()),
            *([told["x"]] if "x" in told else []),
        ]
        missing = [name for name in named if name not in self.columns[told["dataset"]]]
        missing += [name for name in told.get("metrics", ()) if name not in dataset["metrics"]]
        if missing:
            raise SystemExit(f"dashboards.toml: {told['title']!r}: {told['dataset']} has no {', '.join(missing)}")
        columns = self.columns[told["dataset"]]
        params, query = form_of(told, dataset, columns), query_of(told, dataset, columns)
        source = {"id": 0, "type": "table"}
        context = {
            "datasource": source,
            "force": False,
            "queries": [query],
            "form_data": params,
            "result_format": "json",
            "result_type": "full",
        }
        self.files[f"charts/{slug(told['title'])}.yaml"] = {
            "slice_name": told["title"],
            "viz_type": SHAPES[told["kind"]],
            "params": params,
            "query_context": json.dumps(context),
            "description": " ".join(dataset["metrics"][name][2] for name in told.get("metrics", ())) or None,
            "cache_timeout": None,
            "uuid": key("chart", told["title"]),
            "dataset_uuid": key("dataset", told["dataset"]),
            "version": "1.0.0",
        }
        return key("chart", told["title"])

    def add_dashboard(self, told: Told) -> None:
        """Charts in rows of twelve columns, under filters that act on the charts whose dataset has the column."""
        keys = [self.add_chart(chart) for chart in told["charts"]]
        position: Told = {
            "DASHBOARD_VERSION_KEY": "v2",
            "ROOT_ID": {"children": ["GRID_ID"], "id": "ROOT_ID", "type": "ROOT"},
            "HEADER_ID": {"id": "HEADER_ID", "meta": {"text": told["title"]}, "type": "HEADER"},
            "GRID_ID": {"children": [], "id": "GRID_ID", "parents": ["ROOT_ID"], "type": "GRID"},
        }
        used = GRID_WIDTH
        for number, (chart, its_key) in enumerate(zip(told["charts"], keys, strict=True), 1):
            width = chart.get("width", 6)
            if used + width > GRID_WIDTH:
                row, used = f"ROW-{number}", 0
                position["GRID_ID"]["children"].append(row)
                position[row] = {
                    "children": [],
                    "id": row,
                    "meta": {"background": "BACKGROUND_TRANSPARENT"},
                    "parents": ["ROOT_ID", "GRID_ID"],
                    "type": "ROW",
                }
            used += width
            position[row]["children"].append(f"CHART-{number}")
            position[f"CHART-{number}"] = {
                "children": [],
                "id": f"CHART-{number}",
                "parents": ["ROOT_ID", "GRID_ID", row],
                "type": "CHART",
                "meta": {
                    "chartId": number,
                    "height": NUMBER_HEIGHT if chart["kind"] == "number" else chart.get("height", ROW_HEIGHT),
                    "sliceName": chart["title"],
                    "uuid": its_key,
                    "width": width,
                },
            }
        filters = [self.filter(told, "Days", None, None)]
        filters += [self.filter(told, name.title(), name, told[name]) for name in ("site", "publisher") if name in told]
        self.files[f"dashboards/{told['name']}.yaml"] = {
            "dashboard_title": told["title"],
            "description": told["about"],
            "slug": f"newsweir-{told['name']}",
            "css": "",
            "uuid": key("dashboard", told["name"]),
            "version": "1.0.0",
            "published": True,
            "position": position,
            "metadata": {
                "native_filter_configuration": filters,
                "color_scheme": "supersetColors",
                "cross_filters_enabled": True,
                "refresh_frequency": 0,
                "timed_refresh_immune_slices": [],
                "expanded_slices": {},
                "label_colors": {},
            },
        }

    def filter(self, told: Told, name: str, column: str | None, dataset: str | None) -> Told:
        """A filter of a dashboard: a range of days, or some values of a column."""
        out = [
            number
            for number, chart in enumerate(told["charts"], 1)
            if (
                column not in self.columns[chart["dataset"]]
                if column
                else "time" not in self.told["datasets"][chart["dataset"]]
            )
        ]
        target = {"datasetUuid": key("dataset", dataset), "column": {"name": column}} if dataset else {}
        return {
            "id": f"NATIVE_FILTER-{slug(told['name'] + ' ' + name)}",
            "name": name,
            "type": "NATIVE_FILTER",
            "description": "",
            "filterType": "filter_select" if column else "filter_time",
            "targets": [target],
            "cascadeParentIds": [],
            "controlValues": {
                "enableEmptyFilter": False,
                **({"multiSelect": True, "searchAllOptions": True} if column else {}),
            },
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
            "scope": {"rootPath": ["ROOT_ID"], "excluded": out},
        }


def slug(title: str) -> str:
    """A title as a file's name."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def spoken(name: str) -> str:
    """A column's name as people read it."""
    return re.sub(r" id$", " key", name.replace("_", " "))


def made() -> dict[str, str]:
    """The bundle's files as they should be, by path."""
    told = tomllib.loads((HERE / "dashboards.toml").read_text(encoding="utf-8"))
    views = {view["name"]: view for view in json.loads(DICTIONARY.read_text(encoding="utf-8"))["views"]}
    files = Bundle(told, views).files
    return {path: yaml.safe_dump(file, sort_keys=True, allow_unicode=True, width=120) for path, file in files.items()}


def main() -> None:
    """Write the files, and remove those that are no longer among them; or say which are not up to date."""
    files = made()
    if sys.argv[1:] == ["--check"]:
        found = {path.relative_to(BUNDLE).as_posix(): path.read_text("utf-8") for path in BUNDLE.rglob("*.yaml")}
        moved = sorted(path for path in {*files, *found} if files.get(path) != found.get(path))
        sys.exit(f"not up to date: {', '.join(moved)}; run python docker/superset/make.py" if moved else 0)
    for path in BUNDLE.rglob("*.yaml"):
        if path.relative_to(BUNDLE).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        path = BUNDLE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{len(files)} files in {BUNDLE}")


if __name__ == "__main__":
    main()
