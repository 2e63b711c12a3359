"""Conditions on the form of policies and of the tenant function, beside those of `conditions`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.steps.conditions import regclass

_SQL = templates("planner.steps", "policy_conditions.sql")


@dataclass(frozen=True, slots=True)
class FunctionIs:
    """The function without arguments exists and has this source text."""

    function: QName
    source: str

    def sql(self) -> Node:
        signature = f"{build.render(build.table(self.function))}()"
        return _SQL["function_is"].fill(
            function=build.phrase(build.call("to_regprocedure", build.literal(signature))),
            digest=build.literal(hashlib.sha256(self.source.encode()).hexdigest()),
        )

    def __str__(self) -> str:
        return f"function {self.function}() is planner's"


@dataclass(frozen=True, slots=True)
class PolicyCompares:
    """The policy exists, and has not the form of earlier planners: a sub-SELECT, or USING (true)."""

    relation: QName
    name: str

    def sql(self) -> Node:
        return _SQL["policy_compares"].fill(relation=regclass(self.relation), name=build.literal(self.name))

    def __str__(self) -> str:
        return f"policy {self.name} of {self.relation} compares the tenant itself"
