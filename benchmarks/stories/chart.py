"""Draw growth.png from growth.json. Needs matplotlib, which the project does not: run it with a Python that has it."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

HERE = Path(__file__).parent
PANELS = (
    ("articles_per_second", "articles a second, whole step", 200),
    ("pages_per_article", "pages touched an article", None),
    ("bytes_per_article", "bytes of table and index an article", 2560),
    ("client_peak_mib", "resident memory of the step, MiB", 300),
)


def main() -> None:
    rows = json.loads((HERE / "growth.json").read_text())["rows"]
    stored = [row["stored"] for row in rows]
    figure, axes = pyplot.subplots(2, 2, figsize=(9, 6), layout="constrained")
    for axis, (name, title, bound) in zip(axes.flat, PANELS, strict=True):
        values = [row[name] for row in rows]
        axis.plot(stored, values, marker="o", color="#22577a")
        for x, y in zip(stored, values, strict=True):
            axis.annotate(f"{y:,.0f}", (x, y), textcoords="offset points", xytext=(0, 7), ha="center")
        if bound:
            axis.axhline(bound, color="#c1121f", linestyle="--", linewidth=1, label=f"goal {bound}")
            axis.legend(loc="lower right")
        axis.set(title=title, xscale="log", ylim=(0, max([*values, bound or 0]) * 1.25), xlabel="articles stored")
        axis.grid(alpha=0.3)
    figure.savefig(HERE / "growth.png", dpi=110)


if __name__ == "__main__":
    main()
