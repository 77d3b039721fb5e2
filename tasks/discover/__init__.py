"""Where new pages are found: feeds, sitemaps, and how often it is worth looking. Pure."""

from tasks.discover.anchors import read_anchors
from tasks.discover.feeds import read_feed
from tasks.discover.polling import next_interval
from tasks.discover.sitemaps import read_sitemap

__all__ = ["next_interval", "read_anchors", "read_feed", "read_sitemap"]
