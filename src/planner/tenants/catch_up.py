"""Bring the rows that have changed since the copy from the source to the target, verified before they are committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlStateClass
from planner.execution.interrupt import Interrupt
from planner.execution.session import application_path, as_application
from planner.names import QName
from planner.operations.guard_terms import BACKFILL_SETTING
from planner.rows.search_path import RUN_DEFERRED
from planner.sql import build
from planner.sql.queries import queries
from planner.target.formats import FORMATS
from planner.tenants.carry import Carrier, bring_used, delete, insert, stage_changes, update
from planner.tenants.digests import (
    Differences,
    Ranges,
    Side,
    compare,
    digits_for,
    ranges_of,
    touched,
)
from planner.tenants.mapping import KeyMapping
from planner.tenants.mover import MOVING
from planner.tenants.reference import Other
from planner.tenants.renewal import advance, renew, sequences_of

_SQL = queries("planner.tenants")


@dataclass(frozen=True, slots=True)
class Known:
    """What both sides had at the end of a pass: where the next one need not look."""

    since: str
    """The oldest transaction of the source that the pass did not see as ended."""
    digits: Mapping[QName, int]
    ranges: Mapping[QName, Ranges]


@dataclass(slots=True)
class Pass:
    """One pass: what it found and brought over."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    seconds: float = 0.0
    blocked: bool = False

    @property
    def rows(self) -> int:
        return self.inserted + self.updated + self.deleted


@dataclass(slots=True)
class CatchUp:
    """The two sides of a move, and what the passes have done."""

    source: Side
    target: Side
    keep_existing: bool
    interrupt: Interrupt
    known: Known | None = None
    kept: list[Other] = field(default_factory=list)

    @property
    def carrier(self) -> Carrier:
        return Carrier(self.source, self.target, self.keep_existing, self.interrupt)


def renewed_mapping(connection: Connection, mapping: KeyMapping) -> KeyMapping:
    """Return the mapping with the columns that planner.key_map has new keys of."""
    if connection.value(_SQL["key_map_there"]):
        rows = connection.fetch(_SQL["renewed_columns"], {"tenant": mapping.new})
        mapping.renewed.update((QName(schema, name), column) for schema, name, column in rows)
    return mapping


@contextmanager
def _reading(source: Connection) -> Iterator[str]:
    """Open a transaction that sees one state of the source. Yield the oldest transaction that it does not see as ended."""
    source.set("idle_in_transaction_session_timeout", "0")
    with source.undone():
        source.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        oldest = int(source.value(_SQL["oldest_writer"]))
        yield str(oldest % (1 << 32))


def catch_up(run: CatchUp, done: Pass, *after: Callable[[], None]) -> None:
    """Make the target's rows equal to the source's, in one transaction of the target, and run `after` in it.

    What changed is found by hashes for ranges of keys; from the second pass on, only ranges are hashed in which the
    source has newer rows, or another number of rows. Raise Blocked when the target would hold other rows.
    """
    target = run.target.connection
    with _reading(run.source.connection) as since:
        digits, ranges, found = _differences(run)
        with target.transaction():
            if any(one.rows for one in found.values()):
                _bring(run, done, found)
            for statement in after:
                statement()
        run.known = Known(since, digits, ranges)


def _differences(run: CatchUp) -> tuple[dict[QName, int], dict[QName, Ranges], dict[QName, Differences]]:
    digits: dict[QName, int] = {}
    ranges: dict[QName, Ranges] = {}
    found: dict[QName, Differences] = {}
    for name, part in run.source.closed.own.items():
        run.interrupt.check()
        if run.known is None:
            with run.interrupt.cancellable(run.source.connection):
                rows = int(run.source.connection.value(run.source.closed.count(part, run.source.tenant)))
                digits[name] = digits_for(rows)
                there = ranges_of(run.source, part, digits[name])
            with run.interrupt.cancellable(run.target.connection):
                here = ranges_of(run.target, part, digits[name])
        else:
            digits[name] = run.known.digits[name]
            before = run.known.ranges[name]
            only = touched(run.source, part, digits[name], run.known.since, before)
            ranges[name] = before
            if not only:
                continue
            there = {**before, **dict.fromkeys(only, (0, "0")), **ranges_of(run.source, part, digits[name], only)}
            there = {name: one for name, one in there.items() if one[0]}
            here = {**before, **dict.fromkeys(only, (0, "0")), **ranges_of(run.target, part, digits[name], only)}
            here = {name: one for name, one in here.items() if one[0]}
        ranges[name] = there
        differences = compare(run.source, run.target, part, there, here, digits[name])
        if differences.rows:
            found[name] = differences
    return digits, ranges, found


# Bring over


def _bring(run: CatchUp, done: Pass, found: Mapping[QName, Differences]) -> None:
    """Insert, update and delete rows of the target within the caller's transaction, and compare them with the source."""
    target = run.target.connection
    staged = {name: stage_changes(run.carrier, name, differences) for name, differences in found.items()}
    path = application_path(target)
    mapping = run.target.mapping
    assert mapping is not None
    with run.interrupt.cancellable(target):
        run.kept = bring_used(run.carrier, staged, path)
        sequences = sequences_of(target, run.target.closed)
        new = {name: one[0] for name, one in staged.items()}
        advance(target, list(new.values()), sequences)
        keys = [(name, column) for name, one in new.items() for column in one.part.names]
        numbers = {key: number for number, key in enumerate(keys)}
        for group in run.target.closed.groups:
            for name in group:
                if name in new:
                    renew(target, new[name], mapping, sequences, numbers)
        target.set_local(BACKFILL_SETTING, "on")
        target.set_local(MOVING, "on")
        as_application(target)
        orders = (insert, update, delete), (update, delete, insert), (delete, insert, update)
        for number, order in enumerate(orders):
            try:
                with target.transaction():
                    counts = [step(run.carrier, found, staged, path) for step in order]
                    target.execute(RUN_DEFERRED)
                break
            except ServerError as error:
                if not error.of(SqlStateClass.INTEGRITY):
                    raise
                if number + 1 == len(orders):
                    raise Blocked(
                        f"a changed row does not fit the target: {error.message}; nothing was changed there",
                        hint="a key that planner can't renew is taken there, or a row that the tenant uses is missing",
                    ) from None
        target.set_local("search_path", "")
        for setting, value in FORMATS.items():
            target.set(setting, value)
        done.inserted += sum(one.get("inserted", 0) for one in counts)
        done.updated += sum(one.get("updated", 0) for one in counts)
        done.deleted += sum(one.get("deleted", 0) for one in counts)
        _verify(run, found)
        for _, pair in staged.items():
            for one in pair:
                target.execute(build.phrase("DROP TABLE IF EXISTS", build.relation(one.table)))


def _verify(run: CatchUp, found: Mapping[QName, Differences]) -> None:
    """Raise Blocked when a table would hold other rows than the source in the ranges that were changed."""
    for name, differences in found.items():
        part = run.source.closed.own[name]
        there, here = (
            ranges_of(side, part, differences.digits, differences.ranges) for side in (run.source, run.target)
        )
        if there != here:
            raise Blocked(
                f"{name} would hold other rows than the source; nothing was changed there",
                hint="a trigger or a rule of the table changes what is written: suppress it with `triggers` of the plan",
            )


__all__ = ["CatchUp", "Pass", "catch_up", "renewed_mapping"]
