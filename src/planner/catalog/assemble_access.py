"""Build the frozen objects of access.py from the rows of access.sql and code.sql, without a driver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planner.catalog import codes
from planner.catalog.access import (
    Access,
    EventTrigger,
    FixedSetting,
    ForeignCode,
    Function,
    FutureRight,
    OtherTrigger,
    Role,
    Rule,
    ServerRight,
)
from planner.catalog.model import Relation
from planner.catalog.parts import Column, Grant
from planner.names import QName

Rows = Mapping[str, list[tuple[Any, ...]]]


def roles(rows: Rows) -> Mapping[str, Role]:
    return {
        name: Role(name, superuser, bypass, login, tuple(above), tuple(inherited), replication, creates, tuple(becomes))
        for name, superuser, bypass, login, above, inherited, becomes, replication, creates in rows["roles"]
    }


def functions(rows: Rows) -> tuple[Function, ...]:
    """Return the SECURITY DEFINER functions of the managed schemas, and planner's own."""
    return tuple(
        f for f, managed in _functions(rows) if managed and (f.definer or f.name.name == "planner_current_tenant")
    )


def foreign_code(rows: Rows) -> tuple[ForeignCode, ...]:
    return tuple(
        ForeignCode(QName(schema, relation), thing, owner) for schema, relation, thing, owner in rows["foreign_code"]
    )


def unreadable(rows: Rows) -> frozenset[QName]:
    """Return the relations that the connected role may not read."""
    return frozenset(QName(schema, relation) for schema, relation in rows["unreadable"])


def access(rows: Rows) -> Access:
    mine = set(functions(rows))
    rules: dict[tuple[str, QName, str], list[QName]] = {}
    for schema, relation, rule, read_schema, read, text in rows["rules"]:
        rules.setdefault((rule, QName(schema, relation), text), []).append(QName(read_schema, read))
    return Access(
        functions=tuple(f for f, _ in _functions(rows) if f not in mine),
        rules=tuple(Rule(name, relation, tuple(reads), text) for (name, relation, text), reads in rules.items()),
        settings=tuple(FixedSetting(*row) for row in rows["fixed_settings"]),
        settable=tuple((name, role, right) for name, role, right in rows["settable"]),
        future=tuple(FutureRight(*row) for row in rows["future_rights"]),
        owners=tuple((what, owner) for what, owner in rows["owners"]),
        keys_off=tuple((QName(s, t), key, QName(ks, k)) for s, t, key, ks, k in rows["keys_off"]),
        creators=tuple((schema, role) for schema, role in rows["creators"]),
        record=tuple((role, privilege) for role, privilege in rows["record_rights"]),
        kept_calls=tuple((QName(*row[:2]), QName(*row[2:])) for row in rows["kept_calls"]),
        remote={QName(*row[:2]): QName(*row[2:]) for row in rows["foreign_tables"]},
        triggers=tuple(
            OtherTrigger(name, QName(schema, relation), codes.trigger_events(type_), QName(*function))
            for schema, relation, name, type_, *function in rows["other_triggers"]
        ),
        event_triggers=tuple(
            EventTrigger(name, event, QName(*function)) for name, event, *function in rows["event_triggers"]
        ),
        server_rights=tuple(
            ServerRight(f"{kind} {thing}", grantee, privilege)
            for kind, thing, grantee, privilege in rows["server_rights"]
        ),
        server_leakproof=tuple(name for (name,) in rows["server_leakproof"]),
        foreign_servers=tuple((server, grantee) for server, grantee in rows["foreign_servers"]),
        operators=tuple((symbol, QName(*function)) for symbol, *function in rows["own_operators"]),
    )


def elsewhere(rows: Rows) -> Mapping[QName, Relation]:
    """Return the relations of other schemas by name."""
    grants, reads = _by_oid(rows["elsewhere_grants"]), _by_oid(rows["elsewhere_reads"])
    found = {}
    for oid, schema, name, kind, owner, rls, force, columns, invoker in rows["elsewhere"]:
        where = QName(schema, name)
        found[where] = Relation(
            where,
            codes.RELATION_KINDS[kind],
            owner,
            owned_by_me=False,
            columns=tuple(Column(column, "", False) for column in columns),
            rls=rls,
            force_rls=force,
            grants=tuple(Grant(grantee, privilege) for grantee, privilege in grants.get(oid, ())),
            reads=tuple(QName(*read) for read in reads.get(oid, ())),
            security_invoker=invoker,
        )
    return found


def _functions(rows: Rows) -> Iterator[tuple[Function, bool]]:
    """Yield each function, and whether its schema is managed."""
    reads, calls = _by_oid(rows["function_reads"]), _by_oid(rows["function_calls"])
    for row in rows["functions"]:
        oid, schema, name, arguments, owner, source, trigger, definer, volatility, executors, tree, *rest = row
        language, leakproof, config, parallel, strict, managed, types, runs_text, member = rest
        yield (
            Function(
                QName(schema, name),
                arguments,
                owner,
                source,
                trigger,
                definer,
                codes.VOLATILITIES[volatility],
                tuple(executors),
                tree,
                tuple(QName(*read) for read in reads.get(oid, ())),
                tuple(QName(*call) for call in calls.get(oid, ())),
                language,
                leakproof,
                tuple(config),
                codes.PARALLEL[parallel],
                strict,
                types,
                runs_text,
                member,
            ),
            managed,
        )


def _by_oid(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for oid, one, other in rows:
        found.setdefault(oid, []).append((one, other))
    return found
