"""Arrays on their way to the server: a batch names thousands of keys, of which psycopg looks at one after the other."""

from __future__ import annotations

from typing import Any

from psycopg.abc import Buffer
from psycopg.types.array import ListDumper


class ArrayDumper(ListDumper):
    """Writes a list of only int, only str or only bytes in one go; whatever else psycopg writes as it always does."""

    def dump(self, obj: list[Any]) -> Buffer | None:
        types = set(map(type, obj))
        if types == {int}:
            return f"{{{','.join(map(str, obj))}}}".encode()
        if types == {bytes}:
            return ('{"\\\\x' + '","\\\\x'.join(map(bytes.hex, obj)) + '"}').encode()
        if types == {str}:
            text = "\0".join(obj)
            # A NUL of its own is refused by psycopg, in its words.
            if text.count("\0") == len(obj) - 1:
                text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
                return f'{{"{text}"}}'.encode(self.connection.info.encoding if self.connection else "utf-8")
        return super().dump(obj)
