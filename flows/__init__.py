"""Flows: which stages run, in which order, for whom; the command line; settings."""
