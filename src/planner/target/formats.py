"""The settings that decide how the server reads and writes values. planner's sessions and files fix them for themselves.

With other values the same constant has another text, so the same schema has another definition.
"""

from __future__ import annotations

FORMATS = {
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
"""The names as pg_settings spells them. A statement that fires the application's triggers runs without them, because a
trigger may depend on the application's values: `now()` in a column without a time zone, or a date as text."""

MESSAGES = ("lc_messages", "C")
"""The language of the server's messages: English. Only a superuser may set it."""
