"""When the triggers of the write guard fire: their conditions, as SQL and as the words that the catalog gives back."""

from __future__ import annotations

import re

from sqlglot import exp

from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Column, Trigger
from planner.names import EQUALS
from planner.operations.guard_late import (
    FOLLOW,
    follow_condition,
    hold_condition,
    is_hold,
    is_settle,
    settle_condition,
)
from planner.operations.guard_terms import (
    BACKFILL_SETTING,
    SETTLING,
    UNSETTLED,
    by_application,
    distinct,
    is_on,
    may_settle,
    settles,
)
from planner.rows.expressions import referenced_columns
from planner.sql import build
from planner.sql.build import Node
from planner.tenancy.model import Constant, Expression, Paths, ScopedTable, State


def firing_condition(trigger: Trigger, table: ScopedTable, state: State) -> Node | None:
    """Return the condition under which a trigger of the write guard fires; None for always."""
    new, old = build.column(table.column, "new"), build.column(table.column, "old")
    if trigger.name == FOLLOW:
        return follow_condition(new, old, table, state)
    if is_hold(trigger):
        return hold_condition(new, old, state)
    if is_settle(trigger):
        return settle_condition()
    if isinstance(table.strategy, Constant):
        return build.is_null(new)
    return _update_condition(table, state) if trigger.events == ("UPDATE",) else None


def _update_condition(table: ScopedTable, state: State) -> Node:
    relation = state.relation(table)
    new, old = build.column(table.column, "new"), build.column(table.column, "old")
    conditions = [
        build.is_null(new),
        exp.Paren(this=build.and_(distinct(new.copy(), old, state.tenancy.tenants.equals), by_application())),
        *(_changed(relation.column(name), name, state.catalog) for name in _sources(table, relation)),
        *((is_on(SETTLING),) if settles(table, state) else ()),
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


_NO_EQUALITY = ("json", "xml", "point", "polygon", "box", "line", "path", "lseg", "circle")
"""Types of PostgreSQL's without an equality operator for IS DISTINCT FROM; planner compares them as text.

So it does types whose operator IS DISTINCT FROM does not find under an empty search_path.
"""


def _changed(column: Column | None, name: str, catalog: Catalog) -> Node:
    sides = [build.column(name, "new"), build.column(name, "old")]
    own = column is None or catalog.equality(column.type.removesuffix("[]")).operator == EQUALS
    if not own or (column is not None and column.type.removesuffix("[]") in _NO_EQUALITY):
        return build.distinct_from(*(build.cast(side, "text") for side in sides))
    return build.distinct_from(*sides)


def firing_words(trigger: Trigger, table: ScopedTable, state: State) -> str:
    """Return what `firing_condition` says, as `words_of` gives it. It is quicker than a node that is rendered."""
    column, equals = words_of(table.column), state.tenancy.tenants.equals
    changes = f"new.{column}isdistinctfromold.{column}"
    if equals != EQUALS:
        same = f"new.{column}operator{words_of(str(equals))}old.{column}"
        changes = f"notcoalesce{same},new.{column}isnullandold.{column}isnull"
    moved = f"old.{column}isnotnulland{changes}"
    if trigger.name == FOLLOW and may_settle(table, state):
        return f"{moved}orold.{column}isnullandnew.{column}isnotnulland{_setting(SETTLING)}='on'"
    if trigger.name == FOLLOW or is_hold(trigger):
        return moved
    if is_settle(trigger):
        return f"{_setting(UNSETTLED)}='on'and{_setting(SETTLING)}isdistinctfrom'on'"
    if isinstance(table.strategy, Constant):
        return f"new.{column}isnull"
    if trigger.events != ("UPDATE",):
        return ""
    others = "".join(
        f"ornew.{name}isdistinctfromold.{name}" for name in map(words_of, _sources(table, state.relation(table)))
    )
    settling = f"or{_setting(SETTLING)}='on'" if settles(table, state) else ""
    return f"new.{column}isnullor{changes}and{_setting(BACKFILL_SETTING)}isdistinctfrom'on'{others}{settling}"


def _setting(name: str) -> str:
    return f"current_setting'{name}',true"


_DEPARSED = str.maketrans("", "", ' \n()"')
_NAME = r'(?:"(?:[^"]|"")+"|\w+)'
_CAST = re.compile(
    rf"::(?:character varying|bit varying|double precision|time(?:stamp)?(?:\(\d\))? with(?:out)? time zone|{_NAME}(?:\.{_NAME})?)"
    r"(?:\(\d+(?:,\d+)?\))?(?:\[\])*"
)


def words_of(condition: str) -> str:
    """Return a condition without what deparsing adds or leaves out: parentheses, quotes, spaces, pg_catalog."""
    return condition.lower().translate(_DEPARSED).replace("pg_catalog.", "")


def words_found(condition: str) -> str:
    """Return a condition of the catalog as `firing_words` has it, without the casts that the server adds."""
    without = condition.replace("::text", "")
    return words_of(_CAST.sub("", without) if "::" in without else without)
