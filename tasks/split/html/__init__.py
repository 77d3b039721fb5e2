"""The HTML side of the split: any news page cut into its primary and its related articles, every block labelled.

Parse once, walk once; what the page states for machines and what it prints for readers are weighed against each
other by the rules in ``rules`` and ``cues``. No host name and no site decides anything here.
"""

from __future__ import annotations

from tasks.split.html.splitter import split_html

__all__ = ["split_html"]
