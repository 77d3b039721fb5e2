"""Redirects that a page states in its markup (``<meta http-equiv="refresh">``) or in a ``Refresh`` header. Pure."""

from __future__ import annotations

import re
from html import unescape

from tasks.attempt import Answer
from tasks.fetch.coding import decode_body
from tasks.fetch.failures import FetchFailed
from tasks.fetch.headers import content_type

_LARGEST_PAYLOAD = 16 * 1024
_LARGEST = 64 * 1024
"""A page that only leads to another one is small; no other is looked into."""
_MOST_SECONDS = 5.0
"""A page that goes on later than that is read first: it only loads itself again, or leads to an advertisement."""
_MOST_WORDS = 60
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|textarea)\b.*?(?:</\1\b|\Z)", re.S | re.I)
_META = re.compile(r"<meta\b([^<>]{1,4000})>", re.IGNORECASE)
_REFRESH = re.compile(r"\bhttp-equiv\s*=\s*[\"']?\s*refresh\b", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_VALUE = re.compile(r"\s*(\d{0,6}(?:\.\d{0,6})?)[\s;,]*(?:url\s*=)?\s*[\"']?\s*([^\"']{1,4000})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def refresh_of(answer: Answer) -> str | None:
    """Where an answer leads at once by itself; None where it stays, or is a page to be read."""
    if answer.status != 200 or len(answer.payload) > _LARGEST_PAYLOAD:
        return None
    if content_type(answer.header("content-type"))[0] not in ("text/html", "application/xhtml+xml", ""):
        return None
    try:
        body = decode_body(answer.payload, answer.header("content-encoding"), _LARGEST).content
    except FetchFailed:
        return None  # Whoever opens the body says what is wrong with it.
    if not answer.header("refresh") and b"refresh" not in body.lower():
        return None
    text = _UNSEEN.sub(" ", body.decode("utf-8", "replace"))
    if len(_TAG.sub(" ", text).split()) > _MOST_WORDS:
        return None
    stated = [answer.header("refresh")]
    for meta in _META.finditer(text):
        if _REFRESH.search(meta[1]) and (content := _CONTENT.search(meta[1])):
            stated.append(unescape("".join(filter(None, content.groups()))))
    return next((target for value in stated if value and (target := _target(value))), None)


def _target(value: str) -> str | None:
    found = _VALUE.match(value)
    if found is None or found[1] in ("", "."):
        return None
    return found[2].strip() if float(found[1]) <= _MOST_SECONDS else None
