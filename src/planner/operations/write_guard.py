"""The write guard keeps writers right that do not know the tenant column, while old and new ones run side by side.

A constant is the column's DEFAULT, and a trigger for ORMs that send an explicit NULL. A derived tenant is looked up by
a trigger, when a row is inserted, has no tenant, or changes its tenant or the columns that it is derived from; a
tenant that was given and contradicts the parent's is an error. The trigger sorts last, so that it sees what the
application's own triggers leave (PostgreSQL documentation, 39.1: alphabetical order).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sqlglot import exp

from planner.catalog.changes import AddTrigger, AlterColumn, Change, Disown, DropTrigger, Own
from planner.catalog.model import Catalog, Column, Owned, OwnedState, Relation, Trigger
from planner.errors import Blocked
from planner.names import QName, schema_object_name
from planner.operations.checks import CatalogCheck, Check, TenantsCheck
from planner.operations.conditions import Recorded, TriggerExists
from planner.operations.expressions import referenced_columns
from planner.operations.record import Recording, disown, entry, owning, recorded
from planner.operations.step import Lock, LockMode, Phase, Step, Undo
from planner.operations.tenancy import Constant, Existing, Expression, Path, Paths, ScopedTable, State
from planner.operations.tenant_column import default_text
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node

BACKFILL_SETTING = "planner.backfill"
"""Set to `on` by planner's own sessions: the guard does not look a tenant up again that the backfill just looked up."""

_CONSTANT = """
BEGIN
  NEW.{column} := {value};
  RETURN NEW;
END
"""

_DERIVED = """
#variable_conflict use_column
DECLARE
  planner_tenant {type};
  planner_found {type};
  planner_given boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    planner_given := NEW.{column} IS NOT NULL;
  ELSE
    planner_given := NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column};
  END IF;
{lookups}
  IF planner_tenant IS NULL THEN
    RETURN NEW;
  END IF;
  IF planner_given AND NEW.{column} <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% belongs to tenant %, and % was given',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, NEW.{column}
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'Leave the column out, or send the tenant of the parent row.';
  END IF;
  NEW.{column} := planner_tenant;
  RETURN NEW;
END
"""

_FOUND = """
  IF planner_tenant IS NOT NULL AND planner_found <> planner_tenant THEN
    RAISE EXCEPTION 'a row of %.% points to rows of two tenants, % and %',
      TG_TABLE_SCHEMA, TG_TABLE_NAME, planner_tenant, planner_found
      USING ERRCODE = 'check_violation', COLUMN = {name}, HINT = 'All parents of a row must belong to the same tenant.';
  END IF;
  planner_tenant := coalesce(planner_tenant, planner_found);
"""

_LOOKUP = """
  planner_found := NULL;
  IF {present} THEN
    SELECT {tenant} INTO planner_found FROM {parent} AS p WHERE {match};
  END IF;
"""

_EVALUATE = """
  SELECT {value} INTO planner_found FROM (SELECT NEW.*) AS t;
"""


@dataclass(frozen=True, slots=True)
class _Released:
    """What planner.owned keeps of a guard that tighten took away: enough to put it back without the plan."""

    triggers: tuple[str, ...]
    function: QName
    sql: str

    def text(self) -> str:
        function = [self.function.schema, self.function.name]
        return json.dumps({"triggers": self.triggers, "function": function, "sql": self.sql}, ensure_ascii=False)

    @classmethod
    def read(cls, owned: Owned) -> _Released:
        try:
            kept = json.loads(owned.detail or "")
            return cls(tuple(kept["triggers"]), QName(*kept["function"]), kept["sql"])
        except (ValueError, KeyError, TypeError):
            raise Blocked(
                f"planner's record does not say how the write guard of {owned.key.relation} is put back",
                hint="planner apply with `transition.drop: never` makes it anew; then roll back again",
            ) from None


class WriteGuard:
    """Wanted as long as NOT NULL is missing or `transition.drop` is `never`."""

    name = "write_guard"
    kinds = ("guard",)

    def steps(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        column = state.relation(table).column(table.column)
        tight = column is not None and column.not_null
        record = recorded(state.catalog, "guard", table.relation, table.column)
        there = record is not None and record.state is OwnedState.CONFIRMED
        if phase is Phase.TIGHTEN and there and tight and state.tenancy.drop_guard:
            yield self._release(table, state)
        wanted = state.tenancy.assign and not isinstance(table.strategy, Existing)
        if phase is Phase.ADD and wanted and not there and not (tight and state.tenancy.drop_guard):
            yield self._create(table, state, record)

    def _create(self, table: ScopedTable, state: State, record: Owned | None) -> Step:
        """After a release that the plan no longer asks for, the record is there already and becomes CONFIRMED."""
        relation = state.relation(table)
        triggers = _triggers(table, state)
        before = _default_before(relation, table)
        owned = entry("guard", table.relation, table.column, Phase.ADD, before=before)
        constant = isinstance(table.strategy, Constant)
        fresh = constant and (table.adopted or record is not None)
        record_node, change = owning(owned)
        changes: list[Change] = [AddTrigger(table.relation, trigger) for trigger in triggers]
        if fresh and isinstance(table.strategy, Constant):
            text = default_text(table.strategy.tenant, state.tenancy.tenants.type)
            changes.append(AlterColumn(table.relation, table.column, default=text))
        source = table.strategy.describe()
        return Step(
            id=f"add.write_guard.{table.relation}",
            phase=Phase.ADD,
            operation=self.name,
            relation=table.relation,
            title=f"guard {table.relation}: writers that leave {table.column} out get it filled in ({source})",
            make=lambda: (
                *_statements(table, relation, triggers),
                *(self._default(table, state) if fresh else ()),
                record_node,
            ),
            done=Recorded(owned.key, OwnedState.CONFIRMED),
            undo=Undo(lambda: tuple(_drop(table.relation, [t.name for t in triggers], triggers[0].function))),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE if fresh else LockMode.SHARE_ROW_EXCLUSIVE, table.relation),),
            changes=(*changes, change),
        )

    @staticmethod
    def _default(table: ScopedTable, state: State) -> tuple[Node, ...]:
        if not isinstance(table.strategy, Constant):
            return ()
        value = build.cast(build.literal(table.strategy.tenant), state.tenancy.tenants.type)
        return (ddl.set_default(table.relation, table.column, value),)

    def _release(self, table: ScopedTable, state: State) -> Step:
        relation = state.relation(table)
        names, function = _guard_of(relation)
        constant = isinstance(table.strategy, Constant)
        changes: list[Change] = [DropTrigger(table.relation, name) for name in names]
        if constant:
            changes.append(AlterColumn(table.relation, table.column, default=None))
        put_back = (*_statements(table, relation, _triggers(table, state)), *self._default(table, state))
        detail = _Released(tuple(names), function, ";\n".join(build.render(node) for node in put_back)).text()
        last = (ddl.drop_default(table.relation, table.column),) if constant else ()
        owned = entry("guard", table.relation, table.column, Phase.ADD, state=OwnedState.RELEASED, detail=detail)
        return Step(
            id=f"tighten.write_guard.{table.relation}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=table.relation,
            title=f"take the write guard off {table.relation}: every writer sends {table.column} (transition.drop: tighten)",
            make=lambda: (*_drop(table.relation, names, function), *last, Recording(owned)),
            done=Recorded(owned.key, OwnedState.RELEASED),
            undo=Undo(note="rollback --to backfill puts it back, in the transaction that drops NOT NULL"),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, table.relation),),
            changes=(*changes, Own(owned)),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is Phase.TIGHTEN and owned.state is OwnedState.RELEASED:
            yield self._put_back(owned)
        elif phase is Phase.ADD:
            yield self._remove(owned, catalog)

    def _put_back(self, owned: Owned) -> Step:
        relation = owned.key.relation
        again = entry("guard", relation, owned.key.name, Phase.ADD)
        released = _Released.read(owned)
        triggers = [Trigger(name, "", "BEFORE", True, (), (), "O", released.function, "") for name in released.triggers]
        return Step(
            id=f"rollback.write_guard.release.{relation}",
            phase=Phase.TIGHTEN,
            operation=self.name,
            relation=relation,
            title=f"put the write guard of {relation} back",
            make=lambda: (build.verbatim(released.sql), Recording(again)),
            done=Recorded(owned.key, OwnedState.RELEASED),
            undo=Undo(note="planner apply --phase tighten takes it off again"),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, relation),),
            changes=(*(AddTrigger(relation, trigger) for trigger in triggers), Own(again)),
        )

    def _remove(self, owned: Owned, catalog: Catalog) -> Step:
        name, column = owned.key.relation, owned.key.name
        relation = catalog.relations[name]
        triggers, function = _guard_of(relation)
        statements = list(_drop(name, triggers, function)) if triggers else []
        changes: list[Change] = [DropTrigger(name, trigger) for trigger in triggers]
        adopted = recorded(catalog, "column", name, column) is None
        if adopted:
            back = build.verbatim(owned.before) if owned.before is not None else None
            statements.append(ddl.set_default(name, column, back) if back else ddl.drop_default(name, column))
            changes.append(AlterColumn(name, column, default=owned.before))
        return Step(
            id=f"rollback.write_guard.{name}",
            phase=Phase.ADD,
            operation=self.name,
            relation=name,
            title=f"take the write guard off {name}",
            make=lambda: (*statements, disown(owned.key)),
            done=TriggerExists(name, triggers[0]) if triggers else Recorded(owned.key),
            undo=Undo(note="planner apply --phase add puts it back"),
            locks=(Lock(LockMode.ACCESS_EXCLUSIVE, name),),
            changes=(*changes, Disown(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        relation = state.relation(table)
        names, _ = _guard_of(relation)
        column = relation.column(table.column)
        tight = column is not None and column.not_null
        if isinstance(table.strategy, Existing) or not state.tenancy.assign:
            return
        disabled = [t.name for t in relation.triggers if t.name in names and t.enabled in "DR"]
        if state.tenancy.drop_guard:
            yield CatalogCheck(
                "write-guard",
                table.relation,
                "the write guard is gone (transition.drop: tighten)",
                ok=not names or not tight,
                detail=f"{', '.join(names)} is still there: planner apply --phase tighten" if names else "",
            )
            return
        yield CatalogCheck(
            "write-guard",
            table.relation,
            f"the write guard fills {table.column} in",
            ok=bool(names) and not disabled,
            detail=_guard_detail(names, disabled),
            condition=TriggerExists(table.relation, names[0]) if names else None,
        )
        if isinstance(table.strategy, Constant) and names:
            title = f"writers that send no tenant get {table.strategy.tenant!r}: right while it is the only one"
            yield TenantsCheck("guard-constant", table.relation, title, state.tenancy.tenants.relation, at_most=1)


def _guard_of(relation: Relation) -> tuple[list[str], QName]:
    """The guard's triggers on a relation, by the name of their function."""
    triggers = [t for t in relation.triggers if t.name.startswith("z") and "_planner_guard" in t.name]
    function = triggers[0].function if triggers else QName(relation.name.schema, "")
    return [t.name for t in triggers], function


def guard_names(relation: Relation) -> list[str]:
    """The triggers of the write guard on a relation."""
    return _guard_of(relation)[0]


def _prefix(relation: Relation) -> str:
    """A name that sorts after every row trigger of the application."""
    last = max(
        (t.name for t in relation.triggers if t.row and t.timing == "BEFORE" and "_planner_guard" not in t.name),
        default="",
    )
    prefix = "zzz"
    while prefix <= last and len(prefix) < 40:
        prefix += "z"
    return prefix


def _triggers(table: ScopedTable, state: State) -> tuple[Trigger, ...]:
    function = QName(table.relation.schema, schema_object_name(table.relation.name, None, "planner_guard"))
    source = _source(table, state)
    prefix = _prefix(state.relation(table))

    def trigger(name: str, *events: str) -> Trigger:
        return Trigger(f"{prefix}_planner_guard{name}", "", "BEFORE", True, events, (), "O", function, source)

    if isinstance(table.strategy, Constant):
        return (trigger("", "INSERT", "UPDATE"),)
    return (trigger("_insert", "INSERT"), trigger("_update", "UPDATE"))


def _source(table: ScopedTable, state: State) -> str:
    column, name = build.ident(table.column), build.literal(table.column)
    type_text = state.tenancy.tenants.type
    match table.strategy:
        case Constant(tenant):
            return plpgsql.body(_CONSTANT, column=column, value=build.cast(build.literal(tenant), type_text))
        case Expression(sql):
            value = build.cast(exp.Paren(this=build.verbatim(sql)), type_text)
            lookups = [plpgsql.joined(plpgsql.body(_EVALUATE, value=value), plpgsql.body(_FOUND, name=name))]
        case Paths(paths):
            lookups = [plpgsql.joined(_lookup(path), plpgsql.body(_FOUND, name=name)) for path in paths]
        case Existing():
            lookups = []
    type_node = build.type_(type_text)
    return plpgsql.body(_DERIVED, column=column, name=name, type=type_node, lookups=plpgsql.joined(*lookups))


def _lookup(path: Path) -> str:
    new = [(build.column(mine, "new"), build.column(theirs, "p")) for mine, theirs in path.pairs]
    return plpgsql.body(
        _LOOKUP,
        present=build.and_(*(build.is_not_null(mine) for mine, _ in new)),
        tenant=build.column(path.tenant, "p"),
        parent=build.table(path.parent),
        match=build.and_(*(build.eq(theirs, mine.copy()) for mine, theirs in new)),
    )


def _statements(table: ScopedTable, relation: Relation, triggers: Sequence[Trigger]) -> Iterator[Node]:
    function = triggers[0].function
    definer = isinstance(table.strategy, Paths)
    yield ddl.create_trigger_function(function, triggers[0].source, security_definer=definer)
    yield ddl.revoke_execute(function)
    for trigger in triggers:
        when = None
        if len(triggers) == 1:
            when = build.is_null(build.column(table.column, "new"))
        elif trigger.events == ("UPDATE",):
            when = _update_condition(table, relation)
        yield ddl.create_trigger(trigger.name, table.relation, " OR ".join(trigger.events), function, when=when)


def _update_condition(table: ScopedTable, relation: Relation) -> Node:
    match table.strategy:
        case Paths(paths):
            sources = list(dict.fromkeys(name for path in paths for name in path.columns))
        case Expression(sql):
            sources = referenced_columns(sql, [c.name for c in relation.columns])
        case _:
            sources = []
    new, old = build.column(table.column, "new"), build.column(table.column, "old")
    conditions = [
        build.is_null(new),
        exp.Paren(this=build.and_(build.distinct_from(new.copy(), old), _by_application())),
        *(_changed(relation.column(name), name) for name in sources),
    ]
    return build.or_(*conditions)


@cache
def _by_application() -> Node:
    """The session is not planner's own backfill."""
    setting = build.call("current_setting", build.literal(BACKFILL_SETTING), build.literal(True))
    return build.phrase(build.distinct_from(setting, build.literal("on")))


_NO_EQUALITY = ("json", "xml", "point", "polygon", "box", "line", "path", "lseg", "circle")
"""Types without an equality operator that IS DISTINCT FROM could use; compared as text."""


def _changed(column: Column | None, name: str) -> Node:
    sides = [build.column(name, "new"), build.column(name, "old")]
    if column is not None and column.type.removesuffix("[]") in _NO_EQUALITY:
        return build.distinct_from(*(build.cast(side, "text") for side in sides))
    return build.distinct_from(*sides)


def _drop(relation: QName, triggers: Sequence[str], function: QName) -> Iterator[Node]:
    for trigger in triggers:
        yield ddl.drop_trigger(trigger, relation)
    if triggers:
        yield ddl.drop_function(function)


def _default_before(relation: Relation, table: ScopedTable) -> str | None:
    if not table.adopted:
        return None
    column = relation.column(table.column)
    return column.default if column else None


def _guard_detail(names: Sequence[str], disabled: Sequence[str]) -> str:
    if not names:
        return "missing: planner apply --phase add"
    return f"disabled: {', '.join(disabled)}; ALTER TABLE … ENABLE TRIGGER" if disabled else ""
