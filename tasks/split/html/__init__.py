"""HTML captures: profiles with selectors, and the generic splitter for any news page."""
