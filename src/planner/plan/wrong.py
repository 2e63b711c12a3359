"""The error of a check of one value: what is wrong, and what to write instead."""

from __future__ import annotations


class WrongValue(ValueError):
    """A ValueError, which pydantic collects. Its text contains the message and the hint."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}; {hint}")
        self.message = message
        self.hint = hint
