"""Reconcile the tables without tenants, before anything is written: the same row, another row, or a new one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from planner.merge.look import One, known
from planner.merge.model import TableLook, Why
from planner.merge.reading import Values, batches, found, joined, value_of
from planner.merge.tables import Match
from planner.merge.unique import UniqueKey, unique_keys
from planner.names import QName
from planner.sql import build
from planner.sql.build import Node
from planner.tenants.closed import Part
from planner.tenants.links import refers_to_itself
from planner.tenants.mapping import KeyMapping
from planner.tenants.renewal import makeable
from planner.tenants.staging import Placed


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one table are compared."""

    part: Part
    match: Match
    keys: tuple[str, ...]
    """The columns that find a row."""
    ids: tuple[str, ...]
    """The row's own ids, which may differ."""
    values: tuple[str, ...]
    """The columns that must be equal."""
    later: tuple[str, ...]
    """Those of them that point to rows of the same group, which are not reconciled yet."""
    uniques: tuple[UniqueKey, ...]

    def pick(self, row: Values, columns: tuple[str, ...]) -> Values:
        return tuple(row[self.part.names.index(name)] for name in columns)


@dataclass(frozen=True, slots=True)
class _Pointing:
    """A column to compare when all rows of the group are reconciled."""

    name: str
    key: str
    mine: str | None
    theirs: str | None


def ids_of(mapping: KeyMapping, part: Part, match: Match) -> tuple[str, ...]:
    """Return the columns of a table without tenants that hold a row's own ids, which may differ between databases."""
    if not match.columns:
        return ()
    return tuple(name for name in part.names if name not in match.columns and mapping.renewable(part, name))


def look_at_reference(one: One) -> None:
    """Look at all tables without tenants."""
    merging = one.looking.merging
    for group in merging.shared:
        looped = group if refers_to_itself(group, merging.whole.links) else ()
        pointing: dict[QName, list[_Pointing]] = {}
        plans = {}
        for name in group:
            plans[name] = _plan(one, merging.part(name), looped)
            pointing[name] = _rows(one, plans[name])
        for name in group:
            _compare_later(one, plans[name], pointing[name])


def _plan(one: One, part: Part, group: tuple[QName, ...]) -> Plan:
    merging = one.looking.merging
    match = merging.matches[part.relation]
    ids = ids_of(one.mapping, part, match)
    keys = match.columns or part.names
    values = tuple(name for name in part.names if name not in ids and name not in keys)
    links = merging.whole.links.get(part.relation, ())
    later = {mine for path in links if path.parent in group for mine in path.columns}
    uniques = tuple(unique_keys(merging.view.catalog, part))
    return Plan(part, match, keys, ids, values, tuple(name for name in values if name in later), uniques)


def _rows(one: One, plan: Plan) -> list[_Pointing]:
    """Look at the rows of one table, and return what must wait for the other tables of its group."""
    name = plan.part.relation
    table = one.look.table(plan.part)
    pending = one.looking.pending.setdefault(name, {})
    mine: dict[Values, list[Values]] = {}
    waiting: list[_Pointing] = []
    shown: list[Node] = [build.column(column, "t") for column in plan.part.names]
    for unique in plan.uniques:
        shown += [value for value, column in zip(unique.values("t"), unique.names, strict=True) if column is None]
        covers = unique.covers()
        shown += [covers] if covers is not None else []
    for batch in batches(one.source, one.looking.merging.whole, name, shown):
        new = []
        rows = [_meant(one, plan, raw) for raw in batch]
        there = _there(one, plan, [plan.pick(row, plan.keys) for row in rows])
        for number, (raw, row) in enumerate(zip(batch, rows, strict=True)):
            table.rows += 1
            key = plan.pick(row, plan.keys)
            candidates = [*there.get(number, ()), *pending.get(key, ())]
            if _odd(one, plan, key, mine):
                continue
            chosen = _chosen(one, plan, row, candidates)
            mine.setdefault(key, []).append(row)
            if chosen is not None:
                table.same += 1
                waiting += _same(one, plan, raw, chosen)
            elif not candidates or plan.match.per_tenant:
                table.added += 1
                table.apart += bool(candidates)
                new.append((raw, row))
        _added(one, plan, table, new)
    return waiting


def _meant(one: One, plan: Plan, raw: Values) -> Values:
    """Return a row of the source with the keys that the target has."""
    name = plan.part.relation
    return tuple(
        value if column in plan.ids else one.meant(name, column, value)
        for column, value in zip(plan.part.names, raw, strict=False)
    )


def _there(one: One, plan: Plan, keys: list[Values]) -> dict[int, list[Values]]:
    """Return the rows of the target with these natural keys, by the key's number."""
    equals = one.looking.merging.view.catalog.equals
    pairs: list[Node] = []
    for number, name in enumerate(plan.keys):
        mine, type_ = build.column(name, "x"), plan.part.type_of(name)
        if plan.match.columns:
            pairs.append(build.eq(mine, value_of(number, type_), equals(type_)))
        else:
            pairs.append(exp.NullSafeEQ(this=build.cast(mine, "text"), expression=value_of(number, "text")))
    shown = [build.column(name, "x") for name in plan.part.names]
    found_: dict[int, list[Values]] = {}
    table = build.table(plan.part.relation, only=one.looking.merging.whole.plain(plan.part.relation))
    sent = [known(key) for key in keys]
    for number, values in joined(one.looking.connection, table, build.and_(*pairs), shown, sent):
        found_.setdefault(number, []).append(values)
    return found_


def _odd(one: One, plan: Plan, key: Values, mine: dict[Values, list[Values]]) -> bool:
    """Note a natural key with NULL, or one that the source has twice."""
    if not plan.match.columns:
        return False
    why = Why.NO_KEY if None in key else Why.TWICE if key in mine else None
    if why is not None:
        one.look.conflict(why, plan.part.relation, plan.keys).add(_shown(key))
    return why is not None


def _chosen(one: One, plan: Plan, row: Values, candidates: list[Values]) -> Values | None:
    """Return the row of the target that the source's row is; None when there is none. Note what stops the merge."""
    columns = tuple(name for name in plan.values if name not in plan.later)
    equal = [one_ for one_ in candidates if plan.pick(one_, columns) == plan.pick(row, columns)]
    if plan.match.per_tenant:
        return equal[0] if equal else None
    shown = _shown(plan.pick(row, plan.keys))
    if len(candidates) > 1 and plan.match.columns:
        one.look.conflict(Why.AMBIGUOUS, plan.part.relation, plan.keys).add(shown)
    elif candidates and not equal:
        pairs = zip(columns, plan.pick(row, columns), plan.pick(candidates[0], columns), strict=True)
        other = tuple(name for name, mine, theirs in pairs if mine != theirs)
        one.look.conflict(Why.DIFFERENT, plan.part.relation, plan.keys).add(shown, other)
    return equal[0] if equal else None


def _same(one: One, plan: Plan, raw: Values, chosen: Values) -> list[_Pointing]:
    """Note which ids the row has in the target."""
    key = _shown(plan.pick(raw, plan.keys))
    for name, mine, theirs in zip(plan.ids, plan.pick(raw, plan.ids), plan.pick(chosen, plan.ids), strict=True):
        if mine is not None and theirs is not None and mine != theirs:
            one.canon.setdefault((plan.part.relation, name), {})[mine] = theirs
    mine_, theirs_ = plan.pick(raw, plan.later), plan.pick(chosen, plan.later)
    return [_Pointing(name, key, a, b) for name, a, b in zip(plan.later, mine_, theirs_, strict=True)]


def _compare_later(one: One, plan: Plan, pointing: list[_Pointing]) -> None:
    for pair in pointing:
        if one.meant(plan.part.relation, pair.name, pair.mine) != pair.theirs:
            one.look.conflict(Why.DIFFERENT, plan.part.relation, plan.keys).add(pair.key, (pair.name,))


def _added(one: One, plan: Plan, table: TableLook, new: list[tuple[Values, Values]]) -> None:
    """Note the keys of rows that are added: taken ones are renewed, or stop the merge."""
    if not new:
        return
    place = len(plan.part.names)
    renewed: set[tuple[str, str]] = set()
    for key in plan.uniques:
        extra = [place + n for n in range(key.names.count(None))]
        covers = place + len(extra) if key.predicate is not None else None
        place += len(extra) + (covers is not None)
        rows = [_key_of(plan, key, raw, row, extra) for raw, row in new]
        one_of = one.looking.taken.setdefault((plan.part.relation, key.shown), set())
        table_ = build.table(plan.part.relation, only=one.looking.merging.whole.plain(plan.part.relation))
        there = found(one.looking.connection, table_, key.same(), [known(row) for row in rows])
        own = _renewed_column(one, plan, key)
        for number, ((raw, _), row) in enumerate(zip(new, rows, strict=True)):
            if None in row or (covers is not None and raw[covers] != "true"):
                continue
            if number not in there and row not in one_of:
                one_of.add(row)
            elif own is None:
                one.look.conflict(Why.TAKEN, plan.part.relation, key.shown).add(_shown(row))
            else:
                renewed.add((own, str(plan.pick(raw, (own,))[0])))
    for name, old in renewed:
        one.new_key((plan.part.relation, name), old)
    table.renewed += len(renewed)
    pending = one.looking.pending[plan.part.relation]
    for raw, row in new:
        ids = {name: one.canon.get((plan.part.relation, name), {}).get(value or "", value)
               for name, value in zip(plan.ids, plan.pick(raw, plan.ids), strict=True)}  # fmt: skip
        whole = tuple(ids.get(name, value) for name, value in zip(plan.part.names, row, strict=True))
        pending.setdefault(plan.pick(whole, plan.keys), []).append(whole)


def _key_of(plan: Plan, key: UniqueKey, raw: Values, row: Values, extra: list[int]) -> Values:
    """Return the values of a unique key of a row; those of expressions stand behind the columns."""
    places = iter(extra)
    return tuple(
        raw[next(places)] if name is None else row[plan.part.names.index(name)] if name in plan.part.names else None
        for name in key.names
    )


def _renewed_column(one: One, plan: Plan, key: UniqueKey) -> str | None:
    """Return the column of a unique key that planner gives new values."""
    if not key.plain:
        return None
    own = (name for name in key.names if name is not None and name in plan.ids)
    staged = Placed(plan.part, plan.part.relation)
    return next((name for name in own if makeable(one.source.connection, staged, name)), None)


def _shown(key: Values) -> str:
    return " ".join("NULL" if value is None else value.replace("\0", "") for value in key)
