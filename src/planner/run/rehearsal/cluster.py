"""Ask the nodes what the catalog does not hold: free slots, roles that workers lack, collations, sequences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from planner.execution.connection import Connection
from planner.names import QName, few
from planner.sql.queries import asked, queries
from planner.sql.spelling import sql_name
from planner.verification.obstacles import Goal, Obstacle, instead

_SQL = queries("planner.run.rehearsal")


def on_cluster(connection: Connection, goal: Goal, large: Sequence[QName]) -> tuple[list[Obstacle], list[str]]:
    """Return the obstacles that only the nodes know, and notes. `large` names the tables of the concurrent form."""
    stops = [*_replication(connection, goal, large), *_roles(connection, goal), *_collations(connection, goal)]
    sequences, notes = _sequences(connection, goal)
    return [*stops, *sequences], notes


def _replication(connection: Connection, goal: Goal, large: Sequence[QName]) -> Iterator[Obstacle]:
    """Yield what the concurrent form lacks: it copies by logical replication, with a plugin of Citus."""
    found = connection.row(_SQL["replication"]) if large else None
    if found is None or goal.catalog.cluster is None:
        return
    (free, plugins), workers = found, goal.catalog.cluster.workers
    if free < len(workers):
        yield Obstacle(
            f"{free} replication slots are free, and the concurrent form for {few(large)} needs one for each of {len(workers)} workers",
            f"raise max_replication_slots and max_wal_senders, and restart the coordinator; or {instead(large)}",
            ("target", "concurrent_above"),
        )
    if plugins is not None and "citus" not in (name.strip(" \"'") for name in plugins.split(",")):
        yield Obstacle(
            f"output_plugin_libraries is {plugins}, and the concurrent form for {few(large)} needs citus in it",
            "ALTER SYSTEM SET output_plugin_libraries = "
            + ", ".join(f"'{name.strip()}'" for name in (*plugins.split(","), "citus"))
            + f" and SELECT pg_reload_conf() on every node; or {instead(large)}",
            ("target", "concurrent_above"),
        )


def _roles(connection: Connection, goal: Goal) -> Iterator[Obstacle]:
    """Yield the roles that own the tables, or have rights or policies on them, and that a worker does not have."""
    wanted = {
        role
        for relation in goal.moved()
        for role in (
            relation.owner,
            *(grant.grantee for grant in relation.grants),
            *(role for policy in relation.policies for role in policy.roles),
        )
        if role and role.lower() != "public"
    }
    lacking: defaultdict[str, list[str]] = defaultdict(list)
    for name, port, answered, said in connection.fetch(_SQL["citus_missing_roles"], {"roles": sorted(wanted)}):
        if not answered:
            yield Obstacle(
                f"worker {name}:{port} does not answer: {said}",
                "start it, and look at its pg_hba.conf and ~/.pgpass of the coordinator; SELECT * FROM citus_check_cluster_node_health()",
            )
        elif said:
            lacking[str(said)].append(f"{name}:{port}")
    for roles, nodes in lacking.items():
        yield Obstacle(
            f"{few(nodes)} lack{'s' * (len(nodes) == 1)} the roles {roles}, which own the tables or have rights on them",
            f"CREATE ROLE on each of these nodes, with the attributes that it has here ({roles})",
        )


def _collations(connection: Connection, goal: Goal) -> Iterator[Obstacle]:
    tenants = goal.tenancy.tenants
    columns = {tenants.relation: tenants.key, **{name: table.column for name, table in goal.tenancy.tables.items()}}
    parameters = {**asked(columns), "columns": list(columns.values())}
    for schema, name, column, collation in connection.fetch(_SQL["nondeterministic_columns"], parameters):
        relation = QName(schema, name)
        yield Obstacle(
            f"{relation}: {column} has the collation {collation}, which is not deterministic: Citus can't distribute by it",
            f"ALTER TABLE {sql_name(relation)} ALTER COLUMN {sql_name(column)} TYPE … COLLATE …, with a deterministic one",
        )


def _sequences(connection: Connection, goal: Goal) -> tuple[list[Obstacle], list[str]]:
    """Return the sequences that two tables share with columns of different types, and a note on short sequences.

    Citus gives each worker a range of a bigint sequence. A shorter one has no room for that: nextval on a worker fails.
    """
    users: defaultdict[QName, set[tuple[QName, str]]] = defaultdict(set)
    short: list[QName] = []
    for schema, name, column, *sequence, kind in connection.fetch(
        _SQL["sequences_of_columns"], asked(relation.name for relation in goal.moved())
    ):
        relation = goal.catalog.relations[QName(schema, name)]
        found = relation.column(column)
        at = QName(*sequence)
        users[at].add((relation.name, found.type if found is not None else ""))
        if kind != "bigint" and at not in short:
            short.append(at)
    stops = [
        Obstacle(
            f"{few(sorted({str(name) for name, _ in tables}))}: columns of different types take values from sequence {at}",
            "give the columns one type, or each its own sequence",
        )
        for at, tables in users.items()
        if len({kind for _, kind in tables}) > 1
    ]
    notes = (
        [f"not bigint are the sequences {few(short)}: INSERT fails on a worker that takes a value of them; connect the "
         "application to the coordinator, or ALTER SEQUENCE … AS bigint and widen the columns first"]
        if short else []
    )  # fmt: skip
    return stops, notes
