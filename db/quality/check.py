"""The checks of one run: measured, judged, kept in ``news.dq_result``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from math import ceil

from sqlalchemy import text

from db.outage import outlasts_outage
from db.quality.bounds import Bounds, mean_bounds, recent, share_bounds
from db.quality.declared import FAIL, WARN, Check
from db.quality.measures import Measure, SiteAge, read_measures, read_site_ages
from db.runs import Account
from db.session import engine_for

_MOST_STALE = 100
_INSERT = """
insert into news.dq_result (run_id, check_name, subject, is_passed, on_failure, measured, hit_count, total_count,
                            expected_min, expected_max, detail)
select :run, check_name, subject, is_passed, on_failure, measured, hit_count, total_count, expected_min, expected_max,
       detail
from jsonb_to_recordset(cast(:rows as jsonb)) as t
    (check_name text, subject text, is_passed boolean, on_failure text, measured float, hit_count bigint,
     total_count bigint, expected_min float, expected_max float, detail text)
on conflict (run_id, check_name, subject) do update set
    is_passed = excluded.is_passed, on_failure = excluded.on_failure, measured = excluded.measured,
    hit_count = excluded.hit_count, total_count = excluded.total_count, expected_min = excluded.expected_min,
    expected_max = excluded.expected_max, detail = excluded.detail
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One result as ``news.dq_result`` keeps it."""

    check_name: str
    subject: str
    is_passed: bool
    on_failure: str
    detail: str
    measured: float | None = None
    hit_count: int | None = None
    total_count: int | None = None
    expected_min: float | None = None
    expected_max: float | None = None

    @property
    def status(self) -> str:
        """passed, warning or failed, as in bi.data_quality."""
        if self.is_passed:
            return "passed"
        return "failed" if self.on_failure == FAIL else "warning"


@dataclass(frozen=True, slots=True)
class QualityReport:
    """All results of one run."""

    run_id: int
    results: list[Result] = field(default_factory=list)

    def wrong(self) -> list[Result]:
        """What did not hold, failures first."""
        return sorted((r for r in self.results if not r.is_passed), key=lambda r: (r.on_failure != FAIL, r.check_name))

    def failed(self) -> list[Result]:
        """What makes the run fail."""
        return [r for r in self.wrong() if r.on_failure == FAIL]


@outlasts_outage
def check_quality(url: str, account: Account, checks: dict[str, Check]) -> QualityReport:
    """Check what a run loaded and keep the results; checking it again replaces them.

    Reads the run's own pages, and of earlier runs their kept results only.
    """
    wanted = {name: check for name, check in checks.items() if check.is_enabled}
    if not wanted:
        return QualityReport(account.run_id)
    with engine_for(url).begin() as connection:
        runs = max(check.history_runs for check in wanted.values())
        measures = read_measures(connection, account.run_id, runs)
        ages = read_site_ages(connection) if "freshness" in wanted else []
        results = [*judge(account, measures, ages, wanted)]
        rows = json.dumps([asdict(result) for result in results])
        connection.execute(text(_INSERT), {"run": account.run_id, "rows": rows})
    return QualityReport(account.run_id, results)


def judge(
    account: Account, measures: Iterable[Measure], ages: Iterable[SiteAge], checks: dict[str, Check]
) -> Iterator[Result]:
    """What the measures are by the checks. Pure."""
    if "account" in checks:
        yield _account(account, checks["account"])
    for measure in measures:
        check = checks.get(measure.check_name)
        if check is not None:
            yield _of_mean(check, measure) if check.name == "articles_per_page" else _of_share(check, measure)
    if "freshness" in checks:
        yield from _freshness(checks["freshness"], list(ages))


def _account(account: Account, check: Check) -> Result:
    detail = (
        f"{account.planned_count} planned, {account.accounted_count} accounted for, {account.unexplained_count} without"
        f" a reason, {account.wrong_capture_count} captures with lost rows, {account.empty_capture_count} without any"
    )
    return Result(
        check.name, "", account.is_balanced, check.on_failure, detail,
        hit_count=account.accounted_count, total_count=account.planned_count,
    )  # fmt: skip


# Checks where few are bad, and checks where many are: which way a share may not move.
_UPWARD = ("unknown_layout", "walls", "generic_layout", "related_in_range")
_DOWNWARD = ("field_filled",)


def _of_share(check: Check, measure: Measure) -> Result:
    hits, total, history = recent(measure.hit_count, measure.total_count, measure.history, check.least_total)
    bounds = share_bounds(check, history, total) if check.history_total else Bounds()
    has_history = bounds != Bounds() or not check.history_total
    if check.name in _UPWARD:
        most = check.most_share if bounds.most is None else min(bounds.most, check.most_share)
        bounds = Bounds(None, most if most < 1 else None)
    elif check.name in _DOWNWARD:
        bounds = Bounds(bounds.least, None)
    bad = hits if check.name in _UPWARD else total - hits
    is_judged = total >= check.least_total and (check.name not in (*_UPWARD, *_DOWNWARD) or bad >= check.least_hits)
    return _result(check, measure, (hits, total), bounds, is_judged=is_judged, has_history=has_history)


def _of_mean(check: Check, measure: Measure) -> Result:
    hits, total, history = recent(measure.hit_count, measure.total_count, measure.history, check.least_total)
    bounds = mean_bounds(check, history, total)
    return _result(
        check, measure, (hits, total), bounds, is_judged=total >= check.least_total, has_history=bounds != Bounds()
    )


def _result(
    check: Check, measure: Measure, seen: tuple[int, int], bounds: Bounds, *, is_judged: bool, has_history: bool
) -> Result:
    hits, total = seen
    value = hits / total
    is_passed = not is_judged or bounds.hold(value)
    said = f"{measure.subject}: {hits} of {total} ({_figure(value)})"
    if total > measure.total_count:
        said += f", {total - measure.total_count} of them of the runs just before"
    if is_passed and not is_judged:
        said += "; too few to judge"
    elif is_passed and not has_history:
        said += "; no history yet"
    else:
        low = "" if bounds.least is None else f" at least {_figure(bounds.least)}"
        high = "" if bounds.most is None else f" at most {_figure(bounds.most)}"
        source = f"by {measure.history.total} of earlier runs" if measure.history.total else "declared"
        said += f", expected{low}{high} ({source})" if low or high else ""
    # What was never seen to hold can only warn: there may be nothing wrong with it but its novelty.
    severity = check.on_failure if has_history else WARN
    return Result(
        check.name, measure.subject, is_passed, severity, said, round(value, 6), measure.hit_count,
        measure.total_count, _rounded(bounds.least), _rounded(bounds.most),
    )  # fmt: skip


def _figure(value: float) -> str:
    return f"{value:.3g}" if value else "0"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _freshness(check: Check, ages: list[SiteAge]) -> Iterator[Result]:
    """One result for all declared sites, and one for each that is late or quiet."""
    stale = [result for age in ages if (result := _stale(check, age)) is not None]
    words = f"{len(ages) - len(stale)} of {len(ages)} declared sites are fresh"
    if ages:
        yield Result(check.name, "", True, check.on_failure, words, None, len(stale), len(ages))
    yield from stale[:_MOST_STALE]


def _stale(check: Check, age: SiteAge) -> Result | None:
    bound = check.late_factor * age.interval_hours + 1
    asked = age.known_hours if age.asked_hours is None else age.asked_hours
    if asked > bound:
        said = (
            f"{age.site}: not asked for {ceil(asked)} hours, expected {_figure(bound)} at most; is its run scheduled?"
        )
        return Result(
            check.name, age.site, False, check.on_failure, said, round(asked, 3), expected_max=round(bound, 3)
        )
    if age.broken is not None:
        said = f"{age.site}: its start page {age.broken} gives no pages any more; newsweir site list tells more"
        return Result(check.name, age.site, False, check.on_failure, said)
    new = age.known_hours if age.new_hours is None else age.new_hours
    if new > check.quiet_hours:
        said = f"{age.site}: nothing new for {ceil(new)} hours, expected {_figure(check.quiet_hours)} at most"
        return Result(
            check.name, age.site, False, check.on_failure, said, round(new, 3), expected_max=check.quiet_hours
        )
    return None
