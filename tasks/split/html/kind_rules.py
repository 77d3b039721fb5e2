"""Weights and numbers by which a page is an article or a listing."""

from __future__ import annotations

from tasks.split.html import cues as c

KIND_POINTS = {
    "article stated": 3,
    "og article": 2,
    "og other": -1,
    "published stated": 2,
    "list stated": -2,
    "text": 3,
    "much text": 2,
    "article address": 2,
    "title in address": 4,
    "cards": -3,
    "many cards": -2,
    "few cards": 2,
    "headline": 2,
    "dated headline": 3,
    "front address": -4,
    "posts": -10,
}
"""For (+) and against (-) a page being one article; below 0 it is a listing."""
DATE_LINE_MOST, DATE_NEAR = 80, 7
"""Characters of a line with a date, and runs behind a headline up to which one makes it that of an article."""
POSTS_LEAST, POST_REACH = 3, 12
"""Linked headings with text behind them, within so many runs, that make a river of posts."""
SLUG_LEAST, SLUG_SHARE = 4, 0.6
"""Words of an address, and the share of them that its title has, for an address made of the title."""
SOLID_LEAST, SOLID_MUCH = 400, 1500
LISTING_TITLES, MANY_TITLES = 8, 20
NOT_LISTING = c.FOOTER | c.HIDDEN | c.PROMPT
"""Cues of links that every page of a site has: they make none a listing."""
SOLID_PER_TITLE = 60
"""Characters of prose outside cards for each card, below which the cards are the page."""
SURE_POINTS = 5
"""Points from which the cards of a page can no longer make it a listing."""
