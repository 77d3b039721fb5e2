"""Records as a parse worker answers them: JSON, checked field by field against the types that the record declares.

A child that has read a stranger's page may be the stranger's. What it says is never code (a pickle would be), and a
value of another type than the field has is no answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from tasks.records import Article, PageRecord

_COUNTS = {str, int, float, bool, NoneType}


class BadAnswer(ValueError):
    """What a child said is no record."""


class _Field(NamedTuple):
    kinds: frozenset[type]
    """Types of JSON that may stand there."""
    read: Callable[[Any], Any] | None
    """Makes the value of what stands there; None: it is the value."""


def encode(record: PageRecord | None) -> bytes:
    """A record as bytes; None says that the page took too much memory."""
    return json.dumps(record, default=_plain, separators=(",", ":")).encode("ascii")


def decode(content: bytes) -> PageRecord | None:
    """The record. Raises BadAnswer for anything that ``encode`` does not make."""
    try:
        found = json.loads(content)
        return None if found is None else _read(PageRecord, found)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise BadAnswer(str(error)) from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return _getter(value.__class__)(value)


@cache
def _getter(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    if kind not in (PageRecord, Article):
        raise TypeError(f"{kind.__name__} is no part of a record")
    return attrgetter(*(one.name for one in fields(kind)))


def _read(kind: type, values: Any) -> Any:
    if type(values) is not list:
        raise BadAnswer(f"{kind.__name__}: {type(values).__name__} is no record")
    specs, readers, known = _shape(kind)
    kinds = tuple(map(type, values))
    if kinds not in known:
        if len(kinds) != len(specs) or not all(one in spec.kinds for one, spec in zip(kinds, specs, strict=True)):
            raise BadAnswer(f"{kind.__name__}: a field has a value of another type")
        if len(known) < 10_000:
            known.add(kinds)
    for at, read in readers:
        if values[at] is not None:
            values[at] = read(values[at])
    return kind(*values)


@cache
def _shape(kind: type) -> tuple[Sequence[_Field], Sequence[tuple[int, Callable[[Any], Any]]], set[tuple[type, ...]]]:
    """The fields, those whose value is made of what stands there, and the rows of types that were seen to be right."""
    hints = get_type_hints(kind)
    specs = [_field(hints[one.name]) for one in fields(kind)]
    return specs, [(at, spec.read) for at, spec in enumerate(specs) if spec.read is not None], set()


def _field(hint: Any) -> _Field:
    if isinstance(hint, UnionType):
        parts = [_field(part) for part in get_args(hint)]
        kinds = frozenset(kind for part in parts for kind in part.kinds)
        return _Field(kinds, next((part.read for part in parts if part.read is not None), None))
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return _Field(
            frozenset({list}), _texts if inner is str else lambda rows: tuple(_read(inner, row) for row in rows)
        )
    if hint is datetime:
        return _Field(frozenset({str}), datetime.fromisoformat)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Field(frozenset({str}), {member.value: member for member in hint}.__getitem__)
    if hint is Article:
        return _Field(frozenset({list}), lambda row: _read(Article, row))
    if hint in _COUNTS:
        return _Field(frozenset({hint}), None)
    raise TypeError(f"no way is known to send {hint}")


def _texts(values: list[Any]) -> tuple[str, ...]:
    if not all(type(value) is str for value in values):
        raise BadAnswer("a text is none")
    return tuple(values)
