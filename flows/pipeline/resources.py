"""What the stages of one run use in this process: its archive, the process that writes it, readings to remember.

A run has its own, so that two runs in one process work side by side.
"""

from __future__ import annotations

from threading import Lock

from flows.pipeline.archive_writer import ArchiveWriter
from flows.pipeline.context import RunContext
from flows.pipeline.run_archive import open_run_archive
from tasks.archive import Archive


class Resources:
    """The archive and the archive writer of one run, opened when they are first used."""

    def __init__(self, context: RunContext) -> None:
        self.context = context
        self._archive: Archive | None = None
        self._writer: ArchiveWriter | None = None
        self._lock = Lock()  # The next batch is fetched in a thread.

    @property
    def archive(self) -> Archive:
        """The archive; the batches of a run share a file, and known bodies are not stored again."""
        with self._lock:
            if self._archive is None:
                self._archive = open_run_archive(self.context)
            return self._archive

    @property
    def archive_writer(self) -> ArchiveWriter:
        """The process that writes what is fetched; batches share it, one at a time."""
        if self._writer is None:
            self._writer = ArchiveWriter()
        return self._writer

    def close_archive(self) -> None:
        """Finish the files under way.

        Raises StopRun when one cannot be brought to its place, TryAgain when the archive writer died.
        """
        archive, self._archive = self._archive, None
        if archive is not None:
            archive.close()
        if self._writer is not None:
            self._writer.close_archive()

    def end(self) -> None:
        """End the archive writer. A file that it still has under way is finished by the next run."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.end()
