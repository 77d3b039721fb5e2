"""One batch ahead: while a batch is split and loaded, the addresses of the next one are asked in a thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from threading import Thread

from flows.pipeline.batch import Batch, Captures

_STOP_SECONDS = 5.0


class Fetching:
    """A batch on its way through the fetch stage.

    Batches from the network have a thread of their own, which sees the context of its caller, Prefect's included; the
    others, of which nothing is asked, are handed through when they are taken.
    """

    def __init__(self, fetch: Callable[[Batch], Captures], batch: Batch) -> None:
        self.batch, self._fetch = batch, fetch
        self._done: Future[Captures] | None = None
        if batch.is_fetched:
            self._done = Future()
            # No pool: the threads of a pool are waited for when the process ends, and one may wait for a database.
            Thread(target=copy_context().run, args=(self._run, self._done), name="fetch", daemon=True).start()

    def captures(self) -> Captures:
        """The captures of the batch, as soon as they are there. Raises what the stage raised."""
        return self._done.result() if self._done else self._fetch(self.batch)

    def stop(self) -> None:
        """Let go of what is being asked; what is archived stays, and the next run reads it."""
        self.batch.stop()
        wait([self._done] if self._done else [], _STOP_SECONDS)

    def _run(self, done: Future[Captures]) -> None:
        try:
            done.set_result(self._fetch(self.batch))
        except BaseException as error:  # Whoever takes the captures judges it.
            done.set_exception(error)
