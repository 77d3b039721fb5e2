"""Small worlds of captured pages, as records: aggregators, copies under two publishers, teasers, re-captures."""

from __future__ import annotations

import os
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from hypothesis import strategies as st

from db.session import driver_cursor, engine_for
from db.write.gather import read_rows
from db.write.load import load_pages
from db.write.partition import partition
from db.write.prints import Prints
from db.write.rows import PrintRow
from db.write.stored import read_seen
from flows.pipeline.stories import decide_moved
from tasks import failpoints
from tasks.fingerprint import capture_key, fingerprint, page_key, record_hash
from tasks.records import (
    Access,
    Article,
    Completeness,
    DateSource,
    Outcome,
    PageKind,
    PageRecord,
    Precision,
    TextState,
)
from tests.conftest import MOMENT
from tests.helpers import rows

PUBLISHERS = ("Harbour Gazette", "The Estuary Post", "Coastal Farmer")
NAMED = (*PUBLISHERS[:2], "estuarypost.com", None)
WORDS = ("anchor", "barge", "canal", "dredger", "eddy", "ferry", "gull", "inlet", "jetty", "keel")


def text_of(number: int, is_revised: bool) -> str:
    """A text of sixty words that has few in common with that of another number."""
    mine = [f"{word}{number}" for word in WORDS]
    body = "\n".join(" ".join(f"{word} {place}{number}" for place in mine[:3]) + "." for word in mine)
    return body + ("\nA correction was added at noon, and signed." if is_revised else "")


@dataclass(frozen=True)
class Printed:
    """What a page prints of one article."""

    number: int
    publisher: str | None
    is_full: bool
    has_address: bool
    hours: int | None
    """Hours before the capture that the date says. None: no date."""
    is_flat: bool = False
    is_revised: bool = False


@dataclass(frozen=True)
class Captured:
    """One capture of a page."""

    page: int
    hour: int | None
    primary: Printed | None
    related: tuple[Printed, ...]


def article(printed: Printed, captured_at: datetime | None, own_url: str | None = None) -> Article:
    """The record of what is printed."""
    body = text_of(printed.number, printed.is_revised) if printed.is_full else ""
    url = own_url
    if url is None and printed.has_address and printed.publisher:
        url = f"https://{printed.publisher.split()[-1].lower()}.example/{printed.number}"
    at = captured_at - timedelta(hours=printed.hours) if captured_at and printed.hours is not None else None
    return fingerprint(Article(
        title=f"The {WORDS[printed.number]} of ward {printed.number}", url=url, publisher=printed.publisher,
        agency=None, authors=(), language=None,
        published_raw=f"{printed.hours} hours ago" if printed.hours is not None else None, published_at=at,
        published_min_at=at - timedelta(minutes=30) if at else None,
        published_max_at=at + timedelta(minutes=30) if at else None,
        published_precision=Precision.HOUR if at else Precision.UNKNOWN,
        published_source=DateSource.CARD if printed.hours is not None else DateSource.ABSENT,
        completeness=Completeness.FULL if printed.is_full else Completeness.NONE,
        body=body.replace("\n", " ") if printed.is_flat else body,
        text_state=TextState.FULL if printed.is_full else TextState.NONE, access=Access.UNKNOWN,
    ))  # fmt: skip


def record(captured: Captured) -> PageRecord:
    """A capture as the loader gets it."""
    captured_at = MOMENT + timedelta(hours=captured.hour) if captured.hour is not None else None
    url = f"https://river.example/{captured.page}"
    key, body_hash = page_key(url, ""), f"{hash_of(captured):064x}"
    found = PageRecord(
        f"{captured.page}.html", Outcome.LOADED, key, capture_key(key, body_hash, captured_at), body_hash, 1000,
        f"warc:test@{hash_of(captured)}", captured_at, "argument" if captured_at else None, None, url,
        page_kind=PageKind.ARTICLE if captured.primary else PageKind.LISTING, layout="made",
        primary=article(captured.primary, captured_at) if captured.primary else None,
        related=tuple(article(printed, captured_at) for printed in captured.related),
        parser_version="1",
    )  # fmt: skip
    return replace(found, record_hash=record_hash(found))


def hash_of(captured: Captured) -> int:
    """A number for a capture, the same in every process."""
    return int.from_bytes(sha256(repr(captured).encode()).digest()[:7], "big")


@st.composite
def worlds(draw: Any) -> list[Captured]:
    """Up to eight captures of four pages; each page is about one text of one publisher, first or corrected."""

    def printed(number: int, is_revised: bool, named: Sequence[str | None] = NAMED) -> Printed:
        return Printed(
            number, draw(st.sampled_from(named)), draw(st.booleans()), draw(st.booleans()),
            draw(st.sampled_from((None, 2, 3))), draw(st.booleans()), is_revised,
        )  # fmt: skip

    found: dict[tuple[int, int | None], Captured] = {}
    for _ in range(draw(st.integers(2, 8))):
        page, hour = draw(st.integers(0, 3)), draw(st.sampled_from((None, 0, 1, 5)))
        primary = (
            printed(page, draw(st.booleans()), (None if page > 1 else PUBLISHERS[page],))
            if draw(st.booleans())
            else None
        )
        related = tuple(printed(draw(st.integers(0, 5)), False) for _ in range(draw(st.integers(0, 3))))
        if primary or related:
            found[page, hour] = Captured(page, hour, primary, related)
    return list(found.values()) or [Captured(0, 0, printed(0, False), ())]


TABLES = (
    "story_override", "story_member", "story", "story_pair", "story_sample", "story_text", "article_revision",
    "sighting", "appearance", "print", "article_identity", "article_merge", "article", "publisher_alias", "publisher",
    "page_tag", "tag", "quarantine", "run_page", "fetch_attempt", "capture", "body", "page", "site", "run",
    "deleted_row",
)  # fmt: skip


def begin(database: str, count: int) -> int:
    """A run of so many pages."""
    ((run_id,),) = rows(
        database,
        "insert into news.run (kind, state, planned_count, newsweir_version, parser_version, started_at)"
        " values ('ingest', 'running', %s, '0', '1', now()) returning run_id",
        count,
    )
    return int(run_id)


def load(database: str, records: list[PageRecord], batch_size: int) -> int:
    """Load records in batches; the run."""
    run_id = begin(database, len(records))
    for start in range(0, len(records), max(1, batch_size)):
        load_pages(database, run_id, start + 1, records[start : start + batch_size], decide_moved)
    return run_id


def load_killed_and_beside(database: str, records: list[PageRecord], batch_size: int, fail_at: str) -> None:
    """Load records in a process that is killed at a failpoint, then again, in two loaders at once that share them."""
    killed_by = until_killed(fail_at, lambda: load(database, records, batch_size))
    assert killed_by in (0, -signal.SIGKILL), killed_by
    run_id = begin(database, len(records))
    batches = [(start, records[start : start + batch_size]) for start in range(0, len(records), batch_size)]
    with ThreadPoolExecutor(2) as loaders:
        every_other = [
            loaders.submit(lambda mine: [
                load_pages(database, run_id, start + 1, batch, decide_moved) for start, batch in mine
            ], batches[place::2])
            for place in range(2)
        ]  # fmt: skip
    for loader in every_other:
        loader.result()


def until_killed(fail_at: str, work: Callable[[], object]) -> int:
    """The exit code of a process that does the work until a failpoint kills it; a fork, so that it begins at once."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        # The parent's connections and failpoint are not ours.
        engine_for.cache_clear()
        failpoints._armed.cache_clear()
        os.environ[failpoints.VARIABLE] = fail_at
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    os._exit(1)


ARTICLE = (
    "title, body, publisher_key, agency, authors, language, article.url, category, tags, image_url, is_free,"
    " word_count, completeness, published_raw, published_at, published_min_at, published_max_at, published_precision,"
    " published_source, modified_at, has_date_conflict, text_key, text_state, access, publisher_source,"
    " article.first_seen_at, article.last_seen_at"
)


def said(database: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that the rows say, without surrogate keys and stamps."""
    name = "coalesce(publisher_key, ''), article.text_key, coalesce(article.url, '')"
    return {
        "article": rows(
            database,
            f"select {ARTICLE} from news.article left join news.publisher using (publisher_id)"
            " order by 3, 1, 2, 7, article.first_seen_at, published_raw",
        ),
        "appearance": rows(
            database,
            f"select page_key, {name}, role, position, is_current, title_raw, publisher_raw, appearance.published_raw,"
            " appearance.published_at, appearance.completeness, one.capture_key, other.capture_key"
            " from news.appearance join news.page using (page_id) join news.article using (article_id)"
            " left join news.publisher using (publisher_id)"
            " join news.capture as one on one.capture_id = first_capture_id"
            " join news.capture as other on other.capture_id = last_capture_id order by 1, 2, 3, 4",
        ),
        "capture": rows(
            database, "select capture_key, is_newest, primary_count, related_count from news.capture order by 1"
        ),
        "page": rows(
            database, "select page_key, page_kind, layout, first_seen_at, last_seen_at from news.page order by 1"
        ),
        "identity": rows(
            database,
            f"select identity_key, {name} from news.article_identity join news.article using (article_id)"
            " left join news.publisher using (publisher_id) order by 1",
        ),
        "print": rows(
            database,
            f"select encode(print_key, 'hex'), {name} from (select print_key, article_id from news.print) as shown"
            " join news.article using (article_id) left join news.publisher using (publisher_id) order by 1",
        ),
        "revision": rows(
            database,
            f"select {name}, revision_number, article_revision.body, words_added_count, words_removed_count,"
            " article_revision.last_seen_at, capture_key from news.article_revision"
            " join news.article using (article_id)"
            " left join news.publisher using (publisher_id)"
            " join news.capture on capture_id = replaced_capture_id order by 1, 2, 3, 4",
        ),
        "story": rows(
            database,
            "select array_agg(title || coalesce(publisher_key, '') order by title, publisher_key)"
            " from news.story_member join news.article using (article_id)"
            " left join news.publisher using (publisher_id) group by story_id order by 1",
        ),
    }  # fmt: skip


def wrong(database: str) -> list[tuple[Any, ...]]:
    """What does not go together: primaries, sightings and appearances, and prints with what is decided of them all."""
    return unsettled(database) + rows(
        database,
        "select 'primaries', page_id from news.appearance where role = 'primary' and is_current group by 2"
        " having count(*) > 1 union all"
        " select 'lost', capture_id from news.sighting join news.capture using (capture_id) where not exists (select"
        " from news.appearance where appearance.page_id = capture.page_id"
        " and appearance.article_id = sighting.article_id) union all"
        " select 'unseen', appearance_id from news.appearance where not exists (select from news.sighting"
        " where sighting.article_id = appearance.article_id and sighting.capture_id = appearance.last_capture_id)"
        " union all select 'alone', article_id from news.article where not exists (select from news.sighting"
        " where sighting.article_id = article.article_id)",
    )


def unsettled(database: str) -> list[tuple[Any, ...]]:
    """Where the prints of the articles are not what their sightings print, or not what all prints together say."""
    with driver_cursor(database) as cursor:
        cursor.execute("select article_id from news.article")
        seen = read_seen(cursor, "sighting.article_id", [i for (i,) in cursor.fetchall()])
        stored = {row.print_key: row for row in read_rows(cursor, PrintRow, "has_text", [True, False])}
    prints = Prints()
    shown = {(prints.of(one).print_key, one.row.article_id) for one in seen}
    bodies = {prints.of(one).wording_key: one.body for one in seen}
    wanted = partition(stored.values(), {}, lambda _asked: bodies)
    articles = [{row.article_id for row in group} for group in wanted]
    return [
        *(("print", *one) for one in shown ^ {(row.print_key, row.article_id) for row in stored.values()}),
        *(("parted", *ids) for ids in articles if len(ids) > 1),
        *(("joined", i) for i, count in Counter(i for ids in articles for i in ids).items() if count > 1),
    ]
