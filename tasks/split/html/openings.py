"""Many wordings in one pattern, looked for without trying each of two hundred branches: by letters that must stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tasks.text import LazyPattern

_FIRST = re.compile(r"\W*(\w)")
_STARTS_MOST = 5_000
"""Beginnings of texts that are remembered."""
_SIGNS = frozenset("\\.^$*+?{}[]|()")
"""What is no literal in a pattern."""
_WHOLE = "(?:(?<![a-z])|(?![a-z]))"
"""Behind an alternative that is no beginning of a longer word: "listen", not "listeners"."""


class Phrases(LazyPattern):
    """A pattern in small letters that is looked for in any case.

    ``re.I`` tries every branch at every place; without it those with another first letter are passed over, so that a
    search takes a third of the time.
    """

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in the text in small letters."""
        return self._pattern.search(text.lower())


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
        self._by_start: dict[str, Callable[[str], object] | None] = {}
        """What matches a text by its first two characters as written; None: no alternative begins so, as of most."""

    def match(self, text: str) -> bool:
        """Whether a text begins with one of the alternatives."""
        start = text[:2]
        try:
            opens = self._by_start[start]
        except KeyError:
            opens = self._learn(start)
        return opens is not None and opens(text) is not None

    def _learn(self, start: str) -> Callable[[str], object] | None:
        if len(self._by_start) > _STARTS_MOST:
            self._by_start.clear()
            self._known.clear()
        opens: Callable[[str], object] | None = self._behind_signs
        if start[:1].isalnum() and start[0] != "İ":
            pattern = self._pattern_of(start.lower()) if start[0].isalpha() else self._others
            opens = pattern.match if pattern is not None else None
        self._by_start[start] = opens
        return opens

    def _behind_signs(self, text: str) -> object:
        """The match of a text that begins with a sign or a space."""
        if text[:1] == "İ":  # no other case of "i" to the patterns
            text = "i" + text[1:]
        found = self._others.match(text) if self._others is not None else None
        first = _FIRST.match(text) if found is None else None
        pattern = self._pattern_of(text[first.end() - 1 : first.end() + 1].lower()) if first else None
        return pattern.match(text) if pattern is not None else found

    def _pattern_of(self, letters: str) -> re.Pattern[str] | None:
        """What may match a text whose first two letters these are."""
        if letters not in self._known:
            branches = self._by_letters.get(letters, [])
            if len(letters) > 1:
                branches = branches + self._by_letters.get(letters[0], [])
            self._known[letters] = _any_of(branches, self._end)
        return self._known[letters]


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
