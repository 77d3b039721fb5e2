"""What all tables share: the metadata with its naming rule, and short forms for the columns that recur."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Identity, MetaData, Text, func

from tasks.vocabulary import DateSource, Precision

SCHEMA = "news"

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    },
)


def surrogate(name: str, what: str) -> Column[int]:
    """A bigint identity column that is the table's primary key."""
    return Column(name, BigInteger, Identity(always=False), primary_key=True, comment=f"Surrogate key of the {what}.")


def key(name: str, comment: str) -> Column[str]:
    """A unique natural key."""
    return Column(name, Text, nullable=False, unique=True, comment=comment)


def reference(name: str, target: str, comment: str, *, nullable: bool = False, index: bool = True) -> Column[int]:
    """A foreign key to ``table.column`` of the same schema."""
    return Column(name, BigInteger, ForeignKey(f"{SCHEMA}.{target}"), nullable=nullable, index=index, comment=comment)


def part_of_key(name: str, target: str, comment: str) -> Column[int]:
    """A foreign key to ``table.column`` that is part of the primary key."""
    return Column(
        name, BigInteger, ForeignKey(f"{SCHEMA}.{target}"), primary_key=True, autoincrement=False, comment=comment
    )


def text(name: str, comment: str, *, nullable: bool = True, **options: Any) -> Column[str]:
    """A text column."""
    return Column(name, Text, nullable=nullable, comment=comment, **options)


def instant(name: str, comment: str, *, nullable: bool = True, **options: Any) -> Column[Any]:
    """A column of instants, timestamptz."""
    return Column(name, DateTime(timezone=True), nullable=nullable, comment=comment, **options)


def created() -> Column[Any]:
    """When the row was inserted, by the database's clock."""
    return instant(
        "created_at", "When the row was inserted (UTC, the database's clock).", nullable=False,
        server_default=func.now(),
    )  # fmt: skip


def updated() -> Column[Any]:
    """When the row's content last moved, by the database's clock."""
    return instant(
        "updated_at",
        "When the row's content last moved (UTC, the database's clock); the same content again does not move it.",
        nullable=False,
        server_default=func.now(),
    )


def words(allowed: Iterable[str]) -> str:
    """The words of a vocabulary, for a comment."""
    return ", ".join(str(word) for word in allowed)


def one_of(column: str, allowed: Iterable[str]) -> CheckConstraint:
    """A constraint that lets these words through only."""
    return CheckConstraint(f"{column} in ({', '.join(repr(str(word)) for word in allowed)})", name=column)


def date_checks() -> list[CheckConstraint]:
    """What holds for the columns of one printed date."""
    return [
        one_of("published_precision", Precision),
        one_of("published_source", DateSource),
        CheckConstraint("published_min_at <= published_max_at", name="published_bounds"),
    ]


def date_columns() -> list[Column[Any]]:
    """The columns of one printed date; DESIGN §6."""
    return [
        text("published_raw", 'Publication date as printed, e.g. "42 minutes ago". NULL: none was printed.'),
        instant("published_at", "Best instant of publication (UTC). NULL: what is printed names none."),
        instant("published_min_at", "Earliest instant that the printed date allows (UTC, inclusive). NULL: unknown."),
        instant("published_max_at", "Latest instant that the printed date allows (UTC, inclusive). NULL: unknown."),
        text(
            "published_precision", "How exactly the date is known: second, minute, hour, day or unknown.",
            nullable=False, server_default="unknown",
        ),
        text(
            "published_source", "Where the date was read: card, byline, body, metadata, or absent when none was.",
            nullable=False, server_default="absent",
        ),
    ]  # fmt: skip
