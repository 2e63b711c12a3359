"""The head of a file that holds a whole phase: what the file does, the settings, and the checks before its work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from planner import __version__
from planner.catalog.model import Catalog
from planner.files.entries import entries_check, entries_of
from planner.files.psql import Session, block, own_server, settings, statement
from planner.names import QName
from planner.sql import build, ddl, plpgsql
from planner.sql.template import templates
from planner.sql.wrap import comments, wrapped
from planner.steps.conditions import OWNED, TableExists
from planner.steps.step import Segment
from planner.target.formats import FORMATS
from planner.target.phase import Phase
from planner.verification.exposure import refusal

if TYPE_CHECKING:
    from planner.files.phases import PhaseFile

_SQL = templates("planner.files", "phase_heads.sql")
_PLPGSQL = plpgsql.bodies("planner.files", "phase_heads.plpgsql.sql")


class Head(NamedTuple):
    """What the head of a file says."""

    file: PhaseFile
    following: str
    """The file that runs after this one; empty after the last."""
    back: bool
    """The file takes its phase back."""


DOES: Mapping[Phase, str] = {
    Phase.ADD: "add the tenants table, tenant columns and write guards; no row is rewritten",
    Phase.BACKFILL: "give every row its tenant, in many short transactions",
    Phase.DISTRIBUTE: "spread the tables over the nodes of the cluster",
    Phase.TIGHTEN: "enforce: foreign keys, indexes, NOT NULL, keys, policies",
}
_WHY = {
    "\\set ON_ERROR_STOP": "stop at the first error",
    "SET standard_conforming_strings": "a backslash in a string is a backslash",
    "SET client_min_messages": "no notices between the lines of this file",
    "SET lock_timeout": "the longest wait for a lock, in ms: whoever queues behind this session waits no longer",
    "SET statement_timeout": "a long scan is not cut off",
    "SET idle_in_transaction_session_timeout": "a transaction that waits for nobody ends by itself",
    "SET row_security": "hidden rows cause an error, not a wrong count",
    "SET search_path": "every name in this file has its schema",
    "SELECT pg_catalog.set_config": "names and messages have the same text in every session",
    "SET ROLE": "the plan's execution.role",
}


def head_lines(head: Head, session: Session, catalog: Catalog) -> Iterator[str]:
    """Yield the comment of a file, its settings, and the check of server and database."""
    name, phase = head.file.name, head.file.phase
    server = catalog.server
    does = f"take phase {phase.value} back" if head.back else DOES.get(phase, phase.value)
    yield from comments(f"{name}: {does}.")
    yield "--"
    yield from comments(f"planner {__version__}, for database {server.database} on PostgreSQL {server.major}.")
    yield from comments(
        f"{len(head.file.segments)} segments, each committed by itself. The file stops at the first error; what is "
        "committed stays. Run the same file again: it skips what is done, and goes on."
    )
    yield from comments(f'Run: psql -X -q -f {name} "$PLANNER_DSN"      (not with -1 or -c)')
    yield from comments("README.md tells what runs when, how long, and which locks it takes.")
    yield ""
    yield from setting_lines(session, catalog, formats=False)


def setting_lines(session: Session, catalog: Catalog, *, formats: bool) -> Iterator[str]:
    """Yield the settings of a file, each below its reason, and the check of server and database."""
    for line in settings(session, FORMATS if formats else {}):
        yield f"-- {next((why for start, why in _WHY.items() if line.startswith(start)), 'values have one text')}"
        yield line
    yield "-- the right database, and the right version"
    yield statement(ddl.do_block(block(own_server(catalog))))


def requirement_check(name: str, segments: Sequence[Segment], final: Catalog) -> str:
    """Return a DO block that raises unless planner's record has every entry that earlier files make.

    An entry that a later segment removes again, such as the entry of a suppressed trigger, is not asked for.
    """
    every = entries_of(step for segment in segments for step in segment.steps)
    kept = {relation: [key for key in keys if key in final.owned] for relation, keys in every.items()}
    hint = f"run {name} first"
    record = plpgsql.unless(TableExists(OWNED).sql(), "not yet: schema planner, the record", hint)
    entries = {relation: keys for relation, keys in kept.items() if keys}
    return _checked(block(record, *([entries_check(entries, hint)] if entries else [])))


def order_check(name: str, phase: Phase) -> str:
    """Return a DO block that raises while planner's record has an entry of a later phase."""
    there = build.phrase("NOT", _SQL["phase_recorded"].phrase(phase=build.literal(phase.value)))
    return _checked(
        block(plpgsql.unless(there, f"not yet: phase {phase.value} is still in place", f"run {name} first"))
    )


def exposure_check(segments: Sequence[Segment], tenants: QName) -> Iterator[str]:
    """Yield a DO block that stops a file which lets tenants see each other, unless the session accepts that. It asks
    before the first change, and only while there is a tenants table."""
    refused = refusal(segments, tenants)
    if refused is not None:
        body = block(plpgsql.body(_PLPGSQL["while_there"], there=TableExists(tenants).sql(), check=refused))
        yield "-- with two tenants or more: stop, unless the session accepts what they would see of each other"
        yield wrapped(statement(ddl.do_block(body)))


def _checked(body: str) -> str:
    return f"-- the files before this one have run\n{wrapped(statement(ddl.do_block(body)))}"
