"""What an address says that a redirect led to: a login, a question for consent, a page for missing ones. Pure."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

GATE = "gate"
"""A page that carries the address asked for in its own, to lead back there: it stands before the page."""
_LOGIN_HOST = re.compile(r"^(?:log-?in|sign-?in|auth|sso|accounts?|idp|identity|oauth)\.", re.IGNORECASE)
_LOGIN_PATH = re.compile(
    r"/(?:log[-_]?in|sign[-_]?in|signon|auth|sso|oauth2?|account/(?:login|signin)|users?/(?:login|sign_in)|anmelden|connexion"
    r"|register|registration|subscribe|paywall)(?:[/.?]|$)",
    re.IGNORECASE,
)
_CONSENT_HOST = re.compile(r"^(?:consent|guce|privacy|cmp)\.", re.IGNORECASE)
_CONSENT_PATH = re.compile(r"/(?:consent|cookie-?wall|privacy-?(?:wall|gate)|gdpr)(?:[/.?]|$)", re.IGNORECASE)
_MISSING_PATH = re.compile(r"/(?:404|not[-_]?found|page-not-found|error(?:/404|404)?)(?:[/.?]|$)", re.IGNORECASE)
_FRONT = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_ARTICLE = re.compile(r"/[^/]*(?:\d{3}|-[^/]+-|\.html?$)[^/]*/?$", re.IGNORECASE)
"""The end of an address as articles have one: a number, a title in words, or a page's ending."""


def moved_to(url: str | None, asked_url: str | None) -> str | None:
    """Which kind of wall the address speaks of that a redirect led to, or GATE; None: no redirect, or none of these."""
    if not url or not asked_url or not asked_url.startswith(("http://", "https://")):
        return None
    here, asked = urlsplit(url), urlsplit(asked_url)
    if (here.netloc, here.path.rstrip("/")) == (asked.netloc, asked.path.rstrip("/")):
        return None
    if is_login(here) and not is_login(asked):
        return "wall_login"
    if _CONSENT_HOST.search(here.netloc) or _CONSENT_PATH.search(here.path):
        return "wall_consent"
    if _MISSING_PATH.search(here.path) and not _MISSING_PATH.search(asked.path):
        return "not_found_page"
    return GATE if _carries(here, asked) else None


def is_front_page(url: str | None, asked_url: str | None) -> bool:
    """Whether a redirect led from what looks like an article to the front page of the same site."""
    if not url or not asked_url or not asked_url.startswith(("http://", "https://")):
        return False
    here, asked = urlsplit(url), urlsplit(asked_url)
    is_same = _site(here) == _site(asked)
    is_front = bool(_FRONT.fullmatch(here.path)) and not re.search(r"\d", here.query)
    return is_same and is_front and bool(_ARTICLE.search(asked.path)) and not _FRONT.fullmatch(asked.path)


def is_login(address: SplitResult) -> bool:
    """Whether an address is one of logins."""
    return bool(_LOGIN_HOST.search(address.netloc) or _LOGIN_PATH.search(address.path))


def _carries(here: SplitResult, asked: SplitResult) -> bool:
    """Whether the query of an address holds the path of the one that was asked for."""
    path = asked.path.rstrip("/")
    return len(path) > 1 and path in unquote(unquote(here.query))


def _site(address: SplitResult) -> str:
    return (address.hostname or "").removeprefix("www.").removeprefix("m.")
