"""Bytes of a capture become text: by BOM, as strict UTF-8, as declared, then by detection. Pure.

What a page says of its charset is often wrong, and what its bytes are is not: the whole text decides. A text that is
valid UTF-8 is UTF-8 whatever is declared, for no other charset's text is by chance; a declaration counts where the text
then reads as one; and where more than a trace cannot be decoded the page is refused.
"""

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
_META = re.compile(rb"<meta[\s/][^>]{1,400}>", re.IGNORECASE)
_META_CHARSET = re.compile(rb"[\s/\"']charset\s*=\s*[\"']?\s*(?P<name>[A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_META_TYPE = re.compile(
    rb"\bcontent\s*=\s*[\"']?[^\"'>]{0,100}?charset\s*=\s*(?P<name>[A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_HTTP_EQUIV = re.compile(rb"\bhttp-equiv\s*+=\s*+(?:[\"']\s*+)?content-type", re.IGNORECASE)
_UNSEEN = re.compile(rb"<!--.*?(?:-->|\Z)|<(script|style|title)\b.*?(?:</\1\s*+>|\Z)", re.DOTALL | re.IGNORECASE)
"""Parts of a head in which no declaration stands."""
_MARKUP = re.compile(rb"<(script|style)\b.*?(?:</\1\s*+>|\Z)|</?[a-z][^<>]{0,2000}>", re.DOTALL | re.IGNORECASE)
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
_JAPANESE_ESCAPE = re.compile(rb"\x1b\$[@B]")
_NO_TEXT_CODECS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_DETECTED = frozenset({
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8-r", "koi8-u",
    "iso8859-2", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-13", "iso8859-15",
    "iso8859-16", "cp874", "cp932", "euc_jp", "euc_jis_2004", "shift_jis_2004", "cp949", "gb18030", "big5hkscs",
})  # fmt: skip
"""Charsets of the web that are told apart; never those of DOS, Macs and mainframes, which fit any bytes."""
_LEAST_CONFIDENCE = 0.15
_WESTERN = {"cp1252", "iso8859-1", "iso8859-15", "cp1254"}
_RUN = re.compile("[\u0080-\u00ff\u0152-\u017e\u2013-\u2122\u20ac\u0192\u02c6\u02dc]{4,}")
"""Letters above ASCII in a row, as Western charsets show a text that is in none of them."""
_RISE = re.compile("[а-яёђ-џ](?=[А-ЯЁЂ-Џ\u2500-\u259f])|[\u2500-\u259f](?=[А-яё])")
_RARE = re.compile("[№ђ-џ]")
"""Small letters of some Cyrillic alphabets only: no language has them for a fifth of its text."""
_CYRILLIC = re.compile("[Ѐ-џ]")
_FALL = re.compile("[А-ЯЁЂ-Џ](?=[а-яёђ-џ])")
_FEWEST_RISES = 3
_TRACE = 0.01
_MOST_CONTROLS = 0.05
_CONTROLS = bytes(byte for byte in (*range(32), 127) if chr(byte) not in "\t\n\r\f")
_ABOVE_ASCII = bytes(range(0x80, 0x100))
_SAMPLE = 65536
_FEWEST = 6
"""Bytes above ASCII below which no charset can be told from another; the Western one is the most common."""


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
    replaced = text.count("\ufffd") if "\ufffd" in text and "\ufffd".encode() not in content else 0
    return DecodedPage(text, charset, is_html, replaced)


def _decode(content: bytes, declared: str | None) -> tuple[str, str]:
    for bom, charset in _BOMS:
        if content.startswith(bom):
            return content.decode(charset, "replace").lstrip("\ufeff"), charset.removesuffix("-sig")
    for head, charset in ((b"<\0\0\0", "utf-32-le"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if content.startswith(head):
            return content.decode(charset, "replace"), charset
    if b"\0" in content[:_SAMPLE] and (wide := _wide(content)):
        return wide
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd") if "\ufffd" in text else 0
    if not broken and not (text.isascii() and (b"\x1b" in content or b"~{" in content)):
        return text, "utf-8"
    names = [name for name in map(_codec, (declared, *_declarations(content))) if name]
    if not broken:
        escaped = [name for name in names if name.startswith(("iso2022", "hz"))]
        if _JAPANESE_ESCAPE.search(content):
            escaped.append("iso2022_jp")
        return next(filter(None, (_strict(content, name) for name in escaped)), (text, "utf-8"))
    # In UTF-8 the bytes above ASCII come in valid groups; in any other charset few do, and by accident.
    foreign = _foreign_count(text)
    if foreign - broken >= 2 * broken and _is_trace(broken, foreign):
        return text, "utf-8"
    for name in names:
        # A page that is read as bytes was not sent as UTF-16 when its own ASCII markup says so.
        if name != "utf-8" and not name.startswith(("utf-16", "utf-32")):
            decoded = _tolerant(content, name)
            if decoded is not None and not _is_garbled(decoded, name):
                return decoded, name
    return _detect(content, text, broken)


def _strict(content: bytes, charset: str) -> tuple[str, str] | None:
    try:
        return content.decode(charset), charset
    except UnicodeDecodeError:
        return None


def _wide(content: bytes) -> tuple[str, str] | None:
    """A text of two or four bytes a character without a mark; None where its bytes of nought stand anywhere."""
    sample = content[: _SAMPLE - 1 & ~3]
    high, low = ([sample[at::4].count(0) for at in order] for order in ((0, 1, 2, 3), (3, 2, 1, 0)))
    for noughts, end in ((high, "be"), (low, "le")):
        count = len(sample) // 4
        if count and noughts[0] == count and noughts[3] < count / 2 and (found := _strict(content, f"utf-32-{end}")):
            return found
        if noughts[0] + noughts[2] > count / 2 and noughts[1] + noughts[3] < count / 50:
            return _strict(content, f"utf-16-{end}")
    return None


def _is_trace(broken: int, foreign: int) -> bool:
    """Whether so few of the characters above ASCII could not be decoded that the text is there all the same."""
    return broken <= 2 or broken <= _TRACE * foreign


def _tolerant(content: bytes, charset: str) -> str | None:
    """The text in that charset, when at most a trace of it does not decode."""
    text = content.decode(charset, "replace")
    broken = text.count("\ufffd")
    return text if not broken or _is_trace(broken, _foreign_count(text)) else None


def _foreign_count(text: str) -> int:
    """Characters above ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_garbled(text: str, charset: str) -> bool:
    """Whether a text reads as one of another charset does.

    In a Western one most letters above ASCII then stand in rows, which no language of these has. Cyrillic ones differ
    in where capitals and rare letters lie: words rise from small letters to capitals, or are full of rare ones, boxes.
    """
    if charset in _WESTERN:
        foreign = _foreign_count(text)
        return foreign >= 8 and sum(len(run) for run in _RUN.findall(text)) > foreign / 2
    rises = len(_RISE.findall(text))
    if 5 * len(_RARE.findall(text)) > len(_CYRILLIC.findall(text)) >= _FEWEST:
        return True
    return rises >= _FEWEST_RISES and 2 * rises > len(_FALL.findall(text))


def _detect(content: bytes, text: str, broken: int) -> tuple[str, str]:
    import chardet

    # The words alone: tags, scripts and styles are ASCII and say nothing of the charset.
    words = _MARKUP.sub(b" ", content)[: 4 * _SAMPLE]
    if len(words) - len(words.translate(None, _ABOVE_ASCII)) < _FEWEST:
        western = _tolerant(content, "cp1252")
        if western is not None and not _is_garbled(western, "cp1252"):
            return western, "cp1252"
    for sample in (words, content):
        found = chardet.detect(sample[:_SAMPLE])
        charset = _codec(found["encoding"]) if found["confidence"] >= _LEAST_CONFIDENCE else None
        if charset is not None and charset in _DETECTED:
            decoded = _tolerant(content, charset)
            if decoded is not None and not _is_garbled(decoded, charset):
                return decoded, charset
    western = _tolerant(content, "cp1252")
    if western is not None and not _is_garbled(western, "cp1252") and not any("\x80" <= c < "\xa0" for c in western):
        return western, "cp1252"
    if _is_trace(broken, len(text) // 50):
        return text, "utf-8"
    raise UndecodableCapture(
        f'{broken} byte sequences are no UTF-8 and no other charset fits; name it with a sidecar\'s "charset"'
    )


def _declarations(content: bytes) -> list[str]:
    """The charsets that a page names of itself, in its order: in meta elements that count, and for XML."""
    head = _UNSEEN.sub(b" ", content[:4096])
    found = []
    for element in _META.finditer(head):
        pattern = _META_TYPE if _HTTP_EQUIV.search(element[0]) else _META_CHARSET
        named = pattern.search(element[0])
        if named and (pattern is _META_TYPE or not re.search(rb"\bcontent\s*=", element[0][: named.start()])):
            found.append(named["name"].decode("ascii"))
    declaration = _XML.search(content[:500])
    return [*found, *([declaration["name"].decode("ascii")] if declaration else [])]


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
