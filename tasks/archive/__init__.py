"""The archive: WARC 1.1 files of everything that was captured, written before anybody reads it."""

from tasks.archive.archive import Archive, Recovered
from tasks.archive.building import KnownBody, file_uri

__all__ = ["Archive", "KnownBody", "Recovered", "file_uri"]
