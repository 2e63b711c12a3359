"""The version numbers of migrations. They continue from a number that the team gives, or start where the tool
starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

_STAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True)
class Versions:
    """The first version in digits; `first` None leaves it to the tool."""

    now: datetime
    first: str | None = None
    folder: Path = Path()
    """The folder for the files."""

    def numbered(self, width: int) -> Iterator[str]:
        """Return numbers that count up from `first`, with the same number of digits; without `first`, from 1. A
        timestamp counts up by seconds, so that every version is a timestamp."""
        if self.first is None:
            return (f"{number:0{width}}" for number in count(1))
        stamp = _stamp(self.first)
        if stamp is not None:
            return _stamps(stamp)
        return (f"{number:0{len(self.first)}}" for number in count(int(self.first)))

    def stamped(self) -> Iterator[str]:
        """Return timestamps YYYYMMDDHHMMSS that start at `first`, or now."""
        return self.numbered(0) if self.first is not None else _stamps(self.now)

    def after(self, newest: str | None) -> Iterator[str]:
        """Return timestamps that start at `first`, or now, or behind the newest version in the folder."""
        stamp = _stamp(self.first) if self.first is not None else self.now
        last = _stamp(newest) if newest is not None else None
        if stamp is None:
            return self.stamped()
        return _stamps(max(stamp, last + timedelta(seconds=1)) if last is not None else stamp)


def _stamps(first: datetime) -> Iterator[str]:
    return ((first + timedelta(seconds=number)).strftime(_STAMP) for number in count())


def _stamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _STAMP).replace(tzinfo=UTC) if len(text) == 14 else None
    except ValueError:
        return None
