"""Names of publishers that are one publisher's on their face: a name, and the domain with its letters. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection

# The ending of a domain, a second level such as "co" or "com" included. A host below a domain is not that domain.
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?(?P<rest>[^/]+?)(?:\.[a-z]{2,3})?\.[a-z]{2,}/?")
_ASIDE = re.compile(r"[\u0300-\u036f '.-]")


def same_publishers(names: Collection[str]) -> dict[str, str]:
    """The folded names that are the domain of another one of ``names``, with that one.

    Where two domains, or two other names, have the same letters nobody can tell, and each stands for itself.
    """
    plain: dict[str, list[str]] = defaultdict(list)
    domains: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found = _DOMAIN.fullmatch(name)
        if found and "." in found["rest"] and " " not in found["rest"]:
            found = None
        (domains if found else plain)[_letters(found["rest"] if found else name)].append(name)
    return {
        own[0]: plain[letters][0] for letters, own in domains.items() if len(own) == len(plain.get(letters, ())) == 1
    }


def _letters(name: str) -> str:
    """A name without accents, white space, hyphens, dots, apostrophes and a leading "the"."""
    return re.sub(r"^the(?=..)", "", _ASIDE.sub("", unicodedata.normalize("NFD", name)))
