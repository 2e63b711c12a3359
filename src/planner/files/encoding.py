"""Files for a database whose encoding has no arrows: the server refuses such a character even in a comment.

Only planner's own words are changed. The text of such a database, and of a plan that fits it, has none of these characters.
"""

from __future__ import annotations

from collections.abc import Mapping

_ANY = ("UTF8", "SQL_ASCII")
"""The encodings of databases that hold every character."""

_PLAIN = str.maketrans({"→": "->", "…": "...", "–": "-", "×": "x", "·": "-"})


def in_encoding(files: Mapping[str, str], encoding: str) -> dict[str, str]:
    """Return the files with planner's words as a database of this encoding can take them.

    JSON stays as it is: no server reads it.
    """
    if encoding in _ANY:
        return dict(files)
    return {name: text if name.endswith(".json") else text.translate(_PLAIN) for name, text in files.items()}
