"""Catalogs, made by hand for tests that need no server, or read from one.

shop = catalog(
    table("users", "id bigint", "email text", unique=("email",)),
    table("chats", "id bigint", "user_id bigint", references={"user_id": "users"}),
)
missing = forward(PLAN, shop)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from harness.databases import Database
from planner.catalog.model import Catalog, Relation, SchemaAccess, Server
from planner.catalog.parts import Column, Constraint, Index, IndexColumn
from planner.catalog.projection import Change, Projection
from planner.catalog.read import read_catalog
from planner.catalog.words import ConstraintKind, RelationKind
from planner.diff import Diff, diff
from planner.names import QName
from planner.plan.load import parse_plan
from planner.resolve.resolve import resolve
from planner.steps.step import Segment
from planner.target.phase import PHASES, Phase
from planner.tenancy.model import Facts, Tenancy

SCHEMA = "public"


def named(name: str, schema: str = SCHEMA) -> QName:
    return QName(schema, name)


def column(text: str) -> Column:
    """Return the column that `user_id bigint NOT NULL` describes, as the server has it."""
    name, _, type_ = text.partition(" ")
    return Column(name, type_.removesuffix(" NOT NULL"), type_.endswith(" NOT NULL"))


def table(
    name: str,
    *columns: str,
    key: Sequence[str] = ("id",),
    unique: Iterable[str | Sequence[str]] = (),
    references: Mapping[str | tuple[str, ...], str] | None = None,
    rows: int = 1000,
) -> Relation:
    """Return a table with its keys and their indexes. `references` maps columns to the table that they reference.

    A foreign key references the column `id`. A foreign key on several columns references columns of the same names.
    """
    where = named(name)
    made = Relation(where, RelationKind.TABLE, "owner", True, tuple(map(column, columns)), rows=rows)
    if key:
        keyed = tuple(replace(c, not_null=True) if c.name in key else c for c in made.columns)
        made = _keyed(replace(made, columns=keyed), f"{name}_pkey", tuple(key), ConstraintKind.PRIMARY)
    for one in unique:
        mine = (one,) if isinstance(one, str) else tuple(one)
        made = _keyed(made, f"{name}_{'_'.join(mine)}_key", mine, ConstraintKind.UNIQUE)
    for one, parent in (references or {}).items():
        mine = (one,) if isinstance(one, str) else one
        made = _referencing(made, mine, named(parent), ("id",) if len(mine) == 1 else mine)
    return made


def _keyed(relation: Relation, name: str, columns: tuple[str, ...], kind: ConstraintKind) -> Relation:
    word = "PRIMARY KEY" if kind is ConstraintKind.PRIMARY else "UNIQUE"
    constraint = Constraint(name, kind, columns, f"{word} ({', '.join(columns)})")
    index = Index(
        name,
        tuple(IndexColumn(one, one) for one in columns),
        unique=True,
        primary=kind is ConstraintKind.PRIMARY,
        constraint=name,
    )
    return replace(relation, constraints=(*relation.constraints, constraint), indexes=(*relation.indexes, index))


def _referencing(relation: Relation, columns: tuple[str, ...], parent: QName, key: tuple[str, ...]) -> Relation:
    name = f"{relation.name.name}_{'_'.join(columns)}_fkey"
    text = f"FOREIGN KEY ({', '.join(columns)}) REFERENCES {parent}({', '.join(key)})"
    constraint = Constraint(name, ConstraintKind.FOREIGN, columns, text, ref=parent, ref_columns=key)
    return replace(relation, constraints=(*relation.constraints, constraint))


def catalog(*relations: Relation, major: int = 18) -> Catalog:
    """Return a database that the connected role owns, with these tables in schema public."""
    server = Server(
        version=major * 10000,
        version_text=f"{major}.0",
        standby=False,
        database="shop",
        role="owner",
        superuser=True,
        bypass_rls=True,
        can_create=True,
        host="/run",
    )
    ordered = sorted(relations, key=lambda relation: relation.name)
    return Catalog(server, (SchemaAccess(SCHEMA, True),), {relation.name: relation for relation in ordered})


def read(database: Database, script: str = "", *schemas: str) -> Catalog:
    """Load a script, and read the catalog from the server. The default schema is public."""
    if script:
        database.load(script)
    return read_catalog(database.connect(), schemas or (SCHEMA,))


def relation(of: Catalog, name: str, schema: str = SCHEMA) -> Relation:
    return of.relations[QName(schema, name)]


def tenancy(plan: str, of: Catalog) -> Tenancy:
    """Return the plan, resolved against a catalog."""
    return resolve(parse_plan(plan, "plan.yaml"), of)


def forward(plan: str, of: Catalog, phases: Sequence[Phase] = PHASES, facts: Facts | None = None) -> Diff:
    """Return what a plan still has to do. Without `facts`, the tenants table has no rows."""
    return diff(tenancy(plan, of), of, facts or Facts(), tuple(phases))


def after(of: Catalog, segments: Iterable[Segment]) -> Catalog:
    """Return the catalog after the segments have run."""
    return changed(of, (change for segment in segments for step in segment.steps for change in step.changes))


def changed(of: Catalog, changes: Iterable[Change]) -> Catalog:
    """Return the catalog after the changes."""
    projection = Projection(of)
    projection.apply(changes)
    now = projection.catalog
    return replace(now, relations=dict(now.relations)).with_owned(now.owned.values())
