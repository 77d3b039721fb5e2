"""What is removed: by retention because it is old, by a purge because it is to be forgotten."""
