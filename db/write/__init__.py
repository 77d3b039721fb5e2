"""Loading: gather what the database knows of a batch, decide what to write (pure), apply it set by set.

Two loaders at once: every batch takes one advisory lock for its transaction, so a loader sees all that the others
have committed before it decides. Nothing can be missed, doubled or deadlocked, and a loader that dies frees the lock
with its connection. Reading and splitting pages is the long part of a run and stays outside the lock.
"""
