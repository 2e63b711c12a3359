"""The digest of a plan's values, which certificates keep. Layout and comments do not count."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from planner.plan.entry import Entry
from planner.plan.model import Plan, Rls, Target, Tenant, Transition
from planner.plan.table import Table

_LATER: Mapping[type[Entry], tuple[str, ...]] = {
    Plan: ("verify",),
    Rls: ("tenants", "open", "trusted"),
    Target: ("shard_count", "concurrent_above", "on_set_null"),
    Tenant: ("template", "external"),
    Transition: ("setting",),
    Table: ("transition", "match", "on_difference"),
}
"""The keys that are younger than the first certificates, which know nothing of their defaults."""


def plan_digest(plan: Plan) -> str:
    """Return the sha256 of a plan in hex."""
    return hashlib.sha256(plan.model_dump_json(exclude=_unsaid(plan)).encode()).hexdigest()


def _unsaid(entry: Entry) -> dict[str, Any]:
    """Return the later keys that an entry and the entries in it do not have, in the form of pydantic's `exclude`."""
    unsaid: dict[str, Any] = {key: True for key in _LATER.get(type(entry), ()) if key not in entry.model_fields_set}
    for key, value in entry:
        inner = _inner(value) if key not in unsaid else {}
        if inner:
            unsaid[key] = inner
    return unsaid


def _inner(value: object) -> dict[str, Any]:
    match value:
        case Entry():
            return _unsaid(value)
        case Mapping():
            return {name: inner for name, one in value.items() if (inner := _inner(one))}
        case _:
            return {}
