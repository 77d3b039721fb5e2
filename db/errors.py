"""What a database may raise, for who must catch it without importing its driver."""

from __future__ import annotations


def database_errors() -> tuple[type[Exception], ...]:
    """The base errors of the driver and of SQLAlchemy. Imported when asked for: ``--help`` needs neither."""
    import psycopg
    from sqlalchemy.exc import SQLAlchemyError

    return SQLAlchemyError, psycopg.Error


def first_line(error: BaseException) -> str:
    """The first line of what the server or the driver said, without SQLAlchemy's frame."""
    words = str(getattr(error, "orig", None) or error).strip().splitlines()
    return words[0] if words else type(error).__name__
