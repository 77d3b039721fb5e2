"""The archive read again: what another reading of a capture changes in the rows, shown first or written.

What the capture showed is taken back, and the new reading is loaded as any page is, in one transaction. Articles are
made of the sightings of all captures (``db.write.derive``), so what cannot be read again stays as it was read.
"""
