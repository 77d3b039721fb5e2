"""A peer's whole way: read saved pages, extract as its documentation shows, upsert into a table. In its own venv.

    python peer.py WAY FOLDER DATABASE_URL        WAY: trafilatura, newspaper4k, news-please, scrapy, bare

Prints JSON: pages, rows. ``bare`` parses with selectolax and takes the text, and stores nothing: the physical limit.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
BATCH = 100


def main(way: str, folder: Path, database: str) -> None:
    """Run one way over every page of the folder."""
    logging.disable(logging.CRITICAL)
    paths = sorted(folder.glob("*.html"))
    if way == "bare":
        print(json.dumps({"pages": len(paths), "rows": bare(paths)}))
        return
    store = Store(database)
    if way == "scrapy":
        crawl(paths, store)
    else:
        extract = WAYS[way]()
        for path in paths:
            row = extract(path.read_bytes(), f"https://pages.example/{path.stem}")
            if row:
                store.add(row)
    store.flush()
    print(json.dumps({"pages": len(paths), "rows": store.count()}))


def bare(paths: list[Path]) -> int:
    """Parse and take the text; how many pages had any."""
    from selectolax.lexbor import LexborHTMLParser

    return sum(bool(LexborHTMLParser(path.read_bytes()).text()) for path in paths)


class Store:
    """One table with upserts, as the documentation of SQLAlchemy shows them; a transaction per hundred rows."""

    def __init__(self, url: str) -> None:
        import sqlalchemy as sa
        from sqlalchemy.dialects.postgresql import insert

        self._sa, self._insert = sa, insert
        self._engine = sa.create_engine(url)
        self._table = sa.Table(
            "article", sa.MetaData(),
            sa.Column("url", sa.Text, primary_key=True), sa.Column("title", sa.Text), sa.Column("author", sa.Text),
            sa.Column("published", sa.Text), sa.Column("body", sa.Text),
        )  # fmt: skip
        self._table.create(self._engine, checkfirst=True)
        self._rows: dict[str, Row] = {}

    def add(self, row: Row) -> None:
        """Take a row; every hundred are stored together."""
        self._rows[row["url"]] = {key: value.replace("\0", "") if value else value for key, value in row.items()}
        if len(self._rows) == BATCH:
            self.flush()

    def flush(self) -> None:
        """Store what waits."""
        if not self._rows:
            return
        statement = self._insert(self._table).values([*self._rows.values()])
        new = {name: statement.excluded[name] for name in ("title", "author", "published", "body")}
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=new))
        self._rows = {}

    def count(self) -> int:
        """Rows in the table."""
        with self._engine.connect() as connection:
            return int(connection.execute(self._sa.select(self._sa.func.count()).select_from(self._table)).scalar_one())


def trafilatura() -> Callable[[bytes, str], Row | None]:
    """``bare_extraction`` with metadata."""
    from trafilatura import bare_extraction

    def extract(html: bytes, url: str) -> Row | None:
        found = bare_extraction(html, url=url, with_metadata=True)
        if found is None:
            return None
        return {"url": url, "title": found.title, "author": found.author, "published": found.date, "body": found.text}

    return extract


def newspaper4k() -> Callable[[bytes, str], Row | None]:
    """``article`` of HTML that is there."""
    import newspaper

    def extract(html: bytes, url: str) -> Row | None:
        try:
            article = newspaper.article(url, input_html=html.decode("utf-8", "replace"), fetch_images=False)
        except Exception:
            return None
        date = str(article.publish_date) if article.publish_date else None
        return {
            "url": url, "title": article.title, "author": ", ".join(article.authors), "published": date,
            "body": article.text,
        }  # fmt: skip

    return extract


def news_please() -> Callable[[bytes, str], Row | None]:
    """``from_html``."""
    from newsplease import NewsPlease

    def extract(html: bytes, url: str) -> Row | None:
        try:
            found = NewsPlease.from_html(html.decode("utf-8", "replace"), url=url)
        except Exception:
            return None
        date = str(found.date_publish) if found.date_publish else None
        return {
            "url": url, "title": found.title, "author": ", ".join(found.authors or ()), "published": date,
            "body": found.maintext,
        }  # fmt: skip

    return extract


WAYS = {"trafilatura": trafilatura, "newspaper4k": newspaper4k, "news-please": news_please}


def crawl(paths: list[Path], store: Store) -> None:
    """A Scrapy project: a spider over the files, trafilatura in its callback, an item pipeline that upserts."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    extract = trafilatura()

    class Pages(scrapy.Spider):  # type: ignore[misc] # of another venv
        name = "pages"
        start_urls = tuple(path.resolve().as_uri() for path in paths)

        def parse(self, response: Any) -> Iterator[Row]:
            row = extract(response.body, f"https://pages.example/{Path(response.url).stem}")
            if row:
                yield row

    class Upserts:
        def process_item(self, item: Row) -> Row:
            store.add(item)
            return item

    process = CrawlerProcess({"ITEM_PIPELINES": {Upserts: 1}, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
    process.crawl(Pages)
    process.start()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
