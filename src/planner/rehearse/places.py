"""The two places of a rehearsal: a clone in an embedded server, and a copy that the user names."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from planner.application.statements import Statement, split
from planner.catalog.fingerprint import digests
from planner.catalog.model import Catalog
from planner.errors import Blocked, PlanError, PlannerError, Refused, Unfinished
from planner.execution.connection import Connection
from planner.execution.dsn import conninfo, joined, target
from planner.execution.events import Reporter
from planner.execution.session import connect_reading
from planner.plan.load import LoadedPlan
from planner.rehearse.clone import embedded_clone
from planner.rehearse.dumps import fitting_pg_dump, major_of, wheel_program
from planner.rehearse.rehearsal import EMBEDDED, Rehearsal, Rehearsing, Where, refuse_other_schema
from planner.rehearse.remote import allow_all, allow_load
from planner.rehearse.replaying import Found, Login, find
from planner.rehearse.source import Source, open_source
from planner.run.application import pg_stat_statements
from planner.run.identity import identity, refuse_same
from planner.run.project import open_reading, snapshot
from planner.sql.queries import queries
from planner.target.phase import Phase

__all__ = ["AUTO", "EMBEDDED", "NONE", "Job", "rehearse"]

AUTO = "auto"
NONE = "none"
"""The load that is not there."""
GOING = 3.0
"""Seconds in which a session that was closed is gone."""

_SQL = queries("planner.rehearse")


@dataclass(frozen=True, slots=True)
class Job:
    """What the user asks for."""

    loaded: LoadedPlan
    dsn: str | None
    """The source; None for what the environment names."""
    on: str
    """`embedded`, or the DSN of a copy."""
    phases: tuple[Phase, ...]
    limit: float
    """Bytes up to which all rows are cloned."""
    load: str
    """`auto`, `none`, or a file of statements."""
    rate: float
    """Statements of the load per second."""
    reporter: Reporter
    tell: Callable[[str], None]


def rehearse(job: Job) -> tuple[Rehearsal, Source]:
    """Rehearse, and return what was found and the source, whose connection is closed.

    The source's snapshot ends before the run begins: it would keep VACUUM from its work.
    """
    statements = _statements(job)
    with ExitStack() as stack:
        with open_source(job.loaded, job.dsn) as source:
            if not source.view.diff(job.phases).segments:
                raise Refused(
                    "there is nothing to rehearse: the database is as the plan says",
                    hint="planner verify proves the result",
                )
            itself = identity(source.connection)
            counted, notes = _counted(job) if statements is None else (statements, ())
            place = _embedded if job.on == EMBEDDED else _copy
            rehearsing = place(job, source, counted, notes, stack)
        try:
            return replace(rehearsing.go(), source=Where(itself.cluster, itself.database)), source
        except KeyboardInterrupt:
            if job.on == EMBEDDED:
                raise
            raise Unfinished(
                f"stopped; the copy {rehearsing.on} may be left in the middle of the run", hint=rehearsing.way_back
            ) from None
        except PlannerError as error:
            if job.on == EMBEDDED or not rehearsing.applied:
                raise
            raise Unfinished(
                f"the copy {rehearsing.on} may be left converted: {error.message}",
                details=error.details,
                hint=rehearsing.way_back,
            ) from error


def _embedded(
    job: Job, source: Source, statements: Sequence[Statement], notes: tuple[str, ...], stack: ExitStack
) -> Rehearsing:
    """Make the clone, which lives as long as the stack."""
    clone = stack.enter_context(embedded_clone(source, job.limit, job.tell, allow_load if statements else allow_all))
    known = {str(name) for name in source.view.catalog.roles}

    def login(role: str | None) -> str:
        return joined(clone.dsn, user=role) if role is not None and role in known else clone.dsn

    load = _load(job, statements, clone.dsn, login)
    notes = (*notes, *clone.notes, *_version_note(source))
    return _rehearsing(job, source, clone.dsn, EMBEDDED, job.loaded, load, wheel_program("pg_dump"), notes)


def _version_note(source: Source) -> tuple[str, ...]:
    here, there = major_of(wheel_program("postgres")), source.view.catalog.server.major
    return (f"the source is PostgreSQL {there}, the clone is PostgreSQL {here}",) if here != there else ()


def _copy(
    job: Job, source: Source, statements: Sequence[Statement], notes: tuple[str, ...], stack: ExitStack
) -> Rehearsing:
    """Look at the copy that the user names. Raise Refused unless it is one."""
    where = target(conninfo(job.on))
    _refuse_source(job, where)
    loaded = _anywhere(job.loaded)
    with open_reading(loaded, job.on) as connection:
        copy = snapshot(connection, loaded)
        _refuse_in_use(connection)
        if statements:
            allow_load(connection)
    refuse_other_schema(digests(copy), digests(source.view.catalog))
    load = _load(job, statements, job.on, lambda role: job.on)
    return _rehearsing(job, source, job.on, where, loaded, load, fitting_pg_dump(copy.server.major), notes)


def _refuse_source(job: Job, where: str) -> None:
    """Raise Refused when the copy is the source, or can't be written."""
    with connect_reading(job.dsn) as mine, connect_reading(job.on) as theirs:
        refuse_same(identity(mine), identity(theirs), option="--on", instead=", or rehearse --on embedded")
    job.tell(f"Copy: {where}; the rehearsal converts it, and takes that back")
    if job.load != NONE:
        job.tell("The load writes into the copy, too; its rows stay there")


def _refuse_in_use(connection: Connection) -> None:
    """Raise Refused when others work in the copy. A session that has just closed may be seen for a moment."""
    end = time.monotonic() + GOING
    while others := [name for (name,) in connection.fetch(_SQL["other_sessions"])]:
        if time.monotonic() > end:
            raise Refused(
                f"other sessions are open in the copy: {', '.join(others[:5])}; nothing was changed",
                hint="a copy that somebody uses may be the wrong database; if it is the right one, close these sessions "
                "and their pools first",
            )
        time.sleep(0.1)


def _anywhere(loaded: LoadedPlan) -> LoadedPlan:
    """Return the plan for a database of any name: a copy may have another one."""
    plan = loaded.plan
    target = plan.target.model_copy(update={"database": None})
    return replace(loaded, plan=plan.model_copy(update={"target": target}))


def _rehearsing(
    job: Job,
    source: Source,
    dsn: str,
    on: str,
    loaded: LoadedPlan,
    load: Callable[[Catalog], Found],
    pg_dump: str,
    notes: tuple[str, ...],
) -> Rehearsing:
    return Rehearsing(
        loaded, source, dsn, job.phases, job.reporter, job.tell, load, job.rate, on, pg_dump, tuple(notes)
    )


# The load


def _statements(job: Job) -> Sequence[Statement] | None:
    """Return the statements of a file; None for those that the source counts. Raise PlanError for an unreadable file."""
    if job.load == NONE:
        return ()
    if job.load == AUTO:
        return None
    file = Path(job.load)
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise PlanError(f"--load {file} can't be read: {error.strerror}", hint="check the path") from None
    except UnicodeDecodeError:
        raise PlanError(f"--load {file} is not UTF-8", hint="save it as UTF-8") from None
    return tuple(Statement(str(number), one) for number, one in enumerate(split(text), 1))


def _counted(job: Job) -> tuple[Sequence[Statement], tuple[str, ...]]:
    """Return the statements that the source counts, and a note when it counts none."""
    with open_reading(job.loaded, job.dsn) as connection:
        try:
            found = pg_stat_statements(connection)
        except Blocked as why:
            return (), (f"no load: {why.message}; --load FILE gives one",)
    hidden = (f"{found.hidden} statements of other roles are hidden: GRANT pg_read_all_stats",) if found.hidden else ()
    return found.statements, hidden


def _load(job: Job, statements: Sequence[Statement], dsn: str, login: Login) -> Callable[[Catalog], Found]:
    first = job.loaded.plan.schemas[0]
    return lambda catalog: find(statements, catalog, first, dsn, login) if statements else Found()
