"""What became of an address, in one sentence. Pure."""

from __future__ import annotations

from typing import Any

from tasks.fetch.urls import safe_url
from tasks.fingerprint import page_key

_WORDS = {
    "loaded": "It was loaded",
    "quarantined": "It is in quarantine",
    "fetched": "It is in the archive and waits to be read (newsweir ingest --archived)",
    "unchanged": "It had not changed when it was last asked for",
    "not_modified": "It had not changed when it was last asked for",
    "disallowed": "It may not be fetched",
    "gone": "It is not there any more",
    "failed": "It could not be fetched",
    "deferred": "It was put off",
    "refused": "What was answered is not accepted as a page",
}


def key_of(url: str) -> str:
    """Identity of an address as the database knows it."""
    plain = safe_url(url)
    return page_key(plain, plain)


def sentence(found: dict[str, Any]) -> str:
    """The answer, from the newest attempt that says something about the page."""
    attempts, plan = found["attempts"], found["frontier"]
    if not attempts:
        if plan:
            origin = f"found on {plan['found_on_url']}" if plan["found_on_url"] else "declared or named"
            return f"It was {origin}, and not fetched yet: {plan['why']}."
        unknown = "It is not known: no site declares it, no page that was read links to it, nobody named it."
        return f"{unknown} `newsweir ingest URL` fetches it."
    newest = attempts[0]
    words = _WORDS.get(newest["outcome"], newest["outcome"])
    reason = f" ({newest['reason']})" if newest["reason"] else ""
    detail = f": {newest['detail']}" if newest["detail"] else ""
    return f"{words}{reason}{detail}.".replace("..", ".")
