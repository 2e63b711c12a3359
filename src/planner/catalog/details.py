"""The details of a catalog: everything that isolation depends on, object by object and part by part, as short texts.

A certificate keeps them, so that a later check can say which part of an object has changed, from what to what.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace

from planner.catalog.access import Access, Function, Role
from planner.catalog.model import Catalog, Relation
from planner.catalog.parts import Trigger
from planner.catalog.surface import concerned
from planner.names import PLANNER_SCHEMA, QName

LONGEST = 120
"""The longest text in characters that is kept as it is. Of a longer one, the digest is kept."""

Details = dict[str, dict[str, str]]


def details(catalog: Catalog, definitions: Mapping[QName, str]) -> Details:
    """Return the parts of each object by the object's name: `relation public.users` → `policy …` → its text.

    `definitions` are pg_get_viewdef's texts of views.
    """
    found: Details = {}
    for name, relation in {**catalog.elsewhere, **catalog.relations}.items():
        if name.schema != PLANNER_SCHEMA:
            found[f"relation {name}"] = dict(_relation(relation))
    for function in (*catalog.functions, *catalog.access.functions):
        found[f"function {function.name}({function.arguments})"] = dict(_function(function))
    for role in concerned(catalog):
        found[f"role {role}"] = dict(_role(catalog.roles[role]))
    for view in catalog.inbound_views:
        found.setdefault(f"view {view.view}", {})[f"reads {view.reads}"] = "yes"
    for key in catalog.inbound_keys:
        found[f"foreign key {key.name} of {key.relation}"] = {"references": f"{key.ref} ({', '.join(key.ref_columns)})"}
    for name, text in definitions.items():
        found[f"definition of view {name}"] = {"text": text}
    for what, part, text in _access(catalog):
        found.setdefault(what, {})[part] = text
    return {what: {part: _short(text) for part, text in parts.items()} for what, parts in sorted(found.items())}


def moves(before: Details, now: Details) -> Iterator[tuple[str, str]]:
    """Yield the objects that differ, sorted by object: (object, what happened to it)."""
    for what in sorted(before.keys() | now.keys()):
        if what not in now:
            yield what, "is gone"
        elif what not in before:
            yield what, "is new"
        elif before[what] != now[what]:
            yield what, f"has changed: {'; '.join(_parts(before[what], now[what]))}"


def _parts(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for part in sorted(before.keys() | now.keys()):
        old, new = before.get(part), now.get(part)
        if old is None:
            yield f"{part} is new: {new}"
        elif new is None:
            yield f"{part} is gone"
        elif old != new:
            digests = old.startswith("sha256:") and new.startswith("sha256:")
            yield f"{part} has changed" if digests else f"{part}: {old or 'nothing'} → {new or 'nothing'}"


def _relation(relation: Relation) -> Iterator[tuple[str, str]]:
    yield "kind", relation.kind
    yield "owner", relation.owner
    yield "row level security", f"{'on' if relation.rls else 'off'}{', forced' if relation.force_rls else ''}"
    yield "security_invoker", str(relation.security_invoker).lower()
    yield (
        "parents",
        ", ".join(map(str, (*relation.inherits, *([relation.partition_of] if relation.partition_of else [])))),
    )
    for column in relation.columns:
        yield f"column {column.name}", _text(asdict(replace(column, comment=None)))
    for constraint in relation.constraints:
        yield f"constraint {constraint.name}", _text(asdict(replace(constraint, comment=None)))
    for index in relation.indexes:
        yield (
            f"index {index.name}",
            _text(asdict(replace(index, comment=None, clustered=False, options=(), tablespace=None))),
        )
    for trigger in relation.triggers:
        yield f"trigger {trigger.name}", f"{trigger.enabled}, {trigger.definition}"
        yield f"function of trigger {trigger.name}", _code(trigger)
    for policy in relation.policies:
        yield (
            f"policy {policy.name}",
            f"{'PERMISSIVE' if policy.permissive else 'RESTRICTIVE'} FOR {policy.command} TO {', '.join(policy.roles)} "
            f"USING {policy.using} WITH CHECK {policy.check}",
        )
    rights: dict[str, list[str]] = {}
    for grant in relation.grants:
        rights.setdefault(grant.grantee, []).append(grant.privilege)
    yield from ((f"rights of {grantee}", ", ".join(sorted(held))) for grantee, held in rights.items())


def _code(trigger: Trigger) -> str:
    attributes = (trigger.owner, trigger.language, trigger.definer, trigger.config, trigger.source)
    return f"{trigger.function}() {_digest(_text(attributes))}"


def _function(function: Function) -> Iterator[tuple[str, str]]:
    yield "owner", function.owner
    yield "body", function.source or function.tree
    yield "language", function.language
    yield "security", "DEFINER" if function.definer else "INVOKER"
    yield "volatility", function.volatility
    yield "parallel", function.parallel
    yield "strict", str(function.strict).lower()
    yield "leakproof", str(function.leakproof).lower()
    yield "settings", ", ".join(function.config)
    yield "may be called by", ", ".join(function.executors)


def _role(role: Role) -> Iterator[tuple[str, str]]:
    for word, has in (
        ("SUPERUSER", role.superuser),
        ("BYPASSRLS", role.bypass_rls),
        ("LOGIN", role.login),
        ("REPLICATION", role.replication),
        ("CREATEROLE", role.creates_roles),
    ):
        yield word, "yes" if has else "no"
    yield "member of", ", ".join(role.member_of)
    yield "inherits from", ", ".join(role.inherits)
    yield "can become", ", ".join(role.becomes)


def _access(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """Yield what belongs to no single object: (what, part, text)."""
    access = catalog.access
    for fixed in access.settings:
        whose = "all roles" if fixed.role is None else f"role {fixed.role}"
        yield f"settings of {whose}", f"{fixed.name}{' in this database' if fixed.here else ''}", fixed.value
    for setting, role, right in access.settable:
        yield f"parameter {setting}", f"{right} by {role}", "yes"
    for future in access.future:
        where = f" in schema {future.schema}" if future.schema else ""
        yield f"default privileges of {future.owner}{where}", f"{future.privilege} for {future.grantee}", "yes"
    for what, owner in access.owners:
        yield what.lower(), "owner", owner
    for schema, role in access.creators:
        yield f"schema {schema}" if schema is not None else "the database", f"CREATE by {role}", "yes"
    for role, privilege in access.record:
        yield "schema planner", f"{privilege} of {role}", "yes"
    for rule in access.rules:
        yield f"rule {rule.name} of {rule.relation}", "reads", ", ".join(map(str, rule.reads))
        yield f"rule {rule.name} of {rule.relation}", "definition", rule.definition
    yield from _code_and_servers(access)


def _code_and_servers(access: Access) -> Iterator[tuple[str, str, str]]:
    """Yield the code that runs beside statements, and what the server itself or another one shows."""
    for table, key, of in access.keys_off:
        yield f"foreign key {key} of {of}", f"triggers on {table}", "disabled"
    for view, function in access.kept_calls:
        yield f"relation {view}", f"calls {function}", "yes"
    for relation, remote in access.remote.items():
        yield f"relation {relation}", "stands for", str(remote)
    for trigger in access.triggers:
        yield f"relation {trigger.relation}", f"trigger {trigger.name}", _fires(trigger.events, trigger.function)
    for event in access.event_triggers:
        yield f"event trigger {event.name}", "fires", _fires((event.event,), event.function)
    for right in access.server_rights:
        yield f"server's {right.what}", f"{right.privilege} by {right.grantee}", "yes"
    for name in access.server_leakproof:
        yield f"server's FUNCTION {name}", "leakproof", "yes"
    for server, role in access.foreign_servers:
        yield f"foreign server {server}", f"USAGE by {role}", "yes"
    for symbol, function in access.operators:
        yield f"operator {symbol}", f"calls {function}", "yes"


def _fires(events: tuple[str, ...], function: QName) -> str:
    return f"{' OR '.join(events)}: {function}()"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST and line == text.strip() else _digest(text)


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:32]}"


def _text(thing: object) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)
