"""``python -m flows`` is the command ``newsweir``."""

from flows.entry import main

main()
