"""Open a tenant: its row in the tenants table, and copies of the rows that every tenant begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlglot import exp

from planner.catalog.model import Relation
from planner.catalog.words import Generated, Identity
from planner.errors import Blocked, DatabaseError, PlanError
from planner.execution.connection import Connection
from planner.execution.failures import ServerError, SqlStateClass
from planner.execution.journal import Entry, Journal
from planner.names import QName
from planner.operations.default_row import default_row_counted
from planner.operations.guard_sql import fills_in
from planner.resolve.problems import columns_hint
from planner.rows.search_path import RUN_DEFERRED, application_path, empty_path, with_triggers_under
from planner.run.project import View
from planner.sql import build
from planner.sql.build import Node
from planner.sql.queries import queries
from planner.sql.session_tenant import compares_as_text, cuts, unchanged
from planner.steps.record.tables import create_key_map
from planner.tenancy.model import Constant, DefaultTenant, State
from planner.tenants.closed import is_there, new_tenant, sets_of, spelled_tenant
from planner.tenants.copying import Copying, copying, refuse_astray
from planner.tenants.look import counted

_SQL = queries("planner.tenants")


@dataclass(frozen=True, slots=True)
class New:
    """The tenant to add, as the user says it."""

    id: str
    values: Mapping[str, str]
    like: str | None = None
    """The tenant whose rows are copied; None for that of the plan."""
    copies: bool = True


@dataclass(frozen=True, slots=True)
class Opened:
    """What was done, or would be done."""

    tenant: str
    """The tenant's key as PostgreSQL spells it."""
    statements: tuple[Node, ...]
    rows: Mapping[QName, int]
    """The number of copied rows by table."""
    template: str | None
    notes: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def opening(connection: Connection, view: View, new: New) -> Opened:
    """Return what `add_tenant` would do. Read-only. Raise Refused or PlanError when it can't be done."""
    work = _Work.of(view, new).checked(connection)
    return work.opened(work.counted(connection, work.template))


def add_tenant(connection: Connection, view: View, new: New) -> Opened:
    """Add the tenant and the copies in one transaction, and analyze the tables after it."""
    work = _Work.of(view, new)
    journal, started = Journal("tenant add"), datetime.now(UTC)
    with connection.transaction():
        connection.execute(_one_snapshot())
        work = work.checked(connection)
        work.add_row(connection)
        if work.made is not None:
            refuse_astray(connection, work.made)
        for statement in work.copies():
            connection.execute(statement)
        rows = work.counted(connection, work.new.id)
        seconds = (datetime.now(UTC) - started).total_seconds()
        journal.write(connection, Entry(1, "tenant.add", "INSERT", started, seconds, rows=1 + sum(rows.values())))
    done = work.opened(rows)
    try:
        journal.finish(connection, "done")
        for statement in work.analyzed():
            connection.execute(statement)
    except (DatabaseError, KeyboardInterrupt) as error:
        why = error.message if isinstance(error, DatabaseError) else "interrupted"
        done = replace(done, notes=(*done.notes, f"not analyzed: {why}. ANALYZE the tables yourself"))
    return done


def _one_snapshot() -> Node:
    """Return the statement that lets all of the transaction see one state of the template's rows."""
    return build.phrase("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


@dataclass(frozen=True, slots=True)
class _Work:
    """The statements that open one tenant."""

    new: New
    view: View
    template: str | None = None
    names: tuple[QName, ...] = ()
    """The tables whose rows are copied."""
    made: Copying | None = None
    """How they are copied; None when no rows are."""
    without_map: bool = False
    """planner.key_map is missing."""

    @property
    def state(self) -> State:
        return self.view.state

    @classmethod
    def of(cls, view: View, new: New) -> _Work:
        said = view.loaded.plan.tenant.template
        if new.like is not None and said is None:
            raise PlanError(
                "the plan does not say which tables --like copies",
                place=view.loaded.place("tenant"),
                hint=f"write `tenant: {{ template: {{ from: {new.like}, tables: […] }} }}`",
            )
        if said is None or not new.copies:
            return cls(new, view)
        names = tuple(_scoped(text, number, view) for number, text in enumerate(said.tables))
        return cls(new, view, new.like or said.tenant, names)

    def opened(self, rows: Mapping[QName, int]) -> Opened:
        """Return what is done, with the number of copied rows by table."""
        return Opened(self.new.id, tuple(self.statements()), rows, self.template, tuple(self.notes()))

    @property
    def _tenants(self) -> Relation:
        return self.state.catalog.relations[self.state.tenancy.tenants.relation]

    def checked(self, connection: Connection) -> _Work:
        """Return the same work with the keys as PostgreSQL spells them.

        Raise Blocked when the tenant is there, when the template tenant is not, and for wrong values.
        """
        tenants = self.state.tenancy.tenants
        if tenants.relation not in self.state.catalog.relations:
            raise Blocked(
                f"there is no tenants table {tenants.relation} yet", hint="planner apply --phase add --confirm makes it"
            )
        self._check_values(connection)
        tenant = new_tenant(connection, self.state, self.new.id, "choose another ID; nothing was changed")
        if is_there(connection, self.state, tenant):
            raise Blocked(f"there is a tenant {tenant!r} already", hint="choose another ID; nothing was changed")
        like = spelled_tenant(connection, self.state, self.template) if self.template is not None else None
        if self.template is not None and (like is None or not is_there(connection, self.state, like)):
            raise Blocked(
                f"there is no tenant {self.template!r} whose rows could be copied",
                hint="name another one with --like, or --empty to copy nothing",
            )
        work = replace(self, new=replace(self.new, id=tenant), template=like)
        if like is None or not self.names:
            return work
        made = copying(connection, sets_of(self.view), like, tenant, self.names)
        return replace(work, made=made, without_map=not connection.value(_SQL["key_map_there"]))

    def counted(self, connection: Connection, tenant: str | None) -> dict[QName, int]:
        """Return a tenant's rows for each copied table."""
        if self.made is None or tenant is None:
            return {}
        return counted(connection, self.made.closed, tenant, self.made.tables)

    def _check_values(self, connection: Connection) -> None:
        relation, key = self._tenants, self.state.tenancy.tenants.key
        for name in self.new.values:
            if relation.column(name) is None or name == key:
                what = "is the tenant's key: give it as ID" if name == key else "is no column"
                hint = columns_hint(relation, name)()
                raise Blocked(f"{name} of {relation.name} {what}", hint=hint if name != key else "leave it out")
        missing = [
            column.name
            for column in relation.columns
            if column.not_null and column.default is None and column.name not in (key, *self.new.values)
            and column.identity is Identity.NONE and column.generated is Generated.NONE
        ]  # fmt: skip
        if missing:
            raise Blocked(
                f"{relation.name} needs a value of {', '.join(missing)}",
                hint=" ".join(f"--values {name}=…" for name in missing),
            )
        for name, text in self.new.values.items():
            self._refuse_cut(connection, name, text)

    def _refuse_cut(self, connection: Connection, name: str, text: str) -> None:
        """Raise Blocked for a value that is too long for its column: PostgreSQL cuts it, or refuses it only later."""
        column = next(column for column in self._tenants.columns if column.name == name)
        base = self.state.catalog.base_type(column.type)
        if not (cuts(base) and compares_as_text(base)):
            return
        value = build.literal(text)
        if not connection.value(build.select(unchanged(build.cast(value, base), value.copy(), base))):
            raise Blocked(
                f"the value of {name} is longer than {base} of {self._tenants.name}",
                hint=f"shorten --values {name}=…; nothing was changed",
            )

    def add_row(self, connection: Connection) -> None:
        """Insert the tenant's row. Raise Blocked for values that the table refuses."""
        try:
            for statement in self.row():
                connection.execute(statement)
        except ServerError as error:
            if error.of(SqlStateClass.DATA) or error.of(SqlStateClass.INTEGRITY):
                raise Blocked(
                    f"{self._tenants.name} refuses the tenant's row: {error.said}",
                    hint="correct ID or --values; nothing was changed",
                ) from None
            raise

    # Statements

    def statements(self) -> Iterator[Node]:
        """Yield everything that changes the database, in order."""
        yield build.phrase("BEGIN")
        yield _one_snapshot()
        yield empty_path()
        yield from self.row()
        yield from self.copies()
        yield build.phrase("COMMIT")
        yield from self.analyzed()

    def row(self) -> Iterator[Node]:
        """Yield the INSERT of the tenant's row first, then what a sequence of the key and triggers need.

        The values go in without a cast: an explicit cast would cut a text that is too long, and the server refuses it.
        """
        relation, tenants = self._tenants, self.state.tenancy.tenants
        names = [tenants.key, *self.new.values]
        row = [build.literal(text) for text in (self.new.id, *self.new.values.values())]
        added: exp.Insert = build.insert(tenants.relation, names, [row])  # type: ignore[assignment]
        if _fires(relation):
            with_triggers_under(application_path(), added)
        if any(c.name in names and c.identity is Identity.ALWAYS for c in relation.columns):
            added.set("expression", build.phrase("OVERRIDING SYSTEM VALUE", added.args["expression"]))
        yield added
        yield from _after(relation)
        yield from default_row_counted(tenants, DefaultTenant(self.new.id, ()), relation)

    def copies(self) -> Iterator[Node]:
        """Yield the new keys first, then the INSERTs of the copies with what triggers need."""
        if self.made is None:
            return
        if self.without_map:
            yield from create_key_map()
        yield from self.made.key_map()
        for group in self.made.groups:
            yield self.made.insert(group, application_path())
            yield exp.var(RUN_DEFERRED)
            yield empty_path()

    def analyzed(self) -> Iterator[Node]:
        """Yield ANALYZE of what has grown: policies estimate with the session's own tenant."""
        for name in (self.state.tenancy.tenants.relation, *(self.made.tables if self.made is not None else ())):
            yield build.phrase("ANALYZE", build.relation(name))

    # Notes

    def notes(self) -> Iterator[str]:
        """Yield what the user must know about the copies and about writers without a tenant."""
        for name in self.made.tables if self.made is not None else ():
            for column, parent in self.made.emptied[name].items() if self.made is not None else ():
                yield f"{column} of {name} is NULL in the copies: {parent} is not copied"
        constant = self._constant()
        if constant:
            yield (
                f"writers that send no tenant still get a constant in {', '.join(map(str, constant))}: let every writer send "
                "the tenant, and apply `transition.drop: tighten`"
            )

    def _constant(self) -> list[QName]:
        """Return the tables whose write guard still fills a constant in."""
        tables = self.state.tenancy.tables.values()
        constant = [table for table in tables if isinstance(table.strategy, Constant)]
        return [table.relation for table in constant if fills_in(self.state.relation(table))]


def _fires(relation: Relation) -> bool:
    """Return whether triggers of the table fire for the INSERT."""
    return any("INSERT" in trigger.events and trigger.enabled.fires_for_clients for trigger in relation.triggers)


def _after(relation: Relation) -> Iterator[Node]:
    """Yield what comes after an INSERT whose triggers ran under the application's search_path."""
    if _fires(relation):
        yield exp.var(RUN_DEFERRED)
        yield empty_path()


def _scoped(text: str, number: int, view: View) -> QName:
    """Return a table of the template. Raise PlanError when it is not scoped."""
    named = next(
        (table for table in view.tenancy.tables.values() if table.spelled == text or str(table.relation) == text), None
    )
    if named is None or named.mixed:
        raise PlanError(
            f"{text} is no scoped table of the plan, so no tenant has rows there",
            place=view.loaded.place("tenant", "template", "tables", number),
            hint="remove it from tenant.template.tables",
        )
    return named.relation
