"""Whether messages and the journal show values of rows. They show keys at most; `--no-values` leaves these out, too."""

from __future__ import annotations

import re

_shown = True


def show(*, keys: bool) -> None:
    """Show the keys of rows from now on, or no value at all. The choice holds for the process."""
    global _shown
    _shown = keys


def keys_are_shown() -> bool:
    """Return whether keys of rows may be shown."""
    return _shown


def message(primary: str, detail: str | None, *, of_rows: bool) -> str:
    """Return the server's message in one line, with its detail.

    The detail of a violated NOT NULL or CHECK constraint is a whole row, and is always left out. `of_rows` says that the
    message may quote a value of a row, as errors of classes 22 and 23 do.
    """
    if _shown:
        whole_row = detail is None or detail.startswith("Failing row contains")
        return primary if whole_row else f"{primary} ({detail})"
    return _QUOTED.sub(": …", primary) if of_rows else primary


_QUOTED = re.compile(r': ".*"$', re.DOTALL)
"""The value at the end of a message, as in: invalid input syntax for type integer: "x"."""
