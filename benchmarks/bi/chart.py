"""Draw growth.png from growth.json. Needs matplotlib, which the project does not: run it with a Python that has it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

HERE = Path(__file__).parent
Row = dict[str, Any]


def slowest(named: str) -> Callable[[Row], float]:
    """The slowest of the queries whose names begin so."""
    return lambda row: max(took for name, took in row.items() if re.match(named, name))


PANELS: tuple[tuple[str, Callable[[Row], float], float | None], ...] = (
    ("slowest of the 20 examples, s", slowest(r"\d\d_"), 1),
    ("slowest of the 42 charts, s", slowest("chart: "), 1),
    ("article of a week, s", slowest("article of a week"), 0.2),
    ("slowest search, s", slowest("search of"), 0.5),
    ("rollups after 2,000 articles of a few days, s", slowest("rollups after a write of 2,000 articles of few"), 60),
    ("newsweir report, s", slowest("newsweir report"), None),
)


def main() -> None:
    """One panel per measure, with its bound."""
    rows = sorted(json.loads((HERE / "growth.json").read_text("utf-8")), key=lambda row: row["articles"])
    counts = [row["articles"] for row in rows]
    figure, axes = pyplot.subplots(2, 3, figsize=(12, 6), layout="constrained")
    for axis, (title, measured, bound) in zip(axes.flat, PANELS, strict=True):
        values = [measured(row) for row in rows]
        axis.plot(counts, values, marker="o", color="#22577a")
        for x, y in zip(counts, values, strict=True):
            axis.annotate(f"{y:.3g}", (x, y), textcoords="offset points", xytext=(0, 7), ha="center")
        if bound:
            axis.axhline(bound, color="#c1121f", linestyle="--", linewidth=1, label=f"goal {bound}")
            axis.legend(loc="upper left")
        axis.set(title=title, xscale="log", ylim=(0, max([*values, bound or 0]) * 1.25), xlabel="articles stored")
        axis.grid(alpha=0.3)
    figure.savefig(HERE / "growth.png", dpi=110)


if __name__ == "__main__":
    main()
