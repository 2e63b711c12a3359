"""The names of what a move of a tenant leaves in a database while it lasts."""

from __future__ import annotations

from hashlib import sha256

MOVING = "planner.moving"
"""planner's own sessions set it to `on`: they write rows of a tenant whose writes are refused."""

_PREFIX = "zzzz_planner_moving_"
"""The triggers fire after the write guard (`z…`), which may have filled the tenant in."""


def named_block(tenant: str, event: str) -> str:
    """Return the name of the trigger that refuses a tenant's writes. Several tenants may be moved one after the other."""
    return f"{_PREFIX}{sha256(tenant.encode()).hexdigest()[:12]}_{event}"


def is_block(trigger: str) -> bool:
    """Return whether a trigger of this name refuses writes of a tenant that is being moved."""
    return trigger.startswith(_PREFIX)
