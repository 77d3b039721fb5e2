"""The distinct prints of articles: all of a sighting that bears on which article it is. Pure.

A print is an address, the page that is about it, a publisher, a wording and a title. Sightings that agree in these are
one print, and always one article; which prints are one article says ``db.write.partition``.
"""

from __future__ import annotations

from hashlib import sha256

from db.write.derive import Seen
from db.write.keys import address_identity, page_identity
from db.write.rows import PrintRow
from tasks.fingerprint import name_key
from tasks.text import fold

_TELLING_CHARACTERS = 900
"""About 150 words. A shorter text may be a notice that a site prints in place of its texts: its title counts, too."""
_SIZE = 16


def short_digest(text: str) -> bytes:
    """The first 128 bits of the text's SHA-256: enough to tell keys apart, and half the bytes of an index."""
    return sha256(text.encode("utf-8", "replace")).digest()[:_SIZE]


class Prints:
    """Makes the prints of sightings, each once: most cards of a batch are printed on several of its pages."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], PrintRow] = {}

    def of(self, one: Seen) -> PrintRow:
        """The print of a sighting, with no article's id."""
        row = one.row
        page_key = one.page_key if one.is_primary and one.has_address else None
        has_telling_text = len(one.body) >= _TELLING_CHARACTERS
        said = (row.url, page_key, row.publisher_raw, row.text_key, row.title_raw, has_telling_text, bool(one.body))
        found = self._made.get(said)
        if found is None:
            found = self._made[said] = _made(one, page_key, has_telling_text=has_telling_text)
        return found


def _made(one: Seen, page_key: str | None, *, has_telling_text: bool) -> PrintRow:
    row = one.row
    title = short_digest(fold(row.title_raw))
    url = short_digest(address_identity(row.url, one.url_key)) if row.url else None
    page = short_digest(page_identity(page_key)) if page_key else None
    publisher = name_key(row.publisher_raw) if row.publisher_raw else None
    wording = short_digest(row.text_key if has_telling_text else f"{row.text_key} {title.hex()}")
    said = [part.hex() if part else "" for part in (url, page, wording, title)]
    key = short_digest("\x1f".join((*said, str(bool(one.body)), publisher or "")))
    return PrintRow(key, 0, url, page, publisher, wording, title, bool(one.body))
