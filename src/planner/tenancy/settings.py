"""Settings: values of the plan that a single operation reads, and that the operation declares itself.

A value that several rooms read is a field of `Tenancy`. A value that one operation reads is a `Setting`. `resolve`
takes its value from the plan, so a new operation needs no change to the tenancy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast

T = TypeVar("T")


class HasSettings(Protocol):
    """An object with resolved settings, such as a tenancy."""

    @property
    def settings(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value of the plan, at a path such as `keys.index`.

    `of_plan` turns the plan's value into the operation's. `default` is the value if no plan was resolved.
    """

    path: str
    of_plan: Callable[[Any], T]
    default: T

    def resolved(self, plan: object) -> T:
        """Return the value that a plan gives. Raises AttributeError for a path that the plan's model does not have."""
        value: Any = plan
        for part in self.path.split("."):
            value = getattr(value, part)
        return self.of_plan(value)

    def of(self, tenancy: HasSettings) -> T:
        """Return the value in a resolved tenancy."""
        return cast(T, tenancy.settings.get(self.path, self.default))
