"""(Plan, Catalog) → Tenancy: names are looked up, foreign keys found, types compared, tables put in parent-first order.

Every problem is collected, with its place in the plan, and all are raised together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from planner.catalog.model import Catalog, Constraint, ConstraintKind, OwnedKey, Relation, RelationKind
from planner.catalog.types import canonical_type
from planner.errors import Blocked, NotSupported, PlanError, PlannerError
from planner.names import QName, parse_name
from planner.operations.tenancy import (
    Constant,
    DefaultTenant,
    Existing,
    Expression,
    Path,
    Paths,
    ScopedTable,
    Strategy,
    Tenancy,
    TenantColumn,
    TenantsTable,
)
from planner.plan.load import LoadedPlan
from planner.plan.model import Backfill, Table, ViaPath

_ACTIONS = {"no_action": "NO ACTION", "restrict": "RESTRICT", "cascade": "CASCADE"}


def check_target(loaded: LoadedPlan, catalog: Catalog) -> None:
    """Raises Blocked when the plan is for another database."""
    wanted, here = loaded.plan.target.database, catalog.server.database
    if wanted and wanted != here:
        raise Blocked(
            f"the plan is for database {wanted!r}, and this is {here!r}",
            place=loaded.place("target", "database"),
            hint="connect to the right database with --dsn, or change target.database",
        )


def resolve(loaded: LoadedPlan, catalog: Catalog) -> Tenancy:
    """Raises PlanError (the plan does not fit the database) or Refused (it does, and planner may not go on)."""
    return _Resolver(loaded, catalog).run()


@dataclass
class _Resolver:
    loaded: LoadedPlan
    catalog: Catalog
    problems: list[PlannerError] = field(default_factory=list)
    columns: dict[QName, str] = field(default_factory=dict)
    """Scoped tables and their tenant columns."""
    entries: dict[QName, tuple[str, Table | None]] = field(default_factory=dict)
    """Every table of the scope: (name as the plan spells it, its entry)."""

    def __post_init__(self) -> None:
        self.inherited = {parent for r in self.catalog.relations.values() for parent in r.inherits}

    def run(self) -> Tenancy:
        self._check_schemas()
        tenants = self._tenants()
        self._collect(tenants.relation)
        self._stop()
        scoped = {name: self._table(name, tenants) for name in self.columns}
        self._stop()
        tables = {name: table for name, table in scoped.items() if table is not None}
        holes = tuple(self._outside_references(tenants.relation))
        ordered = self._order(tables)
        self._stop()
        plan = self.loaded.plan
        return Tenancy(
            database=plan.target.database,
            tenants=tenants,
            tables={name: tables[name] for name in ordered},
            holes=holes,
            on_delete=_ACTIONS[str(plan.tenant.on_delete)],
            index=plan.keys.index,
            assign=str(plan.transition.assign) == "auto",
            drop_guard=str(plan.transition.drop) == "tighten",
            batch_rows=plan.execution.batch_rows,
        )

    # Reporting

    def _problem(
        self, message: str, *keys: str | int, hint: str | None = None, kind: type[PlannerError] = PlanError
    ) -> None:
        self.problems.append(kind(message, hint=hint, place=self.loaded.place(*keys)))

    def _stop(self) -> None:
        """Raise what was found so far. Mistakes in the plan come before refusals."""
        if not self.problems:
            return
        wrong = tuple(p for p in self.problems if isinstance(p, PlanError))
        if wrong:
            raise PlanError(wrong[0].message, hint=wrong[0].hint, place=wrong[0].place, problems=wrong)
        first = self.problems[0]
        if len(self.problems) > 1:
            others = "\n".join(f"also {p}" for p in self.problems[1:])
            first.hint = f"{first.hint}\n{others}" if first.hint else others
        raise first

    # Scope

    def _check_schemas(self) -> None:
        plan = self.loaded.plan
        there = {s.name for s in self.catalog.schemas}
        for at, schema in enumerate(plan.schemas):
            if schema not in there:
                self._problem(
                    f"schema {schema!r} is not in database {self.catalog.server.database!r}",
                    "schemas",
                    at,
                    hint="correct `schemas`, or check that --dsn names the right database",
                )
        self._stop()

    def _qualify(self, text: str) -> QName:
        schema, name = parse_name(text)
        return QName(schema or self.loaded.plan.schemas[0], name)

    def _collect(self, tenants: QName) -> None:
        """Sort every table of the scope into scoped, reference and exempt."""
        plan = self.loaded.plan
        for text, entry in plan.tables.items():
            name = self._qualify(text)
            relation = self.catalog.relation(name)
            if relation is None:
                self._unknown_table(name, text)
            elif relation.partition_of is not None:
                self._problem(f"{text} is a partition; list its parent {relation.partition_of} instead", "tables", text)
            elif not relation.is_table():
                self._problem(
                    f"{text} is not a table",
                    "tables",
                    text,
                    hint="only tables have rows that belong to a tenant; remove it",
                )
            elif name in self.entries:
                self._problem(f"{text} names a table that is listed already", "tables", text)
            else:
                self.entries[name] = (text, entry)
        self._unlisted(tenants)
        for name, (text, listed) in self.entries.items():
            if listed is None or str(listed.kind) == "scoped":
                self.columns[name] = (listed.column if listed else None) or plan.tenant.column
                self._fit_for_scope(self.catalog.relations[name], text)

    def _unlisted(self, tenants: QName) -> None:
        mode = str(self.loaded.plan.unlisted)
        missing = [
            r.name
            for r in self.catalog.roots()
            if r.is_table() and r.extension is None and r.name not in self.entries and r.name != tenants
        ]
        if not missing or mode == "ignore":
            return
        if mode == "scope":
            self.entries.update({name: (str(name), None) for name in missing})
            return
        shown = ", ".join(str(name) for name in missing[:8]) + (
            f" and {len(missing) - 8} more" if len(missing) > 8 else ""
        )
        self._problem(
            f"{len(missing)} table{'s' if len(missing) > 1 else ''} of the managed schemas not named in the plan: {shown}",
            "tables",
            hint="list each under `tables` (scoped, `kind: reference` or `kind: exempt`), or set `unlisted: scope` or `unlisted: ignore`",
        )

    def _unknown_table(self, name: QName, text: str) -> None:
        names = {str(r.name): r.name for r in self.catalog.roots() if r.is_table()}
        bare = {r.name: str(r) for r in names.values() if r.schema == name.schema}
        near = get_close_matches(name.name, bare, n=1, cutoff=0.5) or [
            n for n in bare if n.lower() == name.name.lower()
        ]
        self._problem(
            f"table {text!r} is not in the database",
            "tables",
            text,
            hint=f"did you mean {near[0]!r}?"
            if near
            else f"schema {name.schema!r} has no table of a similar name; remove it from the plan",
        )

    def _fit_for_scope(self, relation: Relation, text: str) -> None:
        if relation.inherits or relation.name in self.inherited:
            self._problem(
                f"{text} takes part in table inheritance, which is not supported yet",
                "tables",
                text,
                hint="declarative partitioning is; or list it as `kind: exempt` with a reason",
                kind=NotSupported,
            )
        if relation.kind is RelationKind.PARTITIONED and any(
            leaf.kind is RelationKind.FOREIGN for leaf in self.catalog.leaves(relation.name)
        ):
            self._problem(
                f"{text} has a foreign table as a partition, which is not supported",
                "tables",
                text,
                hint="detach the partition first, or list the table as `kind: exempt`",
                kind=NotSupported,
            )
        if not relation.owned_by_me:
            server = self.catalog.server
            self._problem(
                f"role {server.role!r} may not alter {text}: it is owned by {relation.owner!r}",
                "tables",
                text,
                hint=f"connect as {relation.owner!r}, or: GRANT {relation.owner} TO {server.role}",
                kind=Blocked,
            )

    # The tenants table

    def _tenants(self) -> TenantsTable:
        tenant = self.loaded.plan.tenant
        name = self._qualify(tenant.table)
        relation = self.catalog.relation(name)
        key_type = canonical_type(tenant.key.type)
        ours = OwnedKey("table", name, name.name) in self.catalog.owned
        if relation is not None:
            self._adopt_tenants(relation, key_type)
        default = None
        if tenant.default is not None:
            default = DefaultTenant(tenant.default.id, tuple(tenant.default.values.items()))
        return TenantsTable(
            relation=name,
            key=tenant.key.column,
            type=key_type,
            columns=tuple(
                TenantColumn(column, canonical_type(c.type), c.nullable, c.default)
                for column, c in tenant.columns.items()
            ),
            default=default,
            exists=relation is not None and not ours,
            place=self.loaded.place("tenant", "table"),
        )

    def _adopt_tenants(self, relation: Relation, key_type: str) -> None:
        tenant = self.loaded.plan.tenant
        if not relation.is_table() or relation.partition_of is not None:
            self._problem(f"{tenant.table} exists and is not a table", "tenant", "table", kind=Blocked)
            return
        column = relation.column(tenant.key.column)
        if column is None:
            self._problem(
                f"{tenant.table} exists and has no column {tenant.key.column!r}",
                "tenant",
                "key",
                hint=self._columns_hint(relation, tenant.key.column),
            )
            return
        if column.type != key_type:
            self._problem(
                f"{tenant.table}.{column.name} is {column.type}, and the plan says {tenant.key.type}",
                "tenant",
                "key",
                "type",
                hint=f"write `type: {column.type}`",
            )
        if not any(
            c.kind in (ConstraintKind.PRIMARY, ConstraintKind.UNIQUE)
            and c.columns == (column.name,)
            and not c.deferrable
            for c in relation.constraints
        ):
            self._problem(
                f"{tenant.table} exists, and {column.name} alone is neither PRIMARY KEY nor UNIQUE",
                "tenant",
                "key",
                hint="a foreign key needs one; add UNIQUE on it, or name another key",
                kind=Blocked,
            )
        for value in tenant.default.values if tenant.default else ():
            if relation.column(value) is None:
                self._problem(
                    f"{tenant.table} has no column {value!r}",
                    "tenant",
                    "default",
                    "values",
                    value,
                    hint=self._columns_hint(relation, value),
                )

    # One scoped table

    def _table(self, name: QName, tenants: TenantsTable) -> ScopedTable | None:
        text, entry = self.entries[name]
        relation = self.catalog.relations[name]
        column = self.columns[name]
        adopted = self._adopted(relation, text, entry, tenants)
        strategy = self._strategy(relation, text, entry, adopted, tenants)
        if strategy is None:
            return None
        return ScopedTable(
            relation=name,
            column=column,
            strategy=strategy,
            parents=tuple(self._parents(relation, tenants)),
            adopted=adopted,
            key=_row_key(relation),
            place=self.loaded.place("tables", text),
        )

    def _adopted(self, relation: Relation, text: str, entry: Table | None, tenants: TenantsTable) -> bool:
        """Whether a column of that name was there before planner, and counts as the tenant column (PLAN.md, Semantics)."""
        name = self.columns[relation.name]
        column = relation.column(name)
        named = entry is not None and entry.column is not None
        if column is None:
            if named:
                near = self._columns_hint(relation, name)
                self._problem(f"{text} has no column {name!r}", "tables", text, "column", hint=near)
            return False
        if OwnedKey("column", relation.name, name) in self.catalog.owned:
            return False
        if named or any(
            fk.columns == (name,) and fk.ref == tenants.relation and fk.ref_columns == (tenants.key,)
            for fk in relation.foreign_keys()
        ):
            if column.type != tenants.type:
                self._problem(
                    f"{text}.{name} is {column.type}, and the tenants' key is {tenants.type}",
                    "tables",
                    text,
                    *(("column",) if named else ()),
                    hint="the types must be equal for the foreign key to use the index: change the column's type first, "
                    "name another `column`, or another type for tenant.key",
                    kind=Blocked,
                )
            return True
        self._problem(
            f"{text} already has a column {name!r} ({column.type}) that planner did not make and that does not reference "
            f"{tenants.relation}",
            "tables",
            text,
            hint=f"if it is the tenant of the row, say so with `column: {name}` under tables.{text}; "
            f"if it means something else, choose another name with `tenant.column`",
            kind=Blocked,
        )
        return True

    def _strategy(
        self, relation: Relation, text: str, entry: Table | None, adopted: bool, tenants: TenantsTable
    ) -> Strategy | None:
        backfill = entry.backfill if entry else None
        if backfill is None:
            if adopted:
                return Existing()
            if tenants.default is None:
                self._problem(
                    f"{text} has no backfill, and there is no tenant.default",
                    "tables",
                    text,
                    hint="say where its tenant comes from (`backfill:`), or give tenant.default",
                )
                return None
            return Constant(tenants.default.id)
        if backfill.constant is not None:
            return Constant(backfill.constant)
        if backfill.sql is not None:
            return Expression(backfill.sql)
        found = [self._path(relation, text, backfill, at, via, tenants) for at, via in enumerate(backfill.via or ())]
        paths = tuple(path for path in found if path is not None)
        return Paths(paths) if len(paths) == len(found) else None

    def _path(
        self, relation: Relation, text: str, backfill: Backfill, at: int, via: ViaPath, tenants: TenantsTable
    ) -> Path | None:
        where: tuple[str | int, ...] = ("tables", text, "backfill", "via", at)
        spelled = ", ".join(via.columns)
        for name in via.columns:
            column = relation.column(name)
            if column is None:
                self._problem(f"{text} has no column {name!r}", *where, hint=self._columns_hint(relation, name))
                return None
            if column.generated == "s":
                self._problem(
                    f"{text}.{name} is a stored generated column: it is still NULL when the write guard runs",
                    *where,
                    hint="use the columns that it is computed from, or `backfill: { sql: … }`",
                    kind=Blocked,
                )
                return None
        keys = [fk for fk in relation.foreign_keys() if sorted(fk.columns) == sorted(via.columns)]
        if not keys:
            there = sorted({", ".join(fk.columns) for fk in relation.foreign_keys()})
            self._problem(
                f"no foreign key of {text} is on ({spelled})",
                *where,
                hint=f"its foreign keys are on: {'; '.join(there)}"
                if there
                else f"{text} has no foreign keys; use `constant` or `sql`",
            )
            return None
        usable = {
            (fk.ref, fk.ref_columns): fk
            for fk in reversed(keys)
            if fk.ref in self.columns or fk.ref == tenants.relation
        }
        if not usable:
            ref = keys[0].ref
            self._problem(
                f"{text} ({spelled}) references {ref}, which is not a scoped table",
                *where,
                hint=f"make {ref} scoped, or choose a foreign key that leads to a scoped table or to {tenants.relation}",
            )
            return None
        if len(usable) > 1:
            names = ", ".join(fk.name for fk in usable.values())
            self._problem(
                f"several foreign keys of {text} are on ({spelled}): {names}",
                *where,
                hint="they lead to different tables; drop one in the database, or use `backfill: { sql: … }`",
            )
            return None
        key = next(iter(usable.values()))
        if key.deferrable:
            self._problem(
                f"foreign key {key.name} of {text} is DEFERRABLE: a child inserted before its parent finds no tenant",
                *where,
                hint=f"ALTER TABLE … ALTER CONSTRAINT {key.name} NOT DEFERRABLE, or use another path",
                kind=Blocked,
            )
            return None
        return self._as_path(key, tenants)

    def _as_path(self, key: Constraint, tenants: TenantsTable) -> Path:
        assert key.ref is not None
        tenant = tenants.key if key.ref == tenants.relation else self.columns[key.ref]
        return Path(key.ref, tuple(zip(key.columns, key.ref_columns, strict=True)), tenant, key.name)

    def _parents(self, relation: Relation, tenants: TenantsTable) -> Iterator[Path]:
        seen: set[tuple[QName, tuple[str, ...]]] = set()
        for key in sorted(relation.foreign_keys(), key=lambda k: k.name):
            to_tenants = key.ref == tenants.relation
            if key.ref is None or key.columns == (self.columns[relation.name],):
                continue
            if to_tenants and not self._is_path(relation, key):
                continue
            if (to_tenants or key.ref in self.columns) and (key.ref, key.columns) not in seen:
                seen.add((key.ref, key.columns))
                yield self._as_path(key, tenants)

    def _is_path(self, relation: Relation, key: Constraint) -> bool:
        """A foreign key to the tenants table speaks of the row's own tenant only when the plan names it as a path."""
        entry = self.entries[relation.name][1]
        via = entry.backfill.via if entry and entry.backfill else None
        return any(sorted(path.columns) == sorted(key.columns) for path in via or ())

    # The whole

    def _outside_references(self, tenants: QName) -> Iterator[tuple[QName, str, QName]]:
        for name, (text, entry) in self.entries.items():
            if name in self.columns or entry is None:
                continue
            for key in self.catalog.relations[name].foreign_keys():
                if key.ref not in self.columns:
                    continue
                if str(entry.kind) == "reference":
                    self._problem(
                        f"{text} is shared by all tenants and references {key.ref}, which belongs to one ({key.name})",
                        "tables",
                        text,
                        hint=f"make {text} scoped, or {key.ref} a reference table",
                    )
                else:
                    yield (name, key.name, key.ref)

    def _order(self, tables: dict[QName, ScopedTable]) -> list[QName]:
        graph: dict[QName, set[QName]] = {}
        for name, table in tables.items():
            paths = table.strategy.paths if isinstance(table.strategy, Paths) else ()
            graph[name] = {p.parent for p in paths if p.parent != name and p.parent in tables}
            if paths and all(p.parent == name for p in paths):
                self._cycle([name, name])
        sorter = TopologicalSorter(graph)
        try:
            return list(sorter.static_order())
        except CycleError as error:
            self._cycle(list(reversed(error.args[1])), tables)
            return []

    def _cycle(self, names: list[QName], tables: dict[QName, ScopedTable] | None = None) -> None:
        """A cycle that no table leaves can't be filled at all; one with a way out is not supported yet."""
        circle = set(names)
        exits = any(
            path.parent not in circle
            for name in circle
            if tables and isinstance(strategy := tables[name].strategy, Paths)
            for path in strategy.paths
        )
        text = self.entries[names[0]][0]
        drawn = " → ".join(str(name) for name in names)
        if exits:
            self._problem(
                f"a cycle of tables, {drawn}, is not supported yet",
                "tables",
                text,
                "backfill",
                hint="break it: give one of them a path that leads out alone, `constant` or `sql`",
                kind=NotSupported,
            )
        else:
            self._problem(
                f"nobody owns {drawn}: each takes its tenant from the next",
                "tables",
                text,
                "backfill",
                hint="give one of them another source: a path that leads out, `constant` or `sql`",
            )

    @staticmethod
    def _columns_hint(relation: Relation, wrong: str) -> str:
        names = [c.name for c in relation.columns]
        near = get_close_matches(wrong, names, n=1, cutoff=0.5)
        return f"did you mean {near[0]!r}?" if near else f"its columns are: {', '.join(names)}"


def _row_key(relation: Relation) -> tuple[str, ...]:
    for kind in (ConstraintKind.PRIMARY, ConstraintKind.UNIQUE):
        for constraint in relation.constraints:
            if constraint.kind is kind:
                return constraint.columns
    return ()
