"""What fetching reads and writes: workers, turns at hosts, the frontier, one row per attempt, declared sites."""
