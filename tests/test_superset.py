"""The Superset bundle: made of its definitions, true to the views, and shown by a real Superset where there is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import yaml

from db.grants import Limits, grant_login
from tests.conftest import drop_databases

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docker" / "superset"
SUPERSET = os.environ.get("SUPERSET_PYTHON", "")


@pytest.fixture(scope="module")
def bundle():
    """The committed files, by path."""
    return {path.relative_to(FOLDER / "bundle").as_posix(): yaml.safe_load(path.read_text("utf-8"))
            for path in FOLDER.rglob("*.yaml")}  # fmt: skip


def test_the_committed_bundle_is_what_its_definitions_and_the_dictionary_make():
    done = subprocess.run([sys.executable, str(FOLDER / "make.py"), "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_query_of_the_bundle_is_one_that_the_reader_may_ask_of_the_views(bundle, pristine):
    datasets = {file["uuid"]: file for path, file in bundle.items() if path.startswith("datasets/")}
    charts = [file for path, file in bundle.items() if path.startswith("charts/")]
    with psycopg.connect(pristine) as connection:
        connection.execute("set role newsweir_bi")
        for dataset in datasets.values():
            dataset["source"] = f"({dataset['sql']}) as told" if dataset["sql"] else f"bi.{dataset['table_name']}"
            columns = [column["column_name"] for column in dataset["columns"]]
            metrics = [metric["expression"] for metric in dataset["metrics"]]
            connection.execute(f"explain select {', '.join(columns)} from {dataset['source']}")
            if metrics:
                connection.execute(f"explain select {', '.join(metrics)} from {dataset['source']}")
            assert all(column["description"] for column in dataset["columns"]), dataset["table_name"]
            assert dataset["main_dttm_col"] in (*columns, None)
        for chart in charts:
            (query,) = json.loads(chart["query_context"])["queries"]
            dataset = datasets[chart["dataset_uuid"]]
            where = query["extras"]["where"] or "true"
            connection.execute(f"explain select 1 from {dataset['source']} where {where}")
    titles = {file["dashboard_title"] for path, file in bundle.items() if path.startswith("dashboards/")}
    assert titles == {"News flow", "Syndication", "Slots and recirculation", "Operations"}


def test_no_table_renders_what_pages_wrote_as_html(bundle):
    charts = [file for path, file in bundle.items() if path.startswith("charts/")]
    tables = [chart["params"] for chart in charts if chart["viz_type"] == "table"]
    assert [params["allow_render_html"] for params in tables] == [False] * len(tables) != []
    assert {chart["viz_type"] for chart in charts} & {"handlebars", "markup"} == set()


def test_a_filter_acts_on_those_charts_alone_whose_dataset_has_its_column(bundle):
    datasets = {file["uuid"]: file for path, file in bundle.items() if path.startswith("datasets/")}
    charts = {
        file["uuid"]: datasets[file["dataset_uuid"]] for path, file in bundle.items() if path.startswith("charts/")
    }
    for path, dashboard in bundle.items():
        if not path.startswith("dashboards/"):
            continue
        shown = {part["meta"]["chartId"]: charts[part["meta"]["uuid"]] for part in dashboard["position"].values()
                 if isinstance(part, dict) and part["type"] == "CHART"}  # fmt: skip
        for one in dashboard["metadata"]["native_filter_configuration"]:
            (target,) = one["targets"]
            for number, dataset in shown.items():
                names = [column["column_name"] for column in dataset["columns"]]
                acts = target["column"]["name"] in names if target else dataset["main_dttm_col"] is not None
                assert acts != (number in one["scope"]["excluded"]), (path, one["name"], number)


def test_the_login_that_brings_the_bundle_in_is_asked_for(tmp_path):
    done = subprocess.run(
        [sys.executable, str(FOLDER / "load.py")], capture_output=True, text=True, env={}, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "newsweir db grant" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not SUPERSET, reason="SUPERSET_PYTHON does not name the Python of a Superset")
def test_a_fresh_superset_shows_data_in_every_chart_to_the_reader(server, named_database):
    url = named_database(True)
    world = (ROOT / "benchmarks" / "bi" / "world.sql").read_text("utf-8").replace(":articles", "2000")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(world)
        # What a page wrote stands in tables and charts; superset_check.py tells where it ran.
        for column in ("publisher set name", "article set title"):
            connection.execute(f"update news.{column} = '<img src=x onerror=\"window.hit=1\">' where random() < 0.1")
        connection.execute("select star.refresh_all()")
        connection.execute("select star.refresh_rollups()")
    granted = grant_login(url, "superset_reader", limits=Limits(), password="of-this-test-only")
    reader = url.replace("postgres:@", f"{granted.login}:of-this-test-only@")
    check = [
        sys.executable,
        str(ROOT / "benchmarks" / "bi" / "superset_check.py"),
        "fresh",
        "--python",
        SUPERSET,
        "--database",
        reader,
    ]
    done = subprocess.run(check, capture_output=True, text=True)
    drop_databases(server, [url])
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == len(list(FOLDER.glob("bundle/charts/*.yaml")))
