"""The surface of a catalog: digests of everything that isolation depends on.

With two equal surfaces, the same roles reach the same rows. A surface compares a live server with a live server. Unlike
the fingerprint it therefore leaves nothing out: it contains rights, roles, functions and the server's text of policies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace

from planner.catalog import codes
from planner.catalog.access import Function, Role
from planner.catalog.model import Catalog, Relation
from planner.catalog.words import Persistence
from planner.names import PLANNER_SCHEMA, QName

DEFINITION = "definition of view "
"""The objects that the first certificates of format 1 do not have."""


def surface(catalog: Catalog, definitions: Mapping[QName, str]) -> dict[str, str]:
    """Return sha256 digests in hex by object: `relation public.users`, `function …`, `role …`, `view …`, …

    `definitions` are pg_get_viewdef's texts of the views that read the managed schemas.
    """
    found: dict[str, object] = {}
    for name, relation in catalog.relations.items():
        if name.schema != PLANNER_SCHEMA:
            found[f"relation {name}"] = _relation(relation)
    for function in catalog.functions:
        found[f"function {function.name}({function.arguments})"] = _function(function)
    for role in concerned(catalog):
        found[f"role {role}"] = _role(catalog.roles[role])
    for view in catalog.inbound_views:
        found[f"view {view.view} on {view.reads}"] = asdict(view)
    for key in catalog.inbound_keys:
        found[f"foreign key {key.name} of {key.relation}"] = asdict(key)
    for name, text in definitions.items():
        found[f"{DEFINITION}{name}"] = text
    return {name: _sha256(thing) for name, thing in sorted(found.items())}


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the objects that differ, sorted by object: (object, what happened to it)."""
    told = []
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            told.append((name, "is gone"))
        elif name not in before:
            told.append((name, "is new"))
        elif before[name] != now[name]:
            told.append((name, "has changed"))
    return told


def _relation(relation: Relation) -> dict[str, object]:
    """Return the form that certificates of format 1 digest: letters instead of words, and no field that came later.

    A constraint's definition contains `set_columns` and `period`. Comments and storage do not matter for isolation, and the
    operators of a foreign key follow from the types of its columns.
    """
    form = asdict(replace(relation, rows=0, pages=0, bytes=0, owned_by_me=False))
    del form["estimated"], form["distribution"]
    if relation.distribution is not None:
        form["distribution"] = [relation.distribution.method.value, relation.distribution.column]
    form["kind"] = codes.RELATION_KINDS.letter(relation.kind)
    form["unlogged"] = form.pop("persistence") is Persistence.UNLOGGED
    form["replica_identity"] = codes.REPLICA_IDENTITIES.letter(relation.replica_identity)
    for column in form["columns"]:
        del column["comment"]
        column["identity"] = codes.IDENTITIES.letter(column["identity"])
        column["generated"] = codes.GENERATED.letter(column["generated"])
    for constraint in form["constraints"]:
        del constraint["set_columns"], constraint["period"], constraint["comment"], constraint["operators"]
        constraint["kind"] = codes.CONSTRAINT_KINDS.letter(constraint["kind"])
        constraint["match"] = codes.MATCHES.letter(constraint["match"])
        for event in ("on_delete", "on_update"):
            constraint[event] = codes.ACTIONS.letter(constraint[event])
    for index in form["indexes"]:
        for later in ("options", "tablespace", "clustered", "comment"):
            del index[later]
        for column in (*index["columns"], *index["include"]):
            del column["statistics"], column["leaks"]
    for trigger in form["triggers"]:
        for later in ("language", "definer", "owner", "config"):
            del trigger[later]
        trigger["enabled"] = codes.FIRING.letter(trigger["enabled"])
    return form


def _function(function: Function) -> dict[str, object]:
    """Return the form of certificates of format 1. What came later is in the form only where it has something to say."""
    form = asdict(function) | {"volatility": codes.VOLATILITIES.letter(function.volatility)}
    for later, silent in (("tree", ""), ("reads", ()), ("calls", ()), ("leakproof", False), ("config", ())):
        if form[later] == silent:
            del form[later]
    for later in ("language", "parallel", "strict", "types", "runs_text", "member"):
        del form[later]
    return form


def _role(role: Role) -> dict[str, object]:
    """Return the form of certificates of format 1, as above: a role usually inherits from all roles above it."""
    form = asdict(role)
    if role.inherits == role.member_of:
        del form["inherits"]
    if role.becomes == role.member_of:
        del form["becomes"]
    for attribute in ("replication", "creates_roles"):
        if not form[attribute]:
            del form[attribute]
    return form


def concerned(catalog: Catalog) -> list[str]:
    """Return the roles with rights on a relation or a function, their members, and the roles above them."""
    named = {relation.owner for relation in catalog.relations.values()}
    named |= {grant.grantee for relation in catalog.relations.values() for grant in relation.grants}
    named |= {role for function in catalog.functions for role in (function.owner, *function.executors)}
    known = {name for name in named if name in catalog.roles}
    inside = {name for name, role in catalog.roles.items() if known & set(role.member_of)}
    above = {name for role in known for name in catalog.roles[role].member_of if name in catalog.roles}
    return sorted(known | inside | above)


def _sha256(thing: object) -> str:
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
