"""Inputs that make a pattern slow, made from the pattern itself, and how its CPU time grows when they double."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from re import _constants, _parser  # type: ignore[attr-defined] # parts that re hides
from typing import Any

LENGTH = 3000
_SUSPECT_SECONDS = 0.002
_HOPELESS_SECONDS = 0.3
_MOST_RATIO = 2.9
"""Twice the input: twice the time, with a margin; a quadratic pattern takes four times."""
_ANY = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_DIGIT": "a",
        "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_WORD": "-"}  # fmt: skip


def cpu_seconds(call: Callable[[], object]) -> float:
    """The least CPU time of three calls, of this thread alone."""
    best = float("inf")
    for _ in range(3):
        start = time.thread_time()
        call()
        best = min(best, time.thread_time() - start)
    return best


def grows_too_fast(call: Callable[[Any], object], make: Callable[[int], Any], length: int = LENGTH) -> float | None:
    """How the CPU time grows when the input doubles, twice over; None where it is as it should be."""
    start = time.thread_time()
    call(make(length))
    spent = time.thread_time() - start
    if spent < _SUSPECT_SECONDS:
        return None
    if spent > _HOPELESS_SECONDS:
        return spent  # Cubic or worse: twice the input would not end.
    first, second = (cpu_seconds(lambda n=n: call(make(n))) for n in (length, 2 * length))
    if second / first < _MOST_RATIO:
        return None
    ratio = min(second / first, cpu_seconds(lambda: call(make(4 * length))) / second)
    return ratio if ratio > _MOST_RATIO else None


def fragments(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """What begins a match and what is repeated behind it: single characters, words of the pattern, pairs of both."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    letters = list(dict.fromkeys(_letters(tree)))[:14]
    words = list(dict.fromkeys(_words(tree)))[:6]
    whole = _sample(tree)
    begun = [whole[:length] for length in range(2, min(len(whole), 16))]
    pairs = [a + b for a in letters[:4] for b in letters[:4]]
    for prefix in dict.fromkeys(["", whole[: len(whole) // 2], whole, *words[:3]]):
        for unit in dict.fromkeys([*letters, *words, *begun, whole, " ", "a", *pairs]):
            if unit:
                yield prefix, unit


def attack(pattern: re.Pattern[Any], method: str = "search", length: int = LENGTH) -> list[str]:
    """Inputs by which the pattern's CPU time grows faster than they do."""
    is_bytes = isinstance(pattern.pattern, bytes)
    found = []
    for prefix, unit in fragments(pattern):
        for last in ("", "\0"):

            def make(n: int, prefix: str = prefix, unit: str = unit, last: str = last) -> Any:
                text = prefix + unit * (n // len(unit)) + last
                return text.encode("utf-8", "replace") if is_bytes else text

            ratio = grows_too_fast(getattr(pattern, method), make, length)
            if ratio is not None:
                found.append(f"{prefix[:30]!r} + {unit[:30]!r} * n + {last!r}: {ratio:.1f} times")
                return found
    return found


def _letters(tree: Any) -> Iterator[str]:
    for op, value in tree:
        name = str(op)
        if name in ("LITERAL", "NOT_LITERAL"):
            yield chr(value) if name == "LITERAL" else "a"
        elif name == "IN":
            yield _one_of(value)
        elif name == "ANY":
            yield "a"
        else:
            for inner in _inner(value):
                yield from _letters(inner)


def _words(tree: Any) -> Iterator[str]:
    word = ""
    for op, value in tree:
        if str(op) == "LITERAL":
            word += chr(value)
            continue
        if word:
            yield word
        word = ""
        for inner in _inner(value):
            yield from _words(inner)
    if word:
        yield word


def _sample(tree: Any) -> str:
    made = ""
    for op, value in tree:
        name = str(op)
        if name == "LITERAL":
            made += chr(value)
        elif name in ("NOT_LITERAL", "ANY"):
            made += "a"
        elif name == "IN":
            made += _one_of(value)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            made += _sample(value[2]) * max(1, min(value[0], 8))
        elif name == "BRANCH":
            made += _sample(value[1][0])
        elif name not in ("ASSERT_NOT",):
            for inner in list(_inner(value))[:1]:
                made += _sample(inner) if name != "ASSERT" else ""
    return made


def _inner(value: Any) -> Iterator[Any]:
    if isinstance(value, _parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _inner(one)


def _one_of(items: Any) -> str:
    is_negated = str(items[0][0]) == "NEGATE"
    for op, value in items[1:] if is_negated else items:
        name = str(op)
        if is_negated:
            break
        if name == "LITERAL":
            return chr(value)
        if name == "RANGE":
            return chr(value[0])
        if name == "CATEGORY":
            return _ANY.get(str(value), "a")
    named = {chr(v) for op, v in items if op is _constants.LITERAL}
    return next(letter for letter in "a 7-é" if letter not in named)
