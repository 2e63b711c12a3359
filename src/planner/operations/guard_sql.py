"""Write the SQL of the write guard: its trigger function in plpgsql, its triggers, and their conditions.

A constant is filled in when the column is NULL. A derived tenant is looked up when a row is inserted, has no tenant, or
changes its tenant or the columns that the tenant is derived from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from planner.catalog.model import Catalog, Relation
from planner.catalog.owned import Owned, OwnedKind
from planner.catalog.parts import Trigger
from planner.catalog.words import TriggerFiring
from planner.names import QName, schema_object_name
from planner.operations.guard_firing import firing_condition
from planner.operations.guard_late import (
    FOLLOW,
    follow_trigger,
    hold_trigger,
    is_hold,
    is_settle,
    settle_trigger,
)
from planner.operations.guard_messages import contradicted, torn
from planner.operations.guard_terms import (
    BACKFILL_SETTING,
    FOUND,
    SETTLING,
    TENANT,
    UNSETTLED,
    distinct,
    is_on,
    late,
    new_tenant,
    settles,
    tenant_of,
    unequal,
)
from planner.rows.path_sql import matches, present
from planner.rows.sources import known, may_be_unknown, null_parent
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node
from planner.sql.session_tenant import session_tenant
from planner.sql.wrap import folded
from planner.tenancy.model import Constant, Existing, Expression, Path, Paths, ScopedTable, State

BACKFILL_SETTINGS = {BACKFILL_SETTING: "on", "enable_hashjoin": "off", "enable_mergejoin": "off"}
"""Settings of a session that fills rows.

A batch looks up a few thousand parents by their unique key. After ANALYZE has seen how many rows are NULL, PostgreSQL
would instead read and hash the whole parent table for each batch.
"""

_PLPGSQL = plpgsql.bodies("planner.operations", "write_guard.sql")

_FUNCTIONS = ("planner_guard", "planner_guard_follow", "planner_guard_settle", "planner_guard_hold")
"""The ends of the names of the functions that a write guard may have."""


def is_guard(trigger: str) -> bool:
    """Return whether a trigger of this name belongs to a write guard."""
    return trigger == FOLLOW or (trigger.startswith("z") and "_planner_guard" in trigger)


def guard_of(relation: Relation) -> tuple[list[str], list[QName]]:
    """Return the names of the write guard's triggers on a relation, and their functions."""
    triggers = [t for t in relation.triggers if is_guard(t.name)]
    return [t.name for t in triggers], list(dict.fromkeys(t.function for t in triggers))


def guard_names(relation: Relation) -> list[str]:
    """Return the names of the write guard's triggers on a relation."""
    return guard_of(relation)[0]


def fills_in(relation: Relation) -> bool:
    """Return whether a write guard fills the tenant in for rows that are inserted without it."""
    return any(t.timing == "BEFORE" and "INSERT" in t.events for t in relation.triggers if is_guard(t.name))


def guard_prefix(relation: Relation) -> str:
    """Return the start of the names of the guard's triggers. They sort after every row trigger of the application."""
    last = max(
        (t.name for t in relation.triggers if t.row and t.timing == "BEFORE" and "_planner_guard" not in t.name),
        default="",
    )
    prefix = "zzz"
    while prefix <= last and len(prefix) < 40:
        prefix += "z"
    return f"{prefix}_planner_guard"


def guard_triggers(table: ScopedTable, state: State) -> tuple[Trigger, ...]:
    """Return the triggers that the write guard of a table shall have."""
    named = guard_prefix(state.relation(table))
    followed = bool(state.tenancy.children(table.relation))
    follow = (hold_trigger(table, named), follow_trigger(table, state)) if followed else ()
    if isinstance(table.strategy, Existing):
        return follow
    function = QName(table.relation.schema, schema_object_name(table.relation.name, None, "planner_guard"))
    source = guard_source(table, state)

    def trigger(name: str, *events: str) -> Trigger:
        return Trigger(f"{named}{name}", "", "BEFORE", True, events, (), TriggerFiring.ORIGIN, function, source)

    if isinstance(table.strategy, Constant):
        return (trigger("", "INSERT", "UPDATE"), *follow)
    settle = (settle_trigger(table, named),) if settles(table, state) else ()
    return (trigger("_insert", "INSERT"), trigger("_update", "UPDATE"), *settle, *follow)


def guard_source(table: ScopedTable, state: State) -> str:
    """Return the body of the guard's trigger function, in plpgsql, with short lines."""
    return folded(_source(table, state))


def _source(table: ScopedTable, state: State) -> str:
    column = build.ident(table.column)
    type_text = _type(table, state)
    match table.strategy:
        case Constant(tenant):
            return plpgsql.body(_PLPGSQL["constant"], column=column, value=_constant(tenant, table, state))
        case Expression(sql):
            value = build.cast(exp.Paren(this=build.verbatim(sql)), type_text)
            evaluated = plpgsql.body(_PLPGSQL["evaluate"], value=value)
            lookups = [evaluated, _known(table, None, state), plpgsql.body(_PLPGSQL["first"])]
        case Paths(paths):
            lookups = [
                part
                for path in paths
                for part in (_lookup(table, path, state), _known(table, path, state), _kept(table, state))
            ]
            if table.rules.on_conflict == "quarantine" and len(paths) > 1 and _waits(table, state):
                lookups.append(plpgsql.body(_PLPGSQL["undecided"]))
        case Existing():
            lookups = []
    disputed = table.rules.on_conflict == "quarantine"
    waits = _waits(table, state)
    changed = distinct(new_tenant(table), tenant_of("OLD", table), state.tenancy.tenants.equals)
    if settles(table, state):
        lookups.insert(0, plpgsql.body(_PLPGSQL["settled"], setting=build.literal(UNSETTLED)))
        changed = exp.Paren(this=build.or_(changed, is_on(SETTLING)))
    return plpgsql.body(
        _PLPGSQL["derived"],
        column=column,
        contradicted=contradicted(table, state),
        type=_declared(table, state),
        lookups=plpgsql.joined(*lookups),
        waiting=plpgsql.body(_PLPGSQL["waiting"]) if waits else plpgsql.joined(),
        unknown=plpgsql.body(_unknown(table, state), column=column) if waits else plpgsql.joined(),
        otherwise=_otherwise(table, state),
        conflict=plpgsql.body(_PLPGSQL["conflict"]) if disputed else plpgsql.joined(),
        disputed=plpgsql.body(_PLPGSQL["disputed"]) if disputed else plpgsql.joined(),
        changed=changed,
        contradicts=unequal(new_tenant(table), TENANT, state.tenancy.tenants.equals),
    )


def _constant(tenant: str, table: ScopedTable, state: State) -> Node:
    """Return the tenant for a row without one: that of the session where the plan reads it, else the constant.

    An explicit NULL, as ORMs send it, goes past the default of the column.
    """
    value = build.cast(build.literal(tenant), _type(table, state))
    if table.transition.setting is None:
        return value
    column = state.relation(table).column(table.column)
    own = state.catalog.base_type(column.type) if column is not None else state.tenancy.tenants.type
    return exp.Coalesce(this=session_tenant(table.transition.setting, own), expressions=[value])


def _type(table: ScopedTable, state: State) -> str:
    """Return the type of the tenant column. Up to 0.1 planner made columns of the key's domain."""
    tenants = state.tenancy.tenants
    column = state.relation(table).column(table.column)
    return tenants.key_type if column is not None and column.type == tenants.domain else tenants.type


def _declared(table: ScopedTable, state: State) -> Node:
    """Return the type of a variable that holds a tenant."""
    type_, collation = build.type_(_type(table, state)), state.tenancy.tenants.collation
    return type_ if collation is None else build.phrase(type_, "COLLATE", exp.var(collation))


def _may_wait(path: Path, state: State) -> bool:
    """Return whether the parent may have no tenant yet: it is neither a tenant itself nor a row of a mapping table.

    The parent of a DEFERRABLE foreign key may not even be there yet.
    """
    return not path.mapping and (late(path, state) or path.parent != state.tenancy.tenants.relation)


def _waits(table: ScopedTable, state: State) -> bool:
    return any(_may_wait(path, state) for path in table.paths)


def _unknown(table: ScopedTable, state: State) -> str:
    """Return the template for what becomes of a row while its parent has no tenant.

    An adopted column may be NOT NULL. A row that may be there before its parent is looked at again.
    """
    return _PLPGSQL["unknown"] if table.adopted or settles(table, state) else _PLPGSQL["unsure"]


def _lookup(table: ScopedTable, path: Path, state: State) -> str:
    """Return the plpgsql that looks up the tenant of the row at the end of the path.

    When several tenants have a row with this key, the row of the given tenant counts.
    """
    if path.deferrable and not late(path, state):
        key = build.column(path.columns[0], "new")
        return plpgsql.body(_PLPGSQL["tenant_itself"], present=present(path, "new"), key=key)
    waits = [plpgsql.body(_PLPGSQL["waits"])] if _may_wait(path, state) else []
    if late(path, state):
        waits.append(plpgsql.body(_PLPGSQL["unsettled"], setting=build.literal(UNSETTLED)))
    rows = not path.mapping and path.parent != state.tenancy.tenants.relation
    parts: dict[str, Node | str] = {
        "waits": plpgsql.joined(*waits),
        "held": exp.var(" FOR KEY SHARE") if rows else plpgsql.joined(),
        "present": present(path, "new"),
        "tenant": build.column(path.tenant, "p"),
        "parent": build.table(path.source),
        "match": matches(path, "new", "p"),
    }
    if not path.shared:
        return plpgsql.body(_PLPGSQL["lookup"], **parts)
    tenant, equals = build.column(path.tenant, "p"), state.tenancy.tenants.equals
    own = exp.Anonymous(this="coalesce", expressions=[new_tenant(table), TENANT])
    return plpgsql.body(
        _PLPGSQL["lookup_shared"],
        named=build.literal(str(path.parent)),
        name=build.literal(table.column),
        not_its_own=distinct(tenant, own, equals),
        found_not_its_own=distinct(FOUND, own, equals),
        others=unequal(tenant.copy(), FOUND, equals),
        **parts,
    )


def _known(table: ScopedTable, path: Path | None, state: State) -> str:
    """Return the plpgsql that discards a found value which names no tenant."""
    if not may_be_unknown(table, path):
        return plpgsql.joined()
    return plpgsql.body(_PLPGSQL["known"], known=known(build.phrase(build.ident("planner_found")), state, "k"))


def _kept(table: ScopedTable, state: State) -> str:
    """Return the plpgsql that makes the found tenant the row's tenant, as `on_conflict` says."""
    another = unequal(FOUND, TENANT, state.tenancy.tenants.equals)
    match table.rules.on_conflict:
        case "first":
            several = len(table.paths) > 1 and _waits(table, state)
            passed_over = [plpgsql.body(_PLPGSQL["passed_over"])] if several else []
            return plpgsql.joined(*passed_over, plpgsql.body(_PLPGSQL["first"]))
        case "quarantine":
            return plpgsql.body(_PLPGSQL["noted"], another=another)
        case "fail":
            return plpgsql.body(_PLPGSQL["found"], another=another, torn=torn(table))


def _otherwise(table: ScopedTable, state: State) -> str:
    """Return the plpgsql that gives the default tenant to rows without a path, if the plan's rules say so."""
    default = state.tenancy.tenants.default
    if not table.rules.defaults or default is None:
        return plpgsql.joined()
    return plpgsql.body(
        _PLPGSQL["otherwise"],
        column=build.ident(table.column),
        yet=plpgsql.body(_PLPGSQL["yet"]) if _waits(table, state) else plpgsql.joined(),
        where=build.literal(True) if table.rules.on_orphan == "default" else null_parent(table, "new"),
        value=build.cast(build.literal(default.id), state.tenancy.tenants.type),
    )


def create_guard(table: ScopedTable, state: State, triggers: Sequence[Trigger]) -> Iterator[Node]:
    """Yield the statements that create the trigger functions and the triggers of the write guard."""
    for trigger in {(trigger.function, trigger.source): trigger for trigger in triggers}.values():
        function, definer = trigger.function, acts_as_its_owner(trigger, table)
        yield ddl.create_trigger_function(function, trigger.source, security_definer=definer)
        yield ddl.revoke_execute(function)
        if definer:
            named = build.literal(build.render(build.table(function)) + "()")
            yield ddl.do_block(plpgsql.body(_PLPGSQL["revoke"], function=named))
    for trigger in triggers:
        firing = f"{trigger.timing} {' OR '.join(trigger.events)}"
        when = firing_condition(trigger, table, state)
        create = ddl.create_deferred_trigger if is_settle(trigger) else ddl.create_trigger
        yield create(trigger.name, table.relation, firing, trigger.function, when=when)


def acts_as_its_owner(trigger: Trigger, table: ScopedTable) -> bool:
    """Return whether the function of a guard's trigger is SECURITY DEFINER: writers need no right on what it reads."""
    return (
        trigger.name == FOLLOW or is_hold(trigger) or isinstance(table.strategy, Paths) or may_be_unknown(table, None)
    )


def drop_guard(relation: QName, triggers: Sequence[str], functions: Sequence[QName]) -> Iterator[Node]:
    """Yield the statements that drop the triggers and the functions of the write guard."""
    for trigger in triggers:
        yield ddl.drop_trigger(trigger, relation)
    for function in functions:
        yield ddl.drop_function(function)


def left_behind(owned: Owned, catalog: Catalog) -> tuple[Node, ...]:
    """Return the statements that drop the functions of a write guard whose table is gone: DROP TABLE leaves them."""
    if owned.key.kind is not OwnedKind.GUARD:
        return ()
    used = {trigger.function for relation in catalog.relations.values() for trigger in relation.triggers}
    schema, name = owned.key.relation.schema, owned.key.relation.name
    functions = (QName(schema, schema_object_name(name, None, suffix)) for suffix in _FUNCTIONS)
    return tuple(ddl.drop_function(one, if_exists=True) for one in functions if one not in used)
