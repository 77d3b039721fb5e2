"""The tables of schema ``news``, by what they are about; every table and column carries its comment."""

from db.schema import articles, attempts, backfill, captures, fetching, housekeeping, pages, runs, sightings, stories
from db.schema.base import metadata

HEAD_REVISION = "0115"
"""The newest migration's revision, so that a command can see without Alembic that there is nothing to do."""

__all__ = [
    "HEAD_REVISION",
    "articles",
    "attempts",
    "backfill",
    "captures",
    "fetching",
    "housekeeping",
    "metadata",
    "pages",
    "runs",
    "sightings",
    "stories",
]
