"""Links as addresses, and which of them lead to one article: redirectors, mobile and AMP twins, tracking. Pure.

Stored addresses stay as they are printed; only the key by which an article is known is made of what is returned here.
An address that is none of these is returned as it is, so that its key never changes. No rule names a site.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlparse, urlsplit, urlunparse, urlunsplit

_CARRIERS = frozenset(
    "url u uri q to target targeturl target_url dest destination desturl redirect redirect_url redirecturl redir link "
    "href goto out murl adurl newsurl article_url".split()
)
"""Parameters in which redirectors carry the address that they lead to."""
_ASKED = frozenset(["q", "link", "href", "uri"])
"""Those of them in which a front page is asked about an address."""
_REDIRECTORS = frozenset(
    "url redirect redirects redir redirector r rd l out outbound outgoing link links linkout go goto click clicks clk "
    "away exit leave jump forward fwd track tracking visit external extern referral aclk ck news-url newsurl".split()
)
"""Last parts of a redirector's path, without their ending."""
_INSIDE = re.compile(r"(?i)(?:^|[/=])(https?:(?:/{1,2}|%2f%2f)[^/%]+(?:/|%2f)[^/].*)")
"""A whole address inside the path of another one: archives and redirectors."""
_ENCODED_END = re.compile(r"/[A-Z]{2}=")
_CACHED = re.compile(r"/(?:amp|[cvir])/(s/)?((?:[a-z0-9-]+\.)+[a-z]{2,}/.+)")
"""A path of a cache of AMP pages: the host and the path that it keeps a copy of; ``s``: by https."""
_BASE64 = re.compile(r"[\w-]{40,}={0,2}")
_PACKED = re.compile(rb"https?://[!-~]{8,}")
_TRACKING = re.compile(
    r"(?:ref|ref_?src|ref_?url|referrer|cmp|smid|smtyp|xtor|wt[._]?mc(?:_\w+)?|_ga|_gl|gclsrc|srsltid|fb_\w+|mkt_tok|"
    r"trkid|vero_id|s_cid|s_kwcid|icid|intcid|__twitter_impression|(?:pk|piwik|mtm|hsa|oly)_\w+|hsctatracking|"
    r"rb_clickid|epik|ttclid|twclid|li_fat_id|socialflow|campaign_id|newsletter_id|usqp|amp_\w+)",
    re.IGNORECASE,
)
"""Parameters that tell where a reader came from, beside those that no stored address has."""
_TWIN_PARAMETERS = frozenset(
    [("amp", ""), ("amp", "1"), ("amp", "true"), ("_amp", "true"), ("_amp", "1"), ("output", "amp"), ("view", "amp"),
     ("outputtype", "amp"), ("m", "1"), ("m", "0"), ("mobile", "1"), ("mobile", "true")]
)  # fmt: skip
_TWIN_LABELS = frozenset(["m", "mobile", "amp", "touch", "wap"])
_SECOND_LEVEL = frozenset("co com net org gov edu ac or ne go gob gouv".split())
_SLUG = re.compile(r"\w-\w|\d{4}")
_HOLLOW = re.compile(r"[?#;](?:[?#]|$)")
"""A mark of a part of an address that is empty."""
_ROUNDS = 8
"""Redirectors around redirectors that are opened, and marks of twins that are taken away."""


def join_address(base: str, link: str) -> str:
    """A link as an address, one spelling on every Python: from 3.14 on ``urljoin`` keeps an empty query or fragment.

    Raises ValueError where the link is none that can be read (``http://[``).
    """
    joined = urljoin(base, link)
    return urlunparse(urlparse(joined)) if _HOLLOW.search(joined) else joined


def same_address(url: str) -> str:
    """The address that others of one article are twins of: without redirectors, tracking, and marks of a layout.

    ``url``: absolute, http or https, in its one spelling. What a redirector carries is not in its one spelling yet.
    """
    for _ in range(_ROUNDS):
        before = url
        url = _carried(url) or _bare(url)
        if url == before:
            break
    return url


def _bare(url: str) -> str:
    """An address without the marks of a twin and of where its reader came from."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host, query, path = _host(parts.netloc), _query(parts.query), _path(parts.path)
    if (host, query, path) == (parts.netloc, parts.query, parts.path):
        return url
    return urlunsplit((parts.scheme, host, path, query, ""))


def _carried(url: str) -> str | None:
    """The address that a redirector, a cache or an archive carries; None: it is none of them."""
    try:
        parts = urlsplit(url)
        if parts.query:
            last = parts.path.rstrip("/").rpartition("/")[2].partition(".")[0].casefold()
            if not last or last in _REDIRECTORS:
                carriers = _CARRIERS if last else _CARRIERS - _ASKED
                for name, value in parse_qsl(parts.query):
                    if name.casefold() in carriers and _is_address(value):
                        return value
        return _in_path(parts)
    except ValueError:
        return None


def _in_path(parts: SplitResult) -> str | None:
    path = parts.path
    if "http" in path.casefold():
        found = _INSIDE.search(path)
        if found:
            is_encoded = "%2f%2f" in found[1].casefold()
            inner = unquote(_ENCODED_END.split(found[1])[0]) if is_encoded else found[1]
            inner = re.sub(r"^(https?):/(?!/)", r"\1://", inner, flags=re.IGNORECASE)
            if parts.query and not is_encoded:
                inner += f"?{parts.query}"
            return inner if _is_address(inner) else None
    cached = _CACHED.fullmatch(path)
    if cached:
        inner = f"http{'s' if cached[1] else ''}://{cached[2]}"
        return f"{inner}?{parts.query}" if parts.query else inner
    packed = path.rstrip("/").rpartition("/")[2]
    if _BASE64.fullmatch(packed):
        found_bytes = _PACKED.search(urlsafe_b64decode(packed.rstrip("=") + "=" * (-len(packed.rstrip("=")) % 4)))
        if found_bytes:
            inner = found_bytes[0].decode("ascii")
            return inner if _is_address(inner) else None
    return None


def _is_address(text: str) -> bool:
    """Whether a text is the absolute address of more than a front page."""
    if not text.lower().startswith(("http://", "https://")) or any(map(str.isspace, text)):
        return False
    parts = urlsplit(text)
    return "." in (parts.hostname or "") and bool(parts.path.strip("/") or parts.query)


def _host(netloc: str) -> str:
    """A host without the label of its mobile or AMP twin. A site with one under its own domain has a ``www.``, too."""
    labels = netloc.lower().split(".")
    at = next((n for n, label in enumerate(labels[:2]) if label in _TWIN_LABELS), None)
    if at is None:
        return netloc
    rest = labels[:at] + labels[at + 1 :]
    is_suffix = len(rest) == 2 and len(rest[1].partition(":")[0]) == 2 and rest[0] in _SECOND_LEVEL
    if len(rest) < 2 or is_suffix or not rest[-1][:1].isalpha():
        return netloc
    is_domain = len(rest) == 2 or (len(rest) == 3 and rest[1] in _SECOND_LEVEL and len(rest[2]) == 2)
    return ".".join(["www", *rest] if is_domain else rest)


def _query(query: str) -> str:
    """A query without tracking and without marks of a layout."""
    if not query:
        return query
    kept = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if not _TRACKING.fullmatch(name) and (name.casefold(), value.casefold()) not in _TWIN_PARAMETERS:
            kept.append(pair)
    return "&".join(kept)


def _path(path: str) -> str:
    """A path without the part or the ending that marks an AMP page, where what is left names an article."""
    if "amp" not in path:
        return path
    for end in (".amp.html", ".amp"):
        if path.endswith(end):
            bare = path.removesuffix(end) + (".html" if end == ".amp.html" else "")
            return bare if _SLUG.search(bare.rpartition("/")[2]) else path
    parts = path.strip("/").split("/")
    if len(parts) > 1:
        if parts[-1] == "amp" and _SLUG.search(parts[-2]):
            return path.rstrip("/").removesuffix("amp") if path.endswith("/") else path.removesuffix("/amp")
        if parts[0] == "amp" and _SLUG.search(parts[-1]):
            return path.removeprefix("/amp")
    return path
