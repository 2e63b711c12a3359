"""The codec of planner's record: it writes documents as text for planner.owned, and reads text of any version.

A document is written as {"format": 2, "content": {…}}. Text without this envelope is format 1, which `format1` reads.
The records of every released planner stay readable for good.
"""

from __future__ import annotations

import json
import re
from typing import TypeVar

import msgspec

from planner.catalog.owned import Owned, OwnedKind
from planner.errors import Blocked
from planner.steps.record import format1
from planner.steps.record.documents import BEFORE, Document, Identity, Released, ReleasedStatements
from planner.target.phase import Phase

FORMAT = 2
"""The version that `encode` writes."""

IDENTIFIED = frozenset({OwnedKind.COLUMN, OwnedKind.BACKFILL, OwnedKind.TABLE})
"""The kinds of entry whose `detail` may be an Identity."""

D = TypeVar("D", bound=Document)


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    content: msgspec.Raw


_START = '{"format":'

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def encode(document: Document) -> str:
    """Return a document as text for planner.owned. The text is ASCII: the database may have any encoding."""
    text = msgspec.json.encode(_Envelope(FORMAT, msgspec.Raw(msgspec.json.encode(document)))).decode()
    return _NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)


def is_format_1(owned: Owned) -> bool:
    """Return whether a planner up to 0.1 made an entry of a kind that has a document."""
    return owned.before is None or not owned.before.startswith(_START)


def before(owned: Owned, kind: type[D]) -> D:
    """Return the document in an entry's `before`; `kind` is the class that `BEFORE` has for the entry's kind.

    Raises Blocked when the document can't be read.
    """
    assert BEFORE.get(owned.key.kind) is kind, f"{owned.key.kind} has no {kind.__name__}"
    if owned.before is not None and owned.before.startswith(_START):
        return _decode(owned, owned.before, kind)
    return _checked(owned, format1.before(owned), kind)


def released(owned: Owned) -> Released | ReleasedStatements:
    """Return what a write guard that tighten dropped is built from again.

    Raises Blocked when the document can't be read.
    """
    if owned.detail is not None and owned.detail.startswith(_START):
        return _decode(owned, owned.detail, Released)
    return _checked(owned, format1.released(owned), ReleasedStatements)


def identity(owned: Owned) -> Identity | None:
    """Return what identifies the entry's table beside its name. Records of older planners do not have it."""
    if owned.key.kind not in IDENTIFIED or owned.detail is None or not owned.detail.startswith(_START):
        return None
    return _decode(owned, owned.detail, Identity)


def phase(owned: Owned) -> Phase:
    """Return the phase of an entry. Raise Blocked when the entry names no phase."""
    try:
        return Phase(owned.phase)
    except ValueError:
        raise _unreadable(owned) from None


def _decode(owned: Owned, text: str, kind: type[D]) -> D:
    try:
        envelope = msgspec.json.decode(text, type=_Envelope)
        if envelope.format == FORMAT:
            return _checked(owned, msgspec.json.decode(envelope.content, type=kind), kind)
    except msgspec.MsgspecError:
        raise _unreadable(owned) from None
    raise Blocked(
        f"planner's record of {owned.key.kind} {owned.key.name} of {owned.key.relation} has format {envelope.format}, "
        f"and this planner reads formats up to {FORMAT}",
        hint="a newer planner wrote the record: use that version",
    )


def _checked(owned: Owned, found: Document | None, kind: type[D]) -> D:
    if not isinstance(found, kind) or not found.closed():
        raise _unreadable(owned)
    return found


def _unreadable(owned: Owned) -> Blocked:
    return Blocked(
        f"planner's record of {owned.key.kind} {owned.key.name} of {owned.key.relation} can't be read: it was changed "
        "by somebody else",
        hint="compare the row of planner.owned with a backup, and put its `phase`, `before` and `detail` back",
    )
