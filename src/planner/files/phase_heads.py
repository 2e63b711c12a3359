"""The head of a file that holds a whole phase: what the file does, the settings, and the checks before its work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from planner import __version__
from planner.catalog.changes import Own
from planner.catalog.model import Catalog
from planner.catalog.owned import OwnedKey
from planner.files.psql import Session, block, right_server, settings, statement
from planner.names import QName
from planner.sql import build, ddl, plpgsql
from planner.sql.template import templates
from planner.sql.wrap import comments, wrapped
from planner.steps.conditions import OWNED, TableExists
from planner.steps.step import Segment
from planner.target.formats import FORMATS
from planner.target.phase import Phase

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


_DOES = {
    Phase.ADD: "add the tenants table, the tenant columns and the write guards; no row is rewritten",
    Phase.BACKFILL: "give every row that has no tenant the tenant of its owner, in many short transactions",
    Phase.TIGHTEN: "prove and enforce: foreign keys, indexes, NOT NULL, keys per tenant, policies",
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
    does = f"take phase {phase.value} back" if head.back else _DOES.get(phase, phase.value)
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
    yield statement(ddl.do_block(block(right_server(catalog.server.major, catalog.server.database))))


def requirement_check(name: str, segments: Sequence[Segment], final: Catalog) -> str:
    """Return a DO block that raises unless planner's record has every entry that earlier files make.

    An entry that a later segment removes again, such as the entry of a suppressed trigger, is not asked for.
    """
    entries: dict[QName, list[OwnedKey]] = {}
    for step in (step for segment in segments for step in segment.steps):
        for change in step.changes:
            if isinstance(change, Own) and change.owned.key in final.owned:
                keys = entries.setdefault(change.owned.key.relation, [])
                if change.owned.key not in keys:
                    keys.append(change.owned.key)
    hint = f"run {name} first"
    record = plpgsql.unless(TableExists(OWNED).sql(), "not yet: schema planner, the record", hint)
    if not entries:
        return _checked(block(record))
    rows = build.listed(
        build.parens(
            [
                build.literal(relation.schema),
                build.literal(relation.name),
                exp.Array(expressions=[build.literal(f"{k.kind} {k.name}") for k in keys]),
            ]
        )
        for relation, keys in entries.items()
    )
    return _checked(plpgsql.body(_PLPGSQL["required"], record=record, rows=rows, hint=build.literal(hint)))


def order_check(name: str, phase: Phase) -> str:
    """Return a DO block that raises while planner's record has an entry of a later phase."""
    there = build.phrase("NOT", _SQL["phase_recorded"].phrase(phase=build.literal(phase.value)))
    return _checked(
        block(plpgsql.unless(there, f"not yet: phase {phase.value} is still in place", f"run {name} first"))
    )


def _checked(body: str) -> str:
    return f"-- the files before this one have run\n{wrapped(statement(ddl.do_block(body)))}"
