"""Whole feeds and sitemaps of three entries, and the ways in which servers send them broken."""

from __future__ import annotations

import gzip
from collections.abc import Callable

URLS = [f"http://n.example/a/{n}" for n in (1, 2, 3)]
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_NOTE = "<title>Ebbe &amp; Flut é</title>"


def _whole(before: str, entry: str, after: str) -> bytes:
    return (_HEAD + before + "".join(entry.format(url=url, note=_NOTE) + "\n" for url in URLS) + after).encode()


FEEDS = {
    "RSS 2.0": _whole('<rss version="2.0"><channel><title>x</title><link>http://n.example/</link>',
                      "<item>{note}<link>{url}</link></item>", "</channel></rss>"),
    "RSS 1.0": _whole('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
                      "<channel><title>x</title></channel>",
                      '<item rdf:about="{url}">{note}<link>{url}</link></item>', "</rdf:RDF>"),
    "Atom": _whole('<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>',
                   '<entry>{note}<link href="{url}"/><id>{url}</id></entry>', "</feed>"),
    "RSS with CDATA": _whole('<rss version="2.0"><channel><title>x</title>',
                             "<item>{note}<link><![CDATA[{url}]]></link></item>", "</channel></rss>"),
}  # fmt: skip
SITEMAPS = {
    "sitemap": _whole('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
                      "<url><loc>{url}</loc>{note}</url>", "</urlset>"),
    "sitemap with CDATA": _whole('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
                                 "<url><loc><![CDATA[{url}]]></loc>{note}</url>", "</urlset>"),
}  # fmt: skip


def _first(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old, new, 1)


def _every(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old, new)


_TITLE = _NOTE.encode()
DAMAGES: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "whole": (lambda content: content + b"\n", 3),
    "an unbound prefix": (_first(_TITLE, _TITLE + b"<media:x/>"), 3),
    "&#11;": (_every(b"&amp;", b"&#11;"), 3),
    "a control character": (_every(b"&amp;", b"\x0b"), 3),
    "a byte of nought": (_every(b"&amp;", b"\x00"), 3),
    "a bare ampersand": (_every(b"&amp;", b"&"), 3),
    "an undeclared entity": (_every(b"&amp;", b"&nbsp;&eacute;"), 3),
    "a bare less-than sign": (_every(b"&amp;", b"< 2"), 3),
    "an unclosed tag": (_first(_TITLE, _TITLE + b"<description>a<br>b</description>"), 3),
    "a tag that does not match": (_first(b"</title>\n", b"</titel>\n"), 3),
    "an end too many": (_first(_TITLE, _TITLE + b"</b>"), 3),
    "a doubled attribute": (_first(_TITLE, _TITLE + b'<e url="x" url="y"/>'), 3),
    "an attribute without quotes": (_first(_TITLE, _TITLE + b"<e url=x checked/>"), 3),
    "an own entity": (_first(b"?>\n", b'?>\n<!DOCTYPE x [<!ENTITY s "Harbour">]>'), 3),
    "utf-16 declared": (_first(b"utf-8", b"utf-16"), 3),
    "an unknown charset": (_first(b"utf-8", b"x-unheard"), 3),
    "Latin-1 under utf-8": (lambda content: content.decode().encode("latin-1"), 3),
    "UTF-16": (lambda content: content.decode().replace("utf-8", "utf-16").encode("utf-16"), 3),
    "UTF-16 without a mark": (lambda content: content.decode().replace("utf-8", "utf-16").encode("utf-16-le"), 3),
    "UTF-8 with a mark": (lambda content: b"\xef\xbb\xbf" + content, 3),
    "text before it": (lambda content: b"Warning: x in y.php on line 3\n" + content, 3),
    "blank lines before it": (lambda content: b"\n\n  " + content, 3),
    "markup before it": (lambda content: b"<br />\n<b>Notice</b>: x\n" + content, 3),
    "a comment before it": (lambda content: b"<!-- cached -->" + content, 3),
    "text behind it": (lambda content: content + b"\n<!-- 3 ms --><script>x</script>trailing", 3),
    "two declarations": (lambda content: content.split(b"\n")[0] + content, 3),
    "no declaration": (lambda content: content.split(b"\n", 1)[1], 3),
    "cut in its last entry": (lambda content: content[: content.rindex(b"http://n.example/a/3") + 10], 2),
    "cut behind its last entry": (lambda content: content[: content.rindex(b"\n")], 3),
    "an entry that is not ended": (lambda content: _drop_last_end(content), 3),
    "packed": (lambda content: gzip.compress(content), 3),
    "packed twice": (lambda content: gzip.compress(gzip.compress(content)), 3),
    "a comment that is not well-formed": (_first(_TITLE, _TITLE + b"<!-- a -- b -->"), 3),
    "an instruction that is not ended": (_first(_TITLE, _TITLE + b"<?php echo 1 >"), 3),
    "line breaks around addresses": (_every(b"http://n.example/a/", b"\n  http://n.example/a/"), 3),
    "capital letters": (lambda content: _capitals(content), 3),
}


def _drop_last_end(content: bytes) -> bytes:
    end = next(name for name in (b"</item>", b"</entry>", b"</url>") if name in content)
    at = content.index(end)
    return content[:at] + content[at + len(end) :]


def _capitals(content: bytes) -> bytes:
    for name in (b"item", b"link", b"entry", b"rss", b"channel", b"feed", b"urlset", b"url", b"loc"):
        content = content.replace(b"<" + name + b">", b"<" + name.upper() + b">")
        content = content.replace(b"</" + name + b">", b"</" + name.upper() + b">")
        content = content.replace(b"<" + name + b" ", b"<" + name.upper() + b" ")
    return content
