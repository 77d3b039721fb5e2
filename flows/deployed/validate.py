"""Parameters checked by their form: what is wrong is named, with the form that is accepted.

The API checks bounds, patterns and unknown names of a deployment's parameters before it makes a run; what only this
machine can tell (a folder, a declared site, a moment) is checked by the command before it makes one, and by the flow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tasks.errors import BadParameter

M = TypeVar("M", bound=BaseModel)
_FORMATS = {"date-time": "a moment such as 2026-06-18T16:30:00Z", "date": "a day such as 2026-06-18"}


def validated(model: type[M], given: object) -> M:
    """A flow's parameters, given as a model or as what the API stored of one.

    Raises BadParameter naming every parameter that is wrong, what was found and what is accepted.
    """
    if isinstance(given, model):
        return given
    if isinstance(given, BaseModel):
        given = given.model_dump()
    if not isinstance(given, Mapping):
        raise BadParameter(f"parameters: found {_shown(given)}; accepted: an object with {_names(model)}")
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        found = dict.fromkeys(_complaint(model, one) for one in error.errors(include_url=False))
        raise BadParameter("; ".join(found)) from error


def accepted_form(model: type[BaseModel], name: str) -> str:
    """What a parameter may be, in words, by the form that the UI shows."""
    schema = model.model_json_schema()
    return _form(schema["properties"][name], schema.get("$defs", {}))


def _complaint(model: type[BaseModel], error: ErrorDetails) -> str:
    path = [str(part) for part in error["loc"]]
    if not path:
        return _plain(error["msg"])
    name = path[0]
    if error["type"] == "extra_forbidden":
        close = get_close_matches(name, model.model_fields, 1)
        return (
            f"{name}: no such parameter" + (f", {close[0]} is meant?" if close else "") + f"; accepted: {_names(model)}"
        )
    if name not in model.model_fields:
        return f"{name}: {_plain(error['msg'])}"
    where = ".".join(path)
    found = "" if error["type"] in ("value_error", "missing") else f" (found {_shown(error['input'])})"
    return f"{where}: {_plain(error['msg'])}{found}; accepted: {accepted_form(model, name)}"


def _form(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _form(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        kinds = [_form({**_outer(schema), **one}, definitions) for one in schema["anyOf"] if one.get("type") != "null"]
        has_null = len(kinds) < len(schema["anyOf"])
        return " or ".join(kinds) + (", or nothing" if has_null else "")
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    example = f", e.g. {schema['examples'][0]}" if schema.get("examples") else ""
    kind = schema.get("type", "")
    if kind in ("integer", "number"):
        return ("a whole number" if kind == "integer" else "a number") + _bounds(schema) + example
    if kind == "array":
        return f"a list, each {_form(schema.get('items', {}), definitions)}{example}"
    if schema.get("format") in ("date-time", "date"):
        return (
            "a moment such as 2026-06-18T16:30:00Z" if schema["format"] == "date-time" else "a day such as 2026-06-18"
        )
    return {"boolean": "true or false", "string": "text", "object": "an object"}.get(kind, "a value") + example


def _outer(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: schema[key] for key in ("examples",) if key in schema}


def _bounds(schema: Mapping[str, Any]) -> str:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if low is not None and high is not None:
        return f" from {low} to {high}"
    return f" from {low} on" if low is not None else f" up to {high}" if high is not None else ""


def _names(model: type[BaseModel]) -> str:
    return ", ".join(model.model_fields)


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")


def _shown(value: object) -> str:
    text = re.sub(r"//[^/@\s]*@", "//***@", repr(value))  # nobody's password stands in a message
    return text if len(text) <= 80 else text[:79] + "…"
