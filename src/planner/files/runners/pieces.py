"""A segment as statements that each stand alone, because a migration tool sends a file to the server as one query.

Several statements in one query are one transaction (PostgreSQL documentation, 55.2.2.1). In a transaction, neither
CONCURRENTLY nor a COMMIT of a DO block can run. So each transaction becomes one DO block with its own settings, checks
and conditions. No piece changes the settings of the session, which belongs to the tool.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from planner.catalog.changes import Disown
from planner.catalog.model import Catalog
from planner.catalog.owned import OwnedKey
from planner.files.backfill_script import backfill_body
from planner.files.check_scripts import IN_THE_WAY, Asked, check_sql, counts, preflight_counts
from planner.files.heads import Required, record_check, required_entries
from planner.files.propagation import at_home
from planner.files.psql import Session, block, right_server, statement
from planner.names import QName
from planner.operations.guard_sql import BACKFILL_SETTINGS
from planner.rows.derivation import WALK_SETTINGS
from planner.sql import build, concurrently, ddl, plpgsql
from planner.sql.build import Node, Statement
from planner.steps.checks import Check
from planner.steps.conditions import OWNED, Recorded, TableExists
from planner.steps.locks import lock_statements
from planner.steps.step import Mode, Segment, Step
from planner.target.formats import FORMATS
from planner.tenancy.model import Facts, Tenancy
from planner.verification.exposure import refusal
from planner.verification.row_questions import RowQuery


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement of a segment."""

    sql: str
    name: str = ""
    """The piece's name among the pieces of its segment; empty if there is only one."""
    alone: bool = False
    """PostgreSQL refuses the piece in a transaction block."""


_SETTINGS = """
  PERFORM {each};
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """The facts that all pieces of a render share."""

    live: Catalog
    session: Session
    database: str | None
    """The only database that the plan is for. Migrations run on any other database too."""
    majors: tuple[int, int]
    """The first and the last major version that the files are for."""

    def settings(self, lock_timeout: float, more: Mapping[str, str] | None = None) -> str:
        """Return the settings, which hold until the transaction ends.

        `more` are the settings of a transaction that fills rows or follows them, in place of planner's formats.
        """
        values = {
            "client_min_messages": "warning",
            "lock_timeout": str(round(lock_timeout * 1000)),
            "row_security": "off",
            "search_path": "",
            **({"role": self.session.role} if self.session.role is not None else {}),
            **(FORMATS if more is None else more),
            **at_home(self.live),
        }
        each = (
            build.call("set_config", build.literal(name), build.literal(value), build.literal(True))
            for name, value in values.items()
        )
        return plpgsql.body(_SETTINGS, each=build.listed(list(each)))

    def head(self, lock_timeout: float, more: Mapping[str, str] | None = None) -> str:
        """Return the settings of a transaction, and the check of the server's version."""
        return plpgsql.joined(self.settings(lock_timeout, more), right_server(self.majors, self.database))


def forward(segment: Segment, required: Sequence[Required], scene: Scene) -> tuple[Piece, ...]:
    """Return the pieces of a segment. The steps of `required` must have run. The first segment has no such check,
    because it makes the record."""
    makes_record = any(step.relation == OWNED for step in segment.steps)
    if makes_record:
        return tuple(_pieces(segment, [], [], scene))
    hint = "run the migrations in their order"
    return tuple(_pieces(segment, [record_check(hint)], required_entries(required, hint), scene))


def backward(segment: Segment, scene: Scene, tenants: QName) -> tuple[Piece, ...]:
    """Return the pieces that take a segment back. They do nothing when planner's record is gone."""
    refused = refusal([segment], tenants)
    return tuple(_pieces(segment, [_leave_if(_no_record()), *([refused] if refused is not None else [])], [], scene))


def preflight(tenancy: Tenancy, facts: Facts, scene: Scene) -> Piece:
    """Return a statement that raises when a row would stop the run. It changes nothing."""
    return stopping(preflight_counts(tenancy, scene.live, facts), tenancy, scene)


def stopping(asked: Iterable[Asked], tenancy: Tenancy, scene: Scene) -> Piece:
    """Return a statement that raises with the counts that are not 0."""
    head = scene.head(scene.session.lock, {**FORMATS, **WALK_SETTINGS} if tenancy.cycles else None)
    found = plpgsql.joined(*(_counted(query, titles) for query, titles in asked))
    return Piece(_do(plpgsql.body(_PREFLIGHT, head=head, found=found, hint=build.literal(IN_THE_WAY))))


def proof(asked: Iterable[Asked], checks: Iterable[Check], scene: Scene) -> Piece:
    """Return a statement that raises with everything of a result that does not hold."""
    found = [
        plpgsql.body(_BROKEN, condition=check_sql(check), title=build.literal(f"{check.relation}: {check.title}"))
        for check in checks
    ]
    found += [_counted(query, titles) for query, titles in asked]
    head, hint = (
        scene.head(scene.session.lock),
        build.literal("correct that, and run this again; planner verify names the rows"),
    )
    return Piece(_do(plpgsql.body(_PREFLIGHT, head=head, found=plpgsql.joined(*found), hint=hint)))


def _counted(query: RowQuery, titles: Sequence[tuple[str, str]]) -> str:
    each = build.call("format", build.literal("%s %s"), build.column("broken", "v"), build.column("check", "v"))
    rows = counts(query.confirmed or query, titles, build.call("string_agg", each, build.literal(", ")))
    rows = rows.where(build.ne(build.column("broken", "v"), build.literal(0)), copy=False)
    return plpgsql.body(_FOUND, rows=rows, table=build.literal(f"{query.relation}: "))


_BROKEN = """
  IF ({condition}) IS NOT TRUE THEN
    planner_found := pg_catalog.concat_ws('; ', planner_found, {title});
  END IF;
"""


def holds(steps: Sequence[Step]) -> Piece:
    """Return a statement that raises unless the steps have taken effect."""
    return Piece(_do(block(*(plpgsql.unless(s.done_sql, f"does not hold: {s.title}", s.id) for s in steps))))


_FOUND = """
  planner_found := nullif(pg_catalog.concat_ws('; ', planner_found, {table} || ({rows})), '');
"""


_PREFLIGHT = """
DECLARE
  planner_found text;
BEGIN
{head}{found}
  IF planner_found IS NOT NULL THEN
    RAISE EXCEPTION USING MESSAGE = planner_found, HINT = {hint}, ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END
"""


def _pieces(segment: Segment, checks: Sequence[str], needed: Sequence[str], scene: Scene) -> Iterator[Piece]:
    """Yield the pieces of a segment. `checks` come before the question whether it is done, `needed` after it: later
    steps may have taken away what it needs."""
    done = build.and_(*(exp.Paren(this=step.done_sql) for step in segment.steps))
    session = scene.session
    match segment.mode:
        case Mode.TRANSACTION:
            locks = [_sql(node) for node in lock_statements(segment, scene.live)]
            work = [_sql(s) for step in segment.steps for s in step.statements]
            yield _block(session.lock, scene, [*checks, _leave_if(done), *needed, *locks, *work])
        case Mode.BATCHES:
            for step in segment.steps:
                yield _loop(step, [*checks, _leave_if(step.done_sql), *needed], scene)
        case Mode.ALONE:
            for step in segment.steps:
                yield from _alone(step, checks, needed, scene)


def _alone(step: Step, checks: Sequence[str], needed: Sequence[str], scene: Scene) -> Iterator[Piece]:
    """Yield the pieces of a step that runs outside a transaction.

    VALIDATE may stand in a DO block. A CONCURRENTLY statement stands between two blocks: the first one prepares, and
    the second one checks the result.
    """
    statements = list(step.statements)
    at = next((n for n, s in enumerate(statements) if concurrently.is_concurrent(s)), None)
    long = [_no_limit(), *checks]
    if at is None:
        yield _block(scene.session.alone, scene, [*long, _leave_if(step.done_sql), *needed, *map(_sql, statements)])
        return
    before, rest = statements[:at], statements[at:]
    first = rest.pop(0)
    if concurrently.is_drop(first) and not (rest and concurrently.is_concurrent(rest[0])):
        index = build.literal(concurrently.dropped(first))
        forgotten = build.and_(*(exp.Not(this=exp.Paren(this=Recorded(key).sql())) for key in _forgets(step)))
        listed = plpgsql.body(_LISTED, index=index, no_record=_no_record(), taken_back=forgotten)
        yield _block(scene.session.lock, scene, [_no_limit(), listed], "prepare")
        yield _bare(first, "drop")
        yield _block(scene.session.lock, scene, [*checks, _leave_if(step.done_sql), *map(_sql, rest)], "confirm")
        return
    ready = [_sql(s) for s in before]
    if concurrently.is_drop(first):
        ready.append(_sql(concurrently.blocking(first)))
        first = rest.pop(0)
    yield _block(scene.session.lock, scene, [*long, _leave_if(step.done_sql), *needed, *ready], "prepare")
    yield _bare(first, "build")
    built = plpgsql.unless(step.done_sql, f"did not take effect: {step.title}", _mend(step, statements))
    yield _block(scene.session.lock, scene, [*checks, built, *map(_sql, rest)], "confirm")


_LISTED = """
  IF pg_catalog.to_regclass({index}) IS NOT NULL THEN
    IF {no_record} THEN
      RAISE EXCEPTION '% is there, and planner keeps no record: it stays', {index} USING ERRCODE = 'object_not_in_prerequisite_state';
    ELSIF {taken_back} THEN
      RAISE EXCEPTION '% is there, and planner has no record of it: it stays', {index} USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
  END IF;
"""


def _forgets(step: Step) -> list[OwnedKey]:
    """Return the entries that a step removes from the record."""
    return [change.key for change in step.changes if isinstance(change, Disown)]


def _no_record() -> Node:
    return exp.Not(this=exp.Paren(this=TableExists(OWNED).sql()))


def _mend(step: Step, statements: Sequence[Statement]) -> str:
    again = "; ".join(build.render(s).strip() for s in statements if concurrently.is_concurrent(s))
    return f"an interrupted build of {step.relation} left an INVALID index; each by itself: {again}; then run this migration again"


def _bare(node: Statement, name: str) -> Piece:
    return Piece(statement(concurrently.repeatable(node)), name, alone=True)


def _block(lock_timeout: float, scene: Scene, parts: Sequence[str], name: str = "") -> Piece:
    return Piece(_do(block(scene.head(lock_timeout), *parts)), name)


def _loop(step: Step, guards: Sequence[str], scene: Scene) -> Piece:
    """Commits between its batches, so it may not be in a transaction of the tool's."""
    head = plpgsql.joined(scene.head(scene.session.lock, BACKFILL_SETTINGS), _no_limit(), *guards)
    again = plpgsql.joined(scene.settings(scene.session.lock, BACKFILL_SETTINGS))
    body = backfill_body(step, head=head, again=again, tail=plpgsql.joined(*map(_sql, step.closing)))
    return Piece(_do(body), alone=True)


def _no_limit() -> str:
    """Return a check for a statement that may take long: the session must have no statement_timeout.

    A SET in the same query would come too late, because the timeout of the query has already started.
    """
    off = build.eq(build.call("current_setting", build.literal("statement_timeout")), build.literal("0"))
    hint = "connect without one, e.g. with options=-c statement_timeout=0 in the connection string"
    return plpgsql.unless(off, "statement_timeout is set for this session, and this migration may take longer", hint)


_LEAVE = """
  IF {condition} THEN
    RETURN;
  END IF;
"""


def _leave_if(condition: Node) -> str:
    return plpgsql.body(_LEAVE, condition=condition)


_STATEMENT = """
  {statement};
"""


def _sql(node: Statement) -> str:
    return plpgsql.body(_STATEMENT, statement=node if isinstance(node, exp.Expression) else node.node())


def _do(body: str) -> str:
    return statement(ddl.do_block(body))
