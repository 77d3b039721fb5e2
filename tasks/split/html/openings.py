"""Many openings of a line, tried by their first letter only: one pattern of two hundred branches tries them all."""

from __future__ import annotations

import re

_FIRST = re.compile(r"\W*(\w)")
_WHOLE = "(?:(?<![a-z])|(?![a-z]))"
"""Behind an alternative that is no beginning of a longer word: "listen", not "listeners"."""


class Openings:
    """A pattern of alternatives that a text may begin with, after signs and spaces; case is ignored.

    ``pattern`` is written as for ``re``: alternatives parted by ``|``, groups allowed inside one. ``whole``: they end
    where a word ends.
    """

    def __init__(self, pattern: str, whole: bool = False) -> None:
        by_letter: dict[str, list[str]] = {}
        anywhere: list[str] = []
        for branch in _branches(pattern):
            letter = branch[0].lower()
            if letter.isalnum():
                by_letter.setdefault(letter, []).append(branch)
            else:
                anywhere.append(branch)
        self._anywhere = anywhere
        self._end = _WHOLE if whole else ""
        self._by_letter = by_letter
        self._known: dict[str, re.Pattern[str] | None] = {}

    def match(self, text: str) -> bool:
        """Whether a text begins with one of the alternatives."""
        if text[:1] == "İ":  # no other case of "i" to the patterns
            text = "i" + text[1:]
        letter = text[:1].lower()
        if not letter.isalnum():
            first = _FIRST.match(text)
            letter = first[1].lower() if first else ""
        try:
            pattern = self._known[letter]
        except KeyError:
            pattern = self._learn(letter)
        return pattern is not None and pattern.match(text) is not None

    def _learn(self, letter: str) -> re.Pattern[str] | None:
        if len(self._known) > 5_000:
            self._known.clear()
        branches = self._by_letter.get(letter, []) + self._anywhere
        pattern = re.compile(r"\W*(?:" + "|".join(branches) + ")" + self._end, re.I) if branches else None
        self._known[letter] = pattern
        return pattern


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
