"""Compare JSON with planner's published schemas, and ask whether a schema notices a renamed key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from planner.cli.schemas import schema

Document = Any

MAPS = {"rows", "surface", "relations", "changes", "deleted", "left", "key", "settings", "stages", "tables",
        "errors"}  # fmt: skip
"""The keys whose objects have names of the database, or other words of the moment, as keys. So have those of `details`,
with objects of the same kind inside."""


def must_fit(name: str, document: Document) -> None:
    """Assert that a document fits the schema, and that the schema refuses it with any key renamed."""
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    found = schema(name)
    validator = jsonschema.validators.validator_for(found)(found)
    assert [error.message for error in validator.iter_errors(document)] == [], name
    for changed in _renamed(_short(document)):
        assert not validator.is_valid(changed), f"{name} allows a renamed key: {str(changed)[:500]}"


def _short(document: Document) -> Document:
    """Return a document with one element of each list, so that many copies are compared quickly."""
    match document:
        case dict():
            return {key: _short(value) for key, value in document.items()}
        case [[*_] as pair, *_]:
            return [pair]
        case [dict() as first, *_]:
            return [_short(first)]
    return document


def _renamed(document: Document, within: str = "") -> Iterator[Document]:
    """Yield copies of a document with one key renamed: every key of every object, of lists the first element."""
    if isinstance(document, dict):
        map_ = within in MAPS or (within == "expected" and "expected" not in document and "low" not in document)
        for key, value in document.items():
            if not map_:
                yield {f"{key}_" if other == key else other: below for other, below in document.items()}
            for changed in _renamed(value, "" if map_ else key) if key != "details" else ():
                yield {**document, key: changed}
    elif isinstance(document, list) and document:
        for changed in _renamed(document[0]):
            yield [changed, *document[1:]]
