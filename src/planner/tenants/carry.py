"""The changed rows of a move on their way: staged in temporary tables of the target, then written there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.catalog.words import Generated, Identity
from planner.execution.connection import Connection
from planner.execution.interrupt import Interrupt
from planner.names import QName
from planner.rows.search_path import switched_to
from planner.sql import build
from planner.sql.build import Node
from planner.sql.template import templates
from planner.tenants.closed import Part
from planner.tenants.digests import Differences, Side, array_of, has_key, in_ranges_of, key_of, key_text
from planner.tenants.export import copy_to
from planner.tenants.guard import Key, keys_to, unpointed
from planner.tenants.load import insert_statement
from planner.tenants.manifest import Entry
from planner.tenants.reference import Other, insert_used, other_values, refuse_other_values, refuse_strangers
from planner.tenants.silence import suppressed, without_triggers
from planner.tenants.staging import Staged

_TEMPLATES = templates("planner.tenants", "carry.sql")


@dataclass(frozen=True, slots=True)
class Carrier:
    """The two sides of a move, between which rows are carried."""

    source: Side
    target: Side
    keep_existing: bool
    interrupt: Interrupt


def stage_changes(run: Carrier, name: QName, differences: Differences) -> tuple[Staged, Staged]:
    """Copy the source's rows of the differing ranges into temporary tables of the target: new rows, and changed ones."""
    source, target = run.source, run.target.connection
    part, theirs = source.closed.own[name], run.target.closed.own[name]
    number = list(source.closed.own).index(name)
    whole = _temporary(target, theirs, f"planner_move_{number}")
    names = build.parens(build.ident(column) for column in part.names)
    rows = source.connection.copy_out(copy_to(in_ranges_of(source, part, differences.digits, differences.ranges)))

    def lines() -> Iterator[bytes]:
        for line in rows:
            run.interrupt.check()
            yield bytes(line)

    target.copy_in(build.phrase("COPY", build.relation(whole), names, "FROM STDIN"), lines())
    columns = tuple((column.name, column.type) for column in part.columns)
    pair = []
    for label, keys in (("new", differences.missing), ("changed", differences.changed)):
        table = _temporary(target, theirs, f"planner_move_{number}_{label}")
        chosen = _TEMPLATES["chosen"].fill(
            columns=[build.column(column, "s") for column in part.names],
            staged=whole,
            key=key_text(key_of(source.closed, part), "s"),
            keys=array_of(keys),
        )
        target.execute(build.phrase("INSERT INTO", build.relation(table), names, chosen))
        entry = Entry(name.schema, name.name, part.kind, "", part.column, columns, len(keys), 0, "")
        pair.append(Staged(theirs, table, entry))
    target.execute(build.phrase("DROP TABLE", build.relation(whole)))
    return pair[0], pair[1]


def _temporary(target: Connection, part: Part, name: str) -> QName:
    """Make an empty temporary table with the columns of a part."""
    table = QName("pg_temp", name)
    columns = [build.column(column, "t") for column in part.names]
    target.execute(build.phrase("DROP TABLE IF EXISTS", build.relation(table)))
    empty = _TEMPLATES["none"].fill(columns=columns, table=part.relation)
    target.execute(build.phrase("CREATE TEMPORARY TABLE", build.ident(name), "AS", empty, "WITH NO DATA"))
    return table


def bring_used(run: Carrier, staged: Mapping[QName, object], path: str) -> list[Other]:
    """Add the rows of other tables that the tenant uses by now, and that the target lacks."""
    closed, target = run.source.closed, run.target.connection
    reached: set[QName] = set()
    waiting = list(staged)
    while waiting:
        for link in closed.links.get(waiting.pop(), ()):
            if link.parent in closed.used and link.parent not in reached:
                reached.add(link.parent)
                waiting.append(link.parent)
    used = []
    for number, (name, part) in enumerate(closed.used.items()):
        if name not in reached:
            continue
        theirs = run.target.closed.used[name]
        table = _temporary(target, theirs, f"planner_used_{number}")
        names = build.parens(build.ident(column) for column in part.names)
        rows = run.source.connection.copy_out(copy_to(closed.select(part, run.source.tenant)))
        target.copy_in(build.phrase("COPY", build.relation(table), names, "FROM STDIN"), map(bytes, rows))
        columns = tuple((column.name, column.type) for column in part.columns)
        entry = Entry(name.schema, name.name, part.kind, "", part.column, columns, 0, 0, "")
        used.append(Staged(theirs, table, entry))
    kept = other_values(target, run.target.closed, used)
    if not run.keep_existing:
        refuse_other_values(kept)
    refuse_strangers(kept)
    insert_used(target, run.target.closed, used, path)
    for one in used:
        target.execute(build.phrase("DROP TABLE", build.relation(one.table)))
    return kept


Changes = Mapping[QName, tuple[Staged, Staged]]


def insert(run: Carrier, found: Mapping[QName, Differences], staged: Changes, path: str) -> dict[str, int]:
    mapping, closed = run.target.mapping, run.target.closed
    assert mapping is not None
    keyless = [name for name in found if not has_key(closed, closed.own[name])]
    _take_out(run, keyless, found, path)  # Their rows all go in anew, and no row can point to them.
    for group in closed.groups:
        names = [name for name in group if name in found and found[name].missing]
        _together(run, names, {name: insert_statement(staged[name][0], mapping, path) for name in names})
    return {"inserted": sum(staged[name][0].entry.rows for name in found)}


def update(run: Carrier, found: Mapping[QName, Differences], staged: Changes, path: str) -> dict[str, int]:
    for group in run.target.closed.groups:
        names = [name for name in group if name in found and found[name].changed]
        _together(run, names, {name: _update_statement(run, staged[name][1], path) for name in names})
    return {"updated": sum(len(differences.changed) for differences in found.values())}


def _update_statement(run: Carrier, staged: Staged, path: str) -> Node:
    closed, mapping = run.target.closed, run.target.mapping
    assert mapping is not None
    part = staged.part
    key = key_of(closed, part)
    equals = closed.state.catalog.equals
    same = [
        build.eq(build.column(name, "t"), mapping.forward(part, name, "s"), equals(part.type_of(name))) for name in key
    ]
    values = [
        build.assign(build.ident(column.name), mapping.forward(part, column.name, "s"))
        for column in part.columns
        if column.name not in key and column.name != part.column
        and column.identity is not Identity.ALWAYS and column.generated is Generated.NONE
    ]  # fmt: skip
    return build.phrase(
        "UPDATE", *([] if not closed.plain(part.relation) else ["ONLY"]), build.relation(part.relation), "AS",
        build.ident("t"), "SET", build.listed(values), "FROM", build.relation(staged.table), "AS", build.ident("s"),
        "WHERE", build.and_(closed.rows(part.relation, "t", run.target.tenant), *same, switched_to(build.literal(path))),
    )  # fmt: skip


def delete(run: Carrier, found: Mapping[QName, Differences], staged: Changes, path: str) -> dict[str, int]:
    closed = run.target.closed
    for group in reversed(closed.groups):
        names = [name for name in reversed(group) if name in found and has_key(closed, closed.own[name])]
        _take_out(run, names, found, path)
    return {"deleted": sum(len(differences.extra) for differences in found.values())}


def _take_out(run: Carrier, names: list[QName], found: Mapping[QName, Differences], path: str) -> None:
    keys = tuple(keys_to(run.target.connection, run.target.closed))
    names = [name for name in names if found[name].extra]
    _together(run, names, {name: _delete_statement(run, name, found[name].extra, keys, path) for name in names})


def _delete_statement(run: Carrier, name: QName, extra: tuple[str, ...], keys: tuple[Key, ...], path: str) -> Node:
    closed, mapping = run.target.closed, run.target.mapping
    assert mapping is not None
    part = closed.own[name]
    shown = build.parens(mapping.back(part, column, "t") for column in key_of(closed, part))
    key = build.cast(build.phrase("ROW", shown), "text")
    return _TEMPLATES["delete"].fill(
        table=closed.source(name, "t"),
        rows=build.and_(closed.rows(name, "t", run.target.tenant), *unpointed(closed, keys, name, "t", run.target.tenant)),
        key=key,
        keys=array_of(extra),
        switch=switched_to(build.literal(path)),
    )  # fmt: skip


def _together(run: Carrier, names: list[QName], statements: Mapping[QName, Node]) -> None:
    """Run the statements of a group as one, so that foreign keys are checked after all of them."""
    if not names:
        return
    target = run.target.connection
    silent = any([suppressed(run.target.closed, name) for name in names])
    if silent:
        without_triggers(target)
    first = [statements[name] for name in names]
    last = first.pop()
    named: list[str | Node] = []
    for number, statement in enumerate(first):
        named += [",", build.ident(f"s{number}")] if number else ["WITH", build.ident(f"s{number}")]
        named += ["AS", "(", statement, ")"]
    target.execute(build.phrase(*named, last) if named else last)
    target.set_local("search_path", "")
    if silent:
        target.set_local("session_replication_role", "origin")
