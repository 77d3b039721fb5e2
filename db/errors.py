"""What a database may raise, for who must catch it without importing its driver."""

from __future__ import annotations


def database_errors() -> tuple[type[Exception], ...]:
    """The base errors of the driver and of SQLAlchemy. Imported when asked for: ``--help`` needs neither."""
    import psycopg
    from sqlalchemy.exc import SQLAlchemyError

    return SQLAlchemyError, psycopg.Error
