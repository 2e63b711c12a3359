"""Print the overview of a run in columns. No line is wider than the terminal; in a pipe, than 120 characters.

On a narrow terminal the words are short, then WAL and disk are left out (their sums are in the last line), and at last
names lose their middle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_letters

from planner.files.psql import limit_text
from planner.names import cut, in_line, middle
from planner.report.human import SIGN, count, expected_time, size_text, summary
from planner.report.overview import MOST_TEXTS, HazardKind, Overview, TableSum
from planner.steps.step import Segment
from planner.target.phase import PHASES, Phase

_LEAST_NAME = 16
_LEAST_CHANGES = 24

WORDS = {
    "tenant_column": ("column", "col"),
    "write_guard": ("guard", "guard"),
    "tenant_comment": ("comment", "note"),
    "triggers": ("triggers", "trg"),
    "backfill": ("fill", "fill"),
    "tenant_foreign_key": ("foreign key", "fk"),
    "not_null": ("not null", "nn"),
    "tenant_index": ("index", "idx"),
    "followed_indexes": ("index copies", "idx+"),
    "unique_keys": ("unique keys", "uk"),
    "primary_keys": ("primary key", "pk"),
    "composite_foreign_keys": ("keys with tenant", "fk+"),
    "row_security": ("policies", "rls"),
    "record": ("schema planner", "planner"),
    "tenants_table": ("tenants table", "tenants"),
    "default_tenant": ("default tenant", "default"),
    "distribute_identity": ("sequence", "seq"),
    "distribute_partitioned_keys": ("partitioned keys", "pk+"),
    "distribute_foreign_keys": ("keys off, and on", "fk*"),
    "distribute_tables": ("distribution", "dist"),
    "distribute_finish": ("clean-up", "end"),
}
"""The operations in words: long, and short. docs/commands.md explains them."""
_NOTHING = "locked by foreign keys"


def _heading(tables: Sequence[TableSum]) -> str:
    """Return the signs of the phases; that of `distribute` where a table is distributed."""
    more = any(Phase.DISTRIBUTE in table.operations for table in tables)
    return "+ add  ~ backfill  ! tighten" + (f"  {SIGN[Phase.DISTRIBUTE]} distribute" if more else "")


@dataclass(frozen=True, slots=True)
class _Style:
    """How wide the table is: long or short words, and what stands between the columns."""

    word: int
    between: str
    waits: Mapping[str, str]
    """The words for who waits, by the words of a lock."""
    heading: str
    """The heading of that column, with a place for the limit."""
    hazards: str

    def changes(self, table: TableSum) -> str:
        """Return the operations on a table, phase by phase, each phase with its sign."""
        if table.like:
            return f"the same for {table.like} tables"
        comma, blank = (", ", " ") if self.word == 0 else (",", "")
        phases = [
            f"{SIGN[phase]}{blank}{comma.join(self._words(operations))}"
            for phase, operations in table.operations.items()
        ]
        return f"{blank} ".join(phases) or _NOTHING

    def _words(self, operations: Mapping[str, None]) -> Iterator[str]:
        for operation in operations:
            yield WORDS[operation][self.word] if operation in WORDS else operation.replace("_", " ")


_LONG = {"reads and writes wait": "reads and writes", "writes wait": "writes"}
_SHORT = {"reads and writes wait": "all", "writes wait": "writes"}
_STYLES = (
    _Style(0, "  ", _LONG, "wait at most {}", "hazards"),
    _Style(0, "  ", _SHORT, "wait ≤ {}", "hazards"),
    _Style(1, "  ", _LONG, "wait at most {}", "hazards"),
    _Style(1, "  ", _SHORT, "wait ≤ {}", "hazards"),
    _Style(1, " ", _SHORT, "≤{}", "haz"),
)


def overview_text(
    found: Overview, segments: Sequence[Segment], *, width: int, lock_timeout: float, terminal: bool = False
) -> Iterator[str]:
    """Yield the headings, one line for each table, planner's own objects, the hazards, and the sums.

    `lock_timeout` is in seconds.
    """
    letters = dict(zip(found.hazards, ascii_letters, strict=False))
    tables = list(found.lines())
    same_schema = len({table.relation.schema for table in found.tables if table.relation is not None}) == 1
    names = [_name(table, short=same_schema) for table in tables]
    if found.own is not None:
        tables.append(found.own)
        names.append("planner's own")
    total = found.total
    grid = next(
        (
            grid
            for style in _STYLES
            if (grid := _Grid.of(style, names, tables, total, letters, lock_timeout)).width <= width
        ),
        None,
    )
    if grid is None:
        grid = _Grid.of(_STYLES[-1], names, tables, total, letters, lock_timeout).narrowed(width)
    first, *lines = (cut(line, width) for line in (*grid.lines(), *_hazards(found.hazards, letters)))
    yield f"\033[1m{first}\033[0m" if terminal else first
    yield from lines
    yield grid.sums(segments, width)


def _name(table: TableSum, *, short: bool) -> str:
    if table.relation is None:
        return ""
    return in_line(table.relation.name if short else str(table.relation))


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells, column by column: heading first, sum last."""

    columns: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    between: str
    told: str
    """The sums in words, for a table that lacks some columns."""
    whole: bool = True
    """Whether all columns are there."""

    @classmethod
    def of(
        cls,
        style: _Style,
        names: Sequence[str],
        tables: Sequence[TableSum],
        total: TableSum,
        letters: Mapping[str, str],
        lock_timeout: float,
    ) -> _Grid:
        everything = [*tables, total]
        columns = (
            ("table", *names, ""),
            (_heading(tables), *(style.changes(table) for table in tables), ""),
            (style.heading.format(limit_text(lock_timeout)), *(_waits(table, style) for table in tables), ""),
            ("rows", *(_rows(table) for table in everything)),
            ("time", *(expected_time(table.seconds) for table in everything)),
            (style.hazards, *("".join(letters.get(h, "") for h in table.hazards) or "-" for table in tables), ""),
            ("disk", *(_size(table.disk) for table in everything)),
            ("WAL", *(_size(table.wal) for table in everything)),
        )
        told = f"{_short(total.rows)} rows, {expected_time(total.seconds)}, {_size(total.disk)} disk, {_size(total.wal)} WAL"
        return cls(columns, tuple(max(map(len, column)) for column in columns), style.between, told)

    @property
    def width(self) -> int:
        return sum(self.widths) + len(self.between) * (len(self.widths) - 1)

    def narrowed(self, width: int) -> _Grid:
        """Return the table without its last columns, and with shorter names, so that it fits."""
        found = self
        while found.width > width and len(found.columns) > 6:
            found = replace(found, columns=found.columns[:-1], widths=found.widths[:-1], whole=False)
        name, changes, *others = found.widths
        name = max(_LEAST_NAME, name - max(0, found.width - width)) if name > _LEAST_NAME else name
        room = width - name - sum(others) - len(self.between) * (len(found.widths) - 1)
        return replace(found, widths=(name, max(min(changes, room), min(changes, _LEAST_CHANGES)), *others))

    def lines(self) -> Iterator[str]:
        """Yield the headings and the lines of the tables."""
        for cells in list(zip(*self.columns, strict=True))[:-1]:
            yield self._line(cells)

    def sums(self, segments: Sequence[Segment], width: int) -> str:
        """Return the last line: the steps by phase, and the sums, below their columns where these are all shown."""
        place = sum(self.widths[:3]) + 2 * len(self.between)
        said = next((words for words in _steps(segments) if len(words) <= place), None)
        if said is not None and self.whole:
            numbers = self._line(["", "", "", *(column[-1] for column in self.columns[3:])])[place:]
            return f"{said.ljust(place)}{numbers}".rstrip()
        told = [f"{words}; {self.told}" for words in _steps(segments)]
        return cut(next((line for line in told if len(line) <= width), told[-1]), width)

    def _line(self, cells: Sequence[str]) -> str:
        aligned = [
            middle(cell, width).ljust(width)
            if n in (0, 5)
            else cut(cell, width).ljust(width)
            if n < 3
            else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(cells, self.widths, strict=True))
        ]
        return self.between.join(aligned).rstrip()


def _steps(segments: Sequence[Segment]) -> Iterator[str]:
    """Yield the number of steps in words, longest first."""
    steps = Counter(step.phase for segment in segments for step in segment.steps)
    yield summary(segments).removesuffix(".")
    phases = ", ".join(f"{steps[phase]} {phase}" for phase in PHASES if steps[phase])
    yield f"Plan: {steps.total()} steps: {phases}"
    yield f"Plan: {phases}"
    yield f"Plan: {steps.total()} steps"


def _hazards(kinds: Mapping[str, HazardKind], letters: Mapping[str, str]) -> Iterator[str]:
    for name, kind in kinds.items():
        texts = list(kind.texts)
        times = f", {kind.steps} steps" if kind.steps > 1 and len(texts) == 1 else ""
        for text in texts[:MOST_TEXTS]:
            yield in_line(f"{letters.get(name, '?')} {name}{times}: {text}")
        if len(texts) > MOST_TEXTS:
            yield f"{letters.get(name, '?')} {name}: and {len(texts) - MOST_TEXTS} more, see --full"


def _waits(table: TableSum, style: _Style) -> str:
    return style.waits.get(table.lock.stops, "nobody") if table.lock is not None else "nobody"


def _rows(table: TableSum) -> str:
    if table.relation is None and not table.rows:
        return "-"
    if not table.estimated:
        return f"about {_short(table.rows)}" if table.rows else "empty"
    return _short(table.rows)


def _short(rows: float) -> str:
    if rows < 100_000:
        return count(int(rows))
    return f"{rows / 1000:.0f}k" if rows < 1_000_000 else f"{rows / 1_000_000:.1f}M"


def _size(size: float) -> str:
    if size < 1:
        return "-"
    return size_text(size) if size >= 1024 else "<1 kB"
