"""Where a record lies in the archive, as text: ``warc:NAME@OFFSET+LENGTH``, bytes of the compressed file. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

_FORM = re.compile(r"warc:(?P<name>[A-Za-z0-9._/-]+)@(?P<offset>\d+)\+(?P<length>\d+)")


class Reference(NamedTuple):
    """One record: the file's name below the archive, where its compressed bytes begin, how many they are."""

    name: str
    offset: int
    length: int

    def __str__(self) -> str:
        return f"warc:{self.name}@{self.offset}+{self.length}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The reference that the text is; None when it is none of this form."""
        found = _FORM.fullmatch(text)
        if found is None or ".." in found["name"] or found["name"].startswith("/"):
            return None
        return cls(found["name"], int(found["offset"]), int(found["length"]))
