"""Which statements ignore the tenant, and how much that matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from sqlglot import exp

from planner.application.blocks import Block, ColumnOf, Reader, Source, name
from planner.application.statements import Statement, parse
from planner.catalog.model import Relation
from planner.catalog.parts import Index
from planner.names import QName
from planner.operations.guard_sql import guard_names
from planner.operations.keys import given_up, global_keys, global_primary_key, identifies
from planner.tenancy.model import ScopedTable, State


class Weight(IntEnum):
    """What comes first is the most urgent."""

    OLD_KEY = 1
    """An upsert whose ON CONFLICT names a key that becomes per tenant: it fails at once."""
    NO_TENANT = 2
    """Rows of every tenant are read or written."""
    NOT_SET = 3
    """A row is written, and not said whose it is."""
    BY_KEY = 4
    """One row by its key, whoever's it is."""


WORDS = {
    Weight.OLD_KEY: "old key",
    Weight.NO_TENANT: "no tenant",
    Weight.NOT_SET: "tenant not set",
    Weight.BY_KEY: "by key only",
}


@dataclass(frozen=True, slots=True)
class Finding:
    statement: Statement
    table: QName
    weight: Weight
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement that could not be parsed."""

    statement: Statement
    reason: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Findings by weight, then by calls; statements of unknown calls keep their order."""

    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    read: int
    """Statements that were parsed."""
    scoped: int
    """Of these, how many touch a scoped table."""

    @property
    def urgent(self) -> list[Finding]:
        """What has to be changed before isolation is turned on."""
        return [finding for finding in self.findings if finding.weight is not Weight.BY_KEY]


def judge(statements: Iterable[Statement], state: State, first: str) -> Verdicts:
    """`first` is the schema of names that have none. Each distinct text is parsed once."""
    judge_one = _Judge(state, first)
    findings: list[Finding] = []
    unread: list[Unread] = []
    read = scoped = 0
    for statement in _merged(statements):
        try:
            tree = parse(statement.text)
        except (ValueError, RecursionError) as reason:
            unread.append(Unread(statement, str(reason)))
            continue
        read += 1
        touched, found = judge_one.findings(tree)
        scoped += touched
        findings += [Finding(statement, *one) for one in found]
    findings.sort(key=lambda f: (f.weight, -(f.statement.calls or 0)))
    unread.sort(key=lambda u: -(u.statement.calls or 0))
    return Verdicts(tuple(findings), tuple(unread), read, scoped)


def table_state(table: ScopedTable, state: State) -> str:
    """Where a table stands, in few words."""
    relation = state.relation(table)
    column = relation.column(table.column)
    if column is None:
        return f"no {table.column} yet"
    words = [f"{table.column} {'NOT NULL' if column.not_null else 'nullable'}"]
    if guard_names(relation):
        words.append("write guard")
    if relation.rls:
        words.append("row level security")
    return ", ".join(words)


def _merged(statements: Iterable[Statement]) -> Iterator[Statement]:
    """One for each text, with the calls of all."""
    found: dict[str, Statement] = {}
    for statement in statements:
        before = found.get(statement.text)
        if before is None or before.calls is None or statement.calls is None:
            found.setdefault(statement.text, statement)
            continue
        calls = before.calls + statement.calls
        spent = sum((one.milliseconds or 0) * (one.calls or 0) for one in (before, statement))
        found[statement.text] = Statement(before.name, before.text, calls, spent / calls if calls else None)
    return iter(found.values())


_Found = tuple[QName, Weight, str, str]


class _Judge:
    def __init__(self, state: State, first: str) -> None:
        self._state = state
        self._first = first
        self._reader = Reader(state.catalog, first)

    def findings(self, tree: exp.Expr) -> tuple[bool, list[_Found]]:
        """Whether the statement touches a scoped table, and what is wrong with it; each table once for each weight."""
        found: dict[tuple[QName, Weight, str], _Found] = {}
        touched = False
        for block in self._reader.blocks(tree):
            scoped = list(self._scoped(block))
            touched = touched or bool(scoped)
            for one in self._reading(block, scoped):
                found.setdefault(one[:3], one)
        for insert in tree.find_all(exp.Insert):
            table = self._table_of(insert.this)
            if table is not None:
                touched = True
                for one in self._inserting(insert, table):
                    found.setdefault(one[:3], one)
        for one in self._whole(tree):
            touched = True
            found.setdefault(one[:3], one)
        return touched, list(found.values())

    def _whole(self, tree: exp.Expr) -> Iterator[_Found]:
        """Statements about tables as a whole."""
        if isinstance(tree, exp.TruncateTable):
            for node in tree.expressions:
                table = self._table_of(node)
                if table is not None:
                    yield (
                        table.relation,
                        Weight.NO_TENANT,
                        "empties the table of every tenant",
                        f"DELETE … WHERE {table.column} = …",
                    )
        elif isinstance(tree, exp.Copy):
            table = self._table_of(tree.this)
            if table is not None and not tree.args.get("kind"):
                remedy = f"COPY (SELECT … WHERE {table.column} = …) TO …"
                yield table.relation, Weight.NO_TENANT, "copies rows of every tenant", remedy
            elif table is not None and table.column not in _columns(tree.this):
                remedy = f"name {table.column} among the columns"
                yield table.relation, Weight.NOT_SET, f"copies rows in without {table.column}", remedy

    # Reading, UPDATE and DELETE

    def _scoped(self, block: Block) -> Iterator[tuple[Source, ScopedTable]]:
        for source in block.sources.values():
            table = self._scoped_table(source.table)
            if table is not None:
                yield source, table

    def _scoped_table(self, table: QName | None) -> ScopedTable | None:
        """The scoped table itself, or the one that a partition is of."""
        if table is None:
            return None
        above = [relation.name for relation in self._state.catalog.above(table)]
        return next((self._state.tenancy.tables[n] for n in above if n in self._state.tenancy.tables), None)

    def _reading(self, block: Block, scoped: list[tuple[Source, ScopedTable]]) -> Iterator[_Found]:
        known = self._known(block)
        aware = {source.alias for source, table in scoped if (source.alias, table.column) in known}
        keyed = {source.alias for source, table in scoped if self._by_key(source, table, known)}
        reached = self._reached(block, scoped, aware | keyed)
        for source, table in scoped:
            alias = source.alias
            if alias in aware or (alias in reached and alias not in keyed):
                continue
            verb = _verb(block, alias)
            if alias in keyed:
                yield (
                    table.relation, Weight.BY_KEY, f"{verb} one row by its key, whoever's it is",
                    f"add {table.column} to the condition, or rely on row level security",
                )  # fmt: skip
            else:
                yield (
                    table.relation, Weight.NO_TENANT, f"{verb} rows of every tenant",
                    f"add {_spoken(alias, table)} = … to the condition",
                )  # fmt: skip

    def _known(self, block: Block) -> frozenset[ColumnOf]:
        """Columns given from outside: by parameters, by tenants, and by subqueries that hold to the tenant themselves."""
        more: set[ColumnOf] = set()
        for source in block.sources.values():
            if isinstance(source.query, exp.Query) and self._holds(source.query):
                more |= {(source.alias, column) for column in source.query.named_selects}
        return block.facts.known(frozenset(more))

    def _holds(self, query: exp.Expr) -> bool:
        """Every scoped table that the query reads on its outer level is held to the tenant, and there is one."""
        blocks = [self._reader.block(node) for node in _parts(query) if node.args.get("from_") is not None]
        if not blocks:
            return False
        for block in blocks:
            known = self._known(block)
            scoped = list(self._scoped(block))
            derived = any(source.query is not None for source in block.sources.values())
            if not all((source.alias, table.column) in known for source, table in scoped) or not (scoped or derived):
                return False
        return True

    def _by_key(self, source: Source, table: ScopedTable, known: frozenset[ColumnOf]) -> bool:
        relation = self._state.relation(table)
        columns = [column for alias, column in known if alias == source.alias]
        keys = (*relation.indexes, *given_up(relation.name, self._state.catalog))
        return any(identifies(index, [*columns, table.column]) for index in keys)

    def _reached(self, block: Block, scoped: list[tuple[Source, ScopedTable]], start: set[str]) -> set[str]:
        """Sources that a foreign key joins to one of `start`, or to one that is reached."""
        reached = set(start)
        while True:
            more = {
                source.alias
                for source, _ in scoped
                if source.alias not in reached and any(self._joined(block, source, block.sources[a]) for a in reached)
            }
            if not more:
                return reached - start
            reached |= more

    def _joined(self, block: Block, one: Source, other: Source) -> bool:
        return self._references(block, one, other) or self._references(block, other, one)

    def _references(self, block: Block, child: Source, parent: Source) -> bool:
        relation = self._relation(child)
        if relation is None or parent.table is None:
            return False
        for key in relation.foreign_keys():
            if key.ref == parent.table:
                pairs = zip(key.columns, key.ref_columns, strict=True)
                if all(
                    block.facts.same((child.alias, mine), (parent.alias, theirs))
                    for mine, theirs in pairs
                    if not self._is_tenant(child, mine)
                ):
                    return True
        return False

    def _is_tenant(self, source: Source, column: str) -> bool:
        table = self._scoped_table(source.table)
        return table is not None and table.column == column

    def _relation(self, source: Source) -> Relation | None:
        return self._state.catalog.relation(source.table) if source.table is not None else None

    # INSERT

    def _table_of(self, node: exp.Expr) -> ScopedTable | None:
        """Of a table, with or without a list of columns."""
        if isinstance(node, exp.Schema):
            node = node.this
        if not isinstance(node, exp.Table):
            return None
        schema = node.args.get("db")
        return self._scoped_table(QName(name(schema) if schema is not None else self._first, name(node.this)))

    def _inserting(self, insert: exp.Insert, table: ScopedTable) -> Iterator[_Found]:
        guard = "the write guard fills it in while it is there" if guard_names(self._state.relation(table)) else ""
        remedy = f"name {table.column} among the columns, and send it"
        if not isinstance(insert.this, exp.Schema) and insert.args.get("default"):
            yield table.relation, Weight.NOT_SET, f"inserts DEFAULT VALUES. {guard}".rstrip(" ."), remedy
        elif not isinstance(insert.this, exp.Schema):
            yield table.relation, Weight.NOT_SET, "inserts without a list of columns", remedy
        elif table.column not in _columns(insert.this):
            yield table.relation, Weight.NOT_SET, f"inserts without {table.column}; {guard}".rstrip(" ;"), remedy
        conflict = insert.args.get("conflict")
        if conflict is not None:
            yield from self._upserting(conflict, table)

    def _upserting(self, conflict: exp.Expr, table: ScopedTable) -> Iterator[_Found]:
        columns = [_target(key) for key in conflict.args.get("conflict_keys") or []]
        named = conflict.args.get("constraint")
        for index, gone in self._weaker(table):
            fits = (
                sorted(_key(index)) == sorted(columns) if columns else named is not None and name(named) == index.name
            )
            if fits:
                spelled = ", ".join(c.name or c.definition for c in index.columns)
                target = f"ON CONFLICT ({spelled})" if columns else f"ON CONFLICT ON CONSTRAINT {index.name}"
                when = "fails with 42P10, since" if gone else "fails with 42P10 once"
                yield (
                    table.relation, Weight.OLD_KEY, f"{target} {when} {index.name} {'is' if gone else 'has become'} per tenant",
                    f"ON CONFLICT ({table.column}, {spelled})" + ("" if gone else ", or keys.old: keep until then"),
                )  # fmt: skip
                return

    def _weaker(self, table: ScopedTable) -> Iterator[tuple[Index, bool]]:
        """Global keys that the plan gives up, or has given up (True)."""
        relation, rules = self._state.relation(table), self._state.tenancy.keys
        there = {index.name for index in relation.indexes if table.column not in {c.name for c in index.columns}}
        for index in given_up(relation.name, self._state.catalog):
            if index.name not in there:
                yield index, True
        if rules.per_tenant:
            for index in global_keys(relation, table.column):
                if (table.relation, index.name) not in rules.kept:
                    yield index, False
        primary = global_primary_key(relation, table.column) if rules.primary else None
        if primary is not None:
            yield primary, False


def _columns(node: exp.Expr) -> set[str]:
    return {name(column) for column in node.expressions} if isinstance(node, exp.Schema) else set()


def _parts(query: exp.Expr) -> list[exp.Expr]:
    """The SELECTs of a query on its outer level: one, or those of a UNION."""
    if isinstance(query, exp.Subquery | exp.Paren):
        return _parts(query.this)
    if isinstance(query, exp.SetOperation):
        return [*_parts(query.this), *_parts(query.expression)]
    return [query]


def _verb(block: Block, alias: str) -> str:
    if block.target != alias:
        return "reads"
    if isinstance(block.node, exp.Update):
        return "updates"
    return "deletes" if isinstance(block.node, exp.Delete) else "writes"


def _spoken(alias: str, table: ScopedTable) -> str:
    return table.column if alias == table.relation.name else f"{alias}.{table.column}"


def _target(key: exp.Expr) -> str:
    while isinstance(key, exp.Ordered | exp.Paren):
        key = key.this
    if isinstance(key, exp.Column | exp.Identifier):
        return name(key.this if isinstance(key, exp.Column) else key)
    return _plain(key.sql(dialect="postgres"))


def _key(index: Index) -> list[str]:
    return [column.name or _plain(column.definition) for column in index.columns]


def _plain(text: str) -> str:
    """An expression without what two ways of writing it may differ in."""
    return "".join(c for c in text.split("::")[0].lower() if c not in '"() \n')
