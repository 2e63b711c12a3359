"""What the plan trusts to cross tenants (`rls.trusted`): code, views and tables, each as it was when it was reviewed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from planner.errors import Place
from planner.names import QName

Kind = Literal["function", "view", "table"]


@dataclass(frozen=True, slots=True)
class Subject:
    """An object that shows or may show the rows of all tenants."""

    kind: Kind
    name: QName
    arguments: str = ""
    """For a function: pg_get_function_identity_arguments."""
    types: str = ""
    """For a function: the types of its arguments, without their names."""

    def __str__(self) -> str:
        return f"{self.name}({self.arguments})" if self.kind == "function" else str(self.name)


@dataclass(frozen=True, slots=True)
class Trusted:
    """One entry of `rls.trusted`."""

    kind: Kind
    name: QName
    arguments: str
    """For a function: its arguments as the plan spells them, with or without their names."""
    reason: str
    definition: str | None
    """The digest of the definition that was reviewed; None before planner has told it."""
    place: Place
    spelled: str
    """The object as the plan spells it."""

    def means(self, subject: Subject) -> bool:
        """Return whether the entry names this object."""
        if (self.kind, self.name) != (subject.kind, subject.name):
            return False
        return plain(self.arguments) in (plain(subject.arguments), plain(subject.types))


def plain(arguments: str) -> str:
    """Return arguments without what spelling may vary: spaces beside commas, and letters of another case."""
    return re.sub(r"\s*,\s*", ", ", " ".join(arguments.split())).lower()
