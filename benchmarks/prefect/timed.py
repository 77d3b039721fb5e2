"""One ingest as a flow on the configured API, with what Prefect adds told apart from the stages it calls.

Prints JSON: seconds of the whole flow call, of the task calls, of the batches inside them, of the run around them.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import_start = time.perf_counter()
import flows.ingest as ingest_module
import tasks.steps.batch as batch_module
from flows.parameters import IngestParameters

spent: Counter[str] = Counter({"import": time.perf_counter() - import_start})


def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def run(*words: Any, **values: Any) -> Any:
        start = time.perf_counter()
        try:
            return call(*words, **values)
        finally:
            spent[name] += time.perf_counter() - start

    return run


def main() -> None:
    """Run the flow over the folder that is named."""
    batch_module.run_batch = timed("batches", batch_module.run_batch)
    runners = ingest_module.as_task_runs
    ingest_module.as_task_runs = lambda context: timed("tasks", runners(context))
    ingest_module.execute = timed("execute", ingest_module.execute)
    ingest_module.plan_ingest = timed("plan", ingest_module.plan_ingest)
    ingest_module.database_url = timed("database", ingest_module.database_url)
    parameters = IngestParameters(paths=[sys.argv[1]], batch_size=int(sys.argv[2]))
    state = timed("flow", ingest_module.ingest)(parameters, return_state=True)
    stages = spent["execute"] - (spent["tasks"] - spent["batches"]) + spent["plan"] + spent["database"]
    print(json.dumps({
        "state": state.name, "stages": stages, "prefect": spent["flow"] - stages,
        "share": (spent["flow"] - stages) / spent["flow"], **spent,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
