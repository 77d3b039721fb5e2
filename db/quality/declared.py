"""The checks as they are declared: those that ship, changed by a file of the operator's own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from tasks.errors import BadParameter

_SHIPPED = Path(__file__).parent / "checks.toml"
WARN, FAIL = "warn", "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One check and its thresholds; ``checks.toml`` says what each means. Counts and shares have no unit."""

    name: str
    title: str = ""
    on_failure: str = WARN
    is_enabled: bool = True
    least_total: int = 1
    least_hits: int = 1
    least_change: float = 0.0
    sigmas: float = 4.0
    history_runs: int = 30
    history_total: int = 0
    most_share: float = 1.0
    late_factor: float = 2.0
    quiet_hours: float = 72.0


def read_checks(own: Path | None = None) -> dict[str, Check]:
    """The checks by name. Raises BadParameter that names the file, the check and the key, with what is accepted."""
    found = {name: _changed(Check(name), values, _SHIPPED) for name, values in _read(_SHIPPED).items()}
    for name, values in _read(own).items() if own else ():
        if name not in found:
            raise BadParameter(f"{own}: there is no check {name!r}, expected one of {', '.join(found)}")
        found[name] = _changed(found[name], values, own)
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadParameter(
            f"NEWSWEIR_CHECKS: {path} cannot be read: {error}; expected TOML, see docs/operations.md"
        ) from error


def _changed(check: Check, values: Any, path: Path | None) -> Check:
    if not isinstance(values, dict):
        raise BadParameter(f"{path}: {check.name} is {values!r}, expected a table [{check.name}]")
    accepted = {field.name: field.type for field in fields(Check) if field.name != "name"}
    for key, value in values.items():
        if key not in accepted:
            raise BadParameter(f"{path}: [{check.name}] has no key {key!r}, expected one of {', '.join(accepted)}")
        if not _fits(accepted[key], value):
            raise BadParameter(f"{path}: [{check.name}] {key} is {value!r}, expected {_WORDS[str(accepted[key])]}")
    if values.get("on_failure", WARN) not in (WARN, FAIL):
        raise BadParameter(f"{path}: [{check.name}] on_failure is {values['on_failure']!r}, expected warn or fail")
    return replace(check, **values)


_WORDS = {"str": "a text", "bool": "true or false", "int": "a whole number, 0 or more", "float": "a number, 0 or more"}


def _fits(kind: Any, value: Any) -> bool:
    if kind == "str":
        return isinstance(value, str)
    if kind == "bool":
        return isinstance(value, bool)
    if isinstance(value, bool) or not isinstance(value, int if kind == "int" else (int, float)):
        return False
    return value >= 0
