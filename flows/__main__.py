"""``python -m flows`` is the command ``newsweir``."""

from flows.cli import main

main()
