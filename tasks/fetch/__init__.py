"""Fetching pages, politely and within bounds. All of httpx is in ``client.py``, ``transport.py``, ``connection.py``."""
