"""Every error of the project, by who has to act. Standard library only.

``SkipPage`` ends one page (it is quarantined), ``TryAgain`` a whole step (it is repeated), ``StopRun`` the run.
"""

from __future__ import annotations


class NewsweirError(Exception):
    """Base of all errors that the project raises on purpose."""


class SkipPage(NewsweirError):
    """This page is set aside in quarantine; the others go on."""

    reason = "refused"


class EmptyCapture(SkipPage):
    """The capture holds no text at all."""

    reason = "empty"


class BinaryCapture(SkipPage):
    """The capture is not text: an image, an archive, a PDF."""

    reason = "binary"


class CaptureTooLarge(SkipPage):
    """The capture is larger than a page may be."""

    reason = "too_large"


class UndecodableCapture(SkipPage):
    """No charset turns the bytes into text."""

    reason = "undecodable"


class UnknownLayout(SkipPage):
    """No layout explains the page."""

    reason = "unknown_layout"


class LayoutChanged(SkipPage):
    """A layout was recognised, but no longer explains the page."""

    reason = "layout_changed"


class HostileMarkup(SkipPage):
    """The markup would exhaust the parser."""

    reason = "hostile_markup"


class ParserFailed(SkipPage):
    """The parser stopped on this page with an error of its own."""

    reason = "parse_error"


class ParseTimeout(SkipPage):
    """Splitting the page takes longer than a page may take."""

    reason = "parse_timeout"


class ParseMemory(SkipPage):
    """Splitting the page takes more memory than a page may take."""

    reason = "parse_memory"


class ParseCrash(SkipPage):
    """The parser's process died of the page."""

    reason = "parse_crash"


class RefusedByDatabase(SkipPage):
    """Postgres refused a value of this page."""

    reason = "refused_by_database"


class TryAgain(NewsweirError):
    """A lost connection, a deadlock: the same step may succeed later."""


class StopRun(NewsweirError):
    """Nothing can be done before somebody acts; the message says what."""


class NoCaptures(StopRun):
    """The paths hold nothing to ingest."""


class BadParameter(StopRun):
    """A parameter is wrong; the message names it and the accepted form."""


class ShardUnusable(StopRun):
    """What a shard of a backfill names cannot be had, or is none of what it should be; the other shards go on."""


class DatabaseUnavailable(StopRun):
    """No server answers at the configured address."""


class DatabaseRevision(StopRun):
    """The database is of another revision than this program."""


class SiteBusy(StopRun):
    """Another run has the declared sites in hand; nothing was done, and nothing has to be."""


class AccountsDoNotAddUp(StopRun):
    """The outcomes of a run do not sum to its pages."""


class QualityFailed(StopRun):
    """What a run loaded does not hold against a check that is declared to fail it."""

    report: object = None
    """The run's report, for who shows it."""


class ProfileError(StopRun):
    """A profile file is wrong; the message names the file and the key."""
