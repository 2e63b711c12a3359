"""The fingerprint of a catalog: two catalogs with the same fingerprint count as equal.

A projected catalog has the same fingerprint as the live one, without asking a server. The fingerprint therefore leaves
out oids, attnums, estimates, sequence values, owners, the server, schema `planner`, and work that planner has not
finished, such as an invalid index. Keys and planner's own triggers are compared by structure, not by the server's
deparsed text. Constant defaults are compared by value. SQL's words are written as the letters of the system catalogs,
as in every saved plan so far.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from planner.catalog import codes
from planner.catalog.model import Catalog, Relation, UserType
from planner.catalog.owned import OwnedKey, OwnedKind
from planner.catalog.parts import Column, Constraint, Index, IndexColumn, Policy, Trigger
from planner.catalog.words import ConstraintKind, Generated, Persistence
from planner.names import PLANNER_SCHEMA, QName

GUARD = "planner_guard"
"""A part of the name of every trigger of a write guard. planner.owned names the guard after its column."""

_MODULUS = 1 << 256
_KEYS = frozenset({ConstraintKind.PRIMARY, ConstraintKind.UNIQUE, ConstraintKind.FOREIGN})

_TYPE = r'(?:[^\W\d][\w$]*(?: [^\W\d][\w$]*)*|"(?:[^"]|"")+")'
_CAST = rf"(?:::{_TYPE}(?:\.{_TYPE})?(?:\(\d+(?:,-?\d+)?\))?(?: with(?:out)? time zone)?(?:\[\])*)?"
_TEXT = re.compile(rf"(E?)'((?:[^']|'')*)'{_CAST}", re.DOTALL)
_NUMBER = re.compile(rf"(\(?)(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(\)?){_CAST}")
_DOMAIN = re.compile(rf"\(((?:[^()']|'(?:[^']|'')*')*)\)::{_TYPE}\.{_TYPE}", re.DOTALL)
"""A constant that is cast to a domain. The empty search_path shows the domain with its schema; a cast to a
built-in type would be a function call."""
_BOOLEAN = re.compile(r"(true|false)(?:::boolean)?")


def constant_of(default: str) -> str | None:
    """Return the value of a default that is one literal, without quotes and casts; None for any other expression.

    Reads the text that pg_get_expr makes of a Const (get_const_expr, src/backend/utils/adt/ruleutils.c), and the
    E'…' and (-1) that people write. NULL is not a constant here.
    """
    if match := _DOMAIN.fullmatch(default):
        return constant_of(match[1])
    if match := _TEXT.fullmatch(default):
        value = match[2].replace("''", "'")
        return re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL) if match[1] else value
    if (match := _NUMBER.fullmatch(default)) and bool(match[1]) == bool(match[3]):
        return match[2]
    if match := _BOOLEAN.fullmatch(default):
        return match[1]
    return None


def relation_digest(relation: Relation, owned: Container[OwnedKey], ancestors: Sequence[QName] = ()) -> str:
    """Return the sha256 of a relation's canonical form, in hex. `ancestors` are the partitioned tables above it."""
    return _sha256(_relation(relation, owned, ancestors))


def digests(catalog: Catalog) -> dict[str, str]:
    """Return the digest of every relation outside schema planner, by the relation's name as text."""
    return {str(name): _digest(catalog, name) for name in catalog.relations if name.schema != PLANNER_SCHEMA}


def moved(before: Mapping[str, str], live: Catalog) -> list[str]:
    """Return the sorted names of relations that differ from `before`, are new, or are gone."""
    now = digests(live)
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


class Fingerprint:
    """The sum, modulo 2²⁵⁶, of the digests of all relations and of the rest. A changed relation costs one addition."""

    def __init__(self, constants: str, relations: Mapping[str, str]) -> None:
        self._relations = dict(relations)
        self._sum = sum((int(digest, 16) for digest in self._relations.values()), int(constants, 16)) % _MODULUS

    @classmethod
    def of(cls, catalog: Catalog) -> Fingerprint:
        return cls(_sha256(_constants(catalog)), digests(catalog))

    @property
    def hex(self) -> str:
        """64 hexadecimal digits."""
        return f"{self._sum:064x}"

    def update(self, catalog: Catalog, names: Iterable[QName]) -> dict[str, str | None]:
        """Add the state that these relations and their partitions have in `catalog`.

        Returns the digests that changed, None for a relation that is gone. Types, and keys and views outside the
        managed schemas, are assumed to be unchanged.
        """
        changed: dict[str, str | None] = {}
        for name in _with_partitions(catalog, names):
            if name.schema == PLANNER_SCHEMA:
                continue
            old = self._relations.pop(str(name), None)
            new = _digest(catalog, name) if name in catalog.relations else None
            if new is not None:
                self._relations[str(name)] = new
            if old != new:
                changed[str(name)] = new
                self._sum = (self._sum + int(new or "0", 16) - int(old or "0", 16)) % _MODULUS
        return changed


def canonical(catalog: Catalog) -> dict[str, Any]:
    """Return everything that the fingerprint covers, ready for JSON."""
    relations = {
        str(name): _relation(relation, catalog.owned, _ancestors(catalog, name))
        for name, relation in catalog.relations.items()
        if name.schema != PLANNER_SCHEMA
    }
    return {"relations": relations, **_constants(catalog)}


def _digest(catalog: Catalog, name: QName) -> str:
    return relation_digest(catalog.relations[name], catalog.owned, _ancestors(catalog, name))


def _ancestors(catalog: Catalog, name: QName) -> tuple[QName, ...]:
    found: list[QName] = []
    at = catalog.relations.get(name)
    while at is not None and at.partition_of is not None:
        found.append(at.partition_of)
        at = catalog.relations.get(at.partition_of)
    return tuple(found)


def _with_partitions(catalog: Catalog, names: Iterable[QName]) -> Iterator[QName]:
    """Yield the relations and all partitions below them.

    The partitions have the constraints of a partitioned table too, but planner's record names only the parent's.
    """
    seen: set[QName] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(catalog.children.get(name, ()))
            yield name


def _sha256(canonical_form: object) -> str:
    text = json.dumps(canonical_form, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _constants(catalog: Catalog) -> dict[str, Any]:
    """Return what no step of planner changes: types, and keys and views outside that point into the managed schemas."""
    return {
        "types": {str(name): _type(type_) for name, type_ in catalog.types.items()},
        "inbound_keys": sorted([str(k.relation), k.name, str(k.ref), *k.ref_columns] for k in catalog.inbound_keys),
        "inbound_views": sorted([str(v.view), str(v.reads)] for v in catalog.inbound_views),
    }


def _type(type_: UserType) -> list[Any]:
    return [type_.kind, type_.labels, type_.base, type_.not_null, type_.default, type_.checks]


def _relation(relation: Relation, owned: Container[OwnedKey], ancestors: Sequence[QName]) -> dict[str, Any]:
    mine = (relation.name, *ancestors)
    # The server keeps a constraint beside each constraint trigger. The write guard's are among the triggers already.
    constraints = (
        c
        for c in relation.constraints
        if not _is_unfinished(c, mine, owned) and not (c.kind is ConstraintKind.TRIGGER and GUARD in c.name)
    )
    ordinary = (OwnedKind.INDEX, OwnedKind.FOLLOWED)
    indexes = (
        i for i in relation.indexes if i.valid or not any(OwnedKey(k, relation.name, i.name) in owned for k in ordinary)
    )
    spread = relation.distribution
    guarded = any(_owns(owned, OwnedKind.GUARD, mine, c.name) for c in relation.columns)
    return {
        "name": str(relation.name),
        "kind": codes.RELATION_KINDS.letter(relation.kind),
        "columns": [_column(c) for c in relation.columns],
        "constraints": {c.name: _constraint(c) for c in constraints},
        "indexes": {i.name: _index(i) for i in indexes},
        "triggers": {
            t.name: _trigger(
                t, (guarded and GUARD in t.name) or OwnedKey(OwnedKind.TRIGGER, relation.name, t.name) in owned
            )
            for t in relation.triggers
        },
        "policies": {
            p.name: _policy(p, OwnedKey(OwnedKind.POLICY, relation.name, p.name) in owned) for p in relation.policies
        },
        "rls": [relation.rls, relation.force_rls],
        "partition": [_text(relation.partition_of), relation.partition_bound, relation.partition_key],
        "inherits": [str(parent) for parent in relation.inherits],
        "extension": relation.extension,
        "unlogged": relation.persistence is Persistence.UNLOGGED,
    } | ({"distribution": [spread.method.value, spread.column]} if spread is not None else {})


def _owns(owned: Container[OwnedKey], kind: OwnedKind, relations: Iterable[QName], name: str) -> bool:
    return any(OwnedKey(kind, relation, name) in owned for relation in relations)


def _is_unfinished(constraint: Constraint, relations: Sequence[QName], owned: Container[OwnedKey]) -> bool:
    """Return whether the fingerprint leaves a constraint out.

    It leaves out planner's foreign keys and NOT NULL constraints until they are validated, and planner's CHECKs always:
    a CHECK only prepares NOT NULL. It also leaves out a validated NOT NULL constraint (18), which the column repeats.
    """
    match constraint.kind:
        case ConstraintKind.CHECK:
            return _owns(owned, OwnedKind.CHECK, relations, constraint.name)
        case ConstraintKind.FOREIGN:
            return not constraint.validated and _owns(owned, OwnedKind.FOREIGN_KEY, relations, constraint.name)
        case ConstraintKind.NOT_NULL:
            return constraint.validated or _owns(owned, OwnedKind.NOT_NULL, relations, constraint.columns[0])
        case _:
            return False


def _column(column: Column) -> list[Any]:
    default: dict[str, str] | None = None
    if column.default is not None:
        constant = constant_of(column.default) if column.generated is Generated.NONE else None
        default = {"expression": column.default} if constant is None else {"constant": constant}
    letters = [codes.IDENTITIES.letter(column.identity), codes.GENERATED.letter(column.generated)]
    kind = [column.not_null, column.collation, *letters]
    return [column.name, column.type, default, *kind]


def _constraint(constraint: Constraint) -> dict[str, Any]:
    state = [constraint.validated, constraint.deferrable, constraint.deferred, constraint.inherited]
    form: dict[str, Any] = {
        "kind": codes.CONSTRAINT_KINDS.letter(constraint.kind),
        "columns": constraint.columns,
        "state": [*state, constraint.enforced],
    }
    if constraint.kind in _KEYS:
        form["definition"] = list(_additions(constraint))
    else:
        form["definition"] = constraint.definition
    if constraint.ref is not None:
        actions = [codes.ACTIONS.letter(constraint.on_delete), codes.ACTIONS.letter(constraint.on_update)]
        match = codes.MATCHES.letter(constraint.match)
        form["references"] = [str(constraint.ref), constraint.ref_columns, *actions, match]
    return form


def _additions(key: Constraint) -> Iterator[str]:
    """Yield the properties that PostgreSQL 15 and 18 added to keys, in the words of the definition.

    A key without these properties has the same digest as before.
    """
    if key.period:
        yield from ("PERIOD", "PERIOD") if key.kind is ConstraintKind.FOREIGN else ("WITHOUT OVERLAPS",)
    if key.set_columns:
        columns = ", ".join(column.replace('"', "") for column in key.set_columns)
        yield f"{key.on_delete} ({columns})"


def _index(index: Index) -> dict[str, Any]:
    flags = [index.unique, index.primary, index.valid, index.nulls_not_distinct, index.immediate]
    return {
        "columns": [_index_column(c) for c in index.columns],
        "include": [_index_column(c) for c in index.include],
        "flags": [*flags, index.replica_identity],
        "method": index.method,
        "predicate": index.predicate,
        "parent": _text(index.parent),
        "constraint": index.constraint,
    }


def _index_column(column: IndexColumn) -> list[Any]:
    what = {"expression": column.definition} if column.name is None else column.name
    return [what, column.opclass, column.collation, column.descending, column.nulls_first]


def _trigger(trigger: Trigger, planners: bool) -> dict[str, Any]:
    """Return the form of a trigger.

    A projection cannot deparse the server's text. The form therefore leaves out this text of a write guard, of a
    trigger that planner has replaced, and of a clone on a partition.
    """
    return {
        "definition": None if planners or trigger.inherited else trigger.definition,
        "when": [trigger.timing, trigger.row, trigger.events, trigger.columns, codes.FIRING.letter(trigger.enabled)],
        "function": str(trigger.function),
        "source": hashlib.sha256(trigger.source.encode(errors="surrogateescape")).hexdigest(),
        "inherited": trigger.inherited,
    }


def _policy(policy: Policy, planners: bool) -> list[Any]:
    """Return the form of a policy, without the server's text of planner's own: a projection cannot deparse it."""
    text = [None, None] if planners else [policy.using, policy.check]
    return [policy.permissive, policy.command, sorted(policy.roles), *text]


def _text(name: QName | None) -> str | None:
    return None if name is None else str(name)
