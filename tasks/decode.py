"""Bytes of a capture become text: charset by BOM, transport, meta, strict UTF-8, then detection. Pure."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from tasks.errors import BinaryCapture, UndecodableCapture

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*(?P<name>[A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"'](?P<name>[A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_MAGIC = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd",
    b"\x7fELF", b"SQLite format 3\x00", b"MZ\x90", b"wOF", b"\xd0\xcf\x11\xe0", b"OggS\x00",
)  # fmt: skip
_HTML = re.compile(
    r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|article|main|meta|script|section|p|h1|title)[\s>]", re.I
)
# The web's names stand for Windows' supersets; Python's are narrower.
_WEB_NAMES = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "big5": "big5hkscs",
}  # fmt: skip
_NO_TEXT_CODECS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_DETECTED = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r", "koi8_u",
    "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_15", "cp874", "cp932", "euc_jp", "cp949", "gb18030", "big5hkscs",
]  # fmt: skip
"""Charsets of the web that are told apart; never those of DOS and mainframes, which fit any bytes."""
_MOST_WESTERN = 0.05
_MOST_CONTROLS = 0.05
_CONTROLS = bytes(byte for byte in (*range(32), 127) if chr(byte) not in "\t\n\r\f")
_MOST_BROKEN = 0.02
_SAMPLE = 65536


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """A page as text. ``replaced_count`` characters could not be decoded and stand as U+FFFD."""

    text: str
    charset: str
    is_html: bool
    replaced_count: int = 0


def decode_page(content: bytes, *, declared: str | None = None, name: str = "") -> DecodedPage:
    """Turn the bytes of a page into text.

    ``declared`` is the charset of the transport, or None; ``name`` the file's, whose suffix tells HTML from text.
    Raises BinaryCapture when the bytes are no text, UndecodableCapture when no charset fits them.
    """
    if content.startswith(_MAGIC):
        raise BinaryCapture(f"the capture begins like a binary file ({content[:4]!r}); only HTML and text can be split")
    text, charset = _decode(content, declared)
    _refuse_binary(text, content)
    is_html = name.lower().removesuffix(".gz").endswith((".html", ".htm", ".xhtml")) or _looks_like_html(text)
    return DecodedPage(text, charset, is_html, 0 if "\ufffd".encode() in content else text.count("\ufffd"))


def _decode(content: bytes, declared: str | None) -> tuple[str, str]:
    for bom, charset in _BOMS:
        if content.startswith(bom):
            return content.decode(charset, "replace").lstrip("\ufeff"), charset.removesuffix("-sig")
    for name in (declared, _named(_META, content), _named(_XML, content)):
        charset_name = _codec(name)
        # A page that is read as bytes was not sent as UTF-16 when its own ASCII markup says so.
        if charset_name and not charset_name.startswith(("utf-16", "utf-32")):
            decoded = _tolerant(content, charset_name)
            if decoded is not None:
                return decoded, charset_name
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    return _detect(content)


def _tolerant(content: bytes, charset: str) -> str | None:
    """The text in that charset, when at most a few of its characters do not decode."""
    text = content.decode(charset, "replace")
    broken = text.count("\ufffd")
    return text if broken <= 2 or broken <= _MOST_BROKEN * len(text) else None


def _detect(content: bytes) -> tuple[str, str]:
    # A UTF-8 page with a few broken bytes is far more common than another charset that looks like one: in UTF-8 the
    # bytes above 0x7f come in valid groups, in any other charset nearly none does, and none of three bytes or more.
    text = content.decode("utf-8", "replace")
    broken, foreign = text.count("\ufffd"), sum(c > "\x7f" for c in text)
    has_long = any(c > "\u07ff" and c != "\ufffd" for c in text)
    if has_long or foreign - broken >= 2 * broken:
        return text, "utf-8"
    if sum(byte > 0x7F for byte in content) < _MOST_WESTERN * len(content):
        # Here and there a letter or a quote above ASCII: the Western charset of the web, or just broken bytes.
        western = _tolerant(content, "cp1252")
        if western is not None and not any("\x80" <= c < "\xa0" for c in western):
            return western, "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_SAMPLE], cp_isolation=_DETECTED).best()
    charset = _codec(best.encoding) if best is not None else None
    if charset is not None:
        decoded = _tolerant(content, charset)
        if decoded is not None:
            return decoded, charset
    if broken <= 3:
        return text, "utf-8"
    raise UndecodableCapture(
        f'{broken} byte sequences are no UTF-8 and no other charset fits; name it with a sidecar\'s "charset"'
    )


def _named(pattern: re.Pattern[bytes], content: bytes) -> str | None:
    found = pattern.search(content[:4096])
    return found["name"].decode("ascii") if found else None


def _codec(name: str | None) -> str | None:
    """Python's name for a charset's; None for what is unknown or no text encoding."""
    if not name:
        return None
    web = _WEB_NAMES.get(name.strip().lower(), name.strip().lower())
    try:
        info = codecs.lookup(web)
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True) and info.name not in _NO_TEXT_CODECS
    return info.name if is_text else None


def _refuse_binary(text: str, content: bytes) -> None:
    sample = text[:_SAMPLE]
    data = sample.encode("utf-8", "replace")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > max(8, _MOST_CONTROLS * len(sample)):
        raise BinaryCapture(
            f"{controls} of the first {len(sample)} characters are control characters ({len(content)} bytes); "
            "this is no page"
        )


def _looks_like_html(text: str) -> bool:
    head = text[:2048].lstrip()
    return head.startswith("<") and _HTML.search(head) is not None
