"""The lines by which migration tools cut a file into statements. A name or a value that holds one would be cut in two."""

from __future__ import annotations

import re

from planner.errors import Refused


def refuse_separator(separator: re.Pattern[str], sql: str, tool: str) -> None:
    """Raise Refused when a statement holds a tool's separator."""
    found = separator.search(sql)
    if found is not None:
        raise Refused(
            f"a name or a value holds {found[0]!r}, at which {tool} cuts a file; nothing was written",
            hint="rename the object, or let planner apply or the files for psql do it: planner render --format psql",
        )
