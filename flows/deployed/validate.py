"""Parameters checked by their form: what is wrong is named, with the form that is accepted.

The API checks bounds, patterns and unknown names of a deployment's parameters before it makes a run; what only this
machine can tell (a folder, a declared site, a moment) is checked by the command before it makes one, and by the flow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tasks.errors import BadParameter

M = TypeVar("M", bound=BaseModel)


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


def _complaint(model: type[BaseModel], error: ErrorDetails) -> str:
    path = [str(part) for part in error["loc"]]
    words = error["msg"].removeprefix("Value error, ")
    if not path:
        return words
    name, where = path[0], ".".join(path)
    if error["type"] == "extra_forbidden":
        close = get_close_matches(name, model.model_fields, 1)
        meant = f", {close[0]} is meant?" if close else ""
        return f"{name}: no such parameter{meant}; accepted: {_names(model)}"
    if error["type"] in ("value_error", "missing"):
        return f"{where}: {words}"
    return f"{where}: {words} (found {_shown(error['input'])}); accepted: {model.model_fields[name].description}"


def _names(model: type[BaseModel]) -> str:
    return ", ".join(model.model_fields)


def _shown(value: object) -> str:
    text = re.sub(r"//[^/@\s]*@", "//***@", repr(value))  # nobody's password stands in a message
    return text if len(text) <= 80 else text[:79] + "…"
