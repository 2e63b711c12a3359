"""The verdicts: which statements ignore the tenant, and how urgent that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlglot import exp

from planner.application.barring import Barring
from planner.application.blocks import Reader
from planner.application.citus.judge import Distributed
from planner.application.covering import Touched, is_covered, unset_findings
from planner.application.found import MINOR, Found, Weight
from planner.application.normal import parseable
from planner.application.reading import Reading
from planner.application.scope import Scope
from planner.application.statements import Statement, parse
from planner.application.writing import Writing
from planner.names import QName
from planner.operations.guard_sql import fills_in
from planner.target import citus
from planner.tenancy.model import ScopedTable, State


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of one statement, and what to do about it."""

    statement: Statement
    table: QName
    weight: Weight
    what: str
    remedy: str
    missing: str = ""
    """The predicate or the column that the statement lacks."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement that planner could not parse."""

    statement: Statement
    reason: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The findings, by weight, then by calls and rows. Statements with unknown calls keep their order."""

    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    read: int
    """The number of statements that were parsed."""
    scoped: int
    """The number of parsed statements that touch a scoped table."""
    covered: tuple[Finding, ...] = ()
    """What would be findings, if policies did not hold the statement to one tenant."""

    reads: tuple[tuple[Statement, QName], ...] = ()
    """The statements that read scoped tables and are no INSERT, UPDATE or DELETE, each with its first scoped table."""

    def more(self, findings: Iterable[Finding]) -> Verdicts:
        """Return the verdicts with further findings."""
        return replace(self, findings=tuple(sorted((*self.findings, *findings), key=_rank)))

    @property
    def urgent(self) -> list[Finding]:
        """Return the findings that people must change before they turn isolation on."""
        return [finding for finding in self.findings if finding.weight not in MINOR]


def judge(statements: Iterable[Statement], state: State, first: str, dialect: str = "postgres") -> Verdicts:
    """Return the verdicts. `first` is the schema of names without a schema. Each distinct text is parsed once.

    With the dialect `citus` of the plan's target, the verdicts include what Citus refuses or sends to every shard.
    """
    judges: dict[str, _Judge] = {}
    findings: list[Finding] = []
    covered: list[Finding] = []
    unread: list[Unread] = []
    reads: list[tuple[Statement, QName]] = []
    read = scoped = 0
    for statement in _merged(statements):
        try:
            tree = _tree(statement)
        except (ValueError, RecursionError) as reason:
            unread.append(Unread(statement, str(reason)))
            continue
        read += 1
        schema = statement.first or first
        if schema not in judges:
            judges[schema] = _Judge(state, schema, dialect)
        touched, found = judges[schema].findings(tree)
        scoped += bool(touched)
        if touched and isinstance(tree, exp.Query):
            reads.append((statement, touched[0].table))
        unset = unset_findings(statement, touched, state)
        for one in (*found, *unset):
            finding = Finding(statement, one.table, one.weight, one.what, one.remedy, one.missing)
            (covered if is_covered(one, statement, state) else findings).append(finding)
    findings.sort(key=_rank)
    covered.sort(key=_rank)
    unread.sort(key=lambda u: -(u.statement.calls or 0))
    return Verdicts(tuple(findings), tuple(unread), read, scoped, tuple(covered), tuple(reads))


def _rank(finding: Finding) -> tuple[int, int, int]:
    return finding.weight, -(finding.statement.calls or 0), -(finding.statement.rows or 0)


def _tree(statement: Statement) -> exp.Expr:
    """Return the tree of a statement. Raise ValueError with the parser's reason."""
    try:
        return parse(statement.sample or statement.text)
    except ValueError:
        if statement.sample is None:
            raise
        return parse(parseable(statement.text))


def table_state(table: ScopedTable, state: State) -> str:
    """Return the state of a table in a few words."""
    relation = state.relation(table)
    column = relation.column(table.column)
    if column is None:
        return f"no {table.column} yet"
    words = [f"{table.column} {'NOT NULL' if column.not_null else 'nullable'}"]
    if fills_in(relation):
        words.append("write guard")
    if relation.rls:
        words.append("row level security")
    return ", ".join(words)


def _merged(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Return one statement for each text, with the calls of all its copies."""
    found: dict[tuple[str, str | None], Statement] = {}
    for statement in statements:
        key = (statement.text, statement.first)
        before = found.get(key)
        if before is None or before.calls is None or statement.calls is None:
            found.setdefault(key, statement)
            continue
        calls = before.calls + statement.calls
        spent = sum((one.milliseconds or 0) * (one.calls or 0) for one in (before, statement))
        found[key] = replace(
            before,
            calls=calls,
            milliseconds=spent / calls if calls else None,
            rows=(before.rows or 0) + (statement.rows or 0),
            roles=tuple(sorted({*before.roles, *statement.roles})),
        )
    return iter(found.values())


class _Judge:
    def __init__(self, state: State, first: str, dialect: str) -> None:
        self._scope = Scope(state, first)
        self._reader = Reader(state.catalog, first)
        self._reading = Reading(self._scope, self._reader)
        self._writing = Writing(self._scope)
        self._barring = Barring(self._scope, self._reader)
        self._distributed = Distributed(self._scope, self._reader) if dialect == citus.DIALECT else None

    def findings(self, tree: exp.Expr) -> tuple[list[Touched], list[Found]]:
        """Return the scoped tables that the statement touches, and its problems. Each table appears once for each
        weight."""
        touched: list[Touched] = []
        every: list[Found] = []
        for block in self._reader.blocks(tree):
            scoped = list(self._scope.scoped(block))
            touched += [Touched(table.relation, source.table or table.relation) for source, table in scoped]
            viewed = list(self._reading.through_views(block))
            touched += [Touched(one.table, None) for one in viewed]
            every += [*self._reading.findings(block, scoped), *viewed, *self._barring.findings(block, scoped)]
        for insert in tree.find_all(exp.Insert):
            table = self._scope.table_of(insert.this)
            if table is not None:
                touched.append(Touched(table.relation, table.relation))
                every += self._writing.inserting(insert, table)
        if self._distributed is not None:
            every += self._distributed.findings(tree)
        whole = list(self._writing.whole(tree))
        found: dict[tuple[QName, Weight, str], Found] = {}
        for one in (*every, *whole):
            found.setdefault((one.table, one.weight, one.what), one)
        return [*touched, *(Touched(one.table, None) for one in whole)], list(found.values())
