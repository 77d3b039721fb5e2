"""The tables of schema ``news``, by what they are about; every table and column carries its comment."""

from db.schema import articles, pages, runs, stories
from db.schema.base import metadata

__all__ = ["articles", "metadata", "pages", "runs", "stories"]
