"""Layouts of plain-text captures, as small grammars over blocks."""
