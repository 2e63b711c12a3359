"""The functions that Citus refuses in statements that write: those whose result differs from machine to machine."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

VOLATILE = frozenset(
    {
        "clock_timestamp",
        "currval",
        "gen_random_uuid",
        "lastval",
        "nextval",
        "random",
        "random_normal",
        "setval",
        "timeofday",
    }
    | {"uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "uuidv4", "uuidv7"}
)
"""Volatile functions that applications use in SET and WHERE."""

STABLE = frozenset(
    {"age", "current_date", "current_setting", "current_time", "current_timestamp", "current_user", "localtime"}
    | {"localtimestamp", "now", "session_user", "statement_timestamp", "to_char", "transaction_timestamp"}
)
"""Stable functions: Citus refuses them in ON CONFLICT … DO UPDATE, and nowhere else."""

_NAMES: dict[type[exp.Expr], str] = {
    exp.Rand: "random",
    exp.Uuid: "gen_random_uuid",
    exp.CurrentTimestamp: "now",
    exp.CurrentDate: "current_date",
    exp.CurrentTime: "current_time",
    exp.Localtimestamp: "localtimestamp",
    exp.Localtime: "localtime",
    exp.CurrentUser: "current_user",
    exp.SessionUser: "session_user",
    exp.ToChar: "to_char",
    exp.TimeToStr: "to_char",
}


def calls(node: exp.Expr) -> Iterator[str]:
    """Yield the names of the functions that an expression calls."""
    for found in node.find_all(exp.Func):
        if isinstance(found, exp.Anonymous):
            yield found.name.lower()
        else:
            yield next((name for kind, name in _NAMES.items() if isinstance(found, kind)), found.sql_name().lower())
