"""Cut a page into its primary and its related articles; every block gets a label."""
