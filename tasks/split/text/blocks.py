"""A text capture as a sequence of blocks: one per line that is not blank."""

from __future__ import annotations

from tasks.records import Block
from tasks.text import storable


def text_blocks(text: str) -> list[Block]:
    """The lines of a text capture in page order, without the blank ones; each knows how many blank lines precede it.

    Lines end at newlines only (a form feed or U+2028 inside a paragraph stays in it).
    """
    blocks: list[Block] = []
    gap = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        clean = storable(line)
        stripped = clean.strip().strip("\ufeff\u200b").strip()
        if not stripped:
            gap += 1
            continue
        blocks.append(Block(stripped, number, gap=gap, indent=len(clean) - len(clean.lstrip())))
        gap = 0
    return blocks
