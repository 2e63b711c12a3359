"""The kinds of values in a plan: how the text of one is checked, what is kept, what an editor accepts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from planner.names import MAX_NAME_BYTES, parse_name
from planner.plan.units import bytes_per_second, seconds, share

MOST = 2**31 - 1
"""PostgreSQL's integer."""


def _identifier(value: object) -> object:
    if isinstance(value, str):
        if not value or "\0" in value:
            raise ValueError("a name can be neither empty nor hold a NUL character")
        if len(value.encode()) > MAX_NAME_BYTES:
            raise ValueError(f"{value!r} is longer than {MAX_NAME_BYTES} bytes, PostgreSQL's limit for a name")
    return value


def _table_name(value: object) -> object:
    if isinstance(value, str):
        parse_name(value)
    return value


def _filled(value: object) -> object:
    if isinstance(value, str):
        if not value.strip():
            raise ValueError("must not be empty")
        if "\0" in value:
            raise ValueError("text in PostgreSQL cannot hold a NUL character")
    return value


def _tenant_id(value: object) -> object:
    """Ids are text in a plan; the database checks them against the key's type."""
    return _filled(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def _scalar(value: object) -> object:
    if isinstance(value, (dict, list)):
        raise ValueError("must be one value: text, a number, true or false")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("text in PostgreSQL cannot hold a NUL character")
    return value


def _truth(value: object) -> object:
    """YAML's words; pydantic takes `t` and `1` too."""
    if isinstance(value, str):
        word = value.lower()
        if word not in ("true", "yes", "on", "false", "no", "off"):
            raise ValueError(f"must be true or false, not {value!r}")
        return word in ("true", "yes", "on")
    return value


def _day(value: object) -> object:
    """pydantic would take `1700000000` for a date."""
    if not isinstance(value, str):
        return value
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # the 31st of February
    raise ValueError(f"must be a date, such as 2027-01-31, not {value!r}")


def _measured(unit: Callable[[str], float]) -> BeforeValidator:
    return BeforeValidator(lambda value: unit(value) if isinstance(value, str) else value)


def _timeout(text: str) -> float:
    """At least 1ms: sessions set whole milliseconds, and PostgreSQL reads 0 as «wait for ever»."""
    value = seconds(text)
    if value < 0.001:
        raise ValueError(f"must be at least 1ms, not {text!r}")
    return value


def _more_than_none(unit: Callable[[str], float]) -> Callable[[str], float]:
    def positive(text: str) -> float:
        value = unit(text)
        if value <= 0:
            raise ValueError(f"must be greater than 0, not {text!r}")
        return value

    return positive


def _written(example: str, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


_NUMBER = r"^\s*[0-9]{1,18}(\.[0-9]{1,18})?\s*"
_TIME = _written("200ms", _NUMBER + r"(us|ms|s|min|h|d)\s*$")

Identifier = Annotated[str, BeforeValidator(_identifier), Field(min_length=1, max_length=MAX_NAME_BYTES)]
TableName = Annotated[str, BeforeValidator(_table_name), Field(min_length=1)]
Text = Annotated[str, BeforeValidator(_filled), Field(min_length=1)]
Sql = Annotated[
    str,
    BeforeValidator(_filled),
    WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"type": "number"}, {"type": "boolean"}]}),
]
"""An SQL expression as it stands in the file: `default: 0` and `default: false` are text to the loader."""
TenantId = Annotated[
    str,
    BeforeValidator(_tenant_id),
    WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]}),
]
Scalar = Annotated[str | int | float | bool | None, BeforeValidator(_scalar)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Day = Annotated[date, BeforeValidator(_day)]
Duration = Annotated[float, _measured(seconds), Field(ge=0, allow_inf_nan=False), _TIME]
Timeout = Annotated[float, _measured(_timeout), Field(ge=0.001, allow_inf_nan=False), _TIME]
Latency = Annotated[float, _measured(_more_than_none(seconds)), Field(gt=0, allow_inf_nan=False), _TIME]
Rate = Annotated[
    float, _measured(_more_than_none(bytes_per_second)), _written("100MB/s", _NUMBER + r"(B|kB|MB|GB|TB)/s\s*$")
]
Share = Annotated[float, _measured(_more_than_none(share)), _written("20%", _NUMBER + r"%\s*$")]
