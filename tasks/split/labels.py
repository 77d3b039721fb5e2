"""The label sheet of one page: every block gets exactly one label, and the rule that set it."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.records import Block, Label, LabelledBlock


class LabelSheet:
    """Labels by block index. A later, more certain rule may overrule an earlier one."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._labels: list[tuple[Label, str, int | None]] = [(Label.UNKNOWN, "no rule", None)] * len(blocks)

    def set(self, index: int, label: Label, rule: str, item: int | None = None) -> None:
        """Label one block."""
        self._labels[index] = (label, rule, item)

    def set_range(self, start: int, stop: int, label: Label, rule: str, item: int | None = None) -> None:
        """Label the blocks from ``start`` up to, not including, ``stop``."""
        for index in range(start, stop):
            self.set(index, label, rule, item)

    def label(self, index: int) -> Label:
        """The label of one block so far."""
        return self._labels[index][0]

    def unknown(self) -> list[int]:
        """Indices of the blocks that no rule has claimed."""
        return [i for i, (label, _, _) in enumerate(self._labels) if label is Label.UNKNOWN]

    def blocks(self) -> tuple[LabelledBlock, ...]:
        """The page with its labels, in page order."""
        return tuple(
            LabelledBlock(block, label, rule, item)
            for block, (label, rule, item) in zip(self._blocks, self._labels, strict=True)
        )
