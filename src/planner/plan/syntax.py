"""Errors for text that is not YAML, in planner's words. The parser's own words change with its releases."""

from __future__ import annotations

import yaml

from planner.errors import Place, PlanError

START = "planner init drafts a plan from the database; planner docs plan explains every key"

DEEPEST = 20
"""The deepest level that is read. No key of the plan lies deeper, but an alias that contains itself would."""

_QUOTE = "indent with spaces, and quote text that holds : or #"
_LONGEST = 40
"""The number of characters of the plan that a message repeats at most."""


def too_deep(place: Place) -> PlanError:
    return PlanError(f"nested more than {DEEPEST} levels deep", place=place, hint=START)


def not_text(text: str, error: Exception, file: str) -> PlanError:
    """Return the error for a character that YAML does not allow."""
    at = _position(text, error)
    place = Place(file, text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1)
    what = f"the control character U+{ord(text[at]):04X}" if at < len(text) else "a control character"
    return PlanError(f"not YAML: {what}", place=place, hint="save it as plain text, without control characters")


def not_yaml(text: str, error: yaml.MarkedYAMLError, file: str) -> PlanError:
    """Return the error for the place where the parser stopped.

    The message also names the line where the part begins that the parser could not read.
    """
    mark, begun = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return PlanError("not YAML", place=Place(file, 1, 1), hint=_QUOTE)
    place = Place(file, mark.line + 1, mark.column + 1)
    deep = _too_deep(text[: mark.index + 1])
    if deep is not None:
        return too_deep(Place(file, text.count("\n", 0, deep) + 1, deep - text.rfind("\n", 0, deep)))
    what, hint = _stopped_at(text[mark.index :], error)
    if isinstance(error, yaml.composer.ComposerError):
        return PlanError(f"not YAML: {what}", place=place, hint=hint)
    if begun is not None and begun.line != mark.line:
        what += f" (it began in line {begun.line + 1})"
    said = ", ".join(part for part in (error.context, error.problem) if part)
    return PlanError(f"not YAML: {what}", place=place, hint=f"{hint} (the parser says: {said})")


def _stopped_at(rest: str, error: yaml.MarkedYAMLError) -> tuple[str, str]:
    """Return what is wrong with the text at which the parser stopped, and what to do."""
    line = rest.split("\n", 1)[0].rstrip()
    shown = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    if not rest.strip():
        return "the text ends too early", "close every bracket and every quote"
    if rest.startswith("\t"):
        return "a tab where only spaces may stand", "indent with spaces"
    if isinstance(error, yaml.composer.ComposerError):
        if rest.startswith("*"):
            return f"nothing has the anchor that {shown!r} names", "write the value itself, or quote the text"
        if rest.startswith("&"):
            return f"the anchor of {shown!r} is there already", "give it another name"
        return "a second document begins", "a plan is one document: remove what follows the `---`"
    if rest[0] in "@`":
        return f"a text can't begin with {rest[0]!r}", "quote it"
    return f"{shown!r} does not fit here", _QUOTE


def _too_deep(text: str) -> int | None:
    """Return where a bracket goes deeper than `DEEPEST`; None if no bracket does.

    Brackets in quotes count too. The parser has already found the text wrong.
    """
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "[{") - (character in "]}")
        if depth > DEEPEST:
            return at
    return None


def _position(text: str, error: Exception) -> int:
    """Return the index of the wrong character. ReaderError counts bytes, UnicodeEncodeError counts characters."""
    if isinstance(error, UnicodeEncodeError):
        return error.start
    at = getattr(error, "position", None)
    return len(text.encode(errors="replace")[:at].decode(errors="ignore")) if isinstance(at, int) else 0
