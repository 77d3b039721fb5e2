"""Documents of a file clustered by the rules of a run, without a database."""

from __future__ import annotations

import gc
import json
from pathlib import Path

from tasks.errors import BadParameter
from tasks.stories.scoring import cluster_lines


def cluster_file(source: str, target: str, state: str | None) -> None:
    """Cluster JSON lines ``{id, title, body, …}`` into JSON lines ``{id, cluster}``; ``state`` keeps what came before.

    Raises BadParameter when a file cannot be read or written or a line is no document.
    """
    gc.set_threshold(100_000, 20, 20)  # sketches hold no cycles
    try:
        with Path(source).open(encoding="utf-8") as lines:
            found = cluster_lines(lines, Path(state) if state else None)
        with Path(target).open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in found)
    except (OSError, UnicodeError) as error:
        raise BadParameter(f"{source} to {target}: {error}") from error
