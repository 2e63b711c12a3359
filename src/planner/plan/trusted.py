"""The entries of `rls.trusted`: what may cross tenants, bound to the definition that somebody has reviewed."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from planner.names import parse_function
from planner.plan.entry import Entry
from planner.plan.fields import TableName, Text
from planner.plan.wrong import WrongValue


def _function(value: object) -> object:
    if isinstance(value, str):
        try:
            parse_function(value)
        except ValueError as error:
            raise WrongValue(
                str(error), "write function(types) or schema.function(types): billing.totals(date)"
            ) from None
    return value


def _digest(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"sha256:[0-9a-f]{64}", value):
        raise WrongValue(f"{value!r} is not a digest", "paste the entry that planner verify prints: sha256:…")
    return value


FunctionName = Annotated[
    str,
    BeforeValidator(_function),
    WithJsonSchema({"type": "string", "pattern": r"^.+\(.*\)$", "examples": ["billing.totals(date)"]}),
]
Digest = Annotated[
    str, BeforeValidator(_digest), WithJsonSchema({"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"})
]

_WHAT = ("function", "view", "table")


class Trusted(Entry):
    function: FunctionName | None = None
    """A function that may cross tenants, with the types of its arguments. Triggers with the function are included."""
    view: TableName | None = None
    """A view or materialized view that may show the rows of all tenants."""
    table: TableName | None = None
    """A foreign table, or a table outside `schemas`, that may hold the rows of all tenants."""
    reason: Text
    """Why the object may cross tenants, for the reader."""
    definition: Digest | None = None
    """The digest of what was reviewed. planner prints it; after a change of the object it no longer fits."""

    @model_validator(mode="after")
    def _one_object(self) -> Trusted:
        given = [name for name in _WHAT if getattr(self, name) is not None]
        if len(given) != 1:
            found = f"{' and '.join(given)} are given" if given else "none is given"
            raise WrongValue(
                f"an entry of `trusted` has exactly one of {', '.join(_WHAT)}, and {found}",
                "write one entry for each object" if given else "name the object",
            )
        return self
