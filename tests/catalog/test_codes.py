"""Letters of the system catalogs and SQL's words, and what was written with the letters: digests. No server."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import pytest

from planner.catalog import codes
from planner.catalog.access import Function
from planner.catalog.fingerprint import Fingerprint
from planner.catalog.model import Catalog, Relation, Server
from planner.catalog.parts import Column, Constraint, Index, IndexColumn, Trigger
from planner.catalog.surface import surface
from planner.catalog.words import (
    ConstraintKind,
    Generated,
    Identity,
    Match,
    Persistence,
    ReferentialAction,
    RelationKind,
    ReplicaIdentity,
    TriggerFiring,
    Volatility,
)
from planner.names import QName

CHILD, PARENT = QName("public", "child"), QName("public", "parent")


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (codes.RELATION_KINDS, RelationKind),
        (codes.PERSISTENCE, Persistence),
        (codes.REPLICA_IDENTITIES, ReplicaIdentity),
        (codes.IDENTITIES, Identity),
        (codes.GENERATED, Generated),
        (codes.CONSTRAINT_KINDS, ConstraintKind),
        (codes.ACTIONS, ReferentialAction),
        (codes.MATCHES, Match),
        (codes.FIRING, TriggerFiring),
        (codes.VOLATILITIES, Volatility),
    ],
)
def test_every_word_has_one_letter(column: codes.Codes[Any], words: Iterable[StrEnum]) -> None:
    assert [column[column.letter(word)] for word in words] == list(words)
    assert len(column.letters) == len(list(words))


def test_an_unknown_letter_is_no_word() -> None:
    with pytest.raises(KeyError):
        codes.ACTIONS["z"]


def test_words_know_what_they_do() -> None:
    assert [a for a in ReferentialAction if a.sets_columns] == [
        ReferentialAction.SET_NULL,
        ReferentialAction.SET_DEFAULT,
    ]
    assert [f for f in TriggerFiring if f.fires_for_clients] == [TriggerFiring.ORIGIN, TriggerFiring.ALWAYS]


def foreign_key(name: str, more: str, **properties: Any) -> Constraint:
    definition = f"FOREIGN KEY (a, b) REFERENCES public.parent(x, y){more}"
    if properties.get("period"):
        definition = "FOREIGN KEY (a, PERIOD b) REFERENCES public.parent(x, PERIOD y)"
    return Constraint(
        name, ConstraintKind.FOREIGN, ("a", "b"), definition, ref=PARENT, ref_columns=("x", "y"), **properties
    )


def constraint(name: str, kind: ConstraintKind, definition: str, **properties: Any) -> Constraint:
    return Constraint(name, kind, () if kind is ConstraintKind.TRIGGER else ("a",), definition, **properties)


def trigger(name: str, firing: TriggerFiring) -> Trigger:
    function = QName("public", "f")
    return Trigger(name, f"CREATE TRIGGER {name}", "BEFORE", True, ("INSERT",), (), firing, function, "body")


CONSTRAINTS = (
    constraint("pk", ConstraintKind.PRIMARY, "PRIMARY KEY (a, b WITHOUT OVERLAPS)", period=True),
    constraint("uq", ConstraintKind.UNIQUE, "UNIQUE (a)"),
    constraint("ck", ConstraintKind.CHECK, "CHECK ((a > 0))"),
    constraint("ex", ConstraintKind.EXCLUSION, "EXCLUDE USING gist (a WITH &&)"),
    constraint("nn", ConstraintKind.NOT_NULL, "NOT NULL a", validated=False),
    constraint("ct", ConstraintKind.TRIGGER, "TRIGGER"),
    foreign_key("f1", ""),
    foreign_key(
        "f2",
        " MATCH FULL ON UPDATE CASCADE ON DELETE RESTRICT",
        on_delete=ReferentialAction.RESTRICT,
        on_update=ReferentialAction.CASCADE,
        match=Match.FULL,
    ),
    foreign_key(
        "f3",
        ' ON UPDATE SET NULL ON DELETE SET NULL (b, "B c")',
        on_delete=ReferentialAction.SET_NULL,
        on_update=ReferentialAction.SET_NULL,
        set_columns=("b", "B c"),
    ),
    foreign_key(
        "f4",
        " ON UPDATE SET DEFAULT ON DELETE SET DEFAULT (b)",
        on_delete=ReferentialAction.SET_DEFAULT,
        on_update=ReferentialAction.SET_DEFAULT,
        set_columns=("b",),
    ),
    foreign_key("f5", "", period=True),
)

INDEXES = (
    Index("pk", (IndexColumn("a", "a"), IndexColumn("b", "b")), unique=True, primary=True, constraint="pk"),
    Index("i", (IndexColumn(None, "(b + 1)", descending=True),), (IndexColumn("g", "g"),), predicate="(b > 0)"),
)


def relation(name: str, kind: RelationKind, **properties: Any) -> Relation:
    columns = properties.pop("columns", (Column("x", "bigint"),))
    return Relation(QName("public", name), kind, "me", True, columns, **properties)


def catalog() -> Catalog:
    relations = [
        relation(
            "child",
            RelationKind.TABLE,
            columns=(
                Column("a", "bigint", True, identity=Identity.ALWAYS),
                Column("b", "integer", True, identity=Identity.BY_DEFAULT),
                Column("g", "integer", False, "(b + 1)", generated=Generated.STORED),
                Column("v", "integer", False, "(b + 1)", generated=Generated.VIRTUAL),
            ),
            constraints=CONSTRAINTS,
            indexes=INDEXES,
            triggers=tuple(trigger(f"t{place}", firing) for place, firing in enumerate(TriggerFiring, 1)),
            persistence=Persistence.UNLOGGED,
            replica_identity=ReplicaIdentity.FULL,
        ),
        relation("parent", RelationKind.PARTITIONED, replica_identity=ReplicaIdentity.INDEX),
        relation("w", RelationKind.VIEW, replica_identity=ReplicaIdentity.NOTHING),
        relation("m", RelationKind.MATERIALIZED),
        relation("o", RelationKind.FOREIGN),
    ]
    functions = tuple(
        Function(QName("public", word[0].lower()), "", "me", "x", False, True, word, ()) for word in Volatility
    )
    server = Server(180000, "18", False, "d", "me", True, True, True, "h")
    return Catalog(server, (), {r.name: r for r in relations}, functions=functions)


def test_saved_plans_of_before_the_words_stay_valid() -> None:
    """The digest that planner gave this catalog when its model held the letters."""
    assert Fingerprint.of(catalog()).hex == "0b87ddfdd7a5d1c62d518592aa7fef978655f2260cadc2deb6dd5c4d78a349e4"


def test_certificates_of_before_the_words_still_hold() -> None:
    """As above: sha256 by object."""
    assert surface(catalog(), {}) == {
        "function public.i()": "b6c7ea414eb0765d269f55aced8102bfd221b528963732fd1e8c5a47b8df5a4e",
        "function public.s()": "68c5f891d62c3e1df2eff8a60ab2e688ffee7d0a2d189dee5de4d34acae950ab",
        "function public.v()": "47cccf7c2d40dffc88d047503689d5b1de50b3043ae348f8ec7f8bf2f59860ef",
        "relation public.child": "1ad20fccbc17668caef69e3cff5436d258d17e7504b3013a147895828925f679",
        "relation public.m": "de564e0e292274db1984a4992db720fd060ae6a48887e50b8dc55cea1488b3f6",
        "relation public.o": "70c19bf147664f59a7339661fc573f812dd71428b56ee805b833784838abf90d",
        "relation public.parent": "820d9dd336b1e6fe7ce9593c209c6223be110067d926e05440375b86b698236a",
        "relation public.w": "e2e86cbc05359e5f44c13ec93c69b3cbc724733eac215b2fc82b385c12eb4069",
    }
