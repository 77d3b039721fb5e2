"""Digests of readings: fixed for what is stored, blind to how the code spells its classes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from tasks.fingerprint import fingerprint, record_hash, sighting_hash
from tasks.records import (
    Access,
    Article,
    Completeness,
    DateSource,
    LinkKind,
    Outcome,
    PageKind,
    PageRecord,
    Precision,
    PublisherSource,
    TextState,
)

NOON = datetime(2026, 6, 18, 12, tzinfo=UTC)
PLAIN = Article(
    title="Otters move in", url=None, publisher=None, agency=None, authors=(), language=None, published_raw=None,
    published_at=None, published_min_at=None, published_max_at=None, published_precision=Precision.UNKNOWN,
    published_source=DateSource.ABSENT, completeness=Completeness.NONE, body="",
)  # fmt: skip
WHOLE = Article(
    title="Otters move in", url="https://heron.example/a", publisher="The Heron", agency="AFP", authors=("Kim Reed",),
    language="en", published_raw="18 June 2026", published_at=NOON, published_min_at=NOON, published_max_at=NOON,
    published_precision=Precision.DAY, published_source=DateSource.BYLINE, completeness=Completeness.FULL,
    body="Two otters\nwere seen.", modified_at=NOON, category="Rivers", tags=("otter", "river"),
    image_url="https://heron.example/a.jpg", is_free=True, text_state=TextState.FULL, access=Access.FREE,
    publisher_source=PublisherSource.STATED, link_kind=LinkKind.ARTICLE,
)  # fmt: skip
KEYS = {"text_key", "url_key", "sighting_hash"}
"""Derived from the other fields, so that a digest need not hold them."""


def test_the_digests_of_stored_readings_stay_what_they_are():
    """They are compared with what databases hold: a change makes every stored capture differ from its next reading."""
    page = PageRecord(
        "a.txt", Outcome.LOADED, "", "", "", 0, "", None, None, None, None, page_kind=PageKind.ARTICLE,
        layout="bulleted", primary=fingerprint(WHOLE), related=(fingerprint(PLAIN),), tags=("otter",),
        warnings=("one card is cut",),
    )  # fmt: skip
    assert (sighting_hash(PLAIN)[:16], sighting_hash(WHOLE)[:16], record_hash(page)[:16]) == (
        "7aa6b17439c5ae43",
        "eb1551d7ae9d0271",
        "371172e28be8b024",
    )


@pytest.mark.parametrize("name", [field.name for field in fields(Article) if field.name not in KEYS])
def test_a_field_that_says_something_else_changes_the_digest(name):
    assert sighting_hash(replace(WHOLE, **{name: getattr(PLAIN, name)})) != sighting_hash(WHOLE) or name == "title"
    if name == "title":
        assert sighting_hash(replace(WHOLE, title="Otters move out")) != sighting_hash(WHOLE)


def test_an_absent_value_and_an_empty_one_are_told_apart_from_what_stands_beside_them():
    assert sighting_hash(replace(PLAIN, authors=("Kim",))) != sighting_hash(replace(PLAIN, tags=("Kim",)))
    assert sighting_hash(replace(PLAIN, authors=("Kim", "Lee"))) != sighting_hash(replace(PLAIN, authors=("Kim Lee",)))


def test_the_place_of_a_class_and_its_name_do_not_enter_the_digest():
    class Renamed(Article):
        pass

    values = {field.name: getattr(WHOLE, field.name) for field in fields(Article)}
    assert sighting_hash(Renamed(**values)) == sighting_hash(WHOLE)
