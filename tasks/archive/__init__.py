"""The archive: WARC 1.1 files of everything that was captured, written before anybody reads it."""

from tasks.archive.archive import Archive, KnowBodies, Recovered
from tasks.archive.building import FoundBody, KnownBody, file_uri

__all__ = ["Archive", "FoundBody", "KnowBodies", "KnownBody", "Recovered", "file_uri"]
