"""What a check of one value says: what is wrong with it, and what to write instead."""

from __future__ import annotations


class WrongValue(ValueError):
    """A ValueError, as pydantic wants it; its text holds both parts."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}; {hint}")
        self.message = message
        self.hint = hint
