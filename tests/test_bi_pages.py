"""What schema bi says of a drawn world of pages that are read: names, bounds of dates, firsts, slots, ages, gaps.

Unlike the world of test_bi_truth.py it goes the whole way: two aggregators print relative dates, one of which cuts off
what is less than a unit, four publishers stand there in nine spellings, and pages are captured on days with gaps.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from tests.conftest import MOMENT, drop_databases
from tests.helpers import ingest, rows
from tests.pages import Story, bulleted
from tests.test_dates import printed as rounded

NAMES = (
    ("Harbour Gazette", "HARBOUR GAZETTE", "harbourgazette.example"),
    ("The Estuary Post", "Estuary Post"),
    ("Coastal Farmer", "coastalfarmer.example"),
    ("The Northport Times", "NORTHPORT TIMES"),
)
TRUE = {spelling: names[0] for names in NAMES for spelling in names}
SITES = ("river.example", "tide.example")
"""The second one cuts its dates off."""
CAPTURED = {"river.example": (0, 1, 3, 4, 8), "tide.example": (0, 2, 3, 9)}
"""Days after MOMENT."""
TEXTS = 60
ROUND = timedelta(milliseconds=1)
pytestmark = pytest.mark.slow


def cut_off(seconds: float) -> str:
    """What a page prints that cuts off."""
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "a few seconds ago"


def spellings(publisher: str, site: str) -> list[str]:
    """How a site prints a publisher: by its domain, each site one of them; else in any of its spellings."""
    names = next(names for names in NAMES if publisher in names)
    by_domain = [name for name in names if name.endswith(".example")]
    if by_domain and (NAMES.index(names) == 0) == (site == SITES[0]):
        return by_domain
    return [name for name in names if name not in by_domain]


@dataclass(frozen=True)
class Print:
    """A text as one publisher prints it."""

    text: int
    publisher: str
    at: datetime


@dataclass(frozen=True)
class Shot:
    """A capture of the page of a site about a print."""

    site: str
    about: Print
    at: datetime
    related: tuple[Print, ...]


class World:
    """Sixty texts of one to four publishers, and the captures of their pages."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        letters = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "wu", "den", "gar")
        self.words = ["".join(self.draw.choices(letters, k=3)) for _ in range(3000)]
        self.stories = [(self.sentence(6), tuple(self.sentence(18) for _ in range(4))) for _ in range(TEXTS)]
        self.prints = [
            Print(text, names[0], MOMENT + timedelta(minutes=self.draw.randint(-14000, 60 * 24 * 7)))
            for text in range(TEXTS)
            for names in self.draw.sample(NAMES, self.draw.choice((1, 1, 2, 3, 4)))
        ]
        self.shots: list[Shot] = []
        for site, days in CAPTURED.items():
            shown = self.draw.sample(self.prints, len(self.prints) // 2)
            for day in days:
                at = MOMENT + timedelta(days=day, minutes=self.draw.randint(0, 300))
                known = [one for one in self.prints if at - timedelta(days=20) < one.at < at]
                for about in self.draw.sample([one for one in shown if one in known], 12):
                    others = [one for one in known if one != about]
                    self.shots.append(Shot(site, about, at, tuple(self.draw.sample(others, self.draw.randint(2, 5)))))

    def sentence(self, count: int) -> str:
        return " ".join(self.draw.choices(self.words, k=count)).capitalize() + "."

    def told(self, what: Print, shot: Shot) -> Story:
        title, body = self.stories[what.text]
        spelling = self.draw.choice(spellings(what.publisher, shot.site))
        ago = (cut_off if shot.site == SITES[1] else rounded)((shot.at - what.at).total_seconds())
        return Story(title.rstrip("."), spelling, ago, body)

    def page(self, shot: Shot) -> str:
        about = self.told(shot.about, shot)
        # A number fused to a name that ends in a letter can be told from it; a domain is not printed there.
        byline = f"{shot.about.publisher}{about.date}"
        return bulleted(about, [self.told(one, shot) for one in shot.related], byline=byline)

    def load(self, url: str, folder) -> None:
        folder.mkdir()
        paths = []
        for number, shot in enumerate(self.shots):
            place = self.prints.index(shot.about)
            paths.append(folder / f"{number:03}.txt")
            paths[-1].write_text(self.page(shot))
            told = {"captured_at": shot.at.isoformat(), "url": f"https://{shot.site}/{place}"}
            paths[-1].with_name(paths[-1].name + ".json").write_text(json.dumps(told))
        assert ingest(url, paths, folder / "archive", captured_at=None, batch_size=50).counts["loaded"] == len(paths)

    def of(self, text: int) -> list[Print]:
        """The prints of a text that some page shows, the first one first."""
        shown = {one for shot in self.shots for one in (shot.about, *shot.related)}
        return sorted((one for one in shown if one.text == text), key=lambda one: one.at)


@pytest.fixture(scope="module")
def world(server, named_database, tmp_path_factory):
    url, made = named_database(True), World(3)
    made.load(url, tmp_path_factory.mktemp("world") / "in")
    rows(url, "select star.refresh_rollups()")
    yield made, url
    drop_databases(server, [url])


@pytest.fixture(scope="module")
def dated(world):
    """The dates of each print as bi.article tells them; under a name and under a domain it is two articles."""
    made, url = world
    number = {title.rstrip("."): text for text, (title, _) in enumerate(made.stories)}
    found = rows(url, "select title, publisher, published_at, published_min_at, published_max_at, has_date_conflict"
                 " from bi.article")  # fmt: skip
    told: dict[tuple[int, str], list] = defaultdict(list)
    for title, publisher, *rest in found:
        told[number[title], TRUE[publisher]].append(rest)
    return told


def width(dated, *prints: Print) -> float:
    """Hours by which a difference of two best instants may be wrong."""
    return sum(
        max((newest - oldest).total_seconds() / 3600 for _, oldest, newest, _ in dated[one.text, one.publisher])
        for one in prints
    )


def test_each_print_is_one_article_of_one_publisher_and_its_bounds_hold_the_truth_on_the_site_that_cuts_off_too(
    world, dated
):
    made, url = world
    shown = {one for text in range(TEXTS) for one in made.of(text)}
    assert {(one.text, one.publisher) for one in shown} == set(dated)
    assert rows(url, "select count(*) from bi.publisher where publisher_id <> 0 and publisher_id in"
                " (select publisher_id from bi.article)") == [(len(NAMES),)]  # fmt: skip
    assert {spelling for (spelling,) in rows(url, "select alias from bi.publisher_alias")} | set(TRUE.values()) >= {
        spelling for spelling in TRUE if spelling.endswith(".example")
    }
    for one in shown:
        assert len(dated[one.text, one.publisher]) <= 2, one
        for _, oldest, newest, is_conflict in dated[one.text, one.publisher]:
            assert oldest - ROUND <= one.at <= newest + ROUND, one
            assert not is_conflict, one


def test_who_is_called_certainly_first_is_first_and_spread_and_lags_are_right_within_the_bounds(world, dated):
    made, url = world
    number = {title.rstrip("."): text for text, (title, _) in enumerate(made.stories)}
    found = rows(url, "select title, first_publisher, first_certainty, publisher_count, spread_hours from bi.story")
    assert len(found) == len({text for text in range(TEXTS) if made.of(text)})
    certainties = Counter()
    for title, publisher, certainty, count, spread in found:
        prints = made.of(number[title])
        assert count == len(prints), title
        certainties[certainty] += 1
        if count > 1:
            assert certainty != "certain" or TRUE[publisher] == prints[0].publisher, title
            true = (prints[-1].at - prints[0].at).total_seconds() / 3600
            assert abs(spread - true) <= sum(sorted(width(dated, one) for one in prints)[-2:]), title
    assert min(certainties["certain"], certainties["likely"]) >= 5, certainties
    edges = rows(
        url, "select story.title, source.publisher, copier.publisher, lag_hours, is_certain from bi.story_edge"
        " join bi.story using (story_id)"
        " join bi.publisher as copier on copier.publisher_id = story_edge.publisher_id"
        " join bi.publisher as source on source.publisher_id = source_publisher_id",
    )  # fmt: skip
    assert len(edges) == sum(len(made.of(text)) - 1 for text in range(TEXTS) if made.of(text))
    for title, source, copier, lag, is_certain in edges:
        prints = {one.publisher: one for one in made.of(number[title])}
        one, other = prints[TRUE[source]], prints[TRUE[copier]]
        assert not is_certain or one == made.of(number[title])[0], title
        assert abs(lag - (other.at - one.at).total_seconds() / 3600) <= width(dated, one, other), title


def test_slots_and_ages_of_what_is_recirculated_equal_the_truth(world, dated):
    made, url = world
    first: dict[tuple[str, Print, Print], datetime] = {}
    for shot in sorted(made.shots, key=lambda shot: shot.at):
        for one in shot.related:
            first.setdefault((shot.site, shot.about, one), shot.at)
    expected = Counter((site, about.publisher, one.publisher, at.date()) for (site, about, one), at in first.items())
    found = rows(
        url, "select site.site, host.publisher, guest.publisher, first_shown_date_utc, article.title,"
        " age_hours_at_first_shown, first_shown_at from bi.slot join bi.site using (site_id)"
        " join bi.article using (article_id)"
        " join bi.publisher as host on host.publisher_id = host_publisher_id"
        " join bi.publisher as guest on guest.publisher_id = slot.publisher_id where role = 'related'",
    )  # fmt: skip
    assert Counter((site, TRUE[host], TRUE[guest], day) for site, host, guest, day, *_ in found) == expected
    number = {title.rstrip("."): text for text, (title, _) in enumerate(made.stories)}
    by_name = {(one.text, one.publisher): one for one in made.prints}
    for _, _, guest, _, title, age, shown_at in found:
        one = by_name[number[title], TRUE[guest]]
        assert abs(age - (shown_at - one.at).total_seconds() / 3600) <= width(dated, one), title
    own = Counter(site for (site, about, one) in first if about.publisher == one.publisher)
    shares = rows(url, "select site, sum(own_publisher_slot_count)::integer, sum(known_publisher_slot_count)::integer"
                  " from bi.site_day join bi.site using (site_id) group by 1")  # fmt: skip
    assert {site: (mine, known) for site, mine, known in shares} == {
        site: (own[site], sum(1 for place, *_ in first if place == site)) for site in SITES
    }


def test_gaps_are_the_days_without_a_capture(world):
    made, url = world
    captured: dict[str, set[date]] = {site: set() for site in SITES}
    for shot in made.shots:
        captured[shot.site].add(shot.at.date())
    expected = {
        (site, min(days) + timedelta(days=n))
        for site, days in captured.items()
        for n in range((max(days) - min(days)).days)
        if min(days) + timedelta(days=n) not in days
    }
    gaps = rows(url, "select site, date from bi.coverage join bi.site using (site_id) where is_gap")
    assert set(gaps) == expected != set()
