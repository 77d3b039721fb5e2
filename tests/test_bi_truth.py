"""What schema bi says of a drawn world whose truth is known: who is first, spread, copies, slots, ages, gaps."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import psycopg
import pytest

from tests.conftest import MOMENT
from tests.helpers import rows
from tests.worlds import PUBLISHERS, WORDS, Captured, Printed, load, record

Print = tuple[int, int]
"""A text and the place of its publisher in PUBLISHERS."""
HOURS = (48, 72, 120)
"""When pages are captured, hours after MOMENT: on three days, with a day between the last two that has none."""


class World:
    """Ten texts, printed by one to three publishers each, at known hours; a page about each print, with links."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)
        self.hour: dict[Print, int] = {
            (text, publisher): draw.randrange(40)
            for text in range(len(WORDS))
            for publisher in draw.sample(range(3), draw.randint(1, 3))
        }
        self.pages: list[tuple[Print, int, list[Print]]] = []
        for number, about in enumerate(self.hour):
            others = [other for other in self.hour if other != about]
            self.pages.append((about, HOURS[number % 3], draw.sample(others, draw.randint(0, 4))))

    def printed(self, what: Print, captured: int, *, is_full: bool) -> Printed:
        return Printed(what[0], PUBLISHERS[what[1]], is_full, True, captured - self.hour[what])

    def load(self, url: str, batch_size: int) -> None:
        records = [
            record(Captured(number, at, self.printed(about, at, is_full=True),
                            tuple(self.printed(other, at, is_full=False) for other in related)))
            for number, (about, at, related) in enumerate(self.pages)
        ]  # fmt: skip
        for part in (records[::2], records[1::2]):
            load(url, part, batch_size)
            with psycopg.connect(url) as connection:
                connection.execute("select star.refresh_rollups()")

    def prints(self, text: int) -> list[tuple[int, str]]:
        """Hour and publisher of each print of a text, the first one first."""
        return sorted((hour, PUBLISHERS[who]) for (one, who), hour in self.hour.items() if one == text)


@pytest.fixture(scope="module", params=[1, 2])
def world(request, named_database, server):
    from tests.conftest import drop_databases

    url = named_database(True)
    made = World(request.param)
    made.load(url, 7)
    yield made, url
    drop_databases(server, [url])


def test_who_is_first_and_how_long_it_took_equal_the_truth_and_certain_is_never_wrong(world):
    made, url = world
    shown = rows(url, "select title, first_publisher, first_certainty, article_count, spread_hours from bi.story")
    assert len(shown) == len(WORDS)
    for title, publisher, certainty, count, spread in shown:
        prints = made.prints(int(title.rpartition(" ")[2]))
        assert count == len(prints)
        if count == 1:
            assert (certainty, spread) == ("only", None)
            continue
        # Dates are exact to half an hour either way.
        is_apart = prints[1][0] - prints[0][0] > 1
        assert certainty == ("certain" if is_apart else "likely")
        assert spread == prints[-1][0] - prints[0][0]
        if is_apart:
            assert publisher == prints[0][1]


def test_edges_lead_from_the_first_publisher_to_each_other_with_their_lag(world):
    made, url = world
    found = {
        (int(title.rpartition(" ")[2]), source, copier): lag
        for title, source, copier, lag in rows(
            url,
            "select story.title, source.publisher, copier.publisher, lag_hours from bi.story_edge"
            " join bi.story using (story_id)"
            " join bi.publisher as copier on copier.publisher_id = story_edge.publisher_id"
            " join bi.publisher as source on source.publisher_id = source_publisher_id",
        )
    }
    expected = {}
    for text in range(len(WORDS)):
        prints = made.prints(text)
        firsts = {source for (one, source, _) in found if one == text}
        # Of prints of the same hour any may be called first.
        first = next(iter(firsts), prints[0][1])
        assert first in {publisher for hour, publisher in prints if hour == prints[0][0]}
        expected |= {(text, first, who): hour - prints[0][0] for hour, who in prints if who != first}
    assert found == expected
    weeks: dict[tuple[str, str], list[float]] = {}
    for (_, source, copier), lag in found.items():
        weeks.setdefault((source, copier), []).append(lag)
    rolled = rows(
        url,
        "select source.publisher, copier.publisher, sum(story_count)::integer, sum(dated_count)::integer,"
        " min(median_lag_hours), max(median_lag_hours) from bi.copy_week"
        " join bi.publisher as copier on copier.publisher_id = copy_week.publisher_id"
        " join bi.publisher as source on source.publisher_id = source_publisher_id group by 1, 2",
    )
    assert {pair: (len(lags), len(lags)) for pair, lags in weeks.items()} == {
        (source, copier): (stories, dated) for source, copier, stories, dated, *_ in rolled
    }
    for source, copier, *_, least, most in rolled:
        assert min(weeks[source, copier]) <= least <= most <= max(weeks[source, copier])


def test_slots_shares_and_ages_equal_the_truth(world):
    made, url = world
    expected = Counter(
        (PUBLISHERS[about[1]], PUBLISHERS[other[1]], at - made.hour[other])
        for about, at, related in made.pages
        for other in related
    )
    found = rows(
        url,
        "select host.publisher, guest.publisher, age_hours_at_first_shown from bi.slot"
        " join bi.publisher as host on host.publisher_id = host_publisher_id"
        " join bi.publisher as guest on guest.publisher_id = slot.publisher_id where role = 'related'",
    )
    assert Counter(found) == expected
    own = sum(count for (host, guest, _), count in expected.items() if host == guest)
    share = "select sum(own_publisher_slot_count), sum(known_publisher_slot_count) from bi.site_day"
    assert rows(url, share) == [(own, expected.total())]
    days = Counter(
        ((MOMENT + timedelta(hours=at)).date(), "position", f"{place:02}")
        for _, at, related in made.pages
        for place in range(1, len(related) + 1)
    )
    ages = (24, "3 six hours to a day"), (168, "4 a day to a week")
    days += Counter(
        (
            (MOMENT + timedelta(hours=at)).date(),
            "age",
            next(name for most, name in ages if at - made.hour[other] < most),
        )
        for _, at, related in made.pages
        for other in related
    )
    groups = "select date, grouped_by, group_name, slot_count from bi.slot_day where grouped_by <> 'link_kind'"
    assert {tuple(group): count for *group, count in rows(url, groups)} == days
    shown = "select sum(slot_count) from bi.slot_day group by grouped_by"
    assert rows(url, "select sum(shown_slot_count) from bi.publisher_day") == [(expected.total(),)]
    assert rows(url, shown) == [(expected.total(),)] * 3
    weeks = Counter(
        ((MOMENT + timedelta(hours=at)).isocalendar().week, PUBLISHERS[about[1]], PUBLISHERS[other[1]])
        for about, at, related in made.pages
        for other in related
    )
    pairs = rows(
        url,
        "select extract(week from week_start)::integer, host.publisher, guest.publisher, slot_count"
        " from bi.co_shown_week join bi.publisher as host on host.publisher_id = host_publisher_id"
        " join bi.publisher as guest on guest.publisher_id = co_shown_week.publisher_id",
    )
    assert {tuple(pair): count for *pair, count in pairs} == {pair: n for pair, n in weeks.items() if n > 1}


def test_days_of_publishers_and_gaps_of_sites_equal_the_truth(world):
    made, url = world
    expected = Counter(
        (PUBLISHERS[who], (MOMENT + timedelta(hours=hour)).date()) for (_, who), hour in made.hour.items()
    )
    found = rows(
        url,
        "select publisher, date, article_count from bi.publisher_day join bi.publisher using (publisher_id)"
        " where article_count > 0",
    )
    assert {(publisher, date): count for publisher, date, count in found} == expected
    days = [(MOMENT + timedelta(hours=hour)).date() for hour in (*HOURS[:2], 96, HOURS[2])]
    captured = Counter((MOMENT + timedelta(hours=at)).date() for _, at, _ in made.pages)
    assert rows(url, "select date, capture_count, is_gap from bi.coverage order by date") == [
        (day, captured[day], captured[day] == 0) for day in days
    ]
