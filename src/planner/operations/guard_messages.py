"""What the write guard's functions say when they refuse a row. They tell no writer which tenant a row belongs to."""

from __future__ import annotations

from planner.operations.guard_terms import settles
from planner.sql import build, plpgsql
from planner.sql.build import Node
from planner.tenancy.model import ScopedTable, State

_PLPGSQL = plpgsql.bodies("planner.operations", "guard_messages.sql")


def contradicted(table: ScopedTable, state: State) -> str:
    """Return the plpgsql that refuses a tenant which is not the parent's."""
    name = build.literal(table.column)
    if settles(table, state):
        return plpgsql.body(_PLPGSQL["contradicted_late"], name=name, **_sent(table))
    if not table.paths:
        return plpgsql.body(_PLPGSQL["contradicted_without_a_key"], column=build.ident(table.column), name=name)
    return plpgsql.body(_PLPGSQL["contradicted"], column=build.ident(table.column), name=name, **_sent(table))


def torn(table: ScopedTable) -> str:
    """Return the plpgsql that refuses a row with parents of two tenants."""
    return plpgsql.body(_PLPGSQL["torn"], name=build.literal(table.column), **_sent(table))


def _sent(table: ScopedTable) -> dict[str, Node]:
    """Return the columns of the table's paths for a message: their names, and the values that the writer sent."""
    names = list(dict.fromkeys(name for path in table.paths for name in path.reads))
    values = build.phrase("ROW", build.parens([build.column(name, "new") for name in names]))
    return {"keys": build.literal(", ".join(names)), "values": values}


def telling(source: str, table: ScopedTable, state: State) -> str:
    """Return the body of a guard's function with the messages that guards had up to 0.1. They name the row's tenant."""
    named = {"name": build.literal(table.column)}
    before = plpgsql.body(_PLPGSQL["contradicted_before"], column=build.ident(table.column), **named)
    source = source.replace(contradicted(table, state), before)
    two = plpgsql.body(_PLPGSQL["torn_before"], **named)
    if table.paths:
        return source.replace(torn(table), two)
    evaluated = plpgsql.body(_PLPGSQL["evaluated"])
    match table.rules.on_conflict:
        case "fail":
            return source.replace(evaluated, plpgsql.body(_PLPGSQL["evaluated_before"], torn=two))
        case "quarantine":
            return source.replace(evaluated, plpgsql.body(_PLPGSQL["noted_before"]))
        case "first":
            return source
