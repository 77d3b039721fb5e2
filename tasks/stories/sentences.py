"""Two texts side by side, sentence by sentence: what they share, what stands in one of them only. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

from tasks.story_records import SentencePair
from tasks.text import fold, squeeze

# A stop, closing quotes, then white space; the full-width stops of scripts without spaces need none after them.
_END = re.compile(r"(?<=[.!?…؟।۔])[\"'”’»)\]]*\s+|(?<=[。！？])[」』”）]*\s*|\n+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, white space squeezed."""
    cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    found = (squeeze(text[start:end]) for start, end in pairwise(cuts))
    return [sentence for sentence in found if sentence]


def side_by_side(left: str, right: str) -> list[SentencePair]:
    """Both texts in order; sentences that were reworded stand beside each other."""
    ours, theirs = sentences(left), sentences(right)
    matcher = SequenceMatcher(None, [*map(fold, ours)], [*map(fold, theirs)], autojunk=False)
    found: list[SentencePair] = []
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        some, others = ours[start:end], theirs[other_start:other_end]
        for at in range(max(len(some), len(others))):
            ours_here = some[at] if at < len(some) else None
            theirs_here = others[at] if at < len(others) else None
            found.append(SentencePair(_mark(ours_here, theirs_here, kind), ours_here, theirs_here))
    return found


def _mark(left: str | None, right: str | None, kind: str) -> str:
    if left is None:
        return "+"
    if right is None:
        return "-"
    return "=" if kind == "equal" else "~"
