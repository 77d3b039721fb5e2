"""Lines of Prefect's logs, made harmless: addresses, answers and pages speak through errors and counts."""

from __future__ import annotations

import logging

from tasks.printable import for_log, for_terminal

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs", "prefect.engine", "prefect.task_engine", "prefect.flow_engine")
"""What flows and tasks log to themselves, and where Prefect tells how they failed."""


def clean_logs() -> None:
    """Have every message and stack trace of flow and task runs written out harmlessly, in this process from now on."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(found, _Harmless) for found in logger.filters):
            logger.addFilter(_Harmless())


class _Harmless(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = for_log(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = for_terminal(record.exc_text) if record.exc_text else None
        return True
