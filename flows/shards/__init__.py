"""Long work cut into shards: what is named, the plan, claims, the processes that share it, Dask."""
