"""What a person wants purged: named by number, address or name; and how much hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from psycopg import Cursor

from db.housekeeping.tombstones import tombstone_key
from db.query import first_column, first_value
from db.stories.named import find_article
from tasks.errors import BadParameter
from tasks.fingerprint import canonical_url, name_key, page_key

KINDS = ("article", "page", "publisher", "site")


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to be purged. Ids are None where it was never captured: then only its tombstones are put."""

    kind: str
    label: str
    """How the purge is listed: without titles and addresses, which may be what is to be forgotten."""
    article_id: int | None = None
    page_id: int | None = None
    publisher_id: int | None = None
    site_id: int | None = None
    page_key: str | None = None
    tombstones: frozenset[str] = field(default_factory=frozenset)

    def some_articles(self, count: int) -> tuple[str, dict[str, int]]:
        """A query of the first of its articles, and its parameters."""
        condition, value = self.articles()
        return f"select article_id from news.article where {condition} order by 1 limit {count}", {"id": value}

    def some_pages(self, count: int) -> tuple[str, dict[str, int]]:
        """A query of the first of its own pages, and its parameters."""
        condition, value = self.pages()
        return f"select page_id from news.page where {condition} order by 1 limit {count}", {"page": value}

    def articles(self) -> tuple[str, int]:
        """A condition on news.article that its articles fulfil, and its parameter %(id)s."""
        if self.kind == "article":
            return "article_id = %(id)s", self.article_id or 0
        if self.kind == "publisher":
            return "publisher_id = %(id)s", self.publisher_id or 0
        if self.kind == "page":
            # What the page is about is what it is purged for, wherever else it is listed.
            return _PRIMARY.format("page.page_id = %(id)s"), self.page_id or 0
        # What another site has a page about is that site's, too.
        elsewhere = _PRIMARY.format("page.site_id is distinct from %(id)s")
        return f"{_PRIMARY.format('page.site_id = %(id)s')} and not {elsewhere}", self.site_id or 0

    def pages(self) -> tuple[str, int]:
        """A condition on news.page that its own pages fulfil, besides those about its articles; parameter %(page)s."""
        if self.kind == "site":
            return "site_id = %(page)s", self.site_id or 0
        return "page_id = %(page)s", (self.page_id or 0) if self.kind == "page" else 0


_PRIMARY = (
    "article_id in (select article_id from news.appearance join news.page using (page_id)"
    " where appearance.role = 'primary' and {})"
)


def find_target(cursor: Cursor[Any], kind: str, name: str) -> Target:
    """What a name means. Raises BadParameter that says what was looked for and how to find it."""
    return {"article": _article, "page": _page, "publisher": _publisher, "site": _site}[kind](cursor, name.strip())


def _article(cursor: Cursor[Any], name: str) -> Target:
    article_id = find_article(cursor, f"a{name}" if name.isdecimal() else name)
    return Target("article", f"article {article_id}", article_id=article_id)


def _page(cursor: Cursor[Any], name: str) -> Target:
    number = name.removeprefix("p")
    if number.isdecimal():
        row = cursor.execute("select page_id, page_key from news.page where page_id = %s", [int(number)]).fetchone()
        if row is None:
            raise BadParameter(f"page: there is no page {number}; bi.appearance has page_id and page_url")
    else:
        url = canonical_url(name)
        if url is None:
            raise BadParameter(f"page: {name!r} is neither a page's number nor an address (https://…)")
        key = page_key(url, "")
        page_id = first_value(cursor, "select page_id from news.page where page_key = %s", [key])
        row = (page_id, key)
    page_id, key = row
    label = f"page {page_id}" if page_id else "a page that was never captured"
    return Target("page", label, page_id=page_id, page_key=key, tombstones=frozenset([tombstone_key("page", key)]))


def _publisher(cursor: Cursor[Any], name: str) -> Target:
    if name.isdecimal():
        cursor.execute("select publisher_id, name from news.publisher where publisher_id = %s", [int(name)])
    else:
        cursor.execute(
            "select publisher_id, name from news.publisher_alias join news.publisher using (publisher_id)"
            " where alias_key = %s",
            [name_key(name)],
        )
    row = cursor.fetchone()
    if row is None:
        raise BadParameter(
            f"publisher: there is no publisher {name!r}; expected a name or publisher_id of bi.publisher"
        )
    spellings = (
        "select alias_key from news.publisher_alias where publisher_id = %(id)s"
        " union select publisher_key from news.publisher where publisher_id = %(id)s"
    )
    keys = frozenset(tombstone_key("publisher", alias) for alias in first_column(cursor, spellings, {"id": row[0]}))
    return Target("publisher", row[1], publisher_id=row[0], tombstones=keys)


def _site(cursor: Cursor[Any], name: str) -> Target:
    site_id = first_value(cursor, "select site_id from news.site where site_key = %s", [name])
    if site_id is None:
        raise BadParameter(f"site: there is no site {name!r}; bi.freshness lists them")
    own = (
        "select distinct substring(url from '^[a-z]+://([^/:]+)') from news.page where site_id = %(id)s"
        " and url is not null union select jsonb_array_elements_text(coalesce(nullif(declaration -> 'hosts', 'null'),"
        " '[]')) from news.site where site_id = %(id)s"
    )
    hosts = {tombstone_key("host", host) for host in first_column(cursor, own, {"id": site_id}) if host}
    return Target("site", name, site_id=site_id, tombstones=frozenset({tombstone_key("site", name), *hosts}))


def count_target(cursor: Cursor[Any], target: Target, *, is_erasing_cards: bool) -> dict[str, int]:
    """What a purge would remove: articles, appearances, pages, bodies of the archive. Nothing is written."""
    articles, article_value = target.articles()
    pages, page_value = target.pages()
    cursor.execute(
        f"""
        with articles as materialized (select article_id from news.article where {articles}),
        shown as materialized (select page_id, role, first_capture_id, last_capture_id
                  from news.appearance join articles using (article_id)),
        pages as materialized (
            select page_id from news.page where {pages} union select page_id from shown where role = 'primary'
        ),
        bodies as (
            select archive_ref from news.capture join pages using (page_id) join news.body using (body_id)
            where erased_at is null
            union
            select archive_ref from shown join news.capture using (page_id) join news.body using (body_id)
            where %(cards)s and erased_at is null and {IS_SHOWING}
        )
        select
            (select count(*) from articles),
            (select count(*) from news.appearance where article_id in (select article_id from articles)
                or page_id in (select page_id from pages)),
            (select count(*) from pages),
            (select count(*) from bodies)
        """,
        {"id": article_value, "page": page_value, "cards": is_erasing_cards},
    )
    row = cursor.fetchone()
    assert row is not None
    return dict(zip(("article_count", "appearance_count", "page_count", "body_count"), row, strict=True))


IS_SHOWING = (
    "capture.capture_id between least(shown.first_capture_id, shown.last_capture_id)"
    " and greatest(shown.first_capture_id, shown.last_capture_id)"
)
"""Captures of a page between the first and the last that showed an article, in the order in which they came."""
