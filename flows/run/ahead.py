"""One batch ahead: while a batch is loaded, the next one is fetched, or split if it needs no fetching, in a thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from threading import Thread

from flows.pipeline.batch import Batch, Captures, Pages

_STOP_SECONDS = 5.0


class Ahead:
    """A batch on its way through the stages before the load.

    Batches from the network are fetched and those of saved pages are split in a thread of their own, which sees the
    context of its caller, Prefect's included; the others are handed through when they are taken.
    """

    def __init__(self, fetch: Callable[[Batch], Captures], split: Callable[[Captures], Pages], batch: Batch) -> None:
        self.batch, self._fetch, self._split = batch, fetch, split
        self._done: Future[Captures | Pages] | None = None
        if batch.goes_ahead:
            self._done = Future()
            # No pool: the threads of a pool are waited for when the process ends, and one may wait for a database.
            Thread(target=copy_context().run, args=(self._run, self._done), name="ahead", daemon=True).start()

    def pages(self) -> Pages:
        """The pages of the batch, as soon as they are there. Raises what the stages raised."""
        done = self._done.result() if self._done else self._fetch(self.batch)
        return self._split(done) if isinstance(done, Captures) else done

    def stop(self) -> None:
        """Let go of what is under way; what is archived stays, and the next run reads it."""
        self.batch.stop()
        wait([self._done] if self._done else [], _STOP_SECONDS)

    def _run(self, done: Future[Captures | Pages]) -> None:
        try:
            captures = self._fetch(self.batch)
            done.set_result(captures if self.batch.is_fetched else self._split(captures))
        except BaseException as error:  # Whoever takes the pages judges it.
            done.set_exception(error)
