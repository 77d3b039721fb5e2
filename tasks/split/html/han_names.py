"""Names of authors in scripts where a name has no space: Chinese characters, kana, hangul."""

from __future__ import annotations

import re

from tasks.split.html import cues as c
from tasks.split.html.rules import NOT_BYLINE
from tasks.split.html.tree import Run

_ASIAN_BY = re.compile(
    r"(?:责任编辑|責任編輯|责编|责任编辑|记者|記者|作者|撰文|著者|執筆|文)\s?[:：/／]\s?([一-鿿]{2,4}(?:[、,，\s]+[一-鿿]{2,4}(?![一-鿿]))*)(?![一-鿿])"
    r"|(?<![가-힣])([가-힣]{2,4})\s?(?:기자|특파원)(?![가-힣])"
)
_ASIAN_JOINT = re.compile(r"[、,，\s]+")
_IN_BRACKETS = re.compile(r"[【\[（(]\s*([^【】\[\]（）()]{3,40})\s*[】\]）)]")
HAN_NAME = re.compile(
    r"(?!速報|写真|動画|図解|独自|関連|特集|詳報)[一-鿿々][一-鿿々ぁ-ヿ]{1,6}|[一-鿿々]{1,4}[ 　][一-鿿々ぁ-ヿ]{1,4}"
)


def bracketed_names(runs: list[Run], head: int | None, low: int) -> tuple[list[str], Run] | None:
    """Names in brackets on a line of their own between title and text, in a script where a name has no space."""
    for run in runs[low if head is None else head + 1 : low + 1]:
        inside = _IN_BRACKETS.fullmatch(run.text)
        if inside:
            names = [name for name in _ASIAN_JOINT.split(inside[1]) if HAN_NAME.fullmatch(name)]
            if names:
                return names, run
    return None


def han_names(runs: list[Run], first: int, high: int) -> tuple[list[str], Run] | None:
    """Names beside the word for a writer or an editor, in scripts where a name has no space."""
    for at in (*range(first, min(len(runs), first + 60)), *range(max(first, high - 3), min(len(runs), high + 6))):
        run = runs[at]
        if not run.text.isascii() and not run.bits & NOT_BYLINE & ~c.FOOTER:
            found = _ASIAN_BY.search(run.text[:40]) or _ASIAN_BY.search(run.text[-40:])
            if found:
                names = [name for name in _ASIAN_JOINT.split(next(filter(None, found.groups()))) if name]
                return names, run
    return None
