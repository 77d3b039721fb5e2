"""The command ``newsweir``: its commands, what they print, their exit codes."""
