"""The archive read again: what another reading of a capture changes in the rows, shown first or written.

An article is derived anew from all captures that show it, as if they were loaded for the first time, and keeps its id.
"""
