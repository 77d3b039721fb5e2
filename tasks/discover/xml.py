"""XML of strangers, read as far as it goes: no entities but HTML's own, no files, bounded depth. Pure."""

from __future__ import annotations

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
_HEAD = 4096
"""Characters within which a document begins."""
_NAMED = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&(?!(?:amp|lt|gt|quot|apos|#\d+|#[xX][0-9a-fA-F]+);)([A-Za-z][A-Za-z0-9]{1,30};)?", re.DOTALL
)
_START = re.compile(r"<[?!A-Za-z]")
_DECLARATION = re.compile(r"\A<\?xml\b[^>]*>\s*")
_ENCODING = re.compile(rb"""<\?xml\b[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"),
)  # fmt: skip
"""Byte order marks, and what a tag looks like in two bytes a character."""
# What the web means by these names (WHATWG Encoding).
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "us-ascii": "cp1252", "shift_jis": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
}  # fmt: skip
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class Element(NamedTuple):
    """One element at its end: local names from the root down to it, its text, its attributes by local name."""

    path: tuple[str, ...]
    text: str
    attributes: dict[str, str]


class BrokenXml(ValueError):
    """The document ends, or stops being XML, before its end."""


def unpacked(content: bytes) -> bytes:
    """The document, from a ``.gz`` file too: all its members, what came before a damage, nothing of what follows them.

    Raises BrokenXml when nothing can be unpacked, or too much.
    """
    if content[:2] == b"\x1f\x8b":
        content = _gunzipped(content)
    if len(content) > LARGEST_BYTES:
        raise BrokenXml(f"it has more than {LARGEST_BYTES:,} bytes")
    return content


def _gunzipped(content: bytes) -> bytes:
    parts: list[bytes] = []
    left = LARGEST_BYTES + 1
    try:
        while content[:2] == b"\x1f\x8b" and left > 0:
            member = zlib.decompressobj(31)
            parts.append(member.decompress(content, left))
            left -= len(parts[-1])
            content = member.unused_data
    except zlib.error:
        pass  # What came before is looked at; that it ends too early is seen there.
    if not any(parts):
        raise BrokenXml("the gzip file is damaged, or empty")
    return b"".join(parts)


def _plain(content: bytes) -> bytes:
    """The document as UTF-8 without its declaration, and without what is in no XML but in many feeds.

    That is: text before the first tag, control characters, HTML's named characters, and a bare ampersand.
    """
    text = _decoded(content).translate(_CONTROLS)
    at = text.find("<?xml", 0, _HEAD)
    start = _START.search(text, max(at, 0))
    text = text[start.start() :] if start else text
    text = _DECLARATION.sub("", text, count=1)
    return _NAMED.sub(_numeric, text).encode("utf-8", "replace")


def _decoded(content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace").removeprefix("\ufeff")
    found = _ENCODING.search(content[:500])
    name = found[1].decode("ascii").lower() if found else "utf-8"
    try:
        return content.decode(_WIDER.get(name, name), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")  # A name that means nothing to anybody.


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

    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = data, refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    stream = io.BytesIO(_plain(content))
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


def _numeric(found: re.Match[str]) -> str:
    """HTML's named characters as numbers, and a bare & as one: feeds have both. CDATA is as it is."""
    if found[0].startswith("<"):
        return found[0]
    name = found[1] or ""
    text = html.entities.html5.get(name)
    if text is None:
        return "&amp;" + name
    return "".join(f"&#{ord(character)};" for character in text)
