"""What ``newsweir report`` shows: the questions to schema bi, and their answers as tables."""
