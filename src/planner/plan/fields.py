"""The kinds of values in a plan: how planner checks and converts a value, and what an editor accepts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from planner.names import MAX_NAME_BYTES, parse_name
from planner.plan.units import bytes_per_second, seconds, share, size
from planner.plan.wrong import WrongValue
from planner.rules import FIXED, RULES, near

MOST = 2**31 - 1
"""The largest value of PostgreSQL's type integer."""

AS_IN_DATABASE = "write the name as it is in the database"


def _identifier(value: object) -> object:
    if isinstance(value, str):
        if not value or "\0" in value:
            raise WrongValue("a name can be neither empty nor hold a NUL character", AS_IN_DATABASE)
        if len(value.encode()) > MAX_NAME_BYTES:
            raise WrongValue(
                f"{value!r} is longer than {MAX_NAME_BYTES} bytes, PostgreSQL's limit for a name", AS_IN_DATABASE
            )
    return value


def _table_name(value: object) -> object:
    if isinstance(value, str):
        try:
            parse_name(value)
        except ValueError as error:
            message = str(error).removesuffix("; quote a name that has a dot in it")
            raise WrongValue(
                message, "write table or schema.table; a part with a dot in it is quoted: 'public.\"a.b\"'"
            ) from None
    return value


def _pattern(value: object) -> object:
    if isinstance(_table_name(value), str) and "*" not in parse_name(str(value))[1]:
        raise WrongValue(f"{value!r} has no `*`, so it is no pattern", "list the table under `tables`")
    return value


def _filled(value: object) -> object:
    if isinstance(value, str):
        if not value.strip():
            raise WrongValue("must not be empty", "write something, or remove the key")
        if "\0" in value:
            raise WrongValue("text in PostgreSQL cannot hold a NUL character", "remove the \\0")
    return value


def _tenant_id(value: object) -> object:
    """Return a tenant's id as text. The database checks the id against the key's type."""
    return _filled(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)


_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)+")


def _setting_name(value: object) -> object:
    """Accept the names that PostgreSQL accepts for a setting of an application (valid_custom_variable_name)."""
    if isinstance(value, str) and not _SETTING.fullmatch(value):
        raise WrongValue(
            f"{value!r} is no setting that a session can set: two names with a dot between them are needed",
            "name a setting of your own, such as app.client_id",
        )
    return value


def _scalar(value: object) -> object:
    if isinstance(value, (dict, list)):
        raise WrongValue("must be one value: text, a number, true or false", "quote it if it is meant as text")
    if isinstance(value, str) and "\0" in value:
        raise WrongValue("text in PostgreSQL cannot hold a NUL character", "remove the \\0")
    return value


def _truth(value: object) -> object:
    """Accept YAML's words for true and false only. pydantic accepts `t` and `1` too."""
    if isinstance(value, str):
        word = value.lower()
        if word not in ("true", "yes", "on", "false", "no", "off"):
            raise WrongValue(f"must be true or false, not {value!r}", "write true or false")
        return word in ("true", "yes", "on")
    return value


def _truth_or_follow(value: object) -> object:
    if value == "follow" or isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "yes", "on", "false", "no", "off"):
        return _truth(value)
    raise WrongValue(f"must be true, false or follow, not {value!r}", "write true, false or follow")


def _day(value: object) -> object:
    """Accept year-month-day only. pydantic would read `1700000000` as a date."""
    if not isinstance(value, str):
        return value
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # such as the 31st of February
    raise WrongValue(f"must be a date, not {value!r}", "write year-month-day, such as 2027-01-31")


def _rule(value: object) -> object:
    if isinstance(value, str):
        if value in FIXED:
            raise WrongValue(f"{value!r} cannot be suppressed", "remove the entry")
        if value not in RULES:
            raise WrongValue(f"{value!r} is no rule of planner verify", near(value))
    return value


def _measured(unit: Callable[[str], float]) -> BeforeValidator:
    return BeforeValidator(lambda value: unit(value) if isinstance(value, str) else value)


def _timeout(text: str) -> float:
    """Return seconds, at least 0.001. Sessions set whole milliseconds, and PostgreSQL reads 0 as "wait forever"."""
    value = seconds(text)
    if value < 0.001:
        raise WrongValue(
            f"must be at least 1ms, not {text!r}", "write a time such as 200ms; 0 would mean to wait forever"
        )
    return value


def _more_than_none(unit: Callable[[str], float]) -> Callable[[str], float]:
    def positive(text: str) -> float:
        value = unit(text)
        if value <= 0:
            raise WrongValue(f"must be greater than 0, not {text!r}", "write a greater value, or remove the key")
        return value

    return positive


def _written(example: str, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


_NUMBER = r"^\s*[0-9]{1,18}(\.[0-9]{1,18})?\s*"
_TIME = _written("200ms", _NUMBER + r"(us|ms|s|min|h|d)\s*$")

Identifier = Annotated[str, BeforeValidator(_identifier), Field(min_length=1, max_length=MAX_NAME_BYTES)]
TableName = Annotated[str, BeforeValidator(_table_name), Field(min_length=1)]
TablePattern = Annotated[str, BeforeValidator(_pattern), Field(min_length=1)]
Text = Annotated[str, BeforeValidator(_filled), Field(min_length=1)]
Sql = Annotated[
    str,
    BeforeValidator(_filled),
    WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"type": "number"}, {"type": "boolean"}]}),
]
"""An SQL expression as the file spells it: the loader reads `default: 0` and `default: false` as text."""
TenantId = Annotated[
    str,
    BeforeValidator(_tenant_id),
    WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]}),
]
SettingName = Annotated[
    str, BeforeValidator(_setting_name), WithJsonSchema({"type": "string", "pattern": f"^{_SETTING.pattern}$"})
]
Scalar = Annotated[str | int | float | bool | None, BeforeValidator(_scalar)]
Truth = Annotated[bool, BeforeValidator(_truth)]
TruthOrFollow = Annotated[bool | Literal["follow"], BeforeValidator(_truth_or_follow)]
Day = Annotated[date, BeforeValidator(_day)]
RuleId = Annotated[
    str,
    BeforeValidator(_rule),
    WithJsonSchema({"type": "string", "enum": [rule for rule in RULES if rule not in FIXED]}),
]
Duration = Annotated[float, _measured(seconds), Field(ge=0, allow_inf_nan=False), _TIME]
Timeout = Annotated[float, _measured(_timeout), Field(ge=0.001, allow_inf_nan=False), _TIME]
Latency = Annotated[float, _measured(_more_than_none(seconds)), Field(gt=0, allow_inf_nan=False), _TIME]
Rate = Annotated[
    float, _measured(_more_than_none(bytes_per_second)), _written("100MB/s", _NUMBER + r"(B|kB|MB|GB|TB)/s\s*$")
]
Share = Annotated[float, _measured(_more_than_none(share)), _written("20%", _NUMBER + r"%\s*$")]
Size = Annotated[float, _measured(size), Field(gt=0), _written("64MB", _NUMBER + r"(B|kB|MB|GB|TB)\s*$")]
