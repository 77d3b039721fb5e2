"""What a run did, as the terminal, the artifacts and the exit code tell it; however many pages, of one size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from db.quality.check import QualityReport
from db.runs import Account
from tasks.records import Outcome, PageResult

MOST_KEPT = 5000
"""Results of pages that a report keeps; of those behind, only the ones that need somebody, ..."""
MOST_LEAN = 1000
"""... and these until there are so many more."""
_ASIDE = (Outcome.QUARANTINED, Outcome.FAILED)


@dataclass(slots=True)
class RunReport:
    """What a run did."""

    run_id: int
    kind: str
    account: Account
    results: list[PageResult] = field(default_factory=list)
    """In the order of the plan: the first pages, and of the others those that need somebody, as far as they are
    kept. The counts are of all."""
    done_count: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """Pages by outcome."""
    articles: Counter[str] = field(default_factory=Counter)
    """Appearances on these pages: inserted (articles nobody knew), changed, duplicate (known before)."""
    left_out: list[str] = field(default_factory=list)
    """Declared sites that another run had in hand, and which."""
    quality: QualityReport | None = None
    """What the data-quality checks found. None: the run was not checked."""

    @property
    def page_count(self) -> int:
        """Pages of the run."""
        return self.counts.total()

    @property
    def failed_count(self) -> int:
        """Pages that need somebody: quarantined, or failed."""
        return sum(self.counts[outcome.value] for outcome in _ASIDE)

    def explained(self) -> list[PageResult]:
        """Pages with a reason: those set aside, and those that were not had for now or for good."""
        return [result for result in self.results if result.detail and result.reason]

    def failed(self) -> list[PageResult]:
        """The pages that need somebody, as far as they are kept."""
        return [result for result in self.results if result.outcome in _ASIDE]


class Tally:
    """Sums up the pages of a run batch by batch. ``most`` results are kept whole."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.results: list[PageResult] = []
        self.counts: Counter[str] = Counter()
        self.articles: Counter[str] = Counter()
        self._most = most

    def add(self, results: Sequence[PageResult]) -> None:
        """A batch is done."""
        for result in results:
            self.counts[result.outcome.value] += 1
            self.articles["inserted"] += result.inserted_count
            self.articles["changed"] += result.changed_count
            self.articles["duplicate"] += result.duplicate_count
            limit = self._most + MOST_LEAN if result.outcome in _ASIDE else self._most
            if len(self.results) < limit:
                self.results.append(result)
