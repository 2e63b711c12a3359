"""Run recorded SELECTs under policies and without, and compare the results: how many rows, and which.

Every SELECT runs in a transaction that is read-only and rolled back, in one snapshot, within a time limit. Values of rows
stay in the server: it sends a number and a sum of hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from planner.application.found import Weight
from planner.application.runnable import Recorded, recorded, why_not
from planner.application.statements import Statement
from planner.application.verdicts import Finding
from planner.errors import Blocked
from planner.execution.connection import Connection
from planner.execution.failures import ServerError
from planner.execution.session import connect
from planner.names import QName
from planner.run.identity import Identity, identity, refuse_same
from planner.run.probe.session import ApplicationSession
from planner.run.project import View
from planner.run.project import settings as session_settings
from planner.run.rights import refuse_foreign_code
from planner.run.trial.owners import forbidden_in, refuse_code_of_others
from planner.sql import build
from planner.sql.spelling import sql_name
from planner.sql.template import templates
from planner.tenancy.model import RowSecurity
from planner.verification.powers import past

_TEMPLATES = templates("planner.run", "as_role.sql")

TIMEOUT = 5.0
"""Seconds for one SELECT."""
MOST_ROWS = 100_000
"""The rows of a result that are compared."""


@dataclass(frozen=True, slots=True)
class NotRun:
    """A statement that was not compared, and why."""

    statement: Statement
    reason: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came out of the SELECTs."""

    changed: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    same: int
    """The number of SELECTs whose result is the same."""
    beyond: int
    """SELECTs beyond the number that was asked for."""


@dataclass(frozen=True, slots=True)
class _Result:
    rows: int
    hash: int


def replay(
    dsn: str | None, view: View, reads: Iterable[tuple[Statement, QName]], role: str, tenant: str, most: int
) -> Replayed:
    """Run the SELECTs on the database of `dsn`, whose policies are there. Raise Blocked when nothing can be compared."""
    rls = _policies(view)
    _refuse_unbound(view, role, rls)
    refuse_foreign_code(view.loaded, view.tenancy, view.catalog)
    settings = replace(session_settings(view.loaded, read_only=True), statement_timeout=TIMEOUT)
    with connect(dsn, settings, application_name="planner queries --as-role") as connection:
        refuse_code_of_others(connection, view.loaded)
        return _Replay(connection, ApplicationSession.of(connection, rls), rls, role, tenant).run(list(reads), most)


def replay_on_clone(
    dsn: str, live: Identity, view: View, reads: Iterable[tuple[Statement, QName]], role: str, tenant: str, most: int
) -> Replayed:
    """Run the SELECTs on a copy. Policies that are missing there are made in the transaction, and rolled back with it.

    `live` is the database of the plan. This connection, too, must lead to another one.
    """
    rls = view.tenancy.rls
    if rls is None:
        raise _without_policies(view)
    _refuse_unbound(view, role, rls)
    refuse_foreign_code(view.loaded, view.tenancy, view.catalog)
    missing = list(view.diff().steps)
    other = [step for step in missing if step.operation != "row_security"]
    if other:
        raise Blocked(
            f"the copy lacks more than policies: {other[0].title}",
            hint="run on the copy first: planner apply --confirm --dsn …; planner rehearse does it too",
        )
    settings = replace(session_settings(view.loaded, read_only=False), statement_timeout=0)
    with connect(dsn, settings, application_name="planner queries --on-clone") as connection, connection.undone():
        refuse_same(live, identity(connection), option="--on-clone", instead="")
        refuse_code_of_others(connection, view.loaded)
        for step in missing:
            for statement in step.make():
                connection.execute(statement)
        connection.set_local("statement_timeout", f"{round(TIMEOUT * 1000)}ms")
        connection.set_local("transaction_read_only", "on")
        session = ApplicationSession.of(connection, rls)
        return _Replay(connection, session, rls, role, tenant, whole=True).run(list(reads), most)


@dataclass(frozen=True, slots=True)
class _Replay:
    """One run. `whole` says that a transaction is open, which all SELECTs share."""

    connection: Connection
    session: ApplicationSession
    rls: RowSecurity
    role: str
    tenant: str
    whole: bool = False

    def run(self, reads: list[tuple[Statement, QName]], most: int) -> Replayed:
        self.session.check(self.role, self.session.own_role)
        forbidden = forbidden_in(self.connection, [statement.sample or statement.text for statement, _ in reads])
        changed: list[Finding] = []
        not_run: list[NotRun] = []
        same = ran = beyond = 0
        for statement, table in reads:
            calls, reason = recorded(statement)
            reason = reason or why_not(calls[0].text, forbidden)
            if reason is not None:
                not_run.append(NotRun(statement, reason))
            elif ran >= most:
                beyond += 1
            else:
                ran += 1
                outcome = self._compared(statement, table, calls)
                match outcome:
                    case Finding():
                        changed.append(outcome)
                    case NotRun():
                        not_run.append(outcome)
                    case None:
                        same += 1
        return Replayed(tuple(changed), tuple(not_run), same, beyond)

    def _compared(self, statement: Statement, table: QName, calls: list[Recorded]) -> Finding | NotRun | None:
        """Return a finding for the first call whose result changes, or why the statement can't be compared."""
        for call in calls:
            with self._snapshot():
                free = self._result(call, None, None)
                if isinstance(free, str):
                    return NotRun(statement, f"fails without policies too: {free}")
                if free.rows > MOST_ROWS:
                    return NotRun(statement, f"has more than {MOST_ROWS} rows")
                tenant = call.tenant or self.tenant
                bound, unset = self._result(call, self.role, tenant), self._result(call, self.role, None)
            if isinstance(bound, str):
                return self._finding(statement, table, f"fails as {self.role} in tenant {tenant}: {bound}")
            if bound != free:
                what = f"as {self.role} in tenant {tenant}: {_rows(bound, free)}"
                return self._finding(statement, table, f"{what}; {self._without(unset)}")
        return None

    def _finding(self, statement: Statement, table: QName, what: str) -> Finding:
        remedy = "answer for it: run it once for each tenant, or as a role of rls.ignore_roles"
        return Finding(statement, table, Weight.CHANGED, what, remedy)

    def _without(self, unset: _Result | str) -> str:
        return f"without {self.rls.setting}: {'an error' if isinstance(unset, str) else f'{unset.rows} rows'}"

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Open the transaction in which one SELECT runs several times, on the same rows."""
        with self.connection.undone():
            if not self.whole:
                self.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def _result(self, call: Recorded, role: str | None, tenant: str | None) -> _Result | str:
        """Return the result of a SELECT, or the server's error."""
        connection = self.connection
        try:
            with connection.undone():
                self.session.become(role, tenant)
                if role is None:
                    path = self.session.search_paths.get(self.role, self.session.own_search_path)
                    connection.set_local("search_path", path)
                row = connection.row_numbered(_counted(call.text), call.parameters)
        except ServerError as error:
            return error.message
        assert row is not None
        return _Result(int(row[0]), int(row[1]))


def _counted(text: str) -> str:
    """Return the query for the number of rows of a SELECT, and for a sum of their hashes, which knows no order.

    The text is one SELECT: it has been parsed, and the server takes one statement with parameters only. Its last line may
    be a comment.
    """
    select = build.phrase("(", build.verbatim(text.rstrip().rstrip(";")), ")")
    return build.render(_TEMPLATES["counted"].fill(statement=select))


def _rows(bound: _Result, free: _Result) -> str:
    if bound.rows == free.rows:
        return f"{bound.rows} rows, and not the same as without policies"
    return f"{bound.rows} of {free.rows} rows"


def _policies(view: View) -> RowSecurity:
    """Return the plan's row level security. Raise Blocked when the database does not have it yet."""
    rls = view.tenancy.rls
    bare = [name for name in view.tenancy.tables if not view.catalog.relations[name].rls]
    if rls is None or bare:
        raise _without_policies(view)
    return rls


def _without_policies(view: View) -> Blocked:
    if view.tenancy.rls is None:
        return Blocked("the plan has no `rls`, so that there are no policies to try", hint="docs/plan.md explains rls")
    return Blocked(
        "the database has no policies yet, and planner does not make them on a live database to try them: that would lock the "
        "tables",
        hint="give a copy: --on-clone DSN. There, the policies are made in a transaction that is rolled back",
    )


def _refuse_unbound(view: View, role: str, rls: RowSecurity) -> None:
    why = next(past(role, view.catalog, view.tenancy.tables, rls), None)
    if why is not None:
        raise Blocked(
            f"policies would not hold role {role!r}: it {why}",
            hint=f"give a role that the application connects as: {', '.join(sql_name(one) for one in rls.roles)}",
        )
