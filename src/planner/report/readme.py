"""Write README.md beside the rendered files: what runs, in which order, how long, with which locks, and what to do then."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from planner import __version__
from planner.catalog.model import Catalog
from planner.files.phase_heads import DOES
from planner.files.phases import PREFLIGHT, VERIFY, PhaseFile, forward_files, rollback_files
from planner.files.psql import Session, limit_text, one_line
from planner.names import QName
from planner.report.estimates import estimate, seconds
from planner.report.human import count, expected_time, size_text
from planner.report.overview import MANY, MOST_TEXTS
from planner.sql.wrap import WIDTH
from planner.steps.step import LOSS, LockMode, Mode, Segment, Step, Work
from planner.tenancy.model import Tenancy


def readme(
    files: Mapping[str, str],
    segments: Sequence[Segment],
    undo: Sequence[Segment],
    catalog: Catalog,
    tenancy: Tenancy,
    session: Session,
    fingerprint: str,
    *,
    psql: bool,
) -> str:
    """Return the text of README.md. `files` are the rendered files, by name. `fingerprint` is that of the catalog."""
    forward, back = forward_files(segments), rollback_files(undo)
    lines = [
        f"# Changes of database {one_line(catalog.server.database)}",
        "",
        f"planner {__version__} wrote these files for PostgreSQL {catalog.server.major}, from the database as it was then.",
        f"Fingerprint of its schemas: {fingerprint[:16]} (plan.json has all of it, `planner diff --format json` that of today).",
        "",
        *_order(files, forward, catalog, session, psql),
        *_application(tenancy),
        *_locks(forward, session),
        *_stops(psql),
        *_way_back(files, back, psql),
        *_hazards(segments),
        *_tables(forward, catalog),
    ]
    return "\n".join(_broken(lines)) + "\n"


def _order(
    files: Mapping[str, str], forward: Sequence[PhaseFile], catalog: Catalog, session: Session, psql: bool
) -> Iterator[str]:
    run = 'psql -X -q -f {} "$PLANNER_DSN"' if psql else "run {}"
    names = [name for name in (PREFLIGHT, *(file.name for file in forward), VERIFY) if name in files]
    yield from ("## Run", "", "```sh", *(run.format(name) for name in names), "```", "")
    if not psql:
        yield (
            "Any client that sends one statement at a time can run the files. Every statement stands alone: it checks "
            "what must be there, and sets what it needs for itself. A client must not open a transaction around them."
        )
    else:
        yield (
            "`PLANNER_DSN` is the connection string of the database. psql prints the time, the number and the name of "
            "each segment; a backfill tells every ten seconds how far it is."
        )
    yield ""
    yield _rights(session, psql)
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
            f"{_expected(steps)} |"
        )
    yield ""
    found = estimate([segment for file in forward for segment in file.segments], catalog)
    space = (
        f"about {size_text(found.disk)} of disk and {size_text(found.wal)} of WAL"
        if found.known
        else "not known: run ANALYZE first"
    )
    yield (
        f"Space: {space}. The times are for one session of a free server with two cores, without waits for locks; a busy "
        "server takes two to three times as long."
    )
    yield ""


def _locks(forward: Sequence[PhaseFile], session: Session) -> Iterator[str]:
    yield "## Locks"
    yield ""
    yield (
        f"No statement waits longer than {limit_text(session.lock)} for a lock, so nobody queues behind it for longer. "
        "A lock that does not come ends the file with `lock timeout`: run the file again. VALIDATE and CONCURRENTLY may "
        f"wait for {limit_text(session.alone)}; no reader or writer queues behind them."
    )
    yield ""
    for file in forward:
        held: dict[tuple[LockMode, str], dict[QName, None]] = {}
        for segment in file.segments:
            for lock in segment.locks():
                held.setdefault((lock.mode, _held(segment)), {})[lock.relation] = None
        yield f"**{file.name}**"
        yield ""
        for (mode, how), relations in sorted(held.items(), key=lambda found: -found[0][0].strength):
            bound = f" at most {limit_text(session.lock)}" if mode.stops.endswith("wait") else ""
            yield f"- {mode} ({mode.stops}{bound}), held {how}: {_named(list(relations))}"
        yield ""


def _held(segment: Segment) -> str:
    match segment.mode:
        case Mode.TRANSACTION:
            scans = any(step.work is Work.SCAN for step in segment.steps)
            return "while rows are read" if scans else "for milliseconds, the catalog alone changes"
        case Mode.ALONE:
            return "while rows are read"
        case Mode.BATCHES:
            return "for one batch of rows"


def _stops(psql: bool) -> Iterator[str]:
    yield "## When a file stops"
    yield ""
    if psql:
        yield (
            "psql prints the error, stops, and exits with 3. What is committed stays, and is right as it is: the "
            "application goes on. Correct the cause, then **run the same file again**. It skips what is done "
            "(`done already`)."
        )
    else:
        yield (
            "The statement that fails has changed nothing. Correct the cause, then **run the same file again**, from its "
            "beginning or from that statement: what is done does nothing."
        )
    yield ""
    yield "| message | do |"
    yield "|---|---|"
    yield "| `lock timeout` | run the file again, at a quieter time if it happens often; `pg_blocking_pids` names who blocks |"
    yield "| `not yet: …` | run the file that the hint names first |"
    yield "| `… rows of … have no tenant` | correct these rows, run the file again |"
    yield "| `rows are in the way` | see the table above the message: correct the rows, run the file again |"
    yield "| `these files were written for …` | wrong database or version: render again |"
    yield "| `could not create unique index` | two rows share a key: correct them, run the file again; it drops the INVALID index |"
    yield "| Ctrl-C, session ended, connection lost, disk full, server restarted | mend the cause, run the file again |"
    yield ""


def _way_back(files: Mapping[str, str], back: Sequence[PhaseFile], psql: bool) -> Iterator[str]:
    run = 'psql -X -q -f {} "$PLANNER_DSN"' if psql else "run {}"
    yield "## Way back"
    yield ""
    yield "In this order, as far as you want to go. Each file can be run again after a stop."
    yield ""
    yield from ("```sh", *(run.format(file.name) for file in back if file.name in files), "```", "")
    for file in back:
        lost = list(
            dict.fromkeys(h.text for one in file.segments for step in one.steps for h in step.hazards if h.name == LOSS)
        )
        for text in lost[:MOST_TEXTS]:
            yield f"- **{file.name} loses data**: {text}"
        if len(lost) > MOST_TEXTS:
            more = len(lost) - MOST_TEXTS
            yield f"- **{file.name} loses data**: and {more} more, in the lines `-- Undo loses:` of {_forth(file.name)}"
    yield "- With two tenants or more, a file that lets tenants see each other stops, unless the session accepts it:"
    yield "  `PGOPTIONS='-c planner.allow=isolation'`."
    yield "- What was not there before is removed; what was changed comes back as it was. `planner.owned` lists both."
    yield ""


def _forth(name: str) -> str:
    """Return the name of the file that a rollback file takes back."""
    return name.removeprefix("rollback-")


def _hazards(segments: Sequence[Segment]) -> Iterator[str]:
    found: dict[str, Counter[str]] = {}
    for step in (step for segment in segments for step in segment.steps):
        for hazard in step.hazards:
            found.setdefault(hazard.name, Counter())[hazard.text] += 1
    if not found:
        return
    yield from ("## Hazards", "")
    for name, texts in found.items():
        for text, steps in list(texts.items())[:MOST_TEXTS]:
            yield f"- **{name}** ({steps} step{'s' if steps > 1 else ''}): {text}"
        if len(texts) > MOST_TEXTS:
            yield f"- **{name}**: and {len(texts) - MOST_TEXTS} more, in the lines `-- Hazard {name}` of the files"
    yield ""


def _tables(forward: Sequence[PhaseFile], catalog: Catalog) -> Iterator[str]:
    """Yield a line for each table, or for all tables with which the same happens; what planner makes for itself last."""
    done: dict[QName, dict[str, dict[str, None]]] = {}
    for file in forward:
        for step in (step for segment in file.segments for step in segment.steps):
            done.setdefault(step.relation, {}).setdefault(file.name, {})[step.operation] = None
    alike: dict[tuple[str, ...], list[QName]] = {}
    for relation in sorted(done, key=lambda relation: relation not in catalog.relations):
        by_file = done[relation]
        alike.setdefault(tuple(", ".join(by_file.get(file.name, ())) for file in forward), []).append(relation)
    yield from ("## Table by table", "")
    for what, relations in alike.items():
        parts = (f"{file.name}: {part.replace('_', ' ')}" for file, part in zip(forward, what, strict=True) if part)
        yield f"- **{_named(relations)}** ({_size_of(relations, catalog)}): {'; '.join(parts)}"


def _size_of(relations: Sequence[QName], catalog: Catalog) -> str:
    found = [catalog.relations[relation] for relation in relations if relation in catalog.relations]
    if not found:
        return "new"
    rows = sum(relation.rows for relation in found)
    return f"about {count(rows)} rows" if rows else "empty"


def _named(relations: Sequence[QName]) -> str:
    names = [_cell(str(relation)) for relation in relations]
    if len(names) <= MANY:
        return ", ".join(names)
    return f"{', '.join(names[:3])} and {len(names) - 3} more"


def _rows(steps: Sequence[Step]) -> str:
    filled = sum(leaf.rows for step in steps for batches in step.batches for leaf in batches.leaves)
    read = sum(step.rows for step in steps if step.work in (Work.SCAN, Work.BUILD))
    parts = [f"fills about {count(filled)}"] * bool(filled) + [f"reads about {count(read)}"] * bool(read)
    return ", ".join(parts) or "none"


def _application(tenancy: Tenancy) -> Iterator[str]:
    """Yield a paragraph on what the application must do while the files run, and between them."""
    bare = [name for name, table in tenancy.tables.items() if not table.transition.guarded]
    dropped = [
        name for name, table in tenancy.tables.items() if table.transition.guarded and table.transition.drop_guard
    ]
    guarded = len(tenancy.tables) > len(bare)
    told = [
        "The application goes on without a change while the files run: the write guard fills the tenant in."
    ] * guarded
    if dropped:
        told.append(
            f"3-tighten.sql takes the write guard off {_named(dropped)}: every writer must send the tenant before that."
        )
    if bare:
        told.append(
            f"No write guard fills the tenant in for {_named(bare)}: every writer must send it before 2-backfill.sql."
        )
    yield " ".join([*told, "Days may lie between two files."])
    yield ""


def _rights(session: Session, psql: bool) -> str:
    who = f"The files change to role {one_line(session.role)}; it" if session.role else "The role that runs the files"
    temporary = ", and TEMPORARY on the database" if psql else ""
    return (
        f"{who} must own the tables, and needs CREATE on the database and on their schemas{temporary}. Run one file at a "
        "time, in one session."
    )


def _expected(steps: Sequence[Step]) -> str:
    """Return the expected time of steps in words. psql makes no pauses."""
    return expected_time(sum(expected for step in steps for _, expected in seconds(step, pause=0.0)))


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
