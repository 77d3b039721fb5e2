"""Who may import whom (DESIGN §4), what importing a stage costs, and that every aggregator has a saved page."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.profile_check import check_page, saved_pages
from tasks.profile import FOLDER as PROFILES
from tasks.profile import profile_named

ROOT = Path(__file__).parents[1]
FIXTURES = Path(__file__).parent / "fixtures"
# Everybody may import these; they import the standard library and each other only.
COMMON = set(
    "attempt errors printed_dates profile records site story_records strict_json text version vocabulary".split()
)


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("flows", "tasks", "db"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


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
    "prefect": ("flows", "tasks.steps"),
    "httpx": ("tasks.fetch", "flows.prefect_call"),  # the latter only names the error class of Prefect's client
    "selectolax": ("tasks.split.html",),
    "sqlalchemy": ("db",),
    "psycopg": ("db",),
    "db": ("db", "tasks.load", "tasks.steps", "tasks.story_steps", "flows"),
}


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


def test_no_stage_imports_another_and_only_the_steps_compose_them():
    wrong = []
    for name, path in modules():
        if within(name, "tasks.steps", "tasks.story_steps"):
            continue
        for imported in imports(path):
            other = stage(imported)
            # What the loader keys rows by and what a run lists as its work are shared vocabulary, not composition.
            is_vocabulary = (other == "fingerprint" and within(name, "db")) or (
                other == "captures" and within(name, "flows")
            )
            if other and other != stage(name) and other not in ("steps", "story_steps") and not is_vocabulary:
                wrong.append((name, imported))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(COMMON))
def test_the_common_modules_import_the_standard_library_only(name):
    found = imports(ROOT / "tasks" / f"{name}.py")
    assert {i.split(".")[0] for i in found} - set(sys.stdlib_module_names) <= {"tasks"}
    assert {stage(i) for i in found if i.startswith("tasks.")} <= {None}


def test_importing_the_pure_stages_is_quick_and_loads_neither_prefect_nor_sqlalchemy():
    program = (
        "import time, sys; start = time.process_time();"
        "import tasks.captures, tasks.decode, tasks.split.text, tasks.normalize, tasks.fingerprint;"
        "import tasks.archive, tasks.steps;"
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
