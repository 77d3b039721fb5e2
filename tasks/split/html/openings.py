"""Many openings of a line, tried by their first two letters: one pattern of two hundred branches tries them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

_FIRST = re.compile(r"\W*(\w)")
_SIGNS = frozenset("\\.^$*+?{}[]|()")
"""What is no literal in a pattern."""
_WHOLE = "(?:(?<![a-z])|(?![a-z]))"
"""Behind an alternative that is no beginning of a longer word: "listen", not "listeners"."""


class Openings:
    """A pattern of alternatives that a text may begin with, after signs and spaces; case is ignored.

    ``pattern`` is written as for ``re``: alternatives parted by ``|``, groups allowed inside one. ``whole``: they end
    where a word ends.
    """

    def __init__(self, pattern: str, whole: bool = False) -> None:
        self._end = _WHOLE if whole else ""
        self._by_letters: dict[str, list[str]] = {}
        others: list[str] = []
        for branch in (head for whole in _branches(pattern) for head in _heads(whole)):
            first, second, behind = (branch[at : at + 1].lower() for at in range(3))
            if not first.isalpha():
                others.append(branch)
            elif not second or second in _SIGNS or behind in ("?", "*", "{"):
                self._by_letters.setdefault(first, []).append(branch)
            else:
                self._by_letters.setdefault(first + second, []).append(branch)
        self._others = _any_of(others, self._end)
        """Of the alternatives that begin with a sign or a digit, as no text does that begins with a letter."""
        self._known: dict[str, re.Pattern[str] | None] = {}
        self.match: Callable[[str], bool] = lru_cache(2048)(self._match)
        """Whether a text begins with one of the alternatives. Several rules ask the same lines."""

    def _match(self, text: str) -> bool:
        letters = text[:2].lower()
        if not letters[:1].isalpha() or text[0] == "İ":
            if text[:1] == "İ":  # no other case of "i" to the patterns
                text = "i" + text[1:]
            if self._others is not None and self._others.match(text):
                return True
            first = _FIRST.match(text)
            letters = text[first.end() - 1 : first.end() + 1].lower() if first else ""
        try:
            pattern = self._known[letters]
        except KeyError:
            pattern = self._learn(letters)
        return pattern is not None and pattern.match(text) is not None

    def _learn(self, letters: str) -> re.Pattern[str] | None:
        if len(self._known) > 5_000:
            self._known.clear()
        branches = self._by_letters.get(letters, [])
        if len(letters) > 1:
            branches = branches + self._by_letters.get(letters[0], [])
        self._known[letters] = pattern = _any_of(branches, self._end)
        return pattern


def _any_of(branches: list[str], end: str) -> re.Pattern[str] | None:
    return re.compile(r"\W*(?:" + "|".join(branches) + ")" + end, re.I) if branches else None


def _branches(pattern: str) -> list[str]:
    """The alternatives of a pattern that stand in no group."""
    out, depth, start = [], 0, 0
    for at, sign in enumerate(pattern):
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "|" and not depth:
            out.append(pattern[start:at])
            start = at + 1
    out.append(pattern[start:])
    return [branch for branch in out if branch]


def _heads(branch: str) -> Iterator[str]:
    """The same alternative once for each of the alternatives of a group that it begins with."""
    end = branch.find(")")
    inner, rest = branch[3:end], branch[end + 1 :]
    if not branch.startswith("(?:") or "(" in inner or rest[:1] in ("*", "+", "{"):
        yield branch
        return
    for one in inner.split("|"):
        yield one + rest.removeprefix("?")
    if rest[:1] == "?":
        yield from _heads(rest[1:])
