"""One run: its plan, its batches, its account, its progress; with Prefect or without."""
