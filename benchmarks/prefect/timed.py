"""One ingest as a flow on the configured API, with what Prefect adds told apart from the stages it calls.

Prints JSON: seconds of the whole flow call, of the stages inside it, and of the run around them.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import_start = time.perf_counter()
from flows.pipeline import discover, fetch, load, split

spent: Counter[str] = Counter()


def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def run(*words: Any, **values: Any) -> Any:
        start = time.perf_counter()
        try:
            return call(*words, **values)
        finally:
            spent[name] += time.perf_counter() - start

    return run


# The stages are timed where Prefect's tasks find them, before these are made.
split.split, load.load = timed("stages", split.split), timed("stages", load.load)
fetch.fetch, discover.discover = timed("stages", fetch.fetch), timed("stages", discover.discover)

import flows.ingest as ingest_module
from flows.run.lifecycle import Run
from flows.run.parameters import IngestParameters

spent["import"] = time.perf_counter() - import_start


def main() -> None:
    """Run the flow over the folder that is named."""
    for name in ("count", "close"):
        setattr(Run, name, timed("run", getattr(Run, name)))
    ingest_module.plan_ingest = timed("plan", ingest_module.plan_ingest)
    ingest_module.database_url = timed("database", ingest_module.database_url)
    parameters = IngestParameters(paths=[sys.argv[1]], batch_size=int(sys.argv[2]))
    state = timed("flow", ingest_module.ingest)(parameters, return_state=True)
    own = spent["stages"] + spent["run"] + spent["plan"] + spent["database"]
    print(json.dumps({
        "state": state.name, "own": own, "prefect": spent["flow"] - own,
        "share": (spent["flow"] - own) / spent["flow"], **spent,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
