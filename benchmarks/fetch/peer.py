"""Scrapy 2.19 over the same pages, writing each body to a file; its defaults but for the concurrency and no delay."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess

PORT, HOSTS, PAGES, CONNECTIONS = map(int, sys.argv[1:])


class Spider(scrapy.Spider):
    """Fetches every page once."""

    name = "bench"
    folder = Path(tempfile.mkdtemp())

    async def start(self):
        """All pages."""
        for number in range(PAGES):
            yield scrapy.Request(f"http://127.0.0.{number % HOSTS + 1}:{PORT}/p/{number}", self.parse, dont_filter=True)

    def parse(self, response):
        """Keep the body."""
        (self.folder / response.url.rpartition("/")[2]).write_bytes(response.body)


process = CrawlerProcess({
    "CONCURRENT_REQUESTS": CONNECTIONS, "CONCURRENT_REQUESTS_PER_DOMAIN": CONNECTIONS // HOSTS, "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": True, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "COOKIES_ENABLED": False,
})  # fmt: skip
process.crawl(Spider)
start, cpu = time.perf_counter(), time.process_time()
process.start()
files = list(Spider.folder.iterdir())
print(json.dumps({
    "seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu, "pages": len(files),
    "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
}))  # fmt: skip
for file in files:
    file.unlink()
Spider.folder.rmdir()
