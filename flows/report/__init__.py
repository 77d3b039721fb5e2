"""The page that ``newsweir report`` writes: its charts, how they look, and the library that draws them."""
