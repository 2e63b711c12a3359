"""Turn pydantic's errors into PlanErrors in the words of the plan, with place and nearest allowed word."""

from __future__ import annotations

from difflib import get_close_matches
from enum import Enum
from heapq import nsmallest
from operator import itemgetter
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.errors import MOST_TOLD, Place, PlanError
from planner.plan.document import Document, Keys, dotted, nearest
from planner.plan.model import Plan
from planner.plan.wrong import WrongValue

EXPLAINED = "planner docs plan explains every key, with an example"


def explain(error: ValidationError, document: Document) -> tuple[list[PlanError], int]:
    """Return an error for each of the first `MOST_TOLD` places, and the number of the other places.

    pydantic may report several errors for one value, and errors for the mapping that contains a wrong value.
    Removes the document's own problems with keys that turn out to be unknown.
    """
    found: dict[Keys, ErrorDetails] = {}
    for details in error.errors(include_url=False):
        found.setdefault(_written(details["loc"], document), details)
    unknown = [path for path in document.wrong if path in found and found[path]["type"] == "extra_forbidden"]
    dropped = {id(document.wrong.pop(path)) for path in unknown}  # an unknown key needs no value
    document.problems = [problem for problem in document.problems if id(problem) not in dropped]
    holding = {path[:end] for path in (*found, *document.wrong) for end in range(len(path))}
    wrong = [
        (_place(path, details, document), path, details)
        for path, details in found.items()
        if path not in document.wrong and not (details["type"] in _OF_THE_WHOLE and path in holding)
    ]
    first = nsmallest(MOST_TOLD, wrong, key=itemgetter(0))
    return [_problem(path, details, place) for place, path, details in first], len(wrong) - len(first)


_OF_THE_WHOLE = ("value_error", "too_short")


def _written(loc: Keys, document: Document) -> Keys:
    """Return pydantic's path as the file spells it: without the mark for keys, and with the short forms of `via`."""
    path = loc[:-1] if loc and loc[-1] == "[key]" else loc
    match path:
        case ("tables", name, "backfill", "via", at, "columns", *rest) if (
            *path[:4],
            at,
            "columns",
        ) not in document.keys:
            return ("tables", name, "backfill", "via", *(rest if (*path[:4], 0) in document.keys else ()))
    return path


def _place(path: Keys, details: ErrorDetails, document: Document) -> Place:
    """Return the place of the wrong value, or of its key where the key is wrong or missing."""
    of_key = details["type"] in ("extra_forbidden", "missing") or details["loc"][-1:] == ("[key]",)
    at_value = None if of_key else document.value_at(path)
    if at_value is not None:
        return at_value
    key = nearest(document.keys, path)
    return document.at(key) if key else Place(document.file, 1, 1)


def _problem(path: Keys, details: ErrorDetails, place: Place) -> PlanError:
    kind = details["type"]
    where = dotted(path)
    if kind == "extra_forbidden":
        return _unknown(path, place)
    if kind == "missing":
        owner = dotted(path[:-1]) or "the plan"
        return PlanError(f"{owner} needs the key {str(path[-1])!r}", place=place, hint=EXPLAINED)
    if kind in ("literal_error", "enum"):
        return _word(where, details, place)
    if kind == "value_error":
        return _wrong_value(where, details, place)
    message, hint = _MESSAGES.get(kind, ("is not valid", EXPLAINED))
    if (message, hint) == _LIST and isinstance(details["input"], dict) and _models(_entry(_annotation(path), 0)):
        hint = "put the entry in a list: [{ … }]"
    text = f"{where} {message.format(**details.get('ctx', {}))}{_instead(details['input'])}"
    return PlanError(text, place=place, hint=hint)


def _wrong_value(where: str, details: ErrorDetails, place: Place) -> PlanError:
    error, given = details["ctx"]["error"], details["input"]
    message, hint = (error.message, error.hint) if isinstance(error, WrongValue) else (str(error), EXPLAINED)
    if isinstance(given, str):
        message = message.replace(repr(given), _clipped(given))
    joint = " " if message.startswith("must ") else ": "
    return PlanError(f"{where}{joint}{message}", place=place, hint=hint)


def _unknown(path: Keys, place: Place) -> PlanError:
    *parents, key = path
    allowed = allowed_keys(tuple(parents))
    where = f" in {dotted(tuple(parents))}" if parents else ""
    return PlanError(
        f"unknown key {str(key)!r}{where}", place=place, hint=_nearest_word(str(key), allowed, "allowed here")
    )


def _word(where: str, details: ErrorDetails, place: Place) -> PlanError:
    words = allowed_words(details["loc"])
    given = details["input"]
    shown = _clipped(given) if isinstance(given, str) else "a list" if isinstance(given, list) else "a mapping"
    hint = _nearest_word(str(given), words, "allowed")
    return PlanError(f"{where}: {shown} is not one of {', '.join(words)}", place=place, hint=hint)


def _nearest_word(word: str, allowed: list[str], label: str) -> str:
    near = get_close_matches(word, allowed, n=1)
    return f"did you mean {near[0]!r}?" if near else f"{label}: {', '.join(allowed)}"


def _instead(given: object) -> str:
    return f", not {_clipped(given)}" if isinstance(given, (str, int, float)) else ""


def _clipped(given: object) -> str:
    text = repr(given)
    return text if len(text) <= 60 else f"{text[:57]}…"


_MAPPING = ("must be a mapping of keys", "write its keys under it, or { key: value }")
_LIST = ("must be a list", "write it as [a, b]")
_WHOLE = ("must be a whole number", "write digits alone, such as 5000")
_NUMBER = ("must be a number", "write a number, such as 0.1")

_MESSAGES = {
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "string_type": ("must be text", "write one value, and quote it if needed"),
    "int_parsing": _WHOLE,
    "int_parsing_size": ("must be a whole number of fewer digits", "write a smaller number"),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "bool_type": ("must be true or false", "write true or false"),
    "date_type": ("must be a date", "write year-month-day, such as 2027-01-31"),
    "greater_than": ("must be greater than {gt}", "write a greater number"),
    "greater_than_equal": ("must be at least {ge}", "write a greater number"),
    "less_than_equal": ("must be at most {le}", "write a smaller number"),
    "too_short": ("needs at least {min_length} entry", "give an entry, or remove the key"),
    "finite_number": ("must be a finite number", "write a number, such as 0.1"),
}
"""The message and the remedy for each error type of pydantic."""


def allowed_keys(path: Keys) -> list[str]:
    """Return the keys that the plan allows at a path. A key of `tables` is a name, even `backfill`."""
    models = _models(_annotation(path))
    return [field.alias or name for name, field in models[0].model_fields.items()] if models else []


def allowed_words(path: Keys) -> list[str]:
    """Return the words that the plan allows as the value at a path; none where the value is free text."""
    return _words(_annotation(path))


def _annotation(path: Keys) -> Any:
    annotation: Any = Plan
    for part in path:
        annotation = _entry(annotation, part)
    return annotation


def _words(annotation: Any) -> list[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for argument in get_args(annotation) for word in _words(argument)]


def _entry(annotation: Any, part: str | int) -> Any:
    """Return the annotation of one key, or of one position, of a value with this annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = ((field.alias or name, field) for name, field in annotation.model_fields.items())
        return next((field.annotation for name, field in fields if name == str(part)), None)
    if get_origin(annotation) in (dict, tuple):
        return get_args(annotation)[1 if get_origin(annotation) is dict else 0]
    found = (_entry(argument, part) for argument in get_args(annotation))
    return next((entry for entry in found if entry is not None), None)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models(argument)]
