"""What planner has begun does not move the fingerprint, and a projection reaches it without a server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import read
from harness.databases import Database
from planner.catalog.changes import AddColumn, AddConstraint, AddTrigger, AlterColumn, Own, ValidateConstraint
from planner.catalog.fingerprint import Fingerprint, canonical, relation_digest
from planner.catalog.index_changes import AddIndex
from planner.catalog.model import Relation
from planner.catalog.owned import Owned, OwnedKey, OwnedKind, OwnedState
from planner.catalog.parts import Column, Constraint, Index, IndexColumn, Trigger
from planner.catalog.projection import Change, Projection
from planner.catalog.words import ConstraintKind, RelationKind, TriggerFiring
from planner.names import QName

T = QName("public", "t")
BASE = Relation(T, RelationKind.TABLE, "me", True, (Column("id", "integer", True), Column("client_id", "text")))
CHECK = Constraint("c", ConstraintKind.CHECK, ("client_id",), "CHECK ((client_id IS NOT NULL))", validated=False)
KEY = Constraint("fk", ConstraintKind.FOREIGN, ("client_id",), "", validated=False, ref=T, ref_columns=("id",))
NOT_NULL = Constraint("n", ConstraintKind.NOT_NULL, ("client_id",), "NOT NULL client_id", validated=False)
INDEX = Index("i", (IndexColumn("client_id", "client_id"),), valid=False)
GUARD = Trigger(
    "zzz_planner_guard", "a", "BEFORE", True, ("INSERT",), (), TriggerFiring.ORIGIN, QName("public", "f"), "src"
)


def digest(relation: Relation, *owned: OwnedKey, ancestors: tuple[QName, ...] = ()) -> str:
    return relation_digest(relation, set(owned), ancestors)


@pytest.mark.parametrize(
    ("relation", "kind", "name"),
    [
        (replace(BASE, constraints=(CHECK,)), "check", "c"),
        (replace(BASE, constraints=(KEY,)), "foreign_key", "fk"),
        (replace(BASE, constraints=(NOT_NULL,)), "not_null", "client_id"),
        (replace(BASE, indexes=(INDEX,)), "index", "i"),
    ],
    ids=["check", "foreign key", "not null", "index"],
)
def test_what_is_begun_and_owned_is_left_out(relation: Relation, kind: str, name: str) -> None:
    assert digest(relation, OwnedKey(kind, T, name)) == digest(BASE)
    assert digest(relation) != digest(BASE)
    assert digest(relation, OwnedKey(kind, QName("public", "other"), name)) == digest(relation)


def test_what_is_finished_counts_though_owned() -> None:
    key = replace(BASE, constraints=(replace(KEY, validated=True),))
    assert digest(key, OwnedKey(OwnedKind.FOREIGN_KEY, T, "fk")) == digest(key) != digest(BASE)
    index = replace(BASE, indexes=(replace(INDEX, valid=True),))
    assert digest(index, OwnedKey(OwnedKind.INDEX, T, "i")) == digest(index) != digest(BASE)


def test_scaffolding_never_counts() -> None:
    done = replace(BASE, constraints=(replace(CHECK, validated=True),))
    assert digest(done, OwnedKey(OwnedKind.CHECK, T, "c")) == digest(BASE) != digest(done)


def test_a_valid_not_null_constraint_is_the_columns() -> None:
    assert digest(replace(BASE, constraints=(replace(NOT_NULL, validated=True),))) == digest(BASE)


def test_partitions_follow_the_parents_record() -> None:
    part = QName("public", "t_1")
    relation = replace(BASE, name=part, constraints=(replace(CHECK, inherited=True), replace(KEY, inherited=True)))
    owned = (OwnedKey(OwnedKind.CHECK, T, "c"), OwnedKey(OwnedKind.FOREIGN_KEY, T, "fk"))
    assert digest(relation, *owned, ancestors=(T,)) == digest(replace(BASE, name=part))
    assert digest(relation, *owned) == digest(relation)


def test_a_guard_counts_without_the_servers_text() -> None:
    one, other = (replace(BASE, triggers=(replace(GUARD, definition=text),)) for text in "ab")
    owned = OwnedKey(OwnedKind.GUARD, T, "client_id")
    assert digest(one) != digest(other)
    assert digest(one, owned) == digest(other, owned) != digest(BASE)
    for changed in (
        replace(GUARD, source="x"),
        replace(GUARD, enabled=TriggerFiring.DISABLED),
        replace(GUARD, events=("UPDATE",)),
        replace(GUARD, timing="AFTER"),
        replace(GUARD, name="zzzz_planner_guard"),
    ):
        assert digest(replace(BASE, triggers=(changed,)), owned) != digest(one, owned)
    theirs = replace(BASE, triggers=(replace(GUARD, name="theirs"),))
    assert digest(theirs, owned) != digest(
        replace(BASE, triggers=(replace(GUARD, name="theirs", definition="b"),)), owned
    )


def test_order_of_all_but_columns_does_not_matter() -> None:
    both = (KEY, CHECK)
    assert digest(replace(BASE, constraints=both)) == digest(replace(BASE, constraints=both[::-1]))
    assert digest(replace(BASE, columns=BASE.columns[::-1])) != digest(BASE)


@pytest.mark.parametrize(
    ("one", "other"),
    [("'1'::bigint", "1"), ("'x'::text", "'x'::character varying"), ("(-1)", "'-1'::integer")],
)
def test_constant_defaults_are_compared_by_value(one: str, other: str) -> None:
    first, second = (replace(BASE, columns=(Column("a", "text", default=text),)) for text in (one, other))
    assert digest(first) == digest(second)


LIVE = """
CREATE SCHEMA planner; COMMENT ON SCHEMA planner IS 'planner record, format 2: a test';
CREATE TABLE planner.owned (seq bigint GENERATED ALWAYS AS IDENTITY, kind text, schema_name text, relation_name text,
    object_name text, phase text, state text, before text, detail text);
CREATE TABLE tenants (id text PRIMARY KEY);
CREATE TABLE t (id int, at int) PARTITION BY RANGE (at);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE plain (id int);
CREATE FUNCTION plain_planner_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
"""

FOREIGN = Constraint(
    "plain_client_id_fkey",
    ConstraintKind.FOREIGN,
    ("client_id",),
    "",
    validated=False,
    ref=QName("public", "tenants"),
    ref_columns=("id",),
)
PLAIN = QName("public", "plain")
TRIGGER = Trigger(
    "zzz_planner_guard", "", "BEFORE", True, ("INSERT", "UPDATE"), (), TriggerFiring.ORIGIN, QName("public", "plain_planner_guard"),
    "BEGIN RETURN NEW; END",
)  # fmt: skip

STEPS: list[tuple[str, tuple[Change, ...]]] = [
    (
        "ALTER TABLE plain ADD client_id varchar(20) DEFAULT 'it''s \\ me'",
        (AddColumn(PLAIN, Column("client_id", "character varying(20)", default="'it''s \\ me'::text")),),
    ),
    (
        "ALTER TABLE t ADD client_id bigint DEFAULT 7 NOT NULL",
        (
            AddColumn(T, Column("client_id", "bigint", default="'7'::bigint")),
            AlterColumn(T, "client_id", not_null=True),
        ),
    ),
    ("ALTER TABLE plain ALTER client_id TYPE text", ()),
    (
        """CREATE TRIGGER zzz_planner_guard BEFORE INSERT OR UPDATE ON plain FOR EACH ROW WHEN (NEW.client_id IS NULL)
           EXECUTE FUNCTION plain_planner_guard()""",
        (
            AddTrigger(PLAIN, TRIGGER),
            Own(Owned(OwnedKey(OwnedKind.GUARD, PLAIN, "client_id"), "add", OwnedState.CONFIRMED)),
        ),
    ),
    (
        "ALTER TABLE plain ADD CONSTRAINT plain_client_id_fkey FOREIGN KEY (client_id) REFERENCES tenants NOT VALID",
        (
            AddConstraint(PLAIN, FOREIGN),
            Own(Owned(OwnedKey(OwnedKind.FOREIGN_KEY, PLAIN, FOREIGN.name), "add", OwnedState.CONFIRMED)),
        ),
    ),
    ("ALTER TABLE plain VALIDATE CONSTRAINT plain_client_id_fkey", (ValidateConstraint(PLAIN, FOREIGN.name),)),
    (
        "ALTER TABLE t ADD CONSTRAINT c CHECK (client_id IS NOT NULL) NOT VALID",
        (
            AddConstraint(T, Constraint("c", ConstraintKind.CHECK, ("client_id",), "", validated=False)),
            Own(Owned(OwnedKey(OwnedKind.CHECK, T, "c"), "tighten", OwnedState.CONFIRMED)),
        ),
    ),
    (
        "CREATE INDEX plain_i ON plain (client_id, id)",
        (AddIndex(PLAIN, Index("plain_i", (IndexColumn("client_id", "client_id"), IndexColumn("id", "id")))),),
    ),
]


def test_a_projection_arrives_where_the_server_does(database: Database) -> None:
    database.load(LIVE)
    projection = Projection(read(database))
    fingerprint = Fingerprint.of(projection.catalog)
    for statement, changes in STEPS:
        database.load(statement)
        if "TYPE text" in statement:
            projection.put(read(database).relations[PLAIN])
        projection.apply(changes)
        for change in changes:
            if isinstance(change, Own):
                key, entry = change.owned.key, change.owned
                database.connect().execute(
                    "INSERT INTO planner.owned (kind, schema_name, relation_name, object_name, phase, state)"
                    " VALUES (%s, %s, %s, %s, %s, %s)",
                    (key.kind, key.relation.schema, key.relation.name, key.name, entry.phase, entry.state),
                )
        fingerprint.update(projection.catalog, [T, PLAIN])
        now = read(database)
        assert canonical(projection.catalog) == canonical(now), statement
        assert fingerprint.hex == Fingerprint.of(now).hex
