"""One module per command of ``newsweir``. What a command needs is imported when it runs, so that --help is instant."""
