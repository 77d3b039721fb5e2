"""One ingest as a flow on the configured API, with what Prefect adds told apart from the stages it calls.

Prints JSON: seconds of the whole flow call, of the stages inside it, and of the run around them, which a direct run has
as well: its plan, its first and last rows, the rollups that are renewed when it ends. Of what is left, Prefect's own,
``before`` is the time until the run's first work, ``after`` the time since its last, ``between`` that of the task runs.
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
moments: list[float] = []
"""When work of ours began and ended."""


def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def run(*words: Any, **values: Any) -> Any:
        moments.append(start := time.perf_counter())
        try:
            return call(*words, **values)
        finally:
            moments.append(time.perf_counter())
            spent[name] += moments[-1] - start

    return run


# The stages are timed where Prefect's tasks find them, before these are made.
split.split, load.load = timed("stages", split.split), timed("stages", load.load)
fetch.fetch, discover.discover = timed("stages", fetch.fetch), timed("stages", discover.discover)

import flows.ingest as ingest_module
from flows.run import lifecycle
from flows.run.parameters import IngestParameters

spent["import"] = time.perf_counter() - import_start


def main() -> None:
    """Run the flow over the folder that is named."""
    for holder, names in ((lifecycle.Run, ("count", "close", "end")), (lifecycle, ("Holder", "begin_run", "end_run"))):
        for name in names:
            setattr(holder, name, timed("run", getattr(holder, name)))
    ingest_module.plan_ingest = timed("plan", ingest_module.plan_ingest)
    ingest_module.database_url = timed("database", ingest_module.database_url)
    parameters = IngestParameters(paths=[sys.argv[1]], batch_size=int(sys.argv[2]))
    state = timed("flow", ingest_module.ingest)(parameters, return_state=True)
    own = spent["stages"] + spent["run"] + spent["plan"] + spent["database"]
    before, after = moments[1] - moments[0], moments[-1] - moments[-2]
    prefect = spent["flow"] - own
    print(json.dumps({
        "state": state.name, "own": own, "prefect": prefect, "share": prefect / spent["flow"],
        "before": before, "between": prefect - before - after, "after": after, **spent,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
