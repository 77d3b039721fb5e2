"""Version of the parsing rules, stored with every row they made. Standard library only."""

PARSER_VERSION = "11"
"""Raise it whenever a rule of split or normalize changes what a stored page becomes: captures are then read again."""
