"""Long work in shards: planned once, claimed by any number of processes, done exactly once, whoever dies."""
