"""XML of strangers, read as far as it goes: no entities but HTML's own, no files, bounded depth. Pure."""

from __future__ import annotations

import gzip
import html.entities
import io
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat

LARGEST_BYTES = 50 * 1024 * 1024
"""What the sitemap protocol allows a file to have, unpacked."""
_DEEPEST = 100
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#[xX][0-9a-fA-F]+);)([A-Za-z][A-Za-z0-9]{1,30};)?")


class Element(NamedTuple):
    """One element at its end: local names from the root down to it, its text, its attributes by local name."""

    path: tuple[str, ...]
    text: str
    attributes: dict[str, str]


class BrokenXml(ValueError):
    """The document ends, or stops being XML, before its end."""


def unpacked(content: bytes) -> bytes:
    """The document, from a ``.gz`` file too. Raises BrokenXml when it is damaged or too large."""
    if content[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(content)) as file:
                content = file.read(LARGEST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise BrokenXml(f"the gzip file is damaged: {error}") from error
    if len(content) > LARGEST_BYTES:
        raise BrokenXml(f"it has more than {LARGEST_BYTES:,} bytes")
    return content


def elements(content: bytes) -> Iterator[Element]:
    """The elements of a document in the order of their ends.

    Raises BrokenXml where the document stops being one; what came before was given.
    """
    found: list[Element] = []
    path: list[str] = []
    texts: list[list[str]] = []
    attributes: list[dict[str, str]] = []

    def start(name: str, values: dict[str, str]) -> None:
        if len(path) >= _DEEPEST:
            raise BrokenXml(f"it nests deeper than {_DEEPEST} elements")
        path.append(_local(name))
        texts.append([])
        attributes.append({_local(key): value for key, value in values.items()})

    def end(_: str) -> None:
        found.append(Element(tuple(path), "".join(texts.pop()).strip(), attributes.pop()))
        path.pop()

    def data(text: str) -> None:
        if texts:
            texts[-1].append(text)

    def refuse(*_: object) -> None:
        raise BrokenXml("it declares entities, which no feed needs")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = data, refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    stream = io.BytesIO(_NAMED.sub(_numeric, content.lstrip()))
    try:
        while part := stream.read(1 << 16):
            parser.Parse(part, False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        yield from found
        raise error if isinstance(error, BrokenXml) else BrokenXml(str(error)) from error
    yield from found


def _local(name: str) -> str:
    return name.rpartition(" ")[2].lower()


def _numeric(found: re.Match[bytes]) -> bytes:
    """HTML's named characters as numbers, and a bare & as one: feeds have both."""
    name = (found[1] or b"").decode()
    text = html.entities.html5.get(name)
    if text is None:
        return b"&amp;" + name.encode()
    return "".join(f"&#{ord(character)};" for character in text).encode()
