"""Count the rows of tenants, the keys that would be renewed, and the unique keys that are taken."""

from __future__ import annotations

from collections.abc import Iterator

from planner.merge.look import One, known
from planner.merge.model import TableLook, Why
from planner.merge.reading import Values, batches, counted, found, highest, last_value
from planner.merge.unique import UniqueKey, parent_keys, unique_alone, unique_keys
from planner.sql import build
from planner.tenants.closed import TENANTS, Part
from planner.tenants.mapping import Key
from planner.tenants.renewal import makeable
from planner.tenants.staging import Placed

_WHOLE = ("smallint", "integer", "bigint")


def look_at_keys(one: One) -> None:
    """Look at all tables whose rows become the tenant's, parents before children."""
    merging = one.looking.merging
    for group in merging.closed.groups:
        for name in group:
            part = merging.closed.own[name]
            if part.kind == TENANTS and not one.source.has_tenant:
                continue
            table = one.look.table(part)
            table.rows = counted(one.source, merging.whole, name)
            renewed: dict[str, int] = {}
            for key in unique_keys(merging.view.catalog, part):
                own = _renewed_column(one, part, key)
                if own in renewed or _follows(one, key):
                    continue
                if own is None:
                    _look_for_taken(one, key)
                else:
                    renewed[own] = _look_for_renewed(one, key, own)
            _take_new_keys(one, part, renewed, table)


def _renewed_column(one: One, part: Part, key: UniqueKey) -> str | None:
    """Return the column of a unique key that planner gives new values."""
    if not key.plain:
        return None
    own = (name for name in key.names if name is not None and one.mapping.renewable(part, name))
    staged = Placed(part, part.relation)
    return next((name for name in own if makeable(one.source.connection, staged, name)), None)


def _follows(one: One, key: UniqueKey) -> bool:
    """Return whether a column of the key points to a row whose key is renewed when it is taken.

    Then two databases never have the same key: their parents have different keys.
    """
    merging = one.looking.merging
    for name in key.names:
        for parent in parent_keys(one.mapping, key.relation, name) if name is not None else ():
            part = merging.closed.own.get(parent[0])
            if part is None or not one.mapping.renewable(part, parent[1]):
                continue
            staged = Placed(part, part.relation)
            alone = unique_alone(merging.view.catalog, merging.whole, parent)
            if alone and makeable(one.source.connection, staged, parent[1]):
                return True
    return False


def _look_for_taken(one: One, key: UniqueKey) -> None:
    for rows, taken in _collisions(one, key):
        for number in sorted(taken):
            shown = " ".join(value or "NULL" for value in rows[number])
            one.look.conflict(Why.TAKEN, key.relation, key.shown).add(shown.replace("\0", ""))


def _look_for_renewed(one: One, key: UniqueKey, own: str) -> int:
    """Return how many keys are taken. Keys of one column are unique; of several columns, values of `own` are counted."""
    place = key.names.index(own)
    number = 0
    seen: set[str | None] = set()
    for rows, taken in _collisions(one, key):
        if len(key.names) == 1:
            number += len(taken)
        else:
            seen |= {rows[at][place] for at in taken}
    return number or len(seen)


def _collisions(one: One, key: UniqueKey) -> Iterator[tuple[list[Values], set[int]]]:
    """Yield the keys of the source in batches, and which of each batch the target or an earlier source has."""
    looking = one.looking
    whole = looking.merging.whole
    table = build.table(key.relation, only=whole.plain(key.relation))
    fresh = looking.fresh.get((key.relation, key.names[0] or ""), ()) if len(key.names) == 1 else ()
    for raw in batches(one.source, whole, key.relation, key.values("t"), key.covers()):
        rows = [_meant(one, key, row) for row in raw]
        taken = found(looking.connection, table, key.same(), [known(row) for row in rows])
        for source, canon in looking.earlier:
            earlier = build.table(key.relation, only=source.catalog.relations[key.relation].kind == "TABLE")
            sent = [_before(one, key, row, canon) for row in rows]
            taken |= found(source.connection, earlier, key.same(), sent)
        if fresh:
            taken |= {n for n, (value,) in enumerate(rows) if value is not None and any(int(value) in r for r in fresh)}
        yield rows, taken


def _meant(one: One, key: UniqueKey, row: Values) -> Values:
    return tuple(
        one.meant(key.relation, name, value) if name is not None else value
        for name, value in zip(key.names, row, strict=True)
    )


def _before(one: One, key: UniqueKey, row: Values, canon: dict[Key, dict[str, str]]) -> Values:
    """Return a key as an earlier source has it: its own ids of rows without tenants."""
    found_: list[str | None] = []
    for name, value in zip(key.names, row, strict=True):
        for parent in parent_keys(one.mapping, key.relation, name) if name is not None else ():
            if value is not None and parent in canon:
                back = {new: old for old, new in canon[parent].items()}
                value = back.get(value, None if value in canon[parent] else value)
        found_.append(value)
    return known(tuple(found_))


def _take_new_keys(one: One, part: Part, renewed: dict[str, int], table: TableLook) -> None:
    """Note the keys that the rows get, as later sources may have rows with these keys."""
    looking = one.looking
    for name, number in renewed.items():
        table.renewed += number
        if part.type_of(name) not in _WHOLE:
            continue
        key = (part.relation, name)
        top = max(_top(one, key), highest(one.source.connection, part.relation, name))
        if number:
            looking.fresh.setdefault(key, []).append(range(top + 1, top + number + 1))
        looking.top[key] = top + number


def _top(one: One, key: Key) -> int:
    """Return the highest key so far: of the target's rows and its sequence, or of earlier sources."""
    looking = one.looking
    if key not in looking.top:
        sequence = looking.sequences.get(key)
        last = last_value(looking.connection, sequence) if sequence is not None else 0
        looking.top[key] = max(last, highest(looking.connection, *key))
    return looking.top[key]
