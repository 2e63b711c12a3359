"""Write README.md beside the rendered files: what runs, in which order, how long, with which locks, and what to do then."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from planner import __version__
from planner.catalog.model import Catalog
from planner.files.phases import PREFLIGHT, VERIFY, PhaseFile, forward_files, rollback_files, said
from planner.files.psql import Session, one_line
from planner.names import QName
from planner.report.estimates import estimate
from planner.sql.wrap import WIDTH
from planner.steps.step import LOSS, LockMode, Mode, Segment, Step, Work
from planner.target.phase import Phase

RATES = {Work.ROWS: 130_000, Work.SCAN: 3_000_000, Work.BUILD: 2_000_000}
"""Rows per second of one session, on the machine of docs/performance.md."""
DOES = {
    Phase.ADD: "tenants table, tenant columns, write guards",
    Phase.BACKFILL: "every row gets its tenant",
    Phase.TIGHTEN: "foreign keys, indexes, NOT NULL, keys, policies",
}
_STEP = 0.01
"""Seconds of a step that touches no row: its round trips and its commit."""
_MANY = 12
"""The number of tables up to which a list names each one."""


def readme(
    files: Mapping[str, str],
    segments: Sequence[Segment],
    undo: Sequence[Segment],
    catalog: Catalog,
    session: Session,
    *,
    psql: bool,
) -> str:
    """Return the text of README.md. `files` are the rendered files, by name."""
    forward, back = forward_files(segments), rollback_files(undo)
    lines = [
        f"# Changes of database {one_line(catalog.server.database)}",
        "",
        f"planner {__version__} wrote these files for PostgreSQL {catalog.server.major}, from the database as it was then.",
        "",
        *_order(files, forward, catalog, psql),
        *_locks(forward, session),
        *_stops(psql),
        *_way_back(files, back, psql),
        *_hazards(segments),
        *_tables(forward),
    ]
    return "\n".join(_broken(lines)) + "\n"


def _order(files: Mapping[str, str], forward: Sequence[PhaseFile], catalog: Catalog, psql: bool) -> Iterator[str]:
    run = 'psql -X -q -f {} "$PLANNER_DSN"' if psql else "run {}"
    names = [name for name in (PREFLIGHT, *(file.name for file in forward), VERIFY) if name in files]
    yield from ("## Run", "", "```sh", *(run.format(name) for name in names), "```", "")
    if not psql:
        yield "Any client that sends one statement at a time can run the files. Every statement stands alone: it checks"
        yield "what must be there, and sets what it needs for itself. A client must not open a transaction around them."
        yield ""
    yield "| file | does | segments | rows | expected |"
    yield "|---|---|---|---|---|"
    for name in names:
        file = next((one for one in forward if one.name == name), None)
        if file is None:
            does = (
                "counts rows that would stop the work; changes nothing"
                if name == PREFLIGHT
                else "proves the result; changes nothing"
            )
            yield f"| {name} | {does} | – | – | one scan of each table |"
            continue
        steps = [step for segment in file.segments for step in segment.steps]
        yield (
            f"| {name} | {DOES.get(file.phase, file.phase.value)} | {len(file.segments)} | {_rows(steps)} | "
            f"{_about(sum(seconds(step) for step in steps))} |"
        )
    yield ""
    found = estimate([segment for file in forward for segment in file.segments], catalog)
    space = (
        f"about {_bytes(found.disk)} of disk and {_bytes(found.wal)} of WAL"
        if found.known
        else "not known: run ANALYZE first"
    )
    yield f"Space: {space}. Expected seconds are for one session on the machine of docs/performance.md, without waits;"
    yield "a busy server takes two to three times as long."
    yield ""
    yield "The application may run for days between two files. It goes on without a change: the write guard fills the"
    yield "tenant in."
    yield ""


def seconds(step: Step) -> float:
    """Return the expected seconds of a step, without waits and pauses."""
    rows = sum(leaf.rows for batches in step.batches for leaf in batches.leaves) if step.batches else step.rows
    return _STEP + (rows / RATES[step.work] if step.work in RATES else 0.0)


def _locks(forward: Sequence[PhaseFile], session: Session) -> Iterator[str]:
    yield "## Locks"
    yield ""
    yield f"No statement waits longer than {said(session.lock)} for a lock, so nobody queues behind it for longer. A lock that does"
    yield "not come ends the file with `lock timeout`: run the file again. VALIDATE and CONCURRENTLY may wait for"
    yield f"{said(session.alone)}; no reader or writer queues behind them."
    yield ""
    for file in forward:
        held: dict[tuple[LockMode, str], dict[QName, None]] = {}
        for segment in file.segments:
            for lock in segment.locks():
                held.setdefault((lock.mode, _held(segment)), {})[lock.relation] = None
        yield f"**{file.name}**"
        yield ""
        for (mode, how), relations in sorted(held.items(), key=lambda found: -found[0][0].strength):
            yield f"- {mode} ({mode.stops}), {how}: {_named(list(relations))}"
        yield ""


def _held(segment: Segment) -> str:
    match segment.mode:
        case Mode.TRANSACTION:
            scans = any(step.work is Work.SCAN for step in segment.steps)
            return "while rows are read" if scans else "milliseconds: the catalog alone changes"
        case Mode.ALONE:
            return "while rows are read"
        case Mode.BATCHES:
            return "one batch"


def _stops(psql: bool) -> Iterator[str]:
    yield "## When a file stops"
    yield ""
    if psql:
        yield "psql prints the error, stops, and exits with 3. What is committed stays, and is right as it is: the application"
        yield "goes on. Correct the cause, then **run the same file again**. It skips what is done (`done already`)."
    else:
        yield "The statement that fails has changed nothing. Correct the cause, then **run the same file again**, from its"
        yield "beginning or from that statement: what is done does nothing."
    yield ""
    yield "| message | do |"
    yield "|---|---|"
    yield "| `lock timeout` | run the file again, at a quieter time if it happens often; `pg_blocking_pids` names who blocks |"
    yield "| `not yet: …` | run the file that the hint names first |"
    yield "| `… rows of … have no tenant` | correct these rows, run the file again |"
    yield "| `rows are in the way` | see the table above the message: correct the rows, run the file again |"
    yield "| `these files were written for …` | wrong database or version: render again |"
    yield "| `could not create unique index` | two rows share a key: correct them, run the file again; it drops the INVALID index |"
    yield "| connection lost, disk full, server restarted | mend it, run the file again |"
    yield ""


def _way_back(files: Mapping[str, str], back: Sequence[PhaseFile], psql: bool) -> Iterator[str]:
    run = 'psql -X -q -f {} "$PLANNER_DSN"' if psql else "run {}"
    yield "## Way back"
    yield ""
    yield "In this order, as far as you want to go. Each file can be run again after a stop."
    yield ""
    yield from ("```sh", *(run.format(file.name) for file in back if file.name in files), "```", "")
    for file in back:
        lost = [h.text for one in file.segments for step in one.steps for h in step.hazards if h.name == LOSS]
        if lost:
            more = f", and {len(lost) - 1} more such losses" if len(lost) > 1 else ""
            yield f"- **{file.name} loses data**: {lost[0]}{more}."
    yield "- With two tenants or more, a file that lets tenants see each other stops, unless the session accepts it:"
    yield "  `PGOPTIONS='-c planner.allow=isolation'`."
    yield "- What was not there before is removed; what was changed comes back as it was. `planner.owned` lists both."
    yield ""


def _hazards(segments: Sequence[Segment]) -> Iterator[str]:
    found: dict[str, dict[str, int]] = {}
    for step in (step for segment in segments for step in segment.steps):
        for hazard in step.hazards:
            texts = found.setdefault(hazard.name, {})
            texts[hazard.text] = texts.get(hazard.text, 0) + 1
    if not found:
        return
    yield from ("## Hazards", "")
    for name, texts in found.items():
        steps = sum(texts.values())
        yield f"- **{name}** ({steps} step{'s' if steps > 1 else ''}): {next(iter(texts))}"
    yield ""


def _tables(forward: Sequence[PhaseFile]) -> Iterator[str]:
    """Yield a table with one line for each table, or for all tables with which the same happens."""
    done: dict[QName, dict[str, list[str]]] = {}
    rows: dict[QName, int] = {}
    for file in forward:
        for step in (step for segment in file.segments for step in segment.steps):
            words = done.setdefault(step.relation, {}).setdefault(file.name, [])
            if step.operation not in words:
                words.append(step.operation)
            rows[step.relation] = max(rows.get(step.relation, 0), step.rows)
    alike: dict[tuple[str, ...], list[QName]] = {}
    for relation, by_file in done.items():
        alike.setdefault(tuple(", ".join(by_file.get(file.name, ())) for file in forward), []).append(relation)
    yield from ("## Table by table", "")
    for what, relations in alike.items():
        count = sum(rows[relation] for relation in relations)
        parts = (f"{file.name}: {part.replace('_', ' ')}" for file, part in zip(forward, what, strict=True) if part)
        yield f"- **{_named(relations)}** ({count:,} rows): {'; '.join(parts)}"


def _named(relations: Sequence[QName]) -> str:
    names = [_cell(str(relation)) for relation in relations]
    if len(names) <= _MANY:
        return ", ".join(names)
    return f"{', '.join(names[:3])} and {len(names) - 3} more"


def _rows(steps: Sequence[Step]) -> str:
    filled = sum(leaf.rows for step in steps for batches in step.batches for leaf in batches.leaves)
    read = sum(step.rows for step in steps if step.work in (Work.SCAN, Work.BUILD))
    parts = [f"fills about {filled:,}"] * bool(filled) + [f"reads about {read:,}"] * bool(read)
    return ", ".join(parts) or "none"


def _about(seconds: float) -> str:
    if seconds < 1:
        return "under a second"
    return f"about {seconds:.0f} s" if seconds < 120 else f"about {seconds / 60:.0f} min"


def _bytes(size: float) -> str:
    unit = "kB" if size < 1 << 20 else "MB" if size < 1 << 30 else "GB"
    amount = size / {"kB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}[unit]
    return f"{amount:.0f} {unit}" if amount >= 10 else f"{amount:.1f} {unit}"


def _cell(text: str) -> str:
    return one_line(text).replace("|", "\\|")


def _broken(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines, with long ones broken. A row of a table is short enough."""
    for line in lines:
        if len(line) <= WIDTH or line.startswith("|"):
            yield line
        else:
            yield from textwrap.wrap(
                line, WIDTH, subsequent_indent="  " * line.startswith("- "), break_on_hyphens=False
            )
