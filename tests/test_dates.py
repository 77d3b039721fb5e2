"""Printed dates: taken apart, and placed in time against a given moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.date_words import month_names, table, words
from tasks.fused_dates import split_fused
from tasks.normalize.dates import resolve_date
from tasks.printed_dates import MONTHS, AbsoluteDate, RelativeDate, read_date
from tasks.records import Precision
from tasks.split.html.openings import Openings, Phrases
from tasks.split.html.printed import LATER, _patterns, date_in, first_published, says_later

NOW = datetime(2025, 7, 16, 12, 0, tzinfo=UTC)


def printed(seconds: float) -> str:
    """What page scripts print for a moment so many seconds ago (the common rounding)."""
    minutes, hours, days = round(seconds / 60), round(seconds / 3600), round(seconds / 86400)
    if seconds < 45:
        return "a few seconds ago"
    if seconds < 90:
        return "a minute ago"
    if minutes < 45:
        return f"{minutes} minutes ago"
    if hours <= 1:
        return "an hour ago"
    if hours < 22:
        return f"{hours} hours ago"
    return "a day ago" if days <= 1 else f"{days} days ago"


@settings(max_examples=400, deadline=None)
@given(st.floats(min_value=0, max_value=25 * 86400))
def test_the_true_moment_lies_within_the_bounds_of_what_a_page_prints(seconds):
    true = NOW - timedelta(seconds=seconds)
    found = resolve_date(printed(seconds), NOW)
    assert found.min_at is not None
    assert found.max_at is not None
    slack = timedelta(milliseconds=1)
    assert found.min_at - slack <= true <= found.max_at + slack
    assert found.at is not None
    assert found.min_at <= found.at <= found.max_at <= NOW


@pytest.mark.parametrize(
    ("raw", "at", "precision"),
    [
        ("42 minutes ago", datetime(2025, 7, 16, 11, 18, tzinfo=UTC), Precision.MINUTE),
        ("an hour ago", datetime(2025, 7, 16, 11, 0, tzinfo=UTC), Precision.HOUR),
        ("a day ago", datetime(2025, 7, 15, 12, 0, tzinfo=UTC), Precision.DAY),
        ("12-07-2025", datetime(2025, 7, 12, tzinfo=UTC), Precision.DAY),
        ("July 12", datetime(2025, 7, 12, tzinfo=UTC), Precision.DAY),
        ("December 30", datetime(2024, 12, 30, tzinfo=UTC), Precision.DAY),
        (
            "06:09 GMT 12.07.2025 (Updated: 06:32 GMT 12.07.2025)",
            datetime(2025, 7, 12, 6, 9, tzinfo=UTC),
            Precision.MINUTE,
        ),
        ("2025-07-12T08:09:10+02:00", datetime(2025, 7, 12, 6, 9, 10, tzinfo=UTC), Precision.SECOND),
        ("il y a 5 minutes", datetime(2025, 7, 16, 11, 55, tzinfo=UTC), Precision.MINUTE),
        ("vor 2 Stunden", datetime(2025, 7, 16, 10, 0, tzinfo=UTC), Precision.HOUR),
        ("12 juillet 2025", datetime(2025, 7, 12, tzinfo=UTC), Precision.DAY),
        ("5 分钟前", datetime(2025, 7, 16, 11, 55, tzinfo=UTC), Precision.MINUTE),
    ],
)
def test_a_printed_date_is_placed_in_time(raw, at, precision):
    found = resolve_date(raw, NOW)
    assert (found.at, found.precision) == (at, precision)


@pytest.mark.parametrize(
    "raw", ["42 minutes ago", "an hour ago", "yesterday", "July 12", "il y a 5 minutes", "a few seconds ago"]
)
def test_without_the_moment_of_capture_a_relative_date_stays_raw(raw):
    found = resolve_date(raw, None)
    assert (found.at, found.min_at, found.max_at, found.precision) == (None, None, None, Precision.UNKNOWN)


@pytest.mark.parametrize(
    "raw",
    [
        "31-02-2025",
        "9999-12-31",
        "infinity",
        "0000-00-00",
        "45 July 2025",
        "hello",
        "25:61 12.07.2025",
        "12-07-2026",
        "–",
    ],
)
def test_an_impossible_date_is_never_moved_to_a_possible_one(raw):
    assert resolve_date(raw, NOW).at is None


def test_a_month_ago_has_bounds_and_no_made_up_instant():
    found = resolve_date("a month ago", NOW)
    assert found.at is None
    assert found.min_at is not None
    assert found.min_at < NOW - timedelta(days=26)


def test_a_day_without_a_zone_is_read_in_the_profile_s():
    found = resolve_date("12-07-2025", NOW, zone="America/New_York")
    assert found.min_at == datetime(2025, 7, 12, 4, tzinfo=UTC)


def test_digits_are_read_in_the_declared_order_and_a_part_above_twelve_overrules_it():
    assert read_date("12-07-2025", "DMY") == AbsoluteDate(7, 12, 2025)
    assert read_date("12-07-2025", "MDY") == AbsoluteDate(12, 7, 2025)
    assert read_date("07-25-2025", "DMY") == AbsoluteDate(7, 25, 2025)


def test_a_sentence_that_holds_a_date_is_no_date():
    assert read_date("On 12 July 2025 the weir was opened") is None
    assert read_date("Dismay 4") is None


def test_the_longest_number_that_a_page_would_print_belongs_to_the_date():
    assert split_fused("Channel 412 hours ago") == ("Channel 4", "12 hours ago")
    assert split_fused("no date at the end") is None
    assert read_date("5 hours ago") == RelativeDate("hour", 5)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_date_or_is_not_but_never_an_exception(text):
    found = resolve_date(text, NOW) if len(text) < 12 else read_date(text)
    assert found is None or found


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-07-15 18:06:38Europe/Madrid", "2025-07-15T16:06:38"),
        ("2025-01-15 18:06 America/Argentina/Buenos_Aires", "2025-01-15T21:06:00"),
        ("2025-07-15T18:06:38+02:00[Europe/Madrid]", "2025-07-15T16:06:38"),
        ("15.07.2025 18:06 (Europe/Berlin)", "2025-07-15T16:06:00"),
        ("2025-07-15 18:06 News/Politics", None),
        ("2025-07-15 18:06 Europe/", None),
    ],
)
def test_the_name_of_a_zone_behind_the_time_is_read_and_what_is_none_is_not(text: str, utc: str | None) -> None:
    found = resolve_date(text, NOW).at
    assert found == (datetime.fromisoformat(utc).replace(tzinfo=UTC) if utc else None)


def test_no_date_is_lost_to_the_look_that_is_taken_before_the_patterns():
    units, ones = [*table("units")][::7], words("ago", "one")
    lines = [f"{before} {one} {unit}" for before in words("ago", "before") for one in ones[::5] for unit in units]
    lines += [f"{one} {unit} {behind}" for behind in words("ago", "behind") for one in ones[::5] for unit in units]
    lines += [f"{day}{rest}" for day in table("days") for rest in ("", ", 08:15", ".")]
    lines += ["3 May 2026", "03.05.26", "2026/5/3 news", "5h | Post", "2 d", "MAY 3RD, 1999", "Stand 1.2.2026 um 8"]
    names = [name for one in (*MONTHS, *month_names()) for name in (one, one.upper(), one.title())]
    lines += [line for name in names for line in (f"3 {name} 2026", f"{name} 3, 2026", f"2026 {name} 3")]
    found = [line for line in lines if _patterns(line)[0].search(line)]
    assert len(found) > len(lines) / 2
    assert [line for line in found if first_published(line) is None] == []
    assert date_in("Ann Alder") is date_in("Section 12 of 30") is None


@pytest.mark.parametrize("text", ["Read more", "» READ MORE", "reading", "All rights", "© Post", "12 comments", "Ä"])
def test_the_first_letters_only_choose_which_openings_a_text_is_tried_by(text: str) -> None:
    pattern = r"read(?:ing)? more|(?:all|no) rights|(?:to )?äther|©|\d+ comments?|e-?mail|ä"
    assert Openings(pattern).match(text) is (re.match(rf"(?i)\W*(?:{pattern})", text) is not None)


@pytest.mark.parametrize("text", ["FOLLOW US", "Do follow us.", "ПОДПИШИТЕСЬ", "unfollow us", "Überall", "ÜBER UNS"])
def test_a_phrase_is_found_in_every_case_and_within_no_word(text: str) -> None:
    pattern = r"\b(?:follow us|подпишитесь|über uns)\b"
    assert (Phrases(pattern).search(text) is None) is (re.search(pattern, text, re.I) is None)


def test_words_of_a_later_change_are_found_in_every_case() -> None:
    said = LATER.pattern.removeprefix("(?i)").split("|")
    assert all(says_later(f"3 May, {form(one)} 4 May") for one in said for form in (str, str.upper, str.title))
    assert not says_later("Published 3 May 2026")
