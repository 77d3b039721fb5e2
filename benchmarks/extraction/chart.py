"""Draw accuracy against speed for every extractor of one run of ``extract_eval.py --json FILE``.

    python -m benchmarks.extraction.chart FILE benchmarks/extraction/accuracy-and-speed.png

Needs matplotlib (``pip install -e '.[bench]'``).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CORPORA = ("fundus-dev", "wcxb-article-dev")
NAMES = {"project-call": "newsweir"}
OFFSETS = {"trafilatura": (-34, 5), "trafilatura-fast": (48, -4), "readability-lxml": (8, -16)}
"""Where a name stands beside its point, in points, where two would lie on each other."""
LIMIT = "selectolax-parse-only"


def points(results: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Speed (share of a bare parse) and body F1 of every extractor on one corpus."""
    found = {}
    for name, result in results.items():
        speed, body = result["speed"]["x_selectolax"], result["score"].get("body", {}).get("F1")
        if speed and body and name != LIMIT:
            found[NAMES.get(name, name)] = (speed, body)
    return found


def draw(data: dict[str, Any], path: Path) -> None:
    """One panel for each corpus; up and right is better."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(1, len(CORPORA), figsize=(10, 4.2), sharey=True)
    for panel, corpus in zip(panels, CORPORA, strict=True):
        for name, (speed, body) in points(data[corpus]).items():
            ours = name == "newsweir"
            panel.scatter(speed, body, s=90 if ours else 45, color="#c0392b" if ours else "#34495e", zorder=3)
            panel.annotate(
                name, (speed, body), textcoords="offset points", xytext=OFFSETS.get(name, (0, 9)), ha="center",
                fontsize=9, fontweight="bold" if ours else "normal",
            )  # fmt: skip
        panel.set_xscale("log")
        panel.set_xlim(0.004, 1)
        panel.set_ylim(0.78, 1)
        panel.set_xticks([0.01, 0.03, 0.1, 0.3, 1], ["1 %", "3 %", "10 %", "30 %", "100 %"])
        panel.minorticks_off()
        panel.grid(alpha=0.3)
        panel.set_title(corpus, fontsize=10)
        panel.set_xlabel("speed, as a share of a bare parse (log)")
    panels[0].set_ylabel("F1 of the article's text")
    figure.tight_layout()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    draw(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
