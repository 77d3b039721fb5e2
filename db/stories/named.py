"""Which stories and articles a person means: by number, by ``a`` and the article's number, or by address."""

from __future__ import annotations

import re
from typing import Any

from psycopg import Cursor

from tasks.errors import BadParameter
from tasks.fingerprint import address_key, canonical_url, page_key

_ARTICLE = re.compile(r"a(\d{1,18})", re.IGNORECASE)
_STORY = re.compile(r"\d{1,18}")
_OF_ADDRESS = """
select article_id from news.article_identity where identity_key in (%(article)s, %(page)s)
union
select article_id from news.appearance join news.page using (page_id)
where page.page_key = %(key)s and appearance.role = 'primary' and appearance.is_current
order by 1
"""


def find_story(cursor: Cursor[Any], name: str) -> int:
    """The story that a number or address names. Raises BadParameter that says what was looked for."""
    if _STORY.fullmatch(name):
        cursor.execute("select story_id from news.story where story_id = %s", [int(name)])
        found = cursor.fetchone()
        if found is None:
            raise BadParameter(
                f"there is no story {name}; it may have joined another one. An article is named a{name}: look for "
                "stories in bi.story and bi.story_member"
            )
        return int(found[0])
    article_id = find_article(cursor, name)
    cursor.execute("select story_id from news.story_member where article_id = %s", [article_id])
    found = cursor.fetchone()
    if found is None:
        raise BadParameter(
            f"article {article_id} is in no story: it has fewer than eight words of text, or was loaded before stories "
            "were kept; newsweir stories rebuild brings those in"
        )
    return int(found[0])


def find_article(cursor: Cursor[Any], name: str) -> int:
    """The article that ``a`` and a number, or an address, names. Raises BadParameter that says what was looked for."""
    number = _ARTICLE.fullmatch(name)
    if number:
        # An article that turned out to be another one is found under its old number.
        cursor.execute(
            "select coalesce((select article_id from news.article_merge where merged_article_id = %(id)s), %(id)s)"
            " from news.article where article_id in ("
            "%(id)s, (select article_id from news.article_merge where merged_article_id = %(id)s))",
            {"id": int(number[1])},
        )
        found = cursor.fetchone()
        if found is None:
            raise BadParameter(f"there is no article {number[1]}")
        return int(found[0])
    url = canonical_url(name)
    if url is None:
        raise BadParameter(
            f"{name!r} names no story; expected its number (12), an article's number (a34) or an address (https://…)"
        )
    key = page_key(url, "")
    cursor.execute(_OF_ADDRESS, {"article": f"url:{address_key(url)}", "page": f"page:{key}", "key": key})
    found = cursor.fetchone()
    if found is None:
        raise BadParameter(f"no article is known by the address {url}")
    return int(found[0])
