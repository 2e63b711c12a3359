"""One scoped table: its column, where its rows get their tenant from, and the parents that they are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from planner.catalog.model import Constraint, ConstraintKind, OwnedKey, Relation
from planner.errors import Blocked
from planner.names import QName
from planner.operations.firing import family
from planner.operations.resolution import Resolution, columns_hint
from planner.operations.tenancy import (
    Constant,
    Existing,
    Expression,
    Path,
    Paths,
    ScopedTable,
    Strategy,
    TenantsTable,
)
from planner.plan.model import Backfill, Table, ViaPath


def resolve_table(r: Resolution, name: QName, tenants: TenantsTable) -> ScopedTable | None:
    text, entry = r.entries[name]
    relation = r.catalog.relations[name]
    column = r.columns[name]
    adopted = _adopted(r, relation, text, entry, tenants)
    said = entry.triggers if entry else {}
    names = sorted({t.name for part in family(name, r.catalog) for t in part.triggers}) if said else []
    for trigger in said:
        if trigger not in names:
            r.problem(
                f"{text} has no trigger {trigger!r}",
                "tables",
                text,
                "triggers",
                trigger,
                hint=_triggers_hint(names, trigger),
            )
    strategy = _strategy(r, relation, text, entry, adopted, tenants)
    if strategy is None:
        return None
    return ScopedTable(
        relation=name,
        column=column,
        strategy=strategy,
        parents=tuple(_parents(r, relation, tenants)),
        adopted=adopted,
        key=_row_key(relation),
        place=r.loaded.place("tables", text),
        spelled=text,
        triggers=said,
    )


def _triggers_hint(names: Sequence[str], wrong: str) -> str:
    """The trigger that was meant, or all of them."""
    near = get_close_matches(wrong, names, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"its triggers are: {', '.join(names)}" if names else "it has none; remove the entry"


def _adopted(r: Resolution, relation: Relation, text: str, entry: Table | None, tenants: TenantsTable) -> bool:
    """Whether a column of that name was there before planner, and counts as the tenant column (PLAN.md, Semantics)."""
    name = r.columns[relation.name]
    column = relation.column(name)
    named = entry is not None and entry.column is not None
    if column is None:
        if named:
            near = columns_hint(relation, name)
            r.problem(f"{text} has no column {name!r}", "tables", text, "column", hint=near)
        return False
    if OwnedKey("column", relation.name, name) in r.catalog.owned:
        return False
    if named or any(
        fk.columns == (name,) and fk.ref == tenants.relation and fk.ref_columns == (tenants.key,)
        for fk in relation.foreign_keys()
    ):
        if column.type != tenants.type:
            r.problem(
                f"{text}.{name} is {column.type}, and the tenants' key is {tenants.type}",
                "tables",
                text,
                *(("column",) if named else ()),
                hint="the types must be equal for the foreign key to use the index: change the column's type first, "
                "name another `column`, or another type for tenant.key",
                kind=Blocked,
            )
        return True
    r.problem(
        f"{text} already has a column {name!r} ({column.type}) that planner did not make and that does not reference "
        f"{tenants.relation}",
        "tables",
        text,
        hint=f"if it is the tenant of the row, say so with `column: {name}` under tables.{text}; "
        f"if it means something else, choose another name with `tenant.column`",
        kind=Blocked,
    )
    return True


def _strategy(
    r: Resolution, relation: Relation, text: str, entry: Table | None, adopted: bool, tenants: TenantsTable
) -> Strategy | None:
    backfill = entry.backfill if entry else None
    if backfill is None:
        if adopted:
            return Existing()
        if tenants.default is None:
            r.problem(
                f"{text} has no backfill, and there is no tenant.default",
                "tables",
                text,
                hint="say where its tenant comes from (`backfill:`), or give tenant.default",
            )
            return None
        return Constant(tenants.default.id)
    if backfill.constant is not None:
        return Constant(backfill.constant)
    if backfill.sql is not None:
        return Expression(backfill.sql)
    found = [_path(r, relation, text, backfill, at, via, tenants) for at, via in enumerate(backfill.via or ())]
    paths = tuple(path for path in found if path is not None)
    return Paths(paths) if len(paths) == len(found) else None


def _path(
    r: Resolution, relation: Relation, text: str, backfill: Backfill, at: int, via: ViaPath, tenants: TenantsTable
) -> Path | None:
    where: tuple[str | int, ...] = ("tables", text, "backfill", "via", at)
    spelled = ", ".join(via.columns)
    for name in via.columns:
        column = relation.column(name)
        if column is None:
            r.problem(f"{text} has no column {name!r}", *where, hint=columns_hint(relation, name))
            return None
        if column.generated == "s":
            r.problem(
                f"{text}.{name} is a stored generated column: it is still NULL when the write guard runs",
                *where,
                hint="use the columns that it is computed from, or `backfill: { sql: … }`",
                kind=Blocked,
            )
            return None
    keys = [fk for fk in relation.foreign_keys() if sorted(fk.columns) == sorted(via.columns)]
    if not keys:
        there = sorted({", ".join(fk.columns) for fk in relation.foreign_keys()})
        r.problem(
            f"no foreign key of {text} is on ({spelled})",
            *where,
            hint=f"its foreign keys are on: {'; '.join(there)}"
            if there
            else f"{text} has no foreign keys; use `constant` or `sql`",
        )
        return None
    usable = {
        (fk.ref, fk.ref_columns): fk for fk in reversed(keys) if fk.ref in r.columns or fk.ref == tenants.relation
    }
    if not usable:
        ref = keys[0].ref
        r.problem(
            f"{text} ({spelled}) references {ref}, which is not a scoped table",
            *where,
            hint=f"make {ref} scoped, or choose a foreign key that leads to a scoped table or to {tenants.relation}",
        )
        return None
    if len(usable) > 1:
        names = ", ".join(fk.name for fk in usable.values())
        r.problem(
            f"several foreign keys of {text} are on ({spelled}): {names}",
            *where,
            hint="they lead to different tables; drop one in the database, or use `backfill: { sql: … }`",
        )
        return None
    key = next(iter(usable.values()))
    if key.deferrable:
        r.problem(
            f"foreign key {key.name} of {text} is DEFERRABLE: a child inserted before its parent finds no tenant",
            *where,
            hint=f"ALTER TABLE … ALTER CONSTRAINT {key.name} NOT DEFERRABLE, or use another path",
            kind=Blocked,
        )
        return None
    return _as_path(r, key, tenants)


def _as_path(r: Resolution, key: Constraint, tenants: TenantsTable) -> Path:
    assert key.ref is not None
    tenant = tenants.key if key.ref == tenants.relation else r.columns[key.ref]
    return Path(key.ref, tuple(zip(key.columns, key.ref_columns, strict=True)), tenant, key.name)


def _parents(r: Resolution, relation: Relation, tenants: TenantsTable) -> Iterator[Path]:
    seen: set[tuple[QName, tuple[str, ...]]] = set()
    for key in sorted(relation.foreign_keys(), key=lambda k: k.name):
        to_tenants = key.ref == tenants.relation
        if key.ref is None or key.columns == (r.columns[relation.name],):
            continue
        if to_tenants and not _is_path(r, relation, key):
            continue
        if (to_tenants or key.ref in r.columns) and (key.ref, key.columns) not in seen:
            seen.add((key.ref, key.columns))
            yield _as_path(r, key, tenants)


def _is_path(r: Resolution, relation: Relation, key: Constraint) -> bool:
    """A foreign key to the tenants table speaks of the row's own tenant only when the plan names it as a path."""
    entry = r.entries[relation.name][1]
    via = entry.backfill.via if entry and entry.backfill else None
    return any(sorted(path.columns) == sorted(key.columns) for path in via or ())


def _row_key(relation: Relation) -> tuple[str, ...]:
    for kind in (ConstraintKind.PRIMARY, ConstraintKind.UNIQUE):
        for constraint in relation.constraints:
            if constraint.kind is kind:
                return constraint.columns
    return ()
