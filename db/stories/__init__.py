"""Stories in Postgres: the index that finds copies, what is connected with what, the stories, what people decided.

The step runs inside the loader's transaction, behind its lock (``db.lock``): articles and their stories are committed
together or not at all, so nothing is ever half-clustered, and two loaders cannot miss each other's copies.
"""
