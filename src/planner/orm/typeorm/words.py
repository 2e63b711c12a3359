"""TypeORM's words for the types, keys and actions of a database (typeorm 0.3 and 1)."""

from __future__ import annotations

import re

from planner.catalog.words import ReferentialAction
from planner.orm.held import Words
from planner.orm.wanted import Feature, Key

_UNSAYABLE = frozenset(
    {Feature.EXPRESSION, Feature.INCLUDE, Feature.OPCLASS, Feature.COLLATION, Feature.ORDER, Feature.NULLS}
)
"""The features of an index that TypeORM has no word for. `@Index('name', { synchronize: false })` says that the index
is there."""

WORDS = Words(constraint=frozenset({Feature.DEFERRABLE}), index=frozenset({Feature.PREDICATE}) | _UNSAYABLE)

_TYPES = {
    "text": ("text", "string"),
    "uuid": ("uuid", "string"),
    "citext": ("citext", "string"),
    "smallint": ("smallint", "number"),
    "integer": ("integer", "number"),
    "bigint": ("bigint", "string"),
    "numeric": ("numeric", "string"),
    "boolean": ("boolean", "boolean"),
    "json": ("json", "object"),
    "jsonb": ("jsonb", "object"),
    "date": ("date", "string"),
    "timestamp with time zone": ("timestamp with time zone", "Date"),
    "timestamp without time zone": ("timestamp without time zone", "Date"),
    "character varying": ("character varying", "string"),
    "character": ("character", "string"),
}


def typed(type_text: str) -> tuple[str, int | None, str] | None:
    """Return (TypeORM's type, its length, the type in TypeScript); None if TypeORM has no word for the type."""
    sized = re.fullmatch(r"(character varying|character)\((\d+)\)", type_text)
    found = _TYPES.get(sized[1] if sized is not None else type_text)
    return (found[0], int(sized[2]) if sized is not None else None, found[1]) if found is not None else None


def sayable(key: Key) -> bool:
    """Return whether TypeORM has words for an index; if not, its decorator says the name alone."""
    return not key.features & _UNSAYABLE


ACTIONS = {action: action.value for action in ReferentialAction if action is not ReferentialAction.SET_DEFAULT}
"""The actions of a foreign key. TypeORM calls SET DEFAULT `DEFAULT`, and sends this word to the server, which has no
such action."""
