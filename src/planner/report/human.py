"""Text for people: a summary first and last, and one block for each step. Colour only where the caller says that the
output is a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from planner.catalog.distribution import Method
from planner.catalog.model import Catalog, Relation
from planner.files.psql import one_line
from planner.names import in_line, shown
from planner.report import tables
from planner.run.preflight import TableRows
from planner.sql import build
from planner.steps.record.entries import RecordStatement
from planner.steps.step import LOSS, Lock, Mode, Segment, Step
from planner.target.phase import PHASES
from planner.tenancy.model import Tenancy

SIGN = {"add": "+", "backfill": "~", "tighten": "!", "distribute": ">", "rollback": "-"}
"""The sign of each phase, and of what a rollback does."""
_COLOUR = {"+": "\033[32m", "~": "\033[33m", "!": "\033[36m", ">": "\033[35m", "-": "\033[31m", "bold": "\033[1m"}
_PLAIN = "\033[0m"


def _paint(text: str, colour: str, *, terminal: bool) -> str:
    return f"{_COLOUR[colour]}{text}{_PLAIN}" if terminal else text


def header(catalog: Catalog, tenancy: Tenancy | None = None) -> str:
    """Return the lines that say which database is used, as which role, and how large the scoped tables are."""
    server = catalog.server
    citus = f", Citus {catalog.cluster.version[0]}.{catalog.cluster.version[1]}" if catalog.cluster is not None else ""
    where = f"{server.database} on {server.host}, PostgreSQL {server.version_text}{citus}, as {server.role}"
    if tenancy is None:
        return in_line(where)
    relations = [catalog.relations[name] for name in tenancy.tables]
    rows = sum(relation.rows for relation in relations)
    size = sum(relation.bytes for relation in relations)
    plain = [relation for relation in relations if relation.distribution is None]
    told = f"{len(relations)} scoped tables, about {count(rows)} rows, {size_text(size)}{without_statistics(plain)}"
    return f"{in_line(where)}\n{told}{_distributed(catalog, relations)}"


def _distributed(catalog: Catalog, relations: Sequence[Relation]) -> str:
    """Return a note on the tables whose rows are not counted here, because they are on the workers; empty without any."""
    spread = [r for r in relations if r.distribution is not None and r.distribution.method is Method.HASH]
    if not spread or catalog.cluster is None:
        return ""
    shards = spread[0].distribution.shards if spread[0].distribution is not None else 0
    workers = len(catalog.cluster.workers)
    verb = "is" if len(spread) == 1 else "are"
    return f" on the coordinator; {_tables(len(spread))} {verb} distributed: {shards} shards each on {workers} workers"


def header_line(catalog: Catalog, tenancy: Tenancy, width: int) -> str:
    """Return the header in one line of at most `width` characters. On a narrow terminal it leaves out the sizes."""
    where, what = header(catalog, tenancy).split("\n")
    tables, rows, size = what.partition(";")[0].split(", ")
    for told in (f"{tables}, {rows}, {size}", f"{tables}, {rows}", tables):
        if len(line := f"{where}; {told}") <= width:
            return line
    return where if len(where) <= width else f"{where[: width - 1]}…"


def without_statistics(relations: Iterable[Relation]) -> str:
    """Return a note on the tables whose number of rows the server does not know; empty if it knows all numbers."""
    missing = sum(not relation.estimated for relation in relations)
    verb = "has" if missing == 1 else "have"
    return f"; {_tables(missing)} {verb} no statistics: ANALYZE makes the estimates true" if missing else ""


def _tables(number: int) -> str:
    return f"{number} table{'s' if number != 1 else ''}"


def summary(segments: Sequence[Segment], *, undo: bool = False) -> str:
    """Return one line that counts the steps and segments."""
    steps = Counter(step.phase for segment in segments for step in segment.steps)
    if not steps:
        return "Nothing to do: the database is as the plan says." if not undo else "Nothing to take back."
    total = sum(steps.values())
    parts = [f"{steps[phase]} {phase}" for phase in PHASES if steps[phase]]
    verb = "Rollback" if undo else "Plan"
    return f"{verb}: {total} step{'s' if total > 1 else ''} in {len(segments)} segments: {', '.join(parts)}."


def diff_text(
    segments: Sequence[Segment],
    back: Mapping[str, tuple[Step, ...]],
    *,
    limit: str,
    wanted: Container[str] | None = None,
    terminal: bool = False,
) -> Iterator[str]:
    """Yield the lines that show the missing steps, or those whose ids are `wanted`. The caller prints the summary.

    `back` has the undo of each step, by the step's id. `limit` is the longest wait for a lock, in words.
    """
    phase = None
    for segment in segments:
        for step in segment.steps:
            if wanted is not None and step.id not in wanted:
                continue
            if segment.phase is not phase:
                phase = segment.phase
                yield ""
                yield _paint(phase, "bold", terminal=terminal)
            yield from _step(step, segment, SIGN[phase], limit, terminal=terminal)
            yield from _undo(back[step.id])


def rollback_text(segments: Sequence[Segment], *, limit: str, terminal: bool = False) -> Iterator[str]:
    """Yield the lines that show the steps of a rollback. `limit` is the longest wait for a lock, in words."""
    phase = None
    for segment in segments:
        if segment.phase is not phase:
            phase = segment.phase
            yield ""
            yield _paint(f"take back {phase}", "bold", terminal=terminal)
        for step in segment.steps:
            yield from _step(step, segment, SIGN["rollback"], limit, terminal=terminal)


def _step(step: Step, segment: Segment, sign: str, limit: str, *, terminal: bool) -> Iterator[str]:
    yield ""
    yield f"  {_paint(f'{sign} {one_line(step.title)}', sign, terminal=terminal)}"
    yield f"      id      {one_line(step.id)}"
    for lock in step.locks:
        yield f"      lock    {lock.mode} on {one_line(str(lock.relation))}: {lock.mode.stops}{_bound(lock, limit)}"
    rows = f", about {count(step.rows)} rows" if step.rows else ""
    yield f"      runs    {_mode(segment)}; {step.work}{rows}"
    for node in step.statements:
        if isinstance(node, RecordStatement):
            yield f"      record  {one_line(str(node))}"
            continue
        yield from _indented("sql", node)
    for hazard in step.hazards:
        yield f"      hazard  {hazard.name}: {one_line(hazard.text)}"


def _bound(lock: Lock, limit: str) -> str:
    """Return how long others wait at most, where they wait."""
    return f" at most {limit}, then planner tries again" if lock.mode.stops.endswith("wait") else ""


def _indented(word: str, node: build.Statement) -> Iterator[str]:
    first, *rest = shown(build.render(node)).rstrip().splitlines()
    yield f"      {word:<7} {first}"
    yield from (f"              {line}" for line in rest)


def _undo(back: Sequence[Step]) -> Iterator[str]:
    """Yield what `planner rollback` runs for a step, and what is lost then."""
    for step in back:
        for node in step.statements:
            if not isinstance(node, RecordStatement):
                yield from _indented("undo", node)
        for hazard in step.hazards:
            if hazard.name == LOSS:
                yield f"      loses   {one_line(hazard.text)}"


def _mode(segment: Segment) -> str:
    match segment.mode:
        case Mode.TRANSACTION:
            others = len(segment.steps) - 1
            return f"segment {segment.number}, in one transaction" + (
                f" with {others} other step{'s' if others > 1 else ''}" if others else ""
            )
        case Mode.ALONE:
            return f"segment {segment.number}, outside a transaction block"
        case Mode.BATCHES:
            return f"segment {segment.number}, in short transactions"


def diff_sql(segments: Sequence[Segment]) -> Iterator[str]:
    """Yield the statements alone, for a quick look. `planner render` writes files that psql can run."""
    for segment in segments:
        yield f"-- segment {segment.number}, {segment.phase}, {segment.mode}"
        for step in segment.steps:
            yield f"-- {one_line(step.title)}"
            yield from (f"{build.render(node).rstrip()};" for node in step.statements)
        yield ""


def estimates(segments: Sequence[Segment], catalog: Catalog) -> str:
    """Return a line with the disk space and WAL that the run will need.

    Tables without statistics count with what their pages hold; the text says how many these are.
    """
    from planner.report.estimates import estimate

    found = estimate(segments, catalog)
    if not found.known:
        return f"Estimates: not known for {_tables(found.unknown)} without statistics; ANALYZE, then try again."
    more = f"by the pages alone for {_tables(found.unknown)} without statistics: ANALYZE makes the estimates true."
    known = f"Estimates: up to {size_text(found.disk)} more on disk, {size_text(found.wal)} of WAL"
    return f"{known}; {more}" if found.unknown else f"{known}."


def rows_text(found: Sequence[TableRows], width: int | None = None) -> Iterator[str]:
    """Yield what the row preflight found: first how many rows each path leads to a tenant, then what happens to rows
    that break a rule. `width` is that of the terminal; None in a pipe."""
    paths = [(table, path) for table in found for path in table.paths]
    if paths:
        headings = ("table", "path", "rows", "lead to a tenant", "NULL", "lead nowhere")
        yield tables.table(
            headings,
            [
                (str(t.relation), p.path.describe(), count(p.of), count(p.leads), count(p.null), count(p.nowhere))
                for t, p in paths
            ],
            width=width,
        )
    for table in found:
        for broken in table.broken:
            yield in_line(f"{broken}: {broken.count.outcome}")


def count(rows: int) -> str:
    """Return a number with a blank between the thousands."""
    return f"{rows:,}".replace(",", " ")


def expected_time(seconds: float) -> str:
    """Return an expected time: `<1 s`, `8 s`, `3 min`, `2.5 h`."""
    if seconds < 1:
        return "<1 s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def size_text(size: float) -> str:
    """Return a size in bytes, kB, MB, GB or TB."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"
