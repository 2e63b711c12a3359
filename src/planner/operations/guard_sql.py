"""Write the SQL of the write guard: its trigger function in plpgsql, its triggers, and their conditions.

A constant is filled in when the column is NULL. A derived tenant is looked up when a row is inserted, has no tenant, or
changes its tenant or the columns that the tenant is derived from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from sqlglot import exp

from planner.catalog.model import Relation
from planner.catalog.parts import Column, Trigger
from planner.catalog.words import TriggerFiring
from planner.names import QName, schema_object_name
from planner.rows.expressions import referenced_columns
from planner.rows.path_sql import matches, present
from planner.rows.sources import known, may_be_unknown, null_parent
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node
from planner.steps.conditions import ColumnExists
from planner.tenancy.model import Constant, Existing, Expression, Path, Paths, ScopedTable, State

BACKFILL_SETTING = "planner.backfill"
"""planner's own sessions set it to `on`: the guard need not look up a tenant that the backfill has just looked up."""

BACKFILL_SETTINGS = {BACKFILL_SETTING: "on", "enable_hashjoin": "off", "enable_mergejoin": "off"}
"""Settings of a session that fills rows.

A batch looks up a few thousand parents by their unique key. After ANALYZE has seen how many rows are NULL, PostgreSQL
would instead read and hash the whole parent table for each batch.
"""

_PLPGSQL = plpgsql.bodies("planner.operations", "write_guard.sql")


_FOLLOW = "A_planner_guard_follow"
"""The trigger that takes children along. It sorts before RI_ConstraintTrigger: foreign keys with the tenant are checked
when the children have followed."""


def is_guard(trigger: str) -> bool:
    """Return whether a trigger of this name belongs to a write guard."""
    return trigger == _FOLLOW or (trigger.startswith("z") and "_planner_guard" in trigger)


def guard_of(relation: Relation) -> tuple[list[str], list[QName]]:
    """Return the names of the write guard's triggers on a relation, and their functions."""
    triggers = [t for t in relation.triggers if is_guard(t.name)]
    return [t.name for t in triggers], list(dict.fromkeys(t.function for t in triggers))


def guard_names(relation: Relation) -> list[str]:
    """Return the names of the write guard's triggers on a relation."""
    return guard_of(relation)[0]


def _prefix(relation: Relation) -> str:
    """Return a name prefix that sorts after every row trigger of the application."""
    last = max(
        (t.name for t in relation.triggers if t.row and t.timing == "BEFORE" and "_planner_guard" not in t.name),
        default="",
    )
    prefix = "zzz"
    while prefix <= last and len(prefix) < 40:
        prefix += "z"
    return prefix


def guard_triggers(table: ScopedTable, state: State) -> tuple[Trigger, ...]:
    """Return the triggers that the write guard of a table shall have."""
    function = QName(table.relation.schema, schema_object_name(table.relation.name, None, "planner_guard"))
    source = guard_source(table, state)
    prefix = _prefix(state.relation(table))

    def trigger(name: str, *events: str) -> Trigger:
        return Trigger(
            f"{prefix}_planner_guard{name}", "", "BEFORE", True, events, (), TriggerFiring.ORIGIN, function, source
        )

    follow = () if not state.tenancy.children(table.relation) else (follow_trigger(table, state),)
    if isinstance(table.strategy, Constant):
        return (trigger("", "INSERT", "UPDATE"), *follow)
    return (trigger("_insert", "INSERT"), trigger("_update", "UPDATE"), *follow)


def follow_trigger(table: ScopedTable, state: State) -> Trigger:
    """Return the trigger that takes the children of a row along when the row gets another tenant."""
    named = schema_object_name(table.relation.name, None, "planner_guard_follow")
    function = QName(table.relation.schema, named)
    return Trigger(
        _FOLLOW, "", "AFTER", True, ("UPDATE",), (), TriggerFiring.ORIGIN, function, _follow_source(table, state)
    )


def _follow_source(table: ScopedTable, state: State) -> str:
    """Return the body of the function that takes children along.

    It sets the tenant of the children to NULL, and their guards look it up again: along all their paths, and with the
    children of the children. Children without a tenant count as well: a batch of the backfill that is not committed may
    have given them the old tenant, and this UPDATE waits for the batch.
    """
    children = (
        plpgsql.body(
            _PLPGSQL["child"],
            there=build.phrase(ColumnExists(child.relation, child.column).sql()),
            child=build.table(child.relation),
            column=build.ident(child.column),
            match=matches(path, "t", "new"),
            same=_left_behind(build.column(child.column, "t"), build.column(table.column, "old")),
        )
        for child, path in state.tenancy.children(table.relation)
    )
    return plpgsql.body(_PLPGSQL["follow"], children=plpgsql.joined(*children))


def guard_source(table: ScopedTable, state: State) -> str:
    """Return the body of the guard's trigger function, in plpgsql."""
    column = build.ident(table.column)
    type_text = state.tenancy.tenants.type
    match table.strategy:
        case Constant(tenant):
            return plpgsql.body(_PLPGSQL["constant"], column=column, value=build.cast(build.literal(tenant), type_text))
        case Expression(sql):
            value = build.cast(exp.Paren(this=build.verbatim(sql)), type_text)
            first = plpgsql.body(_PLPGSQL["first"])
            lookups = [plpgsql.body(_PLPGSQL["evaluate"], value=value), _known(table, None, state), first]
        case Paths(paths):
            lookups = [
                part
                for path in paths
                for part in (_lookup(table, path, state), _known(table, path, state), _kept(table))
            ]
        case Existing():
            lookups = []
    disputed = table.rules.on_conflict == "quarantine"
    waits = _waits(table, state)
    return plpgsql.body(
        _PLPGSQL["derived"],
        column=column,
        contradicted=_contradicted(table),
        type=build.type_(type_text),
        lookups=plpgsql.joined(*lookups),
        waiting=plpgsql.body(_PLPGSQL["waiting"]) if waits else plpgsql.joined(),
        unknown=plpgsql.body(_PLPGSQL["unknown"], column=column) if waits else plpgsql.joined(),
        otherwise=_otherwise(table, state),
        conflict=plpgsql.body(_PLPGSQL["conflict"]) if disputed else plpgsql.joined(),
        disputed=plpgsql.body(_PLPGSQL["disputed"]) if disputed else plpgsql.joined(),
    )


def _may_wait(path: Path, state: State) -> bool:
    """Return whether the parent may have no tenant yet: it is neither a tenant itself nor a row of a mapping table."""
    return not path.mapping and path.parent != state.tenancy.tenants.relation


def _waits(table: ScopedTable, state: State) -> bool:
    return any(_may_wait(path, state) for path in table.paths)


def _lookup(table: ScopedTable, path: Path, state: State) -> str:
    """Return the plpgsql that looks up the tenant of the row at the end of the path.

    When several tenants have a row with this key, the row of the given tenant counts.
    """
    parts: dict[str, Node | str] = {
        "waits": plpgsql.body(_PLPGSQL["waits"]) if _may_wait(path, state) else plpgsql.joined(),
        "present": present(path, "new"),
        "tenant": build.column(path.tenant, "p"),
        "parent": build.table(path.source),
        "match": matches(path, "new", "p"),
    }
    if not path.shared:
        return plpgsql.body(_PLPGSQL["lookup"], **parts)
    named = {"named": build.literal(str(path.parent)), "name": build.literal(table.column)}
    return plpgsql.body(_PLPGSQL["lookup_shared"], column=build.ident(table.column), **named, **parts)


def _known(table: ScopedTable, path: Path | None, state: State) -> str:
    """Return the plpgsql that discards a found value which names no tenant."""
    if not may_be_unknown(table, path):
        return plpgsql.joined()
    return plpgsql.body(_PLPGSQL["known"], known=known(build.phrase(build.ident("planner_found")), state, "k"))


def _kept(table: ScopedTable) -> str:
    """Return the plpgsql that makes the found tenant the row's tenant, as `on_conflict` says."""
    match table.rules.on_conflict:
        case "first":
            return plpgsql.body(_PLPGSQL["first"])
        case "quarantine":
            return plpgsql.body(_PLPGSQL["noted"])
        case "fail":
            return plpgsql.body(_PLPGSQL["found"], torn=_torn(table))


def _contradicted(table: ScopedTable) -> str:
    """Return the plpgsql that refuses a tenant which is not the parent's."""
    named = {"column": build.ident(table.column), "name": build.literal(table.column)}
    if not table.paths:
        return plpgsql.body(_PLPGSQL["contradicted_without_a_key"], **named)
    return plpgsql.body(_PLPGSQL["contradicted"], **named, **_sent(table))


def _torn(table: ScopedTable) -> str:
    """Return the plpgsql that refuses a row with parents of two tenants."""
    return plpgsql.body(_PLPGSQL["torn"], name=build.literal(table.column), **_sent(table))


def _sent(table: ScopedTable) -> dict[str, Node]:
    """Return the columns of the table's paths for a message: their names, and the values that the writer sent."""
    names = list(dict.fromkeys(name for path in table.paths for name in path.reads))
    values = build.phrase("ROW", build.parens([build.column(name, "new") for name in names]))
    return {"keys": build.literal(", ".join(names)), "values": values}


def telling(source: str, table: ScopedTable) -> str:
    """Return the body of a guard's function with the messages that guards had up to 0.1. They name the row's tenant."""
    named = {"name": build.literal(table.column)}
    before = plpgsql.body(_PLPGSQL["contradicted_before"], column=build.ident(table.column), **named)
    source = source.replace(_contradicted(table), before)
    return source.replace(_torn(table), plpgsql.body(_PLPGSQL["torn_before"], **named)) if table.paths else source


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


def _left_behind(theirs: Node, before: Node) -> Node:
    """Return the condition that a child has the tenant that its parent had before, or none."""
    return exp.Paren(this=build.or_(build.is_null(theirs), build.eq(theirs.copy(), before)))


def create_guard(table: ScopedTable, relation: Relation, triggers: Sequence[Trigger]) -> Iterator[Node]:
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
        when = firing_condition(trigger, table, relation)
        yield ddl.create_trigger(trigger.name, table.relation, firing, trigger.function, when=when)


def acts_as_its_owner(trigger: Trigger, table: ScopedTable) -> bool:
    """Return whether the function of a guard's trigger is SECURITY DEFINER: writers need no right on what it reads."""
    return trigger.name == _FOLLOW or isinstance(table.strategy, Paths) or may_be_unknown(table, None)


def firing_condition(trigger: Trigger, table: ScopedTable, relation: Relation) -> Node | None:
    """Return the condition under which a trigger of the write guard fires; None for always."""
    new, old = build.column(table.column, "new"), build.column(table.column, "old")
    if trigger.name == _FOLLOW:
        return build.and_(build.is_not_null(old), build.distinct_from(new, old.copy()))
    if isinstance(table.strategy, Constant):
        return build.is_null(new)
    return _update_condition(table, relation) if trigger.events == ("UPDATE",) else None


def _update_condition(table: ScopedTable, relation: Relation) -> Node:
    new, old = build.column(table.column, "new"), build.column(table.column, "old")
    conditions = [
        build.is_null(new),
        exp.Paren(this=build.and_(build.distinct_from(new.copy(), old), by_application())),
        *(_changed(relation.column(name), name) for name in _sources(table, relation)),
    ]
    return build.or_(*conditions)


def _sources(table: ScopedTable, relation: Relation) -> list[str]:
    """Return the columns that the tenant is derived from."""
    match table.strategy:
        case Paths(paths):
            return list(dict.fromkeys(name for path in paths for name in path.reads))
        case Expression(sql):
            return referenced_columns(sql, [c.name for c in relation.columns])
        case _:
            return []


def firing_words(trigger: Trigger, table: ScopedTable, relation: Relation) -> str:
    """Return what `firing_condition` says, as `words_of` gives it. It is quicker than a node that is rendered."""
    column = words_of(table.column)
    changes = f"new.{column}isdistinctfromold.{column}"
    if trigger.name == _FOLLOW:
        return f"old.{column}isnotnulland{changes}"
    if isinstance(table.strategy, Constant):
        return f"new.{column}isnull"
    if trigger.events != ("UPDATE",):
        return ""
    others = "".join(f"ornew.{name}isdistinctfromold.{name}" for name in map(words_of, _sources(table, relation)))
    backfill = f"current_setting'{BACKFILL_SETTING}',trueisdistinctfrom'on'"
    return f"new.{column}isnullor{changes}and{backfill}{others}"


_DEPARSED = str.maketrans("", "", ' \n()"')


def words_of(condition: str) -> str:
    """Return a condition without what deparsing adds or leaves out: parentheses, quotes, spaces, pg_catalog."""
    return condition.lower().translate(_DEPARSED).replace("pg_catalog.", "")


@cache
def by_application() -> Node:
    """Return the condition that the session is not planner's own backfill."""
    setting = build.call("current_setting", build.literal(BACKFILL_SETTING), build.literal(True))
    return exp.Paren(this=build.phrase(build.distinct_from(setting, build.literal("on"))))


_NO_EQUALITY = ("json", "xml", "point", "polygon", "box", "line", "path", "lseg", "circle")
"""Types without an equality operator for IS DISTINCT FROM; planner compares them as text."""


def _changed(column: Column | None, name: str) -> Node:
    sides = [build.column(name, "new"), build.column(name, "old")]
    if column is not None and column.type.removesuffix("[]") in _NO_EQUALITY:
        return build.distinct_from(*(build.cast(side, "text") for side in sides))
    return build.distinct_from(*sides)


def drop_guard(relation: QName, triggers: Sequence[str], functions: Sequence[QName]) -> Iterator[Node]:
    """Yield the statements that drop the triggers and the functions of the write guard."""
    for trigger in triggers:
        yield ddl.drop_trigger(trigger, relation)
    for function in functions:
        yield ddl.drop_function(function)
