"""The report of live.py's runs: one table, and planner's targets as ratios within the run."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chats import Tenant
from common import MB

NAMES = ("guide by hand", "careful DBA", "planner")
"""The contenders, in the order of their turns."""

BUSY = 0.1
"""The share of the processors in use by others above which the report warns."""


@dataclass(frozen=True, slots=True)
class Result:
    """One run of one contender: seconds and bytes, without the application's share."""

    tenant: str
    contender: str
    seconds: float
    rows: int | None
    rows_per_second: float | None
    transactions: int
    p50: float
    p99: float
    longest: float
    longest_own: float
    failures: Sequence[str]
    wal: float
    growth: float
    tenant_indexes: int
    hot_share: float | None
    others: float
    """The share (0 to 1) of the processors that was busy in the second before the run, when nothing here ran."""
    error: str | None
    said: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The runs of a contender for one kind of tenant."""

    runs: Sequence[Result]

    def median(self, what: Callable[[Result], float | None]) -> float | None:
        values = [number for run in self.runs if (number := what(run)) is not None]
        return statistics.median(values) if values else None

    def sure(self, what: Callable[[Result], float | None]) -> float:
        """Return the median, or 0 if there is none."""
        return self.median(what) or 0.0

    @property
    def longest(self) -> float:
        return max(run.longest for run in self.runs)

    @property
    def failed(self) -> int:
        return sum(len(run.failures) for run in self.runs)

    def line(self) -> str:
        first = self.runs[0]
        cells = [f"{first.tenant:<8} {first.contender:<17}", _cell(self.median(lambda r: r.seconds), 7, 1)]
        cells += [_cell(self.median(lambda r: r.rows_per_second), 7, 0)]
        cells += [_cell(self.sure(lambda r: r.p50) * 1000, 6, 1), _cell(self.sure(lambda r: r.p99) * 1000, 8, 1)]
        cells += [_cell(self.longest * 1000, 8, 1), _cell(max(r.longest_own for r in self.runs) * 1000, 8, 1)]
        cells += [_cell(self.failed, 6, 0), _cell(self.sure(lambda r: r.wal) / MB, 7, 0)]
        cells += [_cell(self.sure(lambda r: r.growth) / MB, 9, 0)]
        cells += [_cell(self.sure(lambda r: r.tenant_indexes) / MB, 8, 0)]
        hot = self.median(lambda r: r.hot_share)
        return " ".join([*cells, _cell(None if hot is None else hot * 100, 5, 0)])


def _cell(number: float | None, width: int, digits: int) -> str:
    return f"{'-':>{width}}" if number is None else f"{number:>{width}.{digits}f}"


HEADER = (
    f"{'tenant':<8} {'contender':<17} {'seconds':>7} {'rows/s':>7} {'p50 ms':>6} {'p99 ms':>8} {'max ms':>8} "
    f"{'own ms':>8} {'failed':>6} {'WAL MB':>7} {'growth MB':>9} {'index MB':>8} {'HOT %':>5}"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A target of planner, and the result."""

    text: str
    measured: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def line(self) -> str:
        sign = "at least" if self.at_least else "at most"
        return f"{self.text:<58} {sign:>8} {self.limit:>8.3g} {self.measured:>9.3g}  {'yes' if self.met else 'MISSED'}"


def targets(summaries: dict[tuple[str, str], Summary]) -> Iterator[Target]:
    """Return the targets, as ratios of medians within this run."""
    for tenant in Tenant:
        by_hand, careful, ours = (summaries[tenant.value, name] for name in NAMES)

        def ratio(what: Callable[[Result], float | None], a: Summary = ours, b: Summary = by_hand) -> float:
            other = b.sure(what)
            return a.sure(what) / other if other else float("inf")

        seconds = ratio(lambda r: r.seconds)
        if tenant is Tenant.DERIVED:
            yield Target("derived: seconds, of the guide's", seconds, 1.25)
            yield Target("derived: the application's p99, of the guide's", ratio(lambda r: r.p99), 1 / 50)
            yield Target("derived: the application's longest wait, ms", ours.longest * 1000, 150)
            yield Target("derived: WAL, of the guide's", ratio(lambda r: r.wal), 0.7)
            yield Target("derived: growth, of the guide's", ratio(lambda r: r.growth), 0.35)
            yield Target("derived: rows/s, of the DBA's", ratio(lambda r: r.rows_per_second, ours, careful), 1.5, True)
        else:
            yield Target("constant: seconds, of the guide's", seconds, 1 / 5)
            yield Target("constant: the application's longest wait, ms", ours.longest * 1000, 50)
        yield Target(f"{tenant.value}: failed statements", ours.failed, 0)


def report(results: Sequence[Result]) -> list[Target]:
    """Return the table, the reasons why contenders did not reach their end, and the targets."""
    grouped: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        grouped.setdefault((result.tenant, result.contender), []).append(result)
    summaries = {key: Summary(runs) for key, runs in grouped.items()}
    print(HEADER)
    for summary in summaries.values():
        print(summary.line())
    for (tenant, contender), runs in grouped.items():
        for text in dict.fromkeys("\n".join(filter(None, (run.error, run.said))) for run in runs if run.error):
            print(f"{tenant}, {contender}, did not get to its end: {text}")
        for text in dict.fromkeys(failure for run in runs for failure in run.failures):
            print(f"{tenant}, {contender}, failed statement: {text}")
    others = max(result.others for result in results)
    if others > BUSY:
        print(f"others kept up to {others:.0%} of the processors busy before a run: don't trust the seconds")
    found = list(targets(summaries))
    print(f"\n{'target':<58} {'':>8} {'limit':>8} {'measured':>9}")
    for target in found:
        print(target.line())
    return found
