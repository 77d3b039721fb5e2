"""Data-quality checks: what a run measured, held against what it declares and against its own history."""
