"""What the rows on their way into a table have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Self

Getter = Callable[[Any], tuple[Any, ...]]


@cache
def _columns(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def _values_of(kind: Any) -> Getter:
    return attrgetter(*_columns(kind))


@cache
def _content_of(kind: Any) -> Getter:
    return attrgetter(*(name for name in _columns(kind) if name not in kind.QUIET))


@dataclass(slots=True)
class Row:
    """Base of the rows. ``TABLE`` is the table in schema news, ``KEY`` the columns that identify a row."""

    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]
    OWN: ClassVar[tuple[str, ...]] = ()
    """Columns written on insert only, never overwritten."""
    QUIET: ClassVar[tuple[str, ...]] = ()
    """Columns that may move without the row's content having moved: ``updated_at`` stays."""
    STAMPS: ClassVar[tuple[str, ...]] = ()
    """Columns outside the row that move with its content."""

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The columns in the order of ``values``."""
        kind: Any = cls  # A class is hashable, whatever its instances are.
        return _columns(kind)

    def values(self) -> tuple[Any, ...]:
        """The values in the order of ``columns``."""
        kind: Any = type(self)
        return _values_of(kind)(self)

    def content(self) -> tuple[Any, ...]:
        """What the row says: its values without the quiet ones."""
        kind: Any = type(self)
        return _content_of(kind)(self)

    @classmethod
    def read(cls, values: tuple[Any, ...]) -> Self:
        """The row of one line of a SELECT of ``columns``."""
        return cls(*values)
