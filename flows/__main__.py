"""``python -m flows`` is the command ``newsweir``."""

from flows.cli.entry import main

main()
